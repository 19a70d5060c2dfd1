# SPDX-License-Identifier: EUPL-1.2
"""`leaflet find`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.options import FormatOption, OutputFormat, as_json
from leaflet.problems import say
from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leaflet.registry.finding import Found
    from leaflet.registry.model import Contatto, Registry


def find(
    context: typer.Context,
    comune: Annotated[
        list[str], typer.Argument(metavar="COMUNE", help=_("The Comune, as you would write it."))
    ],
    format_: FormatOption = OutputFormat.TEXT,
) -> None:
    """Print ambito, whom to call and which file."""
    from leaflet.build.products import GENERIC, sheet_path
    from leaflet.registry.finding import the_certain_comune
    from leaflet.rules.checked import read_sound_registry

    workspace: Workspace = context.obj
    registry = read_sound_registry(workspace.contacts)
    found = the_certain_comune(registry, " ".join(comune))
    leaflet = workspace.output / sheet_path(found.ambito.id if found.ambito else GENERIC)
    if format_ is OutputFormat.JSON:
        typer.echo(json.dumps(_as_json(found, leaflet), ensure_ascii=False, indent=2))
        return
    for line in _answer(registry, found, leaflet):
        typer.echo(line)


def _as_json(found: Found, leaflet: Path) -> dict[str, object]:
    from leaflet.registry.finding import whom_to_call

    who = whom_to_call(found.ambito, found.comune) if found.ambito else None
    return {
        "comune": found.comune,
        "provincia": found.provincia or None,
        "ambito": found.ambito.id if found.ambito else None,
        "has_number": bool(who and who.has_number),
        "contatti": [as_json(row) for row in who.rows] if who else [],
        "leaflet": leaflet.as_posix(),
    }


def _answer(registry: Registry, found: Found, leaflet: Path) -> Iterator[str]:
    from leaflet.registry.finding import whom_to_call

    ambito = found.ambito
    name = f"{found.comune} ({found.provincia})" if found.provincia else found.comune
    yield translate(say("Comune: {name}", name=name))
    if ambito is None:
        yield translate(say("No signatory ambito has this Comune: use the generic leaflet."))
        yield from _namesake(registry, found.comune)
    else:
        yield translate(say("Ambito: {name} ({id})", name=ambito.nome, id=ambito.id))
        who = whom_to_call(ambito, found.comune)
        for contatto in who.rows:
            yield from _contact_lines(contatto)
    if ambito is None or not who.has_number:
        yield translate(say("Call the switchboard of your Comune, or go to the town hall."))
    yield translate(say("Leaflet: {path}", path=leaflet))


def _namesake(registry: Registry, comune: str) -> Iterator[str]:
    """Warn when an ambito bears the name of a Comune that it does not have."""
    from leaflet.system.words import fold

    for ambito in registry.ambiti:
        if fold(ambito.nome) == fold(comune):
            comuni = ", ".join(ambito.comuni)
            message = say("The ambito {nome} is for {comuni}.", nome=ambito.nome, comuni=comuni)
            yield translate(message)


def _contact_lines(contatto: Contatto) -> Iterator[str]:
    from leaflet.registry.phones import format_number
    from leaflet.registry.wording import describe_hours, describe_place, ways_through

    served = ", ".join(contatto.comuni) or _("whole ambito")
    kind = translate(say("switchboard and town hall")) if contatto.tipo else None
    who = ", ".join(filter(None, (kind, contatto.ufficio, contatto.referente)))
    yield f"- {served}{': ' if who else ''}{who}"
    for telefono in contatto.telefoni:
        ways = [translate(way.message) for way in ways_through(telefono)]
        how = ", ".join(filter(None, (*ways, describe_hours(telefono.orari))))
        number = format_number(telefono.numero) or telefono.numero
        yield f"    {number}" + (f" ({how})" if how else "")
    for address in contatto.email:
        yield f"    {address}"
    if contatto.sede:
        yield f"    {describe_place(contatto.sede)}"
    if contatto.note:
        yield f"    {contatto.note}"
