# SPDX-License-Identifier: EUPL-1.2
"""The portal's pages: what stands on them, in which language, and at which address."""

from __future__ import annotations

import dataclasses
import difflib
import json
import posixpath
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from leaflet.archive.history import LEAFLET, read_history
from leaflet.pages.portal import address, relative, to_json
from leaflet.pages.sheet import translate_markup
from leaflet.portal.making import list_missing
from leaflet.portal.pages import files
from leaflet.registry.comuni import official
from leaflet.registry.wording import SWITCHBOARD
from leaflet.rules import check_texts
from leaflet.system.workspace import shipped_workspace
from leaflet.texts.catalogues import PORTAL_DOMAIN, read_texts
from tests.paths import TESTS
from tests.portal.small_portal import (
    FIRST,
    SECOND,
    SMALL,
    built,
    content_of,
    helped,
    look,
    pages_of,
    portal_of,
    registry_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from leaflet.registry.model import Registry

GOLDEN = TESTS / "data" / "golden" / "portal"
CODES = ("it", "en", "es", "ar")
SHOWN = (
    "index.html",
    "it/comuni/rho/index.html",
    "ar/comuni/rho/index.html",
    "es/comuni/cormano/index.html",
    "en/comuni/cinisello-balsamo/index.html",
    "en/ambiti/nord/index.html",
    "ar/cosa-fare/index.html",
    "it/professionisti/index.html",
    "it/verifica/index.html",
    "it/modifiche/index.html",
    "en/modifiche/feed.xml",
    "es/privacy/index.html",
    "robots.txt",
    "dati/contatti.json",
    "dati/contatti.csv",
    "dati/contatti.csv-metadata.json",
    "dati/manifest.json",
    "dati/codici.json",
    "dati/vcard/nord-1.vcf",
    "dati/vcard/nord-2.vcf",
    "dati/qr/nord.svg",
    "it/aiuti/index.html",
    "it/aiuti/contributo-rho/index.html",
    "ar/aiuti/contributo-rho/index.html",
    "en/aiuti/aiuto-nord/index.html",
    "it/fasi/intimazione/index.html",
    "dati/misure.json",
    "dati/misure.csv",
    "dati/misure.csv-metadata.json",
    "dati/fasi.csv",
    "dati/fasi.csv-metadata.json",
)
"""Files whose every letter somebody has looked at; `names.txt` has the names of all."""
UNANSWERED = "Se nessuno risponde, chiama il centralino del tuo Comune."
FIRST_VIEW, FIRST_VIEW_OF_HOME = 60_000, 40_000
VOID = frozenset({"meta", "link", "input", "img", "br", "wbr"})
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "</script><!-- &amp; -->",
    "'; DROP TABLE comuni; --",
)


@pytest.fixture(scope="module")
def small() -> Registry:
    return helped(registry_of())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, small: Registry) -> dict[str, str]:
    """The text files of a small portal whose list has changed once."""
    output = tmp_path_factory.mktemp("output")
    earlier = SMALL.replace("02 020202", "02 9501 0000").replace("2026-01-08", "2026-01-01")
    built(output, registry_of(earlier), on=FIRST)
    built(output, small, on=SECOND, suffix=" again")
    return pages_of(output, small)


