# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts undo` and `redo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from leaflet.cli.contacts.draft import show_changes
from leaflet.problems import say
from leaflet.system.clock import now
from leaflet.texts.messages import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from leaflet.problems import Message
    from leaflet.system.workspace import Workspace


def undo(context: typer.Context) -> None:
    """Take back the last change; again, the one before it."""
    from leaflet.offices import commit

    def take_back(workspace: Workspace) -> Message:
        undone = commit.undo(workspace.contacts, now())
        return say("undone: {words} ({day})", words=undone.words, day=undone.on[:10])

    _tell(context.obj, take_back)


def redo(context: typer.Context) -> None:
    """Make the change again that was taken back last; again, the one after it."""
    from leaflet.offices import commit

    def make_again(workspace: Workspace) -> Message:
        redone = commit.redo(workspace.contacts, now())
        return say("done again: {words} ({day})", words=redone.words, day=redone.on[:10])

    _tell(context.obj, make_again)


def _tell(workspace: Workspace, change: Callable[[Workspace], Message]) -> None:
    """Change the list, and say what differs."""
    from leaflet.registry.changes import between
    from leaflet.rules.checked import read_registry

    before = read_registry(workspace.contacts).registry
    typer.echo(translate(change(workspace)))
    after = read_registry(workspace.contacts).registry
    show_changes(between(before, after) if before and after else ())
