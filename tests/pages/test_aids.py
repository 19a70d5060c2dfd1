# SPDX-License-Identifier: EUPL-1.2
"""The leaflet of aids: what it says, in which language, and on how many pages."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from leaflet.build.kinds import Product
from leaflet.build.products import plan
from leaflet.pages.aids import AidsComposer
from leaflet.pages.sheet import Composer
from leaflet.problems import Location
from leaflet.registry.reading import read_aids
from leaflet.texts.catalogues import CatalogueEntry, read_aid_texts, with_aid_texts
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from leaflet.pdf.renderer import Renderer
    from leaflet.registry.misure import Misure
    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts

    Compose = Callable[..., str]

TODAY = dt.date(2026, 11, 30)
LANGUAGES = ("it", "en", "es", "ar")


@pytest.fixture(scope="module")
def misure() -> Misure:
    return read_aids((ROOT / "contacts" / "misure.yaml").read_bytes(), "misure.yaml").misure


@pytest.fixture(scope="module")
def compose(shipped: Workspace, texts: Texts, registry: Registry, misure: Misure) -> Compose:
    """Returns the HTML of an ambito's leaflet in some languages, on a day, a stage marked."""
    said = read_aid_texts(shipped.locales, misure.list_sentences())
    locales = {one.code: one for one in with_aid_texts(texts.published, said)}

    def composed(
        ambito: str, *codes: str, day: dt.date = TODAY, fase: str | None = None,
        aids: Misure = misure,
    ) -> str:  # fmt: skip
        spoken = [locales[code] for code in codes]
        there = registry.with_aids(aids, day)
        found = there.ambito(ambito)
        assert found
        return AidsComposer(shipped.templates, spoken, there).leaflet(found, fase).html

    return composed


@pytest.fixture(scope="module")
def message(shipped: Workspace, texts: Texts, registry: Registry, misure: Misure) -> Compose:
    """Returns an ambito's leaflet as text that can be sent, in a language."""
    said = read_aid_texts(shipped.locales, misure.list_sentences())
    locales = {one.code: one for one in with_aid_texts(texts.published, said)}

    def sent(ambito: str, code: str) -> str:
        there = registry.with_aids(misure, TODAY)
        found = there.ambito(ambito)
        assert found
        return AidsComposer(shipped.templates, (locales[code],), there).message(found).html

    return sent


def words(html: str) -> str:
    """Return what is read of a page."""
    body = html.partition("<body")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_amounts_and_days_are_written_as_each_language_does(compose: Compose) -> None:
    shown = {code: words(compose("milano", code)) for code in LANGUAGES}
    for code, amount in (("it", "35.000"), ("en", "35,000"), ("es", "35.000"), ("ar", "35,000")):
        assert f"{amount}\xa0€" in compose("milano", code)
        assert "{" not in shown[code]
    for code, day in (("it", "Fino al 31 dicembre 2026"), ("en", "31 December 2026")):
        assert day in shown[code]


def test_a_translation_with_another_gap_is_none(texts: Texts) -> None:
    """The amount would be lost, or be one that nobody knows: the Italian sentence has it."""
    sentence = "Hai un [ISEE] entro {isee}?"
    for said, is_one in (("Is it up to {isee}?", True), ("Is it up to {renta}?", False),
                         ("Is it low?", False)):  # fmt: skip
        entry = CatalogueEntry(sentence, said, stale=False, at=Location("x"))
        english = texts.locale("en")
        spoken = replace(english, aids=replace(english, entries=(entry,)))
        assert (spoken.aid_text(sentence) == said) == is_one
        words = spoken.aid_words(sentence, {"isee": (26_000, "euro")})
        assert "26,000\xa0€" in words
        assert (said.partition("{")[0] in words) == is_one


def test_the_day_after_its_last_one_an_aid_is_gone(compose: Compose) -> None:
    """Of Milano's own aid nothing is left; what is for everybody stays."""
    for code in LANGUAGES:
        before = compose("milano", code, day=dt.date(2026, 12, 31))
        after = compose("milano", code, day=dt.date(2027, 1, 1))
        assert "35" in before
        assert "ISEE" not in after.partition('class="aids"')[2]
        assert "SAT" in after


def test_no_fact_without_a_signature_is_on_any_page(compose: Compose, misure: Misure) -> None:
    """And one that a lawyer has signed is, with its article."""
    drafts = [bozza.testo for fase in misure.fasi for bozza in fase.bozze]
    page = compose("milano", "it")
    assert not [text for text in drafts if text.replace("'", "&#39;") in page]
    text = (ROOT / "contacts" / "misure.yaml").read_text(encoding="utf-8")
    unsigned = "        articolo: art. 663, co. 1, c.p.c.\n"
    signature = "        firma: {nome: Avv. Maria Prova, giorno: 2026-11-30}\n"
    signed = read_aids(text.replace(unsigned, unsigned + signature).encode(), "misure.yaml")
    page = words(compose("milano", "it", aids=signed.misure))
    assert "art. 663, co. 1, c.p.c." in page
    assert "Vai all&#39;udienza" in page


