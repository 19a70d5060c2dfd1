# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts undo`."""

from __future__ import annotations

import typer

from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.system.workspace import Workspace
from leaflet.texts.messages import translate


def undo(context: typer.Context) -> None:
    """Take back the last change; again, the one before it."""
    from leaflet.offices import commit
    from leaflet.registry.changes import between
    from leaflet.rules.checked import read_registry

    workspace: Workspace = context.obj
    before = read_registry(workspace.contacts).registry
    undone = commit.undo(workspace.contacts, now())
    typer.echo(translate(say("undone: {words} ({day})", words=undone.words, day=undone.on[:10])))
    after = read_registry(workspace.contacts).registry
    for change in between(before, after) if before and after else ():
        typer.echo(f"{change.nome}: {translate(change.sentence)}")
