# SPDX-License-Identifier: EUPL-1.2
"""HTML → PDF bytes, PDF/A-2a and PDF/UA-1 at once. The only importer of WeasyPrint.

Import this module late: WeasyPrint and Pango take half a second to load.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import logging
import threading
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

import pydyf
import weasyprint
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.pdf import tags
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

FITS = (0, 1, 2, 3, 4)
"""How tightly a side may be set; the style sheet says what each means (`data-fit`)."""

POINTS_PER_PIXEL = 0.75
"""CSS has 96 pixels in an inch, PDF 72 points."""

_DRAWING = threading.RLock()
"""WeasyPrint's log and its making of structure elements, changed below, are the whole process's."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
for _prefix, _uri in (
    ("pdfaExtension", _EXTENSION),
    ("pdfaSchema", _SCHEMA),
    ("pdfaProperty", _PROPERTY),
):
    register_namespace(_prefix, _uri)  # PDF/A prescribes these very prefixes


class DoesNotFitError(Exception):
    """A side needs more than one page even when set as tightly as allowed: `side` is its HTML."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.side = side


@dataclass(frozen=True, slots=True)
class Side:
    """One laid out page, and how tightly it had to be set (0 to 4)."""

    document: weasyprint.Document
    fit: int


class Renderer:
    """Lays out sides and joins them into PDFs; `folder` is all that its HTML may read."""

    def __init__(self, folder: Path, families: Sequence[str]) -> None:
        """Keep one font configuration and one image cache for all PDFs of this process.

        `families` are the fonts that may appear: another one means that a glyph was missing.
        """
        self._folder = folder.resolve()
        self._families = frozenset(families)
        self._fonts = FontConfiguration()
        self._images: dict[str, object] = {}
        self._styles: dict[str, weasyprint.CSS] = {}
        self._fetcher = _FolderFetcher(self._folder)
        self.side = functools.lru_cache(maxsize=8)(self._side)

    def pdf(self, sides: Sequence[str]) -> bytes:
        """Return the PDF of one page for each HTML in `sides`; metadata come from the last one.

        Raises DoesNotFitError when a side is longer than a page, LeafletError when WeasyPrint
        warns of anything: what it cannot load or draw would be missing on paper.
        """
        with _DRAWING:
            return self._joined([self.side(html).document for html in sides])

    def _joined(self, sides: Sequence[weasyprint.Document]) -> bytes:
        document = sides[-1].copy([page for side in sides for page in side.pages])
        document.metadata = _BothStandards.of(sides[-1].metadata)
        with self._nothing_missing(), _better_structure(document):
            data: bytes = document.write_pdf(
                pdf_variant="pdf/a-2a", cache=self._images, finisher=_written_once
            )
        self._check_fonts(document)
        return data

    def _side(self, html: str) -> Side:
        with _DRAWING:
            return self._laid_out(html)

    def _laid_out(self, html: str) -> Side:
        parsed = weasyprint.HTML(
            string=html,
            base_url=f"{self._folder.as_uri()}/",
            url_fetcher=self._fetcher,
        )
        for part in _foreign_parts(parsed.etree_element):
            raise _not_whole(f"{part} is outside the page")
        styles = [self._style(link) for link in _taken_style_links(parsed.etree_element)]
        for fit in FITS:
            parsed.etree_element.set("data-fit", str(fit))
            document = None
            with self._nothing_missing(), _stopped_at_second_page():
                document = parsed.render(
                    font_config=self._fonts,
                    stylesheets=styles,
                    pdf_variant="pdf/a-2a",
                    cache=self._images,
                )
            if document and len(document.pages) == 1 and not _sticks_out(document.pages[0]):
                document.pages[0].paint = _Painting(document.pages[0])
                return Side(document, fit)
        raise DoesNotFitError(html)

    def _style(self, address: str) -> weasyprint.CSS:
        """Return a style sheet, parsed once: it would be a quarter of the work of a layout."""
        if address not in self._styles:
            with self._nothing_missing():
                self._styles[address] = weasyprint.CSS(
                    url=urljoin(f"{self._folder.as_uri()}/", address),
                    url_fetcher=self._fetcher,
                    font_config=self._fonts,
                )
        return self._styles[address]

    @contextlib.contextmanager
    def _nothing_missing(self) -> Iterator[None]:
        """Turn what WeasyPrint leaves out, with a warning or in silence, into a LeafletError."""
        self._fetcher.refused.clear()
        try:
            with _warnings_are_errors():
                yield
            if self._fetcher.refused:
                raise _not_whole(f"{self._fetcher.refused[0]} is outside the templates")
        except URLFetchingError as error:
            self._forget()
            raise _not_whole(str(error)) from error
        except LeafletError:
            self._forget()
            raise

    def _forget(self) -> None:
        """Empty the caches: they keep what failed, which would not be said a second time."""
        self._images.clear()
        self._styles.clear()

    def _check_fonts(self, document: weasyprint.Document) -> None:
        used = {font.family for font in document.fonts.values()}
        foreign = sorted(used - self._families)
        if foreign:
            raise LeafletError(
                say("letters were drawn with the font {font}", font=", ".join(foreign)),
                say("run leaflet doctor: a font is missing, or lacks these letters"),
            )


def _foreign_parts(root: Element) -> Iterator[str]:
    """Yield the parts of other files that drawings use: WeasyPrint leaves them out in silence."""
    for element in root.iter(f"{{{_SVG}}}use"):
        target = element.get("href") or element.get(f"{{{_XLINK}}}href") or ""
        if not target.startswith("#"):
            yield target


def _taken_style_links(root: Element) -> list[str]:
    """Take the plain links to style sheets out of the page, and return their addresses."""
    found = [
        (parent, link)
        for parent in root.iter()
        for link in parent.findall("link[@href]")
        if link.attrib == {"rel": "stylesheet", "href": link.attrib["href"]}
    ]
    for parent, link in found:
        parent.remove(link)
    return [link.attrib["href"] for _, link in found]


def _sticks_out(page: weasyprint.document.Page) -> bool:
    """Return whether a line of text reaches into the margins: it could not be broken."""
    box = page._page_box  # noqa: SLF001  (the only way to the places of texts)
    left, right = box.content_box_x(), box.content_box_x() + box.width
    return any(
        isinstance(child, TextBox)
        and (child.position_x < left - 1 or child.position_x + child.width > right + 1)
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
        if record.getMessage() == "Step 5 - Creating layout - Page 2":
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


class _Painting:
    """Paints a page. What this adds to a PDF is kept the second time, and repeated from then on.

    Side one is the same on all sheets, and painting it would be a quarter of the work of a sheet.
    """

    def __init__(self, page: weasyprint.document.Page) -> None:
        self._paint = page.paint
        self._times = 0
        self._kept: _Painted | None = None

    def __call__(self, stream: Any, scale: float) -> None:  # noqa: ANN401
        before = _start(stream, scale)
        if self._kept and self._kept.start == before:
            self._kept.repeat(_Parts.of(stream))
            return
        self._paint(stream, scale)
        self._times += 1
        if self._times > 1 and before:
            self._kept = _Painted.of(_Parts.of(stream), before)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a page's stream that painting adds to; WeasyPrint keeps most of them private."""

    stream: Any
    resources: dict[str, Any]
    fonts: dict[Any, Any]
    tags: dict[Any, Any]

    @classmethod
    def of(cls, stream: Any) -> _Parts:  # noqa: ANN401
        return cls(stream, stream._resources, stream._fonts, stream._tags)  # noqa: SLF001


