# SPDX-License-Identifier: EUPL-1.2
"""The packed parts of an .xlsx or .ods → no more of them than fits.

What stands out of all bounds is cut off before anything is built of it: the library makes one
table of all between the first cell and the last, 31 gigabytes for a blank in XFD1048576.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LARGEST_UNPACKED = 100 * 1024 * 1024
"""Bytes of all parts: what is much larger was made to fill the memory."""
MOST_PARTS = 10_000
"""Files in one workbook. That of 900 ambiti has a thousand."""
MOST_CELLS = 1_000_000
"""In all worksheets, empty ones between others counted. 8,000 Comuni have 200,000."""
MOST_ROWS, MOST_COLUMNS = 19_999, 260
"""What stands below, or to the right of column IZ, is cut off. Italy has 8,000 Comuni."""
_FAR_NUMBER = rb"(?:[2-9]\d{4}|[1-9]\d{5,})"
_FAR_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["']""" + _FAR_NUMBER + rb"""["']""")
_FAR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br=["'](?:(?:[A-Z]{3,}|[J-Z][A-Z])\d+|[A-Z]+""" + _FAR_NUMBER
    + rb""")["'][^>]*?(?:/>|>.*?</(?:\w+:)?c>)""",
    re.DOTALL,
)  # fmt: skip
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*\bhidden=["'](?:1|true)["'])([^>]*)>""")
_HIDDEN_ODS = re.compile(rb"""table:visibility=["'](?:collapse|filter)["']""")
_END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData>")
_FILLED = re.compile(rb"""\br=["']([A-Z]+\d+)["'][^>]*>\s*<(?:\w+:)?(?:v|is|f)\b""")
_CELL_NAME = re.compile(rb"([A-Z]{1,3})([1-9]\d{0,6})")
_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*["']([^"']*)["']""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_TABLE_ODS = re.compile(rb"<table:table(?=[\s>])[^>]*>(.*?)</table:table>", re.DOTALL)
_ROW_ODS = re.compile(
    rb"<table:table-row(?=[\s/>])([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL
)
_CELL_ODS = re.compile(
    rb"<table:(?:covered-)?table-cell(?=[\s/>])([^>]*?)"
    rb"(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_DRAWN_ODS = re.compile(rb"<(draw:[\w-]+)(?=[\s/>])[^>]*?(?:/>|>(?:(?!<draw:).)*?</\1>)", re.DOTALL)
"""Something drawn, in which nothing else is."""
_DEEPEST_DRAWN = 5
_HAS_VALUE = b"office:value-type"
_LETTERS = 26


class TooMuchError(Exception):
    """There is far more in the file than in any workbook of contacts."""


class Details(NamedTuple):
    """What there is to know of a worksheet; places are counted from 0.

    `far` is a filled cell that was cut off, `hidden` are rows that nobody sees.
    """

    far: tuple[int, int] | None = None
    hidden: tuple[int, ...] = ()


class Parts(NamedTuple):
    """A workbook that may be read, and the details of its worksheets."""

    data: bytes
    sheets: Sequence[Details]


def look_inside(data: bytes) -> Parts:
    """Return a packed workbook without what is out of bounds; raises TooMuchError."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        unpacked = sum(part.file_size for part in archive.infolist())
        if len(names) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
            raise TooMuchError
        changed: dict[str, bytes] = {}
        if "content.xml" in names:
            content = archive.read("content.xml")
            inside = _without_drawings(content)
            details, spans = _look_over_ods(inside)
            if spans or inside != content:
                changed["content.xml"] = _without(inside, spans)
        else:
            details = []
            for name in _worksheet_parts(archive):
                part = archive.read(name) if name in names else b""
                inside, cell = _cut_xlsx(part)
                if inside != part:
                    changed[name] = inside
                details.append(Details(cell, tuple(_hidden_in_xlsx(inside))))
        return Parts(_pack_again(archive, changed) if changed else data, details)


def _pack_again(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in dict.fromkeys(archive.namelist()):
            copy.writestr(name, changed[name] if name in changed else archive.read(name))
    return file.getvalue()


def _worksheet_parts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the part of each worksheet, in the order of the workbook."""
    try:
        book = archive.read("xl/workbook.xml")
        links = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return  # an .xlsb, or none: what is wrong with it, the library says
    targets = {}
    for link in _RELATIONSHIP.finditer(links):
        attributes = dict(_ATTRIBUTE.findall(link[1]))
        targets[attributes.get(b"Id")] = attributes.get(b"Target", b"").decode("utf-8", "replace")
    for sheet in _SHEET.finditer(book):
        identity = next((v for k, v in _ATTRIBUTE.findall(sheet[1]) if k.endswith(b":id")), b"")
        yield posixpath.normpath(posixpath.join("/xl", targets.get(identity, ""))).lstrip("/")


def _cut_xlsx(part: bytes) -> tuple[bytes, tuple[int, int] | None]:
    """Return a worksheet without the cells out of bounds, and the place of one that is filled."""
    filled = None
    if row := _FAR_ROW.search(part):  # the rows below are as far, and may be a million
        end = _END_OF_ROWS.search(part, row.start())
        stop = end.start() if end else len(part)
        filled = _FILLED.search(part, row.start(), stop)
        part = part[: row.start()] + part[stop:]

    def leave_out(cell: re.Match[bytes]) -> bytes:
        nonlocal filled
        filled = filled or _FILLED.search(cell[0])
        return b""

    part = _FAR_CELL.sub(leave_out, part)
    return part, _place(filled[1]) if filled else None


def _place(name: bytes) -> tuple[int, int] | None:
    """Return row and column of a cell, «A1» or the like."""
    if (found := _CELL_NAME.fullmatch(name)) is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * _LETTERS + letter - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _hidden_in_xlsx(part: bytes) -> Iterator[int]:
    for row in _HIDDEN_ROW.finditer(part):
        number = dict(_ATTRIBUTE.findall(row[1])).get(b"r", b"")
        if number.isdigit():
            yield int(number) - 1


def _without_drawings(content: bytes) -> bytes:
    """Return an .ods in which what was drawn over a cell is a comment without words.

    Its words would be taken for those of the cell.
    """
    for _ in range(_DEEPEST_DRAWN):
        if b"<draw:" not in content:
            break
        content = _DRAWN_ODS.sub(b"<office:annotation/>", content)
    return content


def _look_over_ods(content: bytes) -> tuple[list[Details], list[tuple[int, int]]]:
    """Return the details of each worksheet, and the spans of the bytes that are out of bounds."""
    found = []
    spans = []
    for table in _TABLE_ODS.finditer(content):
        sheet, row = Details(), 0
        for line in _ROW_ODS.finditer(content, *table.span(1)):
            height, column = _count(line[1], b"number-rows-repeated"), 0
            if _HIDDEN_ODS.search(line[1]):
                below = min(row + height, MOST_ROWS)
                sheet = sheet._replace(hidden=(*sheet.hidden, *range(row, below)))
            for cell in _CELL_ODS.finditer(content, *line.span(2)) if line[2] else ():
                width = _count(cell[1], b"number-columns-repeated")
                last = (row + height - 1, column + width - 1)
                is_far = last[0] >= MOST_ROWS or last[1] >= MOST_COLUMNS
                if is_far and _HAS_VALUE in cell[1]:
                    sheet = sheet._replace(far=sheet.far or last)
                    spans.append((cell.start(), line.end(2)))
                    break
                column += width
            row += height
        found.append(sheet)
    return found, spans


def _count(attributes: bytes, name: bytes) -> int:
    found = re.search(name + rb"""=["'](\d{1,10})["']""", attributes)
    return max(1, int(found[1])) if found else 1


def _without(content: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    kept, end = [], 0
    for start, stop in spans:
        kept.append(content[end:start])
        end = stop
    return b"".join([*kept, content[end:]])
