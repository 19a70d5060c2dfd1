# SPDX-License-Identifier: EUPL-1.2
"""A stream inside of a compound file, in which an .xls keeps its workbook."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_LAST_SECTOR = 0xFFFFFFF9
"""Numbers from here on are no sectors: the end of a chain, or nothing."""
_ENTRY_BYTES = 128
_MINI_SECTOR_BYTES = 64
_IN_HEADER = 109
"""Sectors of the table of sectors that the header itself names."""


def read_stream(data: bytes, names: Collection[str]) -> bytes:
    """Return the stream of one of these names.

    Raises ValueError, LookupError or struct.error when the file is damaged: no chain of sectors is
    followed twice around.
    """
    size = 1 << struct.unpack_from("<H", data, 30)[0] % 16
    sectors = [data[at : at + size] for at in range(max(size, 512), len(data), size)]
    more, count = struct.unpack_from("<II", data, 68)
    table = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    for _ in range(min(count, len(sectors))):
        numbers = _numbers(sectors[more])
        table, more = [*table, *numbers[:-1]], numbers[-1]
    following = [n for one in table if one < _LAST_SECTOR for n in _numbers(sectors[one])]
    entries = _join(sectors, following, struct.unpack_from("<I", data, 48)[0])
    small = struct.unpack_from("<I", data, 56)[0]
    root = entries[:_ENTRY_BYTES]
    entry = _find_entry(entries, names)
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= small:
        return _join(sectors, following, start)[:length]
    whole = _join(sectors, following, struct.unpack_from("<I", root, 116)[0])
    pieces = [
        whole[at : at + _MINI_SECTOR_BYTES] for at in range(0, len(whole), _MINI_SECTOR_BYTES)
    ]
    chains = _numbers(_join(sectors, following, struct.unpack_from("<I", data, 60)[0]))
    return _join(pieces, chains, start)[:length]


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _join(sectors: Sequence[bytes], following: Sequence[int], start: int) -> bytes:
    found: list[bytes] = []
    while start < _LAST_SECTOR:
        if len(found) > len(sectors):
            message = "a chain of sectors goes around"
            raise ValueError(message)
        found.append(sectors[start])
        start = following[start]
    return b"".join(found)


def _find_entry(entries: bytes, names: Collection[str]) -> bytes:
    for at in range(0, len(entries), _ENTRY_BYTES):
        entry = entries[at : at + _ENTRY_BYTES]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in names:
            return entry
    message = "there is no such stream"
    raise LookupError(message)
