# SPDX-License-Identifier: EUPL-1.2
"""Whoever holds a sheet learns whether it is current: from its pages, or from its code."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from leaflet.archive import verify
from leaflet.archive.history import HISTORY, read_history
from leaflet.archive.manifest import MANIFEST, read_manifest
from leaflet.archive.published import KnownVersions, read_versions, read_versions_at
from leaflet.archive.verify import SheetState, VerifyAnswer
from leaflet.build.products import sheet_path
from leaflet.pages.sheet import CODE_ALPHABET
from leaflet.pdf.page_digest import page_digests
from leaflet.problems import LeafletError
from tests.authority import serving
from tests.paths import TWO_SYSTEMS
from tests.portal.small_portal import SECOND, SMALL, portal_of, registry_of
from tests.portal.small_portal import built as build_portal
from tests.tampering import HARMFUL, HARMLESS, change_glyph, each, notice, qpdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pikepdf import Object, Pdf

    from leaflet.system.journal import Record

MELZO = "pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf"
LATER = "2026-12-01T09:00:00Z"
OTHER = "59245", "59246"


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of a real output folder."""
    return shutil.copytree(built, tmp_path / "output")


@pytest.fixture
def known(folder: Path) -> KnownVersions:
    """What was made there."""
    return read_versions(folder)


@pytest.fixture
def newer(folder: Path) -> Path:
    """The folder after a later build: Melzo's phone number changed, so did its sheet and code."""
    history = read_history(folder)
    contacts = next(
        r for r in history.records if r["record"] == "contacts" and r["ambito"] == "melzo"
    )
    data = json.loads(json.dumps(contacts["data"]).replace("59245", "59246"))
    assert data != contacts["data"]
    history.append({**contacts, "on": LATER, "contents": "later", "data": data})
    made = history.newest(MELZO)
    assert made
    sheet = folder / MELZO
    shutil.copy(sheet, folder / "old.pdf")
    change_glyph(folder / "old.pdf", sheet, *OTHER)
    pages = page_digests(sheet.read_bytes())
    history.append(later(made, pages=pages, contents="later", code="ZZZZ-2222"))
    return folder


def later(record: Record, **values: object) -> Record:
    return {**record, "on": LATER, "key": "k", "sha256": "s", **values}


def asked(path: Path, known: KnownVersions) -> VerifyAnswer:
    return verify.verify_file(path.name, path.read_bytes(), known)


@pytest.mark.parametrize("deed", each(HARMLESS))
def test_a_sheet_is_current_wherever_it_is(
    deed: str, folder: Path, known: KnownVersions, tmp_path: Path
) -> None:
    """Merged into a notice, packed otherwise, renamed: it is known, with its pages in that file."""
    out = tmp_path / "atto 17.pdf"
    HARMLESS[deed](folder / MELZO, out)
    (sheet,) = asked(out, known).sheets
    assert (sheet.verdict, sheet.path) == (SheetState.CURRENT, MELZO)
    assert sheet.pages == ((3, 4) if "merged" in deed else (1, 2))
    assert sheet.code == read_manifest(folder).files[MELZO].code


@pytest.mark.parametrize("deed", each(HARMFUL))
def test_an_altered_sheet_is_never_current(
    deed: str, folder: Path, known: KnownVersions, tmp_path: Path
) -> None:
    """Whatever was done to it, the sheet it was meant to be is named, and what to take instead."""
    out = tmp_path / "out.pdf"
    HARMFUL[deed](folder / MELZO, out)
    answer = asked(out, known)
    assert answer.verdict is SheetState.ALTERED
    (sheet,) = answer.sheets
    assert sheet.path == MELZO
    assert MELZO in str(sheet.hint)


PROGRAMS: dict[str, Callable[[Pdf, Object], tuple[Object, str, Object]]] = {
    "on opening": lambda pdf, action: (pdf.Root, "/OpenAction", action),
    "on closing": lambda pdf, action: (pdf.Root, "/AA", Dictionary(WC=action)),
    "with the page": lambda pdf, action: (pdf.pages[1].obj, "/AA", Dictionary(O=action)),
    "by name": lambda pdf, action: (
        *(pdf.Root, "/Names"),
        Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action]))),
    ),
    "behind another action": lambda pdf, action: (
        *(pdf.Root, "/OpenAction"),
        Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=action),
    ),
}


