# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts confirm`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.draft import begun, finish, position
from leaflet.cli.contacts.options import AmbitoArgument, ComuneOption, RowOption
from leaflet.problems import LeafletError, say
from leaflet.system.clock import day_of, now
from leaflet.texts.messages import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from leaflet.registry.typed import Row


def confirm(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: ComuneOption = "",
    row: RowOption = 0,
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("The day of the check, if not today."))
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Write --day even where a later check is known."))
    ] = False,
) -> None:
    """Write down that all rows of an ambito, or one, were checked and are right."""
    draft = begun(context.obj)
    rows = draft.rows(ambito)
    if comune or row:
        rows = [rows[position(draft.listed.registry, ambito, comune, row)]]
    checked_on = day_of(day) if day else now().date()
    if not yes:
        _refuse_older(rows, checked_on)
    for checked in rows:
        checked["verificato"] = checked_on.isoformat()
    finish(draft, say("rows of {id} confirmed", id=ambito))


def _refuse_older(rows: Sequence[Row], day: dt.date) -> None:
    """Raise LeafletError when a row was checked after this day: what is known would get lost."""
    later = [row["verificato"] for row in rows if row["verificato"] > day.isoformat()]
    if later:
        values = {"rows": len(later), "latest": max(later), "day": day}
        message = say("rows checked after {day}: {rows}, the last on {latest}", **values)
        hint = say("choose the others with --row, or write the older day with --yes")
        raise LeafletError(message, hint)
