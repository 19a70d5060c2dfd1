# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts list`."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import typer

from leaflet.cli.contacts.options import AmbitiArgument
from leaflet.cli.options import FormatOption, OutputFormat, as_json
from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Ambito, Contatto

WIDTH = 80


def list_rows(
    context: typer.Context,
    ambiti: AmbitiArgument = None,
    format_: FormatOption = OutputFormat.TEXT,
) -> None:
    """Print one line a row: number, whom it serves, who answers, day of the check."""
    from leaflet.registry.finding import known_ambito
    from leaflet.rules.checked import read_sound_registry

    workspace: Workspace = context.obj
    registry = read_sound_registry(workspace.contacts)
    chosen = [known_ambito(registry, name) for name in ambiti or []] or registry.ambiti
    if format_ is OutputFormat.JSON:
        rows = [
            {"ambito": ambito.id, "row": number, **as_json(contatto)}
            for ambito in chosen
            for number, contatto in enumerate(ambito.contatti, start=1)
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for ambito in chosen:
        for line in _lines(ambito):
            typer.echo(line)


def _lines(ambito: Ambito) -> Iterator[str]:
    from leaflet.registry.wording import describe_served, write_office

    yield f"{ambito.id}: {ambito.nome}"
    for number, contatto in enumerate(ambito.contatti, start=1):
        day = contatto.verificato.isoformat()
        served = describe_served(contatto, ambito)
        what = "" if contatto.is_office else write_office(contatto.tipo, contatto.ufficio)
        where = ", ".join(filter(None, (served, what))) or _("whole ambito")
        text = f"{where}: {_ways_to_reach(contatto)}"
        shown = textwrap.shorten(text, WIDTH - 18, placeholder=" …")
        yield f"  {number:>3}  {shown:<{WIDTH - 18}} {day}"


def _ways_to_reach(contatto: Contatto) -> str:
    numbers = [telefono.numero for telefono in contatto.telefoni]
    return ", ".join([*numbers, *contatto.email]) or contatto.note or "-"
