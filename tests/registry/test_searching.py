# SPDX-License-Identifier: EUPL-1.2
"""The law of matching, as the portal's pages have it too (`tests/judged/portal/test_search.py`)."""

from __future__ import annotations

import csv

import pytest

from leaflet.registry.comuni import official
from leaflet.registry.gazetteer import LUOGHI, Gazetteer, gazetteer_of
from leaflet.registry.model import Registry
from leaflet.registry.reading import read_file
from leaflet.registry.searching import Certainty, look_up
from tests.paths import ROOT
from tests.searches import Search, read_searches


@pytest.fixture(scope="module")
def names() -> Gazetteer:
    registry = read_file(ROOT / "contacts" / "ambiti.yaml").registry
    assert registry
    return gazetteer_of(registry)


@pytest.mark.parametrize("search", read_searches(), ids=lambda search: search.typed)
def test_what_is_typed_finds_what_is_meant(names: Gazetteer, search: Search) -> None:
    """Each kind of answer, in each script, as the shared cases have it."""
    answer = look_up(names, search.typed)
    found = [str(name) for name in answer.names]
    assert search.fits(answer.kind, found), (answer.kind, len(found), found[:9])


def test_every_comune_is_found_by_its_name(names: Gazetteer) -> None:
    """Each Comune of the list and its province, whole, is certain; its other names lead to it."""
    for comune in names.here:
        assert look_up(names, comune)[:2] == (Certainty.CERTAIN, ((comune, ""),))
    with LUOGHI.open(encoding="utf-8", newline="") as file:
        for row in (row for row in csv.DictReader(file) if row["provincia"] == "MI"):
            found = look_up(names, row["nome"])
            assert row["comune"] in [name.nome for name in found.names], row


def test_other_names_have_a_source_and_no_rival() -> None:
    """Each is of a Comune of today, says where it is from, and is the name of no Comune itself."""
    with LUOGHI.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["provincia"] for row in rows}) == 107
    for row in rows:
        own = {comune.provincia for comune in official().find_active(row["comune"])}
        assert row["provincia"] in own
        assert row["fonte"]
        assert row["specie"] in {"CAP", "ente", "frazione", "nome straniero", "quartiere"}
        assert not official().find_active(row["nome"]), row["nome"]


def test_a_hamlet_says_that_it_is_one(names: Gazetteer) -> None:
    """Who typed it sees why another name is shown."""
    assert look_up(names, "linate").via == "Linate"
    assert look_up(names, "sercop").via == "SER.CO.P."
    assert look_up(names, "rho").via == ""


def test_the_parts_that_a_list_names_are_found() -> None:
    """Alone, or beside their Comune: the pages of a portal have the same tables."""
    rows = [{"zone": [f"Municipalità {n}"], "verificato": "2026-01-09"} for n in (3, 10)]
    rows.append({"comuni": ["Pozzuoli"], "zone": ["Rione Terra"], "verificato": "2026-01-09"})
    ambito = {"id": "napoli", "nome": "Napoli", "comuni": ["Napoli"], "contatti": rows}
    names = gazetteer_of(Registry.model_validate({"fonte": "x", "ambiti": [ambito]}))
    for typed in ("Municipalità 3", "napoli municipalita 3", "Municipalità 3, Napoli"):
        assert look_up(names, typed)[1:] == ((("Napoli", ""),), "Municipalità 3"), typed
    assert look_up(names, "Rione Terra").names == (), "of no Comune of its ambito"
