# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts add-body`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.contacts.draft import begin, finish
from leaflet.cli.contacts.options import (
    CapOption,
    ConfirmedOption,
    EmailOption,
    IndirizzoOption,
    LinkOption,
    NoteOption,
    SedeOption,
    TelefonoOption,
    ambito_names,
    collect_answers,
)
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import _


def add_body(
    context: typer.Context,
    nome: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called."))],
    ambito: Annotated[
        list[str] | None,
        typer.Option(
            "--ambito",
            metavar="ID",
            help=_("Only this ambito; again for a second one."),
            autocompletion=ambito_names,
        ),
    ] = None,
    telefono: TelefonoOption = None,
    email: EmailOption = None,
    link: LinkOption = None,
    indirizzo: IndirizzoOption = None,
    cap: CapOption = None,
    sede: SedeOption = None,
    note: NoteOption = None,
    confirmed: ConfirmedOption = False,
) -> None:
    """Add a row for who helps besides in each ambito, or change those that it has."""
    from leaflet.offices.bodies import write_body

    draft, today = begin(context.obj), now().date()
    answers = collect_answers(
        telefono=telefono, email=email, link=link, indirizzo=indirizzo, cap=cap, sede=sede,
        note=note,
    )  # fmt: skip
    places = write_body(draft, nome, answers, ambito or [], today)
    if confirmed:
        draft.confirm(places, today, is_older_fine=True)
    finish(draft, say("{name}: rows written: {count}", name=nome, count=len(places)))
