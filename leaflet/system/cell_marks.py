# SPDX-License-Identifier: EUPL-1.2
"""What a workbook says of its cells beside their values, which the library that reads them drops.

That is what could not be computed (errors, formulas without a result, and the 0 that a link to an
empty cell gives), comments and boxes drawn over cells that have words, words that are struck
through and, in an .ods, merged cells.
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET  # expat bounds entities, and none are allowed here

from leaflet.system.compound_file import read_stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ERROR_TEXT = re.compile(r"#[¿¡]?[^\W\d_][^\W_]*(?:[/ ][^\W_]+)*[!?]?|#+|Err:[0-9]{3}")
"""What programs show in place of a value: #RIF!, #N/D, ####, Err:502."""
_WORKSHEET = re.compile(rb'"e"|<(?:\w+:)?f[ >/]')
_CONTENT = re.compile(rb':formula=|"error"|:annotation|-(?:rows|columns)-spanned='
                      rb'|line-through-(?:style|type)="(?!none)')  # fmt: skip
_CELL_NAME = re.compile(r"([A-Z]+)([0-9]+)")
_MOST_REPEATED = 1000
"""Cells or rows that a file gives once for many: marks are put on so many of them."""


class Position(NamedTuple):
    """Row and column of a cell, from 0."""

    row: int
    column: int


class Area(NamedTuple):
    """Cells that were merged into one; all counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What is on the cells of one worksheet; `uncomputed` tells what such a cell shows."""

    uncomputed: dict[Position, str] = field(default_factory=dict)
    comments: set[Position] = field(default_factory=set)
    struck: set[Position] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)


class DamagedError(Exception):
    """The bytes are no such workbook."""


def read_marks(data: bytes) -> Mapping[str, SheetMarks]:
    """Return the marks of each worksheet by its name; raises DamagedError."""
    try:
        if not data.startswith(b"PK"):
            return _marks_of_xls(read_stream(data, ("Workbook", "Book")))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "content.xml" in archive.namelist():
                return _marks_of_ods(archive.read("content.xml"))
            return _marks_of_package(_Package(archive))
    except (ET.ParseError, struct.error, ValueError, LookupError, zipfile.BadZipFile) as error:
        raise DamagedError from error


def _walk(part: bytes) -> Iterator[tuple[str, str, ET.Element]]:
    """Yield start and end of every element, with its name without namespace."""
    if b"<!DOCTYPE" in part[:4096]:
        raise DamagedError
    for event, element in ET.iterparse(io.BytesIO(part), ("start", "end")):  # noqa: S314  (above)
        yield event, _local(element.tag), element


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attributes(element: ET.Element) -> dict[str, str]:
    return {_local(name): value for name, value in element.attrib.items()}


