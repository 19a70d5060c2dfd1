# SPDX-License-Identifier: EUPL-1.2
"""`leaflet verify`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.exceptions import MissingParameter

from leaflet.cli import planning
from leaflet.cli.planning import OUTPUT, Output
from leaflet.cli.sign import read
from leaflet.cli.verify_output import Signatures, answers_json, answers_text, are_good
from leaflet.problems import LeafletError, say, unread
from leaflet.system.clock import now
from leaflet.texts.messages import _, translated

if TYPE_CHECKING:
    from leaflet.archive.published import KnownVersions
    from leaflet.archive.verify import Answer
    from leaflet.cli.planning import Wanted
    from leaflet.problems import Message
    from leaflet.system.workspace import Workspace


class Format(StrEnum):
    """How answers are written."""

    TEXT = "text"
    JSON = "json"


def verify(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help=_("PDFs: sheets, or notices with a sheet in them.")),
    ] = None,
    code: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help=_("The code printed at the foot of a sheet.")),
    ] = None,
    manifest: Annotated[
        str,
        typer.Option(
            metavar="FILE|URL",
            help=_("Compare with the manifest of who publishes the sheets; default: --output."),
        ),
    ] = "",
    signature: Annotated[
        bool, typer.Option("--signature", help=_("Check the digital signature as well."))
    ] = False,
    trust: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help=_("Certificates of authorities to trust (PEM or DER).")),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help=_("For people (text) or programs (json)."))
    ] = Format.TEXT,
    output: Output = OUTPUT,
) -> None:
    """Say whether sheets are current; exit 0 when all of them are, else 1."""
    if not files and not code:
        raise MissingParameter(param_hint=_("FILE or --code"))
    answers = _answers(files or [], code or [], _known(context.obj, manifest, output))
    signatures = _signatures(files or [], trust or []) if signature else {}
    writer = answers_json if format_ is Format.JSON else answers_text
    typer.echo(writer(answers, signatures), nl=False)
    are_current = all(answer.verdict == "current" for answer in answers)
    are_signed = all(are_good(found) for found in signatures.values())
    raise typer.Exit(int(not (are_current and are_signed)))


def _known(workspace: Workspace, manifest: str, output: Path) -> KnownVersions:
    from leaflet.archive.published import read_versions, read_versions_at

    return (
        read_versions_at(manifest) if manifest else read_versions(output, _stale(workspace, output))
    )


def _stale(workspace: Workspace, output: Path) -> dict[str, tuple[Message, ...]]:
    """Return the leaflets that say something else than the list beside their folder, and what.

    Other folders may be made of other lists; a list with errors cannot be compared, which is said.
    """
    if output != OUTPUT or workspace.root != Path.cwd():
        return {}
    asked = planning.wanted(workspace, None, output)
    if planning.unchanged(asked) is not None:
        return {}
    try:
        return _changed(asked)
    except LeafletError:
        message = say("whether the list changed since the leaflets were built is not known")
        typer.echo(translated(message), err=True)
        return {}


def _changed(asked: Wanted) -> dict[str, tuple[Message, ...]]:
    from leaflet.archive.manifest import known
    from leaflet.build.freshness import compare

    order, here = planning.ordered(asked).order, known(asked.output)
    found = compare(order.plan, asked.output, order.typesetting, here)
    codes = {path: entry.code for path, entry in here.manifest.files.items()}
    changed = {
        item.output.path: item.reasons
        for item in found.outdated
        if codes.get(item.output.path, item.pages.code) != item.pages.code
    }
    gone = say("no longer in the list, to be removed")
    return changed | dict.fromkeys(found.gone, (gone,))


def _answers(files: list[Path], codes: list[str], known: KnownVersions) -> list[Answer]:
    from leaflet.archive import verify as validity

    found = [_answer(path, known) for path in files]
    return [*found, *(validity.verify_code(code, known) for code in codes)]


def _answer(path: Path, known: KnownVersions) -> Answer:
    from leaflet.archive import verify as validity

    try:
        return validity.verify_file(str(path), _data(path), known)
    except LeafletError as error:
        return validity.refuse_file(str(path), error)


def _data(path: Path) -> bytes:
    from leaflet.archive.verify import LARGEST_FILE

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise LeafletError(say("it is larger than it may be"))
        return path.read_bytes()
    except IsADirectoryError as error:
        hint = say("name the files in it: {files}", files=path / "*.pdf")
        raise LeafletError(unread(error).message, hint) from error
    except OSError as error:
        raise unread(error) from error


def _signatures(files: list[Path], trust: list[Path]) -> dict[str, Signatures]:
    from leaflet.pdf import signing

    roots = [root for path in trust for root in signing.certificates(read(path))]
    found: dict[str, Signatures] = {}
    for path in files:
        try:
            found[str(path)] = signing.signatures(_data(path), roots, now())
        except LeafletError as error:
            found[str(path)] = error
    return found
