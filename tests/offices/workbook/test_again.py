# SPDX-License-Identifier: EUPL-1.2
"""The same workbook imported again: an office that is in the list already is not added twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices.workbook.books import Page, merged, pages, xlsx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.registry.model import Registry

NEW: dict[str, dict[str, str | int]] = {
    "two numbers in one cell": {"D": "02 9543 9800; 02 9543 9801"},
    "a number without spaces": {"D": "0295439800"},
    "a number without its zero": {"D": 295439800},
    "mornings and afternoons": {"D": "02 9543 9800", "G": "da lunedì a venerdì",
                                "H": "9; 14.00", "I": "12:30; 16:00"},
    "a Comune in capitals": {"A": "INZAGO", "D": "02 9543 9800"},
    "as the list writes it": {"D": "02 9543 9800", "J": "casa@comune.inzago.mi.it"},
}  # fmt: skip


def with_new(registry: Registry, cells: Mapping[str, str | int], *numbers: int) -> Page:
    """Return the worksheet of Melzo with a new office of Inzago in these rows."""
    (page,) = pages(registry, "melzo")
    for number in numbers:
        for letter, value in {"A": "Inzago", "R": "sì", **cells}.items():
            page[f"{letter}{number}"] = value
    return page


def rows_of_melzo(registry: Registry) -> int:
    melzo = registry.ambito("melzo")
    assert melzo
    return len(melzo.contatti)


@pytest.mark.parametrize("name", NEW)
def test_a_new_office_is_added_once(registry: Registry, name: str) -> None:
    """However its cells are spelt: what counts is what they mean."""
    data = xlsx([with_new(registry, NEW[name], 15)])
    first = merged(registry, data)
    assert rows_of_melzo(first.registry) == rows_of_melzo(registry) + 1
    for again in (merged(first.registry, data), merged(first.registry, data, data)):
        assert again.is_sound
        assert again.registry.ambiti == first.registry.ambiti


@pytest.mark.parametrize("name", NEW)
def test_two_copies_of_a_file_add_it_once(registry: Registry, name: str) -> None:
    """The second one is a copy, and so is the same row twice in one file."""
    once = merged(registry, xlsx([with_new(registry, NEW[name], 15)]))
    copy = xlsx([with_new(registry, NEW[name], 15)])
    for files in ([copy, copy], [xlsx([with_new(registry, NEW[name], 15, 16)])]):
        twice = merged(registry, *files)
        assert twice.registry.ambiti == once.registry.ambiti
        assert "the same row is there twice: read once" in {str(p.message) for p in twice.problems}


def test_a_new_office_that_is_corrected_afterwards_is_not_added_twice(registry: Registry) -> None:
    """In the same workbook its row has no id: the old number would stay beside the new one."""
    first = merged(registry, xlsx([with_new(registry, {"D": "0295439800"}, 15)])).registry
    corrected = merged(first, xlsx([with_new(registry, {"D": "0295439801"}, 15)]))
    (message,) = (str(p.message) for p in corrected.problems if p.severity == "error")
    assert message.startswith("the list may have this office already, as its row 10: ")


def test_a_row_with_another_name_is_another_office(registry: Registry) -> None:
    """Only what equals in every field is taken as found."""
    one, other = ({"B": name, "D": f"029543980{n}"} for n, name in enumerate(("Casa", "Anagrafe")))
    first = merged(registry, xlsx([with_new(registry, one, 15)])).registry
    second = merged(first, xlsx([with_new(registry, other, 15)]))
    assert rows_of_melzo(second.registry) == rows_of_melzo(first) + 1
