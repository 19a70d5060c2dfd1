# SPDX-License-Identifier: EUPL-1.2
"""A list of notices: every row has its answer, and a run that is killed goes on where it was."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pikepdf
import pytest

from leaflet.notices.batch import REPORT, Batch, run
from leaflet.notices.listing import Row
from leaflet.problems import LeafletError
from tests.conftest import ROOT
from tests.notices import producers

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from leaflet.notices.sheets import Sheets

PERSON = "Mario Rossi"
PATIENCE = 120


def attached(
    sheets: Sheets, base: Path, rows: list[tuple[str, str]], *, force: bool = False
) -> tuple[Counter[str], list[str]]:
    """Run a list, and return the counts and what was said."""
    said: list[str] = []
    numbered = [Row(number, *row) for number, row in enumerate(rows, 2)]
    batch = Batch(sheets, base, base / "out", str, force)
    counts = run(batch, numbered, lambda _, sentence: said.append(str(sentence)))
    return counts, said


def report(base: Path) -> list[dict[str, str]]:
    with (base / "out" / REPORT).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture
def base(notices: dict[str, Path], tmp_path: Path) -> Path:
    """A folder with some notices: plain, signed, damaged, and one in a subfolder."""
    shutil.copy(notices["latex"], tmp_path / "a.pdf")
    producers.signed(tmp_path / "a.pdf", "firmato")
    producers.damaged(tmp_path / "a.pdf")
    (tmp_path / "sub").mkdir()
    shutil.copy(notices["scan"], tmp_path / "sub" / "a.pdf")
    return tmp_path


def test_one_wrong_row_does_not_stop_the_others(current: Sheets, base: Path) -> None:
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
    assert said[2] == "row 4, damaged.pdf: failed: it is damaged: parts of it cannot be read"
    assert lines[3]["avvisi"] == "no file is named"
    assert lines[6]["avvisi"] == "row 2 makes the same file"
    assert [line["comune"] for line in lines] == ["Rho", "", "", "", "Settala", "Torino", ""]
    assert "generico" in lines[5]["foglio"]
    made = {path.relative_to(base / "out").as_posix() for path in (base / "out").rglob("*.pdf")}
    assert made == {"a_con-foglio.pdf", "firmato.pdf", "firmato_foglio.pdf", "sub/a_con-foglio.pdf"}


def test_nothing_about_people_is_repeated(current: Sheets, base: Path) -> None:
    """A name in the wrong column is in no message, and what the notice says is in no file."""
    counts, said = attached(current, base, [("a.pdf", PERSON), ("a.pdf", "Rho")])
    assert counts == {"failed": 1, "done": 1}
    text = (base / "out" / REPORT).read_text(encoding="utf-8") + "".join(said)
    assert PERSON not in text
    assert "precetto" not in text  # the notice's title
    assert "its Comune is not one of Italy" in text


def test_a_cell_is_no_formula_in_the_report(current: Sheets, base: Path) -> None:
    """Spreadsheet programs would run it."""
    attached(current, base, [("=1+1", "Rho")])
    assert report(base)[0]["file"] == "'=1+1"


def test_a_second_run_does_nothing(current: Sheets, base: Path) -> None:
    """Not even to the report, but what was spoiled or lost is made again."""
    rows = [("a.pdf", "Rho"), ("firmato.pdf", "Rho")]
    attached(current, base, rows)
    files = {path: path.stat().st_mtime_ns for path in (base / "out").rglob("*.pdf")}
    before = (base / "out" / REPORT).read_bytes()
    counts, _ = attached(current, base, rows)
    assert counts == {"kept": 1, "done": 1}
    assert {path: path.stat().st_mtime_ns for path in files} == files
    assert (base / "out" / REPORT).read_bytes() == before
    result = base / "out" / "a_con-foglio.pdf"
    whole = result.read_bytes()
    result.unlink()
    attached(current, base, rows)
    assert result.read_bytes() == whole


def test_other_files_are_not_written_over(current: Sheets, base: Path) -> None:
    """Unless --force says so: they may be somebody's only copy."""
    result = base / "out" / "a_con-foglio.pdf"
    result.parent.mkdir()
    result.write_bytes(b"other")
    counts, said = attached(current, base, [("a.pdf", "Rho")])
    assert counts == {"failed": 1}
    assert said[0].endswith("a_con-foglio.pdf is there already, and it is something else")
    assert result.read_bytes() == b"other"
    counts, _ = attached(current, base, [("a.pdf", "Rho")], force=True)
    assert counts == {"done": 1}
    with pikepdf.open(result) as pdf:
        assert len(pdf.pages) == 4


def test_another_file_in_the_place_of_the_report_stops_the_run(current: Sheets, base: Path) -> None:
    """It is left as it is."""
    (base / "out").mkdir()
    (base / "out" / REPORT).write_text("mio;elenco\n", encoding="utf-8")
    with pytest.raises(LeafletError, match="it is something else"):
        attached(current, base, [("a.pdf", "Rho")])
    assert (base / "out" / REPORT).read_text(encoding="utf-8") == "mio;elenco\n"


def test_a_killed_run_goes_on_where_it_was(base: Path, built: Path) -> None:
    """SIGKILL in the middle: every result is whole, and the next run makes only the others."""
    rows = [f"{number:02}.pdf;Rho" for number in range(40)]
    for row in rows:
        shutil.copy(base / "a.pdf", base / row.partition(";")[0])
    (base / "list.csv").write_text("file;comune\n" + "\n".join(rows), encoding="utf-8")
    command = [sys.executable, str(ROOT / "cli.py"), "attach", "--list", str(base / "list.csv"),
               "-o", str(base / "out"), "--sheets", str(built)]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while len(_made(base)) < 5:
        assert time.monotonic() < deadline, "the run makes nothing"
        assert process.poll() is None, "the run ended before it was killed"
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    first = {path: path.stat().st_mtime_ns for path in _made(base)}
    assert 5 <= len(first) < len(rows)
    for path in first:
        with pikepdf.open(path) as pdf:
            assert not pdf.check_pdf_syntax()
    environment = {**os.environ, "LANGUAGE": "en"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-2].endswith(" had it already, 0 failed")
    assert len(_made(base)) == len(report(base)) == len(rows)
    assert {path: path.stat().st_mtime_ns for path in first} == first
    assert not [path for path in (base / "out").iterdir() if path.suffix == ".part"]


def _made(base: Path) -> list[Path]:
    return sorted((base / "out").glob("*_con-foglio.pdf"))
