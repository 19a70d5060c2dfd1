# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.options import AmbitiArgument
from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.system.clock import now
from leaflet.system.files import STANDARD, read_bytes_if_there
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leaflet.registry.model import Ambito

_STEM, _USUAL = "contatti", ".xlsx"


def export(
    context: typer.Context,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=_("File to write: .xlsx or .csv; -: standard output."),
        ),
    ],
    ambiti: AmbitiArgument = None,
    each: Annotated[
        bool,
        typer.Option("--each", help=_("One file for each ambito, with its id in the name.")),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=_("Write over files that are there already."))
    ] = False,
) -> None:
    """Write the rows as a workbook that an office fills in."""
    from leaflet.offices.commit import open_list
    from leaflet.offices.workbook.aids_sheet import aids_of
    from leaflet.offices.workbook.export import workbook
    from leaflet.registry.finding import known_ambito
    from leaflet.rules.checked import read_sound_registry
    from leaflet.system.files import write_result

    path = context.obj.contacts
    registry = open_list(path, shown_name(path)).registry
    chosen = [known_ambito(registry, name) for name in ambiti or ()] or registry.ambiti
    files = _files(output, chosen) if each else {_file(output): chosen}
    misure, today = read_sound_registry(path).every_aid, now().date()
    books = {
        path: workbook(rows, path.suffix[1:].lower() or "csv", aids_of(misure, rows, today))
        for path, rows in files.items()
    }
    if not force and str(output) != STANDARD:
        _refuse_to_lose(books)
    for file, data in books.items():
        if write_result(file, data):
            typer.echo(translate(say("{file} written", file=shown_name(file))))


def _refuse_to_lose(books: Mapping[Path, bytes]) -> None:
    """Raise LeafletError when a file is there that says something else: an office may have."""
    for file, data in books.items():
        if read_bytes_if_there(file) not in {None, data}:
            message = say("there is another {file} already", file=shown_name(file))
            raise LeafletError(message, say("choose another name, or --force to write over it"))


def _file(output: Path) -> Path:
    """Return the one file to write; a folder gets one of the usual name."""
    if output.is_dir():
        return output / f"{_STEM}{_USUAL}"
    if output.suffix or str(output) == STANDARD:
        return output
    message = say("{file} is neither a folder nor a workbook", file=output)
    hint = say("give a file that ends in .xlsx or .csv; "
               "with --each a folder gets one for each ambito")  # fmt: skip
    raise WrongValueError(message, hint)


def _files(output: Path, ambiti: Sequence[Ambito]) -> Mapping[Path, Sequence[Ambito]]:
    """Return a file for each ambito: contatti.csv gives contatti-melzo.csv."""
    is_file = bool(output.suffix) and not output.is_dir()
    folder, stem = (output.parent, output.stem) if is_file else (output, _STEM)
    kind = output.suffix if is_file else _USUAL
    return {folder / f"{stem}-{ambito.id}{kind}": [ambito] for ambito in ambiti}
