# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts remove`."""

from __future__ import annotations

import typer

from leaflet.cli.contacts.draft import begun, finish, position
from leaflet.cli.contacts.options import AmbitoArgument, ComuneOption, RowOption, YesOption
from leaflet.problems import LeafletError, say


def remove(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: ComuneOption = "",
    row: RowOption = 0,
    yes: YesOption = False,
) -> None:
    """Take a row out of the list, after asking."""
    from leaflet.registry.finding import known_ambito

    draft = begun(context.obj)
    rows = draft.rows(ambito)
    index = position(draft.listed.registry, ambito, comune, row)
    if len(rows) == 1:
        known = known_ambito(draft.listed.registry, ambito)
        message = say("this is the only row of {nome}: an ambito has at least one", nome=known.nome)
        raise LeafletError(message, say("add another row first"))
    del rows[index]
    finish(draft, say("row {row} of {id} removed", row=index + 1, id=ambito), asks=not yes)
