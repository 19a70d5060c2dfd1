# SPDX-License-Identifier: EUPL-1.2
"""How a phone, its hours and an address are put in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.registry.model import Ambito, Contatto, Orario, Sede, Telefono
from leaflet.registry.wording import (
    describe_hours,
    describe_phone,
    describe_place,
    describe_served,
    describe_ways,
    name_briefly,
    read_office,
    ways_through,
    whose,
    write_office,
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


@pytest.mark.parametrize(
    ("cell", "tipo", "ufficio"),
    [
        ("Ufficio Casa", "", "Ufficio Casa"),
        ("CENTRALINO E MUNICIPIO", "municipio", ""),
        ("Chi altro aiuta: Sportello Casa", "sostegno", "Sportello Casa"),
        ("chi  altro aiuta – Sportello Casa", "sostegno", "Sportello Casa"),
        ("Chi altro aiuta", "sostegno", ""),
        ("Chi altro aiutava", "", "Chi altro aiutava"),
        ("", "", ""),
    ],
)
def test_one_cell_says_what_a_row_is_and_its_name(cell: str, tipo: str, ufficio: str) -> None:
    """Who is no office has a name behind the words that stand above it on paper."""
    assert read_office(cell) == (tipo, ufficio)


NAMES = st.from_regex(r"[A-Za-zÀ-ú0-9][^\n]{0,30}[A-Za-zÀ-ú0-9.]", fullmatch=True)


@given(st.sampled_from(["", "municipio", "sostegno"]), NAMES)
def test_what_is_written_into_a_cell_is_read_from_it(tipo: str, name: str) -> None:
    """Whatever the name, unless it is one of the two marks itself."""
    ufficio = "" if tipo == "municipio" else name
    if not read_office(name).tipo:
        assert read_office(write_office(tipo or None, ufficio)) == (tipo, ufficio)


def test_a_part_stands_behind_its_comune() -> None:
    """Where the ambito has one Comune alone, the row need not name it."""
    row = Contatto(zone=("Municipalità 3",), verificato=dt.date(2026, 1, 1))
    ambito = Ambito(id="napoli", nome="Napoli", comuni=("Napoli",), contatti=(row,))
    assert describe_served(row, ambito) == "Napoli, Municipalità 3"
    assert describe_served(row) == name_briefly(row) == "Municipalità 3"


def test_who_helps_besides_is_known_by_its_name() -> None:
    """Not by the Comuni that it helps, as an office is."""
    row = Contatto(comuni=("Rho",), tipo="sostegno", ufficio="Caritas", verificato=dt.date.min)
    assert name_briefly(row) == "Caritas"
    assert name_briefly(row.model_copy(update={"tipo": None})) == "Rho"
