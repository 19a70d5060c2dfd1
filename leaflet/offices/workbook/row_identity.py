# SPDX-License-Identifier: EUPL-1.2
"""Which row of a workbook is which row of the list: told by hidden ids, or by what it says.

Sorting a few columns, or deleting cells so that those below move up, leaves the hidden ids where
they were: each would then say that one office became another. A row is known by what it says.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from leaflet.offices.workbook.cells import collapse_spaces
from leaflet.offices.workbook.columns import row_digest, texts
from leaflet.registry.matching import can_be_one_office
from leaflet.registry.model import Contatto
from leaflet.system.journal import NO_SUCH_JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from leaflet.offices.workbook.columns import CellKey
    from leaflet.offices.workbook.headings import SheetRow
    from leaflet.problems import Location
    from leaflet.registry.model import Ambito, Registry
    from leaflet.registry.record import Path

    BaseOf: TypeAlias = Callable[[SheetRow], Contatto | None]
    CellTexts: TypeAlias = Mapping[CellKey, str]

_NAMES = ("comuni", "zone", "ufficio", "referente")
_HIDDEN = (("riga", 0), ("versione", 0))


class ListedRow(NamedTuple):
    """A row of the list: what it says, its place there from 0, and the digest of its state."""

    contatto: Contatto
    number: int
    digest: str


@dataclass(slots=True, eq=False)
class RowState:
    """A row on its way: as the list has it (None: it is new), and as it will be (None: taken off).

    `places` are the cells that its values come from, or the one that says to take it off;
    `is_unclear` when a new row lacks what nobody can read. Two ambiti may have the same row: a
    state equals only itself.
    """

    listed: ListedRow | None
    now: Contatto | None
    places: Mapping[Path, Location] = field(default_factory=dict)
    is_unclear: bool = False


def states_of(registry: Registry) -> dict[str, list[RowState]]:
    """Return the rows of each ambito, by its id, before anything has happened to them."""
    return {
        ambito.id: [
            RowState(ListedRow(row, number, row_digest(row)), row)
            for number, row in enumerate(ambito.contatti)
        ]
        for ambito in registry.ambiti
    }


class RowId(NamedTuple):
    """The hidden id of a row: whose it is, its number from 1, its state at the export."""

    ambito: Ambito
    number: int
    digest: str


def parse_id(text: str, registry: Registry) -> RowId | None:
    """Return what a hidden id says; None when it is not one of a row of this list."""
    ambito, *rest = text.split("/")
    known = registry.ambito(ambito)
    if known is None or len(rest) != 2 or not rest[0].isdecimal():  # noqa: PLR2004  (a/1/b)
        return None
    return RowId(known, int(rest[0]), rest[1])


def names_lost_ambito(text: str, registry: Registry) -> bool:
    """Return whether a hidden id is whole, but its ambito has left the list."""
    ambito, *rest = text.split("/")
    return len(rest) == 2 and registry.ambito(ambito) is None  # noqa: PLR2004  (a/1/b)


def find_base(identity: RowId, line: SheetRow, states: Iterable[RowState]) -> Contatto | None:
    """Return the row as it was at the export: as the workbook says, or as the list still is."""
    cell = line.cells.get(("versione", 0))
    try:
        base = Contatto.model_validate(json.loads(str(cell.value or "") if cell else ""))
    except NO_SUCH_JSON:
        base = None
    if base and row_digest(base) == identity.digest:
        return base
    listed = (state.listed for state in states if state.listed)
    return next((row.contatto for row in listed if row.digest == identity.digest), None)


def find_state(
    identity: RowId, base: Contatto, states: Iterable[RowState], digests: Collection[str]
) -> RowState | None:
    """Return the row of the list that this one was; None when it is gone, or in doubt.

    `states` are those that no row of the file was yet, `digests` those that rows of the file name.
    """
    listed = [(state, state.listed) for state in states if state.listed]
    same = [(state, row) for state, row in listed if row.digest == identity.digest]
    if not same:
        free = [(state, row) for state, row in listed if row.digest not in digests]
        same = [(state, row) for state, row in free if can_be_one_office(base, row.contatto)]
    there = [state for state, row in same if row.number == identity.number - 1]
    return there[0] if there else same[0][0] if len(same) == 1 else None


def contents(line: SheetRow) -> CellTexts:
    """Return what the cells of a row say of its office; empty ones are left out."""
    found = {
        key: collapse_spaces(str(cell.value or ""))
        for key, cell in line.cells.items()
        if key[0] not in {"ambito", "conferma", "riga", "versione", "verificato"}
    }
    return {key: text for key, text in found.items() if text}


def expected_contents(contatto: Contatto, line: SheetRow) -> CellTexts:
    """Return what the cells of such a row would say of an office of the list."""
    return {
        key: collapse_spaces(text)
        for key, text in texts(contatto).items()
        if key[0] != "verificato" and (key in line.cells or key[1])
    }


def _whole(said: CellTexts) -> CellTexts:
    return said


def names_in(said: CellTexts) -> CellTexts:
    """Return what an office is called by, of all that its cells say."""
    return {key: text for key, text in said.items() if key[0] in _NAMES}


@dataclass(frozen=True, slots=True)
class RestoredRows:
    """The rows of a sheet with the ids of what they say; of `lost` ones nobody can tell."""

    lines: tuple[SheetRow, ...]
    has_moved: bool = False
    lost: tuple[SheetRow, ...] = ()


def restore_row_ids(lines: Sequence[SheetRow], base_of: BaseOf) -> RestoredRows:
    """Return the rows of a sheet, each with the hidden cells of the office that it is about.

    `base_of` tells what a row said at the export. Only rows that no longer say it are looked at,
    and only when one of them says what another one did, or is called what that was called.
    """
    bases = {line.number: base for line in lines if (base := base_of(line))}
    strays = [line for line in lines if line.number in bases and not _is_as_it_was(line, bases)]
    homes = _find_homes(strays, strays, bases, _whole)
    taken = _numbers(homes)
    with_names = {line.number for line in strays if _has_its_names(line, bases)} - homes.keys()
    free = [line for line in strays if line.number not in taken | with_names]
    rest = [line for line in strays if line.number not in homes.keys() | with_names]
    homes |= _find_homes(rest, free, bases, names_in)
    if not homes:
        return RestoredRows(tuple(lines))
    lost = _assign_leftover_ids(strays, homes)
    placed = tuple(_with_ids_of(homes.get(line.number, line), line) for line in lines)
    return RestoredRows(placed, has_moved=True, lost=tuple(lost))


def _numbers(homes: Mapping[int, SheetRow]) -> frozenset[int]:
    return frozenset(home.number for home in homes.values())


def _has_its_names(line: SheetRow, bases: Mapping[int, Contatto]) -> bool:
    return names_in(contents(line)) == names_in(expected_contents(bases[line.number], line))


def _is_as_it_was(line: SheetRow, bases: Mapping[int, Contatto]) -> bool:
    return contents(line) == expected_contents(bases[line.number], line)


def _find_homes(
    lines: Sequence[SheetRow],
    free: Sequence[SheetRow],
    bases: Mapping[int, Contatto],
    part: Callable[[CellTexts], CellTexts],
) -> dict[int, SheetRow]:
    """Return the row, of those that are free, which said what each of these rows says now."""
    left = list(free)
    homes: dict[int, SheetRow] = {}
    for line in lines:
        said = part(contents(line))
        found = [
            one for one in left if said and part(expected_contents(bases[one.number], one)) == said
        ]
        if len(found) == 1 or (found and part is _whole):
            homes[line.number] = found[0]
            left.remove(found[0])
    return homes


def _assign_leftover_ids(
    strays: Sequence[SheetRow], homes: dict[int, SheetRow]
) -> Sequence[SheetRow]:
    """Find homes for rows whose ids others have taken; return those that may have several."""
    taken = _numbers(homes)
    astray = [line for line in strays if line.number in taken and line.number not in homes]
    free = [line for line in strays if line.number in homes and line.number not in taken]
    if len(astray) > 1 and any(line.has_content for line in astray):
        return astray
    homes |= {line.number: home for line, home in zip(astray, free, strict=True)}
    return ()


def _with_ids_of(home: SheetRow, line: SheetRow) -> SheetRow:
    cells = {key: home.cells[key] for key in _HIDDEN if key in home.cells}
    return dataclasses.replace(line, cells={**line.cells, **cells})


def find_owners(lines: Sequence[SheetRow], base_of: BaseOf) -> Mapping[str, SheetRow]:
    """Return which of the rows with one id is the office's own; the others are copies of it.

    A copy may stand above: the own one still says what it said, or says anything at all.
    """
    found: dict[str, list[SheetRow]] = {}
    for line in lines:
        found.setdefault(line.text("riga"), []).append(line)
    return {text: _owner(some, base_of) for text, some in found.items()}


def _owner(lines: Sequence[SheetRow], base_of: BaseOf) -> SheetRow:
    if len(lines) == 1:
        return lines[0]
    bases = {line.number: base for line in lines if (base := base_of(line))}
    same = [line for line in lines if line.number in bases and _is_as_it_was(line, bases)]
    some = same or [line for line in lines if line.has_content] or lines
    return next((line for line in some if line.text("conferma")), some[0])
