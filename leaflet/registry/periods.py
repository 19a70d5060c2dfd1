# SPDX-License-Identifier: EUPL-1.2
"""Spans of whole months within one year, as numbers of acts are counted by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

MONTHS_OF_A_YEAR, _MONTHS_OF_A_QUARTER = 12, 3
_WRITTEN = re.compile(
    r"(?P<year>[12][0-9]{3})"
    r"(?:-(?P<month>[0-9]{2})(?:/(?P<again>[12][0-9]{3})-(?P<last>[0-9]{2}))?"
    r"|-T(?P<quarter>[1-4]))?"
)


class Month(NamedTuple):
    """A month of a year, from 1."""

    year: int
    month: int

    def plus(self, months: int) -> Month:
        """Return the month that many months later."""
        year, month = divmod(self.year * MONTHS_OF_A_YEAR + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def __str__(self) -> str:
        """Return it as files have it: 2025-01."""
        return f"{self.year}-{self.month:02}"


class Period(NamedTuple):
    """The months of a year from `first` to `last`, both counted from 1 and both included."""

    year: int
    first: int = 1
    last: int = MONTHS_OF_A_YEAR

    @property
    def length(self) -> int:
        """How many months it has."""
        return self.last - self.first + 1

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return self.length == MONTHS_OF_A_YEAR

    def months(self) -> tuple[Month, ...]:
        """Return its months."""
        return tuple(Month(self.year, month) for month in range(self.first, self.last + 1))

    def overlaps(self, other: Period) -> bool:
        """Return whether both have a month in common."""
        same = self.year == other.year
        return same and self.first <= other.last and other.first <= self.last

    def has_ended(self, today: dt.date) -> bool:
        """Return whether its last day is over."""
        return (self.year, self.last) < (today.year, today.month)

    def __str__(self) -> str:
        """Return it as files have it: 2025, 2025-T1, 2025-01, or 2025-01/2025-05."""
        if self.is_year:
            return str(self.year)
        if self.length == 1:
            return f"{self.year}-{self.first:02}"
        if self.length == _MONTHS_OF_A_QUARTER and self.last % _MONTHS_OF_A_QUARTER == 0:
            return f"{self.year}-T{self.last // _MONTHS_OF_A_QUARTER}"
        return f"{self.year}-{self.first:02}/{self.year}-{self.last:02}"


def read_period(text: str) -> Period | None:
    """Return the period that is written as files have it; None when it is none."""
    found = _WRITTEN.fullmatch(text)
    if not found or found["again"] not in {None, found["year"]}:
        return None
    first, last = 1, MONTHS_OF_A_YEAR
    if found["quarter"]:
        last = int(found["quarter"]) * _MONTHS_OF_A_QUARTER
        first = last - _MONTHS_OF_A_QUARTER + 1
    elif found["month"]:
        first = int(found["month"])
        last = int(found["last"] or first)
    return Period(int(found["year"]), first, last) if 1 <= first <= last <= 12 else None  # noqa: PLR2004
