# SPDX-License-Identifier: EUPL-1.2
"""Pages of A4 → a booklet of A5: two on each side of a sheet, to be folded and stitched.

What comes out is for the printer alone: it has no structure tree, so it claims neither PDF/A nor
PDF/UA.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

A4_LANDSCAPE = (841.89, 595.28)
"""Points."""
PAGES_PER_SHEET = 4

PageSlot = int | None
"""The number of a page, from 0; None where the paper stays white."""


class Spread(NamedTuple):
    """What stands on the left and on the right half of one side of a sheet."""

    left: PageSlot
    right: PageSlot


def spreads(pages: int, *, is_bound_right: bool) -> Iterator[Spread]:
    """Yield the sides of all sheets in printing order: front, back, next front.

    The last page stands on the back cover; what stays white is before it.

    Sheets lie in each other and are stitched through the fold, so the outermost has the first and
    the last pages. Bound on the right, as Arabic is read, left and right change places.
    """
    whole = -(-pages // PAGES_PER_SHEET) * PAGES_PER_SHEET
    back = max(pages - 1, 1)
    white: list[PageSlot] = [None] * (whole - pages)
    places = [*range(back), *white, *range(back, pages)]
    for side in range(whole // 2):
        outer, inner = places[whole - 1 - side], places[side]
        is_turned = (side % 2 == 1) != is_bound_right
        yield Spread(inner, outer) if is_turned else Spread(outer, inner)


def impose(pdf: bytes, title: str, *, is_bound_right: bool) -> bytes:
    """Return the print file of a booklet whose pages are those of `pdf`; same pages, same bytes."""
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as booklet:
        for spread in spreads(len(source.pages), is_bound_right=is_bound_right):
            paper = booklet.add_blank_page(page_size=A4_LANDSCAPE)
            paper.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary())
            placed = [
                _place_page(booklet, paper, source.pages[place], half)
                for half, place in enumerate(spread)
                if place is not None
            ]
            paper.Contents = booklet.make_stream(" ".join(placed).encode())
        booklet.docinfo["/Title"] = title
        booklet.Root.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.DuplexFlipShortEdge, PrintScaling=pikepdf.Name("/None")
        )
        written = io.BytesIO()
        booklet.save(written, deterministic_id=True)
    return written.getvalue()


def _place_page(booklet: pikepdf.Pdf, paper: pikepdf.Page, page: pikepdf.Page, half: int) -> str:
    """Put a page among the resources of a side; return the strokes that draw it on its half.

    Not by `add_overlay`, which gives it a name by chance: the same pages would be other bytes.
    """
    name = f"/Half{half}"
    paper.Resources.XObject[name] = booklet.copy_foreign(page.as_form_xobject())
    left, bottom, right, top = (float(side) for side in page.trimbox)
    width, height = A4_LANDSCAPE[0] / 2, A4_LANDSCAPE[1]
    scale = min(width / (right - left), height / (top - bottom))
    across = half * width + (width - scale * (right - left)) / 2 - scale * left
    up = (height - scale * (top - bottom)) / 2 - scale * bottom
    return f"q {scale:.5f} 0 0 {scale:.5f} {across:.3f} {up:.3f} cm {name} Do Q"


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
