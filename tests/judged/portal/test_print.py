# SPDX-License-Identifier: EUPL-1.2
"""The portal on paper: whoever has no leaflet prints the page of their Comune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.judged.portal.portals import KINDS, LANGUAGES
from tests.judges import layout, readers, structure
from tests.judges.chromium import Look

if TYPE_CHECKING:
    from pathlib import Path

    from tests.judges.chromium import Browser

A4 = (595.28, 841.89)
SMALLEST = 8.0
"""Points; of the small print."""
NUMBER = 17.0
"""Points of a telephone number."""


@pytest.fixture
def paper(browser: Browser, portal: str, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The page of a Comune in one language, as a dark browser prints it."""
    with browser.page(Look(dark=True)) as page:
        page.open(f"{portal}{request.param}/{KINDS['comune']}index.html")
        printed = tmp_path / "page.pdf"
        printed.write_bytes(page.pdf())
    return printed


@pytest.mark.parametrize("paper", LANGUAGES, indirect=True)
def test_a_comune_is_printed_on_one_sheet(paper: Path) -> None:
    """A4, nothing cut off, nothing over something else, in letters that can be read."""
    sizes = structure.page_sizes(paper)
    assert all(size == pytest.approx(A4, abs=1) for size in sizes)
    assert len(sizes) <= 2
    for page in layout.pages(paper):
        assert layout.outside(page) == []
        assert layout.overlaps(page) == []
        assert all(piece.size >= SMALLEST for piece in page.pieces)


@pytest.mark.parametrize("paper", LANGUAGES, indirect=True)
def test_the_number_is_the_largest_thing_to_read(paper: Path) -> None:
    """In black on white, whatever the screen is like, and whole."""
    pieces = [piece for page in layout.pages(paper) for piece in page.pieces]
    number = [piece for piece in pieces if "4869" in piece.text]
    assert [piece.size >= NUMBER for piece in number] == [True]
    assert {piece.colour for piece in pieces} == {0}
    texts = readers.texts(paper)["pdfium"]
    assert "02 4869 4677" in " ".join("".join(texts).split())


def test_printed_checksums_say_whose_they_are(
    browser: Browser, portal: str, tmp_path: Path
) -> None:
    """The names of sheets stay on paper, where nobody can press the buttons they stand on."""
    with browser.page() as page:
        page.open(f"{portal}it/{KINDS['professionals']}index.html")
        printed = tmp_path / "page.pdf"
        printed.write_bytes(page.pdf())
    words = " ".join("".join(readers.texts(printed)["pdfium"]).split())
    for name in ("Rhodense", "Alto Milanese", "Ogni altro Comune"):
        assert f"{name} Codice del foglio" in words


def test_printed_addresses_keep_their_order_in_arabic(browser: Browser, portal: str) -> None:
    """What the style adds behind a link is read from left to right, apart from the words."""
    with browser.page() as page:
        page.open(f"{portal}ar/comuni/milano/index.html")
        page.call("Emulation.setEmulatedMedia", media="print")
        added = page.evaluate(
            "[...document.querySelectorAll('.line a[href^=http]')]"
            ".map(link => getComputedStyle(link, '::after'))"
            ".map(style => [style.content.includes('http'), style.direction, style.unicodeBidi])"
        )
    assert added
    assert all(one == [True, "ltr", "isolate"] for one in added)
