# SPDX-License-Identifier: EUPL-1.2
"""Whoever made the notice: its pages are as before, the sheet is whole, and no claim is false."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree

from leaflet.notices.attaching import Outcome, ResultPlace, attach
from leaflet.notices.conformance import claims_of
from leaflet.notices.intake import MustNotChange, open_notice
from leaflet.notices.joining import JoinedNotice, join_notice, leaf_remark
from leaflet.notices.tags import elements, is_tagged
from tests import tampering
from tests.judges import readers, structure, verapdf
from tests.judges.programs import run
from tests.notices.producers import NAMES, QPDF

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pikepdf import Object, Pdf

    from leaflet.notices.choosing import CurrentLeaflet
    from tests.notices.conftest import Case

EVERY = [*NAMES, "archive"]
TAGGED = {"office-tagged", "office-1b", "office-2b", "office-3b", "office-ua", "form", "chromium",
          "accessible", "archive"}  # fmt: skip
KEPT = {
    "office-2b": ("2", "B", ""),
    "office-3b": ("3", "B", ""),
    "office-ua": ("2", "B", ""),
    "accessible": ("", "", "1"),
    "archive": ("2", "A", "1"),
}
"""What the results claim; all others claim nothing."""


@pytest.fixture(params=EVERY)
def case(request: pytest.FixtureRequest, cases: dict[str, Case]) -> Case:
    """Each notice with the sheet of Settala."""
    name: str = request.param
    return cases[name]


def test_every_notice_is_joined(case: Case) -> None:
    """None of these has a reason to stay alone."""
    assert case.done.outcome is Outcome.JOINED
    with pikepdf.open(case.result) as pdf:
        assert len(pdf.pages) == case.pages + 2


def test_qpdf_finds_no_fault(case: Case) -> None:
    """The real qpdf checks every result, and ends with 0."""
    assert "No syntax or stream encoding errors" in run("qpdf", QPDF, ["--check", str(case.result)])


def test_the_pages_of_the_notice_look_as_before(case: Case) -> None:
    """Every pixel of every page, as Chrome's reader draws it, form fields included."""
    assert _pixels(case.result)[: case.pages] == _pixels(case.notice)


