# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts export` and `import`: files out, files in, and what is asked in between."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from leaflet.offices.workbook import reading
from leaflet.registry.reading import read_file
from leaflet.system.clock import now
from tests.offices.workbook.books import Page, pages, xlsx
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def contacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of a workspace of its own, in which commands are run."""
    for folder in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns("backups", ".lock")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "contacts" / "ambiti.yaml"


@pytest.fixture
def corrected(contacts: Path, tmp_path: Path) -> Path:
    """A workbook in which the office of Settala changed its number and confirmed it."""
    registry = read_file(contacts).registry
    assert registry
    (page,) = pages(registry, "melzo")
    page["D9"], page["R9"] = "02 9507 5900", "sì"
    path = tmp_path / "melzo.xlsx"
    path.write_bytes(xlsx([page]))
    return path


def test_what_is_said_very_often_is_shown_twenty_times(
    contacts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody dragged a row down by mistake: the rest of its copies is counted."""
    registry = read_file(contacts).registry
    assert registry
    (page,) = pages(registry, "melzo")
    page.rows += [list(page.rows[8]) for _ in range(50)]
    (tmp_path / "melzo.xlsx").write_bytes(xlsx([page]))
    assert main(["contacts", "import", "--dry-run", "melzo.xlsx"]) == 0
    out = capsys.readouterr().out
    assert out.count("note: the same row is there twice: read once") == 20
    assert "\n30 times more: the same row is there twice: read once\n" in out
    assert "errors: 0, warnings: 0, notes: 50\n" in out


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_writes_one_file_for_all(contacts: Path, kind: str) -> None:
    """The ending says which kind; workbooks have worksheets of lists and of aids as well."""
    assert main(["contacts", "export", "-o", f"contatti.{kind}"]) == 0
    sheets = reading.read_workbook_file(contacts.parents[1] / f"contatti.{kind}")
    assert len(sheets) == {"xlsx": 9 + 2, "csv": 1}[kind]


def test_export_writes_one_file_for_each(contacts: Path) -> None:
    """The id of the ambito is in the name, whether a file or a folder is given."""
    assert main(["contacts", "export", "melzo", "milano", "--each", "-o", "per/elenco.csv"]) == 0
    assert main(["contacts", "export", "visconteo", "--each", "-o", "per"]) == 0
    names = sorted(path.name for path in (contacts.parents[1] / "per").iterdir())
    assert names == ["contatti-visconteo.xlsx", "elenco-melzo.csv", "elenco-milano.csv"]


