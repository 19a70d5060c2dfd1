# SPDX-License-Identifier: EUPL-1.2
"""A CSV, an .xlsx, an .xls or an .ods → worksheets of rows. What it is, the bytes tell.

Text may be separated by semicolons, commas or tabs, in UTF-8 or as Windows saves it: what shows the
most headings is right.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say
from leaflet.system import file_kinds
from leaflet.system.cell_marks import Position
from leaflet.system.workbook_parts import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from leaflet.system.workbooks import TOO_MUCH, Worksheet, read_confined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from leaflet.problems import Message

LARGEST_TABLE = 20 * 1024 * 1024
"""Bytes. A workbook of 900 ambiti has about 3 million."""
LONGEST_ROW = 200_000
"""Characters of a row of text. An unclosed quotation mark makes one row of all that follow."""
_SEPARATORS = (";", "\t", ",")
_SEPARATOR_LINE = re.compile(r"sep=([^\w\s\"]|\t)\s*", re.IGNORECASE)
"""Excel's own first line about the separator."""
_ITALIAN = ("cp1252", "cp850", "mac_roman")
"""How Excel writes CSV, «CSV (MS-DOS)», «CSV (Macintosh)»: «Confermo che è giusto» tells which."""
_LETTERS = 26
_DEEPEST_HEADING = 20
"""Rows: how far down the headings of a text file are looked for."""


def column_letters(column: int) -> str:
    """Return what workbooks call a column: A, …, Z, AA."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % _LETTERS) + name
        column = column // _LETTERS - 1
    return name


def read_worksheets(
    data: bytes, file: str, is_heading: Callable[[str], bool]
) -> tuple[Worksheet, ...]:
    """Return the worksheets of a workbook, or the one of a text file.

    `file` is what messages call it; `is_heading` knows the words that head its columns. Raises
    LeafletError when it cannot be used.
    """
    if len(data) > LARGEST_TABLE:
        raise _unusable(file, say("it is larger than 20 MiB"), TOO_MUCH.hint)
    kind = file_kinds.kind_of(data)
    if kind:
        raise _unusable(file, *kind)
    if data.startswith((file_kinds.ZIP, file_kinds.OLE)):
        try:
            return read_confined(data)
        except LeafletError as error:
            raise _unusable(file, error.message, error.hint) from error
    return (_text_table(data, file, is_heading),)


def _unusable(file: str, reason: Message, hint: Message | None) -> LeafletError:
    return LeafletError(say("{file} cannot be used: {reason}", file=file, reason=reason), hint)


def _text_table(data: bytes, file: str, is_heading: Callable[[str], bool]) -> Worksheet:
    """Return the table with the encoding and the separator that show the most headings."""

    def headings(reading: tuple[str, str]) -> int:
        most = 0
        with contextlib.suppress(csv.Error):  # with another separator, it may be a table
            for row in itertools.islice(_parse(*reading), _DEEPEST_HEADING):
                most = max(most, sum(map(is_heading, row)))
        return most

    text, separator = max(
        ((text, separator) for text in _texts(data) for separator in _separators(text)),
        key=headings,
    )
    rows: list[tuple[str, ...]] = []
    far, cells = None, 0
    try:
        for row in _parse(text, separator):
            beyond = row if len(rows) >= MOST_ROWS or cells > MOST_CELLS else row[MOST_COLUMNS:]
            if any(beyond):
                far = Position(len(rows), len(row) - 1)
                break
            rows.append(tuple(row[:MOST_COLUMNS]))
            cells += len(row)
    except csv.Error:
        reason = say("row {number} never ends", number=len(rows) + 1)
        hint = say("look for a quotation mark that is never closed, or save it as .xlsx")
        raise _unusable(file, reason, hint) from None
    return Worksheet("", tuple(rows), far=far)


def _texts(data: bytes) -> list[str]:
    """Return what the bytes may say: one text if they are Unicode, else the likeliest first."""
    if data.startswith(file_kinds.UTF_16):
        return [data.decode("utf-16", "replace")]
    try:
        return [data.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [data.decode(name, "replace") for name in _ITALIAN]


def _separators(text: str) -> Sequence[str]:
    stated = _SEPARATOR_LINE.match(text)
    return (stated[1],) if stated else _SEPARATORS


def _parse(text: str, separator: str) -> Iterator[list[str]]:
    """Yield the rows; Excel's line about the separator is empty.

    Raises csv.Error at a row that is longer than any.
    """
    csv.field_size_limit(LARGEST_TABLE)
    length = 0

    def lines() -> Iterator[str]:
        nonlocal length
        for line in io.StringIO(text, newline=""):
            length += len(line)
            if length > LONGEST_ROW:
                raise csv.Error
            yield line

    remaining = lines()
    if _SEPARATOR_LINE.match(text):
        next(remaining)
        yield []
    for row in csv.reader(remaining, delimiter=separator):
        length = 0
        yield row
