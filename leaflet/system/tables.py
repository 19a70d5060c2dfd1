# SPDX-License-Identifier: EUPL-1.2
"""A CSV, an .xlsx, an .xls or an .ods → worksheets of rows. What it is, the bytes tell.

The only importer of python-calamine, which reads workbooks. Text may be separated by semicolons,
commas or tabs, in UTF-8 or as Windows saves it: what shows the most headings is right.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from python_calamine import CalamineSheet

Value: TypeAlias = (
    "str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None"
)
"""What a cell holds, as the program that saved it understood it."""

LARGEST_TABLE = 20 * 1024 * 1024
"""Bytes. A workbook of 900 ambiti has about 3 million."""
LARGEST_UNPACKED = 100 * 1024 * 1024
"""Bytes of all parts of a workbook: what is much larger was made to fill the memory."""
_FAILED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*\bt="e"')
_FAILED_ODS = b'calcext:value-type="error"'
_MERGED_ODS = re.compile(rb'table:number-rows-spanned="(?:[2-9]|[1-9][0-9]+)"')
_COMMENTS = re.compile(r"xl/(?:comments|threadedComments)")
_COMMENT_ODS = b"<office:annotation "
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = (";", "\t", ",")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""Excel's own first line about the separator."""
_ITALIAN = ("cp1252", "cp850", "mac_roman")
"""How Excel writes CSV, «CSV (MS-DOS)», «CSV (Macintosh)»: «Confermo che è giusto» tells which."""
_DEEPEST_HEADING = 20
"""Rows: how far down the headings of a text file are looked for."""


class Area(NamedTuple):
    """Cells that were merged into one; all counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Worksheet:
    """Rows of cells; `name` is empty for a text file, which does not tell text from numbers.

    `has_comments`: somebody has put comments on cells of this file.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Area, ...] = ()
    has_comments: bool = False


def is_workbook_or_text(data: bytes) -> bool:
    """Return whether the bytes look like anything that `read_worksheets` reads."""
    return data.startswith((_ZIP, _OLE, *_UTF_16)) or b"\0" not in data


def read_worksheets(
    data: bytes, file: str, is_heading: Callable[[str], bool]
) -> tuple[Worksheet, ...]:
    """Return the worksheets of a workbook, or the one of a text file.

    `file` is what messages call it; `is_heading` knows the words that head its columns. Raises
    LeafletError when it cannot be used.
    """
    if len(data) > LARGEST_TABLE:
        raise _unusable(file, say("it is larger than 20 MiB"))
    if data.startswith(_ZIP):
        has_comments = _look_inside(data, file)
        sheets = _worksheets(data, file)
        return tuple(replace(sheet, has_comments=has_comments) for sheet in sheets)
    if data.startswith(_OLE):
        return tuple(_worksheets(data, file))
    if not is_workbook_or_text(data):
        raise _unusable(file, say("it is neither a workbook nor text"))
    return (_text_table(data, is_heading),)


def _unusable(file: str, reason: object) -> LeafletError:
    message = say("{file} cannot be used: {reason}", file=file, reason=reason)
    return LeafletError(message, say("save it as .xlsx or .ods, without a password"))


def _look_inside(data: bytes, file: str) -> bool:
    """Refuse what the library below would read as empty cells, or would exhaust memory.

    Return whether there are comments on cells, which the library leaves out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise _unusable(file, say("it is larger than 20 MiB"))
            names = archive.namelist()
            sheets = [n for n in names if n.startswith("xl/worksheets/") or n == "content.xml"]
            parts = [archive.read(name) for name in sheets]
            for part in parts:
                _refuse_lost(part, file)
            return any(map(_COMMENTS.match, names)) or any(_COMMENT_ODS in part for part in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
        raise _unusable(file, say("it is damaged, or not a workbook")) from error


def _refuse_lost(part: bytes, file: str) -> None:
    cells = [name.decode() for name in _FAILED.findall(part)]
    if cells or _FAILED_ODS in part:
        message = say("formulas in this workbook give errors: {cells}", cells=", ".join(cells))
        raise LeafletError(message, say("write the value again, as text"))
    if _MERGED_ODS.search(part):
        message = say("{file} has merged cells, which cannot be told from empty ones", file=file)
        raise LeafletError(message, say("split them, or save the file as .xlsx"))


def _worksheets(data: bytes, file: str) -> Iterator[Worksheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield _worksheet(book.get_sheet_by_name(name), name)
    except PasswordError as error:
        raise _unusable(file, say("it is protected by a password")) from error
    except CalamineError as error:
        raise _unusable(file, say("it is damaged, or not a workbook")) from error


def _worksheet(sheet: CalamineSheet, name: str) -> Worksheet:
    rows = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
    ranges = sheet.merged_cell_ranges or ()
    merged = (Area(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
    return Worksheet(name, rows, tuple(merged))


def _text_table(data: bytes, is_heading: Callable[[str], bool]) -> Worksheet:
    """Return the table with the encoding and the separator that show the most headings."""

    def headings(rows: Sequence[Sequence[str]]) -> int:
        return max((sum(map(is_heading, row)) for row in rows[:_DEEPEST_HEADING]), default=0)

    best = max((rows for text in _texts(data) for rows in _parse(text)), key=headings)
    return Worksheet("", tuple(map(tuple, best)))


def _texts(data: bytes) -> list[str]:
    """Return what the bytes may say: one text if they are Unicode, else the likeliest first."""
    if data.startswith(_UTF_16):
        return [data.decode("utf-16", "replace")]
    try:
        return [data.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [data.decode(name, "replace") for name in _ITALIAN]


def _parse(text: str) -> Iterator[list[list[str]]]:
    """Yield the rows of a text for each separator that it may have; an empty one for Excel's."""
    csv.field_size_limit(LARGEST_TABLE)
    stated = _SEPARATOR_LINE.match(text)
    above: list[list[str]] = [[]] if stated else []
    for separator in [stated[1]] if stated else _SEPARATORS:
        body = io.StringIO(text[stated.end() :] if stated else text, newline="")
        yield [*above, *csv.reader(body, delimiter=separator)]
