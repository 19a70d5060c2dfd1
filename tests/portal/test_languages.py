# SPDX-License-Identifier: EUPL-1.2
"""A portal in one language, in twelve, in Chinese: the list of languages decides."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest

from leaflet.pages.type_rules import write_web_rules
from leaflet.portal.pages import files
from leaflet.portal.search_tables import files as tables
from leaflet.system.workspace import shipped_workspace
from leaflet.texts.catalogues import (
    PORTAL_DOMAIN,
    join_texts,
    read_languages,
    read_texts,
)
from tests.portal.small_portal import SMALL, built, content_of, look, registry_of

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.portal.pages import Look

LOCALES = shipped_workspace().locales
EVERY = tuple(read_languages(LOCALES))


def look_in(*codes: str) -> Look:
    """Return the look of a portal that publishes these languages, drafts or not."""
    sheet, portal = read_texts(LOCALES, also=codes), read_texts(LOCALES, PORTAL_DOMAIN, codes)
    joined = join_texts(sheet, portal)
    locales = [joined.locale(code) for code in codes]
    return dataclasses.replace(look(), locales=locales, languages=read_languages(LOCALES))


@pytest.mark.parametrize("codes", [("it",), EVERY[:12]])
def test_the_list_decides_which_pages_there_are(tmp_path: Path, codes: tuple[str, ...]) -> None:
    """Each language has the same pages, its own direction, and a menu of them all."""
    registry = registry_of()
    built(tmp_path, registry)
    made = dict(files(content_of(tmp_path, registry), look_in(*codes)))
    pages = {path for path in made if path.startswith("it/")}
    assert len(pages) > 20
    for code in codes:
        language = read_languages(LOCALES)[code]
        html = made[f"{code}/comuni/rho/index.html"].decode()
        assert {
            f"it/{path.partition('/')[2]}" for path in made if path.startswith(f"{code}/")
        } == pages
        assert re.search(rf'<html lang="{code}"[^>]* dir="{language.direction}"', html)
        menu = html[html.index('<nav class="languages"') :]
        assert re.findall(r'hreflang="(\w+)" lang', menu[: menu.index("</nav>")]) == list(codes)
        assert f'lang="{code}"' in made["index.html"].decode()
    assert not any(path.startswith("ur/") for path in made if "ur" not in codes)


def test_a_page_names_the_languages_of_its_sheet(tmp_path: Path) -> None:
    """Those that its ambito chooses, also when the portal does not publish them."""
    registry = registry_of(SMALL.replace("nome: Nord\n", "nome: Nord\n    lingue: [zh, it]\n", 1))
    built(tmp_path, registry)
    made = dict(files(content_of(tmp_path, registry), look_in("it", "en")))
    html = made["it/comuni/rho/index.html"].decode()
    said = html[html.index("in queste lingue:") :]
    names = re.findall(r'<bdi lang="(\w+)"', said[: said.index("</p>")])
    assert names == ["it", "zh"]


def test_the_style_has_what_the_list_says() -> None:
    """A language of its own type is set in its font; the others need no rule."""
    languages = read_languages(LOCALES)
    rules = write_web_rules(list(languages.values()))
    assert ':lang(ur) { font-family: "Noto Nastaliq Urdu", var(--plain); }' in rules
    assert ":lang(ur) body, body:lang(ur) { font-size: 1.025em; line-height: 1.98; }" in rules
    assert ":lang(ar) body, body:lang(ar) { font-size: 1.1em; line-height: 1.65; }" in rules
    assert ":lang(fr)" not in rules


def test_browsers_know_the_scripts_of_all_languages() -> None:
    """Chinese letters are of the script Han there: an unknown name would stop the whole search."""
    codes = ("it", "ar", "uk", "zh", "bn", "si")
    made = dict(tables(registry_of(), look_in(*codes).locales))
    scripts = set(re.findall(rb"Script=(\w+)", b"".join(made.values())))
    assert scripts == {b"Arabic", b"Cyrillic", b"Han", b"Bengali", b"Sinhala"}
