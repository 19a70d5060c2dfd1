# SPDX-License-Identifier: EUPL-1.2
"""A workbook → its worksheets: rows of cells, and what people see of them.

The only importer of python-calamine, whose native code panics, loops, or fills the memory over
some files of a kilobyte: so it works in a process that may die.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from leaflet.problems import LeafletError, say
from leaflet.system import file_kinds
from leaflet.system.cell_marks import Area, Position, SheetMarks, find_far_row, read_marks
from leaflet.system.confined import GaveUpError, JobLimits, run_confined
from leaflet.system.workbook_parts import (
    MOST_CELLS,
    MOST_ROWS,
    Details,
    Parts,
    TooMuchError,
    look_inside,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

Value: TypeAlias = (
    "str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None"
)
"""What a cell holds, as the program that saved it understood it."""

MOST_MEGABYTES = 256
"""A workbook of 900 ambiti takes a quarter."""
SECONDS_FOR_ANY = 8
"""Each MiB of the file gives a second more."""
MOST_SHEETS = 3_000
LARGEST_TEXT = 20 * 1024 * 1024
"""Characters of all cells."""
TOO_MUCH = file_kinds.Kind(
    say("it is damaged, or there is far more in it than any list has"),
    say("delete the other sheets, and what stands far below the table or right of it; "
        "then save it as .xlsx"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worksheet:
    """Rows of cells; `name` is empty for a text file, which does not tell text from numbers.

    `commented` cells have comments, of `struck` ones words are struck through. `far`: a cell that
    is so far from any table that it was left out, and others with it. `hidden` are the rows (from
    0) that nobody sees; `is_hidden`: so it is with the whole worksheet.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Area, ...] = ()
    commented: tuple[Position, ...] = ()
    struck: tuple[Position, ...] = ()
    is_hidden: bool = False
    far: Position | None = None
    hidden: frozenset[int] = frozenset()


class Uncomputed(str):
    """What a cell shows that no program could compute: #N/D, a formula, the 0 of a link."""

    __slots__ = ()


def read_confined(data: bytes) -> tuple[Worksheet, ...]:
    """Return the worksheets of a workbook; raises LeafletError, with the reason, if it has none."""
    limits = JobLimits(SECONDS_FOR_ANY + len(data) // 2**20, MOST_MEGABYTES)
    try:
        return run_confined(_read, data, limits=limits)
    except GaveUpError:
        raise _refusal(TOO_MUCH) from None


def _read(data: bytes) -> tuple[Worksheet, ...]:
    from python_calamine import CalamineWorkbook, PasswordError  # noqa: PLC0415  (native code)

    is_packed = data.startswith(file_kinds.ZIP)
    if not is_packed and (far := find_far_row(data, MOST_ROWS)):
        sheet, row = far
        message = say("something stands far below the table, in row {row} of the sheet «{sheet}»",
                      row=row, sheet=sheet)  # fmt: skip
        raise LeafletError(message, TOO_MUCH.hint)
    try:
        parts = look_inside(data) if is_packed else Parts(data, ())
        book = CalamineWorkbook.from_filelike(io.BytesIO(parts.data))
        return tuple(_sheets(book, parts))
    except MemoryError:
        raise
    except TooMuchError:
        raise _refusal(TOO_MUCH) from None
    except PasswordError:
        raise _refusal(file_kinds.LOCKED_WORKBOOK) from None
    except BaseException as error:  # a panic of native code is no Exception
        raise _refusal(file_kinds.DAMAGED_WORKBOOK) from error


def _refusal(kind: file_kinds.Kind) -> LeafletError:
    return LeafletError(kind.message, kind.hint)


def _sheets(book: CalamineWorkbook, parts: Parts) -> Iterator[Worksheet]:
    from python_calamine import SheetVisibleEnum  # noqa: PLC0415  (as above)

    sheets = book.sheets_metadata
    if len(sheets) > MOST_SHEETS:
        raise TooMuchError
    marks = read_marks(parts.data)
    is_known = len(parts.sheets) == len(sheets)
    details_of = parts.sheets if is_known else [Details()] * len(sheets)
    cells = characters = 0
    for index, (known, details) in enumerate(zip(sheets, details_of, strict=True)):
        sheet = book.get_sheet_by_index(index)
        cells += sheet.total_height * sheet.total_width
        if cells > MOST_CELLS:
            raise TooMuchError
        rows: list[list[Value]] = [[*row] for row in sheet.to_python(skip_empty_area=False)]
        characters += sum(len(value) for row in rows for value in row if isinstance(value, str))
        if characters > LARGEST_TEXT:
            raise TooMuchError
        own = marks.get(known.name, SheetMarks())
        merged = tuple(_find_merged(sheet, own, rows))
        _put_uncomputed(rows, own)
        yield Worksheet(
            known.name,
            tuple(map(tuple, rows)),
            merged,
            tuple(sorted(own.comments)),
            tuple(sorted(own.struck)),
            known.visible != SheetVisibleEnum.Visible,
            Position._make(details.far) if details.far else None,
            frozenset(details.hidden),
        )


def _put_uncomputed(rows: list[list[Value]], marks: SheetMarks) -> None:
    for (row, column), shown in marks.uncomputed.items():
        rows += ([] for _ in range(row + 1 - len(rows)))
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = Uncomputed(shown)


def _find_merged(
    sheet: CalamineSheet, marks: SheetMarks, rows: Sequence[Sequence[Value]]
) -> Iterator[Area]:
    """Yield the areas of merged cells, no larger than the table is."""
    last_row, last_column = len(rows) - 1, max(map(len, rows), default=0) - 1
    areas = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()] or marks.merged
    covered = 0
    for top, left, bottom, right in areas:
        if top <= last_row and left <= last_column:
            area = Area(top, left, min(bottom, last_row), min(right, last_column))
            covered += (area.bottom - top + 1) * (area.right - left + 1)
            if covered > MOST_CELLS:
                raise TooMuchError
            yield area
