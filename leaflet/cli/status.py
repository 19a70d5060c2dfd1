# SPDX-License-Identifier: EUPL-1.2
"""`leaflet status`."""

from __future__ import annotations

import typer

from leaflet.build.fast_path import count
from leaflet.cli import planning
from leaflet.cli.planning import OUTPUT, Contacts, Output, PerOption, ProductOption
from leaflet.cli.progress import explained
from leaflet.problems import say
from leaflet.texts.messages import translated


def status(
    context: typer.Context,
    contacts: Contacts = None,
    output: Output = OUTPUT,
    per: PerOption = None,
    product: ProductOption = None,
) -> None:
    """Say what is out of date and why, without drawing anything; exit 1 when something is."""
    from leaflet.archive.manifest import known
    from leaflet.build.freshness import compare

    asked = planning.wanted(context.obj, contacts, output, per, product)
    if present := planning.unchanged(asked):
        typer.echo(_current(count(present, asked.chosen)))
        return
    order = planning.ordered(asked).order
    found = compare(order.plan, output, order.typesetting, known(output))
    for line in explained(found):
        typer.echo(line)
    if found.is_current:
        typer.echo(_current(len(found.unchanged)))
    else:
        counts = {"outdated": len(found.outdated), "unchanged": len(found.unchanged)}
        message = say("out of date: {outdated}, up to date: {unchanged}", **counts)
        typer.echo(translated(message))
    raise typer.Exit(int(not found.is_current))


def _current(count: int) -> str:
    return translated(say("up to date, sheets: {count}", count=count))
