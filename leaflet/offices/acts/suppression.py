# SPDX-License-Identifier: EUPL-1.2
"""Which numbers of a table are not published, so that no small one can be worked out.

The threshold rule: a number below the threshold, and not zero, is hidden (primary suppression).
Whoever subtracts what is shown from a sum would find it: so others are hidden with it (secondary
suppression), until each hidden number could lie anywhere in a span at least as wide as the
threshold, and so might also be no small one. Both are described in the *Handbook on Statistical
Disclosure Control* (Hundepool and others, ESSnet SDC for Eurostat, chapters 4 and 5:
https://sdctools.github.io/HandbookSDC/). Italian rules ask for a threshold of three at least
(Garante, Regole deontologiche per trattamenti a fini statistici, 19 December 2018, G.U. no. 11 of
14 January 2019, art. 5, c. 1, a).

The sums are a tree: leaves (Comuni) add up to groups (ambiti), groups to the whole. Let a hidden
leaf be at least one, as zeros are always shown. The *slack* of hidden leaves is what they have
beyond that: it is all that can move from one to another. In a group whose sum is shown, each hidden
leaf lies between 1 and 1 + slack, if there are two or more. Sums of groups that are hidden let the
slack of all these groups move among them. So the span of every hidden number is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

THRESHOLD = 5
"""Numbers below are not published; it is also the least width of what a hidden one might be."""
_FEWEST = 2
"""Hidden parts of a sum that is shown: one alone is what is missing from it."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not shown: leaves by group, sums of groups, and whether the sum of all is not."""

    leaves: Mapping[str, frozenset[str]]
    groups: frozenset[str]
    is_total: bool


def hide_small(groups: Mapping[str, Mapping[str, int]], threshold: int = THRESHOLD) -> Hidden:
    """Return what to hide of a tree of numbers: group → leaf → number."""
    hidden = {name: _hide_leaves(leaves, threshold) for name, leaves in groups.items()}
    sums = {name: sum(leaves.values()) for name, leaves in groups.items()}
    without_sum = {
        name for name, leaves in groups.items()
        if 0 < sums[name] < threshold or not _is_safe(hidden[name], leaves, threshold)
    }  # fmt: skip
    for name in without_sum:  # what its sum hid for is not needed any more
        hidden[name] = {leaf for leaf, n in groups[name].items() if 0 < n < threshold}
    while without_sum and not _are_safe(without_sum, hidden, groups, threshold):
        others = [name for name in groups if name not in without_sum and sums[name]]
        if not others:
            return Hidden(_frozen(hidden), frozenset(without_sum), is_total=True)
        lacking = threshold - sum(_slack(hidden[name], groups[name]) for name in without_sum)
        offers = {name: hidden[name] or {_sacrifice(groups[name], lacking)} for name in others}
        enough = [name for name in others if _slack(offers[name], groups[name]) >= lacking]
        chosen = min(enough, key=lambda name: (sums[name], name)) if enough else max(
            others, key=lambda name: (_slack(offers[name], groups[name]), name)
        )  # fmt: skip
        hidden[chosen] = offers[chosen]
        without_sum.add(chosen)
    return Hidden(_frozen(hidden), frozenset(without_sum), is_total=False)


def _frozen(hidden: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(leaves) for name, leaves in hidden.items()}


def _hide_leaves(leaves: Mapping[str, int], threshold: int) -> set[str]:
    """Return the leaves to hide where their sum is shown; it may not be enough."""
    hidden = {name for name, number in leaves.items() if 0 < number < threshold}
    while hidden and not _is_safe(hidden, leaves, threshold):
        shown = {name: n for name, n in leaves.items() if n and name not in hidden}
        if not shown:
            break
        hidden.add(_sacrifice(shown, threshold - _slack(hidden, leaves)))
    return hidden


def _is_safe(hidden: set[str], leaves: Mapping[str, int], threshold: int) -> bool:
    """Return whether leaves are hidden well where their sum is shown."""
    return not hidden or (len(hidden) >= _FEWEST and _slack(hidden, leaves) >= threshold)


def _are_safe(
    without_sum: set[str],
    hidden: Mapping[str, set[str]],
    groups: Mapping[str, Mapping[str, int]],
    threshold: int,
) -> bool:
    """Return whether sums of groups are hidden well where the sum of all is shown."""
    slack = sum(_slack(hidden[name], groups[name]) for name in without_sum)
    return len(without_sum) >= _FEWEST and slack >= threshold


def _slack(hidden: Iterable[str], leaves: Mapping[str, int]) -> int:
    return sum(leaves[name] - 1 for name in hidden)


def _sacrifice(leaves: Mapping[str, int], lacking: int) -> str:
    """Return the smallest leaf that brings as much slack as is lacking, else the largest."""
    numbers = [(number, name) for name, number in leaves.items() if number]
    enough = [one for one in numbers if one[0] - 1 >= lacking]
    return (min(enough) if enough else max(numbers))[1]