def _pixels(pdf: Path) -> list[bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        return [bytes(page.render(scale=1.5).buffer) for page in document]


def test_the_contents_of_pages_are_the_same_bytes(case: Case, sheet: CurrentLeaflet) -> None:
    """What draws a page is not touched: neither the notice's nor the sheet's."""
    before = _streams(case.notice) + _streams(sheet.path)
    assert _streams(case.result) == before
    assert len(before) == case.pages + 2


def _streams(path: Path) -> list[list[bytes]]:
    with pikepdf.open(path) as pdf:
        contents = [page.obj.Contents for page in pdf.pages]
        parts = [[*one] if isinstance(one, Array) else [one] for one in contents]
        return [[part.read_bytes() for part in one] for one in parts]


@pytest.fixture(scope="module")
def alone(sheet: CurrentLeaflet) -> dict[str, list[str]]:
    """What the readers find in the sheet alone."""
    return readers.texts(sheet.path)


def test_the_text_of_the_sheet_is_read_as_before(case: Case, alone: dict[str, list[str]]) -> None:
    """Three readers find in it what they find in the sheet alone, Arabic included."""
    for reader, pages in readers.texts(case.result).items():
        assert pages[case.pages :] == alone[reader], reader
        assert "02" in "".join(alone[reader])


def test_bookmarks_links_attachments_and_metadata_of_both_are_kept(
    case: Case, sheet: CurrentLeaflet
) -> None:
    """The sheet's bookmarks stand under one with its title, its metadata at its pages."""
    mine = structure.bookmarks(sheet.path)
    title = structure.metadata(sheet.path).info["Title"]
    assert structure.bookmarks(case.result) == [*structure.bookmarks(case.notice), (title, mine)]
    links = structure.links(case.notice) + structure.links(sheet.path)
    assert structure.links(case.result) == links
    before, after = structure.metadata(case.notice), structure.metadata(case.result)
    assert after.info == before.info
    assert {k: v for k, v in before.xmp.items() if "aiim.org/pdf" not in k} == {
        k: v for k, v in after.xmp.items() if "aiim.org/pdf" not in k
    }
    with pikepdf.open(case.notice) as notice, pikepdf.open(case.result) as pdf:
        assert {n: f.get_file().read_bytes() for n, f in pdf.attachments.items()} == {
            n: f.get_file().read_bytes() for n, f in notice.attachments.items()
        }
        assert len(_destinations(pdf)) == len(_destinations(notice))
        for page in [*pdf.pages][case.pages :]:
            described = page.obj.Metadata.read_bytes()
            assert title.encode() in described
            assert b"pdfaid:part" not in described


def _destinations(pdf: Pdf) -> list[object]:
    """All places that links and bookmarks inside the file lead to; each must be a page of it."""
    pages = {page.obj.objgen for page in pdf.pages}
    found = [item.Dest for page in pdf.pages for item in page.get("/Annots", ()) if "/Dest" in item]
    explicit = [place for place in found if isinstance(place, Array)]
    assert all(place[0].objgen in pages for place in explicit)
    return [*found]


def test_bookmarks_of_the_sheet_lead_to_its_pages(case: Case) -> None:
    """Also when a reader asks for them one by one."""
    with pypdfium2.PdfDocument(case.result) as document:
        places = [mark.get_dest().get_index() for mark in document.get_toc() if mark.get_dest()]
    assert max(places) == case.pages + 1
    assert case.pages in places


def test_tags_of_both_are_kept(
    case: Case, request: pytest.FixtureRequest, sheet: CurrentLeaflet
) -> None:
    """First all of the notice's elements, then all of the sheet's, in their order."""
    name = request.node.callspec.params["case"]
    with (
        pikepdf.open(case.notice) as notice,
        pikepdf.open(case.result) as pdf,
        pikepdf.open(sheet.path) as alone,
    ):
        assert is_tagged(notice) == is_tagged(pdf) == (name in TAGGED)
        before = _tags(notice) if "/StructTreeRoot" in notice.Root else []
        mine = _tags(alone)
        if before[:1] in (["/Document"], ["/Standard"]):
            mine[0] = "/Part"  # of the notice's document
        assert _tags(pdf) == before + mine
        _check_parents(pdf)
        _check_identifiers(pdf)


def _tags(pdf: Pdf) -> list[str]:
    return [str(element.S) for element in elements(pdf)]


def _check_parents(pdf: Pdf) -> None:
    """Each page's and link's key leads to elements that stand on that page, or hold that link."""
    parents = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    known = {element.objgen for element in elements(pdf)}
    used = []
    for page in pdf.pages:
        if "/StructParents" in page.obj and int(page.obj.StructParents) in parents:
            used.append(int(page.obj.StructParents))
            owners = [*parents[used[-1]]]
            assert {o.objgen for o in owners if isinstance(o, Dictionary)} <= known
            assert any(_stands_on(owner, page.obj) for owner in owners), used
        for annotation in page.obj.get("/Annots", ()):
            if "/StructParent" in annotation and is_tagged(pdf):
                used.append(int(annotation.StructParent))
                assert parents[used[-1]].objgen in known
    assert len(used) == len(set(used)) >= 2
    assert pdf.Root.StructTreeRoot.ParentTreeNextKey > max(used)


def _stands_on(owner: Object, page: Object) -> bool:
    kids = owner.get("/K", Array()) if isinstance(owner, Dictionary) else Array()
    items = [*kids] if isinstance(kids, Array) else [kids]
    pages = [owner, *(kid for kid in items if isinstance(kid, Dictionary))] if items else []
    return any("/Pg" in item and item.Pg.objgen == page.objgen for item in pages)


def _check_identifiers(pdf: Pdf) -> None:
    """No id is there twice, and every cell's headers are ids that exist."""
    found = [element for element in elements(pdf) if "/ID" in element]
    names = Counter(bytes(element.ID) for element in found)
    assert set(names.values()) <= {1}
    named = [name for element in elements(pdf) for name in _headers(element)]
    assert {bytes(name) for name in named} <= names.keys()
    assert named


def _headers(element: Object) -> list[Object]:
    attributes = element.get("/A", Array())
    sets = [*attributes] if isinstance(attributes, Array) else [attributes]
    return [h for one in sets if isinstance(one, Dictionary) for h in one.get("/Headers", ())]


def test_no_claim_is_false(cases: dict[str, Case]) -> None:
    """VeraPDF agrees with each result that claims PDF/A or PDF/UA; the others say why not."""
    claimed, flavours = {}, {}
    for name, case in cases.items():
        with pikepdf.open(case.notice) as notice, pikepdf.open(case.result) as pdf:
            before, after = claims_of(notice), claims_of(pdf)
        claimed[name] = (after.part, after.level, after.ua)
        asked = [after.part + after.level.lower()] if after.part else []
        flavours[case.result] = asked + ["ua1"] * bool(after.ua)
        for old, new, word in ((before.part, after.part, "PDF/A"), (before.ua, after.ua, "PDF/UA")):
            said = [
                remark for remark in case.remarks if remark.startswith(f"the notice was {word},")
            ]
            assert bool(said) == bool(old and not new), (name, said)
    assert {name: claim for name, claim in claimed.items() if any(claim)} == KEPT
    for flavour in {flavour for wanted in flavours.values() for flavour in wanted}:
        files = [file for file, wanted in flavours.items() if flavour in wanted]
        assert not any(verapdf.validate(files, [flavour]).values())


def test_a_false_claim_of_the_notice_is_not_passed_on(cases: dict[str, Case]) -> None:
    """A file that calls itself PDF/A-2b with a font missing: veraPDF says so, and so do we."""
    case = cases["lying"]
    assert any(verapdf.validate([case.notice], ["2b"]).values())
    with pikepdf.open(case.result) as pdf:
        assert claims_of(pdf).part == ""


def test_same_notice_and_sheet_give_the_same_bytes(
    cases: dict[str, Case], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """Whenever and wherever it is done."""
    for case in cases.values():
        again = attach(case.notice, sheet, ResultPlace(tmp_path / case.notice.stem))
        assert again.path.read_bytes() == case.result.read_bytes()
        assert again.sha256 == case.done.sha256


def test_notices_stay_as_they_are(
    notices: dict[str, Path], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """Byte for byte, and even when they cannot be written to."""
    notice = tmp_path / "atto.pdf"
    notice.write_bytes(notices["latex"].read_bytes())
    notice.chmod(0o444)
    attach(notice, sheet, ResultPlace(tmp_path))
    assert notice.read_bytes() == notices["latex"].read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"atto.pdf", "atto_con-foglio.pdf"}


def test_a_fields_value_can_still_be_changed(cases: dict[str, Case]) -> None:
    """The form of a notice is there as before."""
    case = cases["form"]
    with pikepdf.open(case.notice) as notice, pikepdf.open(case.result) as pdf:
        names = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        assert names == [str(field.T) for field in notice.Root.AcroForm.Fields]
    assert names


@pytest.mark.parametrize(("pages", "blanks"), [(1, 1), (2, 0), (3, 1)])
def test_the_sheet_can_be_a_leaf_of_its_own(
    pages: int, blanks: int, sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """A notice with an odd number of pages gets a blank one, or a word about it."""
    data = tampering.notice(tmp_path / "atto.pdf", pages).read_bytes()
    remarks = {}
    for both_sides in (True, False):
        joined = join_notice(_opened(data), sheet.data, both_sides=both_sides)
        assert isinstance(joined, JoinedNotice)
        remarks[both_sides] = [str(remark) for remark in joined.remarks[1:]]
        with pikepdf.open(io.BytesIO(joined.data)) as pdf:
            before = pages + (blanks if both_sides else 0)
            assert len(pdf.pages) == before + 2
            if both_sides and blanks:
                assert pdf.pages[pages].Contents.read_bytes() == b"/Artifact BMC EMC"
                assert pdf.pages[pages].mediabox == pdf.pages[0].mediabox
    assert remarks == {
        True: [str(leaf_remark(both_sides=True))] * blanks,
        False: [str(leaf_remark(both_sides=False))] * blanks,
    }


def test_a_blank_page_costs_no_claim(
    cases: dict[str, Case], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """Pages that are PDF/A and PDF/UA stay so with the blank one between."""
    for name, flavours in (
        ("accessible", ["ua1"]),
        ("archive", ["2a", "ua1"]),
        ("office-2b", ["2b"]),
    ):
        notice = _opened(cases[name].notice.read_bytes())
        if not len(notice.pages) % 2:
            del notice.pages[-1]
        joined = join_notice(notice, sheet.data, both_sides=True)
        assert isinstance(joined, JoinedNotice)
        assert leaf_remark(both_sides=True) in joined.remarks
        assert not any("the result is not" in str(remark) for remark in joined.remarks)
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(joined.data)
        assert not any(verapdf.validate([path], flavours).values())


@pytest.mark.parametrize(("pages", "left"), [([1, 1], 0), ([1, 2, 4, 9], 0), ([1, 9], 1), ([1], 0)])
def test_a_print_dialog_does_not_leave_the_sheet_out(
    pages: list[int], left: int, sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """A notice may name the pages that are to be printed: without the sheet, that goes."""
    notice = _opened(tampering.notice(tmp_path / "atto.pdf").read_bytes())
    notice.Root.ViewerPreferences = Dictionary(PrintPageRange=Array(pages))
    joined = join_notice(notice, sheet.data)
    assert isinstance(joined, JoinedNotice)
    said = any("named the pages to print" in str(remark) for remark in joined.remarks)
    assert said != bool(left)
    with pikepdf.open(io.BytesIO(joined.data)) as pdf:
        assert len(pdf.Root.ViewerPreferences) == left


def _opened(data: bytes) -> Pdf:
    found = open_notice(data)
    assert not isinstance(found, MustNotChange)
    return found


def test_names_that_mean_something_else_in_the_notice_are_renamed(
    notices: dict[str, Path], sheet: CurrentLeaflet
) -> None:
    """Roles, classes and ids of a sheet that has them, in a notice that uses the same ones."""
    with pikepdf.open(notices["accessible"]) as notice, pikepdf.open(sheet.path) as other:
        notice.Root.StructTreeRoot.RoleMap = Dictionary(Cosa=Name.P, Uguale=Name.P)
        notice.Root.StructTreeRoot.ClassMap = Dictionary(Stile=Dictionary(O=Name.Layout))
        tree = other.Root.StructTreeRoot
        tree.RoleMap = Dictionary(Cosa=Name.H1, Uguale=Name.P)
        tree.ClassMap = Dictionary(Stile=Dictionary(O=Name.Table))
        first = next(element for element in elements(other) if element.S == Name.H1)
        first.S, first.C = Name.Cosa, Array([Name.Stile, 0])
        result = join_notice(notice, _saved(other))
    assert not isinstance(result, MustNotChange)
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        roles, classes = pdf.Root.StructTreeRoot.RoleMap, pdf.Root.StructTreeRoot.ClassMap
        assert {str(key): str(value) for key, value in roles.items()} == {
            "/Cosa": "/P", "/Uguale": "/P", "/Cosa-leaflet": "/H1",
        }  # fmt: skip
        assert Name.Layout == classes["/Stile"].O
        assert Name.Table == classes["/Stile-leaflet"].O
        renamed = [element for element in elements(pdf) if Name("/Cosa-leaflet") == element.S]
        assert [str(element.C[0]) for element in renamed] == ["/Stile-leaflet"]


def _without_last(pdf: Pdf) -> None:
    del pdf.Root.Outlines["/Last"]


def _with_another_last(pdf: Pdf) -> None:
    pdf.Root.Outlines.Last = pdf.Root.Outlines.First


def _in_a_circle(pdf: Pdf) -> None:
    pdf.Root.Outlines.Last.Next = pdf.Root.Outlines.First


@pytest.mark.parametrize("spoil", [_without_last, _with_another_last, _in_a_circle])
def test_bookmarks_that_lead_nowhere_are_kept(
    spoil: Callable[[Pdf], None], notices: dict[str, Path], sheet: CurrentLeaflet
) -> None:
    """Readers go from one to the next; the sheet's stand behind the one that is really the last."""
    mine = structure.bookmarks(notices["latex"])
    assert len(mine) > 1
    with pikepdf.open(notices["latex"]) as pdf:
        spoil(pdf)
        notice = open_notice(_saved(pdf))
    assert not isinstance(notice, MustNotChange)
    result = join_notice(notice, sheet.data)
    assert not isinstance(result, MustNotChange)
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        found, item = [str(pdf.Root.Outlines.First.Title)], pdf.Root.Outlines.First
        while "/Next" in item:
            item = item.Next
            found.append(str(item.Title))
        assert found[:-1] == [title for title, _ in mine]
        assert item.objgen == pdf.Root.Outlines.Last.objgen


def test_files_attached_to_a_sheet_go_along(
    notices: dict[str, Path], sheet: CurrentLeaflet
) -> None:
    """Under another name where the notice has that one."""
    with pikepdf.open(sheet.path) as other:
        other.attachments["procura.txt"] = b"other"
        data = _saved(other)
    notice = open_notice(notices["attachment"].read_bytes())
    assert not isinstance(notice, MustNotChange)
    result = join_notice(notice, data)
    assert not isinstance(result, MustNotChange)
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        assert {n: f.get_file().read_bytes() for n, f in pdf.attachments.items()} == {
            "procura.txt": b"Procura alle liti", "leaflet-procura.txt": b"other",
        }  # fmt: skip


def _saved(pdf: Pdf) -> bytes:
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()