class _Page(HTMLParser):
    """What the tests ask of a page: its links, the words in each language, whether it is whole."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self._open: list[str] = []
        self.text = ""
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [values[name] or "" for name in ("href", "src") if name in values]
        self.ids += [values["id"] or ""] if "id" in values else []
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and values.get("type") != "application/ld+json"):
            self.inline += [] if "src" in values else [tag]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def html(pages: dict[str, str]) -> dict[str, _Page]:
    """The pages of that portal, parsed."""
    found = parsed(pages)
    assert len(found) > 500
    return found


def parsed(pages: Mapping[str, str]) -> dict[str, _Page]:
    return {path: _Page(text) for path, text in pages.items() if path.endswith(".html")}


def test_golden(pages: dict[str, str], pytestconfig: pytest.Config) -> None:
    """Pages of each kind, and the names of all, are what somebody has looked at and committed."""
    told = {name.replace("/", "~"): pages[name] for name in SHOWN}
    told["names.txt"] = "".join(f"{name}\n" for name in sorted(pages))
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for file in GOLDEN.iterdir():
            file.unlink()
        for name, text in told.items():
            (GOLDEN / name).write_bytes(text.encode())
    golden = {file.name: file.read_bytes().decode() for file in GOLDEN.iterdir()}

    assert sorted(golden) == sorted(told), "if this is meant: pytest --update-golden"
    for name, text in told.items():
        lines = difflib.unified_diff(golden[name].splitlines(), text.splitlines(), name, name)
        assert "\n".join(lines) == "", "pytest --update-golden?"
        assert golden[name] == text, name


def test_every_comune_of_the_metropolitan_city_has_a_page(pages: dict[str, str]) -> None:
    """All 133 Comuni are there in each language, with an ambito or without."""
    comuni = official().of_province("MI")
    assert len(comuni) == 133
    for code in CODES:
        here = [unescaped(pages[path]) for path in pages if path.startswith(f"{code}/comuni/")]
        assert len(here) == 133
        for comune in comuni:
            assert any(comune.nome in text for text in here)


def unescaped(text: str) -> str:
    return text.replace("&#39;", "'")


def test_links_lead_to_files_of_the_portal(pages: dict[str, str], html: dict[str, _Page]) -> None:
    """Every relative link and anchor leads somewhere, also from a folder on a disk."""
    names = set(pages)
    seen = 0
    for path, page in html.items():
        for link in page.links:
            parts = urlsplit(link.removeprefix("/sfratto/"))  # the page for missing ones
            if parts.scheme:
                assert parts.scheme in {"https", "tel", "mailto"}
                continue
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), unquote(parts.path))
            )
            target = target if parts.path else path
            target += "/index.html" * (not target or link.partition("#")[0].endswith("/"))
            assert target in names or target.startswith("fogli/"), (path, link)
            if parts.fragment:
                assert parts.fragment in html[target].ids, (path, link)
            seen += 1
    assert seen > 10_000


def test_no_page_has_anything_inline(pages: dict[str, str], html: dict[str, _Page]) -> None:
    """The policy forbids scripts and styles in the page, and every page has the policy."""
    for path, page in html.items():
        assert page.inline == [], path
        assert "default-src 'none'" in pages[path], path


def test_nothing_is_asked_of_another_site(pages: dict[str, str]) -> None:
    """Style, script and pictures are our own; only links of offices lead away."""
    for path, text in pages.items():
        if path.endswith(".html"):
            loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]*)"', text)
            loaded += re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]*)"', text)
            assert loaded
            assert not [link for link in loaded if urlsplit(link).scheme or link.startswith("//")]
    assert "url(" not in pages["assets/site.css"]
    scripts = [text for path, text in pages.items() if path.endswith(".js") and "assets/" in path]
    assert len(scripts) == 5
    assert not [text for text in scripts if "fetch" in text]


def test_what_keeps_pages_is_of_their_version(pages: dict[str, str], tmp_path: Path) -> None:
    """Another number is another version, which renews what readers keep; pieces keep nothing."""
    [assets] = re.findall('ASSETS = "(.*?)"', pages["worker.js"])
    assert assets.split() == [path for path in pages if path.startswith("assets/")]
    versions = set()
    for number in ("02 020202", "02 9501 0000", "02 020202"):
        registry = registry_of(SMALL.replace("02 020202", number))
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        built(folder, registry)
        worker = dict(files(content_of(folder, registry), look(languages=1)))["worker.js"]
        assert b"@" not in worker
        versions.add(worker)
    assert len(versions) == 2
    assert 'data-worker="../../../worker.js"' in pages["it/comuni/rho/index.html"]


def test_the_first_view_is_light(pages: dict[str, str]) -> None:
    """Home, with style and script, weighs at most 40 kB before it is compressed, others 60."""
    for code in CODES:
        for page, script, most in (
            ("", "search.js", FIRST_VIEW_OF_HOME),
            ("comuni/rho/", "page.js", FIRST_VIEW),
            ("verifica/", "site.js", FIRST_VIEW),
            ("aiuti/contributo-rho/", "aids.js", FIRST_VIEW),
        ):
            loaded = [f"assets/{name}" for name in ("site.css", "icon.svg", script)]
            loaded += ["assets/aids.css", "assets/page.js"] if script == "aids.js" else []
            loaded.append(f"{code}/{page}index.html")
            assert sum(len(pages[name].encode()) for name in loaded) <= most, (code, page)


def test_a_phone_number_can_be_called(pages: dict[str, str]) -> None:
    """Numbers are links that dial, set apart so that Arabic does not turn them round."""
    for code in CODES:
        page = pages[f"{code}/comuni/rho/index.html"]
        assert 'href="tel:+390295120286"' in page
        assert '<bdi dir="ltr">02 9512 0286</bdi>' in page
        assert page.index("02 020202") < page.index("02 9512 0286"), "its own first"


def test_languages_are_told_and_linked(pages: dict[str, str]) -> None:
    """Each page says its language and direction, and where it is in the others."""
    page = pages["ar/comuni/rho/index.html"]
    assert '<html lang="ar" data-dates="ar" dir="rtl">' in page
    for code in CODES:
        url = f"https://unep.example/sfratto/{code}/comuni/rho/"
        assert f'<link rel="alternate" hreflang="{code}" href="{url}">' in page
    assert '<link rel="canonical" href="https://unep.example/sfratto/ar/comuni/rho/">' in page


def test_without_an_address_there_is_nothing_that_needs_one(tmp_path: Path) -> None:
    """A portal that does not know where it will be has no canonical links and no sitemap.

    Its page for missing ones takes it for a server's own, and its links name index.html, so that
    they work from a disk.
    """
    registry = registry_of(re.sub("base_url.*\n", "", SMALL))
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=2)
    assert "sitemap.xml" not in found
    assert 'href="/it/index.html"' in found["404.html"]
    assert "Sitemap" not in found["robots.txt"]
    assert not [path for path, text in found.items() if "canonical" in text or "og:url" in text]
    assert (
        'hreflang="en" href="../../../en/comuni/rho/index.html"'
        in (found["it/comuni/rho/index.html"])
    )


def test_the_page_for_pages_that_are_not_there_leads_on_from_any_address(
    pages: dict[str, str],
) -> None:
    """In each language, from the server's root: it is shown at whatever depth was asked for."""
    links = re.findall('(?:href|src)="([^"]*)"', pages["404.html"])
    home = "/sfratto/"
    assert {f"{home}{code}/" for code in CODES} <= set(links)
    assert all(link.startswith(home) for link in links)
    assert "<h1>Questa pagina non c&#39;è: cerca il tuo Comune</h1>" in pages["404.html"]
    assert "noindex" in pages["404.html"]


