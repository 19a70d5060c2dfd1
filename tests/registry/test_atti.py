# SPDX-License-Identifier: EUPL-1.2
"""The file of acts: strict, with the place of every fault, and nothing counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.registry.atti import ACT_HEADINGS, encode_acts, read_acts
from leaflet.registry.periods import Month, Period, read_period
from tests.acts import simulate_acts

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

HEAD = ",".join(ACT_HEADINGS)
GOOD = "2025-01,Rho,,precetto,12,UNEP,2026-01-10"


def test_what_is_written_is_read(registry: Registry) -> None:
    """All of it, whatever order it came in; the same numbers make the same bytes."""
    counts = list(simulate_acts(range(2024, 2026), by_month=True))
    data = encode_acts(reversed(counts))
    reading = read_acts(data, "atti.csv", registry)
    assert not reading.problems
    assert set(reading.counts) == set(counts)
    assert encode_acts(reading.counts) == data


def test_an_empty_file_has_no_acts(registry: Registry) -> None:
    assert read_acts(b"", "atti.csv", registry) == ((), (), "")


@pytest.mark.parametrize(
    ("line", "place", "code"),
    [
        (GOOD.replace("2025-01,", "gennaio,"), "2:1", "D002"),
        (GOOD.replace("precetto", "precetti"), "2:14", "D002"),
        (GOOD.replace(",12,", ",dodici,"), "2:23", "D002"),
        (GOOD.replace("2026-01-10", "oggi"), "2:31", "D002"),
        (GOOD.replace("Rho", "Roh"), "2:9", "D003"),
        (GOOD.replace("Rho,", "Rho,rhodense"), "2:9", "D003"),
        (GOOD.replace("Rho,", ",rho"), "2:10", "D003"),
        (GOOD.replace(",UNEP", ""), "2:1", "D001"),
        (f"{GOOD}\n2025,Rho,,precetto,30,UNEP,2026-01-10", "3:1", "D004"),
        (f"{GOOD}\n{GOOD}", "3:1", "D004"),
        (f"{GOOD}\n2025-T1,,rhodense,precetto,30,UNEP,2026-01-10", "3:1", "D004"),
    ],
)
def test_a_fault_has_its_line_and_column(
    line: str, place: str, code: str, registry: Registry
) -> None:
    reading = read_acts(f"{HEAD}\n{line}\n".encode(), "atti.csv", registry)
    assert [(str(one.at), one.code) for one in reading.problems] == [(f"atti.csv:{place}", code)]


@pytest.mark.parametrize("data", [b"a;b\n", "periodo,città\n".encode("latin-1")])
def test_another_table_is_not_taken_for_it(data: bytes, registry: Registry) -> None:
    (problem,) = read_acts(data, "atti.csv", registry).problems
    assert problem.code == "D001"


def test_a_source_is_never_a_formula(registry: Registry) -> None:
    """It is guarded in the file, and comes back as it was."""
    count = next(simulate_acts(range(2025, 2026)))._replace(fonte='=1+1, "x"')
    data = encode_acts([count])
    assert b"'=1+1" in data
    assert read_acts(data, "atti.csv", registry).counts == (count,)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025", Period(2025)),
        ("2025-T2", Period(2025, 4, 6)),
        ("2025-07", Period(2025, 7, 7)),
        ("2025-01/2025-05", Period(2025, 1, 5)),
        ("2025-13", None),
        ("2025-00", None),
        ("2025-T5", None),
        ("2025-05/2025-01", None),
        ("2024-12/2025-01", None),
        ("25", None),
    ],
)
def test_periods(text: str, period: Period | None) -> None:
    """Each is written in one way."""
    assert read_period(text) == period
    assert period is None or str(period) == text


def test_months_go_on_into_the_next_year() -> None:
    assert Month(2025, 11).plus(3) == Month(2026, 2)
    assert Month(2025, 1).plus(-1) == Month(2024, 12)
