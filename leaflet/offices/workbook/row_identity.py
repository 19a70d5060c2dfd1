# SPDX-License-Identifier: EUPL-1.2
"""Which row of a workbook is which, when what people see was moved and the hidden cells were not.

Sorting a few columns, or deleting cells so that those below move up, leaves the hidden ids where
they were: each would then say that one office became another. A row is known by what it says.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeAlias

from leaflet.offices.workbook.cells import settled
from leaflet.offices.workbook.columns import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from leaflet.offices.workbook.columns import Spot
    from leaflet.offices.workbook.headings import Line
    from leaflet.registry.model import Contatto

    BaseOf: TypeAlias = Callable[[Line], Contatto | None]
    Said: TypeAlias = Mapping[Spot, str]

_NAMES = ("comuni", "ufficio", "referente")
_HIDDEN = (("riga", 0), ("versione", 0))


def contents(line: Line) -> Said:
    """Return what the cells of a row say of its office; empty ones are left out."""
    told = {
        spot: settled(str(cell.value or ""))
        for spot, cell in line.cells.items()
        if spot[0] not in {"ambito", "conferma", "riga", "versione", "verificato"}
    }
    return {spot: text for spot, text in told.items() if text}


def contents_of(contatto: Contatto, line: Line) -> Said:
    """Return what the cells of such a row would say of an office of the list."""
    return {
        spot: settled(text)
        for spot, text in texts(contatto).items()
        if spot[0] != "verificato" and (spot in line.cells or spot[1])
    }


def _whole(said: Said) -> Said:
    return said


def _named(said: Said) -> Said:
    return {spot: text for spot, text in said.items() if spot[0] in _NAMES}


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sheet with the ids of what they say; of `lost` ones nobody can tell."""

    lines: tuple[Line, ...]
    has_moved: bool = False
    lost: tuple[Line, ...] = ()


def put_right(lines: Sequence[Line], base_of: BaseOf) -> Rows:
    """Return the rows of a sheet, each with the hidden cells of the office that it is about.

    `base_of` tells what a row said at the export. Only rows that no longer say it are looked at,
    and only when one of them says what another one did, or is called what that was called.
    """
    bases = {line.number: base for line in lines if (base := base_of(line))}
    strays = [line for line in lines if line.number in bases and not _is_as_it_was(line, bases)]
    homes = _homes(strays, strays, bases, _whole)
    taken = _numbers(homes)
    named = {line.number for line in strays if _has_its_name(line, bases)} - homes.keys()
    free = [line for line in strays if line.number not in taken | named]
    homes |= _homes(
        [s for s in strays if s.number not in homes.keys() | named], free, bases, _named
    )
    if not homes:
        return Rows(tuple(lines))
    lost = _settle(strays, homes)
    placed = tuple(_with_ids_of(homes.get(line.number, line), line) for line in lines)
    return Rows(placed, has_moved=True, lost=tuple(lost))


def _numbers(homes: Mapping[int, Line]) -> frozenset[int]:
    return frozenset(home.number for home in homes.values())


def _has_its_name(line: Line, bases: Mapping[int, Contatto]) -> bool:
    return _named(contents(line)) == _named(contents_of(bases[line.number], line))


def _settle(strays: Sequence[Line], homes: dict[int, Line]) -> Sequence[Line]:
    """Find homes for rows whose ids others have taken; return those that may have several."""
    taken = _numbers(homes)
    astray = [line for line in strays if line.number in taken and line.number not in homes]
    free = [line for line in strays if line.number in homes and line.number not in taken]
    if len(astray) > 1 and any(line.has_content for line in astray):
        return astray
    homes |= {line.number: home for line, home in zip(astray, free, strict=True)}
    return ()


def owners(lines: Sequence[Line], base_of: BaseOf) -> Mapping[str, Line]:
    """Return which of the rows with one id is the office's own; the others are copies of it.

    A copy may stand above: the own one still says what it said, or says anything at all.
    """
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.text("riga"), []).append(line)
    return {text: _owner(some, base_of) for text, some in found.items()}


def _owner(lines: Sequence[Line], base_of: BaseOf) -> Line:
    if len(lines) == 1:
        return lines[0]
    bases = {line.number: base for line in lines if (base := base_of(line))}
    same = [line for line in lines if line.number in bases and _is_as_it_was(line, bases)]
    some = same or [line for line in lines if line.has_content] or lines
    return next((line for line in some if line.text("conferma")), some[0])


def _is_as_it_was(line: Line, bases: Mapping[int, Contatto]) -> bool:
    return contents(line) == contents_of(bases[line.number], line)


def _homes(
    lines: Sequence[Line],
    free: Sequence[Line],
    bases: Mapping[int, Contatto],
    part: Callable[[Said], Said],
) -> dict[int, Line]:
    """Return the row, of those that are free, which said what each of these rows says now."""
    left = list(free)
    homes: dict[int, Line] = {}
    for line in lines:
        said = part(contents(line))
        found = [one for one in left if said and part(contents_of(bases[one.number], one)) == said]
        if len(found) == 1 or (found and part is _whole):
            homes[line.number] = found[0]
            left.remove(found[0])
    return homes


def _with_ids_of(home: Line, line: Line) -> Line:
    cells = {spot: home.cells[spot] for spot in _HIDDEN if spot in home.cells}
    return dataclasses.replace(line, cells={**line.cells, **cells})