def test_a_comune_without_an_ambito_gets_an_honest_answer(pages: dict[str, str]) -> None:
    """It says that there is nobody in the list, what to do, and offers the generic leaflet."""
    page = unescaped(pages["it/comuni/segrate/index.html"])
    assert "non ha ancora un referente" in page
    assert "Chiama il centralino" in page
    assert "cosa-fare-in-caso-di-sfratto_generico.pdf" in page
    assert "tel:" not in page


def test_a_namesake_is_warned_of(pages: dict[str, str]) -> None:
    """Cinisello Balsamo is not in the ambito of that name."""
    page = unescaped(pages["it/comuni/cinisello-balsamo/index.html"])
    assert "l'ambito" in page
    assert "Bresso, Cormano" in page


def test_who_cannot_be_reached_is_not_alone(pages: dict[str, str]) -> None:
    """Where a Comune's row has no number, its switchboard is named, not another town's clerk."""
    page = unescaped(pages["it/comuni/cormano/index.html"])
    assert "Stiamo controllando questo contatto: chiama il centralino del tuo Comune." in page
    assert "vai in municipio" in page
    assert "mailto:casa@bresso.example" not in page


def test_codes_of_paper_can_be_looked_up(pages: dict[str, str]) -> None:
    """The table has every code: current ones, and what took the place of old ones."""
    rows = re.findall(r'<tr class="(\w+)">(.*?)</tr>', pages["it/verifica/index.html"], re.DOTALL)
    assert [state for state, _ in rows] == ["current"] * 3 + ["superseded"] * 3
    current = {re.findall(r"[0-9A-F]{4}-[0-9A-F]{4}", row)[0] for _, row in rows[:3]}
    assert "6 marzo 2026" in rows[0][1], "the day is that of Rome"
    assert {re.findall(r"[0-9A-F]{4}-[0-9A-F]{4}", row)[1] for _, row in rows[3:]} == current


