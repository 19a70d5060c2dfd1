# SPDX-License-Identifier: EUPL-1.2
"""Every file of the portal: which template says what, and at which address."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from leaflet.build.kinds import Product
from leaflet.build.products import GENERIC
from leaflet.offices.acts.report import ACT_TABLE, METHOD, SIGNS, say_number
from leaflet.pages.acts import Series, plot_svg
from leaflet.pages.portal import INDEX, PortalComposer
from leaflet.pages.type_rules import write_web_rules
from leaflet.portal import aid_data, open_data, search_tables
from leaflet.registry.finding import whom_to_call, without_number
from leaflet.registry.wording import describe_served
from leaflet.system.open_tables import LICENCE, SEPARATOR
from leaflet.system.words import fold
from leaflet.system.workspace import find_file
from leaflet.texts import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from leaflet.offices.acts.report import ActsReport
    from leaflet.portal.content import Content, Leaflet, News, Place
    from leaflet.registry.model import Ambito, Contatto
    from leaflet.texts.catalogues import Language, Locale

MISSING = "404.html"
"""What web servers can show instead of a page that is not there."""
MOST_YEARS_SHOWN = 8
"""Of numbers of acts, on their page; open data have all."""
_GONE = "gone.html"
"""The page of an ambito that left: for who has its code, not for search engines."""
STYLE = "site.css"
"""The style of all pages; what it says of single languages is written from their list."""
ASSETS = (
    *("site.css", "site.js", "search.js", "matching.js", "page.js", "icon.svg"),
    *("aids.css", "aids.js"),
)
WORKER = "worker.js"
"""What keeps opened pages for when there is no network; it reaches as far as its folder."""
_START = "2023-01-24T00:00:00Z"
"""When the feed began that nothing has been written into: the day of the protocol."""
_URLSET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">'
)


class ContactRow(NamedTuple):
    """An office, where its card for the address book is, if it has one, and whom it serves."""

    contatto: Contatto
    card: str
    served: str


class Part(NamedTuple):
    """A part of a Comune, where its page shows it, and the offices that serve it."""

    nome: str
    anchor: str
    rows: list[ContactRow]


class Page(NamedTuple):
    """A page in every language: `path` below the language's folder, `values` for its template."""

    path: str
    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """How the portal is dressed: `templates` is their folder, `locales` begin with Italian.

    `logo` is the file of its publisher's, `languages` are all that a leaflet may speak, by code;
    `acts` is what may be said of numbers of acts.
    """

    templates: Path
    locales: Sequence[Locale]
    is_fragment: bool = False
    logo: Path | None = None
    languages: Mapping[str, Language] = field(default_factory=dict)
    acts: ActsReport | None = None

    def languages_of(self, leaflet: Leaflet) -> list[Language]:
        """Return the languages of a leaflet: its ambito's choice, or those of all."""
        chosen = leaflet.ambito.lingue if leaflet.ambito else ()
        codes = dict.fromkeys((SOURCE_LANGUAGE, *chosen))
        every = [locale.language for locale in self.locales]
        return [self.languages[code] for code in codes] if chosen else every


