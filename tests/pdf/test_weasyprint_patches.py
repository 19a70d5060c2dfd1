# SPDX-License-Identifier: EUPL-1.2
"""What is saved makes no page look different."""

from __future__ import annotations

import weasyprint
from weasyprint.pdf import fonts

from leaflet.pdf.weasyprint_patches import PreparedPage, without_lengths

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
