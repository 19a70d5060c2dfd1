# SPDX-License-Identifier: EUPL-1.2
"""The table of the provinces agrees with the official Comuni, with itself and with phonenumbers."""

from __future__ import annotations

import pytest

from leaflet.registry.comuni import official
from leaflet.registry.phones import area_code_of
from leaflet.registry.provinces import area_code, is_next_to, provinces, provinces_of


def test_every_province_of_the_official_comuni_is_there() -> None:
    """And no other: a Comune of a missing province would end the run."""
    assert provinces().keys() == {comune.provincia for comune in official().active()}


def test_neighbours_are_neighbours_of_each_other() -> None:
    """A border has two sides."""
    pairs = {(one, other) for one, p in provinces().items() for other in p.neighbours}
    assert len(pairs) > 400
    assert pairs == {(other, one) for one, other in pairs}


def test_every_area_code_can_be_dialled_and_is_of_one_province() -> None:
    """The library knows each; the longest that fits is found (0371 is not 037)."""
    codes = [code for province in provinces().values() for code in province.area_codes]
    assert len(codes) == len(set(codes)) > 200
    assert {code: area_code_of(f"{code} 345678") for code in codes} == {c: c for c in codes}
    assert area_code("0378123") == ""


@pytest.mark.parametrize(
    ("comuni", "found"),
    [(["Melzo"], {"MI"}), (["Samone"], {"TN", "TO"}), (["Melzo", "Nowhere"], {"MI"}), ([], set())],
)
def test_provinces_of_comuni(comuni: list[str], found: set[str]) -> None:
    """A name that two Comuni have is in both provinces; an unknown one in none."""
    assert provinces_of(comuni) == found


def test_milan_is_near_lodi_and_far_from_rome() -> None:
    """Lodi's 0371 serves Comuni of Milan."""
    assert is_next_to("LO", ["MI"])
    assert not is_next_to("RM", ["MI"])
    assert not is_next_to("RM", [])
