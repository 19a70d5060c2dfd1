# SPDX-License-Identifier: EUPL-1.2
"""`leaflet status`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from leaflet.cli.options import (
    Contacts,
    FormatOption,
    OutputFormat,
    OutputOption,
    PerOption,
    ProductOption,
    select,
)
from leaflet.cli.progress import explain_status
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.system.workspace import aids_beside
from leaflet.texts.messages import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.build.freshness import Status
    from leaflet.build.selection import Selection


def status(
    context: typer.Context,
    contacts: Contacts = None,
    output: OutputOption = None,
    per: PerOption = None,
    product: ProductOption = None,
    format_: FormatOption = OutputFormat.TEXT,
) -> None:
    """Say what is out of date and why, without drawing anything; exit 1 when something is."""
    from leaflet.build.current import look_at

    asked = select(context, contacts, output, per, product)
    found = look_at(asked).status
    if format_ is OutputFormat.JSON:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
        raise typer.Exit(int(not found.is_current))
    for line in explain_status(found):
        typer.echo(line)
    counts = {"outdated": len(found.outdated), "unchanged": len(found.unchanged)}
    message = say("up to date: {count}", count=len(found.unchanged))
    if not found.is_current:
        message = say("out of date: {outdated}, up to date: {unchanged}", **counts)
    typer.echo(translate(message))
    for line in _expiring(asked):
        typer.echo(line)
    raise typer.Exit(int(not found.is_current))


def _as_json(found: Status) -> dict[str, object]:
    outdated = [
        {"path": item.output.path, "reasons": [translate(reason) for reason in item.reasons]}
        for item in found.outdated
    ]
    return {"outdated": outdated, "unchanged": [*found.unchanged], "to_be_removed": [*found.gone]}


def _expiring(asked: Selection) -> Iterator[str]:
    """Say which aids are shown for the last days: after that, what shows them is out of date."""
    from leaflet.registry.misure import WEEK
    from leaflet.rules.checked import read_sound_registry

    if not aids_beside(asked.contacts).is_file():
        return
    aids, today = read_sound_registry(asked.contacts).aids, now().date()
    for misura in aids.misure if aids else ():
        if misura.al and (misura.al - today).days <= WEEK:
            message = say("«{nome}» is shown until {day}: what shows it is to be made again then",
                          nome=misura.nome, day=misura.al)  # fmt: skip
            yield translate(message)
