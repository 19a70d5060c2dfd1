# SPDX-License-Identifier: EUPL-1.2
"""Typing errors between two words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.system.edit_distance import distance

WORDS = st.text("abcd", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("cannova", "cannova", 0),
        ("cannnova", "cannova", 1),
        ("iliaria", "ilaria", 1),
        ("bermateicino", "bernateticino", 2),
        ("rho", "roh", 1),
        ("melzo", "rozzano", 3),
    ],
)
def test_errors_are_counted(one: str, other: str, errors: int) -> None:
    """A letter added, dropped, changed or swapped counts as one; three stands for more."""
    assert distance(one, other) == errors


@given(WORDS, WORDS)
def test_it_does_not_matter_which_word_is_first(one: str, other: str) -> None:
    """The distance is symmetric, and zero only between equal words."""
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@given(WORDS, st.integers(0, 7), st.sampled_from("abcd"))
def test_one_error_is_never_more_than_one(word: str, place: int, letter: str) -> None:
    """Adding one letter anywhere makes a distance of one."""
    assert distance(word, word[:place] + letter + word[place:]) == 1
