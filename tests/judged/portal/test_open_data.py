# SPDX-License-Identifier: EUPL-1.2
"""The portal's files for programs, read by other people's programs."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from jsonschema import Draft202012Validator
from weasyprint import HTML

from leaflet.archive.published import read_versions_at
from leaflet.archive.verify import verify_file
from leaflet.system.words import fold
from tests.judged.portal.portals import HOSTILE, LANGUAGES
from tests.judges import opendata, readers
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leaflet.registry.model import Registry
    from tests.judged.portal.portals import Portal

SPREADSHEETS_GUARD = "'"
"""What stands before a cell that a spreadsheet would take for a formula."""


@pytest.fixture(params=["real", "hostile"])
def either(request: pytest.FixtureRequest) -> Portal:
    """One portal after the other."""
    found: Portal = request.getfixturevalue(request.param)
    return found


def contacts(portal: Portal) -> dict[str, Any]:
    """Return the list as the portal gives it to programs."""
    read: dict[str, Any] = json.loads(portal.text("dati/contatti.json"))
    return read


def rows(portal: Portal) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each ambito with each of its rows."""
    for ambito in contacts(portal)["ambiti"]:
        yield from ((ambito, row) for row in ambito["contatti"])


def test_the_list_is_the_registry(real: Portal, registry: Registry) -> None:
    """All rows, and every number as it is there; the licence and the source are told."""
    told = contacts(real)
    assert told["licenza"].startswith("https://creativecommons.org/")
    assert told["fonte"] == registry.fonte
    numbers = [phone["numero"] for _, row in rows(real) for phone in row["telefoni"]]
    assert numbers == [t.numero for a in registry.ambiti for c in a.contatti for t in c.telefoni]


def test_the_list_keeps_to_the_schema_of_the_registry(either: Portal) -> None:
    """Whoever can read `ambiti.yaml` can read this."""
    schema = json.loads((ROOT / "contacts/ambiti.schema.json").read_text(encoding="utf-8"))
    told = {key: value for key, value in contacts(either).items() if key != "licenza"}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(told)] == []


def test_the_table_is_what_its_dictionary_says(either: Portal) -> None:
    """One row for each office, each cell of the type that the dictionary gives."""
    table = opendata.table(either.folder / "dati/contatti.csv-metadata.json")
    listed = list(rows(either))
    assert len(table) == len(listed)
    for row, (ambito, contatto) in zip(table, listed, strict=True):
        assert row["ambito"] == ambito["nome"]
        assert row["comuni"] == (contatto["comuni"] or ambito["comuni"])
        assert row["tutto_ambito"] is (not contatto["comuni"])
        assert row["email"] == contatto["email"]
        assert len(row["telefoni"]) == len(contatto["telefoni"])
        assert dt.date.isoformat(row["verificato"].date()) == contatto["verificato"]


def test_the_tables_of_aids_are_what_their_dictionaries_say(either: Portal) -> None:
    """One row for each aid and each stage, each cell of the type that the dictionary gives."""
    told = json.loads(either.text("dati/misure.json"))
    aids = opendata.table(either.folder / "dati/misure.csv-metadata.json")
    assert [row["id"] for row in aids] == [aid["id"] for aid in told["misure"]]
    assert aids
    for row, aid in zip(aids, told["misure"], strict=True):
        assert len(row["requisiti"]) == len(aid["requisiti"])
        assert len(row["documenti"]) == len(aid["documenti"])
        assert row["datata"] == aid.get("datata")
        last = row["al"] and row["al"].date().isoformat()
        assert (last, row["verificato"].date().isoformat()) == (aid.get("al"), aid["verificato"])
    stages = opendata.table(either.folder / "dati/fasi.csv-metadata.json")
    assert [(row["numero"], row["nome"]) for row in stages] == [
        (number, stage["nome"]) for number, stage in enumerate(told["fasi"], 1)
    ]


