# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.draft import begin, finish
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
    ZonaOption,
    collect_answers,
    complete_comuni,
    one_each,
)
from leaflet.cli.contacts.showing import format_row
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from leaflet.offices.draft import Draft, RowPlace


def add(
    context: typer.Context,
    ambito: AmbitoArgument,
    comune: Annotated[
        list[str] | None,
        typer.Option(
            "--comune",
            metavar="NAME",
            help=_("A Comune that the row is for; without any, the whole ambito."),
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
) -> None:
    """Add a row at the end of an ambito, checked today."""
    from leaflet.registry.typed import apply_answers

    draft = begin(context.obj)
    answers = collect_answers(
        comuni=comune, zone=zona, ufficio=ufficio, referente=referente, telefono=telefono,
        email=email, link=link, indirizzo=indirizzo, cap=cap, sede=sede, note=note,
    )  # fmt: skip
    place = draft.add_row(ambito, apply_answers({"verificato": now().date().isoformat()}, answers))
    if not answers:
        interview(draft, place)
    _show_others(draft, place, ambito)
    finish(draft, say("row added to {id}", id=ambito))


def _show_others(draft: Draft, place: RowPlace, ambito: str) -> None:
    """Show the rows for the very Comuni of this one: somebody may have meant to change one."""
    for other in draft.same_comuni(place):
        number = other.row + 1
        typer.echo(translate(say("note: there is a row for that already:")))
        typer.echo("\n".join(format_row(number, draft[other])))
        hint = say("leaflet contacts set {id} --row {row} changes it", id=ambito, row=number)
        typer.echo(translate(say("help: {hint}", hint=hint)))
