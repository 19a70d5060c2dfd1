# SPDX-License-Identifier: EUPL-1.2
"""Lays out sides and joins them into PDFs.

Import this module late: WeasyPrint and Pango take half a second to load.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

import weasyprint
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetchingError

from leaflet.pdf.fit_on_page import SLACK, height, loosest
from leaflet.pdf.paint_cache import Painting, written_once
from leaflet.pdf.standards import BothStandards, better_structure
from leaflet.pdf.strict_fetcher import FolderFetcher, foreign_parts, not_whole, warnings_are_errors
from leaflet.pdf.text_per_code import with_text_per_code
from leaflet.pdf.weasyprint_patches import PreparedPage, with_hanging_spaces, without_lengths
from leaflet.problems import LeafletError, say
from leaflet.system.fonts import signs_without_font, use_own_fonts
from leaflet.system.garbage import collect_rarely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from xml.etree.ElementTree import Element

_DRAWING = threading.RLock()
"""WeasyPrint's log and its making of structure elements, changed below, are the whole process's."""


class DoesNotFitError(Exception):
    """A side needs more than one page even when set as tightly as allowed: `side` is its HTML."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.side = side


class LacksSignsError(Exception):
    """A side has signs that no font may draw: on paper, they would be boxes."""

    def __init__(self, signs: str) -> None:
        super().__init__()
        self.signs = signs