@pytest.mark.parametrize("how", PROGRAMS)
def test_a_program_in_the_file_of_a_sheet_is_seen(
    how: str, folder: Path, known: KnownVersions, tmp_path: Path
) -> None:
    """Its pages are as they were made, and the file is not: nobody is to open it."""
    out = tmp_path / "out.pdf"
    with pikepdf.open(folder / MELZO) as pdf:
        script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        owner, key, value = PROGRAMS[how](pdf, script)
        owner[key] = value
        pdf.save(out)
    (sheet,) = asked(out, known).sheets
    assert sheet.verdict is SheetState.ALTERED
    assert "somebody has put a program into the file" in str(sheet.sentence)


def test_the_changed_digit_is_shown(folder: Path, known: KnownVersions, tmp_path: Path) -> None:
    """The words that the sheet does not have are read out."""
    change_glyph(folder / MELZO, tmp_path / "x.pdf", *OTHER)
    (sheet,) = asked(tmp_path / "x.pdf", known).sheets
    assert str(sheet.sentence).endswith("page 2 is not as it was made")
    assert sheet.pages == (1, 2)
    assert [str(change) for change in sheet.changes] == [
        "words that the sheet does not have: 59246"
    ]


def test_other_words_are_told_from_other_looks(
    folder: Path, known: KnownVersions, tmp_path: Path
) -> None:
    """A link that leads elsewhere changes no word."""
    HARMFUL["another number behind a link"](folder / MELZO, tmp_path / "x.pdf")
    (sheet,) = asked(tmp_path / "x.pdf", known).sheets
    assert "its words are those of the sheet" in str(sheet.changes[0])


@pytest.fixture
def debian_12(tmp_path: Path) -> Path:
    """The manifest of a folder built by an older program, and beside it the sheet it made."""
    shutil.copytree(TWO_SYSTEMS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "pdf").mkdir()
    (tmp_path / "melzo-debian12.pdf").rename(tmp_path / MELZO)
    return tmp_path


def test_a_sheet_made_on_another_system_is_compared_with_the_one_here(debian_12: Path) -> None:
    """The manifest says how fonts were cut; what the sheet itself shows decides."""
    for known in (read_versions(debian_12), read_versions_at(str(debian_12 / MANIFEST))):
        (sheet,) = asked(debian_12 / "melzo-debian13.pdf", known).sheets
        assert (sheet.verdict, sheet.pages) == (SheetState.CURRENT, (1, 2))
        assert asked(debian_12 / MELZO, known).verdict is SheetState.CURRENT


@pytest.mark.parametrize("place", ["dati/manifest.json", "elsewhere/manifest.json"])
def test_the_sheet_itself_is_looked_for_where_it_may_be(place: str, debian_12: Path) -> None:
    """Beside the folder of a portal's manifest; or in one folder with it, under any name."""
    manifest = debian_12 / place
    manifest.parent.mkdir()
    (debian_12 / MANIFEST).rename(manifest)
    if manifest.parent.name == "elsewhere":
        (debian_12 / MELZO).rename(manifest.parent / "foglio (1).pdf")
    answer = asked(debian_12 / "melzo-debian13.pdf", read_versions_at(str(manifest)))
    assert answer.verdict is SheetState.CURRENT


def test_a_sheet_made_elsewhere_that_says_something_else_is_altered(debian_12: Path) -> None:
    """One digit in it, in the text or in the font, and the comparison with the sheet shows it."""
    for deed in ("one digit changed", "one digit drawn as another"):
        HARMFUL[deed](debian_12 / "melzo-debian13.pdf", debian_12 / "x.pdf")
        assert asked(debian_12 / "x.pdf", read_versions(debian_12)).verdict is SheetState.ALTERED


def test_without_the_sheet_itself_an_older_manifest_proves_nothing(debian_12: Path) -> None:
    """It is not said that a sheet is good, nor to throw it away, for it may be another make."""
    (debian_12 / MELZO).rename(debian_12.parent / "kept.pdf")
    known = read_versions_at(str(debian_12 / MANIFEST))
    (sheet,) = asked(debian_12 / "melzo-debian13.pdf", known).sheets
    assert sheet.verdict is SheetState.UNKNOWN
    assert "nothing tells whether it was changed" in str(sheet.sentence)
    assert asked(debian_12.parent / "kept.pdf", known).verdict is SheetState.CURRENT


def test_one_side_of_the_same_make_proves_that_the_other_was_altered(debian_12: Path) -> None:
    """All pages of a file share its fonts: where one side is known by them, so would be both."""
    HARMFUL["one digit changed"](debian_12 / MELZO, debian_12 / "x.pdf")
    (debian_12 / MELZO).unlink()
    known = read_versions_at(str(debian_12 / MANIFEST))
    assert asked(debian_12 / "x.pdf", known).verdict is SheetState.ALTERED