def _start(stream: Any, scale: float) -> tuple[object, ...] | None:  # noqa: ANN401
    """Return what painting a PDF's first page depends on, None when it is another page."""
    parts = _Parts.of(stream)
    colors = parts.resources["ColorSpace"]
    shared = [part for name, part in parts.resources.items() if name != "ColorSpace"]
    if parts.fonts or parts.tags or any(shared):
        return None
    return scale, colors, *stream.stream


@dataclass(frozen=True, slots=True)
class _Painted:
    """What painting a page has added to a PDF of which it is the first page."""

    start: tuple[object, ...]
    strokes: pydyf.Stream
    groups: dict[str, pydyf.Stream]
    opacities: pydyf.Dictionary
    fonts: dict[Any, Any]
    tags: dict[Any, Any]

    @classmethod
    def of(cls, parts: _Parts, start: tuple[object, ...]) -> _Painted | None:
        """Copy what was added, None when there is more to it than can be repeated."""
        groups = parts.resources["XObject"]
        if not _is_plain(parts.resources) or not all(map(_stands_alone, groups.values())):
            return None
        return cls(
            start,
            _packed(parts.stream),
            {name: _packed(group) for name, group in groups.items()},
            _copy_of(parts.resources["ExtGState"]),
            {key: _copy_of_font(font) for key, font in parts.fonts.items()},
            dict(parts.tags),
        )

    def repeat(self, parts: _Parts) -> None:
        """Add the same to another PDF: as copies, because WeasyPrint changes them later."""
        parts.stream.stream[:] = self.strokes.stream
        parts.stream.extra, parts.stream.compress = _copy_of(self.strokes.extra), False
        for name, group in self.groups.items():
            copied = pydyf.Stream(group.stream, _copy_of(group.extra))
            parts.resources["XObject"][name] = copied
        parts.resources["ExtGState"].update(_copy_of(self.opacities))
        parts.fonts.update((key, _copy_of_font(font)) for key, font in self.fonts.items())
        parts.tags.update(self.tags)


