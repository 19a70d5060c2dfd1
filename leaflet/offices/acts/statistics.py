# SPDX-License-Identifier: EUPL-1.2
"""What numbers of acts say: sums by place, year and kind, changes and rates.

Kinds are never added up: one eviction has an act of several. A year is whole for a kind when its
twelve months were counted somewhere; a place with no number in a month that was counted elsewhere
had no act then, as courts list only places that had some. A place without any number in a year is
not known, and no zero.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.acts.suppression import THRESHOLD, hide_small
from leaflet.registry.atti import ATTI, ambito_of_each
from leaflet.registry.comuni import key_of
from leaflet.registry.periods import MONTHS_OF_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leaflet.registry.atti import ActCount
    from leaflet.registry.model import Registry
    from leaflet.registry.popolazione import Population

OTHERS = "(altri)"
"""Where Comuni are that no ambito has: no ambito can have this id."""
UNDIVIDED = "*"
"""What was counted of an ambito as a whole, beside its Comuni."""
PER = 1_000


class ActArea(NamedTuple):
    """A place that numbers are of: a Comune, an ambito, or nothing said, all of the list."""

    ambito: str = ""
    comune: str = ""


ALL_AREAS = ActArea()
Key = tuple[ActArea, str, int]
"""Of which place, kind and year a number is."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers by place, kind and year; `months`: how many of each kind and year were counted.

    What is `hidden` is there, and not to be shown.
    """

    numbers: Mapping[Key, int]
    months: Mapping[tuple[str, int], int]
    hidden: frozenset[Key] = frozenset()

    @property
    def years(self) -> tuple[int, ...]:
        """The years with any number."""
        return tuple(sorted({year for _, _, year in self.numbers}))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of acts with any number, in the order of the procedure."""
        there = {atto for _, atto, _ in self.numbers}
        return tuple(atto for atto in ATTI if atto in there)

    def find_shown(self, area: ActArea, atto: str, year: int) -> int | None:
        """Return a number, None where there is none or it is hidden."""
        key = area, atto, year
        return None if key in self.hidden else self.numbers.get(key)

    def change_of(self, area: ActArea, atto: str, year: int) -> float | None:
        """Return by what part a number changed in a year; None where one of the two is not shown.

        Years are compared that are counted for as many months.
        """
        new, old = self.find_shown(area, atto, year), self.find_shown(area, atto, year - 1)
        if new is None or not old or self.months[atto, year] != self.months[atto, year - 1]:
            return None
        return (new - old) / old

    def since(self, year: int) -> Tally:
        """Return the same from a year on: what is hidden stays so."""
        kept = {key: number for key, number in self.numbers.items() if key[2] >= year}
        return dataclasses.replace(self, numbers=kept)

    def of(self, ambito: str) -> Tally:
        """Return the numbers of an ambito and its Comuni alone."""
        kept = {key: number for key, number in self.numbers.items() if key[0].ambito == ambito}
        return dataclasses.replace(self, numbers=kept)


def tally_acts(counts: Iterable[ActCount], registry: Registry) -> Tally:
    """Return all sums of these numbers: of Comuni, ambiti and all of the list, by year."""
    homes = ambito_of_each(registry)
    numbers: defaultdict[Key, int] = defaultdict(int)
    months: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for count in counts:
        comune = count.place.comune
        ambito = homes.get(key_of(comune), OTHERS) if comune else count.place.ambito
        year = count.periodo.year
        for area in (ActArea(ambito, comune or UNDIVIDED), ActArea(ambito), ALL_AREAS):
            numbers[area, count.atto, year] += count.numero
        months[count.atto, year].update(range(count.periodo.first, count.periodo.last + 1))
    return Tally(dict(numbers), {key: len(counted) for key, counted in months.items()})


def publish_tally(tally: Tally, threshold: int = THRESHOLD) -> Tally:
    """Return what may be published: whole years alone, and no number that is small.

    Of a year that is not whole, the next publication would tell what came since.
    """
    whole = {
        key: number
        for key, number in tally.numbers.items()
        if tally.months[key[1], key[2]] == MONTHS_OF_A_YEAR
    }
    trees: defaultdict[tuple[str, int], dict[str, dict[str, int]]] = defaultdict(dict)
    for (area, atto, year), number in whole.items():
        if area.comune:
            trees[atto, year].setdefault(area.ambito, {})[area.comune] = number
    hidden: set[Key] = set()
    for (atto, year), groups in trees.items():
        found = hide_small(groups, threshold)
        hidden |= {(ActArea(group, leaf), atto, year)
                   for group, leaves in found.leaves.items() for leaf in leaves}  # fmt: skip
        hidden |= {(ActArea(group), atto, year) for group in found.groups}
        hidden |= {(ALL_AREAS, atto, year)} if found.is_total else set()
    return Tally(whole, tally.months, frozenset(hidden))


class Rate(NamedTuple):
    """How many acts there are for each thousand: of households, or of people."""

    value: float
    is_of_households: bool


def rate_of(number: int, comuni: Iterable[str], population: Population) -> Rate | None:
    """Return the rate of a number in some Comuni; None where not all of them are in the source."""
    names = list(comuni)
    households, people = population.households_of(names), population.people_of(names)
    if households or people:
        return Rate(PER * number / (households or people), is_of_households=bool(households))
    return None
