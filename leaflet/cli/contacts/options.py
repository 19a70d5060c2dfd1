# SPDX-License-Identifier: EUPL-1.2
"""Options that the commands of `leaflet contacts` share, and what a shell completes them with."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.system import workspace
from leaflet.texts.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leaflet.registry.model import Registry


def ambito_names(context: typer.Context, incomplete: str) -> list[str]:
    """Return the ids of ambiti that begin with what was typed."""
    registry = _registry(context)
    ids = [ambito.id for ambito in registry.ambiti] if registry else []
    return [name for name in ids if name.startswith(incomplete)]


def complete_comuni(context: typer.Context, incomplete: str) -> list[str]:
    """Return the Comuni of the ambito, or of all, that begin with what was typed."""
    from leaflet.system.words import fold

    registry = _registry(context)
    chosen = context.params.get("ambito")
    names = [
        comune
        for ambito in (registry.ambiti if registry else ())
        if chosen in {None, ambito.id}
        for comune in ambito.comuni
    ]
    return [name for name in names if fold(name).startswith(fold(incomplete))]


def _registry(context: typer.Context) -> Registry | None:
    from leaflet.registry.reading import read_file

    root = context.find_root().params.get("root")
    with contextlib.suppress(LeafletError):
        return read_file(workspace.find_workspace(root, Path.cwd()).contacts).registry
    return None


def one_each(option: typer.CallbackParam, names: list[str] | None) -> list[str] | None:
    """Return the Comuni of an option; raises LeafletError when a value lists several."""
    for name in names or ():
        if "," in name:
            flag = option.opts[0]
            each = " ".join(f'{flag} "{part.strip()}"' for part in name.split(","))
            message = say("«{name}» is more than one Comune", name=name)
            raise WrongValueError(message, say("write it like this: {example}", example=each))
    return names


AmbitoArgument = Annotated[
    str,
    typer.Argument(metavar="AMBITO", help=_("Id of the ambito."), autocompletion=ambito_names),
]
AmbitiArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="AMBITO",
        help=_("Ids of ambiti; default: all of them."),
        autocompletion=ambito_names,
    ),
]
ComuneOption = Annotated[
    str | None,
    typer.Option(
        "--comune",
        metavar="NAME",
        help=_("The row of this Comune."),
        autocompletion=complete_comuni,
    ),
]
RowOption = Annotated[
    int | None, typer.Option("--row", metavar="N", min=1, help=_("The row of this number."))
]
ConfirmedOption = Annotated[
    bool, typer.Option("--confirmed", help=_("The office says that the whole row is right."))
]
ZonaOption = Annotated[
    list[str] | None,
    typer.Option(
        "--zona",
        metavar="NAME",
        help=_("A part of its one Comune, like «Municipio 3»; again for a second one."),
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help=_("Show what would change, and write nothing."))
]
YesOption = Annotated[bool, typer.Option("--yes", help=_("Do not ask."))]

UfficioOption = Annotated[
    str | None,
    typer.Option(
        "--ufficio",
        metavar="TEXT",
        help=_("Name of the office; «Centralino e municipio» for the town hall."),
    ),
]
ReferenteOption = Annotated[
    str | None,
    typer.Option("--referente", metavar="TEXT", help=_("Person to ask for, with the title.")),
]
TelefonoOption = Annotated[
    list[str] | None,
    typer.Option(
        "--telefono",
        metavar="TEXT",
        help=_("Number, with extension, keys and hours if any; again for a second one."),
    ),
]
EmailOption = Annotated[
    list[str] | None,
    typer.Option("--email", metavar="TEXT", help=_("Address; again for a second one.")),
]
LinkOption = Annotated[
    list[str] | None,
    typer.Option("--link", metavar="TEXT", help=_("Web page; «title: address» if it has one.")),
]
IndirizzoOption = Annotated[
    str | None, typer.Option("--indirizzo", metavar="TEXT", help=_("Street and number."))
]
CapOption = Annotated[str | None, typer.Option("--cap", metavar="TEXT", help=_("Postal code."))]
SedeOption = Annotated[
    str | None, typer.Option("--sede", metavar="TEXT", help=_("Comune of the address."))
]
NoteOption = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help=_("A sentence in Italian."))
]


def collect_answers(**options: str | Sequence[str] | None) -> Mapping[str, list[str]]:
    """Return the answers that options give: question → what was typed."""
    return {
        question: [value] if isinstance(value, str) else list(value)
        for question, value in options.items()
        if value is not None and value != []
    }
