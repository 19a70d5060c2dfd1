# SPDX-License-Identifier: EUPL-1.2
"""Numbers of acts for tests: the real series of Milan, and large simulated ones."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import Counter
from typing import TYPE_CHECKING

from leaflet.offices.acts.importing import OpenActs
from leaflet.registry.atti import ATTI, ActCount, ActPlace
from leaflet.registry.comuni import official
from leaflet.registry.periods import Period
from leaflet.registry.popolazione import Population
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Registry

SERIES = ROOT / "tests" / "data" / "escomi-2014-2020.csv"
SOURCE = "Piano operativo occupazioni 2020, cap. 2 (ALER Milano e Comune di Milano)"
GIVEN = dt.date(2026, 11, 20)


def real_table() -> str:
    """Return the real series as a court's table: ALER's and the Comune's evictions together.

    Planned ones stand for those that were asked for. Those of 2020 end in May.
    """
    sums: Counter[tuple[str, str]] = Counter()
    with SERIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year = row["anno"]
            period = year if row["mesi"] == "12" else f"{year}-01/{year}-{int(row['mesi']):02}"
            sums[period, "esecuzione richiesta"] += int(row["escomi programmati"])
            sums[period, "esecuzione eseguita"] += int(row["escomi eseguiti"])
    rows = [f"{period},Milano,{atto},{number}" for (period, atto), number in sums.items()]
    return "\n".join(["periodo,comune,atto,numero", *rows, ""])


def simulate_acts(years: range, *, by_month: bool = False, seed: int = 133) -> Iterator[ActCount]:
    """Yield invented numbers for every Comune of the metropolitan city, all years and kinds.

    How many there are grows with an invented size of the Comune; the same seed, the same numbers.
    """
    chance = random.Random(seed)  # noqa: S311  (nothing secret)
    kinds = dict(zip(ATTI, (1.0, 0.8, 0.7, 0.6, 0.5, 0.3), strict=True))
    for comune in official().of_province("MI"):
        size = 4000 if comune.nome == "Milano" else chance.lognormvariate(2.3, 1.2)
        for year in years:
            periods = [Period(year, n, n) for n in range(1, 13)] if by_month else [Period(year)]
            for period in periods:
                for atto, share in kinds.items():
                    mean = size * share / len(periods) * (1 + (year - years[0]) / 50)
                    number = max(0, round(chance.gauss(mean, mean**0.5)))
                    place = ActPlace(comune.nome)
                    yield ActCount(period, place, atto, number, "simulati", GIVEN)


def opened_with(registry: Registry, counts: Iterator[ActCount] | list[ActCount]) -> OpenActs:
    """Return an open file that has these numbers, and is nowhere."""
    nowhere = ROOT / "nowhere" / "atti.csv"
    return OpenActs(nowhere, b"", tuple(counts), registry, Population())
