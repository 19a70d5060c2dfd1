# SPDX-License-Identifier: EUPL-1.2
"""From tables of the courts to the file of acts: what each number changes, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.commit import commit_text
from leaflet.offices.workbook.headings import error, note, warning
from leaflet.problems import LeafletError, say
from leaflet.registry.atti import LARGEST_ACTS, ActCount, ActIndex, encode_acts, read_acts
from leaflet.registry.popolazione import Population, read_population
from leaflet.system.files import read_bytes, read_bytes_if_there
from leaflet.system.workspace import population_beside, shown_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from leaflet.offices.acts.table import PlacedCount
    from leaflet.problems import Problem
    from leaflet.registry.model import Registry


@dataclass(frozen=True, slots=True)
class OpenActs:
    """The file of acts as it was when it was read; a list need not have one."""

    path: Path
    data: bytes
    counts: tuple[ActCount, ...]
    registry: Registry
    population: Population


def open_acts(path: Path, name: str, registry: Registry) -> OpenActs:
    """Read the acts beside a list; raises LeafletError when they cannot be read as a whole."""
    data = read_bytes(path, largest=LARGEST_ACTS) if path.exists() else b""
    reading = read_acts(data, name, registry)
    beside = population_beside(path)
    population = read_population(read_bytes_if_there(beside) or b"", shown_name(beside))
    for wrong, file in ((reading.problems, name), (population.problems, shown_name(beside))):
        if wrong:
            message = say("{file} has errors: nothing is told before they are mended", file=file)
            raise LeafletError(message, say("leaflet validate shows them"))
    return OpenActs(path, data, reading.counts, registry, population)


class Correction(NamedTuple):
    """A number that takes the place of another one of the same period, place and act."""

    old: ActCount
    new: ActCount


class Displacement(NamedTuple):
    """A number that counts some of the same acts as others, of other months or places."""

    new: ActCount
    olds: tuple[ActCount, ...]


@dataclass(frozen=True, slots=True)
class ActsChange:
    """The file after an import, and what differs.

    `displaced` are to be asked about: the old numbers leave if the new ones are taken.
    """

    opened: OpenActs
    counts: tuple[ActCount, ...]
    added: tuple[ActCount, ...]
    corrected: tuple[Correction, ...]
    displaced: tuple[Displacement, ...]
    same: int

    @property
    def count(self) -> int:
        """How many numbers are new or say something else."""
        return len(self.added) + len(self.corrected) + len(self.displaced)

    problems: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the file says all of it already."""
        return not (self.added or self.corrected or self.displaced)

    def commit(self, words: str, now: dt.datetime) -> Path:
        """Write the file, and return where the old one is kept; `words` say what was done."""
        return commit_text(self.opened.path, self.opened.data, encode_acts(self.counts), words, now)


def merge_counts(opened: OpenActs, tables: Iterable[Sequence[PlacedCount]]) -> ActsChange:
    """Return what the numbers of some tables change: what is there already is never added up."""
    placed = [one for table in tables for one in table]
    problems, news = list(_once(opened.registry, placed)), _distinct(placed)
    index = ActIndex(opened.registry, opened.counts)
    kept = {count.key: count for count in opened.counts}
    added, corrected, displaced, same = [], [], [], 0
    for one in news:
        new, olds = one.number, index.find(one.number)
        equal = kept.get(new.key)
        if equal and equal.numero == new.numero:
            same += 1
            continue
        if equal:
            corrected.append(Correction(equal, new))
        elif olds:
            displaced.append(Displacement(new, tuple(olds)))
            problems.append(_displacing(one, olds))
        else:
            added.append(new)
        for old in olds:
            if kept.pop(old.key, None):
                index.drop(old)
        kept[new.key] = new
        index.add(new)
    return ActsChange(opened, tuple(kept.values()), tuple(added), tuple(corrected),
                      tuple(displaced), same, tuple(problems))  # fmt: skip


def _distinct(placed: Iterable[PlacedCount]) -> list[PlacedCount]:
    return list({one.number.key: one for one in placed}.values())


def _once(registry: Registry, placed: Iterable[PlacedCount]) -> Iterator[Problem]:
    """Yield what the tables themselves say twice."""
    index = ActIndex(registry)
    cells: dict[object, PlacedCount] = {}
    for one in placed:
        before = index.find(one.number)
        index.add(one.number)
        first = cells.setdefault(one.number.key, one)
        if first is not one and first.number.numero == one.number.numero:
            message = say("the same number is also in {place}", place=first.at.file)
            yield note(one.at, message)
        elif first is not one:
            message = say("{place} gives another number of the same acts", place=first.at.file)
            yield error(one.at, message, say("leave the wrong one out"))
        elif before:
            other = cells[before[0].key]
            message = say("{place} counts some of the same acts: {period}, {name}",
                          place=other.at.file, period=before[0].periodo,
                          name=before[0].place)  # fmt: skip
            hint = say("leave one of the two out: what is in both would be counted twice")
            yield error(one.at, message, hint)


def _displacing(one: PlacedCount, olds: Sequence[ActCount]) -> Problem:
    """Return the question about a number that counts acts which others count already."""
    there = ", ".join(f"{old.periodo} {old.place}: {old.numero}" for old in olds[:3])
    more = f" (+{len(olds) - 3})" if len(olds) > 3 else ""  # noqa: PLR2004  (as many as are shown)
    what = f"{one.number.periodo} {one.number.place}"
    message = say("{what} counts acts that are there already as {others}",
                  what=what, others=there + more)  # fmt: skip
    new = set(one.number.periodo.months())
    lost = {month for old in olds for month in old.periodo.months()} - new
    hint = say("if it takes their place, nothing is known any more of {months}",
               months=", ".join(map(str, sorted(lost)))) if lost else None  # fmt: skip
    return warning(one.at, message, hint)
