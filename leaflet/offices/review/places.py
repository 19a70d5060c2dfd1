# SPDX-License-Identifier: EUPL-1.2
"""Where each sentence stands on the real pages: the page's name, and a picture where it has one."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from leaflet.pages.marking import SENTENCE_TAG, MarkedLocale, pages_to_review
from leaflet.pdf.pictures import Picture, take_pictures
from leaflet.pdf.renderer import DoesNotFitError, LacksSignsError, Renderer
from leaflet.problems import LeafletError
from leaflet.system.fonts import families
from leaflet.texts import SOURCE_LANGUAGE
from leaflet.texts.catalogues import read_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.pages.marking import MarkedPage
    from leaflet.texts.catalogues import CatalogueEntry, Locale

_HEARD = " (solo per chi ascolta la pagina)"
_FOLDERS = {"site": "Portale", "products": "Altri fogli", "sheet": "Foglio"}
_FILES = {
    "site/accessibility.html": "Portale, accessibilità",
    "site/advice.html": "Portale, che cosa fare",
    "site/aid.html": "Portale, un aiuto",
    "site/aids.html": "Portale, gli aiuti",
    "site/ambito.html": "Portale, un ambito",
    "site/changes.html": "Portale, che cosa è cambiato",
    "site/check.html": "Portale, controllo di un foglio",
    "site/comune.html": "Portale, un Comune",
    "site/data.html": "Portale, dati aperti",
    "site/gone.html": "Portale, pagina che non c'è più",
    "site/home.html": "Portale, prima pagina",
    "site/layout.html": "Portale, in tutte le pagine",
    "site/news.html": "Portale, novità",
    "site/privacy.html": "Portale, dati personali",
    "site/professionals.html": "Portale, per chi lavora con gli sfratti",
    "site/referents.html": "Portale, referenti",
    "site/stage.html": "Portale, una fase dello sfratto",
    "products/sms.html": "Messaggio breve (SMS)",
    "products/ticket.html": "Ordine di stampa",
    "misure.yaml": "Aiuti e fasi",
    "wording.py": "Foglio, tabella dei contatti",
}
"""End of a file's path → what people call the page; others are named by their folder."""

_MOST_FILES = 2


class Spot(NamedTuple):
    """The page on which a sentence stands, and a picture of the spot."""

    name: str
    picture: Picture | None = None


def find_places(opened: OpenLanguage) -> Mapping[str, Spot]:
    """Return Italian sentence → where it stands, for every sentence of a language."""
    entries = [entry for _, entry in opened.entries()]
    sources = list(dict.fromkeys(entry.source for entry in entries))
    numbers = {source: number for number, source in enumerate(sources, 1)}
    spoken, pages = marked_pages(opened, entries, numbers)
    renderer = make_renderer(opened, spoken)
    names: dict[int, str] = {}
    pictures: dict[int, Picture] = {}
    for page in pages:
        for number in sorted(page.seen):
            names.setdefault(number, page.name)
        for number in sorted(page.heard):
            names.setdefault(number, page.name + _HEARD)
        new = page.seen - pictures.keys() - {0}
        try:
            taken = take_pictures(renderer, page.html, SENTENCE_TAG, new) if new else {}
        except (DoesNotFitError, LacksSignsError, LeafletError):
            continue  # such a page is not made either: other commands say why
        names |= dict.fromkeys(taken, page.name)
        pictures.update(taken)
    told = {entry.source: name_files(entry.places) for entry in entries}
    return {
        source: Spot(names.get(number, told[source]), pictures.get(number))
        for source, number in numbers.items()
    }


def marked_pages(
    opened: OpenLanguage, entries: Sequence[CatalogueEntry], numbers: Mapping[str, int]
) -> tuple[Sequence[Locale], Iterator[MarkedPage]]:
    """Return the languages of the sheet, and the pages on which these entries are marked."""
    workspace = opened.workspace
    texts = read_texts(workspace.locales)
    said = {entry.source: entry.translation for entry in reversed(entries)}
    code = opened.language.code
    marked = MarkedLocale.of(texts.locale(code), numbers, said)
    is_printed = any(locale.code == code for locale in texts.published)
    italian = texts.locale(SOURCE_LANGUAGE)
    spoken: list[Locale] = [
        marked if locale.code == code else locale
        for locale in (texts.published if is_printed else (italian, marked))
    ]
    return spoken, pages_to_review(workspace.templates, spoken, marked, opened.registry)


def full_pages(
    opened: OpenLanguage,
    entries: Sequence[CatalogueEntry],
    numbers: Mapping[str, int],
    kinds: Collection[str] = (),
) -> Mapping[str, MarkedPage]:
    """Return kind → the page that has no room for all it says.

    Looked at are those of some kinds, or, if none are named, those that say one of the sentences
    with numbers; of the pages of a kind the one with the most text is laid out.
    """
    spoken, pages = marked_pages(opened, entries, numbers)
    renderer = make_renderer(opened, spoken)
    first: dict[str, MarkedPage] = {}
    for page in pages:
        if page.kind in kinds or (not kinds and page.seen - {0}):
            first.setdefault(page.kind, page)
    full = {}
    for kind, page in first.items():
        try:
            renderer.side(page.html)
        except DoesNotFitError:
            full[kind] = page
        except LacksSignsError:
            continue  # which the rules say
    return full


def make_renderer(opened: OpenLanguage, spoken: Sequence[Locale]) -> Renderer:
    """Return what lays out the pages of these languages."""
    fonts = families([locale.language.font for locale in spoken])
    return Renderer(opened.workspace.templates / "sheet", fonts)


def name_files(places: Sequence[str]) -> str:
    """Return what people call the pages that are made of these files."""
    names = []
    for place in places:
        path = PurePosixPath(place)
        known = _FILES.get("/".join(path.parts[-2:])) or _FILES.get(path.name)
        names.append(known or _FOLDERS.get(path.parent.name, path.stem))
    once = list(dict.fromkeys(names))
    return "; ".join(once[:_MOST_FILES]) + ("; …" if len(once) > _MOST_FILES else "") or "-"
