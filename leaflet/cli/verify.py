# SPDX-License-Identifier: EUPL-1.2
"""`leaflet verify`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.exceptions import MissingParameter

from leaflet.cli.options import OutputOption, select
from leaflet.cli.verify_output import Signatures, answers_json, answers_text, are_good
from leaflet.problems import LeafletError, WrongValueError, say, unread
from leaflet.system.clock import now
from leaflet.system.files import STANDARD, read_bytes
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.archive.published import KnownVersions
    from leaflet.archive.verify import VerifyAnswer
    from leaflet.build.selection import Selection
    from leaflet.problems import Message


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
    output: OutputOption = None,
) -> None:
    """Say whether sheets are current; exit 0 when all of them are, else 1."""
    if not files and not code:
        raise MissingParameter(param_hint=_("FILE or --code"))
    if signature and Path(STANDARD) in (files or ()):
        raise WrongValueError(say("for --signature, name a file: what comes in is read once"))
    answers = _answers(
        files or [], code or [], _read_known(select(context, None, output), manifest)
    )
    signatures = _signatures(files or [], trust or []) if signature else {}
    writer = answers_json if format_ is Format.JSON else answers_text
    typer.echo(writer(answers, signatures), nl=False)
    are_current = all(answer.verdict == "current" for answer in answers)
    are_signed = all(are_good(found) for found in signatures.values())
    raise typer.Exit(int(not (are_current and are_signed)))


def _read_known(asked: Selection, manifest: str) -> KnownVersions:
    from leaflet.archive.published import read_versions, read_versions_at

    if manifest:
        return read_versions_at(manifest)
    return read_versions(asked.output, _contradictions(asked))


def _contradictions(asked: Selection) -> Mapping[str, tuple[Message, ...]]:
    """Return the leaflets that say something else than the list beside their folder, and what.

    What cannot be compared with a list, for one that has errors or for lying elsewhere, is said.
    """
    from leaflet.build.current import look_at

    if asked.output.resolve() != asked.workspace.output.resolve():
        message = say("{folder} lies beside no list: whether one says something else by now is "
                      "not known", folder=asked.output)  # fmt: skip
        typer.echo(translate(message), err=True)
        return {}
    try:
        return look_at(asked).contradictions()
    except LeafletError:
        message = say("whether the list changed since the leaflets were built is not known")
        typer.echo(translate(message), err=True)
        return {}


def _answers(files: list[Path], codes: list[str], known: KnownVersions) -> list[VerifyAnswer]:
    from leaflet.archive import verify as validity

    found = [_answer(path, known) for path in files]
    return [*found, *(validity.verify_code(code, known) for code in codes)]


def _answer(path: Path, known: KnownVersions) -> VerifyAnswer:
    from leaflet.archive import verify as validity

    try:
        return validity.verify_file(str(path), _data(path), known)
    except LeafletError as error:
        return validity.refuse_file(str(path), error)


def _data(path: Path) -> bytes:
    from leaflet.archive.verify import LARGEST_DOCUMENT

    if str(path) == STANDARD:
        return read_bytes(path, largest=LARGEST_DOCUMENT)
    try:
        if path.stat().st_size > LARGEST_DOCUMENT:
            raise LeafletError(say("it is larger than it may be"))
        return path.read_bytes()
    except IsADirectoryError as error:
        hint = say("name the files in it: {files}", files=path / "*.pdf")
        raise LeafletError(unread(error).message, hint) from error
    except OSError as error:
        raise unread(error) from error


def _signatures(files: list[Path], trust: list[Path]) -> dict[str, Signatures]:
    from leaflet.pdf.signatures import judge_signatures, read_certificates

    roots = [root for path in trust for root in read_certificates(read_bytes(path))]
    found: dict[str, Signatures] = {}
    for path in files:
        try:
            found[str(path)] = judge_signatures(_data(path), roots, now())
        except LeafletError as error:
            found[str(path)] = error
    return found
