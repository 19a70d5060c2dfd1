# SPDX-License-Identifier: EUPL-1.2
"""`scritti.sha256`: which letters and workbooks of a round's folder are as the program wrote them.

An office's answer may be saved over its workbook, and a letter may be edited before it goes out.
What does not have a digest that stands here is somebody's work, and is never written over.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import unwritable
from leaflet.system.files import read_bytes_if_there, write_atomically
from leaflet.system.journal import append_line

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = "scritti.sha256"


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """The letters and workbooks of a folder."""

    folder: Path

    def put(self, name: str, data: bytes | None) -> bool:
        """Bring a file up to date, None: take it away; False when it is somebody's and stays.

        Raises LeafletError when it cannot be read or written.
        """
        path = self.folder / name
        present = read_bytes_if_there(path)
        if present not in {None, data} and _line(name, present or b"") not in self._lines():
            return False
        if data is None:
            _remove(path)
            return True
        if _line(name, data) not in self._lines():
            append_line(self.folder / WRITTEN, _line(name, data))  # first: a crash loses no file
        if present != data:
            write_atomically(path, data)
        return True

    def _lines(self) -> frozenset[bytes]:
        return frozenset((read_bytes_if_there(self.folder / WRITTEN) or b"").splitlines())


def _line(name: str, data: bytes) -> bytes:
    """Return the line about a file, as `sha256sum` writes it."""
    return f"{hashlib.sha256(data).hexdigest()}  {name}".encode()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error
