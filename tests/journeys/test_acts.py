# SPDX-License-Identifier: EUPL-1.2
"""Numbers of acts, from a court's table to a report, run as offices run it."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from tests.acts import real_table
from tests.judges import readers, structure, verapdf
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "real.csv"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the real list and the table of a court."""
    (tmp_path / "contacts").mkdir()
    for name in ("ambiti.yaml", "misure.yaml"):
        shutil.copyfile(ROOT / "contacts" / name, tmp_path / "contacts" / name)
    (tmp_path / TABLE).write_text(real_table(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_import_is_shown_written_and_taken_back(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is here to ask: so nothing is written without --yes."""
    acts = office / "contacts" / "atti.csv"
    assert main(["acts", "import", TABLE, "--dry-run"]) == 0
    assert main(["acts", "import", TABLE]) == 1
    assert not acts.exists()
    assert "nobody is here to ask" in capsys.readouterr().err
    assert main(["acts", "import", TABLE, "--yes", "--fonte", "Piano 2020"]) == 0
    out = capsys.readouterr().out
    assert "2015 Milano, esecuzione eseguita: 298" in out
    assert "new: 14, corrected: 0, in the place of others: 0, as they were: 0" in out
    first = acts.read_text(encoding="utf-8").splitlines()
    assert first[0] == "periodo,comune,ambito,atto,numero,fonte,caricato_il"
    assert first[1].startswith("2014,Milano,,esecuzione richiesta,118,Piano 2020,")
    assert main(["acts", "undo"]) == 0
    assert acts.read_bytes() == b""
    assert main(["acts", "redo"]) == 0
    assert acts.read_text(encoding="utf-8").splitlines() == first
    assert main(["validate"]) in {0, 1}
    assert "atti.csv" not in capsys.readouterr().out


def test_what_imports_changed_is_told(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each state before is kept: `changes` compares one with the present one."""
    assert main(["acts", "import", TABLE, "--yes"]) == 0
    rows = "2019,Milano,esecuzione eseguita,230\n2019,Rho,precetto,8\n"
    (office / "nuovi.csv").write_text(f"periodo,comune,atto,numero\n{rows}", "utf-8")
    assert main(["acts", "import", "nuovi.csv", "--yes"]) == 0
    (backup,) = [path for path in (office / "contacts" / "backups").glob("atti-*.csv")
                 if path.stat().st_size]  # fmt: skip
    capsys.readouterr()
    assert main(["changes", str(backup)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "",
        "Milano",
        "  Milano: 2019, esecuzione eseguita 226 → 230",
        "",
        "Rho",
        "  Rho: 2019, precetto, added: 8",
    ]


def test_what_counts_twice_needs_another_yes(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["acts", "import", TABLE, "--yes"]) == 0
    more = office / "mese.csv"
    more.write_text("periodo,comune,atto,numero\n2019-01,Milano,esecuzioni eseguite,20\n", "utf-8")
    before = (office / "contacts" / "atti.csv").read_bytes()
    assert main(["acts", "import", "mese.csv", "--yes"]) == 1
    said = capsys.readouterr()
    assert "nothing is known any more of 2019-02, 2019-03" in said.out
    assert "--replace lets the old numbers give way" in said.err
    assert (office / "contacts" / "atti.csv").read_bytes() == before
    assert main(["acts", "import", "mese.csv", "--yes", "--replace"]) == 0


def test_nothing_of_a_table_of_people_is_kept(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not in the file, the backups or the journal, nor on the screen; nor of a table beside it."""
    wrong = "periodo,comune,atto,numero,inquilino\n2025,Rho,precetto,1,Zanzottera Maria\n"
    (office / "persone.csv").write_text(wrong, "utf-8")
    assert main(["acts", "import", TABLE, "persone.csv", "--yes", "--verbose"]) == 1
    said = capsys.readouterr()
    assert "sheet 1, column E: names" in said.err
    assert "Zanzottera" not in said.out + said.err
    kept = [path for path in office.rglob("*") if path.is_file() and path.suffix != ".csv"]
    assert not any(b"Zanzottera" in path.read_bytes() for path in kept)
    assert not (office / "contacts" / "atti.csv").exists()


def test_a_broken_file_of_acts_is_told_with_its_place(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`validate` shows the line with a caret; leaflets are built all the same."""
    assert main(["acts", "import", TABLE, "--yes"]) == 0
    acts = office / "contacts" / "atti.csv"
    acts.write_text(acts.read_text("utf-8").replace("esecuzione eseguita,108", "escomio,108"))
    assert main(["acts", "report"]) == 1
    assert "contacts/atti.csv has errors" in capsys.readouterr().err
    assert main(["validate"]) == 1
    out = capsys.readouterr().out
    assert "contacts/atti.csv:3:14: error D002: «escomio» is not in the right form" in out
    assert main(["status"]) in {0, 1}
    assert "atti.csv" not in capsys.readouterr().err


def test_a_report_is_text_and_files(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No line is longer than eighty columns; the dictionary lies beside the table."""
    assert main(["acts", "import", TABLE, "--yes"]) == 0
    capsys.readouterr()
    assert main(["acts", "report", "milano"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "esecuzione eseguita        2014  2015  2016  2017  2018  2019  change" in lines
    assert "total                       108   298   178   180   208   226     +9%" in lines
    assert main(["acts", "report", "-o", "atti.csv"]) == 0
    assert main(["acts", "report", "-o", "atti.doc"]) == 2
    with (office / "atti.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = json.loads((office / "atti.csv-metadata.json").read_text("utf-8"))
    assert [one["name"] for one in told["tableSchema"]["columns"]] == list(rows[0])
    assert told["url"] == "atti.csv"
    assert main(["acts", "report", "--internal"]) == 2
    assert main(["acts", "report", "nowhere"]) == 2


@pytest.mark.judged
def test_the_page_is_accessible(office: Path) -> None:
    """One page, PDF/A-2a and PDF/UA-1; its plot has all numbers as its alternative."""
    assert main(["acts", "import", TABLE, "--yes"]) == 0
    assert main(["acts", "report", "milano", "-o", "atti.pdf"]) == 0
    page = office / "atti.pdf"
    assert len(structure.page_sizes(page)) == 1
    assert not any(broken for broken in verapdf.validate([page], ("2a", "ua1")).values())
    text = " ".join(" ".join(readers.texts(page)["mupdf"]).split())
    assert "226" in text
    assert "esecuzione eseguita" in text


def test_the_name_of_a_file_is_kept_nowhere(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Courts call files by the people in them; a source that looks like a person is refused."""
    named = "Sfratto Rossi Mario RSSMRA80A01F205X.csv"
    (office / TABLE).rename(office / named)
    assert main(["acts", "import", named, "--yes", "--fonte", "Rossi Mario RSSMRA80A01F205X"]) == 2
    assert main(["acts", "import", named, "--yes", "--fonte", "a\nb"]) == 2
    assert main(["acts", "import", named, "--yes"]) == 0
    assert main(["acts", "report", "-o", "atti.csv"]) == 0
    kept = [path for path in office.rglob("*") if path.is_file() and path.name != named]
    assert len(kept) > 4
    for path in kept:
        assert b"RSSMRA80A01F205X" not in path.read_bytes(), path
    assert "RSSMRA80A01F205X" not in capsys.readouterr().out


def test_a_report_takes_no_file_s_place(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Least of all that of the numbers themselves, which it does not show whole."""
    assert main(["acts", "import", TABLE, "--yes"]) == 0
    acts = office / "contacts" / "atti.csv"
    before = acts.read_bytes()
    assert main(["acts", "report", "-o", "contacts/atti.csv"]) == 1
    assert main(["print", "--plan", "--from", "2019-01", "-o", "contacts/ambiti.yaml"]) == 1
    assert "already" in capsys.readouterr().err
    assert acts.read_bytes() == before
    assert (office / "contacts/ambiti.yaml").read_bytes() == (
        ROOT / "contacts/ambiti.yaml"
    ).read_bytes()


def test_an_ambito_by_whose_id_acts_are_counted_keeps_it(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else its numbers would be of nobody."""
    rows = "periodo,comune,atto,numero\n2019,ambito melzo,precetto,8\n"
    (office / "t.csv").write_text(rows, encoding="utf-8")
    assert main(["acts", "import", "t.csv", "--yes"]) == 0
    assert main(["contacts", "set-ambito", "melzo", "--id", "melzese"]) == 1
    assert "acts are counted for «melzo»" in capsys.readouterr().err
    assert main(["contacts", "set-ambito", "rhodense", "--id", "generico"]) == 1


@pytest.mark.parametrize("command", ["report", "undo", "redo"])
def test_without_any_numbers_it_is_said_how_to_begin(
    office: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """A list whose courts sent nothing yet has no numbers to show, hide or take back."""
    assert not (office / "contacts" / "atti.csv").exists()
    assert main(["acts", command]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "acts import reads the first table of numbers" in shown.err