def _children(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    return (child for child in element.iter() if _local(child.tag) in names)


class _Package:
    """The parts of a workbook by their names, which programs write in any case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lstrip("/").lower(): name for name in archive.namelist()}

    def read(self, name: str) -> bytes:
        return self.archive.read(self.names[name.lower()])

    def read_if_there(self, name: str) -> bytes:
        return self.read(name) if name.lower() in self.names else b"<none/>"

    def targets(self, name: str) -> Mapping[str, str]:
        """Return the parts that a part refers to, by the id of the reference."""
        folder, _, base = name.rpartition("/")
        found = {}
        for event, tag, element in _walk(self.read_if_there(f"{folder}/_rels/{base}.rels")):
            if (event, tag) == ("end", "Relationship"):
                target = element.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                found[element.get("Id", "")] = _without_dots(path)
        return found


def _without_dots(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _marks_of_package(package: _Package) -> Mapping[str, SheetMarks]:
    book = "xl/workbook.xml"
    targets = package.targets(book)
    fonts, texts = _struck_styles(package), _struck_texts(package)
    found = {}
    for name, reference in _sheets(package.read(book)):
        part = targets.get(reference, "")
        if part.lower() not in package.names:
            continue
        marks = found[name] = SheetMarks()
        sheet = package.read(part)
        if fonts or texts or _WORKSHEET.search(sheet) or b"strike" in sheet:
            _look_at_cells(sheet, marks, fonts, texts)
        for target in package.targets(part).values():
            if "comment" in target.lower():
                marks.comments.update(_find_comments(package.read_if_there(target)))
            elif "/drawings/" in target.lower() and target.lower().endswith(".xml"):
                marks.comments.update(_find_boxes(package.read_if_there(target)))
    return found


def _sheets(part: bytes) -> Iterator[tuple[str, str]]:
    for event, tag, element in _walk(part):
        if (event, tag) == ("end", "sheet"):
            attributes = _attributes(element)
            yield attributes.get("name", ""), attributes.get("id", "")


def _is_struck(element: ET.Element) -> bool:
    return any(e.get("val", "1") not in {"0", "false"} for e in _children(element, "strike"))


def _struck_styles(package: _Package) -> set[str]:
    """Return the numbers of the styles of cells whose letters are struck through."""
    part = package.read_if_there("xl/styles.xml")
    if b"strike" not in part:
        return set()
    fonts: list[bool] = []
    styles: list[str] = []
    where = ""
    for event, tag, element in _walk(part):
        if event == "start":
            where = tag if tag in {"fonts", "cellXfs", "cellStyleXfs", "dxfs"} else where
        elif tag == "font" and where == "fonts":
            fonts.append(_is_struck(element))
        elif tag == "xf" and where == "cellXfs":
            styles.append(element.get("fontId", "0"))
    return {str(n) for n, font in enumerate(styles) if fonts[int(font)]}


def _struck_texts(package: _Package) -> set[str]:
    part = package.read_if_there("xl/sharedStrings.xml")
    if b"strike" not in part:
        return set()
    texts = (e for event, tag, e in _walk(part) if (event, tag) == ("end", "si"))
    return {str(number) for number, text in enumerate(texts) if _is_struck(text)}


def _find_comments(part: bytes) -> Iterator[Position]:
    for event, tag, element in _walk(part):
        if event == "end" and tag in {"comment", "threadedComment"}:
            yield _position(element.get("ref", ""))


def _find_boxes(part: bytes) -> Iterator[Position]:
    """Yield the cells over which something begins that has words."""
    for event, tag, element in _walk(part):
        if event == "end" and tag in {"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"}:
            row, column = (
                next((int(e.text or 0) for e in _children(element, name)), 0)
                for name in ("row", "col")
            )
            if any((text.text or "").strip() for text in _children(element, "t")):
                yield Position(row, column)
            element.clear()


def _position(name: str) -> Position:
    found = _CELL_NAME.fullmatch(name.partition(":")[0].replace("$", ""))
    if found is None:
        raise DamagedError
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return Position(int(found[2]) - 1, column - 1)


def _look_at_cells(part: bytes, marks: SheetMarks, fonts: set[str], texts: set[str]) -> None:
    """Put what is on the cells of a worksheet into its marks."""
    row = column = -1
    for event, tag, element in _walk(part):
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif event == "start" and tag == "c":
            name = element.get("r")
            row, column = _position(name) if name else (row, column + 1)
        elif tag == "c":
            _look_at_cell(element, Position(row, column), marks, fonts, texts)
        if event == "end" and tag == "row":
            element.clear()


def _look_at_cell(
    cell: ET.Element, at: Position, marks: SheetMarks, fonts: set[str], texts: set[str]
) -> None:
    kind, formula = cell.get("t", "n"), next(_children(cell, "f"), None)
    value = next((child.text or "" for child in _children(cell, "v")), "")
    if kind == "e":
        marks.uncomputed[at] = value
    elif formula is not None and kind != "str" and value in {"", "0"}:
        marks.uncomputed[at] = value or f"={formula.text or ''}"
    has_text = bool(value) or kind == "inlineStr"
    is_struck = cell.get("s") in fonts or (kind == "s" and value in texts) or _is_struck(cell)
    if has_text and is_struck:
        marks.struck.add(at)


def _marks_of_ods(part: bytes) -> Mapping[str, SheetMarks]:
    """Return the marks of the worksheets of an OpenDocument."""
    found: dict[str, SheetMarks] = {}
    if not _CONTENT.search(part):
        return found
    struck: set[str] = set()
    marks, row, column, rows = SheetMarks(), 0, 0, 0
    for event, tag, element in _walk(part):
        attributes = _attributes(element)
        match event, tag:
            case "end", "style" if _is_struck_style(element):
                struck.add(attributes.get("name", ""))
            case "start", "table":
                marks = found[attributes.get("name", "")] = SheetMarks()
                row = rows = 0
            case "start", "table-row":
                row, column = row + rows, 0
                rows = int(attributes.get("number-rows-repeated", "1"))
            case "end", "table-cell" | "covered-table-cell":
                columns = int(attributes.get("number-columns-repeated", "1"))
                places = _positions(row, rows, column, columns)
                _look_at_ods_cell(element, places, marks, struck)
                column += columns
            case "end", "table-row":
                element.clear()
    return found


def _positions(row: int, rows: int, column: int, columns: int) -> Iterator[Position]:
    for number in range(min(rows, _MOST_REPEATED)):
        yield from (Position(row + number, column + n) for n in range(min(columns, _MOST_REPEATED)))


def _is_struck_style(element: ET.Element) -> bool:
    names = ("text-line-through-style", "text-line-through-type")
    texts = (_attributes(e) for e in _children(element, "text-properties"))
    return any(text.get(name, "none") != "none" for text in texts for name in names)


def _look_at_ods_cell(
    cell: ET.Element, places: Iterator[Position], marks: SheetMarks, struck: set[str]
) -> None:
    """Note what is on a cell, at each place where it is repeated: a million, mostly of nothing."""
    attributes = _attributes(cell)
    height, width = (int(attributes.get(f"number-{name}-spanned", "1"))
                     for name in ("rows", "columns"))  # fmt: skip
    texts = [child for child in cell if _local(child.tag) == "p"]
    text = "\n".join("".join(paragraph.itertext()) for paragraph in texts)
    is_formula = "formula" in attributes
    is_nothing = attributes.get("value", "0") == "0" and "string-value" not in attributes
    uncomputed = None
    if ERROR_TEXT.fullmatch(text.strip()) and is_formula:
        uncomputed = text.strip()
    elif is_formula and is_nothing and text.strip() in {"", "0"}:
        uncomputed = text or attributes["formula"]
    has_comment = any(_local(child.tag) == "annotation" for child in cell)
    styles = [attributes.get("style-name"), *(_attributes(e).get("style-name") for p in texts
                                              for e in _children(p, "p", "span", "a"))]  # fmt: skip
    is_struck = bool(text) and any(style in struck for style in styles)
    is_merged = max(height, width) > 1
    if uncomputed is None and not (has_comment or is_struck or is_merged):
        return
    for at in places:
        if is_merged:
            marks.merged.append(Area(at.row, at.column, at.row + height - 1, at.column + width - 1))
        if uncomputed is not None:
            marks.uncomputed[at] = uncomputed
        if has_comment:
            marks.comments.add(at)
        if is_struck:
            marks.struck.add(at)


_SHEET, _FONT, _STYLE, _NOTE, _PASSWORD = 0x85, 0x31, 0xE0, 0x1C, 0x2F
_FORMULA, _BOOL_OR_ERROR, _SEVERAL = 0x06, 0x205, 0xBD
_DRAWING, _OBJECT, _WORDS_OF_OBJECT = 0xEC, 0x5D, 0x1B6
_COMMENT = 0x19
"""The kind of an object that is the box of a comment."""
_ANCHOR = re.compile(rb"\x10\xf0\x12\x00\x00\x00..(..)..(..)", re.DOTALL)
"""Where something is drawn: column and row of its upper left corner."""
_WITH_TEXT = frozenset({_FORMULA, _BOOL_OR_ERROR, 0xFD, 0x204, 0xD6, 0x203, 0x27E})
"""Records of one cell that holds something: row, column and style come first."""
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
_UNICODE_BOOK = 0x0600
_STRIKEOUT = 0x08
_NO_FONT = 4
"""The number that no font has: those after it count one more."""


def find_far_row(data: bytes, rows: int) -> tuple[str, int] | None:
    """Return worksheet and number, from 1, of a filled row of an .xls that is below so many rows.

    The library that reads it would make a table of all between. None as well for a file that it
    will refuse for other reasons.
    """
    with contextlib.suppress(struct.error, ValueError, LookupError):
        book = read_stream(data, ("Workbook", "Book"))
        if any(kind == _PASSWORD for kind, _ in _records(book, 0)):
            return None
        for name, start in _sheets_of_xls(book):
            for kind, content in _records(book, start):
                if kind in _WITH_TEXT or kind == _SEVERAL:
                    row: int = struct.unpack_from("<H", content)[0]
                    if row >= rows:
                        return name, row + 1
    return None


def _sheets_of_xls(book: bytes) -> Iterator[tuple[str, int]]:
    """Yield name and beginning of each worksheet."""
    version = struct.unpack_from("<H", book, 4)[0]
    for kind, content in _records(book, 0):
        if kind == _SHEET:
            yield _name_of_sheet(content[6:], version), struct.unpack_from("<I", content)[0]


def _marks_of_xls(book: bytes) -> Mapping[str, SheetMarks]:
    """Return the marks of the worksheets of an old workbook."""
    fonts: list[bool] = []
    styles: list[int] = []
    for kind, content in _records(book, 0):
        if kind == _FONT:
            fonts.append(bool(content[2] & _STRIKEOUT))
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", content)[0])
    numbers = [n - (n > _NO_FONT) for n in styles]
    struck = {n for n, font in enumerate(numbers) if font < len(fonts) and fonts[font]}
    sheets = _sheets_of_xls(book)
    return {name: _marks_of_sheet(book, start, struck) for name, start in sheets}


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from one beginning to its end: their kind and what is in them."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size
        depth += {0x809: 1, 0x0A: -1}.get(kind, 0)  # charts stand inside of sheets
        if depth <= 0:
            return


def _name_of_sheet(content: bytes, version: int) -> str:
    if version < _UNICODE_BOOK:
        return content[1 : 1 + content[0]].decode("cp1252", "replace")
    if content[1] & 1:
        return content[2 : 2 + 2 * content[0]].decode("utf-16-le", "replace")
    return content[2 : 2 + content[0]].decode("latin-1")


def _marks_of_sheet(book: bytes, start: int, struck: set[int]) -> SheetMarks:
    marks = SheetMarks(comments=set(_boxes_of_sheet(book, start)))
    for kind, content in _records(book, start):
        if kind == _NOTE:
            marks.comments.add(Position._make(struct.unpack_from("<HH", content)))
        elif kind == _SEVERAL:
            row, first = struct.unpack_from("<HH", content)
            for number in range((len(content) - 6) // 6):
                if struct.unpack_from("<H", content, 4 + 6 * number)[0] in struck:
                    marks.struck.add(Position(row, first + number))
        elif kind in _WITH_TEXT:
            row, column, style = struct.unpack_from("<HHH", content)
            shown = _failure(kind, content)
            if shown:
                marks.uncomputed[Position(row, column)] = shown
            if style in struck:
                marks.struck.add(Position(row, column))
    return marks


def _boxes_of_sheet(book: bytes, start: int) -> Iterator[Position]:
    """Yield the cells over which something begins that has words, and is no comment."""
    corner, is_box = Position(0, 0), False
    for kind, content in _records(book, start):
        if kind == _DRAWING and (found := _ANCHOR.search(content)):
            column, row = (int.from_bytes(found[n], "little") for n in (1, 2))
            corner = Position(row, column)
        elif kind == _OBJECT:
            is_box = struct.unpack_from("<H", content, 4)[0] != _COMMENT
        elif kind == _WORDS_OF_OBJECT and is_box and struct.unpack_from("<H", content, 10)[0]:
            yield corner


def _failure(kind: int, content: bytes) -> str:
    """Return what a cell shows that could not be computed, or was linked to an empty one."""
    if kind == _BOOL_OR_ERROR and content[7]:
        return _ERRORS.get(content[6], "#N/A")
    if kind != _FORMULA:
        return ""
    result = content[6:14]
    if result[6:] == b"\xff\xff":
        return _ERRORS.get(result[2], "#N/A") if result[0] == 2 else ""  # noqa: PLR2004  (error)
    return "" if any(result) else "0"
