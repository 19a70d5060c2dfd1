# SPDX-License-Identifier: EUPL-1.2
"""Text is copied from a PDF as it was written, in every script.

A PDF keeps one text for each code that is drawn (ISO 32000-1, 9.10.3). WeasyPrint takes the number
of a glyph for its code, with the text that it meets first, and so loses much of any script in which
a glyph stands for several texts, or several glyphs for one (Bengali, Sinhala). It also moves glyphs
by steps between them, which readers take for blanks or other lines: vowel signs of Arabic end up in
another word.

Here each pair of what is drawn and what it says has a code. Glyphs that are put together, with the
steps between them, become one new glyph of the embedded font, made of those that it has: the page
looks the same. What is read from right to left is drawn from left to right, and readers turn it
round code by code. So each of its letters has a code; all the ink of a ligature is in the first.

A line with a font that is no static TrueType, with a coloured one or a missing glyph is drawn by
WeasyPrint. Forms, whose fonts it embeds whole, are not for this.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import pydyf
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from weasyprint.draw import text as drawing
from weasyprint.pdf import fonts, stream
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_CODES = 1 << 16
"""A code has two bytes."""
MOST_IN_LINE = 2_000
"""Codes that must be free for a line to be drawn."""
WIDEST_STEP = 0.05
"""Of the size of a font: where more is left after a letter, a reader may see a blank."""
TRUE_SIZES = 14802
"""From this version on, Pango tells the size of a font as it is."""
THIN = 1
"""The room of a mark without ink, in the font's units: readers drop what takes no room at all."""
JOINERS = "\u200c\u200d"
"""They are not seen, but belong to the spelling of a word; readers drop one that a code ends on."""
_LETTERS = re.compile(f"[{JOINERS}]*[^{JOINERS}](?:[{JOINERS}]+$)?", re.DOTALL)
_LETTERS_BACK = re.compile(f"(?:^[{JOINERS}]+)?[^{JOINERS}][{JOINERS}]*", re.DOTALL)
"""Letters as they are written, the latter of those whose text is turned round."""


class PlacedGlyph(NamedTuple):
    """A glyph of a font, and how far it is moved, in the font's units."""

    glyph: int
    right: int
    up: int


class Sign(NamedTuple):
    """What one code draws, its room in the font's units, and what it says.

    Without a room of its own, it has that of its only glyph.
    """

    ink: tuple[PlacedGlyph, ...]
    room: int | None
    text: str


class GlyphCluster(NamedTuple):
    """The glyphs of some letters, from left to right, and where the next letters begin."""

    ink: tuple[PlacedGlyph, ...]
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CodeTable:
    """The codes of a font in one PDF, and what need not be found out twice."""

    codes: dict[Sign, int] = field(default_factory=dict)
    """Codes that are not the number of their glyph."""
    shown: dict[tuple[GlyphCluster, bool], tuple[str, int]] = field(default_factory=dict)
    """What is written for letters, read from the right or not: their codes, and how wide it is."""
    advances: dict[int, int] = field(default_factory=dict)
    """The rooms that glyphs have in the font, in its units."""

    def copy(self) -> CodeTable:
        """Return a table to which another PDF adds its own."""
        return CodeTable(dict(self.codes), dict(self.shown), dict(self.advances))


