# SPDX-License-Identifier: EUPL-1.2
"""Pictures of places on a page: what stands there, marked, and a little of what is around it.

Import this module late, as the renderer.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
from PIL import Image, ImageChops
from weasyprint.formatting_structure.boxes import TextBox

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import weasyprint

    from leaflet.pdf.renderer import Renderer

WIDTH, TALLEST = 300, 150
"""CSS pixels of a picture as it is shown: at most so wide and so tall."""
_WIDEST = 450
"""CSS pixels of the page: of what is wider, the beginning is shown, or nobody could read it."""
_AROUND = 26
"""CSS pixels above and below what is marked."""
_SHORTEST = 64
"""CSS pixels in height."""
_ZOOM = 1.6
"""Pixels of a picture for each CSS pixel of the page."""
_POINTS_A_PIXEL = 0.75
_COLOURS = 32
_HIGHLIGHT = "#ffe36e"
"""Light grey where it is printed in black."""


class Picture(NamedTuple):
    """A PNG, and how large it is shown, in CSS pixels."""

    png: bytes
    width: float
    height: float


class _Area(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def take_pictures(
    renderer: Renderer, html: str, element: str, numbers: Collection[int]
) -> Mapping[int, Picture]:
    """Return a picture of the first place of each number: `element`s have them as `data-n`.

    Raises what `Renderer.pdf` raises.
    """
    document = pypdfium2.PdfDocument(renderer.pdf([html]))
    found: dict[int, Picture] = {}
    try:
        for number, page in enumerate(renderer.side(html).document.pages):
            places = {n: lines for n, lines in _places(page, element).items() if n in numbers}
            left = places.keys() - found.keys()
            if left:
                bitmap = document[number].render(scale=_ZOOM / _POINTS_A_PIXEL)
                image = bitmap.to_pil().convert("RGB")
                found |= {n: _cut_out(image, places[n]) for n in sorted(left)}
    finally:
        document.close()
    return found


def _places(page: weasyprint.Page, element: str) -> Mapping[int, list[_Area]]:
    """Return number → the pieces of text of the first element that has it, in CSS pixels."""
    first: dict[int, object] = {}
    areas: dict[int, list[_Area]] = {}
    of_mark: dict[object, tuple[int, object]] = {}
    for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001  (as elsewhere)
        if box.element is not None and box.element.tag == element and box.element not in of_mark:
            mark = int(box.element.get("data-n")), box.element
            of_mark |= dict.fromkeys(box.element.iter(), mark)
        if not isinstance(box, TextBox) or not box.width or box.element not in of_mark:
            continue
        number, mark_element = of_mark[box.element]
        if first.setdefault(number, mark_element) is mark_element:
            right, bottom = box.position_x + box.width, box.position_y + box.height
            areas.setdefault(number, []).append(
                _Area(box.position_x, box.position_y, right, bottom)
            )
    return areas


def _cut_out(image: Image.Image, lines: list[_Area]) -> Picture:
    """Return the part of a page around some lines, which are marked."""
    whole = max(line.right for line in lines) - min(line.left for line in lines)
    around = lines if whole <= _WIDEST else lines[:1]
    left, top = min(line.left for line in around), min(line.top for line in lines)
    right, bottom = max(line.right for line in around), max(line.bottom for line in lines)
    page_width, page_height = image.width / _ZOOM, image.height / _ZOOM
    width = min(page_width, max(WIDTH, right - left + 16))
    height = min(page_height, max(_SHORTEST, bottom - top + 2 * _AROUND), TALLEST * width / WIDTH)
    x = min(max(0, (left + right - width) / 2), page_width - width)
    y = min(max(0, top - _AROUND), page_height - height)
    marked = image.copy()
    for line in lines:
        box = (round((line.left - 1) * _ZOOM), round(line.top * _ZOOM),
               round((line.right + 1) * _ZOOM), round(line.bottom * _ZOOM))  # fmt: skip
        words = image.crop(box)
        marked.paste(ImageChops.multiply(words, Image.new("RGB", words.size, _HIGHLIGHT)), box)
    left, top, right, bottom = (round(e * _ZOOM) for e in (x, y, x + width, y + height))
    part = marked.crop((left, top, right, bottom))
    shown = WIDTH / width
    if shown < 1:
        part = part.resize((round(part.width * shown * 1.25), round(part.height * shown * 1.25)))
    file = io.BytesIO()
    part.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return Picture(file.getvalue(), width * shown, height * shown)
