# SPDX-License-Identifier: EUPL-1.2
"""Journals: files to which lines are only ever added, each on the disk before anything follows.

A line that a crash cut short spoils no other, and what somebody else wrote is passed over.
"""

from __future__ import annotations

import codecs
import json
import os
from typing import TYPE_CHECKING, Any, TypeAlias

from leaflet.problems import LeafletError, say, unwritable
from leaflet.system.files import read_bytes_if_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

Record: TypeAlias = dict[str, Any]
"""One line, as JSON reads it."""
NO_SUCH_JSON = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
"""What is raised over JSON of another kind than is looked for, or so deep that nobody wrote it."""


def append_line(path: Path, line: bytes) -> None:
    """Add a line to the end of a file and bring it to the disk: all of it or nothing.

    A line that a crash cut short is ended first, so that it spoils no other. Raises LeafletError
    when the file cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            try:
                if end:
                    file.seek(end - 1)
                whole = not end or file.read(1) == b"\n"
                _write_all(file.fileno(), (b"" if whole else b"\n") + line + b"\n")
                os.fsync(file.fileno())
            except BaseException:
                file.truncate(end)
                raise
    except OSError as error:
        raise unwritable(path, error) from error


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def append_record(path: Path, record: Mapping[str, object]) -> None:
    """Add a record as one line of JSON; raises LeafletError as `append_line` does."""
    append_line(path, json.dumps(record, ensure_ascii=False).encode())


def read_records(path: Path, is_ours: Callable[[Record], bool]) -> list[Record]:
    """Return the records of a journal, none when there is no such file.

    `is_ours` tells them from lines that somebody else wrote. Raises LeafletError when the file
    cannot be read.
    """
    return list(parse_records(read_journal(path), is_ours))


def read_journal(path: Path) -> bytes:
    """Return what stands in a journal, nothing when there is no such file.

    Raises LeafletError when it cannot be read, or an editor has saved it in UTF-16: every line
    would be passed over, and the next ones would not fit to them.
    """
    data = read_bytes_if_there(path) or b""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message = say("{file}: the file is not UTF-8 text", file=path)
        raise LeafletError(message, say("save it again with the encoding UTF-8"))
    return data


def parse_records(data: bytes, is_ours: Callable[[Record], bool]) -> Iterator[Record]:
    """Yield the records that stand in the bytes of a journal, or of a part of it."""
    for line in data.splitlines():
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):  # cut short by a crash, or no JSON at all
            continue
        if isinstance(record, dict) and is_ours(record):
            yield record
