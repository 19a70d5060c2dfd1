# SPDX-License-Identifier: EUPL-1.2
"""The portal's search in a real browser: the shared cases, keys, phones, what it asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.judges.chromium import Look
from tests.searches import read_searches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.judged.portal.portals import Portal
    from tests.judges.chromium import Browser, Page

PHONE = Look(width=360, height=640)
ABOVE_A_KEYBOARD = 350
"""Pixels of such a phone that its keyboard leaves free, at least."""
HOME, MOST_OF_HOME = 4, 40_000
"""Files of a first view: page, style, search, icon; and their bytes, not compressed."""
LEAST_JUMP = 0.02
FIELD = "document.querySelector('#comune')"
OPTIONS = "[...document.querySelectorAll('#suggerimenti [role=option]')].map(o => o.textContent)"
STATUS = "document.querySelector('#esito')"
ASK = """
async typed => {
  const field = document.querySelector("#comune"), finder = document.querySelector("#cerca");
  delete finder.dataset.kind;
  field.value = typed;
  field.dispatchEvent(new Event("input"));
  while (!finder.dataset.kind) await new Promise(done => setTimeout(done, 5));
  const options = [...document.querySelectorAll("#suggerimenti bdi")].map(one => one.textContent);
  const told = document.querySelector("#esito").textContent;
  const named = (told.match(/\\u2068(.*?)\\u2069/) || ["", ""])[1];
  const names = options.length || finder.dataset.kind === "none" ? options : named.split(", ");
  return [finder.dataset.kind, names, told];
}
"""
"""Types something at once and gives the kind of the answer, its names and what is said of it."""
JUMPS = """
new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 100);
})
"""


@pytest.fixture
def page(browser: Browser, portal: str) -> Iterator[Page]:
    """The Italian home page, on a phone."""
    with browser.page(PHONE) as opened:
        yield opened.open(f"{portal}it/index.html")


def ask(page: Page, typed: str) -> tuple[str, list[str], str]:
    kind, names, told = page.evaluate(f"({ASK})({json.dumps(typed)})")
    return kind, names, told


def type_into(page: Page, typed: str) -> Any:  # noqa: ANN401  (whatever the list shows)
    """Type like a person, wait for the answer, and return what is offered."""
    ask(page, typed[:1])
    page.evaluate(f"{FIELD}.value = ''")
    page.evaluate(f"{FIELD}.focus()")
    page.type(typed)
    ask(page, typed)
    return page.evaluate(OPTIONS)


def test_the_page_has_the_law_of_the_program(page: Page) -> None:
    """Each shared case, in one page: the same answer, and words about it; nothing is silent."""
    wrong = []
    for search in read_searches():
        kind, names, told = ask(page, search.typed)
        is_told = bool(told) == bool(search.typed.strip())
        if not (is_told and search.fits(kind, names)):
            wrong.append((search, kind, names, told))
    assert wrong == []
    assert page.complaints == []


def test_what_is_said(page: Page) -> None:
    """How many were found, that it is a guess, that it is elsewhere, that it is nothing."""
    assert "I primi \u20687\u2069 di \u206841\u2069" in ask(page, "san")[2]
    assert "Comuni trovati: \u20682\u2069" in ask(page, "trezzano")[2]
    assert ask(page, "garbaniate")[2].startswith("Nessun Comune di qui si chiama così.")
    elsewhere = ask(page, "Monza")[2]
    assert elsewhere.startswith("\u2068Monza (MB)\u2069 non è in questo territorio.")
    assert "centralino" in elsewhere
    assert "centralino" in ask(page, "zzyzx")[2]
    assert page.evaluate(f"{STATUS}.querySelector('a').hash") == "#non-trovi"
    assert "لم يعثر" in ask(page, "غغبظثقض")[2]
    assert page.evaluate(f"{STATUS}.lang + {STATUS}.dir") == "arrtl"


def test_enter_opens_only_what_is_certain(page: Page, portal: str) -> None:
    """A guess, a rival, a hamlet or a Comune elsewhere is the reader's to choose."""
    for typed in ("rozan", "Cesano", "Linate", "varese", "رو"):
        type_into(page, typed)
        page.press("Enter")
        assert page.evaluate("document.title").startswith("Cosa fare"), typed
        assert page.evaluate(f"{STATUS}.textContent.length") > 10, typed
    assert type_into(page, "rozan") == ["Rodano", "Rozzano"]
    page.press("ArrowDown", "ArrowDown")
    page.leave("Enter")
    assert page.evaluate("document.querySelector('h1').textContent").endswith("Rozzano")
    page.open(f"{portal}it/index.html")
    type_into(page, "abito a Rho")
    page.leave("Enter")
    assert page.evaluate("document.querySelector('h1').textContent").endswith("Rho")


