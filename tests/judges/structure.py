# SPDX-License-Identifier: EUPL-1.2
"""What is inside a PDF besides its looks: fonts, links, metadata, bookmarks, structure tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pikepdf import Object

Outline = list[tuple[str, "Outline"]]
"""Bookmarks: each a title and the bookmarks below it."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the structure tree: `page` counts from 0, None for empty elements."""

    tag: str
    language: str | None
    writing_mode: str | None
    identifier: str | None
    headers: tuple[str, ...]
    alternative: str | None
    box: tuple[float, ...] | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a PDF says of itself, in its Info dictionary and in its XMP packet."""

    language: str
    shows_title: bool
    info: dict[str, str]
    xmp: dict[str, object]


def fonts(pdf: Path) -> dict[str, bool]:
    """The names of all fonts in the file, without subset mark, and whether each is embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(pdf) as document:
        for item in document.objects:
            if not isinstance(item, Dictionary) or item.get("/Type") != Name.Font:
                continue
            described = [item, *item.get("/DescendantFonts", [])]
            descriptors = [font.FontDescriptor for font in described if "/FontDescriptor" in font]
            embedded = any(
                key in descriptor
                for descriptor in descriptors
                for key in ("/FontFile", "/FontFile2", "/FontFile3")
            )
            name = str(item.BaseFont).removeprefix("/").rpartition("+")[2]
            found[name] = embedded and found.get(name, True)
    return found


def links(pdf: Path) -> list[list[str]]:
    """The addresses that the link annotations of each page lead to."""
    with pikepdf.open(pdf) as document:
        return [
            [
                str(annotation.A.URI)
                for annotation in page.get("/Annots", [])
                if annotation.get("/Subtype") == Name.Link and "/URI" in annotation.get("/A", {})
            ]
            for page in document.pages
        ]


def metadata(pdf: Path) -> Metadata:
    """What the file says of itself."""
    with pikepdf.open(pdf) as document, document.open_metadata() as xmp:
        shown = document.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle")
        return Metadata(
            str(document.Root.get("/Lang", "")),
            bool(shown),
            {key.removeprefix("/"): str(value) for key, value in document.docinfo.items()},
            {str(key): xmp[key] for key in xmp},
        )


def bookmarks(pdf: Path) -> Outline:
    """The bookmarks of the file as a tree of titles."""
    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        return [_bookmark(item) for item in outline.root]


def elements(pdf: Path) -> list[Element]:
    """All elements of the structure tree, in reading order."""
    with pikepdf.open(pdf) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        return [_element(item, pages) for item in _below(document.Root.StructTreeRoot)]


def page_sizes(pdf: Path) -> list[tuple[float, float]]:
    """Width and height of each page, in points."""
    with pikepdf.open(pdf) as document:
        boxes = [[float(side) for side in page.mediabox] for page in document.pages]
        return [(right - left, top - bottom) for left, bottom, right, top in boxes]


def _bookmark(item: OutlineItem) -> tuple[str, Outline]:
    return str(item.title), [_bookmark(child) for child in item.children]


def _children(item: Object) -> list[Object]:
    kids = item.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _below(item: Object) -> Iterator[Object]:
    for child in _children(item):
        if isinstance(child, Dictionary) and "/S" in child:
            yield child
            yield from _below(child)


def _element(item: Object, pages: dict[tuple[int, int], int]) -> Element:
    attributes = item.get("/A", Array())
    sets = list(attributes) if isinstance(attributes, Array) else [attributes]
    merged = {key: value for one in sets for key, value in one.items()}
    return Element(
        str(item.S).removeprefix("/"),
        _text(item.get("/Lang")),
        _text(merged.get("/WritingMode")),
        _text(item.get("/ID")),
        tuple(str(header) for header in merged.get("/Headers", [])),
        _text(item.get("/Alt")),
        tuple(float(side) for side in merged["/BBox"]) if "/BBox" in merged else None,
        _page(item, pages),
    )


def _page(item: Object, pages: dict[tuple[int, int], int]) -> int | None:
    """The page that the element, or the first thing in it, stands on."""
    if "/Pg" in item:
        return pages[item.Pg.objgen]
    inside = (_page(child, pages) for child in _children(item) if isinstance(child, Dictionary))
    return next((page for page in inside if page is not None), None)


def _text(value: Object | None) -> str | None:
    return None if value is None else str(value).removeprefix("/")
