# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts`: what a coordinator types, what comes back, and what the list says then."""

from __future__ import annotations

import datetime as dt
import difflib
import io
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.clock import now
from leaflet.cli.main import main
from leaflet.keeping import BACKUPS
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def contacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of a workspace of its own, in which commands are run."""
    for folder in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns(BACKUPS, ".lock")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "contacts" / "ambiti.yaml"


def differences(path: Path) -> list[str]:
    """Return the lines in which a list differs from the shipped one."""
    shipped = (ROOT / "contacts" / "ambiti.yaml").read_text(encoding="utf-8")
    lines = difflib.ndiff(shipped.splitlines(), path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line[0] in "+-"]


TODAY = now().date().isoformat()


def test_a_number_is_changed_and_nothing_else(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The change is told, the old list kept, and exactly one line differs."""
    arguments = ["set", "melzo", "--comune", "settala", "--telefono", "02 9507 5900"]
    assert main(["contacts", *arguments]) == 0
    out = capsys.readouterr().out
    assert re.fullmatch(
        r"Melzo: Settala: phone 02 9507 59245 → 02 9507 5900\n"
        r"written; the old list is contacts/backups/ambiti-\S+\.yaml\n"
        r"leaflets to make again: Melzo; leaflet build\n",
        out,
    )
    assert differences(contacts) == [
        '-           - numero: "02 9507 59245" # originale: 02/950759245',
        '+           - numero: "02 9507 5900" # originale: 02/950759245',
    ]


