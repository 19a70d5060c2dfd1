# SPDX-License-Identifier: EUPL-1.2
"""axe on every kind of page, in light and dark: WCAG 2.2 AA and good practice.

In Italian at both widths, in Arabic on a phone; the other languages share Italian's templates and
direction, and take turns at its pages.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.judged.portal.portals import HOSTILE_KINDS, KINDS, LANGUAGES
from tests.judges import axe
from tests.judges.chromium import Look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.judged.portal.portals import Portal
    from tests.judges.chromium import Browser, Page

PHONE = Look(width=320, height=568)
IN_THE_DARK = Look(width=320, height=568, dark=True)
DESKTOP = Look(width=1280, height=800)
CHANGED_BY_LIFE = ("home", "check", "changes", "ambito that left", "aid")
"""Pages that look otherwise in a portal that has a past; an aid, with all that one may have."""
IN_FULL = ("it", "ar")
IN_TURN = [code for code in LANGUAGES if code not in IN_FULL]
LOOKED_AT = [(code, kind) for code in IN_FULL for kind in KINDS] + list(
    zip(itertools.cycle(IN_TURN), KINDS, strict=False)
)


def violations(page: Page) -> Iterator[str]:
    """Yield what axe finds in a page, on a phone and in the dark, in Italian also on a desktop.

    Colours are the same at each width, and what a wide page has is so in each language.
    """
    is_italian = page.evaluate("document.documentElement.lang") == "it"
    for look in (DESKTOP, PHONE, IN_THE_DARK)[not is_italian :]:
        page.see(look)
        page.settle()
        verdict = axe.judge(page, rules=axe.OF_COLOURS if look.dark else ())
        assert verdict.passed >= (1 if look.dark else 10)
        yield from (f"{look}: {broken}" for broken in verdict.violations)


@pytest.mark.parametrize(("code", "kind"), LOOKED_AT)
def test_axe_finds_nothing(browser: Browser, portal: str, code: str, kind: str) -> None:
    with browser.page() as page:
        page.open(f"{portal}{code}/{KINDS[kind]}index.html")
        assert list(violations(page)) == []


def test_axe_finds_nothing_in_the_first_page(browser: Browser, portal: str) -> None:
    """Where the language is chosen."""
    with browser.page() as page:
        page.open(f"{portal}index.html")
        assert list(violations(page)) == []


@pytest.mark.parametrize("code", IN_FULL)
def test_axe_finds_nothing_in_an_open_search(browser: Browser, portal: str, code: str) -> None:
    """With the list of suggestions open, and with a message that nothing was found."""
    with browser.page() as page:
        page.open(f"{portal}{code}/index.html")
        page.evaluate("document.querySelector('#comune').focus()")
        page.type("san")
        assert list(violations(page)) == []
        page.type("zzyzx")
        assert list(violations(page)) == []


def test_axe_finds_nothing_after_a_life(browser: Browser, hostile: Portal, server: str) -> None:
    """In pages with news, old codes and an ambito that left, and an answer to a code."""
    with browser.page() as page:
        for place in map(HOSTILE_KINDS.__getitem__, CHANGED_BY_LIFE):
            page.open(f"{server}{hostile.folder.name}/ar/{place}index.html")
            if place == HOSTILE_KINDS["check"]:
                page.evaluate("document.querySelector('#codice').focus()")
                page.type("zzzz2222")
                page.press("Enter")
            if place == HOSTILE_KINDS["aid"]:
                page.evaluate("document.querySelectorAll('.ticks input').forEach(e => e.click())")
                assert page.evaluate("document.querySelector('#domande [role=status]').textContent")
            assert list(violations(page)) == [], place
