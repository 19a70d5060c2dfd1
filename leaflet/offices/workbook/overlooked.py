# SPDX-License-Identifier: EUPL-1.2
"""What stands in a file and no import reads: other sheets, comments, words that are struck through.

Somebody wrote it there to be read. Nothing of it refuses a file, but all of it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.offices.workbook.cells import UnclearError, answer, collapse_spaces
from leaflet.offices.workbook.columns import heading_of, texts
from leaflet.offices.workbook.headings import error, warning
from leaflet.offices.workbook.reading import cell_name
from leaflet.offices.workbook.styles import LISTS
from leaflet.problems import Location, say
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leaflet.offices.workbook.headings import SheetRow, Table
    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.offices.workbook.row_identity import BaseOf
    from leaflet.problems import Problem

_MOST_NAMES = 12
"""Cells or rows that one message names."""


def find_overlooked(sheets: Sequence[OfficeSheet], tables: Sequence[Table]) -> Iterator[Problem]:
    """Yield that a file is no workbook of ours, or has what no import reads."""
    if not tables:
        place = sheets[0].row_at(0) if sheets else Location("-")
        hint = say("fill in the workbook that you were sent, and keep its row of headings")
        yield error(place, say("no headings were found here"), hint)
    ours = [table.sheet for table in tables]
    for sheet in sheets:
        if sheet.commented:
            message = say("somebody has put comments or boxes on cells: they are not read: {cells}",
                          cells=name_cells(sheet.commented))  # fmt: skip
            hint = say("open the file, and read them before you go on")
            yield warning(sheet.place, message, hint)
        if tables and sheet not in ours and sheet.name != LISTS and _has_words(sheet):
            message = say("this sheet is not read, and somebody has written there: {words}",
                          words=_first_words(sheet))  # fmt: skip
            hint = say("write what belongs to an office into its row")
            yield warning(sheet.place, message, hint)
    for table in tables:
        for line in table.lines:
            yield from _struck_words(line)


def name_cells(cells: Iterable[tuple[int, int]]) -> str:
    """Return the names of cells as programs show them: D7, E9."""
    names = [cell_name(*cell) for cell in cells]
    return ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")


def _has_words(sheet: OfficeSheet) -> bool:
    return any(collapse_spaces(str(value or "")) for row in sheet.rows for value in row)


def _first_words(sheet: OfficeSheet) -> str:
    words = (collapse_spaces(str(value or "")) for row in sheet.rows for value in row)
    first = next(filter(None, words))
    return first if len(first) <= 60 else f"{first[:60]}…"  # noqa: PLR2004  (a line)


def _struck_words(line: SheetRow) -> Iterator[Problem]:
    """Yield the cells of a row whose words are struck through: are they to go, or to stay?"""
    places = [(cell.at.line - 1, cell.at.column - 1) for cell in line.cells.values()]
    struck = [place for place in places if place in line.sheet.struck]
    meant = _answer_of(line)
    if not struck or meant == "togli":
        return
    message = say("words are struck through, and are read all the same: {cells}",
                  cells=name_cells(struck))  # fmt: skip
    hint = say("empty the cells that are to go, and take the line off those that stay; "
               "for an office that is gone choose «togli»")  # fmt: skip
    yield (error if meant == "sì" else warning)(line.place, message, hint)


def _answer_of(line: SheetRow) -> str:
    try:
        return answer(line.text("conferma"))
    except UnclearError:  # which is asked about elsewhere
        return ""


def find_changed_headings(table: Table, base_of: BaseOf) -> Iterator[Problem]:
    """Yield an error when what the list has may stand in a column that is not known."""
    if not table.unread:
        return
    bases = filter(None, map(base_of, table.lines))
    filled = (key for base in bases for key in texts(base) if key[0] != "verificato")
    lost = dict.fromkeys(k for k in (*table.missing, *filled) if k not in table.columns)
    if lost:
        names = ", ".join(map(heading_of, lost))
        message = say("a heading may have been changed: {unread} is not known, {names} is missing",
                      unread=", ".join(table.unread), names=names)  # fmt: skip
        hint = say("write the headings as they were in the workbook that you were sent")
        yield error(table.sheet.row_at(table.heading), message, hint)


def find_contrary_copies(
    lines: Iterable[SheetRow], own: Mapping[str, SheetRow]
) -> Iterator[Problem]:
    """Yield the sheets that are copies of others and answer otherwise, or only where it is hidden.

    `own` are the rows that count, by their hidden ids.
    """
    found: dict[tuple[str, str], list[SheetRow]] = {}
    for line in lines:
        other = own.get(line.text("riga"), line)
        if other.sheet is not line.sheet and line.has_content:
            here, there = fold(line.text("conferma")), fold(other.text("conferma"))
            is_in_hiding = (here and line.sheet.is_hidden) or (there and other.sheet.is_hidden)
            if here != there and ((here and there) or is_in_hiding):
                found.setdefault((line.sheet.name, other.sheet.name), []).append(line)
    for (one, copied), some in found.items():
        message = say("the sheets «{one}» and «{other}» have the same offices, and answer "
                      "differently: rows {rows}",
                      one=one, other=copied, rows=_row_numbers(some))  # fmt: skip
        hint = say("delete the sheet that does not count; a hidden one is shown by a right click "
                   "on the names of the sheets")  # fmt: skip
        yield error(some[0].sheet.place, message, hint)


def _row_numbers(lines: Sequence[SheetRow]) -> str:
    numbers = [str(line.number + 1) for line in lines]
    return ", ".join(numbers[:_MOST_NAMES]) + (", …" if len(numbers) > _MOST_NAMES else "")