class _Style(NamedTuple):
    """A style sheet of a page: where it is, or else what it says."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """A laid out page, and how tightly it had to be set (0 to 4); or the pages of what flows."""

    document: weasyprint.Document
    fit: int


class Renderer:
    """Lays out sides and joins them into PDFs; `folder` is all that its HTML may read."""

    def __init__(self, folder: Path, families: Sequence[str]) -> None:
        """Keep one font configuration and one image cache for all PDFs of this process.

        `families` are the fonts that may appear: another one means that a glyph was missing.
        """
        use_own_fonts()
        collect_rarely()  # in workers too, whoever started them
        without_lengths()
        with_hanging_spaces()
        with_text_per_code()
        self._folder = folder.resolve()
        self._families = tuple(sorted(families))
        self._fonts = FontConfiguration()
        self._images: dict[str, object] = {}
        self._styles: dict[_Style, weasyprint.CSS] = {}
        self._heights: dict[str, float] = {}
        self._fetcher = FolderFetcher(self._folder)
        self._sides = functools.lru_cache(maxsize=8)(self._side)

    def pdf(self, sides: Sequence[str], families: tuple[str, ...] = ()) -> bytes:
        """Return the PDF of one page for each HTML in `sides`; metadata come from the second one.

        One that is marked `data-flows` takes as many pages as it needs. `families` are the fonts
        that may appear in this PDF, when these are not all.
        Raises DoesNotFitError when a side is longer than a page, LeafletError when WeasyPrint
        warns of anything: what it cannot load or draw would be missing on paper.
        """
        with _DRAWING:
            documents = [self.side(html, families).document for html in sides]
            return self._write_pdf(documents, families or self._families)

    def _write_pdf(self, sides: Sequence[weasyprint.Document], families: tuple[str, ...]) -> bytes:
        described = sides[:2][-1]  # the contacts, which are of one ambito; advice is for all
        document = described.copy([page for side in sides for page in side.pages])
        document.metadata = BothStandards.of(described.metadata)
        with self._nothing_missing(), better_structure(document):
            data: bytes = document.write_pdf(
                pdf_variant="pdf/a-2a", cache=self._images, finisher=written_once
            )
        _check_fonts(document, families)
        return data

    def side(self, html: str, families: tuple[str, ...] = ()) -> Side:
        """Return a side laid out; one that many sheets share only once."""
        return self._sides(html, families or self._families)

    def _side(self, html: str, families: tuple[str, ...]) -> Side:
        with _DRAWING:
            return self._laid_out(html, families)

    def _laid_out(self, html: str, families: tuple[str, ...]) -> Side:
        parsed = self._parse(html)
        _check_signs(parsed.etree_element, families)
        for part in foreign_parts(parsed.etree_element):
            raise not_whole(f"{part} is outside the page")
        styles = [self._style(style) for style in _taken_styles(parsed.etree_element)]
        if "data-flows" in parsed.etree_element.attrib:
            return Side(self._flowing(parsed, html, styles), 0)
        found = loosest(parsed.etree_element, _Setter(self, parsed, styles))
        if found is None:
            raise DoesNotFitError(html)
        found.document.pages[0].paint = Painting(found.document.pages[0])
        return Side(found.document, found.fit)

    def _flowing(
        self, parsed: weasyprint.HTML, html: str, styles: Sequence[weasyprint.CSS]
    ) -> weasyprint.Document:
        """Lay out as many pages as it takes."""
        with self._nothing_missing():
            document = parsed.render(
                font_config=self._fonts,
                stylesheets=styles,
                pdf_variant="pdf/a-2a",
                cache=self._images,
            )
        if any(_sticks_out(page) for page in document.pages):
            raise DoesNotFitError(html)
        return document

    def _parse(self, html: str) -> weasyprint.HTML:
        base = f"{self._folder.as_uri()}/"
        return PreparedPage(string=html, base_url=base, url_fetcher=self._fetcher)

    def on_one_page(
        self, parsed: weasyprint.HTML, styles: Sequence[weasyprint.CSS]
    ) -> weasyprint.Document | None:
        """Lay out a page; None when it needs more than one."""
        document = None
        with self._nothing_missing(), _stopped_at_second_page():
            document = parsed.render(
                font_config=self._fonts,
                stylesheets=styles,
                pdf_variant="pdf/a-2a",
                cache=self._images,
            )
        return document if document and len(document.pages) == 1 else None

    def height(self, html: str, styles: Sequence[weasyprint.CSS]) -> float:
        """Return how high a piece of a side is, in CSS pixels; many sides have the same piece."""
        if html not in self._heights:
            document = self.on_one_page(self._parse(html), styles)
            self._heights[html] = height(document) if document else 0
        return self._heights[html]

    def _style(self, style: _Style) -> weasyprint.CSS:
        """Return a style sheet, parsed once: it would be a quarter of the work of a layout."""
        if style not in self._styles:
            base = f"{self._folder.as_uri()}/"
            source = (
                {"url": urljoin(base, style.address)}
                if style.address
                else {"string": style.text, "base_url": base}
            )
            with self._nothing_missing():
                self._styles[style] = weasyprint.CSS(
                    **source, url_fetcher=self._fetcher, font_config=self._fonts
                )
        return self._styles[style]

    @contextlib.contextmanager
    def _nothing_missing(self) -> Iterator[None]:
        """Turn what WeasyPrint leaves out, with a warning or in silence, into a LeafletError."""
        self._fetcher.refused.clear()
        try:
            with warnings_are_errors():
                yield
            if self._fetcher.refused:
                raise not_whole(f"{self._fetcher.refused[0]} is outside the templates")
        except URLFetchingError as error:
            self._forget()
            raise not_whole(str(error)) from error
        except LeafletError:
            self._forget()
            raise

    def _forget(self) -> None:
        """Empty the caches: they keep what failed, which would not be said a second time."""
        self._images.clear()
        self._styles.clear()
        self._heights.clear()


def _check_signs(root: Element, families: tuple[str, ...]) -> None:
    body = root.find("body")
    text = "".join(body.itertext()) if body is not None else ""
    if signs := signs_without_font(text, families):
        raise LacksSignsError("".join(signs))


def _check_fonts(document: weasyprint.Document, families: tuple[str, ...]) -> None:
    used = {font.family for font in document.fonts.values()}
    foreign = sorted(used - set(families))
    if foreign:
        raise LeafletError(
            say("letters were drawn with the font {font}", font=", ".join(foreign)),
            say("run leaflet doctor: a font is missing, or lacks these letters"),
        )


@dataclass(frozen=True, slots=True)
class _Setter:
    """Lays out one side at any fit."""

    renderer: Renderer
    parsed: weasyprint.HTML
    styles: Sequence[weasyprint.CSS]

    def at(self, fit: int) -> weasyprint.Document | None:
        self.parsed.etree_element.set("data-fit", str(fit))
        document = self.renderer.on_one_page(self.parsed, self.styles)
        return None if document is None or _sticks_out(document.pages[0]) else document

    def height(self, html: str) -> float:
        return self.renderer.height(html, self.styles)


def _taken_styles(root: Element) -> list[_Style]:
    """Take styles and plain links to style sheets out of the head, and return them in order."""
    found = [
        (parent, part) for parent in root.iter("head") for part in parent if _is_plain_style(part)
    ]
    for parent, part in found:
        parent.remove(part)
    return [_Style(part.get("href", ""), part.text or "") for _, part in found]


def _is_plain_style(part: Element) -> bool:
    if part.tag == "style":
        return not part.attrib
    return part.tag == "link" and part.attrib == {"rel": "stylesheet", "href": part.get("href")}


def _sticks_out(page: weasyprint.document.Page) -> bool:
    """Return whether a line of text reaches into the margins: it could not be broken."""
    box = page._page_box  # noqa: SLF001  (the only way to the places of texts)
    left, right = box.content_box_x(), box.content_box_x() + box.width
    return any(
        isinstance(child, TextBox)
        and child.width  # what is empty is not seen
        and (child.position_x < left - SLACK or child.position_x + child.width > right + SLACK)
        for child in box.descendants()
    )


class _SecondPageError(Exception):
    """A layout has filled its first page."""


@contextlib.contextmanager
def _stopped_at_second_page() -> Iterator[None]:
    """Leave a layout that begins a second page: no more of it is needed to try the next fit.

    WeasyPrint says which page it begins. Should it say so in other words one day, all pages are
    laid out, and only time is lost.
    """

    def stop(record: logging.LogRecord) -> bool:
        if record.getMessage() == "Step 5 - Creating layout - PreparedPage 2":
            raise _SecondPageError
        return record.levelno >= shown

    level: int = PROGRESS_LOGGER.level
    shown: int = PROGRESS_LOGGER.getEffectiveLevel()
    PROGRESS_LOGGER.addFilter(stop)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    try:
        with contextlib.suppress(_SecondPageError):
            yield
    finally:
        PROGRESS_LOGGER.setLevel(level)
        PROGRESS_LOGGER.removeFilter(stop)