def test_an_old_code_leads_to_the_sheet_of_today(pages: dict[str, str]) -> None:
    """Whoever looks up an old sheet has the new one at hand."""
    page = pages["it/verifica/index.html"]
    rows = re.findall(r'<tr class="superseded">.*?</tr>', page, re.DOTALL)
    sheets = [re.findall(r'href="([^"]*)"', row) for row in rows]
    assert sorted(sheets) == [
        [f"../../fogli/cosa-fare-in-caso-di-sfratto_{name}.pdf"]
        for name in ("cinisello-balsamo", "generico", "nord")
    ]


def test_codes_of_other_products_tell_whose_they_are(tmp_path: Path, small: Registry) -> None:
    """The large print of an ambito bears the name of the ambito and of its language."""
    built(tmp_path, small)
    history = read_history(tmp_path)
    for folder, name, code in (
        ("una-lingua", "nord_ar", "AAAA-AAAA"),
        ("bilingue", "nord_it-en", "BBBB-BBBB"),
        ("manifesto", "manifesto", "CCCC-CCCC"),
    ):
        file = f"pdf/{folder}/cosa-fare-in-caso-di-sfratto_{name}.pdf"
        record = {"record": LEAFLET, "on": FIRST, "path": file, "key": "", "sha256": ""}
        history.append({**record, "code": code})
    told = {version.code: version.nome for version in content_of(tmp_path, small).versions}
    assert told["AAAA-AAAA"] == "Nord (ar)"
    assert told["BBBB-BBBB"] == "Nord (it-en)"
    assert told["CCCC-CCCC"] == "manifesto"


def test_news_tell_no_old_number(pages: dict[str, str]) -> None:
    """Nobody is to dial a number because it was wrong once."""
    for path in ("it/modifiche/index.html", "it/modifiche/feed.xml"):
        assert "Telefono: dato cambiato" in pages[path]
        assert "9501" not in pages[path]
        assert "020202" not in pages[path]


def test_news_write_days_as_people_do(pages: dict[str, str]) -> None:
    """«8 gennaio 2026», not «2026-01-08», in the words of each language."""
    assert "contatto controllato l'8 gennaio 2026" in unescaped(pages["it/modifiche/index.html"])
    assert "contact checked on 8 January 2026" in pages["en/modifiche/feed.xml"]


def test_an_ambito_that_left_still_answers(tmp_path: Path) -> None:
    """The code on an old sheet leads to a page that says so, and to the Comuni it had."""
    built(tmp_path, registry_of(), on=FIRST)
    left = registry_of(SMALL[: SMALL.index("  - id: cinisello-balsamo")])
    built(tmp_path, left, on=SECOND)
    pages = pages_of(tmp_path, left, languages=1)
    page = unescaped(pages["it/ambiti/cinisello-balsamo/index.html"])
    assert "non è più nell'elenco" in page
    assert "comuni/bresso/" in page
    rows = re.findall(r"<tr class=.*?</tr>", pages["it/verifica/index.html"], re.DOTALL)
    assert sum("Cinisello Balsamo" in row for row in rows) == 1
    assert sum("Ogni altro Comune" in row for row in rows) == 1


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    """Whatever the list says, pages only show it: no element, no script, no template."""
    places = ("Ufficio Casa", "Nord", "Elenco di prova", "Azienda di prova", '"Casa: chi può"')
    text = SMALL
    for place, said in zip(places, HOSTILE, strict=True):
        text = text.replace(place, json.dumps(said))
    registry = registry_of(text.replace("Bresso", json.dumps(HOSTILE[0])))
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=2)
    for path, page in parsed(found).items():
        assert page.inline == [], path
        assert "<img" not in found[path], path
        assert "49" not in found[path].partition("<h1>")[2].partition("</h1>")[0]
    shown = _Page(found["it/ambiti/nord/index.html"]).text
    for said in HOSTILE:
        assert said in shown
    [block] = re.findall(r'ld\+json">(.*?)</script>', found["it/ambiti/nord/index.html"])
    assert json.loads(block)["provider"]["name"] == HOSTILE[3]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://rho.example/casa?a=1&b=2", "https://rho.example/casa?a=1&b=2"),
        ('https://rho.example/"2"', "https://rho.example/%222%22"),
        ("https://rho.example/a b", "https://rho.example/a%20b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
    ],
)
def test_links_of_the_list_lead_to_websites_only(url: str, shown: str | None) -> None:
    """What no address may have is encoded; what is no website is only text."""
    assert address(url) == shown


