# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts undo` and `redo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from leaflet.cli.contacts.draft import show_changes
from leaflet.cli.results import tell_redone, tell_undone
from leaflet.system.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from leaflet.system.workspace import Workspace


def undo(context: typer.Context) -> None:
    """Take back the last change; again, the one before it."""
    from leaflet.offices import commit

    _tell(context.obj, lambda path: tell_undone(commit.undo(path, now())))


def redo(context: typer.Context) -> None:
    """Make the change again that was taken back last; again, the one after it."""
    from leaflet.offices import commit

    _tell(context.obj, lambda path: tell_redone(commit.redo(path, now())))


def _tell(workspace: Workspace, change: Callable[[Path], None]) -> None:
    """Change the list, and say what differs."""
    from leaflet.registry.changes import between
    from leaflet.rules.checked import read_registry

    before = read_registry(workspace.contacts).registry
    change(workspace.contacts)
    after = read_registry(workspace.contacts).registry
    show_changes(between(before, after) if before and after else ())
