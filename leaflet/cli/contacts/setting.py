# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts set`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.contacts.draft import begin, finish
from leaflet.cli.contacts.interview import interview
from leaflet.cli.contacts.options import (
    AmbitoArgument,
    CapOption,
    ComuneOption,
    ConfirmedOption,
    EmailOption,
    IndirizzoOption,
    LinkOption,
    NoteOption,
    ReferenteOption,
    RowOption,
    SedeOption,
    TelefonoOption,
    UfficioOption,
    ZonaOption,
    collect_answers,
    complete_comuni,
    one_each,
)
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import _


def set_row(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: ComuneOption = None,
    row: RowOption = None,
    serves: Annotated[
        list[str] | None,
        typer.Option(
            "--serves",
            metavar="NAME",
            help=_("The Comuni that the row is for."),
            autocompletion=complete_comuni,
            callback=one_each,
        ),
    ] = None,
    zona: ZonaOption = None,
    ufficio: UfficioOption = None,
    referente: ReferenteOption = None,
    telefono: TelefonoOption = None,
    email: EmailOption = None,
    link: LinkOption = None,
    indirizzo: IndirizzoOption = None,
    cap: CapOption = None,
    sede: SedeOption = None,
    note: NoteOption = None,
    confirmed: ConfirmedOption = False,
) -> None:
    """Change a row; an empty value ("") takes away what was there."""
    from leaflet.registry.typed import apply_answers

    draft = begin(context.obj)
    place = draft.find_row(ambito, comune, row)
    answers = collect_answers(
        comuni=serves, zone=zona, ufficio=ufficio, referente=referente, telefono=telefono,
        email=email, link=link, indirizzo=indirizzo, cap=cap, sede=sede, note=note,
    )  # fmt: skip
    if answers or confirmed:
        draft[place] = apply_answers(draft[place], answers)
    else:
        interview(draft, place)
    if confirmed:
        draft.confirm([place], now().date(), is_older_fine=True)
    finish(draft, say("row {row} of {id} changed", row=place.row + 1, id=ambito))
