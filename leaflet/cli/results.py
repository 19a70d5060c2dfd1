# SPDX-License-Identifier: EUPL-1.2
"""What a command made or took back, and the files that it needs or writes anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from leaflet.problems import LeafletError, say
from leaflet.system.files import STANDARD, read_bytes_if_there, write_result
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import translate

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.offices.commit import Undone
    from leaflet.problems import Message


def must_be_there(path: Path, hint: Message) -> Path:
    """Return a file's path; raises LeafletError with what to do when there is no such file."""
    if not path.is_file():
        raise LeafletError(say("there is no file {file}", file=shown_name(path)), hint)
    return path


def tell_undone(change: Undone) -> None:
    """Say which change was taken back, and of which day it was."""
    typer.echo(translate(say("undone: {words} ({day})", words=change.words, day=change.on[:10])))


def tell_redone(change: Undone) -> None:
    """Say which change was made again, and of which day it was."""
    words, day = change.words, change.on[:10]
    typer.echo(translate(say("done again: {words} ({day})", words=words, day=day)))


def write_new(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write what a command made, «-» to standard output, and say so.

    Raises LeafletError, with nothing written, where something else is already.
    """
    if not force and str(path) != STANDARD and read_bytes_if_there(path) not in {None, data}:
        message = say("there is another {file} already", file=shown_name(path))
        raise LeafletError(message, say("choose another name, or move that one away"))
    if write_result(path, data):
        typer.echo(translate(say("{file} written", file=shown_name(path))))