class CodedFont(fonts.Font):  # type: ignore[misc]  # WeasyPrint ships no types
    """A font in which a glyph may have several codes, and several glyphs one."""

    file_content: bytes

    def __init__(self, pango_font: object, description: object, font_size: float) -> None:
        super().__init__(pango_font, description, font_size)
        self.table = CodeTable()
        self.drawn: dict[int, int] | None = None
        """The numbers that the glyphs of codes have in the embedded file, once this is cut."""

    @property
    def free_code(self) -> int:
        """The first code that is neither a glyph of the font nor given to anything."""
        return int(self.glyph_count) + len(self.missing) + len(self.table.codes)

    def is_codable(self) -> bool:
        """Return whether lines of this font can be drawn here.

        Of a variable font, WeasyPrint may make two that share what they say.
        """
        is_plain = "glyf" in self.tables and "fvar" not in self.tables
        is_coloured = self.bitmap or self.png or self.svg or self.colr
        has_room = self.free_code < MOST_CODES - MOST_IN_LINE
        return is_plain and not is_coloured and has_room

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """Return the code of a sign that the font lacks; WeasyPrint draws it, and warns."""
        return int(self.missing.setdefault(codepoint, self.free_code))

    def room(self, sign: Sign) -> int:
        """Return how far from a sign the next one begins, in the font's units."""
        return self.table.advances[sign.ink[0].glyph] if sign.room is None else sign.room

    def clean(self, to_unicode: Mapping[int, str], hinting: bool) -> None:  # noqa: FBT001  (WeasyPrint's own signature)
        """Cut the font to the glyphs that are drawn, and add those that are put together."""
        used = {code: text for code, text in to_unicode.items() if code < self.glyph_count}
        used |= {piece.glyph: "" for sign in self.table.codes for piece in sign.ink}
        super().clean(used if to_unicode else {}, hinting)
        made = [sign for sign in self.table.codes if sign.room is not None]
        self.file_content, first = with_signs(self.file_content, made)
        self.drawn = {
            code: sign.ink[0].glyph for sign, code in self.table.codes.items() if sign.room is None
        }
        self.drawn |= {self.table.codes[sign]: first + place for place, sign in enumerate(made)}


def code_of(sign: Sign, font: CodedFont) -> int:
    """Return the code of a sign in a font: nothing else is drawn or said by it."""
    known = font.table.codes.get(sign)
    if known is not None:
        return known
    code = sign.ink[0].glyph if sign.room is None else font.free_code
    if font.to_unicode.get(code, sign.text) != sign.text:
        code = font.free_code
    if code >= font.glyph_count:
        font.table.codes[sign] = code
    font.to_unicode[code] = sign.text
    font.widths[code] = round(font.room(sign) * 1000 / font.upem)
    return code


def with_signs(content: bytes, signs: Sequence[Sign]) -> tuple[bytes, int]:
    """Return the file of a TrueType font with one more glyph a sign, and the number of the first.

    They refer to the glyphs that they are made of, so none of these is stored twice.
    """
    if not signs:
        return content, 0
    font = TTFont(io.BytesIO(content), recalcBBoxes=False, recalcTimestamp=False)
    names = tuple(font.getGlyphOrder())
    outlines, metrics, limits = font["glyf"], font["hmtx"], font["maxp"]
    for number, sign in enumerate(signs, len(names)):
        pen = TTGlyphPen(outlines)
        for piece in sign.ink:
            pen.addComponent(names[piece.glyph], (1, 0, 0, 1, piece.right, piece.up))
        made, name = pen.glyph(), f"sign{number}"
        outlines[name] = made  # it is the last one of the font now
        made.recalcBounds(outlines)
        metrics[name] = sign.room, made.xMin if sign.ink else 0
        if sign.ink:
            points, contours, depth = made.getCompositeMaxpValues(outlines)
            limits.maxCompositePoints = max(limits.maxCompositePoints, points)
            limits.maxCompositeContours = max(limits.maxCompositeContours, contours)
            limits.maxComponentDepth = max(limits.maxComponentDepth, depth)
            limits.maxComponentElements = max(limits.maxComponentElements, len(sign.ink))
    written = io.BytesIO()
    font.save(written)
    return written.getvalue(), len(names)


def split_into_signs(cluster: GlyphCluster, font: CodedFont, *, is_reversed: bool) -> list[Sign]:
    """Return what is drawn for some letters, from left to right.

    One sign says them all where they are read so, and none is a mark: readers take what says a mark
    for one that needs no room. Else there is one a letter, each with a share of the room, since
    readers look at places. The first letter has all the ink; marks, next to none of the room.
    """
    letters = (_LETTERS_BACK if is_reversed else _LETTERS).findall(cluster.text) or [cluster.text]
    marks = list(map(_is_mark, letters))
    is_one = len(letters) == 1 or all(marks) or cluster.end <= 0
    if is_one or not (is_reversed or any(marks)):
        return [_whole(cluster, cluster.text[::-1] if is_reversed else cluster.text, font)]
    first = marks.index(False)
    room = font.room(_whole(cluster, cluster.text, font))
    share = room // marks.count(False)
    rooms = [THIN if is_mark else share for is_mark in marks]
    rooms[first] = max(room - sum(rooms) + share, 0)
    signs, pen = [], 0
    for place in reversed(range(len(letters))) if is_reversed else range(len(letters)):
        ink = tuple(piece._replace(right=piece.right - pen) for piece in cluster.ink)
        text = letters[place][::-1] if is_reversed else letters[place]
        signs.append(Sign(ink if place == first else (), rooms[place], text))
        pen += rooms[place]
    return signs


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter.strip(JOINERS)[:1] or "\u200d") in {"Mn", "Me", "Cf"}


