# SPDX-License-Identifier: EUPL-1.2
"""A list of notices: every row has its answer, and a run that is killed goes on where it was."""

from __future__ import annotations

import csv
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from leaflet.cli.main import main
from leaflet.notices import batch
from leaflet.notices.attaching import attach
from leaflet.notices.batch import REPORT, Batch, attach_all
from leaflet.notices.lists import NoticeRow
from leaflet.problems import LeafletError
from tests.notices import producers
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from leaflet.notices.attaching import Attachment
    from leaflet.notices.choosing import CurrentLeaflets

PATIENCE = 120


def attached(
    sheets: CurrentLeaflets, base: Path, rows: list[tuple[str, str]], *, force: bool = False
) -> tuple[Counter[str], list[str]]:
    """Run a list, and return the counts and what was said."""
    said: list[str] = []
    numbered = [NoticeRow(number, *row) for number, row in enumerate(rows, 2)]
    asked = Batch(sheets, base, base / "out", str, force)
    counts = attach_all(asked, numbered, lambda sentence, _: said.append(str(sentence)))
    return counts, said


def report(base: Path) -> list[dict[str, str]]:
    with (base / "out" / REPORT).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def prepared(notices: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some notices: plain, signed, damaged, and one in a subfolder."""
    folder = tmp_path_factory.mktemp("list")
    shutil.copy(notices["latex"], folder / "a.pdf")
    producers.signed(folder / "a.pdf", "firmato")
    producers.damaged(folder / "a.pdf")
    (folder / "sub").mkdir()
    shutil.copy(notices["scan"], folder / "sub" / "a.pdf")
    return folder


@pytest.fixture
def base(prepared: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)


def test_one_wrong_row_does_not_stop_the_others(current: CurrentLeaflets, base: Path) -> None:
    """Each row has a line in the report, in the order of the list."""
    rows = [("a.pdf", "rho"), ("manca.pdf", "Rho"), ("damaged.pdf", "Rho"), ("", "Rho"),
            ("firmato.pdf", "Settala"), ("sub\\a.pdf", "Torino"), ("a.pdf", "Rho")]  # fmt: skip
    counts, said = attached(current, base, rows)
    assert counts == {"done": 3, "failed": 4}
    lines = report(base)
    assert [(line["riga"], line["esito"], line["risultato"]) for line in lines] == [
        ("2", "joined", "a_con-foglio.pdf"),
        ("3", "failed", ""),
        ("4", "failed", ""),
        ("5", "failed", ""),
        ("6", "beside", "firmato_foglio.pdf"),
        ("7", "joined", "sub/a_con-foglio.pdf"),
        ("8", "failed", ""),
    ]
    assert said[2].startswith(
        "row 4, damaged.pdf: failed: it is damaged: parts of it cannot be read; get it again"
    )
    assert lines[3]["avvisi"] == "no file is named"
    assert lines[6]["avvisi"] == "row 2 makes the same file"
    assert [line["comune"] for line in lines] == [
        "Rho", "Rho", "Rho", "Rho", "Settala", "Torino", "Rho",
    ]  # fmt: skip
    assert "generico" in lines[5]["foglio"]
    made = {path.relative_to(base / "out").as_posix() for path in (base / "out").rglob("*.pdf")}
    assert made == {"a_con-foglio.pdf", "firmato.pdf", "firmato_foglio.pdf", "sub/a_con-foglio.pdf"}


def test_an_error_that_nobody_foresaw_does_not_stop_the_others(
    current: CurrentLeaflets, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a row meets, its line says that it failed, and the next row is done."""

    def attach_or_fail(notice: Path, *arguments: Any, **options: Any) -> Attachment:  # noqa: ANN401
        if notice.name == "odd.pdf":
            raise MemoryError
        if notice.name == "full.pdf":
            raise OSError(errno.ENOSPC, "full")
        return attach(notice, *arguments, **options)

    for name in ("odd", "full"):
        shutil.copy(base / "a.pdf", base / f"{name}.pdf")
    monkeypatch.setattr(batch, "attach", attach_or_fail)
    rows = [("odd.pdf", "Rho"), ("a\0.pdf", "Rho"), ("full.pdf", "Rho"), ("a.pdf", "Rho")]
    counts, _ = attached(current, base, rows)
    assert counts == {"done": 1, "failed": 3}
    assert [line["avvisi"].partition(";")[0] for line in report(base)[:3]] == [
        "the program cannot deal with this file (MemoryError)",
        "the program cannot deal with this file (ValueError)",
        "the disk is full",
    ]


def test_a_name_in_other_capitals_is_found(current: CurrentLeaflets, base: Path) -> None:
    """Windows does not tell ATTO.PDF from atto.pdf; two files that fit are not guessed about."""
    shutil.copy(base / "a.pdf", base / "sub" / "Perche\u0301.PDF")
    shutil.copy(base / "a.pdf", base / "DUE.pdf")
    shutil.copy(base / "a.pdf", base / "Due.pdf")
    rows = [("A.PDF", "Rho"), ("sub\\PERCH\u00c9", "Rho"), ("due.pdf", "Rho")]
    counts, _ = attached(current, base, rows)
    assert counts == {"done": 2, "failed": 1}
    assert (base / "out" / "a_con-foglio.pdf").exists()
    assert report(base)[1]["risultato"] == "sub/Perche\u0301_con-foglio.pdf"


def test_a_hidden_row_is_said(current: CurrentLeaflets, base: Path) -> None:
    """It is done as all others are, and whoever made the list hears of it."""
    said: list[str] = []
    rows = [NoticeRow(2, "a.pdf", "Rho", is_hidden=True)]
    asked = Batch(current, base, base / "out", str)
    attach_all(asked, rows, lambda sentence, _: said.append(str(sentence)))
    assert said == ["a.pdf: a_con-foglio.pdf; its row is hidden in the list"]


def test_nothing_of_the_notice_is_repeated(current: CurrentLeaflets, base: Path) -> None:
    """Of people the report knows what the list says under «file» and «comune», nothing else."""
    attached(current, base, [("a.pdf", "Rho")])
    assert "precetto" not in (base / "out" / REPORT).read_text(encoding="utf-8")  # its title


def test_what_is_like_no_comune_is_not_repeated(current: CurrentLeaflets, base: Path) -> None:
    """Somebody's name may stand in the column: neither the screen nor the report has it."""
    counts, said = attached(current, base, [("a.pdf", "Cognome Nome")])
    assert counts == {"failed": 1}
    assert said == ["row 2, a.pdf: failed: what stands under «comune» is no Comune"]
    assert "Cognome" not in (base / "out" / REPORT).read_text(encoding="utf-8")


def test_a_row_says_what_is_wrong_with_its_comune(current: CurrentLeaflets, base: Path) -> None:
    """It is named, with what it could be; one outside the ambiti has the generic sheet."""
    rows = [("a.pdf", ""), ("a.pdf", "Rho - Mazzo"), ("a.pdf", "Sesto"), ("a.pdf", "Lodi")]
    counts, said = attached(current, base, rows)
    assert counts == {"failed": 3, "done": 1}
    assert said == [
        "row 2, a.pdf: failed: its Comune is missing",
        "row 3, a.pdf: failed: no Comune is called «Rho - Mazzo»; did you mean Rho?",
        (
            "row 4, a.pdf: failed: «Sesto» can be more than one Comune; "
            "write one of: Sesto San Giovanni, Sesto (BZ), Sesto Calende (VA), Sesto ed Uniti (CR)"
        ),
        "a.pdf: a_con-foglio.pdf; outside the ambiti of the list: the generic sheet",
    ]
    assert [line["comune"] for line in report(base)] == ["", "Rho - Mazzo", "Sesto", "Lodi"]
    assert report(base)[3]["avvisi"].startswith("outside the ambiti of the list")


def test_a_corrected_comune_replaces_the_copy(current: CurrentLeaflets, base: Path) -> None:
    """The wrong sheet must not stay: the copy is ours, and as we made it."""
    attached(current, base, [("a.pdf", "Rho"), ("firmato.pdf", "Rho")])
    wrong = (base / "out" / "a_con-foglio.pdf").read_bytes()
    counts, _ = attached(current, base, [("a.pdf", "Settala"), ("firmato.pdf", "Settala")])
    assert counts == {"done": 2}
    assert [line["comune"] for line in report(base)] == ["Settala", "Settala"]
    assert (base / "out" / "a_con-foglio.pdf").read_bytes() != wrong
    beside = (base / "out" / "firmato_foglio.pdf").read_bytes()
    assert beside == current.of("Settala").data


def test_what_an_earlier_run_made_of_a_row_that_fails_is_named(
    current: CurrentLeaflets, base: Path
) -> None:
    """Its sheet may be the wrong one, and nobody would look for it among what failed."""
    attached(current, base, [("a.pdf", "Rho"), ("firmato.pdf", "Rho")])
    rows = [("a.pdf", "Sesto"), ("firmato.pdf", ""), ("sub/a.pdf", "")]
    counts, said = attached(current, base, rows)
    assert counts == {"failed": 3}
    assert said[0].endswith(
        "; a_con-foglio.pdf, made earlier for Rho, is still there: do not use it"
    )
    assert said[1].endswith(
        "; firmato_foglio.pdf, made earlier for Rho, is still there: do not use it"
    )
    assert said[2] == "row 4, sub/a.pdf: failed: its Comune is missing"
    _, said = attached(current, base, [("a.pdf", "Rho"), ("a.pdf", "Settala")])
    assert "still there" not in said[1]


def test_a_new_version_of_the_sheet_replaces_the_copy(current: CurrentLeaflets, base: Path) -> None:
    """As a corrected Comune does."""
    attached(current, base, [("a.pdf", "Rho")])
    path = base / "out" / REPORT
    sheet = current.of("Rho")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(sheet.sha256, "0" * 64), encoding="utf-8")  # of an older one
    counts, _ = attached(current, base, [("a.pdf", "Rho")])
    assert counts == {"done": 1}
    assert report(base)[0]["sha256 del foglio"] == sheet.sha256


