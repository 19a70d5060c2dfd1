# SPDX-License-Identifier: EUPL-1.2
"""Pages come to lie so that the folded sheets can be read, from the left or from the right."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.pdf.booklet import A4_LANDSCAPE, impose, page_count, spreads
from tests.judges import verapdf

if TYPE_CHECKING:
    from pathlib import Path

Halves = list[tuple[str, str]]


def numbered(pages: int) -> bytes:
    """A PDF of A4 pages that say «page 1», «page 2» and so on."""
    with pymupdf.open() as document:
        for number in range(pages):
            page = document.new_page(width=595.28, height=841.89)
            page.insert_text((100, 100), f"page {number + 1}", fontsize=16)
        data: bytes = document.tobytes()
    return data


def halves(pdf: bytes) -> Halves:
    """What stands on the left and on the right half of each printed side."""
    middle, height = A4_LANDSCAPE[0] / 2, A4_LANDSCAPE[1]
    with pymupdf.open(stream=pdf) as document:
        return [
            (
                page.get_text(clip=(0, 0, middle, height)).strip(),
                page.get_text(clip=(middle, 0, 2 * middle, height)).strip(),
            )
            for page in document
        ]


LEFT: dict[int, list[tuple[int, int]]] = {
    1: [(0, 1), (0, 0)],
    2: [(2, 1), (0, 0)],
    4: [(4, 1), (2, 3)],
    5: [(5, 1), (2, 0), (0, 3), (4, 0)],
    8: [(8, 1), (2, 7), (6, 3), (4, 5)],
}
"""Pages → left and right half of each side, in the order of printing; 0 is white."""


def said(sides: list[tuple[int, int]]) -> Halves:
    return [
        (f"page {left}" if left else "", f"page {right}" if right else "") for left, right in sides
    ]


@pytest.mark.parametrize("pages", LEFT)
def test_bound_on_the_left(pages: int) -> None:
    """The order of saddle stitching, read off the printed sides."""
    assert halves(impose(numbered(pages), "t", is_bound_right=False)) == said(LEFT[pages])


@pytest.mark.parametrize("pages", LEFT)
def test_bound_on_the_right(pages: int) -> None:
    """For Arabic each side is the mirror of that."""
    mirrored = [(right, left) for left, right in LEFT[pages]]
    assert halves(impose(numbered(pages), "t", is_bound_right=True)) == said(mirrored)


@given(st.integers(1, 60), st.booleans())
def test_folded_sheets_show_all_pages_in_order(pages: int, is_bound_right: bool) -> None:  # noqa: FBT001  (hypothesis's own call)
    """Folding and leafing through it gives 1, 2, 3 and so on, whatever the number of pages."""
    sides = list(spreads(pages, is_bound_right=is_bound_right))
    assert len(sides) % 2 == 0
    read: list[int | None] = [None] * (2 * len(sides))
    for number, side in enumerate(sides):
        left, right = (side.right, side.left) if is_bound_right else side
        first, last = (right, left) if number % 2 == 0 else (left, right)
        read[number], read[-1 - number] = first, last
    white = [None] * (len(read) - pages)
    back = max(pages - 1, 1)
    assert read == [*range(back), *white, *range(back, pages)]
    assert len(read) - pages < 4


def test_pages_are_half_as_large() -> None:
    """Sixteen points of a page of A4 are more than eleven in a booklet."""
    with pymupdf.open(stream=impose(numbered(4), "t", is_bound_right=False)) as document:
        spans = [
            span
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block["lines"]
            for span in line["spans"]
        ]
        sizes = [tuple(page.rect)[2:] for page in document]
    assert sizes == [pytest.approx(A4_LANDSCAPE, abs=1)] * 2
    assert [span["size"] for span in spans] == pytest.approx([16 / 2**0.5] * 4, abs=0.05)


@pytest.mark.judged
def test_it_claims_no_standard(sheets: dict[str, Path], tmp_path: Path) -> None:
    """The sheet is PDF/A-2a, its pages side by side are not, and do not say so."""
    file = tmp_path / "booklet.pdf"
    file.write_bytes(impose(sheets["rhodense"].read_bytes(), "Libretto", is_bound_right=False))
    with pikepdf.open(file) as document:
        assert "/Metadata" not in document.Root
        assert "/StructTreeRoot" not in document.Root
        assert str(document.docinfo["/Title"]) == "Libretto"
        assert document.check_pdf_syntax() == []
    assert verapdf.validate([file], ("2a",))[file, "2a"]


def test_same_pages_same_bytes() -> None:
    """Neither the time nor the process shows."""
    pages = numbered(3)
    once, twice = (impose(pages, "t", is_bound_right=True) for _ in range(2))
    assert once == twice


def test_page_count() -> None:
    """Of any PDF."""
    assert page_count(numbered(5)) == 5
    with pikepdf.open(io.BytesIO(impose(numbered(5), "t", is_bound_right=True))) as document:
        assert len(document.pages) == 4
