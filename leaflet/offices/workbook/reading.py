# SPDX-License-Identifier: EUPL-1.2
"""A file as an office returns it → worksheets of cells, each of which knows its name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.workbook.columns import known_headings
from leaflet.problems import Location
from leaflet.system.files import read_bytes
from leaflet.system.tables import LARGEST_TABLE, column_letters, read_worksheets
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from leaflet.system.cell_marks import Area, Position
    from leaflet.system.workbooks import Value, Worksheet


class Cell(NamedTuple):
    """A value and where it stands; `is_spread`: it stands in a merged cell that begins above."""

    value: Value
    at: Location
    is_spread: bool = False


@dataclass(frozen=True, slots=True)
class OfficeSheet:
    """A worksheet: `where` is what its cells are called, `name` is empty in a text file.

    `commented` cells have comments, of `struck` ones words are struck through. `far`: the place of
    a cell so far from any table that it was not read. `tops`: cell → the row in which what it was
    merged with begins; those that were merged across columns are not among them.
    """

    where: str
    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Area, ...] = ()
    commented: tuple[Position, ...] = ()
    struck: tuple[Position, ...] = ()
    is_hidden: bool = False
    far: Location | None = None
    tops: Mapping[tuple[int, int], int] = field(default_factory=dict)

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
        name = f"{self.where}cella {cell_name(row, column)}"
        return Location(name, row + 1, column + 1)

    def row_at(self, row: int) -> Location:
        """Return the place of a whole row: «foglio Melzo, riga 7»."""
        return Location(f"{self.where}riga {row + 1}", row + 1)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; one that was merged with those above has what the first of them has."""
        top = self.tops.get((row, column), row)
        return Cell(self._value(top, column), self.at(row, column), is_spread=top < row)

    def bare_cell(self, row: int, column: int) -> Cell:
        """Return a cell as if it were merged with no other."""
        return Cell(self._value(row, column), self.at(row, column))

    def _value(self, row: int, column: int) -> Value:
        values = self.rows[row] if row < len(self.rows) else ()
        return values[column] if column < len(values) else None


def cell_name(row: int, column: int) -> str:
    """Return what programs call a cell: D7."""
    return f"{column_letters(column)}{row + 1}"


def read_workbook_file(path: Path, prefix: str = "") -> tuple[OfficeSheet, ...]:
    """Read a file of any of the kinds; `prefix` begins the name of each cell.

    Raises LeafletError when it cannot be opened, or is not a workbook.
    """
    return read_workbook(read_bytes(path, largest=LARGEST_TABLE), path.name, prefix)


def read_workbook(
    data: bytes, file: str, prefix: str = "", is_heading: Callable[[str], bool] | None = None
) -> tuple[OfficeSheet, ...]:
    """Read the bytes of a workbook; what kind it is, they tell themselves, not its name.

    `is_heading` knows the headings of its table: those of contacts, when nothing is said.
    """
    known = known_headings()
    sheets = read_worksheets(data, file, is_heading or (lambda cell: fold(cell) in known))
    return tuple(_with_place(sheet, prefix) for sheet in sheets)


def _with_place(sheet: Worksheet, prefix: str) -> OfficeSheet:
    where = f"{prefix}foglio {sheet.name}, " if sheet.name else prefix
    tops = {
        (row, area.left): area.top
        for area in sheet.merged
        if area.left == area.right
        for row in range(area.top + 1, area.bottom + 1)
    }
    read = OfficeSheet(where, sheet.name, sheet.rows, sheet.merged, sheet.commented, sheet.struck,
                       sheet.is_hidden, tops=tops)  # fmt: skip
    return replace(read, far=read.at(*sheet.far)) if sheet.far else read