def test_a_stage_is_marked_and_only_that(compose: Compose) -> None:
    """In words too: who cannot see the mark hears it."""
    page = compose("rhodense", "it", fase="precetto")
    assert page.count('class="stage here"') == 1
    assert words(page).count("Tu sei qui") == 1
    assert "Tu sei qui" not in words(compose("rhodense", "it"))


def test_what_is_not_translated_is_in_italian_and_marked(compose: Compose) -> None:
    """A sentence that somebody changed has no translation yet; the others keep theirs."""
    text = (ROOT / "contacts" / "misure.yaml").read_text(encoding="utf-8")
    other = text.replace("Chiedi se è ancora aperto.", "Chiedi se vale ancora.")
    changed = read_aids(other.encode(), "misure.yaml")
    page = compose("milano", "en", aids=changed.misure)
    assert '<span lang="it" dir="ltr">Chiedi se vale ancora.</span> (in Italian)' in page
    assert page.count("(in Italian)") == 1
    assert "(in Italian)" not in compose("milano", "en")


@pytest.mark.parametrize("codes", [("it",), ("ar",), ("it", "ar")])
def test_a_leaflet_of_aids_is_drawn_with_every_sentence(
    codes: tuple[str, ...], compose: Compose, renderer: Renderer
) -> None:
    """In Italian one A4, both sides; no text is smaller than ten points in any."""
    pdf = pypdfium2.PdfDocument(io.BytesIO(renderer.pdf((compose("rhodense", *codes),))))
    if codes == ("it",):
        assert len(pdf) == 2
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    for number in "12345":
        assert number in text
    if "it" in codes:
        assert "Chiedi se c'è ancora." in text


def test_every_sentence_of_its_template_is_translated(compose: Compose, texts: Texts) -> None:
    """None is left that no page shows, but for what stands behind what is not translated."""
    template = (ROOT / "templates" / "products" / "aiuti.html").read_text(encoding="utf-8")
    said = set(re.findall(r'_\("([^"]+)"', template))
    assert len(said) > 20
    for code in LANGUAGES:
        known = {entry.source for entry in texts.locale(code).entries if entry.translation}
        assert said <= known
    page = compose("milano", "it", fase="precetto")
    gaps = {text for text in said if "{" in text}
    missing = {text for text in said - gaps if text.replace("'", "&#39;") not in page}
    assert missing == {"solo per", "Traduzione non ancora rivista", "Codice del foglio",
                       "Fin quando si può chiedere:"}  # fmt: skip


def test_an_aid_without_a_last_day_says_until_when(compose: Compose, misure: Misure) -> None:
    first, *others = misure.misure
    first = first.model_copy(update={"al": None, "fino_a": "esaurimento fondi"})
    page = compose("milano", "en", aids=misure.model_copy(update={"misure": (first, *others)}))
    assert "Until when you can ask for it: esaurimento fondi" in words(page)


def test_boxes_to_tick_have_a_name(compose: Compose) -> None:
    page = compose("milano", "it")
    assert page.count('<svg class="box"') == page.count("<title>Casella da segnare</title>") > 30


def test_as_a_message_questions_and_papers_are_lines_to_tick(
    message: Compose, registry: Registry, misure: Misure
) -> None:
    """One box for each, in every language; a number has its line, and no tag is left."""
    milano = registry.ambito("milano")
    assert milano
    shown = misure.open_on(TODAY).for_place(milano)
    boxes = sum(len(one.requisiti) + len(one.cause) + len(one.documenti) for one in shown)
    for code in LANGUAGES:
        text = message("milano", code)
        assert text.count("\n☐ ") == boxes > 30
        assert "02 020202" in text
        assert not re.search(r"<[a-z/]|\{", text)
    assert "\u2066(ISEE)\u2069" in message("milano", "ar")


def test_a_message_is_made_where_there_are_aids(
    shipped: Workspace, texts: Texts, registry: Registry, misure: Misure
) -> None:
    """On the day after the last one there is none of it left to send."""
    last = dt.date(2026, 12, 31)
    own = misure.model_copy(update={"misure": tuple(m for m in misure.misure if m.al == last)})
    for day, wanted in ((last, {"milano"}), (last + dt.timedelta(1), set())):
        there = registry.with_aids(own, day)
        composer = Composer(shipped.templates, texts.published, there)
        files = plan(there, composer, products=(Product.TEXT,)).outputs
        assert len({output.name for output in files}) == len(files)
        found = [output for output in files if "che-cosa-puoi-fare" in output.path]
        assert {output.ambito.id for output in found if output.ambito} == wanted
        assert len(found) == len(wanted) * len(texts.published)
