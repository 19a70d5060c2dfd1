# SPDX-License-Identifier: EUPL-1.2
"""Rules about when somebody last checked a row. They need to know what day it is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from leaflet.registry.model import Registry

ROUND = 120
"""Days: the technical table of the protocol meets every four months (art. 1)."""
YEAR = 365
"""Days."""
FARTHEST = 10
"""Years from today, in which all days lie that somebody means."""


def in_the_future(registry: Registry, today: dt.date) -> Iterator[Problem]:
    """V001: a row was checked on a day that has not come yet, or over ten years ago.

    Wrong::

        email: [casa@comune.rho.mi.it]
        verificato: 2999-01-01

    Right::

        email: [casa@comune.rho.mi.it]
        verificato: 2026-11-20
    """
    for path, _, contatto in registry.rows():
        day = contatto.verificato
        if day > today or today.year - day.year > FARTHEST:
            place = registry.at(*path, "verificato")
            message = say("{day} is not plausible", day=day)
            if day > today:
                message = say("{day} is in the future", day=day)
            hint = say("write the day somebody last checked this row")
            yield Problem("V001", Severity.ERROR, place, message, hint)


def overdue(registry: Registry, today: dt.date) -> Iterator[Problem]:
    """V002: nobody has checked a row for four months.

    The protocol's technical table meets every four months, and offices confirm their rows before.
    Each ambito is reported once, at its oldest row.

    Wrong::

        email: [casa@comune.rho.mi.it]
        verificato: 2026-06-01

    Right::

        email: [casa@comune.rho.mi.it]
        verificato: 2026-11-20
    """
    yield from _old(registry, today, "V002", lambda age: ROUND < age <= YEAR)


def long_overdue(registry: Registry, today: dt.date) -> Iterator[Problem]:
    """V003: nobody has checked a row for over a year.

    People move on within a year, and so do their numbers: call before you print.

    Wrong::

        email: [casa@comune.rho.mi.it]
        verificato: 2023-01-24

    Right::

        email: [casa@comune.rho.mi.it]
        verificato: 2026-11-20
    """
    yield from _old(registry, today, "V003", lambda age: age > YEAR)


def _old(
    registry: Registry, today: dt.date, code: str, is_old: Callable[[int], bool]
) -> Iterator[Problem]:
    for i, ambito in enumerate(registry.ambiti):
        ages = {j: (today - c.verificato).days for j, c in enumerate(ambito.contatti)}
        old = [j for j, age in ages.items() if is_old(age)]
        if not old:
            continue
        oldest = max(old, key=lambda j: (ages[j], -j))
        values = {"nome": ambito.nome, "rows": len(old), "all": len(ages), "days": ages[oldest]}
        message = (
            say("{nome}: {rows} of {all} rows not checked for over a year, "
                "the oldest for {days} days", **values)
            if code == "V003"
            else say("{nome}: {rows} of {all} rows not checked for over four months, "
                     "the oldest for {days} days", **values)
        )  # fmt: skip
        hint = say("confirm them with the office, then write the new day as «verificato»")
        place = registry.at("ambiti", i, "contatti", oldest, "verificato")
        yield Problem(code, Severity.WARNING, place, message, hint)


def next_news(registry: Registry, today: dt.date) -> dt.date | None:
    """Return the first day after `today` on which there is something new to show or to say.

    A row becomes older than a limit, an aid begins or expires, or is to be looked at again.
    """
    days = [
        contatto.verificato + dt.timedelta(days=limit + 1)
        for _, _, contatto in registry.rows()
        for limit in (ROUND, YEAR)
    ]
    if registry.every_aid:
        days += registry.every_aid.days_of_news()
        days += [one.verificato + dt.timedelta(days=ROUND + 1) for one in registry.every_aid.misure]
    return min((day for day in days if day > today), default=None)
