# SPDX-License-Identifier: EUPL-1.2
"""From what somebody types to a Comune."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from leaflet.problems import LeafletError
from leaflet.registry.comuni import TABLE, official
from leaflet.registry.finding import (
    comuni_to_tell,
    the_certain_comune,
    whom_to_call,
    without_number,
)
from leaflet.registry.reading import read, read_file
from leaflet.registry.territory import PROVINCES
from leaflet.system.words import fold
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Registry

CONTACTS = ROOT / "contacts" / "ambiti.yaml"
BOLOGNA = """ambiti:
  - id: reno
    nome: Reno
    comuni: [Bologna, Casalecchio di Reno]
    contatti:
      - telefoni: ["051 598111"]
        verificato: 2026-11-01
"""


@pytest.fixture(scope="module")
def registry() -> Registry:
    found = read_file(CONTACTS).registry
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "comune"),
    [
        ("RHO", "Rho"),
        ("20017 Rho (MI)", "Rho"),
        ("20017 RHO MI", "Rho"),
        ("Rho, MI", "Rho"),
        ("LODI - LO", "Lodi"),
        ("Rho TO", None),
        ("San Colombano AL", "San Colombano al Lambro"),  # not of Alessandria
        ("San Donato", "San Donato Milanese"),
        ("S. Donato Mil.", None),
        ("s. donato milanese", "San Donato Milanese"),
        ("TREZZANO S/N", "Trezzano sul Naviglio"),
        ("Trezzano sul Naviglio", "Trezzano sul Naviglio"),
        ("CASSANO D’ADDA", "Cassano d'Adda"),
        ("cassanodadda", "Cassano d'Adda"),
        ("Cesano (MI)", "Cesano Boscone"),
        ("Cesano Maderno (MB)", "Cesano Maderno"),
        ("Bernate", "Bernate Ticino"),
        ("Rho (Milano)", "Rho"),
        ("RHO MILANO", "Rho"),
        ("20017 Rho, prov. di Milano", "Rho"),
        ("Rho (Città metropolitana di Milano)", "Rho"),
        ("Rho (Torino)", None),
        ("Rho Torino", None),
        ("Cesano Maderno (Monza e Brianza)", "Cesano Maderno"),
        ("San Donato Milano", "San Donato Milanese"),
        ("Milano (Milano)", "Milano"),
        ("S. Donato M.se", "San Donato Milanese"),
        ("S.Donato M.se MI", "San Donato Milanese"),
        ("Garbagnate Mse", "Garbagnate Milanese"),
    ],
)
def test_what_is_served_needs_the_name_itself(
    registry: Registry, written: str, comune: str | None
) -> None:
    """Whole, or its first words: case, spaces and accents do not count."""
    if comune:
        assert the_certain_comune(registry, written).comune == comune
        return
    with pytest.raises(LeafletError):
        the_certain_comune(registry, written)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Linate", "did you mean Peschiera Borromeo?"),  # not Lainate: it is its hamlet
        ("Casate", "write one of: Cesate, Masate"),  # a hamlet of Bernate Ticino
        ("Rozano", "did you mean Rozzano?"),
        ("Boscone", "did you mean Cesano Boscone?"),
        ("Cesano", "write one of: Cesano Boscone, Cesano Maderno (MB)"),
        ("Busto", "write one of: Busto Garolfo, Busto Arsizio (VA)"),
        ("Nova", "write one of: Novate Milanese, Nova Milanese (MB)"),
    ],
)
def test_what_is_served_is_never_a_guess(registry: Registry, written: str, hint: str) -> None:
    """What `find` shows to a person, who sees the name, is not put behind an act unseen."""
    with pytest.raises(LeafletError) as caught:
        the_certain_comune(registry, written)
    assert str(caught.value.hint) == hint


def test_each_province_is_known_in_words() -> None:
    """By its capital, which is a Comune of that very province; by its full name besides."""
    codes = {one.provincia for one in official().active()}
    capitals = {
        one.provincia
        for name in PROVINCES
        for one in official().find_active(name)
        if one.provincia == PROVINCES[name]
    }
    assert capitals == codes == set(PROVINCES.values())


@pytest.mark.parametrize(
    ("written", "province"),
    [("Calvi", "BN"), ("Sesto BZ", "BZ"), ("Samarate", "VA"), ("Rho", ""), ("Bresso", "")],
)
def test_a_province_is_named_where_it_is_not_the_list_s(
    registry: Registry, written: str, province: str
) -> None:
    """Of two places with like names, people see which one was found."""
    assert the_certain_comune(registry, written).provincia == province


def test_another_territory_has_its_own_rivals(tmp_path: Path) -> None:
    """What is near is what is near the Comuni of the list, wherever they are."""
    path = tmp_path / "ambiti.yaml"
    path.write_text(f"fonte: Accordo territoriale\n{BOLOGNA}", encoding="utf-8")
    bologna = read_file(path).registry
    assert bologna
    assert the_certain_comune(bologna, "Zola").comune == "Zola Predosa"
    assert the_certain_comune(bologna, "Rho").provincia == "MI"
    with pytest.raises(LeafletError) as caught:
        the_certain_comune(bologna, "San Giovanni")
    names = "San Giovanni in Persiceto, San Giovanni in Marignano (RN)"
    assert str(caught.value.hint) == f"write one of: {names}"


def names_of_lombardy() -> set[str]:
    """Every name that a Comune of Lombardy has or had, hamlets of today among them."""
    around = {"MI", "MB", "VA", "LO", "PV", "BG"}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["nome"] for row in csv.DictReader(file) if row["provincia"] in around}


def test_no_comune_is_taken_for_another(registry: Registry) -> None:
    """Of today or dissolved: each is itself, or one that bears all of its name, or asked about."""
    names = names_of_lombardy()
    assert len(names) > 1000
    for name in names:
        try:
            found = the_certain_comune(registry, name)
        except LeafletError:
            continue
        assert fold(found.comune).startswith(fold(name)), (name, found.comune)


def test_where_no_number_serves_a_comune(registry: Registry) -> None:
    """24 signatory Comuni have none; the others have their own or that of the whole ambito."""
    counts = {ambito.id: len(without_number(ambito)) for ambito in registry.ambiti}
    assert {identifier: count for identifier, count in counts.items() if count} == {
        "melzo": 1, "corsichese": 4, "sud-est-milano": 8, "visconteo": 11
    }  # fmt: skip
    corsichese = registry.ambito("corsichese")
    assert corsichese
    assert without_number(corsichese) == ("Assago", "Buccinasco", "Cusago", "Trezzano sul Naviglio")


def test_no_office_of_another_comune_is_proposed(registry: Registry) -> None:
    """Cusago's row reaches nobody, and its ambito has none for all: nothing else is named."""
    corsichese = registry.ambito("corsichese")
    assert corsichese
    who = whom_to_call(corsichese, "CUSAGO")
    assert [row.comuni for row in who.rows] == [("Cusago",)]
    assert not who.has_number