def _whole(cluster: GlyphCluster, text: str, font: CodedFont) -> Sign:
    """Return all the ink of a cluster as one sign; the font's own glyph, where this says it."""
    [first, *others] = cluster.ink
    step = cluster.end - font.table.advances[first.glyph]
    is_near = text.isspace() or step <= WIDEST_STEP * font.upem
    is_plain = is_near and not others and first == (first.glyph, 0, 0)
    if cluster.end <= 0 and not any(map(_is_mark, text)):  # an alef over its lam
        return Sign(cluster.ink, THIN, text)
    return Sign(cluster.ink, None if is_plain else max(cluster.end, 0), text)


class _Run(NamedTuple):
    """Glyphs of one font: Pango's item and font, the font in the PDF, and its size."""

    item: Any
    pango_font: Any
    font: CodedFont
    size: float


def _draw_first_line(
    to: Any,  # noqa: ANN401
    textbox: Any,  # noqa: ANN401
    text_overflow: str,
    block_ellipsis: object,
    matrix: Any,  # noqa: ANN401
) -> list[object]:
    """Draw a line of text, in the place of WeasyPrint's own function."""
    is_seen = bool(textbox.text.strip()) and textbox.style["font_size"] > 0
    is_cut = text_overflow == "ellipsis" or block_ellipsis != "none"
    runs = list(_runs(to, textbox)) if is_seen and not is_cut else []
    if runs and all(map(_is_codable, runs)):
        to.set_text_matrix(*matrix.values)
        _show(to, runs, textbox.pango_layout.text.encode())
        return []  # no emojis
    drawn: list[object] = _their_line(to, textbox, text_overflow, block_ellipsis, matrix)
    return drawn


_their_line = drawing.draw_first_line


def _runs(to: Any, textbox: Any) -> Iterator[_Run]:  # noqa: ANN401
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003  (C)
    line, _ = layout.get_first_line()
    node = line.runs[0]
    while node != ffi.NULL:
        pango_font = node.data.item.analysis.font
        font, size = to.add_font(pango_font)
        yield _Run(node.data, pango_font, font, size)
        node = node.next


def _is_codable(run: _Run) -> bool:
    unknown = pango.PANGO_GLYPH_UNKNOWN_FLAG  # what is empty has this bit as a part of its number
    return run.font.is_codable() and not any(
        info.glyph & unknown for info in run.item.glyphs.glyphs[0 : run.item.glyphs.num_glyphs]
    )


def _show(to: Any, runs: Sequence[_Run], text: bytes) -> None:  # noqa: ANN401
    """Write the codes of a line, and the steps between them that the font has not."""
    written, previous = "", None
    for run in runs:
        if run.pango_font != previous:
            previous = run.pango_font
            if written:
                to.show_text(written)
            written = ""
            to.set_font_size(run.font.hash, run.size)
        written += f"<{''.join(_codes(to, run, text))}>".removesuffix("<>")
    to.show_text(written)


def _codes(to: Any, run: _Run, text: bytes) -> Iterator[str]:  # noqa: ANN401
    shown, thousandth = run.font.table.shown, run.size / FROM_UNITS / 1000
    is_reversed = bool(run.item.item.analysis.level % 2)
    for cluster, step in _with_joiners(_clusters(to, run, text, is_reversed), is_reversed):
        key = cluster, is_reversed
        if key not in shown:
            if cluster.ink:
                signs = split_into_signs(cluster, run.font, is_reversed=is_reversed)
            else:
                signs = [Sign((), THIN, sign) for sign in cluster.text if sign in JOINERS]
            codes = [code_of(sign, run.font) for sign in signs]
            width = sum(run.font.widths[code] for code in codes)
            shown[key] = "".join(f"{code:04x}" for code in codes), width
        written, width = shown[key]
        yield written
        if left := int(width - step / thousandth):
            yield f">{left}<"


