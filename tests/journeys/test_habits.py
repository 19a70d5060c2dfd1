# SPDX-License-Identifier: EUPL-1.2
"""What people expect of any program of the command line: quiet, pipes, trials, the cursor."""

from __future__ import annotations

import io
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from leaflet.cli.main import main, what_to_type
from leaflet.notices.lists import read_list
from leaflet.problems import say
from leaflet.system.tables import read_worksheets
from leaflet.texts.messages import name_program, translate
from tests import tampering
from tests.paths import ROOT
from tests.terminal import CTRL_C, at_a_terminal


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of its own with its ten finished sheets, in which commands are run."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(built, tmp_path / "output")
    (tmp_path / "atti").mkdir()
    tampering.notice(tmp_path / "atti" / "atto.pdf")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class _Pipe(io.TextIOWrapper):
    """Standard input or output that holds bytes."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")


@pytest.mark.parametrize("arguments", [["find", "Rho"], ["build"], ["clean", "--dry-run"]])
def test_quiet_says_nothing_where_all_is_well(
    workspace: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the command or behind it."""
    assert workspace.is_dir()
    for line in (["--quiet", *arguments], [*arguments, "--quiet"]):
        assert main(line) == 0
        assert capsys.readouterr() == ("", "")


def test_quiet_says_what_is_wrong(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors and the exit code stay."""
    assert workspace.is_dir()
    assert main(["find", "Nowhere", "--quiet"]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("leaflet: ")


def test_verbose_says_which_files_are_read_and_written(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each once; the answer itself is the same."""
    assert main(["find", "Rho"]) == 0
    answer = capsys.readouterr().out
    assert main(["find", "Rho", "--verbose"]) == 0
    out, err = capsys.readouterr()
    assert out == answer
    assert err.count(" s: reads contacts/ambiti.yaml\n") == 1
    (workspace / "output" / "testo").mkdir()
    assert main(["contacts", "set-list", "--fonte", "Prova", "--verbose"]) == 0
    assert capsys.readouterr().err.count(" s: writes contacts/ambiti.yaml\n") == 1
    assert main(["find", "Rho"]) == 0
    assert not capsys.readouterr().err


def test_quiet_and_verbose_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "Rho", "--quiet", "--verbose"]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_rows_go_through_a_pipe_and_back(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`contacts export -o -` gives a table that `contacts import -` reads: nothing has changed."""
    assert workspace.is_dir()
    with monkeypatch.context() as patch:
        pipe = _Pipe()
        patch.setattr(sys, "stdout", pipe)
        assert main(["contacts", "export", "rhodense", "-o", "-"]) == 0
        pipe.flush()
        pipe.seek(0)
        table = pipe.read().encode()
    assert table.decode("utf-8-sig").startswith("Ambito;")
    monkeypatch.setattr(sys, "stdin", _Pipe(table))
    assert main(["contacts", "import", "-", "--dry-run"]) == 0
    assert "nothing changes" in capsys.readouterr().out


def test_a_sheet_from_a_pipe_is_verified(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = workspace / "output" / "pdf" / "cosa-fare-in-caso-di-sfratto_melzo.pdf"
    monkeypatch.setattr(sys, "stdin", _Pipe(sheet.read_bytes()))
    assert main(["verify", "-"]) == 0
    assert capsys.readouterr().out.startswith("-: current\n")
    assert main(["verify", "-", "--signature"]) == 2


def test_a_bundle_goes_into_a_pipe(workspace: Path) -> None:
    """The bytes alone are on the standard output: what is said of them goes elsewhere."""
    command = [sys.executable, str(ROOT / "cli.py"), "bundle", "--for", "unep", "-o", "-"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, check=True)
    assert done.stdout.startswith(b"PK")
    assert b"-: " in done.stderr


def test_a_trial_of_attach_writes_nothing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the results and what would fail, for one notice and for a list."""
    tampering.notice(workspace / "atti" / "altro.pdf")
    listed = workspace / "atti" / "atti.csv"
    listed.write_text("file;comune\natto.pdf;Rho\naltro.pdf;Nowhere\n", encoding="utf-8")
    before = sorted((workspace / "atti").iterdir())
    assert main(["attach", "atti/atto.pdf", "--comune", "Rho", "--dry-run"]) == 0
    assert capsys.readouterr().out.endswith("atti/atto_con-foglio.pdf\n")
    assert main(["attach", "--list", str(listed), "--dry-run"]) == 1
    out, err = capsys.readouterr()
    assert "1 with their sheet, 0 had it already, 1 failed" in out
    assert "somebody changed it" not in out
    assert "report:" not in out
    assert "altro.pdf: failed" in err
    assert sorted((workspace / "atti").iterdir()) == before


def test_a_trial_of_fix_shows_and_leaves_the_list(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contacts = workspace / "contacts" / "ambiti.yaml"
    wrong = contacts.read_text(encoding="utf-8").replace("[Rho,", "[rho,", 1)
    wrong = wrong.replace("338 783 8099", "338 7838099", 1)
    contacts.write_text(wrong, encoding="utf-8")
    main(["validate", "--fix", "--dry-run"])
    assert "+" in capsys.readouterr().err
    assert contacts.read_text(encoding="utf-8") == wrong
    assert main(["validate", "--dry-run"]) == 2


def test_a_list_of_notices_is_begun_from_their_folder(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All notices below it, results of earlier runs not; Comuni are chosen from a list."""
    (workspace / "atti" / "b").mkdir()
    tampering.notice(workspace / "atti" / "b" / "due.PDF")
    tampering.notice(workspace / "atti" / "vecchio_con-foglio.pdf")
    assert main(["attach", "--make-list", "atti"]) == 0
    made = workspace / "atti" / "atti.xlsx"
    rows = read_list(made)
    assert [(row.file, row.comune) for row in rows] == [("atto.pdf", ""), ("b/due.PDF", "")]
    sheets = read_worksheets(made.read_bytes(), "atti.xlsx", lambda cell: cell == "file")
    assert [sheet.name for sheet in sheets if not sheet.is_hidden] == ["Atti"]
    choices = next(sheet for sheet in sheets if sheet.is_hidden)
    assert ("Rho",) in choices.rows
    capsys.readouterr()
    assert main(["attach", "--make-list", "atti"]) == 1
    assert "there is another atti/atti.xlsx already" in capsys.readouterr().err
    assert main(["attach", "--make-list", "atti", "--comune", "Rho"]) == 2
    assert main(["attach", "--make-list", "output/pdf", "-o", "x.csv"]) == 2
    assert main(["attach", "--make-list", "contacts"]) == 1
    assert "there is no PDF in contacts" in capsys.readouterr().err


def test_ctrl_c_gives_the_cursor_back(workspace: Path) -> None:
    """A bar hides it; who stops a build finds it in the terminal again."""
    shutil.rmtree(workspace / "output")
    seen = at_a_terminal(workspace, ["build"], ("\x1b[?25l", CTRL_C))
    assert seen.code == 128 + signal.SIGINT
    assert seen.screen.rindex("\x1b[?25h") > seen.screen.rindex("\x1b[?25l")


@pytest.mark.parametrize(
    ("started", "found", "typed"),
    [
        ("/a/b/.venv/bin/leaflet", None, ".venv/bin/leaflet"),
        ("/usr/bin/leaflet", "/usr/bin/leaflet", "leaflet"),
        ("/opt/x/leaflet", None, "/opt/x/leaflet"),
        ("cli.py", None, "python cli.py"),
        ("/usr/lib/leaflet/__main__.py", None, "python -m leaflet"),
        ("/usr/bin/pytest", None, "leaflet"),
    ],
)
def test_messages_name_what_can_be_typed(started: str, found: str | None, typed: str) -> None:
    """Where «leaflet» is not on the PATH, as in a checkout, its place is said."""
    assert what_to_type(started, found, Path("/a/b")) == typed


def test_the_word_leaflet_is_not_taken_for_the_program() -> None:
    """«leaflet build» is to be typed, «the leaflet is there» is not."""
    name_program(".venv/bin/leaflet", ["build", "find"])
    try:
        message = say("the leaflet is there: leaflet build makes one")
        assert translate(message) == "the leaflet is there: .venv/bin/leaflet build makes one"
    finally:
        name_program("leaflet", [])
    assert translate(message) == "the leaflet is there: leaflet build makes one"
