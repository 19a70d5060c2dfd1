# SPDX-License-Identifier: EUPL-1.2
"""What people write for periods, kinds and numbers is understood, or nothing is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.offices.acts.spellings import (
    period_of,
    spelt_act,
    spelt_count,
    spelt_period,
)
from leaflet.registry.periods import Period

if TYPE_CHECKING:
    from leaflet.system.workbooks import Value


@pytest.mark.parametrize(
    ("value", "period"),
    [
        ("2025", Period(2025)),
        (2025.0, Period(2025)),
        ("Anno 2025", Period(2025)),
        ("2025-01", Period(2025, 1, 1)),
        ("01/2025", Period(2025, 1, 1)),
        ("1/2025", Period(2025, 1, 1)),
        (dt.date(2025, 1, 1), Period(2025, 1, 1)),
        (dt.date(2025, 1, 2), None),
        ("Gennaio 2025", Period(2025, 1, 1)),
        ("gen-25", Period(2025, 1, 1)),
        ("SETT. 2025", Period(2025, 9, 9)),
        ("gennaio-marzo 2025", Period(2025, 1, 3)),
        ("da gennaio a marzo 2025", Period(2025, 1, 3)),
        ("marzo-gennaio 2025", None),
        ("2025-T1", Period(2025, 1, 3)),
        ("2025 Q4", Period(2025, 10, 12)),
        ("1° trimestre 2025", Period(2025, 1, 3)),
        ("II trim. 2025", Period(2025, 4, 6)),
        ("quarto trimestre 2025", Period(2025, 10, 12)),
        ("I semestre 2025", Period(2025, 1, 6)),
        ("III quadrimestre 2025", Period(2025, 9, 12)),
        ("IV semestre 2025", None),
        ("2025/01 - 2025/05", None),
        ("2024-2025", None),
        ("13/2025", None),
        ("ieri", None),
        ("", None),
        (None, None),
        (3, None),
    ],
)
def test_periods(value: Value, period: Period | None) -> None:
    assert spelt_period(value) == period


def test_a_year_and_a_part_of_it_stand_in_two_columns() -> None:
    assert period_of(2025, "gennaio", "mese") == Period(2025, 1, 1)
    assert period_of("2025", 3, "mese") == Period(2025, 3, 3)
    assert period_of(2025, "II", "trimestre") == Period(2025, 4, 6)
    assert period_of(2025, "", "mese") is None
    assert period_of("", "gennaio", "mese") is None


@pytest.mark.parametrize(
    ("text", "atto"),
    [
        ("Intimazioni di sfratto", "intimazione"),
        ("CONVALIDE", "convalida"),
        ("atto di precetto", "precetto"),
        ("Preavviso di rilascio", "avviso di sloggio"),
        ("Sfratti eseguiti", "esecuzione eseguita"),
        ("richieste di esecuzione", "esecuzione richiesta"),
        ("pignoramento", None),
        ("comune", None),
        ("", None),
    ],
)
def test_kinds(text: str, atto: str | None) -> None:
    """Words that head other columns are no kinds."""
    assert spelt_act(text) == atto


@pytest.mark.parametrize(
    ("value", "count"),
    [(12, 12), (12.0, 12), ("12", 12), (" 1.234 ", 1234), ("12,0", 12), (0, 0), (-1, None),
     (1.5, None), ("1,5", None), ("1.5", None), ("<5", None), ("", None), (None, None),
     (True, None), ("12 ca.", None), (10**7, None), ("9999999", None),
     (dt.date(2025, 1, 1), None)],
)  # fmt: skip
def test_counts(value: Value, count: int | None) -> None:
    assert spelt_count(value) == count


@given(st.one_of(st.text(max_size=30), st.floats(allow_nan=False), st.integers()))
def test_nothing_that_anybody_writes_breaks_it(value: Value) -> None:
    found = spelt_period(value)
    assert found is None or 1 <= found.first <= found.last <= 12
    count = spelt_count(value)
    assert count is None or 0 <= count <= 1_000_000
