# SPDX-License-Identifier: EUPL-1.2
"""Nobody works out a small number: linear programming over all that is published does not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaflet.offices.acts.suppression import THRESHOLD, Hidden, hide_small
from tests.judges.linear import largest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

Groups = dict[str, dict[str, int]]
_NUMBERS = st.one_of(st.integers(0, 12), st.integers(0, 200))
TREES = st.dictionaries(
    st.sampled_from("abcdef"),
    st.dictionaries(st.sampled_from("uvwxyz"), _NUMBERS, min_size=1),
    min_size=1,
)


def attack(groups: Mapping[str, Mapping[str, int]], hidden: Hidden) -> dict[str, Fraction | None]:
    """Return the width of what each hidden number can be, None when it has no bound.

    The attacker knows all that is shown, every sum, and that zeros are never hidden.
    """
    unknown = [f"{group} {leaf}" for group in groups for leaf in sorted(hidden.leaves[group])]
    unknown += sorted(hidden.groups) + (["total"] if hidden.is_total else [])
    equations: list[tuple[Sequence[int], int]] = []
    for group, leaves in groups.items():
        parts = [(f"{group} {leaf}", number) for leaf, number in leaves.items()]
        equations.append(_equation(unknown, parts, (group, sum(leaves.values()))))
    sums = [(group, sum(leaves.values())) for group, leaves in groups.items()]
    equations.append(_equation(unknown, sums, ("total", sum(number for _, number in sums))))
    widths: dict[str, Fraction | None] = {}
    for name in unknown:
        aim = [int(other == name) for other in unknown]
        most = largest(aim, equations)
        least = largest([-one for one in aim], equations)
        assert least is not None
        widths[name] = None if most is None else most + least
    return widths


def _equation(
    unknown: Sequence[str], parts: Sequence[tuple[str, int]], whole: tuple[str, int]
) -> tuple[list[int], int]:
    """Return «parts = whole» over the unknowns, each of which is one and something."""
    names = [name for name, _ in parts]
    row = [(name in names) - (name == whole[0]) for name in unknown]
    shown = sum(number for name, number in parts if name not in unknown)
    value = (0 if whole[0] in unknown else whole[1]) - shown - sum(row)
    return row, value


def check(groups: Groups) -> list[Fraction]:
    """Fail where a number is not hidden well; return the widths of those that have a bound."""
    hidden = hide_small(groups)
    for group, leaves in groups.items():
        small = {leaf for leaf, number in leaves.items() if 0 < number < THRESHOLD}
        assert small <= hidden.leaves[group]
        assert not any(leaves[leaf] == 0 for leaf in hidden.leaves[group])
        assert not 0 < sum(leaves.values()) < THRESHOLD or group in hidden.groups
    widths = attack(groups, hidden)
    narrow = {name: width for name, width in widths.items() if width is not None}
    assert all(width >= THRESHOLD for width in narrow.values()), (groups, hidden, narrow)
    return list(narrow.values())


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_no_hidden_number_can_be_narrowed(groups: Groups) -> None:
    """What any number can be, given all sums that are shown, is as wide as the threshold."""
    check(groups)


def test_tables_as_courts_have_them_hide_well() -> None:
    """Some hundred tables of ambiti with up to fifteen Comuni, most of them with few acts."""
    chance = random.Random(2023)  # noqa: S311  (the same tables at each run)
    widths = [width for _ in range(150) for width in check(random_tree(chance))]
    assert widths
    assert min(widths) >= THRESHOLD


def random_tree(chance: random.Random) -> Groups:
    """Return a table of some ambiti."""
    return {
        f"ambito {group}": {
            f"comune {leaf}": int(chance.expovariate(1 / chance.choice((1, 4, 12, 60))))
            for leaf in range(chance.choice((1, 2, 5, 9, 15)))
        }
        for group in range(chance.randint(1, 7))
    }


@pytest.mark.parametrize(
    ("groups", "leaves", "sums", "is_total"),
    [
        ({"a": {"x": 50, "y": 60}}, "", "", False),
        ({"a": {"x": 0, "y": 60}}, "", "", False),
        ({"a": {"x": 3, "y": 60, "z": 9}}, "ax az", "", False),
        ({"a": {"x": 3, "y": 4, "z": 9}}, "ax ay", "", False),
        ({"a": {"x": 1, "y": 60}, "b": {"x": 80}}, "ax ay", "", False),
        ({"a": {"x": 3}, "b": {"x": 80}, "c": {"x": 20}}, "ax cx", "a c", False),
        ({"a": {"x": 3}}, "ax", "a", True),
    ],
)
def test_no_more_is_hidden_than_is_needed(
    groups: Groups,
    leaves: str,
    sums: str,
    is_total: bool,  # noqa: FBT001  (a table)
) -> None:
    """The smallest neighbour that is large enough goes with a small number; then the sum."""
    hidden = hide_small(groups)
    found = {f"{group}{leaf}" for group, some in hidden.leaves.items() for leaf in some}
    assert found == set(leaves.split())
    assert (sorted(hidden.groups), hidden.is_total) == (sums.split(), is_total)


def test_the_attacker_finds_what_is_hidden_badly() -> None:
    """A number alone is found by subtraction; two small ones are found to be small."""
    alone = Hidden({"a": frozenset("x")}, frozenset(), is_total=False)
    assert attack({"a": {"x": 3, "y": 60}}, alone) == {"a x": 0}
    two = Hidden({"a": frozenset("xy")}, frozenset(), is_total=False)
    assert attack({"a": {"x": 3, "y": 2, "z": 60}}, two) == {"a x": 3, "a y": 3}
