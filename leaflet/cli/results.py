# SPDX-License-Identifier: EUPL-1.2
"""What a command made → a file that was not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from leaflet.problems import LeafletError, say
from leaflet.system.files import STANDARD, read_bytes_if_there, write_result
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import translate

if TYPE_CHECKING:
    from pathlib import Path


def write_new(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write what a command made, «-» to standard output, and say so.

    Raises LeafletError, with nothing written, where something else is already.
    """
    if not force and str(path) != STANDARD and read_bytes_if_there(path) not in {None, data}:
        message = say("there is another {file} already", file=shown_name(path))
        raise LeafletError(message, say("choose another name, or move that one away"))
    if write_result(path, data):
        typer.echo(translate(say("{file} written", file=shown_name(path))))