def test_each_column_is_explained(either: Portal) -> None:
    """In words, in the order of the file."""
    dictionary = json.loads(either.text("dati/contatti.csv-metadata.json"))
    header = next(csv.reader(io.StringIO(either.text("dati/contatti.csv"))))
    columns = dictionary["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == header
    assert all(len(column["dc:description"]) > 8 for column in columns)
    assert dictionary["dc:license"]["@id"] == contacts(either)["licenza"]


def test_no_cell_is_a_formula(either: Portal) -> None:
    """A spreadsheet shows what is written; it calculates nothing and calls nobody."""
    cells = [cell for row in csv.reader(io.StringIO(either.text("dati/contatti.csv")))
             for cell in row]  # fmt: skip
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    if either.base_url:
        assert SPREADSHEETS_GUARD + '=HYPERLINK("https://example.org")' in cells


def test_every_office_has_a_card(either: Portal) -> None:
    """With all its numbers and addresses, as an address book reads them."""
    for ambito, group in groupby(rows(either), key=lambda pair: pair[0]):
        for number, (_, row) in enumerate(group, 1):
            path = either.folder / f"dati/vcard/{ambito['id']}-{number}.vcf"
            assert path.exists() == bool(row["telefoni"] or row["email"])
            if path.exists():
                check_card(path, row)


def check_card(path: Path, row: dict[str, Any]) -> None:
    """Fail when a card does not say what its row does."""
    card = opendata.card(path)
    told = {name: [line.value for line in lines] for name, lines in card.contents.items()}
    dialled = ["+39" + phone["numero"].replace(" ", "").removeprefix("+39")
               for phone in row["telefoni"]]  # fmt: skip
    assert told.get("tel", []) == dialled
    assert told.get("email", []) == row["email"]
    assert told.get("url", []) == [link["url"] for link in row["link"]]
    assert not row.get("ufficio") or told["fn"] == [row["ufficio"]]
    for phone in row["telefoni"]:
        said = told["note"][0] if "note" in told else ""
        assert phone.get("interno", "") in said
        assert ", poi ".join(phone.get("tasti", "").split(".")) in said
    if "sede" in row:
        assert told["adr"][0].street == row["sede"]["indirizzo"]
        assert told["adr"][0].city == row["sede"]["comune"]


def test_search_engines_understand_every_page(either: Portal) -> None:
    """Only words of schema.org, and the numbers of the offices that the page shows."""
    found = 0
    for path, page in either.pages.items():
        for attributes, text in page.scripts:
            if attributes.get("type") == "application/ld+json":
                found += 1
                assert opendata.unknown_words(text) == [], path
                check_things(path, dict_of(opendata.things(text)), page.links)
    assert found > 4


def dict_of(
    things: Iterator[tuple[str, dict[str, list[Any]]]],
) -> dict[str, list[dict[str, list[Any]]]]:
    """Return the things by their type."""
    by_type: dict[str, list[dict[str, list[Any]]]] = {}
    for kind, told in things:
        by_type.setdefault(kind, []).append(told)
    return by_type


def check_things(path: str, things: dict[str, list[dict[str, list[Any]]]], links: Any) -> None:  # noqa: ANN401
    """Fail when search engines would show a number that the page does not."""
    shown = {link.address.removeprefix("tel:").split(";")[0] for link in links}
    told = {number for point in things.get("ContactPoint", ())
            for number in point.get("telephone", ())}  # fmt: skip
    assert told <= shown, path
    assert things["GovernmentService"][0]["name"]
    assert things["City"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_feed_can_be_subscribed_to(either: Portal, code: str) -> None:
    """Nothing in it breaks RFC 4287, and each piece of news leads to its place in the page."""
    feed = opendata.feed(either.folder / f"{code}/modifiche/feed.xml")
    assert feed.broken == ()
    assert feed.read.version == "atom10"
    assert feed.read.feed.language == code
    assert feed.read.entries
    moments = [entry.updated for entry in feed.read.entries]
    assert moments == sorted(moments, reverse=True)
    anchors = either.pages[f"{code}/modifiche/index.html"].anchors
    assert all(entry.link.partition("#")[2] in anchors for entry in feed.read.entries)
    if either.base_url:
        assert [entry.title for entry in feed.read.entries].count(f"Prova {HOSTILE}") == 2


def test_the_same_news_has_the_same_name_in_every_language(hostile: Portal) -> None:
    """A reader of two of the feeds sees each piece of news once; the feeds differ."""
    feeds = [opendata.feed(hostile.folder / f"{code}/modifiche/feed.xml").read
             for code in LANGUAGES]  # fmt: skip
    assert len({tuple(entry.id for entry in feed.entries) for feed in feeds}) == 1
    assert len({feed.feed.id for feed in feeds}) == len(LANGUAGES)


def test_the_sitemap_has_every_page(hostile: Portal) -> None:
    """In each language, each with its versions in the others; robots.txt names it."""
    pages, trouble = opendata.sitemap(hostile.folder / "sitemap.xml")
    assert trouble == []
    expected = {f"{hostile.base_url}/{path.removesuffix('index.html')}"
                for path, page in hostile.pages.items()
                if "/" in path and page.metas.get("robots") != "noindex"}  # fmt: skip
    assert expected <= pages.keys()
    first = f"{hostile.base_url}/"  # where the language is chosen
    for place, versions in pages.items():
        assert place in {first, *versions.values()}
        assert all(pages[other] == versions for other in versions.values())
    robots = hostile.text("robots.txt")
    assert f"Sitemap: {hostile.base_url}/sitemap.xml\n" in robots
    assert "Disallow: /uffici/fogli/versioni/" in robots


def test_every_leaflet_has_its_checksum(either: Portal) -> None:
    """Both addresses of a leaflet, the lasting one and that of its code, are the same file."""
    leaflets = json.loads(either.text("dati/manifest.json"))["fogli"]
    assert leaflets
    for leaflet in leaflets:
        for name in (leaflet["file"], leaflet["versione"]):
            data = (either.folder / name).read_bytes()
            assert hashlib.sha256(data).hexdigest() == leaflet["sha256"]
            assert len(data) == leaflet["byte"]
        assert leaflet["codice"] in leaflet["versione"]
        text = "".join(readers.texts(either.folder / leaflet["file"])["pdfium"])
        assert leaflet["codice"] in text


def test_the_portal_lets_verify_know_its_sheets_inside_a_notice(real: Portal) -> None:
    """A notice with a sheet of the portal in it is current by the portal's own manifest."""
    known = read_versions_at(str(real.folder / "dati" / "manifest.json"))
    sheets = sorted((real.folder / "fogli").glob("*.pdf"))
    assert len(sheets) == 10
    for path in sheets:
        notice, data = pikepdf.new(), io.BytesIO()
        notice.add_blank_page()
        with pikepdf.open(path) as sheet:
            notice.pages.extend(sheet.pages)
            notice.save(data)
        assert verify_file("notice.pdf", data.getvalue(), known).verdict == "current"


def test_an_old_sheet_keeps_its_name(hostile: Portal) -> None:
    """Whoever holds the sheet of an ambito that left is told about that one, not another."""
    codes = json.loads(hostile.text("dati/codici.json"))["codici"]
    withdrawn = [code for code in codes if code["stato"] == "withdrawn"]
    assert [code["foglio"] for code in withdrawn] == ["Lasciato"]
    shown = hostile.pages["it/verifica/index.html"].text
    assert fold("Lasciato") in fold(shown[shown.index(withdrawn[0]["codice"]) :][:120])


def test_codes_for_printing_lead_to_the_pages(hostile: Portal, tmp_path: Path) -> None:
    """What a phone reads from the picture is the address of the ambito's page."""
    drawing = (hostile.folder / "dati/qr/prova.svg").read_text(encoding="utf-8")
    paper = tmp_path / "code.pdf"
    HTML(string=f"<style>svg {{ width: 6cm }}</style>{drawing}").write_pdf(paper)
    assert readers.qr_codes(paper) == [f"{hostile.base_url}/it/ambiti/prova/"]
