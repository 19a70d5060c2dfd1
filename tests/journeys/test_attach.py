# SPDX-License-Identifier: EUPL-1.2
"""`leaflet attach`, as people run it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pikepdf
import pytest

from leaflet.archive.manifest import MANIFEST
from leaflet.cli.main import main
from tests import tampering
from tests.notices import producers
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PHONE, OTHER = "02 9507 59245", "02 9507 5900"
CHANGE = f"Settala: phone {PHONE} → {OTHER}"
SHEET = "cosa-fare-in-caso-di-sfratto_melzo.pdf"


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the workspace with its ten finished sheets, and a notice."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(built, tmp_path / "output")
    (tmp_path / "atti").mkdir()
    tampering.notice(tmp_path / "atti" / "atto.pdf")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(workspace: Path) -> dict[str, str]:
    stored = json.loads((workspace / "output" / MANIFEST).read_text(encoding="utf-8"))
    return {path: entry["code"] for path, entry in stored["files"].items()}


def test_one_notice(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The Comune as anybody writes it; the answer names sheet, version and result."""
    code = codes(workspace)[f"pdf/{SHEET}"]
    assert main(["attach", "atti/atto.pdf", "--comune", "SETTALA"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Settala: sheet {SHEET}, version {code}",
        "atti/atto_con-foglio.pdf",
    ]
    assert (workspace / "atti" / "atto_con-foglio.pdf").is_file()


def test_several_notices_of_one_comune(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that fails stops no other; what an earlier run made is no notice; into a folder alone."""
    tampering.notice(workspace / "atti" / "secondo.pdf")
    (workspace / "atti" / "terzo.pdf").write_text("x")
    notices = [f"atti/{name}.pdf" for name in ("atto", "terzo", "secondo")]
    assert main(["attach", *notices, "--comune", "Rho"]) == 1
    shown = capsys.readouterr()
    assert "leaflet: atti/terzo.pdf: it is not a PDF\n" in shown.err
    results = [f"atti/{name}_con-foglio.pdf" for name in ("atto", "secondo")]
    assert shown.out.splitlines()[1::2] == results
    assert main(["attach", notices[0], notices[2], *results, "--comune", "Rho"]) == 0
    assert capsys.readouterr().out.splitlines()[1::2] == results
    assert main(["attach", notices[0], results[0], "--comune", "Rho", "-o", "altrove"]) == 0
    assert [path.name for path in (workspace / "altrove").iterdir()] == ["atto_con-foglio.pdf"]
    capsys.readouterr()
    assert main(["attach", *notices, "--comune", "Rho", "-o", "uno.pdf"]) == 2
    assert "name a folder after -o" in capsys.readouterr().err


def test_a_file_or_a_folder_can_be_chosen(workspace: Path) -> None:
    """What ends in .pdf is a file to be, anything else a folder."""
    assert main(["attach", "atti/atto.pdf", "--comune", "rho", "-o", "da/servire.pdf"]) == 0
    assert main(["attach", "atti/atto.pdf", "--comune", "rho", "-o", "da"]) == 0
    made = sorted(path.name for path in (workspace / "da").iterdir())
    assert made == ["atto_con-foglio.pdf", "servire.pdf"]


def test_the_sheet_is_a_leaf_of_its_own_if_asked(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked once, or for all notices in the settings; a list that was done is done anew."""
    tampering.notice(workspace / "atti" / "atto.pdf", pages=1)
    (workspace / "atti" / "lista.csv").write_text("file;comune\natto.pdf;Rho\n", encoding="utf-8")
    rows = ["attach", "--list", "atti/lista.csv"]
    attach = ["attach", "atti/atto.pdf", "--comune", "Rho", "-o"]
    assert [main(rows), main([*attach, "plain.pdf"])] == [0, 0]
    assert "--both-sides puts a blank page before it" in capsys.readouterr().err
    assert main([*attach, "asked.pdf", "--both-sides"]) == 0
    (workspace / "leaflet.toml").write_text("[attach]\nboth-sides = true\n", encoding="utf-8")
    assert [main(rows), main([*attach, "set.pdf"])] == [0, 0]
    assert main([*attach, "not.pdf", "--no-both-sides"]) == 0
    made = [
        "plain.pdf",
        "asked.pdf",
        "set.pdf",
        "not.pdf",
        "atti/lista_con-foglio/atto_con-foglio.pdf",
    ]
    lengths = []
    for name in made:
        with pikepdf.open(workspace / name) as pdf:
            lengths.append(len(pdf.pages))
    assert lengths == [3, 4, 4, 3, 4]
    capsys.readouterr()
    assert main(rows) == 0
    assert "1 had it already" in capsys.readouterr().out


def test_a_bomb_ends_in_a_sentence(
    workspace: Path, bomb: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A list goes on behind it."""
    assert main(["attach", str(bomb), "--comune", "Rho"]) == 1
    shown = capfd.readouterr().err.splitlines()
    assert len(shown) == 2
    assert shown[0].startswith(f"leaflet: {bomb}: ")
    rows = f"file;comune\n{bomb};Rho\natto.pdf;Rho\n"
    (workspace / "atti" / "lista.csv").write_text(rows, encoding="utf-8")
    assert main(["attach", "--list", "atti/lista.csv"]) == 1
    assert "1 with their sheet, 0 had it already, 1 failed" in capfd.readouterr().out


def test_a_stale_sheet_is_not_attached(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list says another number now: nothing is written until the sheet is made again."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    contacts.write_text(text.replace(PHONE, OTHER), encoding="utf-8")
    assert main(["attach", "atti/atto.pdf", "--comune", "Settala"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"leaflet: not current: melzo (contact row 5, {CHANGE})",
        "help: first run leaflet build",
    ]
    assert not (workspace / "atti" / "atto_con-foglio.pdf").exists()
    assert main(["attach", "atti/atto.pdf", "--comune", "Rho"]) == 0


def test_an_altered_sheet_is_not_attached(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor one that somebody changed after it was made."""
    with (workspace / "output" / "pdf" / SHEET).open("ab") as file:
        file.write(b"\n")
    assert main(["attach", "atti/atto.pdf", "--comune", "Settala"]) == 1
    assert "not current: melzo (the file was altered)" in capsys.readouterr().err


def test_the_comunes_own_sheet_comes_first(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the folder has one; elsewhere there is that of the ambito, or the generic one."""
    path = "pdf/comuni/cosa-fare-in-caso-di-sfratto_settala.pdf"
    manifest = workspace / "output" / MANIFEST
    stored = json.loads(manifest.read_text(encoding="utf-8"))
    stored["files"][path] = {**stored["files"][f"pdf/{SHEET}"], "product": "comune", "making": ""}
    manifest.write_text(json.dumps(stored), encoding="utf-8")
    (workspace / "output" / path).parent.mkdir()
    shutil.copy(workspace / "output" / "pdf" / SHEET, workspace / "output" / path)
    assert main(["attach", "atti/atto.pdf", "--comune", "Settala"]) == 1
    assert "not current: comuni/settala (" in capsys.readouterr().err
    assert main(["attach", "atti/atto.pdf", "--comune", "Torino"]) == 0
    assert "_generico.pdf" in capsys.readouterr().out


def test_results_are_written_over_only_when_told(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same result is left as it is, another file needs --force, the notice nothing moves."""
    command = ["attach", "atti/atto.pdf", "--comune", "Rho", "-o"]
    assert main([*command, "x.pdf"]) == main([*command, "x.pdf"]) == 0
    (workspace / "x.pdf").write_bytes(b"other")
    assert main([*command, "x.pdf"]) == 1
    assert "help: choose another place after -o, or write over it with --force" in (
        capsys.readouterr().err
    )
    assert main([*command, "x.pdf", "--force"]) == 0
    before = (workspace / "atti" / "atto.pdf").read_bytes()
    assert main([*command, "atti/atto.pdf", "--force"]) == 1
    assert "is the notice itself" in capsys.readouterr().err
    assert (workspace / "atti" / "atto.pdf").read_bytes() == before


def test_a_result_needs_a_folder_or_a_pdf(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is there and is neither is named; a folder of notices needs a list."""
    (workspace / "a.docx").write_bytes(b"x")
    (workspace / "elenco.csv").write_text("file;comune\natti/atto.pdf;Rho\n", encoding="utf-8")
    one, many = ["atti/atto.pdf", "--comune", "Rho"], ["--list", "elenco.csv"]
    for given in (one, many):
        assert main(["attach", *given, "-o", "a.docx"]) == 1
        assert capsys.readouterr().err.startswith(
            "leaflet: a.docx is a file, and results need a folder or a name that ends in .pdf\n"
        )
    assert main(["attach", "atti", "--comune", "Rho"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: atti is a folder, not a notice",
        "help: for many notices, make a list: leaflet attach --list",
    ]


@pytest.mark.judged
def test_the_answer_says_what_else_to_know(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The generic sheet is named as what it is, and what is encrypted has a subject."""
    assert main(["attach", "atti/atto.pdf", "--comune", "Lodi", "-o", "x.pdf"]) == 0
    assert "outside the ambiti of the list: the generic sheet" in capsys.readouterr().err
    producers.encrypted(workspace / "atti" / "atto.pdf")
    assert main(["attach", "atti/encrypted.pdf", "--comune", "Rho"]) == 0
    assert capsys.readouterr().err.startswith("the notice is encrypted\n")


def test_sheets_are_found_from_the_folder_of_the_notices(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in the workspace that is named; without any, the hint says where to start."""
    monkeypatch.chdir(workspace / "atti")
    assert main(["--root", "..", "attach", "atto.pdf", "--comune", "Rho"]) == 0
    assert (workspace / "atti" / "atto_con-foglio.pdf").is_file()
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    contacts.write_text(text.replace(PHONE, OTHER), encoding="utf-8")
    capsys.readouterr()
    assert main(["--root", "..", "attach", "atto.pdf", "--comune", "Settala"]) == 1
    assert "help: first run leaflet --root .. build\n" in capsys.readouterr().err
    shutil.rmtree(workspace / "output")
    assert main(["--root", "..", "attach", "atto.pdf", "--comune", "Rho"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"leaflet: there are no leaflets in {workspace / 'output'}",
        "help: first run leaflet --root .. build",
    ]


def test_a_list(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 when a row failed; the report lies with the results."""
    rows = "File;Comune;Atto\natto.pdf;Rho;x\nmanca.pdf;Rho;y\n"
    (workspace / "atti" / "elenco.csv").write_text(rows, encoding="utf-8")
    assert main(["attach", "--list", "atti/elenco.csv"]) == 1
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "atto.pdf: atto_con-foglio.pdf",
        "1 with their sheet, 0 had it already, 1 failed",
        "report: atti/elenco_con-foglio/esiti.csv",
    ]
    assert shown.err.startswith("row 3, manca.pdf: failed: ")
    report = (workspace / "atti" / "elenco_con-foglio" / "esiti.csv").read_text("utf-8-sig")
    assert report.startswith("riga;file;comune;esito;")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "NOTICE.pdf is missing"),
        (["atto.pdf"], "--comune is missing"),
        (["atto.pdf", "--list", "x.csv"], "--list: this value is not allowed"),
    ],
)
def test_wrong_usage(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, before anything is read."""
    assert main(["attach", *arguments]) == 2
    assert complaint in capsys.readouterr().err