@pytest.mark.judged
def test_a_replaced_sheet_says_since_when_by_which_and_what_changed(
    newer: Path, tmp_path: Path
) -> None:
    """In a file, in a notice, and by its code."""
    known = read_versions(newer)
    code = read_manifest(newer).files[MELZO].code
    HARMLESS["merged by qpdf"](newer / "old.pdf", tmp_path / "notice.pdf")
    for answer in (
        asked(newer / "old.pdf", known),
        asked(tmp_path / "notice.pdf", known),
        verify.verify_code(code, known),
    ):
        (sheet,) = answer.sheets
        assert (sheet.verdict, sheet.since) == (SheetState.SUPERSEDED, LATER)
        assert (sheet.code, sheet.replaced_by) == (code, "ZZZZ-2222")
        assert "was replaced on 2026-12-01 by ZZZZ-2222" in str(sheet.sentence)
        assert [str(change) for change in sheet.changes] == [
            "Settala: phone 02 9507 59245 → 02 9507 59246"
        ]
    assert asked(newer / MELZO, known).verdict is SheetState.CURRENT
    assert verify.verify_code("ZZZZ2222", known).verdict is SheetState.CURRENT


def test_a_sheet_that_left_is_no_longer_published(folder: Path) -> None:
    """There is nothing to take instead."""
    read_history(folder).append({"record": "removed", "on": LATER, "path": MELZO})
    (sheet,) = asked(folder / MELZO, read_versions(folder)).sheets
    assert (sheet.verdict, sheet.since, sheet.replaced_by) == (SheetState.SUPERSEDED, LATER, "")
    assert "is no longer published" in str(sheet.sentence)


def test_the_same_pages_made_again_stay_current(folder: Path) -> None:
    """A build with another program that draws the same pages does not make old prints wrong."""
    history = read_history(folder)
    made = history.newest(MELZO)
    assert made
    history.append(later(made))
    assert asked(folder / MELZO, read_versions(folder)).verdict is SheetState.CURRENT


def test_other_looks_leave_the_words_current(folder: Path) -> None:
    """The code that is printed on both is the same: file and paper get the same answer."""
    history = read_history(folder)
    made = history.newest(MELZO)
    assert made
    history.append(later(made, pages=["another", "look"]))
    known = read_versions(folder)
    (sheet,) = asked(folder / MELZO, known).sheets
    assert (sheet.verdict, sheet.replaced_by) == (SheetState.CURRENT, "")
    assert str(sheet.sentence).endswith("is current; one made since only looks otherwise")
    assert verify.verify_code(made["code"], known).verdict is SheetState.CURRENT


@pytest.mark.judged
def test_a_notice_may_name_the_sheet_behind_it(
    folder: Path, known: KnownVersions, tmp_path: Path
) -> None:
    """Its page is no sheet: the words around the code are others."""
    code = read_manifest(folder).files[MELZO].code
    words = f"Si allega il foglio informativo. Codice del foglio: {code}"
    act = notice(tmp_path / "n.pdf", words=words)
    qpdf("--empty", "--pages", act, folder / MELZO, "--", tmp_path / "x.pdf")
    (sheet,) = asked(tmp_path / "x.pdf", known).sheets
    assert (sheet.verdict, sheet.pages) == (SheetState.CURRENT, (3, 4))
    (sheet,) = asked(act, known).sheets
    assert (sheet.verdict, str(sheet.sentence)) == ("unknown", "there is no sheet of ours in it")


@pytest.mark.judged
def test_two_sheets_in_one_file(folder: Path, known: KnownVersions, tmp_path: Path) -> None:
    """Each is named; one that is not current makes the whole file so."""
    change_glyph(folder / MELZO, tmp_path / "bad.pdf", *OTHER)
    rho = folder / MELZO.replace("melzo", "rhodense")
    qpdf("--empty", "--pages", rho, tmp_path / "bad.pdf", rho, "--", tmp_path / "x.pdf")
    answer = asked(tmp_path / "x.pdf", known)
    assert [sheet.verdict for sheet in answer.sheets] == ["current", "altered", "current"]
    assert [sheet.pages for sheet in answer.sheets] == [(1, 2), (3, 4), (5, 6)]
    assert answer.verdict is SheetState.ALTERED


def test_files_that_are_not_ours(known: KnownVersions, tmp_path: Path) -> None:
    """A notice alone, and what is no PDF: no exception, each with its sentence."""
    (sheet,) = asked(notice(tmp_path / "n.pdf"), known).sheets
    assert (sheet.verdict, str(sheet.sentence)) == ("unknown", "there is no sheet of ours in it")
    (sheet,) = verify.verify_file("x", b"PK", known).sheets
    assert sheet.verdict is SheetState.UNREADABLE


