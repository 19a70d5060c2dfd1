# SPDX-License-Identifier: EUPL-1.2
"""Reads lists of notices: .csv as offices save it, and workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say
from leaflet.system.files import read_bytes
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from leaflet.problems import Message
    from leaflet.system.tables import Value

MOST_BYTES = 20 * 2**20
"""A list of notices has some kilobytes; a spreadsheet can blow up to gigabytes."""
_HEADINGS = {
    "file": ("file", "nome file", "pdf", "file pdf", "notifica", "nome del file", "documento"),
    "comune": ("comune dell immobile", "comune immobile", "comune", "comune di residenza"),
}
"""Field → how lists head its column, as `fold` writes it: the sheet is that of the home, so a
column that says so comes before others. All other columns, such as that of the act, are passed
over: what is in them goes nowhere."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A row of a list: its number as the spreadsheet shows it, the file and the Comune named."""

    number: int
    file: str
    comune: str


def read_list(path: Path) -> tuple[NoticeRow, ...]:
    """Return the rows that say anything; raises LeafletError when the list cannot be used."""
    data = read_bytes(path, largest=MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise LeafletError(say("{file} is too large for a list of notices", file=path))
    return tuple(_rows(path, _cells(path, data)))


def _cells(path: Path, data: bytes) -> list[list[str]]:
    from leaflet.system.tables import column_letters, read_worksheets  # noqa: PLC0415  (only here)

    known = frozenset(name for names in _HEADINGS.values() for name in names)
    sheets = read_worksheets(data, path.name, lambda cell: fold(cell) in known)
    for sheet in sheets[:1]:
        if sheet.far:
            row, column = sheet.far
            name = f"{column_letters(column)}{row + 1}"
            raise _not_a_list(path, say("cell {name} stands far from all others", name=name))
    return [[_as_shown(value) for value in row] for sheet in sheets[:1] for row in sheet.rows]


def _as_shown(value: Value) -> str:
    """Return a cell as people see it: workbooks keep 2026 as 2026.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _rows(path: Path, cells: Sequence[Sequence[str]]) -> Iterator[NoticeRow]:
    numbered = [(number, row) for number, row in enumerate(cells, 1) if any(map(str.strip, row))]
    if not numbered:
        raise _not_a_list(path, say("it is empty"))
    (_, heading), *rest = numbered
    file, comune = _columns(path, [fold(name) for name in heading])
    for number, row in rest:
        filled = [*row, *[""] * len(heading)]
        yield NoticeRow(number, filled[file].strip(), filled[comune].strip())


def _columns(path: Path, heading: Sequence[str]) -> list[int]:
    """Return where file and Comune stand; the first of the headings that lists give them counts."""
    found = [next((name for name in known if name in heading), "") for known in _HEADINGS.values()]
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