def test_the_town_hall_comes_after_the_offices() -> None:
    """Its number counts as one; whoever gets no answer at the office finds it below."""
    text = """
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho]
    contatti:
      - comuni: [Rho]
        tipo: municipio
        telefoni: [{numero: "02 9333 2111"}]
        verificato: 2026-01-09
      - {comuni: [Rho], email: [casa@comune.rho.mi.it], verificato: 2026-01-09}
"""
    registry = read(text.encode(), "f.yaml").registry
    assert registry
    who = whom_to_call(registry.ambiti[0], "Rho")
    assert [row.tipo for row in who.own] == [None, "municipio"]
    assert who.own == registry.ambiti[0].di_comuni()
    assert who.has_number
    assert without_number(registry.ambiti[0]) == ()


NAPOLI = """
fonte: Prova
ambiti:
  - id: napoli
    nome: Napoli
    comuni: [Napoli]
    contatti:
      - {zone: [Municipalità 10], telefoni: [{numero: "081 795 2222"}], verificato: 2026-01-09}
      - {zone: [Municipalità 3, Municipalità 1], telefoni: [{numero: "081 795 3333"}],
         verificato: 2026-01-09}
      - {zone: [Municipalità 4], note: In verifica., verificato: 2026-01-09}
      - {tipo: sostegno, ufficio: Caritas, telefoni: [{numero: "081 795 4444"}],
         verificato: 2026-01-09}
"""


