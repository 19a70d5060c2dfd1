# SPDX-License-Identifier: EUPL-1.2
"""`leaflet clean`."""

from __future__ import annotations

import typer

from leaflet.cli.options import OutputOption, select
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import translate


def clean(context: typer.Context, output: OutputOption = None) -> None:
    """Remove the leaflets that a build made and nothing else; the history stays."""
    from leaflet.archive.history import moment
    from leaflet.build.run import clean as remove

    folder = select(context, None, output).output
    removed = remove(folder, moment(now()))
    message = say("{folder}: {removed} removed; the history stays", folder=folder, removed=removed)
    typer.echo(translate(message))
