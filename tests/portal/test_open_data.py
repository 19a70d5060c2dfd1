# SPDX-License-Identifier: EUPL-1.2
"""Open data: programs read back what the list says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.portal import open_data
from leaflet.registry.model import Contatto, Registry
from leaflet.registry.phones import dial_link
from leaflet.system.open_tables import LICENCE, SEPARATOR
from tests.portal.small_portal import built, content_of, registry_of

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.portal.content import Content

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What a small portal says."""
    output, registry = tmp_path_factory.mktemp("output"), registry_of()
    built(output, registry)
    return content_of(output, registry)


@pytest.fixture(scope="module")
def files(content: Content) -> dict[str, bytes]:
    return dict(open_data.files(content))


def test_json_has_the_whole_list(files: dict[str, bytes], content: Content) -> None:
    """Every row can be read back as it is in the list, with licence and source."""
    told = json.loads(files["dati/contatti.json"])
    assert told["licenza"] == LICENCE
    assert told["fonte"] == "Elenco di prova"
    rows = [row for ambito in told["ambiti"] for row in ambito["contatti"]]
    assert [Contatto.model_validate(row) for row in rows] == [
        row.contatto for row in content.registry.rows()
    ]


def test_csv_is_what_its_dictionary_says(files: dict[str, bytes], content: Content) -> None:
    """UTF-8, one line an office, the columns of the dictionary in their order."""
    rows = list(csv.DictReader(io.StringIO(files["dati/contatti.csv"].decode(), newline="")))
    columns = json.loads(files["dati/contatti.csv-metadata.json"])["tableSchema"]["columns"]
    assert list(rows[0]) == [column["name"] for column in columns]
    assert len(rows) == len(list(content.registry.rows()))
    assert rows[0]["telefoni"] == "tel:+390295120286;ext=266;tasti=4.1.2"
    assert rows[0]["orari"] == "lun-ven 09:00-12:30"
    assert rows[0]["comuni"].split(SEPARATOR) == ["Cassano d'Adda", "Rho",
                                                       "San Donato Milanese"]  # fmt: skip
    assert [row["tutto_ambito"] for row in rows] == ["true", "false", "false", "false"]
    assert all(column["dc:description"] for column in columns)


def test_hours_in_the_csv_say_whose_they_are() -> None:
    """Of two numbers, only one is answered in the morning."""
    hours = [{"giorni": "lun-ven", "dalle": "09:00", "alle": "12:30"}]
    phones = [{"numero": "02 9512 0286"}, {"numero": "02 9505 1512", "orari": hours}]
    row = Contatto.model_validate({"telefoni": phones, "verificato": "2026-01-07"})
    assert list(open_data._hours(row)) == ["tel:+390295051512 lun-ven 09:00-12:30"]


def test_no_cell_is_a_formula() -> None:
    """Excel shows what stands in a cell, and calculates nothing."""
    row = Contatto(note="=HYPERLINK(1)", email=("a@b.it",), verificato=dt.date(2026, 1, 1))
    (ambito, *_) = registry_of().ambiti
    registry = Registry(fonte="x", ambiti=(ambito.model_copy(update={"contatti": (row,)}),))
    encoded = dict(open_data.place_table(open_data.CONTACT_TABLE, open_data._rows(registry)))
    (cells,) = csv.DictReader(io.StringIO(encoded["dati/contatti.csv"].decode()))
    assert cells["note"] == "'=HYPERLINK(1)"


def test_the_manifest_has_every_leaflet(files: dict[str, bytes], content: Content) -> None:
    """Digest, code, both addresses and days of each leaflet."""
    told = json.loads(files["dati/manifest.json"])["fogli"]
    assert [sheet["ambito"] for sheet in told] == ["nord", "cinisello-balsamo", None]
    assert told[0]["sha256"] == content.leaflets["nord"].sha256
    assert told[0]["contatti_controllati"] == ["2026-01-08", "2026-01-09"]
    assert told[0]["fatto_il"] == "2026-01-10"
    assert told[0]["versione"].endswith(f"_nord_{told[0]['codice']}.pdf")
    assert told[0]["pagine"] == list(content.leaflets["nord"].pages)


def test_a_card_for_each_office_that_can_be_reached(files: dict[str, bytes]) -> None:
    """An office without a number has none: nothing of it would be of use in a phone."""
    cards = sorted(path for path in files if path.endswith(".vcf"))
    assert cards == [
        f"dati/vcard/{name}.vcf" for name in ("cinisello-balsamo-1", "nord-1", "nord-2")
    ]


@given(ufficio=WORDS, note=WORDS)
def test_cards_keep_what_is_said(ufficio: str, note: str) -> None:
    """Lines are folded at 75 bytes, signs escaped, and unfolding gives the words back."""
    registry = registry_of()
    row = Contatto(ufficio=ufficio, note=note, email=("a@b.it",), verificato=dt.date(2026, 1, 1))
    card = open_data.vcard(registry.ambiti[0], row, 1)
    assert card.endswith("END:VCARD\r\n")
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
    lines = dict(line.partition(":")[::2] for line in card.replace("\r\n ", "").split("\r\n"))
    assert unescaped(lines["FN"]) == " ".join(ufficio.splitlines())


def unescaped(value: str) -> str:
    result, signs = "", iter(value)
    for sign in signs:
        result += next(signs) if sign == "\\" else sign
    return result


def test_search_engines_learn_whom_to_call(content: Content) -> None:
    """One service, its Comuni, its offices, and when they answer."""
    ambito = content.registry.ambiti[0]
    told = open_data.json_ld(ambito, ambito.contatti, ["Rho"], "https://unep.example/")
    assert told["@type"] == "GovernmentService"
    assert told["areaServed"] == [{"@type": "City", "name": "Rho"}]
    first, second = told["provider"]["contactPoint"]
    assert first["telephone"] == dial_link("02 9512 0286").removeprefix("tel:")
    assert first["hoursAvailable"][0]["dayOfWeek"][0] == "https://schema.org/Monday"
    assert len(first["hoursAvailable"][0]["dayOfWeek"]) == 5
    assert second["areaServed"] == [{"@type": "City", "name": "Rho"}]


def test_a_leaflet_of_a_comune_is_offered_where_there_is_one(tmp_path: Path) -> None:
    """Its page leads to its own leaflet; Comuni without an ambito get the generic one."""
    registry: Registry = registry_of()
    built(tmp_path, registry, per_comune=True)
    content = content_of(tmp_path, registry)
    sources = {place.nome: content.leaflet_of(place).source for place in content.places}
    assert sources["Rho"] == "pdf/comuni/cosa-fare-in-caso-di-sfratto_rho.pdf"
    assert sources["Segrate"] == "pdf/cosa-fare-in-caso-di-sfratto_generico.pdf"
