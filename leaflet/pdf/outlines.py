# SPDX-License-Identifier: EUPL-1.2
"""What the letters of a font look like, however its file was cut.

Each version of HarfBuzz writes another file for the same letters: tables for setting text are
shorter, checksums are others. A reader of a PDF draws outlines by their numbers (OpenType, `glyf`),
and needs nothing else of such a file.
"""

from __future__ import annotations

import functools
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LARGEST_FONT = 500_000
"""Bytes of the file of a font: ours have a twentieth of that."""
MOST_GLYPHS, MOST_POINTS = 2_000, 1_000
"""In a font, and in one of its glyphs: ours have some hundred of both."""

_TRUETYPE = b"\0\1\0\0"
_DRAWN = {b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"}
_NOT_DRAWN = {b"DSIG", b"GDEF", b"GPOS", b"GSUB", b"OS/2", b"cmap", b"gasp", b"kern", b"name"}
_NOT_DRAWN |= {b"post"}
"""Tables for whoever sets text. Any other might draw: hints, bitmaps, colours, variations."""

_CONTOURS = 10
"""Where the contours of a glyph begin: after their number and a box."""
_ON_CURVE, _SHORT_X, _SHORT_Y, _REPEATED, _SAME_X, _SAME_Y, _CUBIC = 1, 2, 4, 8, 16, 32, 128
"""Flags of a point."""
_WORDS, _OFFSETS, _SCALE, _MORE, _TWO_SCALES, _MATRIX, _HINTED = 1, 2, 8, 32, 64, 128, 256
"""Flags of a part of a glyph that is made of others."""
_PLACES = 2 | 4 | 512 | 2048 | 4096
"""Those that say where a part is put: as offsets, rounded, with its metrics, scaled or not."""


class _OtherFontError(ValueError):
    """A font is not as those that our sheets have."""


def write_outlines(data: bytes, numbers: Iterable[int]) -> bytes | None:
    """Return the outlines of these glyphs of a TrueType font, in the one way to compare them.

    None when there is more to the font than outlines, or it is none: then each byte of it counts.
    """
    try:
        return repr(sorted(_read_glyphs(_read_tables(data), {*numbers}))).encode()
    except (_OtherFontError, struct.error, IndexError):
        return None


def _read_tables(data: bytes) -> Mapping[bytes, bytes]:
    kind, count = struct.unpack_from(">4sH", data)
    entries = [struct.unpack_from(">4s4xII", data, 12 + 16 * i) for i in range(count)]
    tables = {name: data[start : start + length] for name, start, length in entries}
    is_whole = all(len(tables[name]) == length for name, _, length in entries)
    is_plain = kind == _TRUETYPE and len(tables) == count  # of two of a name, which one is drawn?
    if not (is_whole and is_plain and tables.keys() >= _DRAWN) or len(data) > LARGEST_FONT:
        raise _OtherFontError
    if not tables.keys() <= _DRAWN | _NOT_DRAWN:
        raise _OtherFontError
    return tables


def _read_glyphs(tables: Mapping[bytes, bytes], numbers: set[int]) -> Iterator[tuple[object, ...]]:
    """Yield the size of the letters, then each glyph, and each that one is made of."""
    (unit,) = struct.unpack_from(">H", tables[b"head"], 18)
    (count,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    yield -1, unit
    waiting = [number for number in numbers if number < count]  # a blank may have no glyph
    seen: set[int] = set(waiting)
    while waiting:
        if len(seen) > MOST_GLYPHS:
            raise _OtherFontError
        number = waiting.pop()
        outline, parts = _read_outline(_glyph(tables, number))
        yield number, *_metrics(tables, number), outline
        waiting += parts - seen
        seen |= parts


def _glyph(tables: Mapping[bytes, bytes], number: int) -> bytes:
    (is_long,) = struct.unpack_from(">h", tables[b"head"], 50)
    pair = ">2I" if is_long else ">2H"
    start, end = struct.unpack_from(pair, tables[b"loca"], number * struct.calcsize(pair) // 2)
    size = 1 if is_long else 2
    return tables[b"glyf"][start * size : end * size]


def _metrics(tables: Mapping[bytes, bytes], number: int) -> tuple[int, int]:
    """Return how wide a glyph is, and where it begins: readers move its outline there."""
    (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    if number < count:
        width, left = struct.unpack_from(">Hh", tables[b"hmtx"], 4 * number)
    else:
        (width,) = struct.unpack_from(">H", tables[b"hmtx"], 4 * count - 4)
        (left,) = struct.unpack_from(">h", tables[b"hmtx"], 2 * (count + number))
    return width, left


@functools.lru_cache(maxsize=2 * MOST_GLYPHS)
def _read_outline(glyph: bytes) -> tuple[str, frozenset[int]]:
    """Return what a glyph draws, in words, and the numbers of those that it is made of.

    All sheets have the same letters.
    """
    if not glyph:
        return "", frozenset()
    (contours,) = struct.unpack_from(">h", glyph)
    if contours >= 0:
        return repr(_read_contours(glyph, contours)), frozenset()
    parts = list(_read_parts(glyph))
    return repr(parts), frozenset(number for number, *_ in parts)


def _read_contours(glyph: bytes, contours: int) -> object:
    """Return the points of a glyph: where its contours end, which are on the curve, their steps."""
    *ends, hints = struct.unpack_from(f">{contours + 1}H", glyph, _CONTOURS)
    count = ends[-1] + 1 if ends else 0
    if hints or count > MOST_POINTS:
        raise _OtherFontError
    place = _CONTOURS + 2 * contours + 2
    flags: list[int] = []
    while len(flags) < count:
        flag, place = glyph[place], place + 1
        times = 1
        if flag & _REPEATED:
            times, place = 1 + glyph[place], place + 1
        flags += [flag] * times
    across, place = _read_steps(glyph, place, flags[:count], _SHORT_X, _SAME_X)
    up, _ = _read_steps(glyph, place, flags[:count], _SHORT_Y, _SAME_Y)
    return ends, [flag & (_ON_CURVE | _CUBIC) for flag in flags[:count]], across, up


def _read_steps(
    glyph: bytes, place: int, flags: Sequence[int], short: int, same: int
) -> tuple[list[int], int]:
    """Return the steps from point to point in one direction, and where the next ones stand."""
    steps: list[int] = []
    for flag in flags:
        if flag & short:
            steps.append(glyph[place] if flag & same else -glyph[place])
            place += 1
        elif flag & same:
            steps.append(0)
        else:
            steps.append(struct.unpack_from(">h", glyph, place)[0])
            place += 2
    return steps, place


def _read_parts(glyph: bytes) -> Iterator[tuple[int, int, tuple[int, ...], tuple[int, ...]]]:
    """Yield the parts of a glyph: number, kind of place, place, and how it is stretched."""
    place, flags = _CONTOURS, _MORE
    while flags & _MORE:
        flags, number = struct.unpack_from(">2H", glyph, place)
        if flags & _HINTED:
            raise _OtherFontError
        kind = "h" if flags & _WORDS else "b"
        pair = f">2{kind if flags & _OFFSETS else kind.upper()}"  # offsets, or numbers of points
        where = struct.unpack_from(pair, glyph, place + 4)
        place += 4 + struct.calcsize(pair)
        count = 1 if flags & _SCALE else 2 if flags & _TWO_SCALES else 4 if flags & _MATRIX else 0
        stretched = struct.unpack_from(f">{count}h", glyph, place)
        place += 2 * count
        yield number, flags & _PLACES, where, _as_matrix(stretched)


def _as_matrix(stretched: tuple[int, ...]) -> tuple[int, ...]:
    """Return the four numbers of a matrix that one or two, or none, stand for."""
    if len(stretched) == 4:  # noqa: PLR2004  (rows and columns)
        return stretched
    across, up = (stretched[0], stretched[-1]) if stretched else (1 << 14, 1 << 14)
    return across, 0, 0, up
