# SPDX-License-Identifier: EUPL-1.2
"""No cell that the program writes is run by a spreadsheet, and what it says comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.system.formulas import guard_cell, is_risky, without_guard

TEXTS = st.text(st.sampled_from("=+-@\t\r\n'a1 "), max_size=4) | st.text(max_size=8)


@pytest.mark.parametrize("start", "=+-@\t\r\n'")
def test_what_may_begin_a_formula_is_guarded(start: str) -> None:
    """An apostrophe keeps a program from it."""
    assert is_risky(f"{start}1")
    assert guard_cell(f"{start}1") == f"'{start}1"


@given(text=TEXTS)
def test_a_guarded_cell_comes_back(text: str) -> None:
    """Also one that has an apostrophe of its own."""
    assert without_guard(guard_cell(text)) == text
    assert not guard_cell(text).startswith(tuple("=+-@\t\r\n"))


@pytest.mark.parametrize("text", ["", "'", "'a", "Via Larga, 12", "d'Adda"])
def test_what_people_wrote_keeps_its_apostrophe(text: str) -> None:
    """Only the one that was put in front is taken off."""
    assert without_guard(text) == text