def test_enter_before_the_names_are_there_is_not_lost(page: Page) -> None:
    """On a slow line somebody has typed and pressed Enter before the search is ready."""
    page.evaluate(f"{FIELD}.focus()")
    page.type("rho")
    page.leave("Enter")
    assert page.evaluate("document.querySelector('h1').textContent").endswith("Rho")


def test_a_rival_that_is_chosen_says_where_it_is(page: Page) -> None:
    """It has no page here: whoever chooses it is told whom to call."""
    assert type_into(page, "Cesano") == ["Cesano Boscone", "Cesano Maderno (MB)"]
    page.press("ArrowDown", "ArrowDown", "Enter")
    assert page.evaluate(f"{STATUS}.textContent").startswith(
        "\u2068Cesano Maderno (MB)\u2069 non è"
    )


def test_search_can_be_left(page: Page) -> None:
    """Escape closes the list; arrows choose in it and scroll it, as screen readers are told."""
    type_into(page, "san")
    chosen = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
    page.press("ArrowDown")
    first = page.evaluate(f"{chosen}.textContent")
    page.press("ArrowDown")
    assert page.evaluate(f"{chosen}.textContent") == page.evaluate(OPTIONS)[1] != first
    page.press("ArrowUp", "ArrowUp")
    assert page.evaluate(f"{chosen}.textContent") == page.evaluate(OPTIONS)[-1]
    assert page.evaluate(f"{chosen}.parentElement.scrollTop") > 0
    page.press("Escape")
    assert not page.evaluate("document.querySelector('#suggerimenti').checkVisibility()")
    assert page.evaluate("document.activeElement.ariaExpanded") == "false"


def test_the_chosen_one_is_seen_in_forced_colours(page: Page) -> None:
    """Its background is another one, also where the reader's colours replace ours."""
    type_into(page, "san")
    forced = {"name": "forced-colors", "value": "active"}
    page.call("Emulation.setEmulatedMedia", features=[forced])
    page.press("ArrowDown")
    colours = page.evaluate(
        "[...document.querySelectorAll('[role=option]')].slice(0, 2)"
        ".map(one => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(colours)) == 2


@pytest.mark.parametrize("code", ["it", "ar"])
def test_title_and_field_stand_above_the_keyboard(browser: Browser, portal: str, code: str) -> None:
    """In the first screen of a phone; nothing jumps when scripts come; the first view is light."""
    with browser.page(PHONE) as page:
        page.open(f"{portal}{code}/index.html", until="networkIdle")
        assert page.evaluate(f"{FIELD}.getBoundingClientRect().bottom") <= ABOVE_A_KEYBOARD
        assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") > 0
        assert page.evaluate(JUMPS) < LEAST_JUMP
        sizes = page.evaluate(
            "[...performance.getEntriesByType('resource'), "
            "...performance.getEntriesByType('navigation')].map(one => one.decodedBodySize)"
        )
        assert HOME - 1 <= len(sizes) <= HOME
        assert sum(sizes) <= MOST_OF_HOME


def test_names_elsewhere_are_asked_for_only_when_needed(page: Page, portal: str) -> None:
    """They are many: whoever finds their Comune here does not load them. All come from here."""
    ask(page, "rho")
    ask(page, "san")
    asked = [request.url.removeprefix(portal) for request in page.requests]
    assert {"assets/matching.js", "ricerca/luoghi.js"} <= set(asked)
    assert "ricerca/altrove.js" not in asked
    ask(page, "Monza")
    assert page.requests[-1].url == f"{portal}ricerca/altrove.js"
    assert all(request.url.startswith(portal) for request in page.requests)


def test_a_folder_on_a_disk_can_be_searched(browser: Browser, real: Portal) -> None:
    """Without a server, as UNEP may try it."""
    with browser.page(PHONE) as page:
        page.open((real.folder / "it" / "index.html").as_uri())
        assert ask(page, "Monza")[1] == ["Monza (MB)"]
