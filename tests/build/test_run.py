# SPDX-License-Identifier: EUPL-1.2
"""The build: only what changed is made, nothing is half written, nothing of others is touched."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from leaflet.archive.history import read_history
from leaflet.archive.manifest import read_manifest
from leaflet.build.ingredients import Typesetting
from leaflet.build.products import Pages
from leaflet.build.workers import make_worker_pool
from leaflet.problems import LeafletError
from leaflet.system.files import write_atomically
from leaflet.texts.catalogues import Language, Locale
from tests.building import (
    TEMPLATES,
    TYPESETTING,
    built,
    context_of,
    made_of,
    output,
    page,
    plan_of,
    stamps,
)

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.build.products import PlannedFile
    from leaflet.build.run import BuildReport
    from leaflet.registry.model import Registry

ONE, TWO = output("one", "uno"), output("two", "due")


def made(folder: Path, *outputs: PlannedFile, whole: bool = True) -> BuildReport:
    return built(plan_of(*outputs, whole=whole), folder)


def test_a_first_build_makes_everything(tmp_path: Path) -> None:
    """Each file is there, and the manifest names each with its key, digest and code."""
    report = made(tmp_path, ONE, TWO)
    assert report.written == ["pdf/one.pdf", "pdf/two.pdf"]
    assert (tmp_path / "pdf" / "one.pdf").read_bytes().startswith(b"%PDF-1.7")
    manifest = read_manifest(tmp_path).files
    assert sorted(manifest) == ["pdf/one.pdf", "pdf/two.pdf"]
    assert {len(entry.key) for entry in manifest.values()} == {64}
    assert {entry.code for entry in manifest.values()} == {"CODE"}


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    """When nothing changed, not even a time stamp does."""
    made(tmp_path, ONE, TWO)
    before = stamps(tmp_path)
    report = made(tmp_path, ONE, TWO)
    assert (report.written, report.unchanged) == ([], ["pdf/one.pdf", "pdf/two.pdf"])
    assert stamps(tmp_path) == before
    assert len(before) == 4


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    """A changed page remakes its own file and no other."""
    made(tmp_path, ONE, TWO)
    report = made(tmp_path, ONE, output("two", "tre"))
    assert (report.written, report.unchanged) == (["pdf/two.pdf"], ["pdf/one.pdf"])


@pytest.mark.parametrize("harm", ["altered", "deleted"])
def test_a_file_altered_or_deleted_by_hand_is_restored(tmp_path: Path, harm: str) -> None:
    """The digest of each file is compared, not its date."""
    made(tmp_path, ONE, TWO)
    path = tmp_path / "pdf" / "one.pdf"
    sound = path.read_bytes()
    path.unlink() if harm == "deleted" else path.write_bytes(sound + b" ")
    assert made(tmp_path, ONE, TWO).written == ["pdf/one.pdf"]
    assert path.read_bytes() == sound


def test_a_changed_style_sheet_remakes_everything(tmp_path: Path) -> None:
    """What the HTML does not show, such as the style sheet, is part of every key."""
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    built(plan_of(ONE), tmp_path / "out", Typesetting(templates, ("Noto Sans",)))
    style = templates / "sheet" / "sheet.css"
    style.write_text(style.read_text(encoding="utf-8") + "\n/* x */\n", encoding="utf-8")
    report = built(plan_of(ONE), tmp_path / "out", Typesetting(templates, ("Noto Sans",)))
    assert report.written == ["pdf/one.pdf"]


def test_what_left_the_plan_is_removed(tmp_path: Path) -> None:
    """A whole build removes the files of ambiti that are gone, and only those it made."""
    made(tmp_path, ONE, TWO)
    mine = tmp_path / "pdf" / "mine.pdf"
    mine.write_bytes(b"not yours")
    report = made(tmp_path, TWO)
    assert report.removed == ["pdf/one.pdf"]
    left = ["history.jsonl", "manifest.json", "pdf/mine.pdf", "pdf/two.pdf"]
    assert sorted(stamps(tmp_path)) == left


def test_a_file_that_cannot_be_removed_stops_no_other(tmp_path: Path) -> None:
    """It is a problem of its own, such as one that a program has open; later it is removed."""
    made(tmp_path, ONE, TWO, output("three", "tre"))
    (tmp_path / "pdf" / "one.pdf").unlink()
    (tmp_path / "pdf" / "one.pdf").mkdir()
    report = made(tmp_path, TWO)
    assert [(problem.code, problem.at.file) for problem in report.problems] == [
        ("P004", str(tmp_path / "pdf" / "one.pdf"))
    ]
    assert report.removed == ["pdf/three.pdf"]
    (tmp_path / "pdf" / "one.pdf").rmdir()
    assert made(tmp_path, TWO).removed == ["pdf/one.pdf"]


def test_a_file_in_the_way_is_not_touched(tmp_path: Path) -> None:
    """What no build made stays, the others are made, and only --force replaces it."""
    mine = tmp_path / "pdf" / "one.pdf"
    mine.parent.mkdir()
    mine.write_bytes(b"not yours")
    report = made(tmp_path, ONE, TWO)
    assert [problem.code for problem in report.problems] == ["P005"]
    assert report.written == ["pdf/two.pdf"]
    assert mine.read_bytes() == b"not yours"
    assert built(plan_of(ONE, TWO), tmp_path, force=True).problems == []
    assert mine.read_bytes().startswith(b"%PDF")


def test_files_that_lost_their_records_are_taken_back(tmp_path: Path) -> None:
    """Without manifest and history, files that are what they should be are no strangers."""
    made(tmp_path, ONE)
    for name in ("manifest.json", "history.jsonl"):
        (tmp_path / name).unlink()
    report = made(tmp_path, ONE)
    assert (report.problems, report.written) == ([], ["pdf/one.pdf"])


def test_a_partial_build_removes_nothing(tmp_path: Path) -> None:
    """Building one ambito leaves the others, and the manifest still knows them."""
    made(tmp_path, ONE, TWO)
    report = made(tmp_path, TWO, whole=False)
    assert report.removed == []
    assert sorted(read_manifest(tmp_path).files) == ["pdf/one.pdf", "pdf/two.pdf"]


def test_a_side_that_does_not_fit_keeps_the_last_good_file(tmp_path: Path) -> None:
    """The problem names the ambito; the old file stays, and so does everything else."""
    made(tmp_path, ONE, TWO)
    before = stamps(tmp_path)
    long = output("one", "parola<br>" * 100)
    report = made(tmp_path, long, TWO)
    assert [(p.code, str(p.message)) for p in report.problems] == [
        ("P001", "one: the contacts do not fit on side two, even set tightly")
    ]
    assert stamps(tmp_path) == before


def test_a_sign_that_no_font_has_stops_its_sheet_alone(tmp_path: Path) -> None:
    """The sheet is no box on paper: it is not made, and the others are."""
    report = made(tmp_path, output("one", "Casa \N{BLACK TELEPHONE}"), TWO)
    assert [(p.code, str(p.message)) for p in report.problems] == [
        ("P007", "one: no font of the leaflets has these signs: \N{BLACK TELEPHONE}")
    ]
    assert report.written == ["pdf/two.pdf"]


def test_a_sentence_that_is_not_translated_stops_its_sheet_alone(tmp_path: Path) -> None:
    """The last good file of that sheet stays, and is called out of date; the others are made."""
    locale = Locale(Language("en", "English", "ltr", "Noto Sans"))
    made(tmp_path, ONE, TWO)
    lacking = replace(ONE, pages=lambda: Pages((locale.text("Chi chiamare"),), ""), is_pure=False)
    report = made(tmp_path, lacking, output("two", "tre"))
    assert [(p.code, str(p.message), str(p.hint)) for p in report.problems] == [
        (
            "P008",
            "one: en: no translation of «Chi chiamare»",
            "run leaflet texts update, then translate it in the catalogue",
        )
    ]
    assert (report.written, list(report.outdated.values())) == (["pdf/two.pdf"], ["one"])
    assert (tmp_path / "pdf" / "one.pdf").is_file()


@pytest.mark.parametrize("kept", [0, 300])
def test_a_history_that_was_cut_is_said_once(tmp_path: Path, kept: int) -> None:
    """Codes on paper that nobody can look up any more; what the folder has is written down anew."""
    assert made(tmp_path, ONE, TWO).problems == []
    history = tmp_path / "history.jsonl"
    history.write_bytes(history.read_bytes()[:kept])
    outputs = (ONE, TWO, output("three", "tre"))
    report = made(tmp_path, *outputs)
    [remark] = report.problems
    assert not report.has_failed
    assert (remark.code, remark.at.file) == ("P009", str(history))
    paths = {record["path"] for record in read_history(tmp_path).leaflets()}
    assert paths == {"pdf/one.pdf", "pdf/two.pdf", "pdf/three.pdf"}
    assert made(tmp_path, *outputs).problems == []


def test_too_long_advice_is_told_apart(tmp_path: Path) -> None:
    """When side one does not fit, the contacts are not blamed."""
    report = made(tmp_path, made_of("pdf/one.pdf", "one", page("parola<br>" * 100), page("uno")))
    assert [problem.code for problem in report.problems] == ["P002"]
    assert not (tmp_path / "pdf").exists()


def test_a_single_page_that_is_too_long_is_not_called_a_side(tmp_path: Path) -> None:
    """Whatever the product: what has one page has neither advice nor contacts of its own."""
    report = made(tmp_path, made_of("pdf/one.pdf", "one", page("parola<br>" * 100)))
    assert [(p.code, str(p.message)) for p in report.problems] == [
        ("P006", "one: what it says does not fit on the page")
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": {"a": 1}}', '{"files": []}'])
def test_a_manifest_that_cannot_be_understood_is_none(tmp_path: Path, content: str) -> None:
    """A damaged manifest makes the build start afresh, and never fail."""
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    assert read_manifest(tmp_path).files == {}
    assert made(tmp_path, ONE).written == ["pdf/one.pdf"]


def test_a_manifest_cannot_reach_outside_the_folder(tmp_path: Path) -> None:
    """An edited manifest never makes the build delete a file elsewhere."""
    victim = tmp_path / "victim.pdf"
    victim.write_bytes(b"x")
    folder = tmp_path / "out"
    made(folder, ONE)
    stored = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    entry = {"key": "k", "sha256": "s", "code": "c", "product": "sheet"}
    stored["files"] |= {"../victim.pdf": entry, str(victim): entry}
    (folder / "manifest.json").write_text(json.dumps(stored), encoding="utf-8")
    made(folder, ONE)
    assert victim.read_bytes() == b"x"


def test_ctrl_c_just_after_a_file_was_put_in_place_is_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for a file that cannot be written: the new one is whole and in its place."""
    path, put = tmp_path / "a.txt", os.replace

    def replace_and_press(source: str, target: Path) -> None:
        put(source, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replace_and_press)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_contacts_are_in_the_history_when_they_are_on_a_sheet_and_not_before(
    tmp_path: Path, registry: Registry
) -> None:
    """«What changed on the sheets» must not tell of a sheet that could not be made."""
    melzo = registry.ambito("melzo")
    assert melzo
    newer = melzo.model_copy(update={"nome": "Melzo e dintorni"})
    made(tmp_path, output("one", "uno", melzo))
    assert made(tmp_path, output("one", "parola<br>" * 100, newer)).problems
    assert read_history(tmp_path).states()["melzo"]["nome"] == "Melzo"
    assert made(tmp_path, output("one", "due", newer)).written
    assert read_history(tmp_path).states()["melzo"]["nome"] == "Melzo e dintorni"


def test_the_history_begins_with_the_whole_list(tmp_path: Path, registry: Registry) -> None:
    """Also when the first build is of one ambito: the others are no new ones later."""
    melzo, rho = (registry.ambito(identifier) for identifier in ("melzo", "rhodense"))
    plan = replace(plan_of(output("a", "a", melzo), output("b", "b", rho)), is_whole=False)
    built(replace(plan, outputs=plan.outputs[:1]), tmp_path)
    assert sorted(read_history(tmp_path).states()) == ["melzo", "rhodense"]


def test_shared_advice_that_does_not_fit_stops_nobody_who_prepares_it() -> None:
    """`leaflet watch` does so after each build: the build itself has said what is wrong."""
    with make_worker_pool("serial", context_of(TYPESETTING)) as hired:
        hired.prepare(page("parola<br>" * 100))


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk gives up in the middle, the old file is whole and nothing else is there."""
    path = tmp_path / "a.txt"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LeafletError, match=r"a\.txt cannot be written: the disk is full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