def files(content: Content, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every file of the portal, leaflets excepted.

    Raises LeafletError when a sentence has no translation.
    """
    version, assets = hashlib.sha256(), []
    for path, data in _files(content, look):
        version.update(f"{path} {len(data)} ".encode() + data)
        assets += [path] if path.startswith("assets/") else []
        yield path, data
    if not look.is_fragment:
        source = find_file(look.templates, f"site/{WORKER}").read_text(encoding="utf-8")
        named = source.replace("@ASSETS@", " ".join(assets))
        yield WORKER, named.replace("@VERSION@", version.hexdigest()[:12]).encode()


def _files(content: Content, look: Look) -> Iterator[tuple[str, bytes]]:
    base_url = (content.registry.base_url or "").rstrip("/")
    logo = f"assets/logo{look.logo.suffix}" if look.logo else ""
    worker = "" if look.is_fragment else WORKER
    words = {"publisher": content.registry.portale, "logo": logo, "worker": worker,
             "has_aids": _has_aids(content), "spoken": look.languages_of,
             "has_acts": look.acts is not None}  # fmt: skip
    composer = PortalComposer(
        look.templates, look.locales, base_url, fragment=look.is_fragment, words=words
    )
    pages = list(_pages(content, look.acts))
    for locale in look.locales:
        for page in pages:
            path = f"{locale.code}/{page.path}"
            html = composer.page(page.template, locale, path, **page.values)
            yield path + INDEX, html.encode()
        yield _feed(content, composer, locale)
    yield from open_data.files(content)
    yield from aid_data.files(content.registry)
    if look.acts:
        yield from open_data.place_table(ACT_TABLE, look.acts.rows(), "; ".join(look.acts.sources))
    yield from search_tables.files(content.registry, look.locales)
    rules = write_web_rules([locale.language for locale in look.locales]).encode()
    for name in ASSETS:
        data = find_file(look.templates, f"site/assets/{name}").read_bytes()
        yield f"assets/{name}", data + rules if name == STYLE else data
    if look.logo:
        yield logo, look.logo.read_bytes()
    if not look.is_fragment:
        yield INDEX, _first(composer, look.locales, "Cosa fare in caso di sfratto").encode()
        missing = "Questa pagina non c'è: cerca il tuo Comune"
        home = f"{quote(urlsplit(base_url).path)}/"  # it is shown at any depth
        yield MISSING, _first(composer, look.locales, missing, home).encode()
        living = [page for page in pages if page.template != _GONE]
        yield from _for_machines(base_url, living, look.locales)


def _pages(content: Content, acts: ActsReport | None) -> Iterator[Page]:
    generic = content.leaflets[GENERIC]
    newest = max((it.made for it in content.leaflets.values() if it.made), default=None)
    common = {"origin": content.registry.fonte, "generic": generic, "changed": newest}
    news = [_identify_news(item) for item in content.news]
    sheets = sorted(
        content.leaflets.values(), key=lambda sheet: sheet.name.startswith(Product.COMUNE)
    )
    for path, template, values in (
        ("", "home.html", {"initials": _initials(content.places)}),
        ("cosa-fare/", "advice.html", {"changed": generic.made}),
        ("referenti/", "referents.html", {"ambiti": list(_list_referents(content))}),
        ("professionisti/", "professionals.html", {"leaflets": sheets}),
        ("verifica/", "check.html", {"versions": content.versions}),
        ("modifiche/", "changes.html", {"news_shown": news}),
        ("dati/", "data.html", _data_page(content, acts)),
        ("accessibilita/", "accessibility.html", {"changed": generic.made}),
        ("privacy/", "privacy.html", {"changed": generic.made}),
    ):
        yield Page(path, template, common | values)
    for place in content.places:
        yield Page(place.path, "comune.html", common | _of_place(content, place))
    for ambito in content.registry.ambiti:
        path = f"ambiti/{ambito.id}/"
        yield Page(path, "ambito.html", common | _of_ambito(content, ambito))
    for ambito in content.gone:
        values = {"ambito": ambito, "places": list(content.places_named(ambito.comuni))}
        yield Page(f"ambiti/{ambito.id}/", _GONE, common | values)
    for page in (*_aid_pages(content), *_act_pages(acts)):
        yield page._replace(values={**common, **page.values})


def _has_aids(content: Content) -> bool:
    """Return whether there is anything to show of aids or stages today."""
    aids = content.registry.aids
    return bool(aids and (aids.fasi or aids.misure))


def _aid_pages(content: Content) -> Iterator[Page]:
    """Yield the pages of the aids that can be asked for today, and of the stages.

    Nobody notes when they changed: the day that an aid was checked stands on its page.
    """
    aids = content.registry.aids
    if not aids or not _has_aids(content):
        return
    names = {ambito.id: ambito.nome for ambito in content.registry.ambiti}
    common = {"changed": None, "fasi": aids.fasi, "names": names}
    yield Page("aiuti/", "aids.html", common | {"misure": aids.misure})
    for misura in aids.misure:
        values = {
            "misura": misura,
            "places": list(content.places_named(misura.comuni)),
            "ambiti": [it for it in content.registry.ambiti if it.id in misura.ambiti],
        }
        yield Page(f"aiuti/{misura.id}/", "aid.html", common | values)
    for number, fase in enumerate(aids.fasi, 1):
        helpful = [misura for misura in aids.misure if misura.helps_at(fase.id)]
        values = {"fase": fase, "number": number, "misure": helpful}
        yield Page(f"fasi/{fase.id}/", "stage.html", common | values)


def _act_pages(acts: ActsReport | None) -> Iterator[Page]:
    """Yield the page of numbers of acts: those of ambiti; those of Comuni are in the open data."""
    if acts is None:
        return
    years = acts.tally.years[-MOST_YEARS_SHOWN:]
    lines = [Series(atto, [acts.tally.find_shown(acts.whole, atto, year) for year in years])
             for atto in acts.tally.kinds]  # fmt: skip
    tables = [
        {
            "name": atto,
            "rows": [
                [acts.names[area], *(say_number(acts.figure(area, atto, year)) for year in years)]
                for area in (*acts.parts, acts.whole)
            ],
        }
        for atto in acts.tally.kinds
    ]
    values = {"plot": plot_svg(years, lines, "Atti di sfratto all'anno"), "years": years,
              "tables": tables, "signs": SIGNS, "method": METHOD, "sources": acts.sources,
              "changed": None}  # fmt: skip
    yield Page("atti/", "acts.html", values)


def _initials(places: Sequence[Place]) -> list[tuple[str, list[Place]]]:
    grouped = groupby(places, key=lambda place: (fold(place.nome)[:1] or "#").upper())
    return [(initial, list(members)) for initial, members in grouped]


def _rows(ambito: Ambito, contatti: Sequence[Contatto]) -> list[ContactRow]:
    """Return these rows of the ambito, with their cards; rows count from 1."""
    wanted = {id(contatto) for contatto in contatti}
    return [
        ContactRow(
            contatto,
            open_data.vcard_path(ambito, number) if open_data.has_card(contatto) else "",
            describe_served(contatto, ambito),
        )
        for number, contatto in enumerate(ambito.contatti, 1)
        if id(contatto) in wanted
    ]


def _parts(rows: Sequence[ContactRow]) -> list[Part]:
    """Return the parts that these rows serve, as people count them, each with all of its rows."""
    names = dict.fromkeys(zona for row in rows for zona in row.contatto.zone)
    return [
        Part(nome, f"zona-{number}", [row for row in rows if nome in row.contatto.zone])
        for number, nome in enumerate(names, 1)
    ]


def _list_referents(content: Content) -> Iterator[tuple[object, ...]]:
    for ambito in content.registry.ambiti:
        rows = _rows(ambito, ambito.uffici()), _rows(ambito, ambito.di_sostegno())
        yield ambito, *rows, _places_of(content, ambito), without_number(ambito)


def _places_of(content: Content, ambito: Ambito) -> list[Place]:
    return [place for place in content.places if place.ambito and place.ambito.id == ambito.id]


def _of_place(content: Content, place: Place) -> dict[str, Any]:
    leaflet = content.leaflet_of(place)
    values: dict[str, Any] = {
        "place": place,
        "leaflet": leaflet,
        "changed": leaflet.made,
        "misure": content.aids_of(place),
    }
    if place.ambito is None:
        return values | {"json_ld": None}
    who = whom_to_call(place.ambito, place.nome)
    own, general = who.own, who.general
    if len(place.ambito.comuni) == 1:  # what serves the whole ambito serves this Comune
        own, general = own + general, ()
    url = _url(content, place.path)
    return values | {
        "own": _rows(place.ambito, [row for row in own if not row.zone]),
        "parts": _parts([one for row in own if row.zone for one in _rows(place.ambito, [row])]),
        "general": _rows(place.ambito, general),
        "beside": _rows(place.ambito, who.beside),
        "has_number": who.has_number,
        "json_ld": open_data.json_ld(place.ambito, who.rows, [place.nome], url),
    }


def _of_ambito(content: Content, ambito: Ambito) -> dict[str, Any]:
    ld = open_data.json_ld(
        ambito, ambito.uffici(), ambito.comuni, _url(content, f"ambiti/{ambito.id}/")
    )
    return {
        "ambito": ambito,
        "general": _rows(ambito, ambito.di_ambito()),
        "local": _rows(ambito, ambito.di_comuni()),
        "beside": _rows(ambito, ambito.di_sostegno()),
        "numberless": without_number(ambito),
        "places": _places_of(content, ambito),
        "leaflet": content.leaflets[ambito.id],
        "changed": content.leaflets[ambito.id].made,
        "misure": content.registry.aids.for_place(ambito) if content.registry.aids else (),
        "json_ld": ld,
    }


def _url(content: Content, path: str) -> str:
    base_url = content.registry.base_url
    return f"{base_url.rstrip('/')}/it/{path}" if base_url else ""


def _data_page(content: Content, acts: ActsReport | None) -> dict[str, Any]:
    named = [(ambito, n, row) for ambito in content.registry.ambiti
             for n, row in enumerate(ambito.contatti, 1) if open_data.has_card(row)]  # fmt: skip
    cards = [
        (
            f"{ambito.nome}: {describe_served(row, ambito) or row.ufficio or n}",
            open_data.vcard_path(ambito, n),
        )
        for ambito, n, row in named
    ]
    codes = [(a.nome, path) for a in content.registry.ambiti
             if (path := open_data.code_path(content.registry, a))]  # fmt: skip
    return {
        "has_aid_data": bool(content.registry.aids),
        "tables": (
            open_data.CONTACT_TABLE,
            *(aid_data.TABLES if content.registry.aids else ()),
            *((ACT_TABLE,) if acts else ()),
        ),
        "separator": SEPARATOR,
        "licence": LICENCE,
        "cards": cards,
        "codes": codes,
    }


def _identify_news(news: News) -> dict[str, Any]:
    """Return news with the names by which pages and readers of feeds know it again."""
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"leaflet:{news.on}:{news.ambito}")
    anchor = "n" + "".join(sign for sign in news.on if sign.isalnum())
    return {"news": news, "uuid": identifier.urn, "id": f"{anchor}-{news.ambito}"}


def _feed(content: Content, composer: PortalComposer, locale: Locale) -> tuple[str, bytes]:
    path = f"{locale.code}/modifiche/"
    name = f"leaflet:{content.registry.base_url or content.registry.fonte}:{locale.code}"
    feed = composer.page(
        "feed.xml",
        locale,
        path,
        origin=content.registry.fonte,
        feed_id=uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        updated=content.last_change() or _START,
        news_shown=[_identify_news(news) for news in content.news],
    )
    return f"{path}feed.xml", feed.encode()


def _first(
    composer: PortalComposer, locales: Sequence[Locale], sentence: str, home: str = ""
) -> str:
    """Return a page that says a sentence in each language and leads on to its pages."""
    said = {locale.code: locale.text(sentence) for locale in locales}
    return composer.page("root.html", locales[0], "", said=said, home=home)


def _for_machines(
    base_url: str, pages: Sequence[Page], locales: Sequence[Locale]
) -> Iterator[tuple[str, bytes]]:
    """Yield what tells search engines where they may look; they want whole addresses."""
    folder = quote(urlsplit(base_url).path)
    rules = ["User-agent: *", f"Disallow: {folder}/fogli/versioni/"]
    if base_url:
        rules.append(f"Sitemap: {base_url}/sitemap.xml")
        yield "sitemap.xml", _sitemap(base_url, pages, locales).encode()
    yield "robots.txt", ("\n".join(rules) + "\n").encode()


def _sitemap(base_url: str, pages: Sequence[Page], locales: Sequence[Locale]) -> str:
    """Return every page in every language, with the day of its last change.

    The first page, where the language is chosen, stands for home in none.
    """
    lines = ['<?xml version="1.0" encoding="utf-8"?>', _URLSET]
    for page in pages:
        urls = {it.code: escape(f"{base_url}/{it.code}/{page.path}") for it in locales}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>'
            for code, url in urls.items()
        )
        changed = page.values["changed"]
        day = f"<lastmod>{changed}</lastmod>" if changed else ""
        first = [] if page.path else [f"{escape(base_url)}/"]
        lines += [f"<url><loc>{url}</loc>{day}{others}</url>" for url in (*first, *urls.values())]
    return "\n".join([*lines, "</urlset>", ""])
