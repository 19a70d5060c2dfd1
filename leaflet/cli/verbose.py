# SPDX-License-Identifier: EUPL-1.2
"""`--verbose`: which files of the workspace a run reads and writes, as the system sees it."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.problems import say
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN = frozenset({".py", ".pyc", ".so", ".part"})
"""Endings of files that are the program's, or not finished."""
_listeners: list[_Files] = []


class _Files:
    """Tells of each file below a folder when it is first read, and whenever it is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._began = time.monotonic()
        self._read: set[Path] = set()

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Hear an event of Python's own audit."""
        if event == "open" and isinstance(arguments[0], str):
            path, is_written = Path(arguments[0]), str(arguments[1] or "r")[0] in "wax"
        elif event == "os.rename" and isinstance(arguments[1], str | os.PathLike):
            path, is_written = Path(arguments[1]), True
        else:
            return
        if path.suffix in _OWN or path.name.startswith(".") or path.is_dir():
            return
        if not path.absolute().is_relative_to(self._folder):
            return
        if not is_written and path in self._read:
            return
        self._read.add(path)
        passed = f"{time.monotonic() - self._began:.2f}"
        values = {"seconds": passed, "file": shown_name(path)}
        words = say("{seconds} s: writes {file}", **values)
        if not is_written:
            words = say("{seconds} s: reads {file}", **values)
        sys.stderr.write(translate(words) + "\n")


@functools.cache
def _listen() -> None:
    """Hear Python's audit: once for all, since it cannot be left."""
    sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"open", "os.rename"}:
        for listener in _listeners:
            listener.hear(event, arguments)


@contextlib.contextmanager
def files_told(folder: Path) -> Iterator[None]:
    """Tell on the standard error which files below `folder` are read and written meanwhile.

    Those that worker processes read are not among them.
    """
    _listen()
    _listeners.append(_Files(folder))
    try:
        yield
    finally:
        _listeners.pop()
