# SPDX-License-Identifier: EUPL-1.2
"""How many typing errors lie between two words."""

from __future__ import annotations


def distance(one: str, other: str, limit: int = 2) -> int:
    """Return how many letters must be added, dropped, changed or swapped; `limit` + 1 when more.

    The optimal string alignment distance (Damerau-Levenshtein without overlapping swaps).
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        previous, row = row, [i]
        for j, target in enumerate(other, start=1):
            best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and target == one[i - 2]:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before = previous
    return min(row[-1], limit + 1)
