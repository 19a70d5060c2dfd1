# SPDX-License-Identifier: EUPL-1.2
"""What comes of an import: the list as it would be, and all there is to say about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.offices.workbook.headings import error, note
from leaflet.problems import Location, Severity, say, stops_a_build
from leaflet.registry.matching import Origin
from leaflet.registry.wording import name_briefly
from leaflet.rules import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.offices.workbook.row_identity import RowState
    from leaflet.problems import Problem
    from leaflet.registry.model import Ambito, Contatto, Registry
    from leaflet.registry.record import Path


@dataclass(frozen=True, slots=True)
class Merged:
    """The list as it would be, and all there is to say: errors first, then cell by cell.

    `origins` tell which rows of the present list its rows are.
    """

    registry: Registry
    origins: tuple[Origin, ...]
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing has to be asked: only then may the list be written."""
        return not stops_a_build(self.problems)


def build_result(
    registry: Registry,
    states: Mapping[str, list[RowState]],
    problems: Sequence[Problem],
    sheets: Sequence[OfficeSheet],
    *,
    is_whole: bool,
) -> Merged:
    """Return the list as it would be, after looking at it with all rules.

    `is_whole` says that nothing in the `sheets` was left out; `problems` are what reading them
    found.
    """
    found = [*problems, *_keep_one_row(registry, states)]
    unclear = any(state.is_unclear for rows in states.values() for state in rows)
    ambiti = tuple(_ambito_now(ambito, states[ambito.id]) for ambito in registry.ambiti)
    proposed = registry.with_ambiti(ambiti)
    proposed = proposed.with_places(lambda: _places(registry, states))
    found += _new_problems(registry, proposed, whole=is_whole and not unclear)
    every = sorted(dict.fromkeys(_join_unconfirmed(found)), key=lambda p: _rank(p, sheets))
    return Merged(proposed, tuple(_origins(registry, states)), tuple(every))


def _keep_one_row(registry: Registry, states: Mapping[str, list[RowState]]) -> Iterator[Problem]:
    """Put the rows of an ambito back that would have none, and say so."""
    for ambito in registry.ambiti:
        rows = states[ambito.id]
        if not any(state.now for state in rows):
            message = say("an ambito needs at least one office")
            hint = say("write the new one into an empty row before you take the last one off")
            yield error(rows[0].places[()], message, hint)
            for state in rows:
                state.now = state.listed.contatto if state.listed else None
                state.places = {}


def _ambito_now(ambito: Ambito, states: Sequence[RowState]) -> Ambito:
    rows = tuple(state.now for state in states if state.now)
    return ambito if rows == ambito.contatti else ambito.model_copy(update={"contatti": rows})


def _origins(registry: Registry, states: Mapping[str, list[RowState]]) -> Iterator[Origin]:
    for number, ambito in enumerate(registry.ambiti):
        listed = [state.listed for state in states[ambito.id] if state.now]
        yield Origin(number, [row.number if row else None for row in listed])


def _places(registry: Registry, states: Mapping[str, list[RowState]]) -> Mapping[Path, Location]:
    """Return where the values of the new list stand: in a cell, or in a row of the list.

    A clerk has never seen the list's file: its rows are called by ambito, number and office.
    """
    places: dict[Path, Location] = {}
    for i, ambito in enumerate(registry.ambiti):
        places["ambiti", i] = Location(f"elenco, {ambito.nome}")
        for j, state in enumerate(state for state in states[ambito.id] if state.now):
            here: Path = ("ambiti", i, "contatti", j)
            if state.places:
                places |= {(*here, *path): at for path, at in state.places.items()}
            elif state.listed:
                row = state.listed.number + 1
                who = name_office(state.listed.contatto)
                places[here] = Location(f"elenco, {ambito.nome}, riga {row} ({who})", row)
    return places


def _paths_in(record: Contatto | Registry) -> Iterator[Path]:
    """Yield the path of every value of a row, or of a list."""
    waiting: list[tuple[Path, object]] = [((), record.model_dump())]
    while waiting:
        path, value = waiting.pop()
        yield path
        if isinstance(value, dict):
            waiting += [((*path, key), child) for key, child in value.items()]
        elif isinstance(value, (list, tuple)):
            waiting += [((*path, index), child) for index, child in enumerate(value)]


def _new_problems(old: Registry, new: Registry, *, whole: bool) -> Iterator[Problem]:
    """Yield what the rules find in the new list and did not find in the old one."""
    if old.ambiti == new.ambiti:
        return
    apart = {path: Location(f"{path}") for path in _paths_in(old)}  # equal ones must be counted
    known = Counter(map(_key, check(old.with_places(lambda: apart))))
    for problem in check(new, whole=whole):
        if known[_key(problem)]:
            known[_key(problem)] -= 1
        else:
            yield problem


def _key(problem: Problem) -> tuple[object, ...]:
    """Return what makes a problem the same one, wherever it stands now."""
    return problem.code, problem.severity is Severity.ERROR, problem.message


def _rank(problem: Problem, sheets: Sequence[OfficeSheet]) -> tuple[int, int, int, int]:
    """Return what to sort by: errors first, then sheet, row and column."""
    at, rank = problem.at, list(Severity).index(problem.severity)
    is_there = (at == sheet.place or at.file.startswith(sheet.where) for sheet in sheets)
    number = next((n for n, is_here in enumerate(is_there) if is_here), len(sheets))
    return rank, number, at.line, at.column


def note_unconfirmed(place: Location, names: Sequence[str]) -> Problem:
    """Return that rows were changed and not confirmed."""
    message = say("changed, but not confirmed: {who}; the day of the check stays",
                  who=", ".join(names))  # fmt: skip
    return note(place, message, say("choose «sì» when all of the row is right"))


def note_checked_since(place: Location, names: Sequence[str]) -> Problem:
    """Return that an answer is older than the last check of its rows, or may be."""
    message = say("checked in the list after this workbook was exported: {who}; "
                  "the day of the check stays", who=", ".join(names))  # fmt: skip
    return note(place, message, say("for a new check export again"))


def _join_unconfirmed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems, and last one such note for each sheet, not one for each of its rows."""
    kinds = {make(Location("-"), []).message.text: make
             for make in (note_unconfirmed, note_checked_since)}  # fmt: skip
    names: dict[tuple[Location, str], list[str]] = {}
    for problem in problems:
        text = problem.message.text
        if text in kinds:
            names.setdefault((problem.at, text), []).append(
                str(dict(problem.message.values)["who"])
            )
        else:
            yield problem
    yield from (kinds[text](place, some) for (place, text), some in names.items())


def name_office(contatto: Contatto) -> str:
    """Return by what people know a row: its Comuni, its office, else a number or an address."""
    numbers = (telefono.numero for telefono in contatto.telefoni)
    return next(filter(None, (name_briefly(contatto), *numbers, *contatto.email)), "–")
