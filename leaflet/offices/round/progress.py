# SPDX-License-Identifier: EUPL-1.2
"""Who has confirmed, who is missing, who is late, and how old the checks of all rows are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.changes import of_ambito
from leaflet.rules.dates import ROUND, YEAR

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from leaflet.offices.round.opening import Round
    from leaflet.registry.changes import Change
    from leaflet.registry.model import Ambito, Registry


class Situation(IntEnum):
    """Where an ambito stands in a round: what needs somebody comes first."""

    LATE = 0
    MISSING = 1
    CONFIRMED = 2
    LEFT = 3


@dataclass(frozen=True, slots=True)
class AmbitoProgress:
    """An ambito in a round: `rows` are yet to be confirmed; `changes` are not mere confirmations.

    `ambito` is as it is now, or as it was when it has left the list.
    """

    ambito: Ambito
    situation: Situation
    rows: int
    changes: tuple[Change, ...]


class Ages(NamedTuple):
    """How many rows were last checked within four months, eight, twelve, or longer ago."""

    four: int
    eight: int
    twelve: int
    older: int


def find_progress(held: Round, registry: Registry, today: dt.date) -> tuple[AmbitoProgress, ...]:
    """Return where every ambito of the round stands, those first that need somebody."""
    then = {ambito.id: ambito for ambito in held.then}
    now = {ambito.id: ambito for ambito in held.partakers(registry)}
    found = [_progress_of(held, then.get(name), ambito, today) for name, ambito in now.items()]
    left = (ambito for name, ambito in then.items() if name not in now)
    found += [AmbitoProgress(a, Situation.LEFT, 0, of_ambito(a, None)) for a in left]
    return tuple(sorted(found, key=lambda progress: progress.situation))


def _progress_of(held: Round, then: Ambito | None, now: Ambito, today: dt.date) -> AmbitoProgress:
    rows = sum(contatto.verificato < held.opened for contatto in now.contatti)
    late = Situation.LATE if today > held.due else Situation.MISSING
    changes = (change for change in of_ambito(then, now) if change.field != "verificato")
    return AmbitoProgress(now, late if rows else Situation.CONFIRMED, rows, tuple(changes))


def ages(ambiti: Iterable[Ambito], today: dt.date) -> Ages:
    """Return how old the checks of all rows are. The limits are those of `leaflet validate`."""
    days = [(today - c.verificato).days for ambito in ambiti for c in ambito.contatti]
    limits = (ROUND, 2 * ROUND, YEAR)
    within = [sum(age <= limit for age in days) for limit in limits]
    return Ages(within[0], within[1] - within[0], within[2] - within[1], len(days) - within[2])
