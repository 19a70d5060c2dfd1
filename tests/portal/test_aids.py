# SPDX-License-Identifier: EUPL-1.2
"""The portal's pages of aids and stages: what stands on them, on which day, for which place."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from leaflet.pages.sheet import say_aid
from leaflet.portal import aid_data
from leaflet.registry.misure import Misura
from leaflet.registry.reading import read_aids
from leaflet.texts.catalogues import read_aid_texts, with_aid_texts
from tests.paths import ROOT
from tests.portal.small_portal import (
    AIDS,
    SMALL,
    built,
    helped,
    locales,
    pages_of,
    portal_of,
    registry_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from leaflet.registry.misure import Misure
    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts

TODAY, LAST, DAY_AFTER = dt.date(2026, 11, 30), dt.date(2026, 12, 31), dt.date(2027, 1, 1)
CODES = ("it", "en", "es", "ar")
MILANO = "morosita-incolpevole-milano"
PAGE = re.compile(r"(\w\w)/(aiuti|fasi)/([a-z0-9-]+)/index\.html")


@pytest.fixture(scope="module")
def misure() -> Misure:
    """The real aids and stages, expired ones too."""
    return read_aids((ROOT / "contacts" / "misure.yaml").read_bytes(), "misure.yaml").misure


@pytest.fixture(scope="module")
def said(shipped: Workspace, misure: Misure) -> Texts:
    """The real translations of them."""
    return read_aid_texts(shipped.locales, misure.list_sentences())


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Path:
    """What a build of the real list leaves."""
    folder = tmp_path_factory.mktemp("output")
    built(folder, registry)
    return folder


@pytest.fixture(scope="module")
def pages(output: Path, registry: Registry, misure: Misure, said: Texts) -> dict[str, str]:
    """The text files of the real portal, as they are today."""
    return pages_of(output, registry.with_aids(misure, TODAY), said=said)


def words(page: str) -> str:
    """Return what is read of a page."""
    body = page.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return text_of(body)


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def named(pages: Mapping[str, str], code: str, kind: str) -> set[str]:
    """Return the ids that have a page of a kind in a language."""
    found = filter(None, map(PAGE.fullmatch, pages))
    return {match[3] for match in found if match.groups()[:2] == (code, kind)}


def test_every_open_aid_and_every_stage_has_a_page(pages: dict[str, str], misure: Misure) -> None:
    """In each language, and one over all of them that leads there; none of what has expired."""
    open_ones = {misura.id for misura in misure.open_on(TODAY).misure}
    assert MILANO in open_ones
    assert len(open_ones) < len(misure.misure)
    for code in CODES:
        assert named(pages, code, "aiuti") == open_ones
        assert named(pages, code, "fasi") == {fase.id for fase in misure.fasi}
        overview = pages[f"{code}/aiuti/index.html"]
        assert {f'href="{name}/index.html"' in overview for name in open_ones} == {True}
        for fase in misure.fasi:
            assert f'href="../../{code}/fasi/{fase.id}/index.html"' in overview


def test_the_day_after_its_last_one_an_aid_is_on_no_page(
    output: Path, registry: Registry, misure: Misure
) -> None:
    """Neither its page is there, nor a link to it, nor a word of it in the open data."""
    on_its_last_day = pages_of(output, registry.with_aids(misure, LAST), languages=1)
    assert any(MILANO in text for text in on_its_last_day.values())
    after = pages_of(output, registry.with_aids(misure, DAY_AFTER), languages=1)
    assert not [path for path, text in after.items() if MILANO in path + text]
    assert on_its_last_day.keys() - after.keys() == {f"it/aiuti/{MILANO}/index.html"}


def test_the_page_of_an_aid_that_expired_is_removed(tmp_path: Path) -> None:
    """From the folder of a portal that was published before; what others offer stays."""
    site = tmp_path / "site"
    for number, day in enumerate((LAST, DAY_AFTER)):
        registry = helped(registry_of(), day=day)
        built(tmp_path / "output", registry, suffix=str(number))
        report = portal_of(tmp_path / "output", registry, site)
        assert (site / "it/aiuti/contributo-rho").exists() == (day == LAST)
        assert (site / "it/aiuti/casa-popolare/index.html").is_file()
    assert report.removed == 1


def test_every_sentence_of_an_open_aid_stands_on_its_page(
    pages: dict[str, str], misure: Misure, said: Texts
) -> None:
    """In the words of each language, with its amounts; so does every sentence of a stage."""
    spoken = with_aid_texts(locales(), said)
    assert [locale.code for locale in spoken] == list(CODES)
    for locale in spoken:
        for misura in misure.open_on(TODAY).misure:
            page = words(pages[f"{locale.code}/aiuti/{misura.id}/index.html"])
            for _, text in misura.sentences():
                assert plain(say_aid(locale, text, misura).striptags()) in page, text
            assert "{" not in page
            assert misura.ente in page
            assert plain(misura.fonte) in page
        for fase in misure.fasi:
            page = words(pages[f"{locale.code}/fasi/{fase.id}/index.html"])
            for place, text in fase.sentences():
                if place[0] != "bozze":
                    assert plain(say_aid(locale, text).striptags()) in page, text


def test_nothing_of_law_is_shown_that_no_lawyer_has_signed(
    pages: dict[str, str], misure: Misure, said: Texts
) -> None:
    """On no page, in no language, and in no file for programs."""
    drafts = [bozza for fase in misure.fasi for bozza in fase.bozze if not bozza.firma]
    assert drafts
    told = {path: text_of(text) for path, text in pages.items()}
    for locale in with_aid_texts(locales(), said):
        shown = [text for path, text in told.items() if path.startswith((locale.code, "dati/"))]
        for bozza in drafts:
            draft = plain(say_aid(locale, bozza.testo).striptags())
            assert not [text for text in shown if draft in text or bozza.testo in text]


def test_what_a_lawyer_has_signed_is_shown_with_its_article(tmp_path: Path) -> None:
    """And without the lawyer's name, which is nobody's business; the draft beside it is not."""
    registry = helped(registry_of())
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=2)
    for path in ("it/fasi/intimazione/index.html", "en/fasi/intimazione/index.html",
                 "dati/misure.json", "dati/fasi.csv"):  # fmt: skip
        assert "Questo fatto è firmato." in found[path]
        assert "art. 1 c.p.c." in found[path]
    assert not [path for path, text in found.items() if "Questo fatto è una bozza." in text]
    assert not [path for path, text in found.items() if "Maria Prova" in text]


def test_the_questions_can_be_ticked_without_scripts(pages: dict[str, str], misure: Misure) -> None:
    """Each box has its words as label, each group its legend; nothing can be sent or filled in."""
    for code in CODES:
        for misura in misure.open_on(TODAY).misure:
            page = pages[f"{code}/aiuti/{misura.id}/index.html"]
            [form] = re.findall(r"<form.*?</form>", page, re.DOTALL)
            groups = [texts for texts in (misura.requisiti, misura.cause) if texts]
            assert form.count("<legend>") == form.count("<fieldset") == len(groups)
            boxes = re.findall(r"<label>(<input[^>]*>)<span>[^<\s]", form)
            assert boxes == ['<input type="checkbox">'] * sum(map(len, groups))
            [head] = re.findall("<form[^>]*>", form)
            assert 'autocomplete="off"' in head
            assert 'method="dialog"' in head, "Enter sends nothing"
            assert not re.search(r"(action|name|value|hidden|<button)", form)


def test_a_place_leads_to_the_aids_for_it(pages: dict[str, str], misure: Misure) -> None:
    """Milano to its own and to those for everybody; others to the latter, with an ambito or not."""
    general = {misura.id for misura in misure.open_on(TODAY).misure if not misura.comuni}
    assert general
    for code in CODES:
        for place, wanted in (
            ("comuni/milano", general | {MILANO}),
            ("ambiti/milano", general | {MILANO}),
            ("comuni/rho", general),
            ("ambiti/rhodense", general),
            ("comuni/legnano", general),
        ):
            page = pages[f"{code}/{place}/index.html"]
            assert set(re.findall(rf"{code}/aiuti/([a-z0-9-]+)/index", page)) == wanted, place
            assert f'href="../../../{code}/aiuti/index.html"' in page.partition("<main")[2]
        home = pages[f"{code}/index.html"]
        assert 'href="aiuti/index.html"' in home
        aid = pages[f"{code}/aiuti/{MILANO}/index.html"]
        assert f'href="../../../{code}/comuni/milano/index.html"' in aid


def test_an_aid_of_one_comune_is_said_to_be_of_that(tmp_path: Path) -> None:
    """On the page of its ambito, which has others; of one for all of them nothing is said."""
    registry = helped(registry_of())
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=1)
    assert "Contributo di prova · solo per Rho" in words(found["it/ambiti/nord/index.html"])
    assert "solo per" not in words(found["it/comuni/rho/index.html"])
    for path in ("it/aiuti/index.html", "it/fasi/accesso/index.html"):
        assert "Azienda di prova · solo per Nord" in words(found[path])


def test_how_long_and_how_old_is_said(pages: dict[str, str]) -> None:
    """The last day, and the year of a document that is not recent."""
    assert "Fino al 31 dicembre 2026" in words(pages[f"it/aiuti/{MILANO}/index.html"])
    assert "31 December 2026" in words(pages[f"en/aiuti/{MILANO}/index.html"])
    old = words(pages["it/aiuti/servizi-abitativi-pubblici/index.html"])
    assert "Secondo un documento del 2020: chiedi se è ancora così." in old
    assert "Fonte: " in old


def test_a_stage_has_what_helps_at_it(pages: dict[str, str], misure: Misure) -> None:
    """And not what comes too late then; the line of the stages says which one it is."""
    for number, fase in enumerate(misure.fasi, 1):
        page = pages[f"it/fasi/{fase.id}/index.html"]
        read = words(page)
        assert read.startswith(f"fase {number} ", read.index("fase"))
        assert page.count('aria-current="page"><span class="step">') == 1
        for misura in misure.open_on(TODAY).misure:
            helpful = {aiuto.testo for aiuto in misura.helps_at(fase.id)}
            for aiuto in misura.aiuti:
                assert (plain(aiuto.testo) in read) == (aiuto.testo in helpful)


def test_what_is_not_translated_is_in_italian_and_marked(tmp_path: Path) -> None:
    """Nobody reads a language for another, and nothing is left out."""
    registry = helped(registry_of())
    built(tmp_path, registry)
    page = pages_of(tmp_path, registry, languages=2)["en/aiuti/contributo-rho/index.html"]
    assert '<span lang="it" dir="ltr">Hai un contratto?</span> (in Italian)' in page


def test_open_data_says_what_the_file_says(misure: Misure, registry: Registry) -> None:
    """Each open aid can be read back as it is in the file, each stage but its unsigned law."""
    there = registry.with_aids(misure, TODAY)
    assert there.aids
    files = dict(aid_data.files(there))
    told = json.loads(files["dati/misure.json"])
    read = tuple(Misura.model_validate(row) for row in told["misure"])
    assert read == there.aids.misure
    for row, fase in zip(told["fasi"], misure.fasi, strict=True):
        assert len(row.pop("diritto")) == len(fase.list_signed())
        assert fase.model_copy(update={"bozze": ()}) == type(fase).model_validate(row)
    aids = list(csv.DictReader(io.StringIO(files["dati/misure.csv"].decode(), newline="")))
    assert [row["id"] for row in aids] == [misura.id for misura in read]
    for row, misura in zip(aids, read, strict=True):
        assert row["requisiti"].split(" | ") == list(misura.requisiti)
        assert row["al"] == (misura.al.isoformat() if misura.al else "")
        assert row["fonte"] == misura.fonte
        assert row["documenti"].count("[solo se: ") == sum(
            bool(documento.solo_se) for documento in misura.documenti
        )
    stages = list(csv.DictReader(io.StringIO(files["dati/fasi.csv"].decode(), newline="")))
    assert [(row["numero"], row["id"]) for row in stages] == [
        (str(number), fase.id) for number, fase in enumerate(misure.fasi, 1)
    ]


def test_the_columns_are_explained(misure: Misure, registry: Registry) -> None:
    """The dictionary of each table has its columns, in their order, in words."""
    files = dict(aid_data.files(registry.with_aids(misure, TODAY)))
    for table in aid_data.TABLES:
        columns = json.loads(files[f"dati/{table.name}-metadata.json"])["tableSchema"]["columns"]
        header = next(csv.reader(io.StringIO(files[f"dati/{table.name}"].decode())))
        assert [column["name"] for column in columns] == header
        assert all(len(column["dc:description"]) > 8 for column in columns)


def test_a_list_without_aids_has_no_pages_of_them(tmp_path: Path) -> None:
    """No page, no link, no file for programs: the portal is what it was."""
    registry = registry_of()
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=1)
    assert not [path for path in found if "aiuti" in path or "fasi/" in path or "misure" in path]
    assert not [path for path, text in found.items() if "/aiuti/" in text]


def test_stages_alone_have_their_pages(tmp_path: Path) -> None:
    """When every aid has expired, people still read what they can do at their stage."""
    registry = helped(registry_of(), AIDS[: AIDS.index("misure:")])
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=1)
    assert "Gli aiuti che puoi chiedere" not in words(found["it/aiuti/index.html"])
    assert named(found, "it", "fasi") == {"intimazione", "accesso"}
    assert "aiuti/" in found["it/comuni/rho/index.html"]


def test_hostile_text_of_aids_is_shown_as_text(tmp_path: Path) -> None:
    """Whatever the file of aids says, pages only show it."""
    hostile = "<img src=x onerror=alert(1)></title><!-- {{ 7 * 7 }}"
    text = AIDS
    for word in ("Contributo di prova", "Hai un contratto?", "Intimazione di prova",
                 "Hai un permesso", "Domanda firmata"):  # fmt: skip
        text = text.replace(word, json.dumps(word + hostile))
    registry = helped(registry_of(SMALL), text)
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=2)
    told = [text for path, text in found.items() if re.search("/(aiuti|fasi)/", path)]
    assert len(told) > 10
    for page in told:
        assert "<img" not in page
        assert "<!-- " not in page
        assert "49" not in page.partition("<main")[2].partition("<svg")[0]


def test_in_arabic_a_full_stop_goes_where_the_name_before_it_goes(pages: dict[str, str]) -> None:
    """A name in brackets is a block there: what stands behind it is in the block, not on a line."""
    arabic = [text for path, text in pages.items() if path.startswith("ar/")]
    behind = [text for page in arabic for text in re.findall(r"\)</bdi>[.,:;!?،؛؟]+(.{7})", page)]
    assert set(behind) == {"</span>"}
    assert len(behind) > 100
    assert not [path for path, text in pages.items() if path[:2] != "ar" and 'class="kept"' in text]