def test_a_copy_that_somebody_changed_is_asked_about(current: CurrentLeaflets, base: Path) -> None:
    """The answer says which sheet it has, and its line stays until --force replaces it."""
    attached(current, base, [("a.pdf", "Rho")])
    first, result = report(base), base / "out" / "a_con-foglio.pdf"
    changed = result.read_bytes() + b"\n% firma"
    result.write_bytes(changed)
    old, new = current.of("Rho"), current.of("Opera")
    for _ in range(2):
        counts, said = attached(current, base, [("a.pdf", "Opera")])
        assert counts == {"failed": 1}
        assert said == [
            (
                "row 2, a.pdf: failed: a_con-foglio.pdf was changed since it got the sheet for Rho "
                f"(version {old.code}); it is to have that for Opera (version {new.code}); "
                "--force makes it anew, without those changes"
            )
        ]
        assert result.read_bytes() == changed
        assert report(base)[1:] == [{**first[0], "riga": ""}]
    counts, _ = attached(current, base, [("a.pdf", "Opera")], force=True)
    assert counts == {"done": 1}
    assert [line["comune"] for line in report(base)] == ["Opera"]


def test_a_copy_that_was_signed_since_counts_as_done(current: CurrentLeaflets, base: Path) -> None:
    """First the sheet, then the signature, then perhaps the list again with more rows."""
    attached(current, base, [("a.pdf", "Rho")])
    result = base / "out" / "a_con-foglio.pdf"
    producers.signed(result, "signed").replace(result)
    signed, before = result.read_bytes(), report(base)
    counts, said = attached(current, base, [("a.pdf", "Rho")])
    assert counts == {"kept": 1}
    assert said == [
        (
            "a.pdf: a_con-foglio.pdf; "
            "somebody changed it since: it has this sheet still, and stays as it is"
        )
    ]
    assert (result.read_bytes(), report(base)) == (signed, before)
    counts, _ = attached(current, base, [("a.pdf", "Opera")])
    assert counts == {"failed": 1}
    assert result.read_bytes() == signed