def test_export_loses_no_answer(corrected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What differs from the export may be an office's work: only --force writes over it."""
    answer = corrected.read_bytes()
    for each in ([], ["--each"]):
        name = "contatti-melzo.xlsx" if each else "melzo.xlsx"
        (corrected.parent / name).write_bytes(answer)
        command = ["contacts", "export", "melzo", *each, "-o", "." if each else name]
        assert main(command) == 1
        assert f"there is another {name} already" in capsys.readouterr().err
        assert (corrected.parent / name).read_bytes() == answer
        assert main([*command, "--force"]) == 0
        assert main(command) == 0, "the same again loses nothing"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "-o", "nuova/"], "with --each a folder gets one for each"),
        (["export", "-o", "x.doc"], "«doc» is not a kind of workbook"),
        (["export", "-o", "x.ods"], "give a file that ends in .xlsx, LibreOffice opens it"),
        (["export", "melz", "-o", "x.xlsx"], "there is no ambito «melz»"),
        (["import", "absent.xlsx"], "absent.xlsx cannot be read"),
        (["import", "contacts/ambiti.yaml"], "nothing was written"),
        (["import", "broken.xlsx"], "broken.xlsx cannot be used"),
        (["import", "noise.bin"], "noise.bin cannot be used"),
    ],
)
def test_what_cannot_be_done_is_said(
    contacts: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """One line, exit code 1 (2 for what is typed wrong), and the list untouched."""
    before = contacts.read_bytes()
    (contacts.parents[1] / "broken.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    (contacts.parents[1] / "noise.bin").write_bytes(bytes(range(256)))
    assert main(["contacts", *arguments]) == (2 if arguments[0] == "export" else 1)
    assert said in capsys.readouterr().err
    assert contacts.read_bytes() == before


def test_import_changes_exactly_what_the_office_changed(
    contacts: Path, corrected: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changes and leaflets are told; two lines of the list differ; the old one is kept."""
    before = contacts.read_text(encoding="utf-8").splitlines()
    assert main(["contacts", "import", str(corrected), "--yes"]) == 0
    out = capsys.readouterr().out
    today = now().date().isoformat()
    assert out.startswith(
        "Melzo: Settala: phone 02 9507 59245 → 02 9507 5900\n"
        f"Melzo: Settala: checked on {today}\n"
        "leaflet that will change: pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf\n"
        "written; the old list is contacts/backups/ambiti-"
    )
    after = contacts.read_text(encoding="utf-8").splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [b.split("#")[0].strip() for _, b in changed] == [
        '- numero: "02 9507 5900"', f"verificato: {today}",
    ]  # fmt: skip
    assert main(["contacts", "undo"]) == 0
    assert contacts.read_text(encoding="utf-8").splitlines() == before


COMMENTED = """fonte: Prova
ambiti:
  - id: prova
    nome: Prova
    comuni: [Rho, Pero, Arese]
    contatti:
      - comuni: [Rho]  # call after ten
        # leaflet: ignore E003 the office has no other address
        referente: Dott.ssa Anna Rossi
        telefoni:
          - numero: "02 9512 0286"
        email: [casa.rho@gmail.com]
        verificato: 2026-01-10
      - comuni: [Pero]  # the switchboard closes at noon
        referente: Dott. Bruno Verdi
        telefoni:
          - numero: "02 9507 5900"
        email: [bruno.verdi@comune.pero.mi.it]
        verificato: 2026-01-10
      - comuni: [Arese]
        email: [casa@comune.arese.mi.it]
        verificato: 2026-01-10
"""


def test_import_keeps_the_comments_of_rows_that_change_nearly_whole(contacts: Path) -> None:
    """Two neighbours at once: the import knows which row is which, and nobody guesses."""
    contacts.write_text(COMMENTED, encoding="utf-8")
    registry = read_file(contacts).registry
    assert registry
    (page,) = pages(registry)
    page["C5"], page["D5"], page["J5"] = "Sig. Carlo Neri", "02 9507 5901", "carlo@comune.rho.mi.it"
    page["C6"], page["D6"], page["J6"] = "Sig.ra Dea Blu", "02 9512 0287", "dea@comune.pero.mi.it"
    file = contacts.with_name("prova.xlsx")
    file.write_bytes(xlsx([page]))
    assert main(["contacts", "import", str(file), "--yes"]) == 0
    wanted = COMMENTED
    for old, new in {
        "Dott.ssa Anna Rossi": "Sig. Carlo Neri", "02 9512 0286": "02 9507 5901",
        "casa.rho@gmail.com": "carlo@comune.rho.mi.it", "Dott. Bruno Verdi": "Sig.ra Dea Blu",
        "02 9507 5900": "02 9512 0287", "bruno.verdi@comune.pero": "dea@comune.pero",
    }.items():  # fmt: skip
        wanted = wanted.replace(old, new)
    assert contacts.read_text(encoding="utf-8") == wanted


def test_a_dry_run_writes_nothing(
    contacts: Path, corrected: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would change is told all the same."""
    before = contacts.read_bytes()
    assert main(["contacts", "import", "--dry-run", "--yes", str(corrected)]) == 0
    assert "02 9507 5900" in capsys.readouterr().out
    assert contacts.read_bytes() == before


def test_an_error_in_one_file_stops_all(
    contacts: Path, corrected: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several files are one transaction; cells begin with the name of their file."""
    before = contacts.read_bytes()
    assert main(["contacts", "export", "milano", "-o", "milano.csv"]) == 0
    milano = contacts.parents[1] / "milano.csv"
    text = milano.read_text(encoding="utf-8-sig").replace("02 020202;", "02 02;")
    milano.write_text(text, encoding="cp1252")
    assert main(["contacts", "import", "--yes", str(corrected), str(milano)]) == 1
    captured = capsys.readouterr()
    assert "milano.csv, cella E2: error T001: «02 02» is not a phone number" in captured.out
    assert "nothing was written" in captured.err
    assert contacts.read_bytes() == before


def test_two_offices_correct_two_rows_of_one_ambito(contacts: Path, corrected: Path) -> None:
    """Two copies of one workbook are merged, as long as they do not contradict each other."""
    registry = read_file(contacts).registry
    assert registry
    (page,) = pages(registry, "melzo")
    page["D8"] = "02 9508 0876"
    other = corrected.with_name("altro.xlsx")
    other.write_bytes(xlsx([page]))
    assert main(["contacts", "import", "--yes", str(corrected), str(other)]) == 0
    text = contacts.read_text(encoding="utf-8")
    assert "02 9507 5900" in text
    assert "02 9508 0876" in text


def test_without_a_terminal_nobody_can_be_asked(contacts: Path, corrected: Path) -> None:
    """A script must say --yes or --dry-run."""
    before = contacts.read_bytes()
    done = run(contacts, str(corrected), stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert "nobody is here to ask" in done.stderr
    assert contacts.read_bytes() == before


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 1), (b"y\n", 0)])
def test_a_person_is_asked(contacts: Path, corrected: Path, answer: bytes, code: int) -> None:
    """In a terminal the answer decides."""
    before = contacts.read_bytes()
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, answer)
        done = run(contacts, str(corrected), stdin=terminal)
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert done.returncode == code
    assert "Write this into the list? [y/N]" in done.stdout + done.stderr
    assert (contacts.read_bytes() == before) == bool(code)


def run(contacts: Path, *files: str, stdin: int) -> subprocess.CompletedProcess[str]:
    """Run the import in a process of its own."""
    environment = {**os.environ, "LANGUAGE": "en"}
    command = [sys.executable, str(ROOT / "cli.py"), "contacts", "import", *files]
    return subprocess.run(
        command, stdin=stdin, capture_output=True, text=True, check=False,
        cwd=contacts.parents[1], env=environment,
    )  # fmt: skip


def test_an_office_changes_a_day_of_its_aid(
    contacts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list and the aids change together or not at all; undo takes each back."""
    assert main(["contacts", "export", "milano", "-o", "milano.xlsx"]) == 0
    sheets = [
        Page(sheet.name, [list(row) for row in sheet.rows])
        for sheet in reading.read_workbook_file(tmp_path / "milano.xlsx")
        if sheet.name != "Elenchi"
    ]
    sheets[-1]["D4"], sheets[-1]["F4"] = "30/09/2027", "sì"
    (tmp_path / "milano.xlsx").write_bytes(xlsx(sheets))
    aids, before = contacts.with_name("misure.yaml"), contacts.read_bytes()
    old = aids.read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["contacts", "import", "milano.xlsx", "--dry-run"]) == 0
    line = "morosita-incolpevole-milano: al: 2026-12-31 → 2027-09-30\n"
    assert line in capsys.readouterr().out
    assert aids.read_text(encoding="utf-8") == old
    assert main(["contacts", "import", "milano.xlsx", "--yes"]) == 0
    assert line in capsys.readouterr().out
    assert 'al: "2027-09-30"' in aids.read_text(encoding="utf-8")
    assert contacts.read_bytes() == before
    assert main(["aids", "undo"]) == 0
    assert aids.read_text(encoding="utf-8") == old
    sheets[-1]["D4"] = "fine anno"
    (tmp_path / "milano.xlsx").write_bytes(xlsx(sheets))
    assert main(["contacts", "import", "milano.xlsx", "--yes"]) == 1
    assert aids.read_text(encoding="utf-8") == old
