# SPDX-License-Identifier: EUPL-1.2
"""What is saved makes no page look different; what is mended breaks lines where they are full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import fonts

from leaflet.pdf.weasyprint_patches import PreparedPage, with_hanging_spaces, without_lengths

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = '<html lang="it"><title>x</title><ol><li>Uno<li>Due</ol><p>Chi <b>chiamare</b>: 02 9507'


def test_a_page_is_drawn_byte_for_byte_like_weasyprints_own() -> None:
    without_lengths()
    assert PreparedPage(string=HTML).write_pdf() == weasyprint.HTML(string=HTML).write_pdf()


def test_no_element_gets_a_style_for_footnotes() -> None:
    ours, theirs = (
        {rule[3] for rule in kind(string=HTML)._ua_stylesheets()[0].matcher.other_selectors}
        for kind in (PreparedPage, weasyprint.HTML)
    )
    notes = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
    assert theirs - ours == notes


def test_arrays_of_any_length_need_one_type_only() -> None:
    without_lengths()
    known = len(fonts.ffi._parsed_types)
    for length in range(1, 20):
        array = fonts.ffi.new(f"hb_codepoint_t[{length}]", list(range(length)))
        assert list(array) == list(range(length))
    assert len(fonts.ffi._parsed_types) <= known + 1


WIDTHS = range(120, 420)
"""Pixels; a space has four."""


def broken(text: str, language: str) -> list[list[str]]:
    """Return what stands on each line of a paragraph, for each width that it may have."""
    style = "@page { size: 500px 50000px; margin: 0 } bdi { white-space: nowrap }"
    each = "".join(f'<p dir="auto" style="width: {width}px">{text}</p>' for width in WIDTHS)
    html = weasyprint.HTML(string=f'<html lang="{language}"><style>{style}</style>{each}')
    [page] = html.render().pages
    paragraphs = (box for box in inside(page._page_box) if is_paragraph(box))
    return [[said for box in inside(one) if (said := said_on(box))] for one in paragraphs]


def is_paragraph(box: boxes.Box) -> bool:
    return isinstance(box, boxes.BlockBox) and box.element_tag == "p"


def inside(box: boxes.Box) -> Iterator[boxes.Box]:
    yield box
    for child in getattr(box, "children", ()):
        yield from inside(child)


def said_on(box: boxes.Box) -> str:
    is_line = isinstance(box, boxes.LineBox)
    return "".join(text.text for text in inside(box) if hasattr(text, "text")) if is_line else ""


@pytest.mark.parametrize(
    ("language", "before"),
    [("it", "Il giorno dello sfratto e"), ("ar", "في يوم الإخلاء، لا يمكن للخدمات الاجتماعية")],
    ids=["it", "ar"],
)
def test_a_line_is_full_also_where_only_a_space_has_no_room(language: str, before: str) -> None:
    """What stands before an institution's name is broken as it is without the name."""
    with_hanging_spaces()
    named = broken(f"{before} <bdi>(Servizi Sociali)</bdi> possono", language)
    for alone, whole in zip(broken(before, language), named, strict=True):
        assert [line.strip() for line in whole[: len(alone) - 1]] == alone[:-1]
        assert whole[len(alone) - 1].startswith(alone[-1])
