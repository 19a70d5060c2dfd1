# SPDX-License-Identifier: EUPL-1.2
"""The plot of numbers of acts can be read without colours, and without eyes."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from leaflet.pages.acts import Series, plot_svg

NAMES = ("intimazione", "convalida", "precetto", "avviso di sloggio", "esecuzione richiesta",
         "esecuzione <eseguita>")  # fmt: skip


def drawn(*lines: Series, years: tuple[int, ...] = (2023, 2024, 2025)) -> str:
    svg = plot_svg(years, lines, "Atti & anni")
    ET.fromstring(svg)  # noqa: S314  (our own)
    return str(svg)


def test_each_line_has_its_own_dashes_and_marks() -> None:
    """And its name beside it; no colour tells them apart."""
    svg = drawn(*(Series(name, (10 * n, 20 * n, 15 * n)) for n, name in enumerate(NAMES, 1)))
    dashes = re.findall(r'stroke-width="2" d="[^"]+"( stroke-dasharray="[^"]+")?/>', svg)
    marks = re.findall(r'<path transform="[^"]+" d="([^"]+)"/>', svg)
    assert len(set(dashes)) == len(NAMES)
    assert len(set(marks)) == len(NAMES)
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', svg)) == {"none", "currentColor"}
    for name in NAMES[:5]:
        assert f">{name}</text>" in svg


def test_all_numbers_are_said_in_words() -> None:
    svg = drawn(Series("precetto", (5, None, 7)))
    assert "<title>Atti &amp; anni. precetto: 2023 5, 2024 non indicato, 2025 7.</title>" in svg


def test_a_line_breaks_where_a_number_is_hidden() -> None:
    """Nothing is drawn there: the slope would tell the number."""
    (way,) = re.findall(r'stroke-width="2" d="([^"]+)"', drawn(Series("precetto", (5, None, 7))))
    assert way.count("M") == 2
    assert "L" not in way


@pytest.mark.parametrize("most", [1, 4, 5, 6, 99, 100, 101, 12345, 1_000_000])
def test_the_scale_has_room_for_all(most: int) -> None:
    """At most six lines of the grid, and the largest number below the top one."""
    svg = drawn(Series("precetto", (0, most)), years=(2024, 2025))
    steps = [int(text) for text in re.findall(r'text-anchor="end"[^>]*>(\d+)<', svg)]
    assert 2 <= len(steps) <= 6
    assert steps[-1] >= most


def test_names_do_not_stand_on_one_another() -> None:
    """Lines that end in one place have their names one below the other."""
    svg = drawn(*(Series(name, (10, 10, 10)) for name in NAMES))
    places = [float(y) for y in re.findall(r'<text x="[^"]+" y="([^"]+)"', svg)]
    gaps = [b - a for a, b in zip(sorted(places), sorted(places)[1:], strict=False)]
    assert min(gaps) >= 15.9
    assert max(places) <= 290


def test_one_year_alone_is_drawn() -> None:
    assert "2025" in drawn(Series("precetto", (5,)), years=(2025,))