@pytest.fixture(scope="module")
def napoli() -> Registry:
    found = read(NAPOLI.encode(), "f.yaml").registry
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "zona"),
    [
        ("Napoli", ""),
        ("Napoli Municipalità 3", "Municipalità 3"),
        ("municipalita 1", "Municipalità 1"),
        ("Municipalità 10 di Napoli", "Municipalità 10"),
    ],
)
def test_the_part_of_a_comune_is_found_with_it(napoli: Registry, typed: str, zona: str) -> None:
    """A part that the list itself names is certain: it is of one Comune alone."""
    found = the_certain_comune(napoli, typed, is_part_enough=True)
    assert (found.comune, found.zona) == ("Napoli", zona)


def test_an_act_needs_the_comune_beside_its_part(napoli: Registry) -> None:
    """Every city has such a part: that of another one must not get this sheet."""
    assert the_certain_comune(napoli, "Napoli, Municipalità 3").zona == "Municipalità 3"
    with pytest.raises(LeafletError, match="no Comune is called «Municipalità 3»"):
        the_certain_comune(napoli, "Municipalità 3")


@pytest.mark.parametrize("typed", ["Municipalità", "Municipalità 7", "Vomero"])
def test_what_is_not_the_name_of_a_listed_part_is_no_certain_one(
    napoli: Registry, typed: str
) -> None:
    """Its beginning is that of several; a quarter is not a part that an office is for."""
    with pytest.raises(LeafletError):
        the_certain_comune(napoli, typed, is_part_enough=True)


def test_a_part_of_two_comuni_is_none_of_them() -> None:
    """Every city has a «Municipio 3»."""
    roma = NAPOLI.replace("Municipalità 3, ", "Municipio 3, ").partition("ambiti:")
    other = roma[2].replace("napoli", "roma").replace("Napoli", "Roma")
    both = read("".join(roma).encode() + other.encode(), "f.yaml").registry
    assert both
    with pytest.raises(LeafletError, match="more than one Comune"):
        the_certain_comune(both, "Municipio 3", is_part_enough=True)
    assert the_certain_comune(both, "Roma Municipio 3").zona == "Municipio 3"


def test_the_number_of_a_part_serves_that_part(napoli: Registry) -> None:
    """Who lives elsewhere in the Comune, or does not say where, is told to call the switchboard."""
    ambito = napoli.ambiti[0]
    assert whom_to_call(ambito, "Napoli", "Municipalità 3").has_number
    assert not whom_to_call(ambito, "Napoli", "Municipalità 4").has_number
    assert not whom_to_call(ambito, "Napoli").has_number
    assert without_number(ambito) == comuni_to_tell(ambito) == ("Napoli",)


def test_the_offices_of_other_parts_come_last() -> None:
    """First the part, then the Comune, then its ambito."""
    general = "- {telefoni: [{numero: '081 795 1111'}], verificato: 2026-01-09}\n      - {zone"
    found = read(NAPOLI.replace("- {zone", general, 1).encode(), "f.yaml").registry
    assert found
    who = whom_to_call(found.ambiti[0], "Napoli", "Municipalità 10")
    zones = [row.zone for row in who.rows]
    assert zones[:2] == [("Municipalità 10",), ()]
    assert len(zones) == 4


def test_who_helps_besides_is_nobody_to_call_first(napoli: Registry) -> None:
    """It is named apart, and its number is not that of an office."""
    who = whom_to_call(napoli.ambiti[0], "Napoli")
    assert [row.ufficio for row in who.beside] == ["Caritas"]
    assert not {*who.beside} & {*who.rows}
