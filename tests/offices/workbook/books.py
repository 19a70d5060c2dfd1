# SPDX-License-Identifier: EUPL-1.2
"""Workbooks as the program exports them, for the tests to spoil as offices would."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from leaflet.offices.workbook import reading
from leaflet.offices.workbook.export import workbook
from leaflet.offices.workbook.merging import merge
from leaflet.registry.changes import between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leaflet.offices.workbook.result import Merged
    from leaflet.registry.model import Registry
    from leaflet.system.workbooks import Value

TODAY = dt.date(2026, 11, 22)
_NAME = re.compile(r"([A-Z]+)([0-9]+)")


def position(name: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell called D7."""
    found = _NAME.fullmatch(name)
    assert found
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


@dataclass
class Page:
    """A worksheet that a test can change like an office does."""

    name: str
    rows: list[list[Value]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Value:
        row, column = position(name)
        return self.rows[row][column]

    def __setitem__(self, name: str, value: Value) -> None:
        row, column = position(name)
        self.rows[row][column] = value

    def merge(self, first: str, last: str) -> None:
        """Merge cells: only the first keeps its value, as in Excel."""
        (top, left), (bottom, right) = position(first), position(last)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.rows[row][column] = ""
        self.merges.append((top, left, bottom, right))

    def take_column(self, letter: str) -> list[Value]:
        """Remove a column and return what stood in it."""
        _, column = position(f"{letter}1")
        return [row.pop(column) for row in self.rows]

    def add_column(self, values: Mapping[int, str]) -> None:
        """Add a column at the end: number of a row, from 1 → what stands there."""
        for number, row in enumerate(self.rows, start=1):
            row.append(values.get(number, ""))

    def copy(self, number: int) -> int:
        """Copy a row, counted from 1, into the first empty one below; return its number."""
        free = next(i for i, row in enumerate(self.rows) if i > 4 and not any(row))
        self.rows[free] = list(self.rows[number - 1])
        return free + 1


def pages(registry: Registry, *ids: str) -> list[Page]:
    """Return the worksheets of the exported workbook of these ambiti, with empty rows below."""
    data = workbook([a for a in registry.ambiti if not ids or a.id in ids], "xlsx")
    return [
        Page(sheet.name, [list(row) for row in sheet.rows] + [[""] * 20 for _ in range(4)])
        for sheet in reading.read_workbook(data, "x.xlsx")
        if sheet.name != "Elenchi"
    ]


def xlsx(sheets: list[Page]) -> bytes:
    """Return the worksheets as Excel would save them, with numbers, hours and days as such."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    day, hour = (book.add_format({"num_format": code}) for code in ("dd/mm/yyyy", "hh:mm"))
    for page in sheets:
        sheet = book.add_worksheet(page.name)
        for top, left, bottom, right in page.merges:
            sheet.merge_range(top, left, bottom, right, "")
        for row, values in enumerate(page.rows):
            for column, value in enumerate(values):
                match value:
                    case str():
                        if value:
                            sheet.write_string(row, column, value)
                    case dt.time():
                        sheet.write_datetime(row, column, value, hour)
                    case dt.date():
                        sheet.write_datetime(row, column, value, day)
                    case _:
                        sheet.write(row, column, value)
    book.close()
    return file.getvalue()


def ods(sheets: list[Page], *, attributes: str = "", remark: str = "") -> bytes:
    """Return the worksheets as an OpenDocument with text alone, as LibreOffice names its parts.

    `attributes` are those of every cell that has a text, `remark` is what it has beside it.
    """

    def cell(value: Value) -> str:
        if not value:
            return "<table:table-cell/>"
        paragraph = f"<text:p>{escape(str(value))}</text:p>"
        start = f'<table:table-cell office:value-type="string" {attributes}>'
        return f"{start}{remark}{paragraph}</table:table-cell>"

    tables = "".join(
        f"<table:table table:name={quoteattr(page.name)}>"
        + "".join(
            f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in page.rows
        )
        + "</table:table>"
        for page in sheets
    )
    names = " ".join(
        f'xmlns:{name.removesuffix("ing")}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "drawing")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return file.getvalue()


def text(page: Page, separator: str, encoding: str) -> bytes:
    """Return a worksheet as a text file."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows(page.rows)
    return file.getvalue().encode(encoding)


def merged(registry: Registry, *files: bytes) -> Merged:
    """Return what an import of these files gives."""
    several = len(files) > 1
    read = [reading.read_workbook(data, "x", f"file {n}, " if several else "")
            for n, data in enumerate(files, start=1)]  # fmt: skip
    return merge(registry, read, TODAY)


def report(registry: Registry, result: Merged) -> str:
    """Return all that an import says, one thing a line: problems by cell, then changes."""
    return "".join(f"{line}\n" for line in _report(registry, result))


def _report(registry: Registry, result: Merged) -> Iterator[str]:
    for problem in result.problems:
        code = f" {problem.code}" if problem.code else ""
        place = problem.at.file.rpartition("/")[2]  # of the list, where no cell says it
        yield f"{place}: {problem.severity}{code}: {problem.message}"
        if problem.hint:
            yield f"  help: {problem.hint}"
    if not result.is_sound:
        yield "→ nothing is written"
        return
    changes = between(registry, result.registry, origins=result.origins)
    for change in changes:
        yield f"→ {change.nome}: {change.sentence}"
    if not changes:
        yield "→ nothing changes"
