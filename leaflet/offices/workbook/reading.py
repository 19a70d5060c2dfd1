# SPDX-License-Identifier: EUPL-1.2
"""A file as an office returns it → worksheets of cells, each of which knows its name.

The only importer of python-calamine, which reads .xlsx, .xls and .ods. Text files are looked at
here: they may be separated by semicolons, commas or tabs, in UTF-8 or as Windows saves them.
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

from leaflet.offices.workbook.columns import known_headings
from leaflet.problems import LeafletError, Location, say
from leaflet.system.files import read_bytes
from leaflet.system.words import folded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

Value: TypeAlias = (
    "str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None"
)
"""What a cell holds, as the program that saved it understood it."""

LARGEST_FILE = 20 * 1024 * 1024
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
_MAIL = (".eml", ".msg")
_SEPARATORS = (";", "\t", ",")
_ITALIAN = ("cp1252", "cp850", "mac_roman")
"""How Excel writes CSV, «CSV (MS-DOS)», «CSV (Macintosh)»: «Confermo che è giusto» tells which."""
_LETTERS = 26


class Cell(NamedTuple):
    """A value and where it stands; `is_spread`: it stands in a merged cell that begins above."""

    value: Value
    at: Location
    is_spread: bool = False


class Area(NamedTuple):
    """Cells that were merged into one; all counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: `where` is what its cells are called, `name` is empty in a text file.

    `has_comments`: somebody has put comments on cells of this file.
    """

    where: str
    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Area, ...] = ()
    has_comments: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it comes from a text file, which does not tell text from numbers."""
        return not self.name

    @property
    def place(self) -> Location:
        """The place of the whole sheet: «foglio Melzo»."""
        return Location(self.where.rstrip(", ") or "file")

    def at(self, row: int, column: int) -> Location:
        """Return the place of a cell, by its name: «foglio Melzo, cella D7»."""
        name = f"{self.where}cella {letters(column)}{row + 1}"
        return Location(name, row + 1, column + 1)

    def row_at(self, row: int) -> Location:
        """Return the place of a whole row: «foglio Melzo, riga 7»."""
        return Location(f"{self.where}riga {row + 1}", row + 1)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; one that was merged with those above has what the first of them has."""
        for area in self.merged:
            if area.top < row <= area.bottom and area.left <= column <= area.right:
                return Cell(self._value(area.top, area.left), self.at(row, column), is_spread=True)
        return Cell(self._value(row, column), self.at(row, column))

    def _value(self, row: int, column: int) -> Value:
        values = self.rows[row] if row < len(self.rows) else ()
        return values[column] if column < len(values) else None


def letters(column: int) -> str:
    """Return what workbooks call a column: A, …, Z, AA."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % _LETTERS) + name
        column = column // _LETTERS - 1
    return name


def read_file(path: Path, prefix: str = "") -> tuple[Sheet, ...]:
    """Read a file of any of the kinds; `prefix` begins the name of each cell.

    Raises LeafletError when it cannot be opened, or is not a workbook.
    """
    return read(read_bytes(path, largest=LARGEST_FILE), path.name, prefix)


def read(data: bytes, file: str, prefix: str = "") -> tuple[Sheet, ...]:
    """Read the bytes of a workbook; what kind it is, they tell themselves, not its name."""
    if len(data) > LARGEST_FILE:
        raise _unusable(file, say("it is larger than 20 MiB"))
    if file.lower().endswith(_MAIL):
        message = say("{file} is a letter, not a workbook", file=file)
        raise LeafletError(message, say("save what is attached to the letter, and import that"))
    if data.startswith(_ZIP):
        has_comments = _look_inside(data, file)
        sheets = _worksheets(data, file, prefix)
        return tuple(replace(sheet, has_comments=has_comments) for sheet in sheets)
    if data.startswith(_OLE):
        return tuple(_worksheets(data, file, prefix))
    if b"\0" in data and not data.startswith(_UTF_16):
        raise _unusable(file, say("it is neither a workbook nor text"))
    return (_text_sheet(data, prefix),)


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


def _worksheets(data: bytes, file: str, prefix: str) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield _worksheet(book.get_sheet_by_name(name), name, prefix)
    except PasswordError as error:
        raise _unusable(file, say("it is protected by a password")) from error
    except CalamineError as error:
        raise _unusable(file, say("it is damaged, or not a workbook")) from error


def _worksheet(sheet: CalamineSheet, name: str, prefix: str) -> Sheet:
    rows = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
    merged = tuple(Area(*start, *end) for start, end in sheet.merged_cell_ranges or ())
    return Sheet(f"{prefix}foglio {name}, ", name, rows, merged)


def decoded(data: bytes) -> str:
    """Return the text: Unicode where it is that, else what Windows writes in Western Europe."""
    return _texts(data)[0]


def _texts(data: bytes) -> list[str]:
    """Return what the bytes may say: one text if they are Unicode, else the likeliest first."""
    if data.startswith(_UTF_16):
        return [data.decode("utf-16", "replace")]
    try:
        return [data.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [data.decode(name, "replace") for name in _ITALIAN]


def _text_sheet(data: bytes, prefix: str) -> Sheet:
    """Return the table with the encoding and the separator that show the most headings."""
    tables = [list(_parsed(text, separator)) for text in _texts(data) for separator in _SEPARATORS]
    best = max(tables, key=_headings)
    return Sheet(prefix, "", tuple(map(tuple, best)))


def _headings(rows: Sequence[Sequence[str]]) -> int:
    known = known_headings()
    return max((sum(folded(cell) in known for cell in row) for row in rows[:20]), default=0)


def _parsed(text: str, separator: str) -> Iterator[Sequence[str]]:
    csv.field_size_limit(LARGEST_FILE)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
