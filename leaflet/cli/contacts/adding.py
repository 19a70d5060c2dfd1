# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts add`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.clock import now
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
)
from leaflet.cli.language import _
from leaflet.problems import say


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
    from leaflet.registry.answers import told

    draft = begun(context.obj)
    rows = draft.rows(ambito)
    answers = given(
        comuni=comune, ufficio=ufficio, referente=referente, telefono=telefono, email=email,
        link=link, indirizzo=indirizzo, cap=cap, sede=sede, note=note,
    )  # fmt: skip
    rows.append(told({"verificato": now().date().isoformat()}, answers))
    if not answers:
        interview(draft, rows, len(rows) - 1)
    finish(draft, say("row added to {id}", id=ambito))