def _clusters(
    to: Any,  # noqa: ANN401
    run: _Run,
    text: bytes,
    is_reversed: bool,  # noqa: FBT001
) -> Iterator[tuple[GlyphCluster, int]]:
    """Yield the clusters of a run from left to right, each with its room in Pango's units."""
    item, string = run.item.item, run.item.glyphs
    infos, starts = string.glyphs[0 : string.num_glyphs], string.log_clusters
    unit = run.size / FROM_UNITS / run.font.upem
    begin = 0
    for index in range(1, len(infos) + 1):
        if index < len(infos) and starts[index] == starts[begin]:
            continue
        if is_reversed:
            stop = starts[begin - 1] if begin else item.length
        else:
            stop = starts[index] if index < len(infos) else item.length
        pen, ink = 0, []
        for info in infos[begin:index]:
            place = info.geometry
            glyph = info.glyph
            if glyph != pango.PANGO_GLYPH_EMPTY:
                if glyph not in run.font.table.advances:
                    run.font.table.advances[glyph] = _advance(to, run, glyph)
                right, up = round((pen + place.x_offset) / unit), round(-place.y_offset / unit)
                ink.append(PlacedGlyph(glyph, right, up))
            pen += place.width
        letters = text[item.offset + starts[begin] : item.offset + stop].decode()
        yield GlyphCluster(tuple(ink), round(pen / unit), letters), pen
        begin = index


def _with_joiners(
    found: Iterable[tuple[GlyphCluster, int]],
    is_reversed: bool,  # noqa: FBT001
) -> Iterator[tuple[GlyphCluster, int]]:
    """Give each joiner to what comes after it on the line."""
    joiner, its_step = "", 0
    for cluster, step in found:
        if not cluster.ink and cluster.text in JOINERS:
            joiner, its_step = cluster.text, step
            continue
        text = cluster.text + joiner if is_reversed else joiner + cluster.text
        yield cluster._replace(text=text), step + its_step
        joiner, its_step = "", 0
    if joiner:
        yield GlyphCluster((), 0, joiner), its_step


def _advance(to: Any, run: _Run, glyph: int) -> int:  # noqa: ANN401
    """Return the room that a glyph has in its font, in the font's units."""
    pango.pango_font_get_glyph_extents(run.pango_font, glyph, to.ink_rect, to.logical_rect)
    width: float = to.logical_rect.width * FROM_UNITS / run.size * run.font.upem
    return round(width)


def _add_to_dictionary(  # noqa: PLR0913, PLR0917  (WeasyPrint's own signature)
    dictionary: pydyf.Dictionary,
    pdf: pydyf.PDF,
    font: CodedFont,
    widths: Mapping[int, float],
    compress: bool,  # noqa: FBT001
    reference: bytes,
    version: object,
) -> None:
    """Say which glyph of the embedded file each code draws."""
    _their_dictionary(dictionary, pdf, font, widths, compress, reference, version)
    if not font.table.codes:
        return
    if font.drawn is None:
        raise RuntimeError(font.name)  # two fonts of one file, and only one was cut
    numbers = bytearray(2 * (max(font.to_unicode) + 1))
    for code in font.to_unicode:
        numbers[2 * code : 2 * code + 2] = font.drawn.get(code, code).to_bytes(2, "big")
    table = pydyf.Stream([bytes(numbers)], compress=compress)
    pdf.add_object(table)
    place = int(dictionary["DescendantFonts"][0].split()[0])
    pdf.objects[place]["CIDToGIDMap"] = table.reference


_their_dictionary = fonts._build_vector_font_dictionary  # noqa: SLF001  (nothing else makes it)


def with_text_per_code() -> None:
    """Let WeasyPrint draw text so."""
    if pango.pango_version() >= TRUE_SIZES:
        stream.Font = CodedFont
        drawing.draw_first_line = _draw_first_line
        fonts._build_vector_font_dictionary = _add_to_dictionary  # noqa: SLF001
