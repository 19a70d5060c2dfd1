# SPDX-License-Identifier: EUPL-1.2
"""Where text stands on a printed page, how large and in which colour, as MuPDF draws it."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pymupdf

if TYPE_CHECKING:
    from pathlib import Path

CAPITAL, DESCENT = 0.72, 0.2
"""Share of the font size that letters rise above and hang below their line, for Latin script."""
ALL_TEXT = pymupdf.TEXTFLAGS_DICT & ~pymupdf.TEXT_MEDIABOX_CLIP
EVERYWHERE = pymupdf.INFINITE_RECT()
"""MuPDF drops what is off the page unless it is told both."""
TOUCHING = 1.0
"""Points that two pieces of text may share: rounding, and glyphs that lean over their edge."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the top left corner of the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words set in one font on one line."""

    text: str
    size: float
    colour: int
    box: Box

    @property
    def ink(self) -> Box:
        """About where the letters are: `box` includes the empty room above and below them."""
        left, _, right, bottom = self.box
        return left, bottom - self.size * (CAPITAL + DESCENT), right, bottom


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page: its box, what is written on it, and where it links to."""

    box: Box
    pieces: tuple[Piece, ...]
    links: dict[str, str]
    """Address → the text that its clickable areas cover."""


def pages(pdf: Path) -> list[Page]:
    """The pages as MuPDF draws them."""
    with pymupdf.open(pdf) as document:
        return [_page(page) for page in document]


def _page(page: pymupdf.Page) -> Page:
    pieces = tuple(
        Piece(span["text"], span["size"], span["color"], _letters(span))
        for block in page.get_text("dict", clip=EVERYWHERE, flags=ALL_TEXT)["blocks"]
        for line in block.get("lines", [])
        for span in line["spans"]
        if _has_letters(span["text"])
    )
    areas = [(link["uri"], tuple(link["from"])) for link in page.get_links() if "uri" in link]
    links = {
        uri: "".join(
            piece.text
            for piece in pieces
            if any(_covers(area, piece.ink) for address, area in areas if address == uri)
        )
        for uri, _ in areas
    }
    return Page(tuple(page.rect), pieces, links)


def _covers(area: Box, ink: Box) -> bool:
    across, down = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    return area[0] <= across <= area[2] and area[1] <= down <= area[3]


def _letters(span: dict[str, tuple[float, ...]]) -> Box:
    """The area from the top of the font to where letters hang to below the base line."""
    left, top, right, _ = span["bbox"]
    base = span["origin"][1]
    size = float(span["size"])  # type: ignore[arg-type]  # a number among the boxes
    return left, top, right, base + size * DESCENT


def _has_letters(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)


def outside(page: Page) -> list[str]:
    """The pieces of text that are not wholly on the page."""
    left, top, right, bottom = page.box
    return [
        piece.text
        for piece in page.pieces
        if piece.ink[0] < left
        or piece.ink[1] < top
        or piece.ink[2] > right
        or piece.ink[3] > bottom
    ]


def overlaps(page: Page) -> list[tuple[str, str]]:
    """Pairs of pieces of text that are printed over each other."""
    return [
        (one.text, other.text)
        for one, other in itertools.combinations(page.pieces, 2)
        if _shared(one.ink, other.ink)
    ]


def _shared(one: Box, other: Box) -> bool:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > TOUCHING and height > TOUCHING


def contrast(colour: int, paper: int) -> float:
    """The contrast ratio of WCAG 2 between two colours 0xRRGGBB, which depends on grey alone."""
    light, dark = sorted((_luminance(colour), _luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: int) -> float:
    channels = ((colour >> shift & 0xFF) / 255 for shift in (16, 8, 0))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
