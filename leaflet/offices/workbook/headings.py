# SPDX-License-Identifier: EUPL-1.2
"""A worksheet → its rows by field: headings are known by their words, wherever they stand."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.offices.workbook.cells import collapse_spaces
from leaflet.offices.workbook.columns import (
    ALL,
    heading_of,
    instruction_of,
    known_headings,
)
from leaflet.offices.workbook.styles import HOW_TO, OF_AMBITO
from leaflet.problems import Problem, Severity, say
from leaflet.registry.wording import is_town_hall
from leaflet.system.tables import column_letters
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.columns import CellKey
    from leaflet.offices.workbook.reading import Cell, OfficeSheet
    from leaflet.problems import Location, Message
    from leaflet.system.cell_marks import Area

_DEEPEST_HEADING = 40
"""Rows: how far down the headings are looked for."""
_MOST_NEW_ROWS = 1000
"""In one worksheet: each is compared with all others of its ambito."""
_ENOUGH = 3
"""Headings that make a row the row of headings, and cells that make one the instructions."""
_NUMBERED = re.compile(r"(.+?)(?: ([2-9]|[1-9][0-9]))?")
_IN_GROUPS = frozenset(
    {"numero", "interno", "tasti", "giorni", "dalle", "alle", "url", "titolo"}
)  # fmt: skip
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_ADDITIONS = frozenset(
    {"di", "del", "dell", "della", "dello", "ufficio", "obbligatorio", "facoltativo",
     "istituzionale", "fisso", "corretto", "corretta", "aggiornato", "aggiornata"}
)  # fmt: skip
"""Words of a heading that say nothing of what stands below; «interno» and «2» would."""
_NO_CONTENT = frozenset({"ambito", "verificato", "conferma", "riga", "versione"})
"""Columns that do not make a row an office's row."""
_QUESTION = _NO_CONTENT | {"comuni", "ufficio"}
"""Columns in which a row asks for the switchboard of a Comune: alone they are no answer."""
_HIDDEN = frozenset({"riga", "versione"})
_NEEDLESS = frozenset({"ambito", "zone", "verificato", *_HIDDEN})
"""Columns whose lack says nothing about an office."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row under the headings: `number` counts from 0; cells of missing columns are missing."""

    sheet: OfficeSheet
    number: int
    cells: Mapping[CellKey, Cell]

    @property
    def place(self) -> Location:
        """The place of the whole row."""
        return self.sheet.row_at(self.number)

    def at(self, name: str, index: int = 0) -> Location:
        """Return the place of a cell, or of the row when the column is missing."""
        cell = self.cells.get((name, index))
        return cell.at if cell else self.place

    @property
    def has_content(self) -> bool:
        """Whether something of an office stands in the row itself."""
        says_nothing = _QUESTION if is_town_hall(self.text("ufficio")) else _NO_CONTENT
        return any(
            collapse_spaces(str(cell.value or ""))
            for (name, _), cell in self.cells.items()
            if name not in says_nothing and not cell.is_spread
        )

    def text(self, name: str) -> str:
        """Return what a hidden or naming cell says."""
        cell = self.cells.get((name, 0))
        return collapse_spaces(str(cell.value or "")) if cell else ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a worksheet has: its columns, its rows that are not empty, and what is odd about it.

    `heading` is the row of headings; `unread` are the columns that have something, and no heading
    that is known.
    """

    sheet: OfficeSheet
    heading: int
    columns: Mapping[CellKey, int]
    lines: tuple[SheetRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def missing(self) -> list[CellKey]:
        """The columns that every workbook has, and this sheet has not."""
        usual = ((c.name, 0) for c in ALL if c.name not in _NEEDLESS)
        return [key for key in usual if key not in self.columns]


def error(at: Location, message: Message, hint: Message | None = None) -> Problem:
    """Return something that stops an import; only the rules of the list have codes."""
    return Problem("", Severity.ERROR, at, message, hint)


def warning(at: Location, message: Message, hint: Message | None = None) -> Problem:
    """Return something to look at before saying yes."""
    return Problem("", Severity.WARNING, at, message, hint)


def note(at: Location, message: Message, hint: Message | None = None) -> Problem:
    """Return something that the import did, or left alone."""
    return Problem("", Severity.INFO, at, message, hint)


def table_of(sheet: OfficeSheet) -> Table | None:
    """Return the table of a worksheet, or None when it has no row of headings."""
    for number, row in enumerate(sheet.rows[:_DEEPEST_HEADING]):
        keys = _keys([str(value or "") for value in row])
        if len([key for key in keys if key]) >= _ENOUGH:
            return _table(sheet, number, keys)
    return None


def _keys(headings: Sequence[str]) -> list[CellKey | None]:
    """Return which column each heading names; one with small additions, when no other one does."""
    keys = [_spot(heading) for heading in headings]
    for number, heading in enumerate(headings):
        plain = fold(_IN_BRACKETS.sub(" ", heading))
        key = _spot(" ".join(word for word in plain.split() if word not in _ADDITIONS))
        if keys[number] is None and key not in keys:
            keys[number] = key
    return keys


def _spot(heading: str) -> CellKey | None:
    known, plain = known_headings(), fold(heading)
    if plain in known:
        return known[plain], 0
    found = _NUMBERED.fullmatch(plain)
    name = known.get(found[1]) if found else None
    if found is None or name not in _IN_GROUPS:
        return None
    return name, int(found[2]) - 1


def _table(sheet: OfficeSheet, heading: int, keys: list[CellKey | None]) -> Table:
    columns: dict[CellKey, int] = {}
    problems: list[Problem] = []
    for column, key in enumerate(keys):
        if key in columns:
            problems.append(_twice(sheet, heading, column, key))
        elif key:
            columns[key] = column
    if problems:
        return Table(sheet, heading, columns, (), tuple(problems))
    lines = tuple(_lines(sheet, heading, columns))
    new = [line for line in lines if not line.text("riga")]
    if len(new) > _MOST_NEW_ROWS:
        message = say(
            "there are more new rows here than any office adds: {number}", number=len(new)
        )
        hint = say("delete what is no office; to add very many, import them in several files")
        return Table(sheet, heading, columns, (), (error(new[0].place, message, hint),))
    extra = _extra(sheet, heading, keys)
    table = Table(
        sheet,
        heading,
        columns,
        lines,
        unread=tuple(name or column_letters(column) for column, name in extra.items()),
    )
    found = (
        *_far_away(sheet),
        *_merged_across(sheet, heading, columns),
        *_not_read(sheet, heading, extra),
        *_missing(table),
    )
    return dataclasses.replace(table, problems=found)


def _twice(sheet: OfficeSheet, heading: int, column: int, key: CellKey) -> Problem:
    message = say("the heading «{heading}» is there twice", heading=heading_of(key))
    hint = say("keep one of the two columns; a second phone is headed «Telefono 2»")
    return error(sheet.at(heading, column), message, hint)


def _lines(sheet: OfficeSheet, heading: int, columns: Mapping[CellKey, int]) -> Iterator[SheetRow]:
    """Yield the rows of offices; sorting may have put some above the headings."""
    for number in (n for n in range(len(sheet.rows)) if n != heading):
        cells = {
            key: (sheet.bare_cell if key[0] in _HIDDEN else sheet.cell)(number, column)
            for key, column in columns.items()
        }
        line = SheetRow(sheet, number, cells)
        is_office = line.text("riga") or (line.has_content and number > heading)
        if is_office and not _is_instruction(line) and not _is_title(line):
            yield line


def _is_instruction(line: SheetRow) -> bool:
    same = (
        fold(str(cell.value or "")) == fold(instruction_of(name))
        for (name, _), cell in line.cells.items()
    )
    return sum(same) >= _ENOUGH


def _is_title(line: SheetRow) -> bool:
    """Return whether only what stands above the headings is in it, which sorting moved down."""
    said = [collapse_spaces(str(cell.value or "")) for cell in line.cells.values()]
    return all(not text or text == HOW_TO or text.startswith(OF_AMBITO) for text in said)


def _far_away(sheet: OfficeSheet) -> Iterator[Problem]:
    if sheet.far:
        message = say("something stands here, far from the table: it was not read")
        hint = say("delete all rows below the table and all columns right of it, then save again")
        yield error(sheet.far, message, hint)


def _merged_across(
    sheet: OfficeSheet, heading: int, columns: Mapping[CellKey, int]
) -> Iterator[Problem]:
    for area in sheet.merged:
        if area.bottom >= heading and _covers_several(area, columns) and _has_text(sheet, area):
            message = say("cells of several columns are merged into one")
            hint = say("split them, and write each value in its own column")
            yield error(sheet.at(area.top, area.left), message, hint)


def _covers_several(area: Area, columns: Mapping[CellKey, int]) -> bool:
    return len([c for c in columns.values() if area.left <= c <= area.right]) > 1


def _has_text(sheet: OfficeSheet, area: Area) -> bool:
    return bool(collapse_spaces(str(sheet.cell(area.top, area.left).value or "")))


def _extra(sheet: OfficeSheet, heading: int, keys: list[CellKey | None]) -> Mapping[int, str]:
    """Return the columns that are not ours and have something in them, with their headings."""
    others = [c for c in range(max(map(len, sheet.rows))) if c >= len(keys) or keys[c] is None]
    return {
        column: collapse_spaces(str(sheet.cell(heading, column).value or ""))
        for column in others
        if any(_below(sheet, heading, column))
    }


def _not_read(sheet: OfficeSheet, heading: int, extra: Mapping[int, str]) -> Iterator[Problem]:
    """Yield what names these columns.

    One with a heading is an office's own. What stands beside the table may belong into it.
    """
    names = [name for name in extra.values() if name]
    if names:
        message = say("columns that were not read: {names}", names=", ".join(names))
        yield note(sheet.row_at(heading), message)
    beside = [column_letters(column) for column, name in extra.items() if not name]
    if beside:
        message = say("column {names}: what stands there without a heading was not read",
                      names=", ".join(beside))  # fmt: skip
        hint = say("look whether it belongs into one of the columns with a heading")
        yield warning(sheet.row_at(heading), message, hint)


def _below(sheet: OfficeSheet, heading: int, column: int) -> Iterator[bool]:
    for row in range(heading + 1, len(sheet.rows)):
        yield bool(collapse_spaces(str(sheet.cell(row, column).value or "")))


def _missing(table: Table) -> Iterator[Problem]:
    if table.missing:
        names = ", ".join(map(heading_of, table.missing))
        message = say("missing columns: {names}; what the list has there stays as it is",
                      names=names)  # fmt: skip
        yield note(table.sheet.row_at(table.heading), message)