def _is_plain(resources: dict[str, Any]) -> bool:
    """Return whether there are no patterns, gradients or masks."""
    states: Iterable[dict[str, Any]] = resources["ExtGState"].values()
    masks = any("SMask" in state for state in states)
    return not (masks or resources["Pattern"] or resources["Shading"])


def _stands_alone(group: Any) -> bool:  # noqa: ANN401
    """Return whether it is a group of strokes without other groups; a bitmap is None."""
    resources = group and group.extra["Resources"]
    return bool(resources) and _is_plain(resources) and not resources["XObject"]


def _packed(stream: pydyf.Stream) -> pydyf.Stream:
    """Copy a stream in the very form in which pydyf would write it."""
    strokes = b"\n".join(map(_in_bytes, stream.stream))
    extra = _copy_of(stream.extra)
    if not stream.compress:
        return pydyf.Stream([strokes], extra)
    extra["Filter"] = "/FlateDecode"
    return pydyf.Stream([zlib.compress(strokes, level=9)], extra)


def _in_bytes(stroke: bytes | str | pydyf.Object) -> bytes:
    data: bytes = stroke.encode() if isinstance(stroke, str) else getattr(stroke, "data", stroke)
    return data


def _copy_of(parts: dict[str, Any]) -> pydyf.Dictionary:
    return pydyf.Dictionary(
        (key, _copy_of(part) if isinstance(part, dict) else part) for key, part in parts.items()
    )


def _copy_of_font(font: Any) -> Any:  # noqa: ANN401
    """Copy a font with the letters used so far, to which the next page adds its own."""
    twin = copy.copy(font)
    for name in ("widths", "to_unicode", "missing", "variations"):
        setattr(twin, name, dict(getattr(font, name)))
    return twin


class _FolderFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Reads files below one folder and nothing else: no network, no other path."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("file",))
        self._allowed = folder
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        del headers
        address = urlsplit(url)
        path = type(self._allowed)(url2pathname(address.path)).resolve()
        if address.scheme != "file" or address.netloc or not path.is_relative_to(self._allowed):
            self.refused.append(url)  # WeasyPrint drops parts of drawings without a word
            message = f"{url} is outside the templates"
            raise ValueError(message)
        data = path.read_bytes()
        if path.suffix == ".svg":
            self.refused += _foreign_parts(fromstring(data))  # noqa: S314  (our own drawings)
        kinds = {".css": "text/css", ".svg": "image/svg+xml"}
        kind = {"Content-Type": kinds.get(path.suffix, "application/octet-stream")}
        return URLFetcherResponse(url, data, kind)


