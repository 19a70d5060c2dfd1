# SPDX-License-Identifier: EUPL-1.2
"""`leaflet clean`."""

from __future__ import annotations

import typer

from leaflet.cli.planning import OUTPUT, Output
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import translated


def clean(output: Output = OUTPUT) -> None:
    """Remove the leaflets that a build made and nothing else; the history stays."""
    from leaflet.archive.history import moment
    from leaflet.build.run import clean as remove

    removed = remove(output, moment(now()))
    message = say("{folder}: {removed} removed; the history stays", folder=output, removed=removed)
    typer.echo(translated(message))