def test_lists_that_share_a_folder_share_its_report(
    current: CurrentLeaflets, base: Path, notices: dict[str, Path]
) -> None:
    """Each file keeps its line, and another notice of the same name replaces nothing."""
    attached(current, base, [("a.pdf", "Rho")])
    attached(current, base, [("sub/a.pdf", "Lodi")])
    assert [(line["riga"], line["risultato"]) for line in report(base)] == [
        ("2", "sub/a_con-foglio.pdf"),
        ("", "a_con-foglio.pdf"),
    ]
    shutil.copy(notices["scan"], base / "a.pdf")
    counts, said = attached(current, base, [("a.pdf", "Rho")])
    assert counts == {"failed": 1}
    assert "a_con-foglio.pdf was made of another notice of this name; choose another" in said[0]
    (base / "out" / "sub" / "a_con-foglio.pdf").unlink()
    attached(current, base, [("a.pdf", "Rho")])
    assert [line["risultato"] for line in report(base)] == ["", "a_con-foglio.pdf"]


def test_rows_about_the_same_notice_are_told_apart(current: CurrentLeaflets, base: Path) -> None:
    """Twice the same is a slip of one kind, two Comuni of another; .pdf may be left out."""
    rows = [("a", "Rho"), ("a.pdf", "RHO"), ("a.pdf", "Melzo"), ("sub\\a", "Rho"), ("b", "Rho"),
            ("b" * 300, "Rho")]  # fmt: skip
    counts, said = attached(current, base, rows)
    assert counts == {"done": 2, "failed": 4}
    assert said[1] == "row 3, a.pdf: failed: row 2 makes the same file"
    assert said[2].startswith(
        "row 4, a.pdf: failed: row 2 makes the same file, but with the Comune Rho, not Melzo; "
    )
    assert said[4].endswith("cannot be read: there is no such file or folder")


