# SPDX-License-Identifier: EUPL-1.2
"""Columns that were sorted, moved or filled alone: offices get what another one had.

Every cell of such a sheet looks right. What a row takes must not be what another row of the sheet
had when it was exported, and what stands below each other must not count up.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.workbook.columns import texts
from leaflet.offices.workbook.headings import error, warning
from leaflet.offices.workbook.overlooked import name_cells
from leaflet.offices.workbook.result import name_office
from leaflet.offices.workbook.row_identity import contents
from leaflet.problems import say
from leaflet.registry.phones import only_digits
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.columns import CellKey
    from leaflet.offices.workbook.headings import SheetRow
    from leaflet.offices.workbook.row_identity import BaseOf
    from leaflet.problems import Problem
    from leaflet.registry.model import Contatto

_CONTACTS = frozenset({"comuni", "zone", "numero", "email"})
"""Columns in which one office does not take over what another one gives up."""
_OF_ONE_OFFICE = _CONTACTS | {"ufficio", "referente", "interno", "url", "indirizzo", "note"}
"""Columns whose values tell offices apart; days and hours are those of many."""
_COUNTED = frozenset({"numero", "email", "url", "indirizzo", "cap"})
_NUMBER_AT_END = re.compile(r"(.*?)([0-9]+)")
_SHORTEST_SERIES = 3
"""Cells: two offices may have numbers that follow each other."""


class _Taken(NamedTuple):
    """A cell that says what another row, `home`, had in this column."""

    line: SheetRow
    key: CellKey
    home: int
    is_gone: bool
    """Whether that row has it no longer."""


def find_mix_ups(lines: Sequence[SheetRow], base_of: BaseOf) -> Iterator[Problem]:
    """Yield the cells of a sheet that have what other rows had, or that count up.

    `lines` are its rows, `base_of` tells what each said at the export.
    """
    bases = {line.number: base for line in lines if (base := base_of(line))}
    columns: dict[str, list[_Taken]] = {}
    for taken in _find_taken(lines, bases):
        columns.setdefault(taken.key[0], []).append(taken)
    for name, some in columns.items():
        if len({taken.line.number for taken in some}) > 1:
            yield from _judge(name, some, bases)
    yield from _find_series(lines, bases)


def _values(said: Mapping[CellKey, str], name: str) -> set[str]:
    return {_plain(key, text) for key, text in said.items() if key[0] == name}


def _plain(key: CellKey, text: str) -> str:
    return only_digits(text).lstrip("0") if key[0] == "numero" else fold(text)


def _find_taken(lines: Sequence[SheetRow], bases: Mapping[int, Contatto]) -> Iterator[_Taken]:
    """Yield every cell that says what exactly one other row said in the same column."""
    before = {number: texts(base) for number, base in bases.items()}
    now = {line.number: contents(line) for line in lines}
    homes: dict[tuple[str, str], set[int]] = {}
    for number, said in before.items():
        for key, text in said.items():
            homes.setdefault((key[0], _plain(key, text)), set()).add(number)
    for line in (line for line in lines if line.number in bases):
        for key, text in now[line.number].items():
            value = _plain(key, text)
            had = homes.get((key[0], value), set())
            if key[0] in _OF_ONE_OFFICE and value and len(had) == 1 and line.number not in had:
                (home,) = had
                yield _Taken(line, key, home, value not in _values(now[home], key[0]))


def _judge(name: str, some: Sequence[_Taken], bases: Mapping[int, Contatto]) -> Iterator[Problem]:
    """Yield what is certainly a mix-up, and point out values that were copied."""
    gone = {taken.home for taken in some if taken.is_gone}
    is_mix_up = len(gone) > 1 or bool(gone and name in _CONTACTS)
    if not is_mix_up and name not in {"numero", "email"}:
        return
    for taken in some:
        who = name_office(bases[taken.home])
        if is_mix_up:
            message = say("this is what {who} had when the workbook was exported", who=who)
            hint = say(
                "one column may have been sorted or moved alone: start again from the workbook "
                "that you were sent; if it is right, leaflet contacts set"
            )
            yield error(taken.line.at(*taken.key), message, hint)
        else:
            message = say("{who} has this as well, and other rows have it now", who=who)
            hint = say("look whether a cell was copied down by mistake")
            yield warning(taken.line.at(*taken.key), message, hint)


def _find_series(lines: Sequence[SheetRow], bases: Mapping[int, Contatto]) -> Iterator[Problem]:
    """Yield the cells below each other that count up, when they were written since the export."""
    said = [(line, contents(line), texts(bases[line.number]) if line.number in bases else {})
            for line in sorted(lines, key=lambda line: line.number)]  # fmt: skip
    keys = dict.fromkeys(key for _, now, _ in said for key in now if key[0] in _COUNTED)
    for key in keys:
        series: list[SheetRow] = []
        for (above, left, _), (line, now, was) in pairwise(said):
            is_new = now.get(key) != was.get(key)
            if is_new and _counts_up(key, left.get(key, ""), now.get(key, "")):
                series = [*series, line] if series else [above, line]
                continue
            yield from _series(series, key)
            series = []
        yield from _series(series, key)


def _counts_up(key: CellKey, above: str, below: str) -> bool:
    """Return whether a text is the one above, with the number at its end one more."""
    if key[0] == "numero":
        above, below = only_digits(above), only_digits(below)
    one, other = _NUMBER_AT_END.fullmatch(above), _NUMBER_AT_END.fullmatch(below)
    if one is None or other is None or one[1] != other[1] or len(above) != len(below):
        return False
    return int(one[2]) + 1 == int(other[2])


def _series(series: Sequence[SheetRow], key: CellKey) -> Iterator[Problem]:
    if len(series) >= _SHORTEST_SERIES:
        places = [line.at(*key) for line in series]
        names = name_cells((place.line - 1, place.column - 1) for place in places)
        message = say("these cells count up, as in a column that a program has filled: {cells}",
                      cells=names)  # fmt: skip
        hint = say("write what each office has; if it is right, leaflet contacts set")
        yield error(places[1], message, hint)