def test_undo_brings_back_every_byte(contacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contacts", "confirm", "rhodense"]) == 0
    assert main(["contacts", "remove", "melzo", "--row", "3", "--yes"]) == 0
    assert main(["contacts", "undo"]) == 0
    assert main(["contacts", "undo"]) == 0
    assert differences(contacts) == []
    assert capsys.readouterr().out.count("undone: ") == 2
    assert main(["contacts", "undo"]) == 1
    assert "there is no change to undo" in capsys.readouterr().err


def test_a_wrong_number_is_refused_with_what_to_write(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contacts", "set", "rhodense", "--telefono", "02 12"]) == 1
    err = capsys.readouterr().err
    assert "error T001: " in err
    assert "help: " in err
    assert "nothing was written" in err
    assert differences(contacts) == []
    assert not (contacts.parent / BACKUPS).exists()


def test_a_wrong_shape_is_refused_in_the_words_of_the_list(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contacts", "set", "visconteo", "--cap", "2008"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: «2008» is not a valid «cap»",
        'help: write it like this: "20089"',
    ]
    assert differences(contacts) == []


def test_confirmed_rows_get_todays_date(contacts: Path) -> None:
    assert main(["contacts", "confirm", "melzo", "--comune", "Vignate"]) == 0
    assert differences(contacts) == [
        "-         verificato: 2023-01-24",
        f"+         verificato: {TODAY}",
    ]
    assert main(["contacts", "confirm", "corsichese", "--day", "2025-03-01"]) == 0
    assert len(differences(contacts)) == 2 + 2 * 6


def test_a_day_that_has_not_come_is_refused(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tomorrow = (now().date() + dt.timedelta(days=1)).isoformat()
    assert main(["contacts", "confirm", "melzo", "--day", tomorrow]) == 1
    assert "error V001: " in capsys.readouterr().err
    assert differences(contacts) == []


def test_a_row_is_added_where_its_ambito_ends(contacts: Path) -> None:
    arguments = ["add", "rhodense", "--comune", "Rho", "--telefono", "02 9333 2222 int. 12"]
    assert main(["contacts", *arguments, "--ufficio", "Ufficio Casa"]) == 0
    assert differences(contacts) == [
        "+       - comuni: [Rho]",
        "+         ufficio: Ufficio Casa",
        "+         telefoni:",
        '+           - numero: "02 9333 2222"',
        '+             interno: "12"',
        f"+         verificato: {TODAY}",
    ]


def test_an_ambito_is_added_at_the_end(contacts: Path) -> None:
    options = ["--nome", "Castanese", "--comune", "Castano Primo", "--comune", "Turbigo"]
    reached = ["--email", "servizi.sociali@comune.castanoprimo.mi.it"]
    assert main(["contacts", "add-ambito", "castanese", *options, *reached]) == 0
    assert differences(contacts) == [
        "+ ",
        "+   - id: castanese",
        "+     nome: Castanese",
        "+     comuni: [Castano Primo, Turbigo]",
        "+     contatti:",
        "+       - email: [servizi.sociali@comune.castanoprimo.mi.it]",
        f"+         verificato: {TODAY}",
    ]


def test_a_row_goes_only_after_a_yes(
    contacts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert main(["contacts", "remove", "melzo", "--comune", "Settala"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert differences(contacts) == []
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert main(["contacts", "remove", "melzo", "--comune", "Settala"]) == 0
    assert len(differences(contacts)) == 4


def test_the_last_row_of_an_ambito_stays(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contacts", "remove", "rhodense", "--row", "1", "--yes"]) == 1
    assert "the only row" in capsys.readouterr().err
    assert differences(contacts) == []


def test_who_is_meant_must_be_clear(contacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contacts", "set", "melzo", "--telefono", "02 1"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: Melzo has 9 such rows",
        "help: «leaflet contacts list melzo» shows the numbers: choose one with --row",
    ]
    assert main(["contacts", "set", "melzo", "--comune", "Rho", "--telefono", "02 1"]) == 1
    assert capsys.readouterr().err.startswith("leaflet: Melzo has no such row\n")
    assert main(["contacts", "set", "melz", "--telefono", "02 1"]) == 1
    assert "did you mean melzo?" in capsys.readouterr().err
    assert differences(contacts) == []


def test_the_interview_offers_what_is_there_and_asks_again(
    contacts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enter keeps, a wrong answer is explained at once and asked for again, - takes away."""
    typed = ["", "", "-", "02 12", "338 783 8099 lun-ven 09:00-12:00", "", "", "", "", "", ""]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(typed) + "\n"))
    assert main(["contacts", "set", "rhodense"]) == 0
    shown = capsys.readouterr()
    assert "Office [SER.CO.P. azienda speciale consortile]: " in shown.out
    assert shown.err.count("error T001: ") == 1
    assert shown.out.count("Phone, with") == 2
    assert differences(contacts) == [
        "-         referente: Dott.ssa Federica Rivolta",
        '+             orari: [{ giorni: lun-ven, dalle: "09:00", alle: "12:00" }]',
    ]


def test_an_interview_that_ends_early_writes_nothing(
    contacts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nUfficio Casa\n"))
    assert main(["contacts", "set", "rhodense"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert differences(contacts) == []


def test_list_and_show_fit_a_terminal(contacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert contacts.exists()
    assert main(["contacts", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9 + 26
    assert max(map(len, lines)) <= 80
    assert main(["contacts", "show", "corsichese", "--comune", "Cesano Boscone"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "3  Cesano Boscone",
        "   ufficio    Settore Welfare - Ufficio Casa",
        "   referente  Dott.ssa Cristiana Cusano",
        "   telefono   02 4869 4677 lun-ven 11:00-12:30",
        "   email      cristiana.cusano@comune.cesano-boscone.mi.it",
        "   link       https://www.comune.cesano-boscone.mi.it",
        "   verificato 2023-01-24",
    ]


def test_looking_changes_no_byte(contacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["list"], ["show", "melzo"], ["set", "rhodense", "--note", ""]):
        assert main(["contacts", *arguments]) == 0
    assert "nothing changes" in capsys.readouterr().out
    assert differences(contacts) == []
    assert sorted(path.name for path in contacts.parent.iterdir()) == [
        "ambiti.schema.json",
        "ambiti.yaml",
    ]


def completed(words: str, folder: Path) -> list[str]:
    """Return what bash is offered after these words."""
    environment = {
        **os.environ,
        "_LEAFLET_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    command = [sys.executable, str(ROOT / "cli.py")]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=folder
    )
    return done.stdout.split("\n")[:-1]


def test_a_shell_completes_ambiti_and_comuni(contacts: Path) -> None:
    folder = contacts.parent.parent
    assert completed("leaflet contacts confirm cor", folder) == ["corsichese"]
    assert completed("leaflet contacts set melzo --comune Vign", folder) == ["Vignate"]
    assert completed("leaflet contacts set melzo --comune X", folder) == [""]


def test_the_shell_gets_its_script(capsys: pytest.CaptureFixture[str]) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert main(["completion", shell]) == 0
        assert "_LEAFLET_COMPLETE" in capsys.readouterr().out
