# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from leaflet.cli.contacts.draft import begin
from leaflet.cli.contacts.options import AmbitoArgument, ComuneOption, RowOption
from leaflet.texts.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.typed import TypedRow


def show(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: ComuneOption = None,
    row: RowOption = None,
) -> None:
    """Print the rows of an ambito, or one, with all that they say."""
    draft = begin(context.obj)
    for place in draft.choose_rows(ambito, comune, row):
        for line in format_row(place.row + 1, draft[place]):
            typer.echo(line)


def format_row(number: int, row: TypedRow) -> Iterator[str]:
    """Yield all that a row says: its number and Comuni, then a line for each answer."""
    from leaflet.registry.typed import answers

    served = ", ".join((*row.get("comuni", []), *row.get("zone", []))) or _("whole ambito")
    yield f"{number}  {served}"
    for question, said in answers(row).items():
        if question not in {"comuni", "zone"}:
            for answer in said:
                yield f"   {question:<10} {answer}"
    yield f"   {'verificato':<10} {row['verificato']}"
