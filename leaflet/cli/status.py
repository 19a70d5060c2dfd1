# SPDX-License-Identifier: EUPL-1.2
"""`leaflet status`."""

from __future__ import annotations

import typer

from leaflet.cli.options import Contacts, OutputOption, PerOption, ProductOption, select
from leaflet.cli.progress import explain_status
from leaflet.problems import say
from leaflet.texts.messages import translate


def status(
    context: typer.Context,
    contacts: Contacts = None,
    output: OutputOption = None,
    per: PerOption = None,
    product: ProductOption = None,
) -> None:
    """Say what is out of date and why, without drawing anything; exit 1 when something is."""
    from leaflet.build.current import look_at

    found = look_at(select(context, contacts, output, per, product)).status
    for line in explain_status(found):
        typer.echo(line)
    counts = {"outdated": len(found.outdated), "unchanged": len(found.unchanged)}
    message = say("up to date: {count}", count=len(found.unchanged))
    if not found.is_current:
        message = say("out of date: {outdated}, up to date: {unchanged}", **counts)
    typer.echo(translate(message))
    raise typer.Exit(int(not found.is_current))
