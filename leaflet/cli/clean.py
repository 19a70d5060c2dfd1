# SPDX-License-Identifier: EUPL-1.2
"""`leaflet clean`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.options import OutputOption, select
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import _, translate


def clean(
    context: typer.Context,
    output: OutputOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would be removed, and remove nothing."))
    ] = False,
) -> None:
    """Remove the leaflets that a build made and nothing else; the history stays."""
    from leaflet.archive.history import moment
    from leaflet.build.run import clean as remove
    from leaflet.build.run import made_files

    folder = select(context, None, output).output
    if dry_run:
        files = made_files(folder)
        for path in files:
            typer.echo(shown_name(folder / path))
        message = say("{folder}: {count} would be removed", folder=folder, count=len(files))
        typer.echo(translate(message))
        return
    removed = remove(folder, moment(now()))
    message = say("{folder}: {removed} removed; the history stays", folder=folder, removed=removed)
    typer.echo(translate(message))
