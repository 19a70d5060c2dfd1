# SPDX-License-Identifier: EUPL-1.2
"""Print runs planned from numbers of acts: what is expected, what is left, how good it was."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.build.products import sheet_path
from leaflet.distribution.demand import Demand, spread_acts
from leaflet.distribution.plan import (
    PlanTerms,
    encode_plan,
    judge_plan,
    plan_copies,
    read_plan,
    read_shares,
)
from leaflet.offices.acts.statistics import OTHERS
from leaflet.problems import LeafletError, WrongValueError
from leaflet.registry.atti import ActCount, ActPlace
from leaflet.registry.periods import Month, Period
from tests.acts import GIVEN, opened_with, real_table
from tests.offices.acts.test_report import opened_from

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

RHO, ABBIATEGRASSO = ActPlace("Rho"), ActPlace("Abbiategrasso")


def count(year: int, number: int, atto: str = "precetto", place: ActPlace = RHO) -> ActCount:
    return ActCount(Period(year), place, atto, number, "prova", GIVEN)


def span(year: int, month: int, length: int) -> tuple[Month, ...]:
    return tuple(Month(year, month).plus(number) for number in range(length))


def terms(
    months: tuple[Month, ...], *, reserve: int = 0, pack: int = 1, code: str = "AAAA-AAAA"
) -> PlanTerms:
    return PlanTerms(months, reserve, pack, {}, {sheet_path("rhodense"): code})


@pytest.fixture
def demand(registry: Registry) -> Demand:
    """Three years of Rho: 120, 240 and 360 precetti."""
    return spread_acts([count(2023, 120), count(2024, 240), count(2025, 360)], registry)


def test_the_mean_of_the_same_months_times_the_trend(demand: Demand) -> None:
    """Of 10, 20 and 30 a month the mean is 20; the last year was half as much again as the mean."""
    expected = demand.expect("rhodense", span(2026, 1, 4))
    assert expected
    assert expected == (Fraction(80), Fraction(3, 2), 3)
    assert expected.number == 120


def test_a_trend_is_at_most_two_and_at_least_a_half(registry: Registry) -> None:
    for last, trend in ((1, Fraction(1, 2)), (9000, 2)):
        counts = [count(2021, 100), *(count(year, 100) for year in (2022, 2023, 2024))]
        found = spread_acts([*counts, count(2025, last)], registry)
        expected = found.expect("rhodense", span(2026, 1, 12))
        assert expected
        assert expected.trend == trend


def test_months_differ_where_months_were_counted(registry: Registry) -> None:
    """A spring with many acts is expected again in spring."""
    counts = [ActCount(Period(2025, month, month), RHO, "precetto", 30 if month < 5 else 3,
                       "prova", GIVEN) for month in range(1, 13)]  # fmt: skip
    found = spread_acts(counts, registry)
    spring, autumn = (found.expect("rhodense", span(2026, month, 4)) for month in (1, 9))
    assert spring
    assert autumn
    assert (int(spring.number), int(autumn.number)) == (120, 12)


def test_asked_executions_stand_for_notices_that_nobody_counted(registry: Registry) -> None:
    """Where they are counted, each act counts once; a convalida takes no leaflet."""
    kinds = {"intimazione": 12, "convalida": 24, "esecuzione richiesta": 48}
    without = spread_acts([count(2025, n, atto) for atto, n in kinds.items()], registry)
    kinds["avviso di sloggio"] = 96
    counted = spread_acts([count(2025, n, atto) for atto, n in kinds.items()], registry)
    months = span(2026, 1, 12)
    found = [one.expect("rhodense", months) for one in (without, counted)]
    assert [expected.number for expected in found if expected] == [60, 108]


def test_comuni_without_an_ambito_take_the_generic_sheet(registry: Registry) -> None:
    found = spread_acts([count(2025, 120, place=ABBIATEGRASSO)], registry)
    assert found.ambiti() == [OTHERS]
    (row,) = plan_copies(found, terms(span(2026, 1, 1)), ())
    assert (row.ambito, row.copies) == ("generico", 10)


def test_reserve_and_packs(demand: Demand) -> None:
    """120 acts and fifteen in a hundred make 138: three packs of fifty; the file says how."""
    (row,) = plan_copies(demand, terms(span(2026, 1, 4), reserve=15, pack=50), ())
    assert row.copies == 150
    assert row.sums == ("media di 3 anni 80,0 × tendenza 1,50 × riserva 1,15 = 138,0; "
                        "meno avanzo 0; confezioni da 50: 3")  # fmt: skip


@pytest.mark.parametrize(("code", "left"), [("AAAA-AAAA", 180), ("BBBB-BBBB", 0), ("", 0)])
def test_what_is_left_of_the_last_order_counts_while_it_is_current(
    demand: Demand, code: str, left: int
) -> None:
    """Of 300 copies for September to December, 120 acts took theirs."""
    made = plan_copies(demand, terms(span(2025, 9, 4)), ())
    ordered = [row._replace(copies=300) for row in made]
    (row,) = plan_copies(demand, terms(span(2026, 1, 4), code=code), ordered)
    assert (row.left, row.copies) == (left, max(0, 120 - left))


def test_months_that_nobody_counted_yet_took_what_was_expected(demand: Demand) -> None:
    """The plan for January and February is made before their numbers come."""
    (first,) = plan_copies(demand, terms(span(2026, 1, 2)), ())
    (then,) = plan_copies(demand, terms(span(2026, 3, 2)), [first._replace(copies=100)])
    assert first.expected == 60
    assert then.left == 40


def test_a_plan_is_judged_when_the_numbers_came(demand: Demand) -> None:
    """It was made of what was known before its first month alone."""
    (row,) = plan_copies(demand, terms(span(2025, 1, 12)), ())
    assert row.expected == 240
    judged = [(int(one.expected), int(one.actual)) for one in judge_plan([row], demand)]
    assert judged == [(240, 360)]
    assert not list(judge_plan([row], demand.before(Month(2025, 12))))


def test_the_real_series(registry: Registry) -> None:
    """A plan for 2019 would have been eight in a hundred too low."""
    found = spread_acts(opened_from(registry, real_table()).counts, registry)
    (row,) = plan_copies(found, terms(span(2019, 1, 12), reserve=15, pack=50), ())
    (judged,) = judge_plan([row], found)
    assert (round(judged.expected), int(judged.actual)) == (422, 460)
    assert row.copies == 500


def test_nothing_is_planned_of_what_nobody_counted(registry: Registry) -> None:
    assert not spread_acts([], registry).ambiti()
    assert not list(plan_copies(spread_acts(opened_with(registry, []).counts, registry),
                                terms(span(2026, 1, 1)), ()))  # fmt: skip


@given(st.integers(0, 10**6), st.integers(0, 100), st.integers(1, 500))
def test_copies_are_whole_packs_and_enough(number: int, reserve: int, pack: int) -> None:
    """Never less than is expected with the reserve, and less than a pack more."""
    months = span(2026, 1, 1)
    known = frozenset(span(2025, 1, 12))
    found = Demand({("rhodense", "precetto"): {Month(2025, 1): Fraction(number)}},
                   {"precetto": known})  # fmt: skip
    (row,) = plan_copies(found, terms(months, reserve=reserve, pack=pack), ())
    wanted = Fraction(number * (100 + reserve), 100)
    assert row.copies % pack == 0
    assert wanted <= row.copies < wanted + pack


def test_a_plan_comes_back_as_it_was(demand: Demand) -> None:
    """As people correct it in Excel, too: other copies, with a row struck out."""
    given_terms = terms(span(2026, 1, 4), reserve=15, pack=50)._replace(shares={"ar": 10})
    rows = tuple(plan_copies(demand, given_terms, ()))
    assert [row.what for row in rows] == [
        ("rhodense", "foglio", ""),
        ("rhodense", "libretto", "ar"),
    ]
    back = read_plan(encode_plan(rows), "piano.csv")
    assert back == tuple(row._replace(sums="") for row in rows)
    corrected = encode_plan(rows).decode().replace(";150;", ";200;")
    assert read_plan(corrected.encode(), "piano.csv")[0].copies == 200


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("a;b\n1;2\n", "is no plan"),
        ("ambito;prodotto;copie\nrhodense;foglio;tante\n", "«tante» is no number of copies"),
        ("ambito;prodotto;copie\nrhodense;libretto;5\n", "in the language «»"),
        ("ambito;prodotto;lingua;copie\nrhodense;foglio;ar;5\n", "in the language «ar»"),
        ("ambito;prodotto;copie\nrhodense;manifesto;5\n", "«manifesto» is printed"),
    ],
)
def test_what_is_no_plan_is_explained(table: str, message: str) -> None:
    with pytest.raises(LeafletError, match=message):
        read_plan(table.encode(), "piano.csv")


@pytest.mark.parametrize("given_shares", [["ar"], ["ar=0"], ["ar=101"], ["ar=5", "ar=6"], ["=x"]])
def test_a_share_is_a_percent_of_a_language(given_shares: list[str]) -> None:
    assert read_shares(["ar=10", "es=5"]) == {"ar": 10, "es": 5}
    with pytest.raises(WrongValueError, match="no share of a language"):
        read_shares(given_shares)
