# SPDX-License-Identifier: EUPL-1.2
"""Aids and stages as people meet them: asked for, attached, changed, and gone when they expire."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
import shutil
from typing import TYPE_CHECKING

import pikepdf
import pytest

from leaflet.cli.main import main
from leaflet.system import clock
from leaflet.system.clock import ROME
from tests import tampering
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Travel = Callable[[str], None]

MILANO = "morosita-incolpevole-milano"
LAST_DAY, DAY_AFTER = "2026-12-31", "2027-01-01"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of its own with two ambiti and two languages, in which commands are run."""
    for name in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns("backups", ".lock")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    contacts = tmp_path / "contacts" / "ambiti.yaml"
    head, *ambiti = re.split(r"^(?=  - id: )", contacts.read_text("utf-8"), flags=re.MULTILINE)
    kept = [one for one in ambiti if re.match("  - id: (?:milano|rhodense)\n", one)]
    contacts.write_text("".join([head, *kept]), encoding="utf-8")
    languages = tmp_path / "locales" / "languages.toml"
    parts = re.split(r"^(?=\[)", languages.read_text("utf-8"), flags=re.MULTILINE)
    spoken = [part for part in parts if not part.startswith(("[en]", "[es]"))]
    languages.write_text("".join(spoken), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Lets the program believe that it is another day."""

    def to(day: str) -> None:
        class Then(dt.datetime):
            @classmethod
            def now(cls, tz: dt.tzinfo | None = None) -> Then:
                return cls.fromisoformat(f"{day}T12:00:00").replace(tzinfo=tz or ROME)

        class Calendar:
            datetime, date, tzinfo = Then, dt.date, dt.tzinfo

        monkeypatch.setattr(clock, "dt", Calendar)

    return to


def differences(workspace: Path) -> list[str]:
    """Return the lines in which the aids differ from the shipped ones."""
    old, new = (
        (folder / "contacts" / "misure.yaml").read_text(encoding="utf-8").splitlines()
        for folder in (ROOT, workspace)
    )
    return [line for line in difflib.ndiff(old, new) if line[0] in "+-"]


@pytest.mark.usefixtures("workspace")
def test_find_says_which_aids_a_comune_has(capsys: pytest.CaptureFixture[str]) -> None:
    """Milano's own is for Milano alone; what is for everybody is proposed everywhere."""
    own = "Aid: Contributo per la morosità incolpevole"
    for comune, there in (("Milano", True), ("Rho", False)):
        assert main(["find", comune]) == 0
        out = capsys.readouterr().out
        assert (own in out) == there
        assert "Aid: Casa per un periodo breve (Servizi Abitativi Transitori, SAT)\n" in out
    assert main(["find", "Rho", "--format", "json"]) == 0
    assert "servizi-abitativi-transitori" in json.loads(capsys.readouterr().out)["aiuti"]


@pytest.mark.usefixtures("workspace")
def test_find_says_what_can_be_done_at_a_stage(capsys: pytest.CaptureFixture[str]) -> None:
    """What comes too late at that stage is not named."""
    assert main(["find", "Milano", "--stage", "intimazione"]) == 0
    first = capsys.readouterr().out
    assert main(["find", "Milano", "--stage", "accesso"]) == 0
    last = capsys.readouterr().out
    assert "Contributo per la morosità incolpevole" in first
    assert "Contributo per la morosità incolpevole" not in last
    assert "{" not in first + last
    assert main(["find", "Milano", "--stage", "sfratto"]) == 2


def test_an_aid_that_expires_makes_what_shows_it_out_of_date(
    workspace: Path, travel: Travel, capsys: pytest.CaptureFixture[str]
) -> None:
    """On that day, without a change of any file, and nothing else; status says so a week before."""
    travel("2026-12-20")
    assert main(["build", "--product", "aiuti", "--product", "sheet"]) == 0
    capsys.readouterr()
    assert main(["status"]) == 0
    assert "is shown until" not in capsys.readouterr().out
    travel("2026-12-26")
    assert main(["status"]) == 0
    assert f"is shown until {LAST_DAY}" in capsys.readouterr().out
    travel(LAST_DAY)
    assert main(["build"]) == 0
    assert "output: 0 written, 9 up to date" in capsys.readouterr().out
    travel(DAY_AFTER)
    assert main(["status"]) == 1
    out = capsys.readouterr().out
    assert out.count(f": aids no longer shown: {MILANO}\n") == 3
    assert {line.split()[0] for line in out.splitlines() if "no longer" in line} == {"milano"}
    assert main(["build"]) == 0
    assert "output: 3 written, 6 up to date, 0 removed\n" in capsys.readouterr().out
    for file in (workspace / "output" / "pdf" / "aiuti").iterdir():
        with pikepdf.open(file) as pdf:
            assert len(pdf.pages) > 1


def test_aids_go_behind_the_sheet_of_a_notice(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the stage that is asked for, in a list by its column; verify knows all four pages."""
    (workspace / "atti").mkdir()
    tampering.notice(workspace / "atti" / "atto.pdf")
    assert main(["build"]) == 0
    assert main(["attach", "atti/atto.pdf", "--comune", "Rho", "--stage", "precetto"]) == 1
    hint = "first run leaflet build --product aiuti --stage precetto\n"
    assert capsys.readouterr().err.endswith(hint)
    assert main(["build", "--product", "aiuti", "--stage", "precetto"]) == 0
    assert main(["attach", "atti/atto.pdf", "--comune", "Rho", "--stage", "precetto"]) == 0
    capsys.readouterr()
    assert main(["verify", "atti/atto_con-foglio.pdf"]) == 0
    out = capsys.readouterr().out
    assert "cosa-fare-in-caso-di-sfratto_rhodense.pdf" in out
    assert "che-cosa-puoi-fare_rhodense_it_precetto.pdf" in out
    listed = workspace / "atti" / "atti.csv"
    listed.write_text("file;comune;fase\natto.pdf;Rho;Atto di precetto\n", encoding="utf-8")
    assert main(["attach", "--list", str(listed), "-o", "esiti"]) == 0
    assert main(["verify", "esiti/atto_con-foglio.pdf"]) == 0
    assert "_it_precetto.pdf" in capsys.readouterr().out
    listed.write_text("file;comune;fase\natto.pdf;Rho;bo\n", encoding="utf-8")
    assert main(["attach", "--list", str(listed), "-o", "altri"]) == 1
    assert "its stage «bo» is none of: intimazione, convalida" in capsys.readouterr().err
    listed.write_text("file;comune;fase\natto.pdf;Rho;precetto, avviso\n", encoding="utf-8")
    assert main(["attach", "--list", str(listed), "-o", "altri"]) == 1
    assert "«precetto, avviso» is none of" in capsys.readouterr().err
    listed.write_text("file;comune;fase\natto.pdf;Rho;precetto\n", encoding="utf-8")
    assert main(["attach", "--list", str(listed), "-o", "altri", "--stage", "avviso"]) == 1
    assert "its stage is precetto, and --stage says avviso" in capsys.readouterr().err
    listed.write_text("file;comune;fase;fase\natto.pdf;Rho;precetto;\n", encoding="utf-8")
    assert main(["attach", "--list", str(listed), "-o", "altri"]) == 1
    assert "several columns are headed «fase»" in capsys.readouterr().err


def test_a_day_of_an_aid_is_changed_undone_and_done_again(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line differs, comments stay; the old file is kept."""
    assert main(["aids", "set", MILANO, "--al", "2027-06-30"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{MILANO}: al: 2026-12-31 → 2027-06-30\nwritten; the old file is ")
    assert differences(workspace) == ["-     al: 2026-12-31", '+     al: "2027-06-30"']
    assert main(["aids", "undo"]) == 0
    assert differences(workspace) == []
    assert main(["aids", "redo"]) == 0
    assert len(differences(workspace)) == 2


def test_a_wrong_day_of_an_aid_is_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the line and how to write it; nothing is written."""
    assert main(["aids", "set", MILANO, "--al", "30/06/2027"]) == 1
    err = capsys.readouterr().err
    assert "S014" in err
    assert "2027-06-30" in err
    assert main(["aids", "set", MILANO, "--al", "", "--ricontrolla", ""]) == 1
    assert "M003" in capsys.readouterr().err
    assert main(["aids", "set", "morosita-incolpevole-milan", "--al", "2027-06-30"]) == 2
    assert f"did you mean {MILANO}?" in capsys.readouterr().err
    assert main(["aids", "set", MILANO]) == 2
    assert differences(workspace) == []


def test_an_aid_is_confirmed_and_shown(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aids", "confirm", MILANO, "--day", "2026-11-30"]) == 0
    assert len(differences(workspace)) == 2
    capsys.readouterr()
    assert main(["aids", "show", MILANO]) == 0
    assert "verificato   2026-11-30\n" in capsys.readouterr().out
    assert main(["aids", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [MILANO, "2026-12-31", "Milano"]
    assert lines[1].endswith("Pantigliate  expired")
    assert main(["aids", "list", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == MILANO


@pytest.mark.usefixtures("workspace")
def test_the_leaflet_of_aids_is_read_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "milano", "--aids"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("\nChe cosa puoi ancora fare\n")
    assert "Solo se: " in out
    assert max(map(len, out.splitlines())) <= 80


SIGNED = "        raccolto: 2026-11-29\n        firma: {nome: %s, giorno: %s}\n"


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("- È un aiuto in denaro per chi", "- È un aiuto {ISEE} in denaro per chi", "M019"),
        ("- È un aiuto in denaro per chi", "- È un aiuto {0} in denaro per chi", "M019"),
        ("- È un aiuto in denaro per chi", "- È un aiuto {isee in denaro per chi", "M019"),
        ("- Il proprietario ha", "- Il {isee} ha", "M019"),
        ("{nome: isee, valore: 26000,", "{nome: isee, valore: 26.000,", "S014"),
        ("{nome: isee, valore: 26000,", "{nome: ise, valore: 26000,", "M008"),
        ("al: 2026-12-31", "al: 9999-12-31", "M018"),
        ("verificato: 2026-11-29", "verificato: 0001-01-01", "M018"),
        ("al: 2026-12-31", "al: 2026-12-31\n    dal: 2027-01-01", "M018"),
        ("        raccolto: 2026-11-29\n", SIGNED % ("' '", "2026-11-30"), "M016"),
        ("        raccolto: 2026-11-29\n", SIGNED % ("Avv. Prova", "2030-01-01"), "M016"),
        ("        raccolto: 2026-11-29\n", SIGNED % ("Avv. Prova", "1999-01-01"), "M016"),
        ("  - id: convalida\n", "  - id: intimazione\n", "M004"),
        ("ente: Comune di Milano", "ente: Comune 中 di Milano", "M017"),
        (
            "    ricontrolla: 2027",
            "    link: ['https://javascript:alert(1)']\n    ricontrolla: 2027",
            "M013",
        ),
        ("fasi:", "fonte: altrove\nfasi:", "S011"),
    ],
)
def test_what_could_not_be_printed_or_not_be_right_is_refused(
    was: str, now: str, code: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its file and rule; whatever is asked for then ends with a sentence."""
    path = workspace / "contacts" / "misure.yaml"
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), encoding="utf-8")
    assert main(["validate"]) == 1
    assert re.search(rf"misure\.yaml:\d+:\d+: error {code}", capsys.readouterr().out)
    for command in (["preview", "milano", "--aids"], ["status"], ["find", "Milano"]):
        assert main(command) == 1
        assert "contacts/misure.yaml" in capsys.readouterr().err


def test_a_broken_amount_is_named_and_no_sentence_that_needs_it(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody should add an amount that is there: it is to be mended."""
    path = workspace / "contacts" / "misure.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("valore: 26000,", "valore: 26.000,", 1), encoding="utf-8")
    assert main(["validate"]) == 1
    assert re.findall(r"error (\w+)", capsys.readouterr().out) == ["S014"]


@pytest.mark.usefixtures("workspace")
def test_a_file_of_aids_is_checked_with_its_list(capsys: pytest.CaptureFixture[str]) -> None:
    """By whichever of the two names an editor or a hook calls it, and once."""
    assert main(["validate", "contacts/ambiti.yaml"]) == 0
    wanted = capsys.readouterr().out
    for given in (["contacts/misure.yaml"], ["contacts"],
                  ["contacts/misure.yaml", "contacts/ambiti.yaml"]):  # fmt: skip
        assert main(["validate", *given]) == 0
        assert capsys.readouterr().out == wanted


def test_a_file_of_aids_that_is_gone_takes_no_leaflet_away(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has said that there are no aids: it may be lost, or have another name."""
    assert main(["build", "--product", "sheet", "--product", "aiuti"]) == 0
    made = sorted((workspace / "output" / "pdf").rglob("*.pdf"))
    path = workspace / "contacts" / "misure.yaml"
    kept = path.rename(path.with_name("misure (1).yaml.txt"))
    for command in (["build"], ["build", "--product", "aiuti"], ["status"]):
        capsys.readouterr()
        assert main(command) == 1
        assert "there is no file contacts/misure.yaml" in capsys.readouterr().err
    assert sorted((workspace / "output" / "pdf").rglob("*.pdf")) == made
    assert main(["find", "Milano"]) == 0
    kept.rename(path)
    assert main(["status"]) == 0
    assert main(["clean"]) == 0
    path.unlink()
    assert main(["build", "--product", "aiuti"]) == 1
    assert main(["build"]) == 0


def test_an_ambito_that_aids_are_for_keeps_its_id(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workspace / "contacts" / "misure.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("comuni: [Milano]", "ambiti: [milano]", 1), encoding="utf-8")
    assert main(["contacts", "set-ambito", "milano", "--id", "citta"]) == 1
    assert MILANO in capsys.readouterr().err
    assert main(["find", "Milano"]) == 0


def test_changes_of_aids_are_told(
    workspace: Path, travel: Travel, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between two files, since a day, and since a leaflet of theirs: only that is on it."""
    travel("2026-12-01")
    assert main(["build", "--product", "aiuti"]) == 0
    codes = {
        name: json.loads((workspace / "output" / "manifest.json").read_text("utf-8"))["files"][
            f"pdf/aiuti/che-cosa-puoi-fare_{name}_it.pdf"
        ]["code"]
        for name in ("milano", "rhodense")
    }
    travel("2026-12-02")
    assert main(["aids", "set", MILANO, "--al", "2027-06-30"]) == 0
    assert main(["build"]) == 0
    old = next((workspace / "contacts" / "backups").glob("misure-*.yaml"))
    told = "\n\nContributo per la morosità incolpevole\n  aid: al 2026-12-31 → 2027-06-30\n"
    capsys.readouterr()
    for asked in ([str(old)], [], ["--since", "2026-12-02"], ["--since", codes["milano"]]):
        assert main(["changes", *asked]) == 0
        assert capsys.readouterr().out.endswith(told)
    assert main(["changes", "--since", codes["rhodense"]]) == 0
    assert "is current" in capsys.readouterr().out
    travel("2027-07-01")
    assert main(["build"]) == 0
    assert main(["changes", "--since", "2027-07-01"]) == 0
    assert "aid that is no longer shown" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["aids", "list"], ["aids", "undo"], ["preview", "--aids"]])
def test_a_missing_file_of_aids_is_told_with_the_way_back(
    workspace: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """An office that lost it looks for its copies first."""
    (workspace / "contacts" / "misure.yaml").unlink()
    assert main([*command, *(["rhodense"] if command[0] == "preview" else [])]) == 1
    error = capsys.readouterr().err
    assert "there is no file contacts/misure.yaml" in error
    assert "put it back, for example from contacts/backups" in error