def test_json_in_a_page_ends_no_script() -> None:
    """Signs that HTML knows are escaped, and read back the same."""
    text = to_json({"name": "</script><!--&\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": "</script><!--&\u2028"}


@pytest.mark.parametrize(
    ("start", "target", "link"),
    [
        ("it/comuni/rho/", "it/comuni/arese/", "../../../it/comuni/arese/index.html"),
        ("it/comuni/rho/", "it/comuni/rho/", "index.html"),
        ("it/", "assets/site.css", "../assets/site.css"),
        ("", "it/", "it/index.html"),
        ("it/", "it/comuni/rho/", "comuni/rho/index.html"),
        ("it/comuni/rho/", "it/#comuni", "../../../it/index.html#comuni"),
    ],
)
def test_links_work_from_any_folder(start: str, target: str, link: str) -> None:
    """Links are relative and name index.html, so that no server is needed.

    With a server they end as the canonical address does.
    """
    assert relative(start, target) == link
    assert relative(start, target, index="") == (link.replace("index.html", "") or "./")


BLOCK = """\
portale:
  ente: Corte di prova
  contatto: sito@corte.example
  accessibilita: https://form.agid.gov.it/view/1
  privacy: https://corte.example/privacy
  logo: logo.png
"""


def test_everybody_sees_whose_portal_it_is(tmp_path: Path) -> None:
    """Name and logo in head and foot; there also whom to write to, and what the law asks for."""
    registry = registry_of(BLOCK + SMALL)
    built(tmp_path, registry)
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"\x89PNG")
    dressed = dataclasses.replace(look(languages=1), logo=logo)
    found = dict(files(content_of(tmp_path, registry), dressed))
    assert found["assets/logo.png"] == b"\x89PNG"
    page = found["it/comuni/rho/index.html"].decode()
    for part in (page.partition("<main")[0], page.partition("<footer")[2]):
        assert 'src="../../../assets/logo.png"' in part
        assert "Corte di prova" in part
    links = re.findall('href="([^"]*)"', page.partition("<footer")[2])
    assert {"mailto:sito@corte.example", "https://form.agid.gov.it/view/1",
            "https://corte.example/privacy"} <= set(links)  # fmt: skip
    for path, text in found.items():
        if path.endswith(".html"):
            assert b"Corte di prova" in text, path
    assert "mailto:sito@corte.example" in found["it/accessibilita/index.html"].decode()


def test_the_list_is_told_what_it_does_not_say_of_the_publisher() -> None:
    """And what the law asks for; a whole block needs no word."""
    said = list(map(str, list_missing(registry_of())))
    assert said[0].endswith("«portale» lacks ente, contatto, accessibilita, privacy, logo")
    assert "AGID" in said[1]
    some = BLOCK.replace("  privacy: https://corte.example/privacy\n", "")
    said = list(map(str, list_missing(registry_of(some + SMALL))))
    assert said[0].endswith("lacks privacy")
    assert not any("AGID" in line for line in said)
    assert list(list_missing(registry_of(BLOCK + SMALL))) == []


def test_no_template_knows_whose_portal_it_is() -> None:
    """Another territory's portal is not the bailiffs' of Milano."""
    templates = [path.read_text("utf-8") for path in shipped_workspace().templates.rglob("*.*")]
    assert len(templates) > 40
    assert not [text for text in templates if "UNEP" in text]


def test_a_published_page_has_one_address(html: dict[str, _Page]) -> None:
    """No link names index.html where the canonical address does not."""
    for path, page in html.items():
        assert not [link for link in page.links if "index.html" in link], path