def test_a_cell_is_no_formula_in_the_report(current: CurrentLeaflets, base: Path) -> None:
    """Spreadsheet programs would run it."""
    attached(current, base, [("=1+1", "Rho")])
    assert report(base)[0]["file"] == "'=1+1"


def test_a_second_run_does_nothing(current: CurrentLeaflets, base: Path) -> None:
    """Not even to the report, but what was spoiled or lost is made again."""
    rows = [("a.pdf", "Rho"), ("firmato.pdf", "Rho")]
    attached(current, base, rows)
    files = {path: path.stat().st_mtime_ns for path in (base / "out").rglob("*.pdf")}
    before = (base / "out" / REPORT).read_bytes()
    counts, said = attached(current, base, rows)
    assert counts == {"kept": 2}
    assert said[1] == (
        "firmato.pdf: firmato_foglio.pdf; "
        "the notice was not altered: serve the sheet with it, as a second file"
    )
    assert {path: path.stat().st_mtime_ns for path in files} == files
    assert (base / "out" / REPORT).read_bytes() == before
    result = base / "out" / "a_con-foglio.pdf"
    whole = result.read_bytes()
    result.unlink()
    (base / "out" / "firmato.pdf").unlink()
    counts, _ = attached(current, base, rows)
    assert counts == {"done": 2}
    assert result.read_bytes() == whole
    assert (base / "out" / "firmato.pdf").is_file()


def test_other_files_are_not_written_over(current: CurrentLeaflets, base: Path) -> None:
    """Unless --force says so: they may be somebody's only copy."""
    result = base / "out" / "a_con-foglio.pdf"
    result.parent.mkdir()
    result.write_bytes(b"other")
    counts, said = attached(current, base, [("a.pdf", "Rho")])
    assert counts == {"failed": 1}
    assert "a_con-foglio.pdf is there already, and it is something else" in said[0]
    assert said[0].endswith("write over it with --force")
    assert result.read_bytes() == b"other"
    counts, _ = attached(current, base, [("a.pdf", "Rho")], force=True)
    assert counts == {"done": 1}
    with pikepdf.open(result) as pdf:
        assert len(pdf.pages) == 4


def test_another_file_in_the_place_of_the_report_stops_the_run(
    current: CurrentLeaflets, base: Path
) -> None:
    """It is left as it is."""
    (base / "out").mkdir()
    (base / "out" / REPORT).write_text("mio;elenco\n", encoding="utf-8")
    with pytest.raises(LeafletError, match="it is something else"):
        attached(current, base, [("a.pdf", "Rho")])
    assert (base / "out" / REPORT).read_text(encoding="utf-8") == "mio;elenco\n"


def test_a_stopped_run_leaves_a_whole_report(current: CurrentLeaflets, base: Path) -> None:
    """Ctrl-C after the first row: no line twice, and none lost of what is still there."""
    rows = [("a.pdf", "Rho"), ("firmato.pdf", "Rho")]
    attached(current, base, rows[1:])

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attach_all(Batch(current, base, base / "out", str), [NoticeRow(2, *rows[0])], stop)
    assert sorted(line["file"] for line in report(base)) == ["a.pdf", "firmato.pdf"]
    counts, _ = attached(current, base, rows)
    assert counts == {"kept": 2}


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_run_goes_on_where_it_was(
    sent: signal.Signals,
    base: Path,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Killed in the middle: every result is whole, and the next run makes only the others."""
    rows = [f"{number:02}.pdf;Rho" for number in range(20)]
    for row in rows:
        shutil.copy(base / "a.pdf", base / row.partition(";")[0])
    (base / "list.csv").write_text("file;comune\n" + "\n".join(rows), encoding="utf-8")
    arguments = ["attach", "--list", str(base / "list.csv"), "-o", str(base / "out"),
                 "--output", str(built)]  # fmt: skip
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while len(_made(base)) < 3:
        assert time.monotonic() < deadline, "the run makes nothing"
        assert process.poll() is None, "the run ended before it was killed"
        time.sleep(0.01)
    os.kill(process.pid, sent)
    assert process.wait() == {signal.SIGKILL: -signal.SIGKILL, signal.SIGTERM: 130}[sent]
    first = {path: path.stat().st_mtime_ns for path in _made(base)}
    assert 3 <= len(first) < len(rows)
    for path in first:
        with pikepdf.open(path) as pdf:
            assert not pdf.check_pdf_syntax()
    monkeypatch.chdir(ROOT)
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines()[-2].endswith(" had it already, 0 failed")
    assert len(_made(base)) == len(report(base)) == len(rows)
    assert {path: path.stat().st_mtime_ns for path in first} == first
    assert not [path for path in (base / "out").iterdir() if path.suffix == ".part"]


def _made(base: Path) -> list[Path]:
    return sorted((base / "out").glob("*_con-foglio.pdf"))
