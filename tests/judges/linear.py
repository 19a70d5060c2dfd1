# SPDX-License-Identifier: EUPL-1.2
"""Linear programming in exact fractions: how large and how small can a sum of unknowns be?

The simplex method in two phases with Bland's rule, which never goes in a circle. For some dozens of
unknowns it is quick, and it rounds nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = list[Fraction]


def largest(
    objective: Sequence[int], equations: Sequence[tuple[Sequence[int], int]]
) -> Fraction | None:
    """Return the most that `objective` can be, None when it has no bound.

    Unknowns are none below zero, and solve all `equations` (coefficients, value).
    """
    count, rows = len(objective), []
    for number, (coefficients, value) in enumerate(equations):
        sign = -1 if value < 0 else 1
        helpers = [Fraction(int(i == number)) for i in range(len(equations))]
        rows.append([*(Fraction(sign * c) for c in coefficients), *helpers, Fraction(sign * value)])
    basis = [count + number for number in range(len(rows))]
    first = [Fraction(0)] * count + [Fraction(-1)] * len(rows)
    unsolved = _maximize(rows, basis, first, count + len(rows))
    assert unsolved == 0, "the equations have no solution"
    for number, name in enumerate(basis):  # helpers that are zero may stay: they must not grow
        if name >= count:
            column = next((c for c in range(count) if rows[number][c]), None)
            if column is not None:
                _pivot(rows, basis, number, column)
    kept = [number for number, name in enumerate(basis) if name < count]
    rows, basis = [rows[number] for number in kept], [basis[number] for number in kept]
    second = [Fraction(c) for c in objective]
    return _maximize(rows, basis, second, count)


def _maximize(rows: list[Row], basis: list[int], gains: Sequence[Fraction], width: int) -> (
    Fraction | None
):  # fmt: skip
    while True:
        entering = next((column for column in range(width) if column not in basis
                         and _gain(rows, basis, gains, column) > 0), None)  # fmt: skip
        if entering is None:
            return sum((gains[name] * row[-1] for name, row in zip(basis, rows, strict=True)),
                       Fraction(0))  # fmt: skip
        limits = [(row[-1] / row[entering], basis[number], number)
                  for number, row in enumerate(rows) if row[entering] > 0]  # fmt: skip
        if not limits:
            return None
        _pivot(rows, basis, min(limits)[2], entering)


def _gain(rows: list[Row], basis: list[int], gains: Sequence[Fraction], column: int) -> Fraction:
    lost = (gains[name] * row[column] for name, row in zip(basis, rows, strict=True))
    return gains[column] - sum(lost, Fraction(0))


def _pivot(rows: list[Row], basis: list[int], number: int, column: int) -> None:
    factor = rows[number][column]
    rows[number] = [value / factor for value in rows[number]]
    for other, row in enumerate(rows):
        if other != number and row[column]:
            by = row[column]
            rows[other] = [a - by * b for a, b in zip(row, rows[number], strict=True)]
    basis[number] = column