def test_the_sitemap_has_every_page_and_its_day(pages: dict[str, str]) -> None:
    """With the first one; a Comune's page changes with its leaflet, that is, on Rome's day.

    Of aids and stages nobody notes when they changed.
    """
    urls = dict(
        re.findall("<url><loc>(.*?)</loc>(?:<lastmod>(.*?)</lastmod>)?", pages["sitemap.xml"])
    )
    base = "https://unep.example/sfratto/"
    listed = {path.removesuffix("index.html") for path in pages if path.endswith("/index.html")}
    assert set(urls) == {base, *(f"{base}{path}" for path in listed)}
    undated = {url for url in urls if re.search("/(aiuti|fasi)/", url)}
    assert {urls[url] for url in undated} == {""}
    assert {urls[url] for url in urls.keys() - undated} == {"2026-03-06"}
    assert "Pagina aggiornata il 6 marzo 2026." in pages["it/comuni/rho/index.html"]


def test_an_ambito_of_one_comune_is_called_by_that(tmp_path: Path) -> None:
    """Nobody in Milano is told of «all Comuni of the ambito Milano»."""
    alone = SMALL.replace("comuni: [Cassano d'Adda, Rho, San Donato Milanese]", "comuni: [Rho]")
    registry = registry_of(alone)
    built(tmp_path, registry)
    found = pages_of(tmp_path, registry, languages=1)
    for path in ("it/comuni/rho/index.html", "it/ambiti/nord/index.html"):
        assert "Per tutti i Comuni" not in found[path]
        assert 'Uffici di <bdi dir="ltr">Rho</bdi>' in found[path]
        assert "02 9512 0286" in found[path]


def test_fragments_are_the_same_content_without_layout(tmp_path: Path, small: Registry) -> None:
    """A piece has no head, no style and no page around it, and says what the page says.

    Source, day, other languages and the word about the translation come with it.
    """
    built(tmp_path, small)
    whole, pieces = pages_of(tmp_path, small), pages_of(tmp_path, small, fragment=True)
    piece = pieces["ar/comuni/rho/index.html"]
    assert piece.startswith('<div class="sfratto" lang="ar" dir="rtl">')
    assert "<html" not in piece
    assert "<link" not in piece
    main = whole["ar/comuni/rho/index.html"].partition('tabindex="-1">')[2].partition("</main>")[0]
    main = main.partition("</p>")[2]  # what is said of a page that the browser has kept
    assert " ".join(main.split()) in " ".join(piece.split())
    for said in (
        "Elenco di prova",
        "10 يناير 2026",
        "هذه الترجمة",
        'href="../../../en/comuni/rho/"',
    ):
        assert said in piece
        assert said in whole["ar/comuni/rho/index.html"]
    assert not {"index.html", "worker.js"} & set(pieces)
    assert "worker" not in piece
    assert {p for p in pieces if p.startswith("dati/")} == {
        p for p in whole if p.startswith("dati/")
    }


def test_the_texts_of_the_portal_are_complete() -> None:
    """Nothing is missing, stale or Italian in any language; only reviewers are missing."""
    texts = read_texts(shipped_workspace().locales, PORTAL_DOMAIN)
    assert [locale.code for locale in texts.locales] == list(CODES)
    assert len(texts.locales[0].entries) > 100
    problems = [problem for locale in texts.locales for problem in check_texts(locale)]
    assert {problem.code for problem in problems} == {"X010"}


def test_the_same_list_makes_the_same_bytes(tmp_path: Path, small: Registry) -> None:
    """Nothing depends on the day or the order of a set."""
    built(tmp_path / "output", small)
    for name in ("one", "two"):
        portal_of(tmp_path / "output", small, tmp_path / name, languages=2)
    one, two = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*")
         if p.is_file()}
        for n in ("one", "two")
    )  # fmt: skip
    assert len(one) > 300
    assert one == two


def test_every_page_of_a_comune_names_somebody_to_call(tmp_path: Path, registry: Registry) -> None:
    """In each language: a number, or the switchboard of one's own Comune; 24 + 78 have no number.

    Where there are numbers, it says what to do when nobody answers.
    """
    built(tmp_path, registry, on=FIRST)
    pages = pages_of(tmp_path, registry)
    texts = read_texts(shipped_workspace().locales)
    for code in CODES:
        locale = texts.locale(code)
        to_call = translate_markup(locale, SWITCHBOARD).striptags()
        unanswered = translate_markup(locale, UNANSWERED).striptags()
        read = {path: text_of(text) for path, text in pages.items()}
        comuni = {path: text for path, text in read.items() if path.startswith(f"{code}/comuni/")}
        told = {path for path, text in comuni.items() if to_call in text}
        assert (len(comuni), len(told)) == (133, 24 + 78), code
        for path, text in comuni.items():
            assert (unanswered in text) == (path not in told), path
            assert path in told or 'href="tel:' in pages[path], path
        whole = read[f"{code}/ambiti/corsichese/index.html"]
        assert to_call in whole, code
        assert "Assago, Buccinasco, Cusago, Trezzano sul Naviglio" in whole, code


