# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts confirm`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.clock import now
from leaflet.cli.contacts.draft import begun, finish, position
from leaflet.cli.contacts.options import AmbitoArgument, ComuneOption, RowOption
from leaflet.cli.language import _
from leaflet.problems import say


def confirm(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: ComuneOption = "",
    row: RowOption = 0,
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("The day of the check, if not today."))
    ] = "",
) -> None:
    """Write down that all rows of an ambito, or one, were checked and are right."""
    draft = begun(context.obj)
    rows = draft.rows(ambito)
    if comune or row:
        rows = [rows[position(draft.listed.registry, ambito, comune, row)]]
    for checked in rows:
        checked["verificato"] = day or now().date().isoformat()
    finish(draft, say("rows of {id} confirmed", id=ambito))