def test_a_sheet_of_somebody_else_is_unknown(folder: Path, sheets: dict[str, Path]) -> None:
    """It looks like ours and names its code; nobody here made it."""
    lines = (folder / HISTORY).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if "_melzo.pdf" not in line]
    (folder / HISTORY).write_text("\n".join(kept) + "\n", encoding="utf-8")
    (folder / MANIFEST).unlink()
    answer = asked(sheets["melzo"], read_versions(folder))
    assert answer.verdict is SheetState.UNKNOWN
    assert "it says that it is the sheet" in str(answer.sheets[0].sentence)


def test_records_of_older_programs_are_understood(folder: Path, sheets: dict[str, Path]) -> None:
    """Without digests of pages in history and manifest, those of the present files are taken."""
    for name in (HISTORY, MANIFEST):
        path = folder / name
        rows = (
            path.read_text(encoding="utf-8").splitlines()
            if name == HISTORY
            else [path.read_text(encoding="utf-8")]
        )
        plain = [json.loads(row) for row in rows]
        for row in plain:
            for entry in (row, *row.get("files", {}).values()):
                entry.pop("pages", None)
                entry.pop("signed_by", None)
        path.write_text("\n".join(map(json.dumps, plain)) + "\n", encoding="utf-8")
    assert read_manifest(folder).files[MELZO].pages == ()
    assert asked(sheets["melzo"], read_versions(folder)).verdict is SheetState.CURRENT


@pytest.mark.judged
def test_an_old_sheet_whose_pages_nobody_wrote_down(newer: Path, tmp_path: Path) -> None:
    """It is known by its code, never called altered; a current one is known by its whole file."""
    path = newer / HISTORY
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    plain = [{k: v for k, v in row.items() if k != "pages"} for row in rows]
    path.write_text("\n".join(map(json.dumps, plain)) + "\n", encoding="utf-8")
    (newer / MANIFEST).unlink()
    known = read_versions(newer)
    assert asked(newer / "old.pdf", known).verdict is SheetState.SUPERSEDED

    rho = newer / MELZO.replace("melzo", "rhodense")
    shutil.move(rho, tmp_path / "rho.pdf")  # so that its pages cannot be looked up
    known = read_versions(newer)
    assert asked(tmp_path / "rho.pdf", known).verdict is SheetState.CURRENT
    HARMLESS["merged by qpdf"](tmp_path / "rho.pdf", tmp_path / "x.pdf")
    (sheet,) = asked(tmp_path / "x.pdf", known).sheets
    assert sheet.verdict is SheetState.UNKNOWN
    assert str(sheet.sentence).endswith("nothing tells whether it was changed")


def test_a_manifest_alone_knows_current_sheets(
    newer: Path, sheets: dict[str, Path], tmp_path: Path
) -> None:
    """Without a history an old sheet cannot be told from a stranger; a current one is known."""
    manifest = tmp_path / "published.json"
    shutil.copy(newer / MANIFEST, manifest)
    known = read_versions_at(str(manifest))
    assert asked(sheets["melzo"], known).verdict is SheetState.CURRENT
    answer = verify.verify_code("ZZZZ-2222", known)
    assert "is not that of a current sheet" in str(answer.sheets[0].sentence)


