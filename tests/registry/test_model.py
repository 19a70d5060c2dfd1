# SPDX-License-Identifier: EUPL-1.2
"""The model's own small methods."""

from __future__ import annotations

import datetime as dt

from leaflet.problems import Location
from leaflet.registry.finding import rows_of
from leaflet.registry.model import Ambito, Contatto, Orario, Registry, Sede

DAY = dt.date(2023, 1, 24)


def registry(*contatti: Contatto) -> Registry:
    ambito = Ambito(id="a", nome="A", comuni=("Rho", "Pero"), contatti=contatti)
    return Registry(fonte="x", ambiti=(ambito,))


def test_days_are_spans() -> None:
    """Days and spans of days become numbers from Monday on."""
    assert Orario(giorni="lun-ven", dalle="09:00", alle="12:00").periodi() == ((0, 4),)
    assert Orario(giorni="mar, gio-sab", dalle="09:00", alle="12:00").periodi() == ((1, 1), (3, 5))


def test_rows_are_told_apart_by_whom_they_serve() -> None:
    """A row without Comuni serves the whole ambito."""
    general = Contatto(email=("a@comune.rho.mi.it",), verificato=DAY)
    local = Contatto(comuni=("Pero",), verificato=DAY)
    ambito = registry(general, local).ambiti[0]
    assert ambito.di_ambito() == (general,)
    assert rows_of(ambito, "PERO") == (local,)
    assert rows_of(ambito, "Rho") == ()


def test_an_address_is_a_way_to_reach_somebody() -> None:
    """A phone, an e-mail or an address reaches somebody; a link alone does not."""
    sede = Sede(indirizzo="Via Roma, 1", comune="Rho")
    assert Contatto(sede=sede, verificato=DAY).raggiungibile
    assert not Contatto(ufficio="Ufficio Casa", verificato=DAY).raggiungibile


def test_a_value_without_a_place_has_that_of_what_contains_it() -> None:
    """The nearest known place is given, and a made-up one only when nothing is known."""
    here = Location("f.yaml", 3, 5)
    located = registry(Contatto(verificato=DAY)).with_places(lambda: {("ambiti", 0): here})
    assert located.at("ambiti", 0, "contatti", 0, "email", 0) == here
    assert located.at("fonte") == Location("-")


def test_who_helps_besides_is_no_office() -> None:
    """It is among the rows, and in none of those that are for all Comuni or for one."""
    office = Contatto(comuni=("Pero",), email=("a@comune.pero.mi.it",), verificato=DAY)
    body = Contatto(tipo="sostegno", ufficio="Caritas", email=("a@b.it",), verificato=DAY)
    own = body.model_copy(update={"comuni": ("Rho",)})
    ambito = registry(own, office, body).ambiti[0]
    assert ambito.uffici() == ambito.di_comuni() == (office,)
    assert ambito.di_ambito() == ()
    assert ambito.di_sostegno() == (body, own)
    assert rows_of(ambito, "Rho") == ()


def test_who_helps_besides_makes_no_list_newer() -> None:
    """Checked before all offices, it is said; after them, or without any, it is not."""
    day, later, sooner = DAY, DAY.replace(year=2026), DAY.replace(year=2020)
    office = Contatto(email=("a@comune.pero.mi.it",), verificato=day)
    body = Contatto(tipo="sostegno", ufficio="Caritas", email=("a@b.it",), verificato=later)
    assert registry(office, body).ambiti[0].checked_days() == (day, day)
    old = body.model_copy(update={"verificato": sooner})
    assert registry(office, old).ambiti[0].checked_days() == (sooner, day)
    assert registry(body).ambiti[0].checked_days() is None


def test_parts_are_in_the_order_in_which_people_count() -> None:
    """The whole Comune first, then 3 before 10; who names no Comune means the only one."""
    tenth, third = (
        Contatto(zone=(f"Municipalità {number}",), email=("a@b.it",), verificato=DAY)
        for number in (10, 3)
    )
    whole = Contatto(comuni=("Napoli",), email=("a@b.it",), verificato=DAY)
    hall = Contatto(comuni=("Napoli",), tipo="municipio", email=("a@b.it",), verificato=DAY)
    rows = (hall, tenth, third, whole)
    ambito = Ambito(id="napoli", nome="Napoli", comuni=("Napoli",), contatti=rows)
    assert ambito.di_comuni() == rows_of(ambito, "Napoli") == (whole, third, tenth, hall)
    assert ambito.di_ambito() == ()
    assert [ambito.serviti(row) for row in rows] == [("Napoli",)] * 4
