# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.draft import begun, finish
from leaflet.cli.contacts.interview import interview
from leaflet.cli.contacts.options import (
    AmbitoArgument,
    CapOption,
    EmailOption,
    IndirizzoOption,
    LinkOption,
    NoteOption,
    ReferenteOption,
    SedeOption,
    TelefonoOption,
    UfficioOption,
    comune_names,
    given,
    one_each,
)
from leaflet.cli.contacts.showing import lines
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import _, translated

if TYPE_CHECKING:
    from leaflet.registry.typed import Row


def add(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: Annotated[
        list[str] | None,
        typer.Option(
            "--comune",
            metavar="NAME",
            help=_("A Comune that the row is for; without any, the whole ambito."),
            autocompletion=comune_names,
            callback=one_each,
        ),
    ] = None,
    ufficio: UfficioOption = None,
    referente: ReferenteOption = None,
    telefono: TelefonoOption = None,
    email: EmailOption = None,
    link: LinkOption = None,
    indirizzo: IndirizzoOption = None,
    cap: CapOption = None,
    sede: SedeOption = None,
    note: NoteOption = None,
) -> None:
    """Add a row at the end of an ambito, checked today."""
    from leaflet.registry.typed import told

    draft = begun(context.obj)
    rows = draft.rows(ambito)
    answers = given(
        comuni=comune, ufficio=ufficio, referente=referente, telefono=telefono, email=email,
        link=link, indirizzo=indirizzo, cap=cap, sede=sede, note=note,
    )  # fmt: skip
    rows.append(told({"verificato": now().date().isoformat()}, answers))
    if not answers:
        interview(draft, rows, len(rows) - 1)
    _show_others(rows, ambito)
    finish(draft, say("row added to {id}", id=ambito))


def _show_others(rows: list[Row], ambito: str) -> None:
    """Show the rows for the very Comuni of the last one: somebody may have meant to change one."""
    from leaflet.system.words import folded

    served = [sorted(map(folded, row.get("comuni", []))) for row in rows]
    for number, row in enumerate(rows[:-1], start=1):
        if served[-1] and served[number - 1] == served[-1]:
            typer.echo(translated(say("note: there is a row for that already:")))
            typer.echo("\n".join(lines(number, row)))
            hint = say("leaflet contacts set {id} --row {row} changes it", id=ambito, row=number)
            typer.echo(translated(say("help: {hint}", hint=hint)))