def test_a_manifest_on_the_web(newer: Path) -> None:
    """With the history beside it, old sheets are known as well."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(newer))
    (newer / MANIFEST).rename(newer / "m.json")
    shutil.copy(newer / "m.json", newer / MANIFEST)
    with serving(handler) as address:  # type: ignore[arg-type]  # as good as a class
        known = read_versions_at(f"{address}{MANIFEST}")
        assert asked(newer / "old.pdf", known).verdict is SheetState.SUPERSEDED
        with pytest.raises(LeafletError, match="is not a manifest of leaflets"):
            read_versions_at(f"{address}{HISTORY}")
        with pytest.raises(LeafletError, match="error 404"):
            read_versions_at(f"{address}none.json")


def test_a_portal_says_since_when_a_code_is_old(tmp_path: Path) -> None:
    """The codes beside its manifest tell, from a folder and from the web, as its own page does."""
    output, portal = tmp_path / "output", tmp_path / "portal"
    first = registry_of()
    build_portal(output, first)
    old = {path: entry.code for path, entry in read_manifest(output).files.items()}
    fewer = registry_of(SMALL.partition("  - id: cinisello")[0])
    build_portal(output, fewer, on=SECOND, suffix="!")
    portal_of(output, fewer, portal)
    new = {path: entry.code for path, entry in read_manifest(output).files.items()}
    nord, gone = sheet_path("nord"), sheet_path("cinisello-balsamo")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(portal))
    with serving(handler) as address:  # type: ignore[arg-type]  # as good as a class
        for place in (str(portal / "dati" / MANIFEST), f"{address}dati/{MANIFEST}"):
            known = read_versions_at(place)
            (sheet,) = verify.verify_code(old[nord], known).sheets
            assert (sheet.verdict, sheet.made) == (SheetState.SUPERSEDED, "2026-01-10")
            assert (sheet.since, sheet.replaced_by) == ("2026-03-06", new[nord])
            assert str(sheet.sentence).endswith(f"was replaced on 2026-03-06 by {new[nord]}")
            (sheet,) = verify.verify_code(old[gone], known).sheets
            assert (sheet.verdict, sheet.since) == (SheetState.SUPERSEDED, "2026-03-06")
            assert "(Cinisello Balsamo, made on 2026-01-10) is no longer" in str(sheet.sentence)
            assert verify.verify_code(new[nord], known).verdict is SheetState.CURRENT
            assert verify.verify_code("ABCD-EFGH", known).verdict is SheetState.UNKNOWN


def test_no_manifest_no_answer(tmp_path: Path) -> None:
    """An empty folder is an error, not a verdict."""
    with pytest.raises(LeafletError, match="has no leaflets to compare with"):
        read_versions(tmp_path)
    with pytest.raises(LeafletError, match="there is no such file"):
        read_versions_at(str(tmp_path / MANIFEST))
    (tmp_path / MANIFEST).write_text("{}", encoding="utf-8")
    with pytest.raises(LeafletError, match="is not a manifest"):
        read_versions_at(str(tmp_path / MANIFEST))


@pytest.fixture(scope="module")
def codes(built: Path) -> KnownVersions:
    """What was made, for codes only."""
    return read_versions(built)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_code_is_understood_however_it_is_typed(
    codes: KnownVersions, data: st.DataObject
) -> None:
    """Lower case, spaces, other dashes or none, before, between and after."""
    code = data.draw(st.sampled_from([record["code"] for record in codes.history.leaflets()]))
    signs = [sign for sign in code if sign != "-"]
    filler = st.sampled_from(["", "", " ", "-", "–", ".", "\u00a0"])
    typed = "".join(
        data.draw(filler) + (s.lower() if data.draw(st.booleans()) else s) for s in signs
    )
    (sheet,) = verify.verify_code(typed, codes).sheets
    assert (sheet.verdict, sheet.code) == (SheetState.CURRENT, code)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_wrong_sign_is_never_taken_for_the_right_one(
    codes: KnownVersions, data: st.DataObject
) -> None:
    """One sign off: unknown, and the right code is proposed; two off: nothing is."""
    every = {record["code"] for record in codes.history.leaflets()}
    code = data.draw(st.sampled_from(sorted(every)))
    places = data.draw(st.lists(st.sampled_from([0, 1, 2, 3, 5, 6, 7, 8]), min_size=1, max_size=2,
                                unique=True))  # fmt: skip
    typed = list(code)
    for place in places:
        typed[place] = data.draw(st.sampled_from(CODE_ALPHABET.replace(code[place], "")))
    (sheet,) = verify.verify_code("".join(typed), codes).sheets
    if "".join(typed) not in every:
        assert sheet.verdict is SheetState.UNKNOWN
        assert (f"did you mean {code}?" in str(sheet.hint)) == (len(places) == 1)


def test_signs_that_no_code_has_stand_for_what_they_look_like(folder: Path) -> None:
    """0 and O for D or Q, 1 and I for L, J or 7, when only one code fits."""
    history = read_history(folder)
    made = history.newest(MELZO)
    assert made
    history.append(later(made, code="DL77-QQ22", path="pdf/x.pdf"))
    known = read_versions(folder)
    for typed in ("OL77-QQ22", "0i77-0O22", "di77q022"):
        (sheet,) = verify.verify_code(typed, known).sheets
        assert sheet.code == "DL77-QQ22"
    history.append(later(made, code="QL77-QQ22", path="pdf/y.pdf"))
    assert verify.verify_code("OL77-QQ22", read_versions(folder)).verdict is SheetState.UNKNOWN


@given(st.text(max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_an_answer(codes: KnownVersions, typed: str) -> None:
    """What is no code at all is unknown, and its form is explained."""
    answer = verify.verify_code(typed, codes)
    assert answer.verdict in {SheetState.UNKNOWN, SheetState.CURRENT}
