# SPDX-License-Identifier: EUPL-1.2
"""A claim that the notice has no right to is not passed on, and the remark says why."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from leaflet.notices.conformance import claims_of
from leaflet.notices.intake import MustNotChange, open_notice
from leaflet.notices.joining import join_notice
from tests.judges import verapdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pikepdf import Pdf

    from leaflet.notices.choosing import CurrentLeaflet


def _runs_a_script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _has_another_intent(pdf: Pdf) -> None:
    other = pdf.make_stream(b"profile", N=4)
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, DestOutputProfile=other)
    pdf.Root.OutputIntents = Array([intent])


def _hides_a_link(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots[0].F = 0


def _carries_a_file(pdf: Pdf) -> None:
    pdf.attachments["a.txt"] = b"a"


def _is_part_4(pdf: Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["pdfaid:part"] = "4"


def _names_a_font(pdf: Pdf, contents: bytes) -> None:
    """Let a page name a font that is not in the file, and have these contents."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page = pdf.pages[0]
    name = page.add_resource(pdf.make_indirect(font), Name.Font, Name.Odd)
    assert name == "/Odd"
    page.contents_add(pdf.make_stream(contents))


def _uses_a_font(pdf: Pdf) -> None:
    _names_a_font(pdf, b"/Artifact BMC BT /O#64d 9 Tf (a) Tj ET EMC")


def _sets_a_font(pdf: Pdf) -> None:
    _names_a_font(pdf, b"/Artifact BMC /State gs BT (a) Tj ET EMC")
    fonts = pdf.pages[0].Resources.Font
    state = Dictionary(Font=Array([fonts["/Odd"], 9]))
    pdf.pages[0].Resources.ExtGState = Dictionary(State=state)


SPOILED: dict[Callable[[Pdf], None], str] = {
    _runs_a_script: "it runs a program when it is opened",
    _has_another_intent: "the notice is meant for other colours than the sheet",
    _hides_a_link: "a link or field of it is not printed",
    _carries_a_file: "files are attached to the notice",
    _uses_a_font: "a font is not in the file",
    _sets_a_font: "a font is not in the file",
    _is_part_4: "the sheet is PDF/A-2, the notice PDF/A-4",
}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_sign_against_pdfa_drops_the_claim(
    spoil: Callable[[Pdf], None], notices: dict[str, Path], sheet: CurrentLeaflet
) -> None:
    """One sign is enough, even where a validator might forgive it."""
    data = io.BytesIO()
    with pikepdf.open(notices["office-2b"]) as pdf:
        spoil(pdf)
        pdf.save(data)
    notice = open_notice(data.getvalue())
    assert not isinstance(notice, MustNotChange)
    result = join_notice(notice, sheet.data)
    assert not isinstance(result, MustNotChange)
    expected = f"the notice was PDF/A, the result is not: {SPOILED[spoil]}"
    assert [str(remark) for remark in result.remarks] == [expected]
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        assert claims_of(pdf).part == ""


@pytest.mark.parametrize("name", ["office-2b", "accessible"])
def test_a_font_that_is_only_named_costs_no_claim(
    name: str, notices: dict[str, Path], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """Programs name fonts for forms that nobody fills in; veraPDF agrees."""
    path = tmp_path / "atto.pdf"
    with pikepdf.open(notices[name]) as pdf:
        _names_a_font(pdf, b"/Artifact BMC EMC")
        pdf.save(path)
    notice = open_notice(path.read_bytes())
    assert not isinstance(notice, MustNotChange)
    result = join_notice(notice, sheet.data)
    assert not isinstance(result, MustNotChange)
    assert not any("the result is not" in str(remark) for remark in result.remarks)
    path.write_bytes(result.data)
    assert not any(verapdf.validate([path], ["2b" if name == "office-2b" else "ua1"]).values())
