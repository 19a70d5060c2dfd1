# SPDX-License-Identifier: EUPL-1.2
"""Who has confirmed, who is missing, who is late, and how old the checks are."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from leaflet.offices.round.opening import begin_round
from leaflet.offices.round.progress import Ages, AmbitoProgress, Situation, ages, find_progress
from leaflet.registry.model import Ambito, Contatto
from tests.offices.round.conftest import AFTER, BEFORE, DUE, OPENED, small

ALL_OF_LEVANTE = (("2026-08-01", "2026-11-23"), ("2025-12-24", "2026-11-22"))
"""Both rows of an ambito confirmed, one on the very day the round was opened."""


def _found(*swaps: tuple[str, str], today: dt.date = BEFORE) -> dict[str, AmbitoProgress]:
    held = begin_round(small(), DUE, OPENED)
    return {progress.ambito.id: progress for progress in find_progress(held, small(*swaps), today)}


def test_nobody_has_confirmed_yet() -> None:
    """On the day of the opening all are missing, with all rows checked before."""
    found = _found(today=OPENED)
    assert {s.situation for s in found.values()} == {Situation.MISSING}
    assert [s.rows for s in found.values()] == [2, 2, 1, 1]


def test_all_rows_must_be_confirmed() -> None:
    """One row is not enough; from the day of the opening on it counts."""
    assert _found(ALL_OF_LEVANTE[0])["levante"].situation is Situation.MISSING
    assert _found(ALL_OF_LEVANTE[0])["levante"].rows == 1
    assert _found(*ALL_OF_LEVANTE)["levante"].situation is Situation.CONFIRMED
    assert _found(("2026-08-01", "2026-11-21"), ALL_OF_LEVANTE[1])["levante"].rows == 1


def test_late_is_who_is_missing_after_the_due_day() -> None:
    """On the due day itself there is still time; who has confirmed is never late."""
    assert _found(today=DUE)["ponente"].situation is Situation.MISSING
    late = _found(*ALL_OF_LEVANTE, today=DUE + dt.timedelta(days=1))
    assert late["ponente"].situation is Situation.LATE
    assert late["levante"].situation is Situation.CONFIRMED


def test_who_needs_somebody_comes_first() -> None:
    """Late ones, then those that have confirmed, then those that left; else in file order."""
    assert list(_found(*ALL_OF_LEVANTE, today=AFTER)) == [
        "ponente", "senza-posta", "segni", "levante",
    ]  # fmt: skip


def test_changes_are_told_without_mere_confirmations() -> None:
    """A new day of the check is what a round is for; a new number is news."""
    found = _found(*ALL_OF_LEVANTE, ("02 448 0641", "02 448 0642"))
    assert found["levante"].changes == ()
    (change,) = found["ponente"].changes
    assert str(change.sentence) == "Corsico: phone 02 448 0641 → 02 448 0642"


def test_who_left_the_list_and_who_joined_it() -> None:
    """An ambito under another id is one that left and one that came."""
    found = _found(("id: ponente", "id: occidente"))
    assert found["ponente"].situation is Situation.LEFT
    assert [str(change.sentence) for change in found["ponente"].changes] == [
        "the ambito Ponente is no longer in the list"
    ]
    assert [str(change.sentence) for change in found["occidente"].changes] == ["new ambito Ponente"]


def _checked(*days: dt.date) -> Ambito:
    rows = tuple(Contatto(verificato=day) for day in days)
    return Ambito(id="prova", nome="Prova", comuni=("Melzo",), contatti=rows)


def test_ages_have_the_limits_of_the_checks() -> None:
    """120 days are four months still, 365 a year still, as in V002 and V003."""
    days = [0, 120, 121, 240, 241, 365, 366, 4000]
    found = ages([_checked(*(AFTER - dt.timedelta(days=age) for age in days))], AFTER)
    assert found == Ages(2, 2, 2, 2)


@given(st.lists(st.dates(dt.date(2000, 1, 1), AFTER), min_size=1))
def test_every_row_is_counted_once(days: list[dt.date]) -> None:
    """No row falls between two bars."""
    assert sum(ages([_checked(*days)], AFTER)) == len(days)
