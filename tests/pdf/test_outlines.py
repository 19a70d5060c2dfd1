# SPDX-License-Identifier: EUPL-1.2
"""A font is what its letters look like: not how its file was cut, and nothing less."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.tables.ttProgram import Program

from leaflet.pdf.outlines import LARGEST_FONT, MOST_POINTS, write_outlines

if TYPE_CHECKING:
    from collections.abc import Callable

    from fontTools.ttLib import TTFont

LETTERS = (".notdef", "e", "grave", "egrave", "unused")
ALL = range(len(LETTERS) - 1)


def font_of(*, size: int = 200, moved: int = 0, scale: float = 1.0) -> TTFont:
    """Return a font with an e, and an è that is made of it and an accent."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(LETTERS))
    pens = {name: TTGlyphPen(None) for name in LETTERS}
    for name, height in {"e": size, "grave": 50, "unused": 700}.items():
        pens[name].moveTo((0, 0))
        pens[name].lineTo((0, height))
        pens[name].qCurveTo((300, 120), (100, 0))
        pens[name].closePath()
    glyphs = {name: pen.glyph() for name, pen in pens.items()}
    accented = TTGlyphPen(glyphs)
    accented.addComponent("e", (1, 0, 0, 1, 0, 0))
    accented.addComponent("grave", (scale, 0, 0, scale, 20 + moved, 500))
    glyphs["egrave"] = accented.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(LETTERS, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    return builder.font


def outlines(font: TTFont) -> bytes | None:
    """Return the outlines of all letters but the unused one."""
    return write_outlines(bytes_of(font), ALL)


def bytes_of(font: TTFont) -> bytes:
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def hinted(font: TTFont) -> None:
    """Give a letter instructions: they move its points."""
    font["glyf"]["e"].program = Program()
    font["glyf"]["e"].program.fromBytecode(b"\x4f")


def with_table(font: TTFont, name: str) -> None:
    font[name] = DefaultTable(name)
    font[name].data = b"\0\0\0\0"


def with_many_points(font: TTFont) -> None:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for i in range(MOST_POINTS):
        pen.lineTo((i, i % 7))
    pen.closePath()
    font["glyf"]["e"] = pen.glyph()


def test_each_letter_and_what_it_is_made_of_count() -> None:
    """Its points, its parts and where they stand: all change the outlines."""
    plain = outlines(font_of())
    assert plain
    others = (font_of(size=201), font_of(moved=1), font_of(scale=0.5))
    assert len({plain, *map(outlines, others)}) == 4
    part = font_of(size=201)
    assert write_outlines(bytes_of(part), {3}) != write_outlines(bytes_of(font_of()), {3})


def test_where_a_letter_begins_and_how_large_it_is_count() -> None:
    """A reader moves an outline to its side bearing, and scales it by the size of the font."""
    moved, large = font_of(), font_of()
    moved["hmtx"]["e"] = (500, 40)
    large["head"].unitsPerEm = 500
    assert len({outlines(font_of()), outlines(moved), outlines(large)}) == 3


def test_letters_that_nobody_draws_do_not_count() -> None:
    """One program leaves them in, another out."""
    font = font_of()
    font["glyf"]["unused"] = TTGlyphPen(None).glyph()
    assert outlines(font) == outlines(font_of())


def test_numbers_that_a_font_does_not_have_draw_nothing() -> None:
    """A blank may be a number without a letter."""
    assert write_outlines(bytes_of(font_of()), {*ALL, 900}) == outlines(font_of())


@pytest.mark.parametrize(
    "change",
    [
        hinted,
        with_many_points,
        lambda font: with_table(font, "fpgm"),
        lambda font: with_table(font, "CBDT"),
        lambda font: with_table(font, "SVG "),
    ],
)
def test_a_font_that_is_more_than_outlines_is_refused(
    change: Callable[[TTFont], object],
) -> None:
    """Hints, bitmaps and colours draw as well: then each byte of the file counts."""
    font = font_of()
    change(font)
    assert outlines(font) is None


def test_two_tables_of_one_name_are_refused() -> None:
    """Readers do not agree on which of them they draw."""
    data = bytes_of(font_of())
    assert write_outlines(data.replace(b"post", b"glyf", 1), ALL) is None


def test_damaged_and_huge_files_are_refused() -> None:
    """Whatever is cut off or put in, it is read or refused, and nothing is raised."""
    data = bytes_of(font_of())
    for end in range(0, len(data), 7):
        write_outlines(data[:end], ALL)
        write_outlines(data[:end] + b"\xff\xff\xff" + data[end + 3 :], ALL)
    assert write_outlines(data[: len(data) // 2], ALL) is None
    assert write_outlines(data + bytes(LARGEST_FONT), ALL) is None
    assert write_outlines(b"", ALL) is None
