# SPDX-License-Identifier: EUPL-1.2
"""Opening hours: what cannot be, what is doubtful, and what offices really have."""

from __future__ import annotations

import pytest

from leaflet.problems import Severity
from leaflet.registry.reading import read
from leaflet.rules import check

LIST = """\
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho]
    contatti:
      - telefoni:
          - numero: "02 9512 0286"
            orari:
              - {giorni: "lun-mer, ven", dalle: "09:00", alle: "12:30"}
              - {giorni: mar, dalle: "14:00", alle: "16:00"}
        verificato: 2023-01-24
"""
AGAIN = "a day is there twice: write the one that was meant"


def found(*hours: tuple[str, str, str]) -> list[tuple[str, Severity, int, str, str | None]]:
    """Return what is found in a number with these hours, the first of which are in line 10."""
    lines = "".join(
        f'              - {{giorni: "{days}", dalle: "{start}", alle: "{end}"}}\n'
        for days, start, end in hours
    )
    start, end = (LIST.index(mark) for mark in ("              - {giorni", "        verificato"))
    registry = read(f"{LIST[:start]}{lines}{LIST[end:]}".encode(), "f.yaml").registry
    assert registry is not None
    return [(p.code, p.severity, p.at.line, str(p.hint), p.fix) for p in check(registry)]


@pytest.mark.parametrize("alle", ["04:30", "14:30"])
def test_hours_that_end_first_are_an_error(alle: str) -> None:
    """Somebody would stand at a closed door."""
    (problem,) = found(("lun", "14:30", alle))
    assert problem[:3] == ("T009", Severity.ERROR, 10)


@pytest.mark.parametrize(
    "second",
    [
        ("lun-ven", "09:00", "12:30"),
        ("mar", "11:00", "16:00"),
        ("gio, ven", "08:00", "17:00"),
        ("mer-dom", "12:00", "14:00"),
    ],
)
def test_hours_that_overlap_are_asked_about(second: tuple[str, str, str]) -> None:
    """Also when only one day is the same; the second ones are named."""
    (problem,) = found(("lun-ven", "09:00", "12:30"), second)
    assert problem[:3] == ("T012", Severity.WARNING, 11)


@pytest.mark.parametrize(
    ("days", "hint", "fix"),
    [
        ("lun, lun", AGAIN, None),
        ("lun-lun", AGAIN, None),
        ("lun-ven, mer", AGAIN, None),
        ("ven-lun", "write «lun-ven», or each day if they are right: lun, ven, sab, dom", None),
        ("mer, lun", "write «lun, mer»", "lun, mer"),
        ("gio-ven, lun", "write «lun, gio-ven»", "lun, gio-ven"),
    ],
)
def test_days_in_odd_order_are_asked_about(days: str, hint: str, fix: str | None) -> None:
    """Only where nothing but the order is odd, there is a certain replacement."""
    assert found((days, "09:00", "12:30")) == [("T013", Severity.WARNING, 10, hint, fix)]


def test_hours_of_the_night_are_asked_about() -> None:
    """They are meant for the afternoon."""
    hint = "write hours of the afternoon as 14:00"
    assert found(("lun", "02:00", "05:00")) == [("T014", Severity.WARNING, 10, hint, None)]


@pytest.mark.parametrize(
    "hours",
    [
        [("lun-mer, ven", "09:00", "12:30"), ("mar", "14:00", "16:00")],
        [("lun-ven", "09:00", "12:00"), ("lun-ven", "12:00", "15:00")],
        [("lun", "09:00", "12:00"), ("mar", "09:00", "12:00"), ("sab-dom", "10:00", "11:00")],
        [("lun-dom", "00:00", "23:59")],
        [("lun-ven", "06:30", "20:00")],
    ],
)
def test_hours_that_offices_have_are_right(hours: list[tuple[str, str, str]]) -> None:
    """Mornings and afternoons, one after the other, all day, or early."""
    assert found(*hours) == []
