# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts remove`."""

from __future__ import annotations

import typer

from leaflet.cli.contacts.draft import begin, finish
from leaflet.cli.contacts.options import AmbitoArgument, ComuneOption, RowOption, YesOption
from leaflet.problems import say


def remove(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: ComuneOption = None,
    row: RowOption = None,
    yes: YesOption = False,
) -> None:
    """Take a row out of the list, after asking."""
    draft = begin(context.obj)
    place = draft.find_row(ambito, comune, row)
    draft.remove_row(place)
    finish(draft, say("row {row} of {id} removed", row=place.row + 1, id=ambito), asks=not yes)
