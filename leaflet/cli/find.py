# SPDX-License-Identifier: EUPL-1.2
"""`leaflet find`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.options import FormatOption, OutputFormat, StageOption, as_json
from leaflet.problems import say
from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from leaflet.build.kinds import Stage
    from leaflet.registry.finding import Found
    from leaflet.registry.misure import Misura
    from leaflet.registry.model import Ambito, Contatto, Registry


def find(
    context: typer.Context,
    comune: Annotated[
        list[str], typer.Argument(metavar="COMUNE", help=_("The Comune, as you would write it."))
    ],
    stage: StageOption = None,
    format_: FormatOption = OutputFormat.TEXT,
) -> None:
    """Print ambito, whom to call, which aids there are, and which file."""
    from leaflet.build.products import GENERIC, sheet_path
    from leaflet.registry.finding import the_certain_comune
    from leaflet.rules.checked import read_sound_registry

    workspace: Workspace = context.obj
    registry = read_sound_registry(workspace.contacts)
    found = the_certain_comune(registry, " ".join(comune), is_part_enough=True)
    leaflet = workspace.output / sheet_path(found.ambito.id if found.ambito else GENERIC)
    misure = _aids(registry, found)
    if format_ is OutputFormat.JSON:
        shown = [misura.id for misura in misure if not stage or misura.helps_at(stage)]
        typer.echo(json.dumps(_as_json(found, leaflet, shown), ensure_ascii=False, indent=2))
        return
    of_aids = (
        _stage_lines(registry, misure, stage, workspace.locales) if stage else _aid_lines(misure)
    )
    for line in (*_answer(registry, found), *of_aids):
        typer.echo(line)
    typer.echo(translate(say("Leaflet: {path}", path=leaflet)))


def _as_json(found: Found, leaflet: Path, aids: Sequence[str]) -> dict[str, object]:
    from leaflet.registry.finding import whom_to_call

    who = whom_to_call(found.ambito, found.comune, found.zona) if found.ambito else None
    return {
        "comune": found.comune,
        "provincia": found.provincia or None,
        "ambito": found.ambito.id if found.ambito else None,
        "has_number": bool(who and who.has_number),
        "zona": found.zona or None,
        "contatti": [as_json(row) for row in who.rows] if who else [],
        "sostegno": [as_json(row) for row in who.beside] if who else [],
        "leaflet": leaflet.as_posix(),
        "aiuti": aids,
    }


def _answer(registry: Registry, found: Found) -> Iterator[str]:
    from leaflet.registry.finding import whom_to_call

    ambito = found.ambito
    name = f"{found.comune} ({found.provincia})" if found.provincia else found.comune
    yield translate(say("Comune: {name}", name=f"{name}, {found.zona}" if found.zona else name))
    if ambito is None:
        yield translate(say("No signatory ambito has this Comune: use the generic leaflet."))
        yield from _namesake(registry, found.comune)
    else:
        yield translate(say("Ambito: {name} ({id})", name=ambito.nome, id=ambito.id))
        who = whom_to_call(ambito, found.comune, found.zona)
        for contatto in who.rows:
            yield from _contact_lines(contatto, ambito)
    if ambito is None or not who.has_number:
        yield translate(say("Call the switchboard of your Comune, or go to the town hall."))
    if ambito and who.beside:
        yield translate(say("Who else helps:"))
        for contatto in who.beside:
            yield from _contact_lines(contatto, ambito)


def _aids(registry: Registry, found: Found) -> tuple[Misura, ...]:
    """Return the aids for a Comune, none where no ambito has it: it is not known which."""
    if found.ambito is None or registry.aids is None:
        return ()
    return registry.aids.for_place(found.ambito, found.comune)


def _aid_lines(misure: Sequence[Misura]) -> Iterator[str]:
    for misura in misure:
        until = translate(say(", until {day}", day=misura.al)) if misura.al else ""
        yield translate(say("Aid: {name}{until}", name=misura.nome, until=until))


def _stage_lines(
    registry: Registry, misure: Sequence[Misura], stage: Stage, locales: Path
) -> Iterator[str]:
    """Say what to do at a stage, and what each aid is good for there."""
    from leaflet.texts.catalogues import name_locally, read_aid_texts, with_aid_texts
    from leaflet.texts.messages import LANGUAGE

    aids = registry.aids
    if aids is None:
        return
    said = read_aid_texts(locales, aids.list_sentences())
    spoken = next((one for one in said.locales if one.code == LANGUAGE), said.locales[0])
    (locale,) = name_locally(with_aid_texts([spoken], said), registry.territorio)
    fase = aids.fase(stage)
    if fase:
        yield f"{locale.aid_words(fase.nome, {})}:"
        yield from (f"- {locale.aid_words(text, {})}" for text in fase.fai)
    for misura in misure:
        helpful = misura.helps_at(stage)
        if helpful:
            yield from _aid_lines([misura])
            amounts = {one.nome: (one.valore, one.unita) for one in misura.importi}
            yield from (f"    {locale.aid_words(aiuto.testo, amounts)}" for aiuto in helpful)


def _namesake(registry: Registry, comune: str) -> Iterator[str]:
    """Warn when an ambito bears the name of a Comune that it does not have."""
    from leaflet.system.words import fold

    for ambito in registry.ambiti:
        if fold(ambito.nome) == fold(comune):
            comuni = ", ".join(ambito.comuni)
            message = say("The ambito {nome} is for {comuni}.", nome=ambito.nome, comuni=comuni)
            yield translate(message)


def _contact_lines(contatto: Contatto, ambito: Ambito) -> Iterator[str]:
    from leaflet.registry.model import MUNICIPIO
    from leaflet.registry.phones import format_number
    from leaflet.registry.wording import (
        describe_hours,
        describe_place,
        describe_served,
        ways_through,
    )

    served = describe_served(contatto, ambito) or _("whole ambito")
    is_hall = contatto.tipo == MUNICIPIO
    kind = translate(say("switchboard and town hall")) if is_hall else None
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
