# SPDX-License-Identifier: EUPL-1.2
"""How many leaflets the acts of coming months take, from those of the same months before.

A leaflet goes with each act that is served, and is handed out at the eviction (protocol, art. 3 a):
intimazione, precetto, avviso di sloggio and esecuzione eseguita. Where an ambito has no numbers of
avvisi, executions that were asked for stand for them: each brings one (art. 608 c.p.c.).

Of each kind are expected: the mean of the same months of up to five former years, times the trend.
The trend is the last twelve months, over the mean of the twelve months that began with the same
month of these years; at least one half, at most two. A number of a quarter or a year is spread
evenly over its months.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.acts.statistics import OTHERS
from leaflet.registry.atti import ambito_of_each
from leaflet.registry.comuni import key_of
from leaflet.registry.periods import MONTHS_OF_A_YEAR, Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from leaflet.registry.atti import ActCount
    from leaflet.registry.model import Registry

_AVVISO, _ASKED = "avviso di sloggio", "esecuzione richiesta"
_SERVED = ("intimazione", "precetto", _AVVISO, "esecuzione eseguita")
_MOST_YEARS = 5
_LEAST_TREND, _MOST_TREND = Fraction(1, 2), Fraction(2)


class Expected(NamedTuple):
    """What months may bring: the mean of the same months, the trend, and how many years told."""

    mean: Fraction
    trend: Fraction
    years: int

    @property
    def number(self) -> Fraction:
        """How many acts are expected."""
        return self.mean * self.trend


def spread_acts(counts: Iterable[ActCount], registry: Registry) -> Demand:
    """Return the acts of each month; those of Comuni without an ambito are of `OTHERS`."""
    acts: defaultdict[tuple[str, str], defaultdict[Month, Fraction]] = defaultdict(
        lambda: defaultdict(Fraction)
    )
    known: defaultdict[str, set[Month]] = defaultdict(set)
    homes = ambito_of_each(registry)
    for count in counts:
        place = count.place
        ambito = homes.get(key_of(place.comune), OTHERS) if place.comune else place.ambito
        months = count.periodo.months()
        known[count.atto].update(months)
        for month in months:
            acts[ambito, count.atto][month] += Fraction(count.numero, len(months))
    return Demand(acts, {kind: frozenset(months) for kind, months in known.items()})


class Demand:
    """Acts that take a leaflet, by ambito, kind and month."""

    def __init__(
        self,
        acts: Mapping[tuple[str, str], Mapping[Month, Fraction]],
        known: Mapping[str, frozenset[Month]],
    ) -> None:
        """Keep acts by ambito and kind, and the months of which the numbers of a kind are known."""
        self._acts, self._known = acts, known

    def ambiti(self) -> list[str]:
        """Return the ambiti with any number, by their ids."""
        return sorted({ambito for ambito, _ in self._acts if self._kinds(ambito)})

    def _kinds(self, ambito: str) -> list[str]:
        kinds = [kind for kind in _SERVED if (ambito, kind) in self._acts]
        is_asked_alone = _AVVISO not in kinds and (ambito, _ASKED) in self._acts
        return [*kinds, _ASKED] if is_asked_alone else kinds

    def before(self, month: Month) -> Demand:
        """Return what was known before a month began: plans are made of that, and judged."""
        acts = {
            key: {one: number for one, number in months.items() if one < month}
            for key, months in self._acts.items()
        }
        known = {
            kind: frozenset(one for one in months if one < month)
            for kind, months in self._known.items()
        }
        return Demand({key: months for key, months in acts.items() if months}, known)

    def find_actual(self, ambito: str, months: Sequence[Month]) -> Fraction | None:
        """Return how many acts there were in these months, None when one is not known."""
        kinds = self._kinds(ambito)
        if not kinds or any(not self._known[kind].issuperset(months) for kind in kinds):
            return None
        return sum((_sum(self._acts[ambito, kind], months) for kind in kinds), Fraction(0))

    def expect(self, ambito: str, months: Sequence[Month]) -> Expected | None:
        """Return what is expected of an ambito in these months; None when nothing is known."""
        parts = [part for kind in self._kinds(ambito)
                 if (part := self._expect_kind(ambito, kind, months))]  # fmt: skip
        if not parts:
            return None
        mean = sum((part.mean for part in parts), Fraction(0))
        number = sum((part.number for part in parts), Fraction(0))
        trend = number / mean if mean else Fraction(1)
        return Expected(mean, trend, max(part.years for part in parts))

    def _expect_kind(self, ambito: str, kind: str, months: Sequence[Month]) -> Expected | None:
        acts, known = self._acts[ambito, kind], self._known[kind]
        same, yearly = [], []
        for back in range(1, _MOST_YEARS + 1):
            shifted = [month.plus(-MONTHS_OF_A_YEAR * back) for month in months]
            if known.issuperset(shifted):
                same.append(_sum(acts, shifted))
                year = [shifted[0].plus(n) for n in range(MONTHS_OF_A_YEAR)]
                yearly += [_sum(acts, year)] if known.issuperset(year) else []
        if not same:
            return None
        mean = sum(same, Fraction(0)) / len(same)
        last = [max(known).plus(-n) for n in range(MONTHS_OF_A_YEAR)]
        level = sum(yearly, Fraction(0)) / len(yearly) if yearly else Fraction(0)
        trend = _sum(acts, last) / level if level and known.issuperset(last) else Fraction(1)
        return Expected(mean, min(max(trend, _LEAST_TREND), _MOST_TREND), len(same))


def _sum(acts: Mapping[Month, Fraction], months: Iterable[Month]) -> Fraction:
    return sum((acts.get(month, Fraction(0)) for month in months), Fraction(0))
