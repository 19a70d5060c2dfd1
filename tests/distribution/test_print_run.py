# SPDX-License-Identifier: EUPL-1.2
"""How many copies of what is understood, or it is said what to write instead."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.distribution.print_run import MOST, read_copies
from leaflet.problems import LeafletError

IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
COPIES = st.dictionaries(IDS, st.integers(1, MOST), min_size=1)
BLANK = st.sampled_from(["", " ", "  "])


@given(COPIES, BLANK)
def test_what_is_written_is_read(copies: dict[str, int], blank: str) -> None:
    """Any ids and numbers come back, in order, with or without spaces."""
    parts = (f"{blank}{name}{blank}={blank}{count}{blank}" for name, count in copies.items())
    assert list(read_copies(",".join(parts)).items()) == list(copies.items())


@given(st.text(max_size=60))
def test_nothing_else_is_read(text: str) -> None:
    """Any other text is refused, never with a traceback of something else."""
    with contextlib.suppress(LeafletError):
        copies = read_copies(text)
        assert all(name and 0 < count <= MOST for name, count in copies.items())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "«» does not say how many copies for which ambito"),
        ("rhodense", "«rhodense» does not say how many copies for which ambito"),
        ("rhodense=", "«rhodense=» does not say how many copies for which ambito"),
        ("=5", "«=5» does not say how many copies for which ambito"),
        (
            "rhodense=5;melzo=6",
            "«rhodense=5;melzo=6» does not say how many copies for which ambito",
        ),
        ("rhodense=5,", "«» does not say how many copies for which ambito"),
        ("rhodense=1.5", "«rhodense=1.5» does not say how many copies for which ambito"),
        ("rhodense=0", "rhodense: copies must be from 1 to 1000000"),
        ("rhodense=-5", "rhodense: copies must be from 1 to 1000000"),
        ("rhodense=1000001", "rhodense: copies must be from 1 to 1000000"),
        (f"rhodense={'9' * 5000}", "rhodense: copies must be from 1 to 1000000"),
        ("melzo=5,melzo=6", "the ambito «melzo» is named twice"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    """The part and what is wrong with it."""
    with pytest.raises(LeafletError) as caught:
        read_copies(text)
    assert str(caught.value) == message
    assert str(caught.value.hint) == "write for example rhodense=500,melzo=200"