DIVIDED = (
    """  - id: cinisello-balsamo
""",
    """      - {comuni: [Rho], zone: [Lucernate, Mazzo], telefoni: [{numero: "02 353711"}],
         verificato: 2026-01-08}
      - {comuni: [Rho], zone: [Terrazzano], ufficio: Punto Terrazzano,
         telefoni: [{numero: "02 353712"}], verificato: 2026-01-08}
      - {tipo: sostegno, ufficio: Sportello di prova, telefoni: [{numero: "02 353713"}],
         verificato: 2026-01-08}
      - {tipo: sostegno, ufficio: Caritas di prova, comuni: [Rho], email: [a@caritas.example],
         verificato: 2026-01-08}
  - id: cinisello-balsamo
""",
)


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a portal with parts of a Comune, and with who helps besides."""
    folder = tmp_path_factory.mktemp("divided")
    registry = registry_of(SMALL.replace(*DIVIDED))
    built(folder, registry)
    return pages_of(folder, registry)


def test_a_part_is_chosen_by_its_name(divided: dict[str, str]) -> None:
    """The page of the Comune leads to each part; its offices stand under its name."""
    page = unescaped(divided["it/comuni/rho/index.html"]).partition("<h1>")[2]
    links = dict(re.findall(r'<a href="#(zona-\d)"><bdi>([^<]*)</bdi></a>', page))
    assert list(links.values()) == ["Lucernate", "Mazzo", "Terrazzano"]
    for anchor, name in links.items():
        section = page.partition(f'id="{anchor}"')[2].partition("</section>")[0]
        assert f"Rho, {name}</bdi></h2>" in section
        assert ("353712" in section) == (name == "Terrazzano")
    assert page.index("Ufficio Casa") < page.index('id="zona-1"') < page.index("Ufficio di Piano")
    assert "Rho, Lucernate, Mazzo" in divided["it/ambiti/nord/index.html"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("it/comuni/rho/index.html", 2),
        ("it/comuni/cassano-d-adda/index.html", 1),
        ("it/ambiti/nord/index.html", 2),
        ("it/referenti/index.html", 2),
    ],
)
def test_who_helps_besides_stands_after_all_offices(
    divided: dict[str, str], path: str, names: int
) -> None:
    """Under its own heading, without a card; on the pages of the Comuni that it helps."""
    offices, _, rest = unescaped(divided[path]).partition("Chi altro aiuta</h")
    beside = rest.partition("</section>")[0]
    assert "Sportello di prova" in beside
    assert beside.count('class="office"') == names
    assert "vcard" not in beside
    assert "di prova</bdi></h" not in offices.partition("Chi chiamare")[2]


def test_who_helps_besides_is_in_the_open_data_and_no_service(divided: dict[str, str]) -> None:
    """Programs know it by its kind; search engines are told of offices alone."""
    table = divided["dati/contatti.csv"].splitlines()
    kinds = [dict(zip(table[0].split(","), row.split(","), strict=False)) for row in table[1:]]
    assert [row["zone"] for row in kinds[:4]] == ["", "", "Lucernate | Mazzo", "Terrazzano"]
    assert [row["tipo"] for row in kinds[:6]] == ["", "", "", "", "sostegno", "sostegno"]
    page = divided["it/ambiti/nord/index.html"]
    told = page.partition("ld+json")[2].partition("</script>")[0]
    assert "353712" in told
    assert "353713" not in told
    assert "dati/vcard/nord-4.vcf" in divided
    assert "dati/vcard/nord-5.vcf" not in divided


def test_the_search_of_the_pages_knows_the_parts(divided: dict[str, str]) -> None:
    """As parts of their Comune, before what else is called so."""
    assert '"Rho":["Lucernate","Mazzo","Terrazzano",' in divided["ricerca/luoghi.js"]