class _BothStandards(DocumentMetadata):  # type: ignore[misc]  # WeasyPrint ships no types
    """Metadata that claim PDF/UA-1 beside PDF/A.

    PDF/A wants every XMP property declared, and does not know `pdfuaid`: so its extension schema
    goes along (ISO 19005-2, 6.6.2.3.3), in the same rdf:RDF element.
    """

    @classmethod
    def of(cls, metadata: DocumentMetadata) -> _BothStandards:
        both = cls()
        for name, value in vars(metadata).items():
            setattr(both, name, value)
        return both

    def generate_rdf_metadata(self, *arguments: Any) -> bytes:  # noqa: ANN401  (passed through)
        rdf = fromstring(super().generate_rdf_metadata(*arguments))  # noqa: S314  (our own XML)
        claim = SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
        SubElement(claim, f"{{{_PDFUA}}}part").text = "1"
        declaration = SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
        schemas = SubElement(declaration, f"{{{_EXTENSION}}}schemas")
        schema = _item(schemas, "Bag")
        SubElement(schema, f"{{{_SCHEMA}}}schema").text = "PDF/UA identification schema"
        SubElement(schema, f"{{{_SCHEMA}}}namespaceURI").text = _PDFUA
        SubElement(schema, f"{{{_SCHEMA}}}prefix").text = "pdfuaid"
        part = _item(SubElement(schema, f"{{{_SCHEMA}}}property"), "Seq")
        SubElement(part, f"{{{_PROPERTY}}}name").text = "part"
        SubElement(part, f"{{{_PROPERTY}}}valueType").text = "Integer"
        SubElement(part, f"{{{_PROPERTY}}}category").text = "internal"
        SubElement(part, f"{{{_PROPERTY}}}description").text = "Part of ISO 14289"
        data: bytes = tostring(rdf, encoding="utf-8")
        return data


def _item(parent: Element, kind: str) -> Element:
    members = SubElement(parent, f"{{{_RDF}}}{kind}")
    return SubElement(members, f"{{{_RDF}}}li", {f"{{{_RDF}}}parseType": "Resource"})


@contextlib.contextmanager
def _warnings_are_errors() -> Iterator[None]:
    """Turn what WeasyPrint would only log into a LeafletError."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    level, propagate = LOGGER.level, LOGGER.propagate
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.WARNING)
    LOGGER.propagate = False
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(level)
        LOGGER.propagate = propagate
    if said:
        raise _not_whole(said[0])


def _not_whole(reason: str) -> LeafletError:
    return LeafletError(say("the page cannot be drawn whole: {reason}", reason=reason))


@contextlib.contextmanager
def _better_structure(document: weasyprint.Document) -> Iterator[None]:
    """Put into the structure tree what WeasyPrint leaves out or gets wrong.

    Language and direction: PDF/UA-1 (ISO 14289-1, 7.2) wants each change of language marked, and
    screen readers choose their voice by it. Places of pictures: WeasyPrint writes CSS pixels from
    the top, where PDF counts points from the bottom. The private function is the only place that
    sees element and tag together.
    """
    build = tags._build_box_tree  # noqa: SLF001  (see above)

    def build_better(box: Any, parent: Any, pdf: Any, page: int, *rest: Any) -> Iterator[Any]:  # noqa: ANN401
        attributes = {} if box.element is None else box.element.attrib
        for element in build(box, parent, pdf, page, *rest):
            if "lang" in attributes:
                element["Lang"] = pydyf.String(attributes["lang"])
            if attributes.get("dir") == "rtl" and "A" not in element:
                layout = {"O": "/Layout", "WritingMode": "/RlTb"}
                element["A"] = pydyf.Dictionary(layout)
            if element["S"] == "/Figure" and box.element is not None:
                _place(element, box, document.pages[page].height)
            yield element

    tags._build_box_tree = build_better  # noqa: SLF001
    try:
        yield
    finally:
        tags._build_box_tree = build  # noqa: SLF001


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf ships no types
    """An object of a PDF as it stands in the file."""

    data = b""
    compressible = False

    @classmethod
    def of(cls, original: pydyf.Object) -> _Written:
        written = cls()
        written.number, written.generation = original.number, original.generation
        written.data, written.compressible = original.data, original.compressible
        return written


def _written_once(_: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Write and compress each object: pydyf would do so twice, for the file and its identifier."""
    pdf.objects[1:] = [_Written.of(original) for original in pdf.objects[1:]]


def _place(figure: Any, box: Any, page_height: float) -> None:  # noqa: ANN401
    left, top = box.content_box_x(), box.content_box_y()
    corners = (left, page_height - top - box.height, left + box.width, page_height - top)
    figure["A"]["BBox"] = pydyf.Array(corner * POINTS_PER_PIXEL for corner in corners)
