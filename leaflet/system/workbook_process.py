# SPDX-License-Identifier: EUPL-1.2
"""Reads one workbook in a process of its own, which may die: bytes in, JSON out.

The only importer of python-calamine, whose native code panics, loops, or fills the memory over
some files of a kilobyte. `leaflet.system.tables` starts it; it imports little, to start quickly.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING

from leaflet.system.cell_marks import DamagedError, SheetMarks, read_marks
from leaflet.system.workbook_parts import MOST_CELLS, Details, Parts, TooMuchError, look_inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_MEMORY = 256 * 1024 * 1024
"""Bytes; a workbook of 900 ambiti takes a quarter."""
SECONDS_FOR_ANY = 8
"""Processor time; each MiB of the file gives a second more."""
MOST_SHEETS = 3_000
LARGEST_TEXT = 20 * 1024 * 1024
"""Characters of all cells."""
_DAMAGED, _TOO_MUCH, _PASSWORD = "damaged", "too much", "password"
"""Why a workbook was refused."""
_NOT_READABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a way to pack that nobody uses
    RuntimeError,  # packed with a password
    ValueError,
    OverflowError,
)


def main() -> None:
    """Read a workbook from the standard input, write what is in it to the standard output."""
    data = sys.stdin.buffer.read()
    _set_limits(SECONDS_FOR_ANY + len(data) // 2**20)
    json.dump(_read(data), sys.stdout, default=_as_plain)


def _set_limits(seconds: int) -> None:
    """Let the system end this process when it takes more; Windows knows no such limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _read(data: bytes) -> dict[str, object]:
    """Return the worksheets of a workbook, or why there are none."""
    from python_calamine import (  # noqa: PLC0415  (within the limits)
        CalamineError,
        CalamineWorkbook,
        PasswordError,
    )

    try:
        parts = look_inside(data) if data.startswith(b"PK") else Parts(data, ())
        book = CalamineWorkbook.from_filelike(io.BytesIO(parts.data))
        return {"sheets": list(_sheets(book, parts))}
    except (TooMuchError, MemoryError):
        return {"refused": _TOO_MUCH}
    except PasswordError:
        return {"refused": _PASSWORD}
    except (CalamineError, DamagedError, *_NOT_READABLE):
        return {"refused": _DAMAGED}


def _sheets(book: CalamineWorkbook, parts: Parts) -> Iterator[dict[str, object]]:
    from python_calamine import SheetVisibleEnum  # noqa: PLC0415  (within the limits)

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
        rows = sheet.to_python(skip_empty_area=False)
        characters += sum(len(value) for row in rows for value in row if isinstance(value, str))
        if characters > LARGEST_TEXT:
            raise TooMuchError
        own = marks.get(known.name, SheetMarks())
        yield {
            "name": known.name,
            "rows": rows,
            "merged": _find_merged(sheet, own, rows),
            "uncomputed": [(*at, shown) for at, shown in own.uncomputed.items()],
            "commented": sorted(own.comments),
            "struck": sorted(own.struck),
            "is_hidden": known.visible != SheetVisibleEnum.Visible,
            "far": details.far,
            "hidden": details.hidden,
        }


def _find_merged(
    sheet: CalamineSheet, marks: SheetMarks, rows: Sequence[Sequence[object]]
) -> list[tuple[int, int, int, int]]:
    """Return the areas of merged cells, no larger than the table is."""
    last_row, last_column = len(rows) - 1, max(map(len, rows), default=0) - 1
    areas = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()] or marks.merged
    inside = [
        (top, left, min(bottom, last_row), min(right, last_column))
        for top, left, bottom, right in areas
        if top <= last_row and left <= last_column
    ]
    covered = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in inside)
    if covered > MOST_CELLS:
        raise TooMuchError
    return inside


def _as_plain(value: object) -> dict[str, object]:
    """Return what JSON has no word for, under the name of its kind."""
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    assert isinstance(value, dt.date | dt.time), type(value)  # noqa: S101  (the library's values)
    return {type(value).__name__: value.isoformat()}
