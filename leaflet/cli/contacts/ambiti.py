# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts add-ambito` and `set-ambito`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from leaflet.cli.contacts.draft import begin, finish
from leaflet.cli.contacts.interview import interview
from leaflet.cli.contacts.options import (
    AmbitoArgument,
    EmailOption,
    ReferenteOption,
    TelefonoOption,
    UfficioOption,
    collect_answers,
    complete_comuni,
    one_each,
)
from leaflet.problems import WrongValueError, say
from leaflet.system.clock import now
from leaflet.texts.messages import _


def add_ambito(
    context: typer.Context,
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help=_("Short name for files and links: pianura-nord."))
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


def set_ambito(
    context: typer.Context,
    ambito: AmbitoArgument,
    identifier: Annotated[
        str, typer.Option("--id", metavar="ID", help=_("Another short name for files and links."))
    ] = "",
    nome: Annotated[
        str, typer.Option("--nome", metavar="TEXT", help=_("Name, as citizens know it."))
    ] = "",
    ente: Annotated[
        str | None, typer.Option("--ente", metavar="TEXT", help=_("The body that signed for it."))
    ] = None,
    lingue: Annotated[
        str | None,
        typer.Option(
            "--lingue",
            metavar="CODE,…",
            help=_("The languages of its sheet, such as it,en,zh; empty: those of all."),
        ),
    ] = None,
    comune: Annotated[
        list[str] | None,
        typer.Option(
            "--comune",
            metavar="NAME",
            help=_("A Comune that belongs to it now, from wherever it was; again for each."),
            callback=one_each,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="NAME",
            help=_("A Comune that no longer belongs to it; again for each."),
            autocompletion=complete_comuni,
            callback=one_each,
        ),
    ] = None,
) -> None:
    """Change name, body or Comuni of an ambito; rows for one Comune alone go where it goes."""
    draft = begin(context.obj)
    for name in comune or ():
        draft.bring_comune(ambito, name)
    for name in without or ():
        draft.drop_comune(ambito, name)
    values = {"id": identifier or None, "nome": nome or None, "ente": ente}
    given: dict[str, Any] = {key: value for key, value in values.items() if value is not None}
    if lingue is not None:
        given["lingue"] = _known_languages(context, lingue)
    before = draft.set_ambito(ambito, given)
    finish(draft, say("ambito {id} changed", id=before))


def _known_languages(context: typer.Context, typed: str) -> list[str]:
    """Return the codes that were typed; WrongValueError when one is of no language there."""
    from leaflet.texts.catalogues import read_languages

    known = read_languages(context.obj.locales)
    codes = [code.strip() for code in typed.split(",") if code.strip()]
    for code in codes:
        if code not in known:
            message = say("there is no language «{code}»: choose one of {codes}", code=code,
                          codes=", ".join(known))  # fmt: skip
            raise WrongValueError(message)
    return codes
