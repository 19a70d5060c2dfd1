# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts confirm`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.contacts.draft import begin, finish
from leaflet.cli.contacts.options import AmbitoArgument, ComuneOption, RowOption
from leaflet.problems import say
from leaflet.system.clock import day_of, now
from leaflet.texts.messages import _


def confirm(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: ComuneOption = None,
    row: RowOption = None,
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("The day of the check, if not today."))
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Write --day even where a later check is known."))
    ] = False,
) -> None:
    """Write down that all rows of an ambito, or one, were checked and are right."""
    draft = begin(context.obj)
    checked_on = day_of(day) if day else now().date()
    draft.confirm(draft.choose_rows(ambito, comune, row), checked_on, is_older_fine=yes)
    finish(draft, say("rows of {id} confirmed", id=ambito))
