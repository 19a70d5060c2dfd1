# SPDX-License-Identifier: EUPL-1.2
"""Reads lists of notices: .csv as offices save it, and workbooks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say
from leaflet.system.files import read_bytes, walk_files
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leaflet.problems import Message
    from leaflet.system.workbooks import Value, Worksheet

MADE = ("_con-foglio", "_foglio")
"""How the names of results end."""
MOST_BYTES = 20 * 2**20
"""A list of notices has some kilobytes; a spreadsheet can blow up to gigabytes."""
_HEADINGS = {
    "file": ("file", "nome file", "pdf", "file pdf", "notifica", "nome del file", "documento"),
    "comune": ("comune dell immobile", "comune immobile", "comune", "comune di residenza"),
}
"""Field → how lists head its column, as `fold` writes it: the sheet is that of the home, so a
column that says so comes before others. All other columns, such as that of the act, are passed
over: what is in them goes nowhere."""
_STAGE = ("fase", "fase dello sfratto", "stadio")
"""Headings of a column that lists need not have: the stage whose aids go behind the sheet."""
_KNOWN = frozenset(name for names in _HEADINGS.values() for name in names)
_DEEPEST_HEADING = 20
"""Rows that say anything: how far down the headings are looked for."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A row of a list: its number as the spreadsheet shows it, the file and the Comune named.

    `is_hidden`: nobody sees it there, as of rows that a filter leaves out. `stage` is what stands
    in the column of stages, where there is one.
    """

    number: int
    file: str
    comune: str
    is_hidden: bool = False
    stage: str = ""


def read_list(path: Path) -> tuple[NoticeRow, ...]:
    """Return the rows that say anything; raises LeafletError when the list cannot be used."""
    from leaflet.system.tables import column_letters, read_worksheets  # noqa: PLC0415  (only here)

    data = read_bytes(path, largest=MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise LeafletError(say("{file} is too large for a list of notices", file=path))
    sheet = _choose(path, read_worksheets(data, path.name, lambda cell: fold(cell) in _KNOWN))
    if sheet.far:
        row, column = sheet.far
        name = f"{column_letters(column)}{row + 1}"
        raise _not_a_list(path, say("cell {name} stands far from all others", name=name))
    return tuple(_rows(path, sheet))


def find_notices(folder: Path, base: Path) -> tuple[str, ...]:
    """Return the names of the notices below a folder, as a list at `base` would name them.

    What `attach` made is none. Raises LeafletError when there are none.
    """
    if not folder.is_dir():
        raise LeafletError(say("there is no folder {folder}", folder=folder))
    found = [
        path
        for path in walk_files(folder)
        if path.suffix.lower() in {".pdf", ".p7m"} and not path.stem.endswith(MADE)
    ]
    if not found:
        raise LeafletError(say("there is no PDF in {folder}", folder=folder))
    return tuple(Path(os.path.relpath(path, base)).as_posix() for path in found)


def _choose(path: Path, sheets: Sequence[Worksheet]) -> Worksheet:
    """Return the worksheet with the list: the one that has the headings, wherever it stands."""
    lists = [sheet for sheet in sheets if all(_find_headings(_heading(sheet)))]
    if len(lists) > 1:
        names = _quote_names(sheet.name for sheet in lists)
        raise _not_a_list(
            path, say("it has several, on the worksheets {names}: leave one", names=names)
        )
    return next((sheet for sheet in (*lists, *sheets) if _number_rows(sheet)), sheets[0])


def _number_rows(sheet: Worksheet) -> list[tuple[int, list[str]]]:
    """Return the rows that say anything, with their numbers."""
    rows = ((number, [*map(_as_shown, row)]) for number, row in enumerate(sheet.rows, 1))
    return [(number, row) for number, row in rows if any(map(str.strip, row))]


def _heading(sheet: Worksheet) -> list[str]:
    """Return the row of headings, as `fold` writes it: titles and such may stand above it."""
    rows = [[fold(cell) for cell in row] for _, row in _number_rows(sheet)[:_DEEPEST_HEADING]]
    return max(rows, key=lambda row: sum(map(bool, _find_headings(row))), default=[])


def _as_shown(value: Value) -> str:
    """Return a cell as people see it: workbooks keep 2026 as 2026.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _rows(path: Path, sheet: Worksheet) -> Iterator[NoticeRow]:
    numbered, heading = _number_rows(sheet), _heading(sheet)
    if not numbered:
        raise _not_a_list(path, say("it is empty"))
    file, comune = _columns(path, heading)
    stages = [i for i, name in enumerate(heading) if name in _STAGE]
    if len(stages) > 1:
        names = _quote_names(dict.fromkeys(heading[i] for i in stages))
        raise _not_a_list(path, say("several columns are headed {names}", names=names))
    stage = next(iter(stages), None)
    below = next(i for i, (_, row) in enumerate(numbered, 1) if [*map(fold, row)] == heading)
    for number, row in numbered[below:]:
        filled = [*row, *[""] * len(heading)]
        is_hidden = number - 1 in sheet.hidden
        named = filled[stage].strip() if stage is not None else ""
        yield NoticeRow(number, filled[file].strip(), filled[comune].strip(), is_hidden, named)


def _find_headings(row: Sequence[str]) -> list[str]:
    """Return the headings of file and Comune in a row; of several that lists have, the first."""
    return [next((name for name in known if name in row), "") for known in _HEADINGS.values()]


def _columns(path: Path, heading: Sequence[str]) -> list[int]:
    """Return where file and Comune stand."""
    found = _find_headings(heading)
    missing = [field for field, name in zip(_HEADINGS, found, strict=True) if not name]
    if missing:
        raise _not_a_list(path, say("no column is headed {names}", names=_quote_names(missing)))
    twice = [name for name in found if heading.count(name) > 1]
    if twice:
        raise _not_a_list(
            path, say("several columns are headed {names}", names=_quote_names(twice))
        )
    return [heading.index(name) for name in found]


def _quote_names(names: Iterable[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)


def _not_a_list(path: Path, reason: Message) -> LeafletError:
    message = say("{file} is no list of notices: {reason}", file=path, reason=reason)
    hint = say("the first row says: file, comune, atto; each other row names one notice")
    return LeafletError(message, hint)
