# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts add-ambito`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.contacts.draft import begin, finish
from leaflet.cli.contacts.interview import interview
from leaflet.cli.contacts.options import (
    EmailOption,
    ReferenteOption,
    TelefonoOption,
    UfficioOption,
    collect_answers,
    one_each,
)
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import _


def add_ambito(
    context: typer.Context,
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help=_("Short name for files and links: sud-est-milano."))
    ],
    nome: Annotated[
        str, typer.Option("--nome", metavar="TEXT", help=_("Name, as citizens know it."))
    ],
    comune: Annotated[
        list[str],
        typer.Option(
            "--comune",
            metavar="NAME",
            help=_("A Comune of the ambito; again for each."),
            callback=one_each,
        ),
    ],
    ente: Annotated[
        str, typer.Option("--ente", metavar="TEXT", help=_("The body that signed for it."))
    ] = "",
    ufficio: UfficioOption = None,
    referente: ReferenteOption = None,
    telefono: TelefonoOption = None,
    email: EmailOption = None,
) -> None:
    """Add an ambito with the row that serves all of it, checked today."""
    from leaflet.registry.typed import apply_answers

    draft = begin(context.obj)
    answers = collect_answers(ufficio=ufficio, referente=referente, telefono=telefono, email=email)
    rows = [apply_answers({"verificato": now().date().isoformat()}, answers)]
    body = {"ente": ente} if ente else {}
    ambito = {"id": identifier, "nome": nome, **body, "comuni": comune, "contatti": rows}
    place = draft.add_ambito(ambito)
    if not answers:
        interview(draft, place)
    finish(draft, say("ambito {id} added", id=identifier))
