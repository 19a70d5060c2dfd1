# SPDX-License-Identifier: EUPL-1.2
"""How a phone, its hours and an address are put in words."""

from __future__ import annotations

import datetime as dt

import pytest

from leaflet.registry.model import Contatto, Orario, Sede, Telefono
from leaflet.registry.wording import (
    describe_hours,
    describe_phone,
    describe_place,
    describe_ways,
    ways_through,
    whose,
)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "02 9512 0286"),
        ({"interno": "266"}, "02 9512 0286 (interno 266)"),
        ({"tasti": "4.1.2"}, "02 9512 0286 (poi premi 4, poi 1, poi 2)"),
        ({"interno": "266", "tasti": "4"}, "02 9512 0286 (interno 266, poi premi 4)"),
    ],
)
def test_what_to_do_after_dialling_stands_behind_the_number(
    values: dict[str, str], words: str
) -> None:
    """The extension comes first; a number that answers by itself stands alone."""
    telefono = Telefono(numero="02/95120286", **values)  # type: ignore[arg-type]  # only strings
    assert describe_phone(telefono) == words
    assert describe_phone(telefono, as_written=True) == words.replace("02 9512 0286", "02/95120286")


def test_the_terminal_says_the_same_in_english() -> None:
    """Each sentence has its message, with the same values."""
    telefono = Telefono(numero="02 9512 0286", interno="266", tasti="4.1.2")
    assert describe_ways(telefono) == "interno 266, poi premi 4, poi 1, poi 2"
    english = [str(way.message) for way in ways_through(telefono)]
    assert english == ["extension 266", "then press 4", "then 1", "then 2"]


@pytest.mark.parametrize(
    ("numbers", "names"),
    [
        (["02 6642 9727", "338 662 6581"], [None, "Dott.ssa Prova"]),
        (["338 662 6581"], [None]),
        (["02 6642 9727", "02 9512 0286", "02 1"], [None, None, None]),
    ],
)
def test_a_mobile_among_numbers_says_whose_it_is(
    numbers: list[str], names: list[str | None]
) -> None:
    """Alone, the name of the row stands beside it anyway; a fixed line is the office's."""
    telefoni = tuple(Telefono(numero=number) for number in numbers)
    row = Contatto(referente="Dott.ssa Prova", telefoni=telefoni, verificato=dt.date(2026, 1, 1))
    assert [whose(telefono, row) for telefono in row.telefoni] == names
    nameless = row.model_copy(update={"referente": None})
    assert [whose(telefono, nameless) for telefono in telefoni] == [None] * len(telefoni)


def test_hours_are_told_apart_from_the_days_of_the_next() -> None:
    """Days have commas, so that hours are set apart by more."""
    morning = Orario(giorni="lun-mer, ven", dalle="09:00", alle="12:30")
    afternoon = Orario(giorni="mar, gio", dalle="14:00", alle="16:00")
    assert describe_hours([morning, afternoon]) == (
        "lun-mer, ven 09:00–12:30; mar, gio 14:00–16:00"
    )
    assert describe_hours([]) == ""


def test_an_address_has_its_postal_code_if_it_is_known() -> None:
    """Street, code and Comune, as one writes them on an envelope."""
    assert describe_place(Sede(indirizzo="Via Larga, 12", comune="Milano")) == (
        "Via Larga, 12, Milano"
    )
    assert describe_place(Sede(indirizzo="Via Larga, 12", cap="20122", comune="Milano")) == (
        "Via Larga, 12, 20122 Milano"
    )
