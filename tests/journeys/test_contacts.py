# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts`: what a coordinator types, what comes back, and what the list says then."""

from __future__ import annotations

import datetime as dt
import difflib
import io
import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.contacts.group import COMMANDS, LOOKING
from leaflet.cli.exit_codes import INTERRUPTED
from leaflet.cli.main import main
from leaflet.offices.commit import BACKUPS
from leaflet.registry.typed import QUESTIONS
from leaflet.system.clock import now
from tests.paths import ROOT
from tests.terminal import CTRL_C, CTRL_D, at_a_terminal

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
    assert err.startswith("Rhodense, row 1, phone: error T001: «02 12» ")
    assert "help: " in err
    assert "nothing was written" in err
    assert differences(contacts) == []
    assert not (contacts.parent / BACKUPS).exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--referente", "Dott.ssa Аnna Rossi"], "W001: «А» (U+0410, cyrillic capital letter a)"),
        (["--email", "cаsa@comune.settala.mi.it"], "«а» (U+0430, cyrillic small letter a)"),
        (["--note", "Il sabato Ã¨ chiuso"], "help: write «Il sabato è chiuso»"),
        (["--ufficio", "da definire"], "W004: «da definire»"),
        (["--note", "Il sabato ☎"], "W005: no font of the leaflets has «☎» (U+260E"),
        (["--referente", "Dott.ssa Anna\u202e Rossi"], "U+202E, right-to-left override"),
    ],
)
def test_a_sign_that_is_not_meant_is_refused_and_named(
    contacts: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    """Letters of other alphabets, mangled ones, placeholders, and what no font has."""
    assert main(["contacts", "set", "melzo", "--comune", "Settala", *arguments]) == 1
    assert expected in " ".join(capsys.readouterr().err.split())
    assert differences(contacts) == []


def test_a_wrong_shape_is_refused_in_the_words_of_the_list(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contacts", "set", "visconteo", "--cap", "2008"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "Visconteo Sud Milano, row 1, address: error S014: «2008» is not a valid «cap»",
        '  help: write it like this: "20089"',
        "leaflet: nothing was written: mend this first",
    ]
    assert differences(contacts) == []


def test_an_address_in_part_names_the_options_that_are_missing(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contacts", "set", "melzo", "--comune", "Settala", "--cap", "20090"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "Settala, address: error S010: an address needs both a street and a Comune",
        "  help: give the street (--indirizzo) and its Comune (--sede)",
        "leaflet: nothing was written: mend this first",
    ]
    assert differences(contacts) == []


def test_a_warning_that_a_change_brings_is_shown(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is written all the same."""
    arguments = ["set", "melzo", "--comune", "Settala", "--telefono", "+39 0295080876"]
    assert main(["contacts", *arguments]) == 0
    shown = capsys.readouterr()
    assert shown.err.startswith("Settala, phone: warning T006: ")
    assert shown.err.count(": warning ") == 1
    assert "written; " in shown.out
    assert len(differences(contacts)) == 2


def test_a_number_that_others_have_names_their_office(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The later row is told whose number it has; there is no line, because nobody sees the file."""
    for comune, later in (("Settala", "Cesano Boscone"), ("Vignate", "Settala")):
        arguments = ["set", "melzo", "--comune", comune, "--telefono", "02 4869 4677"]
        assert main(["contacts", *arguments]) == 0
        told = " ".join(capsys.readouterr().err.split())
        assert told.startswith(
            f"{later}, phone: warning T005: «02 4869 4677» is the number of another office too: "
            f"{comune} (Melzo) help: "
        )
    assert len(differences(contacts)) == 4


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
    assert capsys.readouterr().err.count("error V001: ") == 1
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


REMOVE = ["contacts", "remove", "melzo", "--comune", "Settala"]
QUESTION = "Write this into the list? [y/N]: "


def test_a_row_goes_only_after_a_yes(contacts: Path) -> None:
    """The end of the input is a no like any other."""
    done = at_a_terminal(contacts.parents[1], REMOVE, (QUESTION, CTRL_D))
    assert done.code == 1
    assert "leaflet: nothing was written" in done.screen
    assert differences(contacts) == []
    assert at_a_terminal(contacts.parents[1], REMOVE, (QUESTION, "sì\n")).code == 0
    assert len(differences(contacts)) == 4


@pytest.mark.parametrize(
    ("arguments", "question"),
    [(REMOVE, QUESTION), (["contacts", "set", "rhodense"], "the whole ambito): ")],
)
def test_ctrl_c_at_a_question_leaves(contacts: Path, arguments: list[str], question: str) -> None:
    """With the exit code that shells expect, and without a word about bugs."""
    done = at_a_terminal(contacts.parents[1], arguments, (question, CTRL_C))
    assert done.code == INTERRUPTED
    assert "leaflet: nothing was written" in done.screen
    assert "bug" not in done.screen
    assert differences(contacts) == []


def test_a_script_is_told_how_to_take_a_row_out(
    contacts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert main(REMOVE) == 1
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "leaflet: nothing was written: nobody is here to ask",
        "help: --yes writes without asking",
    ]
    assert differences(contacts) == []


def test_a_row_with_a_note_only_is_named_by_it(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = ["--comune", "Inzago", "--note", "Chiuso fino a marzo."]
    assert main(["contacts", "add", "melzo", *note]) == 0
    assert main(["contacts", "remove", "melzo", "--row", "10", "--yes"]) == 0
    assert "Inzago: contact Chiuso fino a marzo. removed\n" in capsys.readouterr().out
    assert differences(contacts) == []


def test_undo_says_where_the_old_list_is(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contacts", "confirm", "rhodense"]) == 0
    contacts.write_bytes(contacts.read_bytes() + b"# a mano\n")
    assert main(["contacts", "undo"]) == 1
    folder, backup = capsys.readouterr().err.split(" is in ")[1].strip().rsplit("/", 1)
    assert folder == "contacts/backups"
    assert (contacts.parent / BACKUPS / backup).exists()


def test_the_last_row_of_an_ambito_stays(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contacts", "remove", "rhodense", "--row", "1", "--yes"]) == 1
    assert "the only row" in capsys.readouterr().err
    assert differences(contacts) == []


def test_who_is_meant_must_be_clear(contacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contacts", "set", "melzo", "--telefono", "02 1"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: such rows in Melzo: 9",
        "help: «leaflet contacts list melzo» shows the numbers: choose one with --row",
    ]
    assert main(["contacts", "set", "melzo", "--comune", "Rho", "--telefono", "02 1"]) == 2
    assert capsys.readouterr().err.startswith("leaflet: Melzo has no such row\n")
    assert main(["contacts", "set", "melz", "--telefono", "02 1"]) == 2
    assert "did you mean melzo?" in capsys.readouterr().err
    assert differences(contacts) == []


def test_what_was_meant_is_guessed(contacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped Comune, one of another ambito, and one in the place of its ambito."""
    for arguments, hint in (
        (["set", "melzo", "--comune", "Setala"], "did you mean Settala?"),
        (["set", "melzo", "--comune", "Rho"], "Rho is in the ambito rhodense"),
        (["show", "settala"], "Settala is in the ambito melzo"),
    ):
        assert main(["contacts", *arguments]) == 2
        assert capsys.readouterr().err.splitlines()[1] == f"help: {hint}"
    assert contacts.exists()


@pytest.mark.parametrize("name", ["melzo", "Melzo", "MELZO"])
def test_an_ambito_is_known_by_its_name(
    contacts: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert contacts.exists()
    assert main(["contacts", "list", name]) == 0
    assert capsys.readouterr().out.startswith("melzo: Melzo\n")


def test_several_comuni_in_one_value_are_told_apart(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["set", "melzo", "--row", "1", "--serves", "Settala, Liscate"]
    assert main(["contacts", *arguments]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: «Settala, Liscate» is more than one Comune",
        'help: write it like this: --serves "Settala" --serves "Liscate"',
    ]
    assert differences(contacts) == []


def test_words_that_are_left_over_are_answered_with_quotes(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["set", "melzo", "--telefono", "02", "9507", "5900"]
    assert main(["contacts", *arguments]) == 2
    err = capsys.readouterr().err
    assert err.startswith("leaflet: «9507 5900» is too much\n")
    assert "a value with spaces goes in quotes" in err
    assert differences(contacts) == []


def test_a_second_row_for_a_comune_is_pointed_out(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is written all the same: an office may have two."""
    arguments = ["add", "melzo", "--comune", "settala", "--telefono", "02 9507 5900"]
    assert main(["contacts", *arguments]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("note: there is a row for that already:\n")
    number = re.search(r"^(\d)  Settala\n   telefono   02 9507 59245$", shown.out, re.MULTILINE)
    assert number
    assert f"help: leaflet contacts set melzo --row {number[1]} changes it\n" in shown.out
    assert differences(contacts)


def test_a_check_is_not_moved_back_unless_asked_for(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A later check that is known must not get lost by a slip."""
    assert main(["contacts", "confirm", "melzo", "--day", "2020-01-01"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: rows checked after 2020-01-01: 9, the last on 2023-01-24",
        "help: choose the others with --row, or write the older day with --yes",
    ]
    assert differences(contacts) == []
    assert main(["contacts", "confirm", "rhodense", "--day", "2020-01-01", "--yes"]) == 0
    assert differences(contacts)[1].endswith("verificato: 2020-01-01")
    assert main(["contacts", "confirm", "melzo", "--day", "1/1/2020"]) == 2
    assert "is not a day" in capsys.readouterr().err


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


def test_what_is_left_out_of_a_number_goes(contacts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default showed the hours: whoever types the number without them has seen them."""
    answer(monkeypatch, telefono="02 4869 4677")
    assert main(["contacts", "set", "corsichese", "--comune", "Cesano Boscone"]) == 0
    assert differences(contacts) == [
        '-             orari: [{ giorni: lun-ven, dalle: "11:00", alle: "12:30" }]'
    ]


def answer(monkeypatch: pytest.MonkeyPatch, **said: str) -> None:
    """Answer all questions, in their order; Enter where nothing is said."""
    asked = [question for question in QUESTIONS if question != "zone"]  # no row has one
    lines = [said.get(question, "") for question in asked]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))


def test_a_new_row_is_asked_for_from_nothing(
    contacts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No answer is refused because another one has not been given yet."""
    said = {"comuni": "Inzago", "note": "Solo per posta."}
    place = {"indirizzo": "Via Roma, 1", "cap": "20065", "sede": "Inzago"}
    answer(monkeypatch, **said, **place)
    assert main(["contacts", "add", "melzo"]) == 0
    shown = capsys.readouterr()
    assert "error" not in shown.err
    assert "Ctrl-C leaves, and nothing is written." in shown.out
    assert [line.strip() for line in differences(contacts)] == [
        "+       - comuni: [Inzago]",
        "+         sede:",
        "+           indirizzo: Via Roma, 1",
        '+           cap: "20065"',
        "+           comune: Inzago",
        "+         note: Solo per posta.",
        f"+         verificato: {TODAY}",
    ]


def test_a_number_gives_way_to_an_address(contacts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, telefono="-", email="sociali@comune.settala.mi.it")
    assert main(["contacts", "set", "melzo", "--comune", "Settala"]) == 0
    assert "+         email: [sociali@comune.settala.mi.it]" in differences(contacts)


def test_a_row_that_reaches_nobody_is_asked_for_once_more(
    contacts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the second round the answers of the first are what Enter keeps."""
    first = ["Inzago | Liscate", "Ufficio Casa", *[""] * 8]
    second = ["", "", "", "02 9543 9201", *[""] * 6]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([*first, *second]) + "\n"))
    assert main(["contacts", "add", "melzo"]) == 0
    shown = capsys.readouterr()
    assert shown.err.startswith("Melzo, row 10: error C004: ")
    assert "Once more from the first question" in shown.err
    assert "Office [Ufficio Casa]: " in shown.out
    assert differences(contacts)[0] == "+       - comuni: [Inzago, Liscate]"


def test_no_question_is_asked_when_no_answer_could_help(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--nome", "Castanese", "--comune", "Castanno Primo"]
    assert main(["contacts", "add-ambito", "castanese", *options]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("Castanese, Comune: error C001: ")
    assert "Office" not in shown.out
    assert differences(contacts) == []


def test_an_interview_that_ends_early_writes_nothing(
    contacts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nUfficio Casa\n"))
    assert main(["contacts", "set", "rhodense"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert differences(contacts) == []


@pytest.mark.parametrize("command", sorted({name for name, *_ in COMMANDS} - LOOKING))
def test_the_programs_own_list_is_not_changed(
    command: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who stands outside of any workspace is sent to one; help is there everywhere."""
    monkeypatch.chdir(tmp_path)
    required = {
        "undo": [],
        "redo": [],
        "set-list": ["--fonte", "Prova"],
        "import": ["melzo.xlsx"],
        "round": ["-o", "giro"],
        "add-ambito": ["castanese", "--nome", "Castanese", "--comune", "Turbigo"],
    }
    assert main(["contacts", command, *required.get(command, ["melzo"])]) == 1
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "leaflet: the list that came with the program is not for changing",
        "help: go to the folder of your list, or name it: --root DIR; leaflet init DIR makes one",
    ]
    assert main(["contacts", command, "--help"]) == 0


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
        "misure.schema.json",
        "misure.yaml",
    ]


def test_a_comune_goes_to_another_ambito_with_its_row(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Row and comments of all others stay; what is new is told; undo and redo know it."""
    before = contacts.read_bytes()
    assert main(["contacts", "set-ambito", "rhodense", "--comune", "settala"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:4] == [
        "Rhodense: ambito: Comune, added: Settala",
        "Rhodense: Settala: new contact 02 9507 59245",
        "Melzo: ambito: Comune, removed: Settala",
        "Melzo: Settala: contact 02 9507 59245 removed",
    ]
    assert out[-1] == "leaflets to make again: Rhodense, Melzo; leaflet build"
    after = contacts.read_bytes()
    assert main(["contacts", "undo"]) == 0
    assert contacts.read_bytes() == before
    assert main(["contacts", "redo"]) == 0
    assert contacts.read_bytes() == after
    assert main(["contacts", "redo"]) == 1


def test_an_ambito_gets_another_name_and_body(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line each differs."""
    names = ["--nome", "Adda Martesana", "--ente", "Unione Adda Martesana"]
    assert main(["contacts", "set-ambito", "melzo", *names]) == 0
    assert differences(contacts) == [
        "-     nome: Melzo",
        "-     ente: Comune di Melzo",
        "+     nome: Adda Martesana",
        "+     ente: Unione Adda Martesana",
    ]
    assert "Adda Martesana: ambito: name Melzo → Adda Martesana\n" in capsys.readouterr().out
    assert main(["contacts", "set-ambito", "melzo", "--ente", ""]) == 0
    assert len(differences(contacts)) == 3


def test_a_comune_that_is_new_or_leaves_is_checked(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One is added under its official name; what is no Comune is refused, and nothing lost."""
    assert main(["contacts", "set-ambito", "rhodense", "--comune", "vittuone"]) == 0
    assert "Rhodense: ambito: Comune, added: Vittuone\n" in capsys.readouterr().out
    assert main(["contacts", "set-ambito", "rhodense", "--without", "Vittuone"]) == 0
    assert differences(contacts) == []
    assert main(["contacts", "set-ambito", "rhodense", "--comune", "Vituone"]) == 1
    assert "C001" in capsys.readouterr().err
    assert main(["contacts", "set-ambito", "rhodense", "--without", "Melzo"]) == 2
    assert capsys.readouterr().err == (
        "leaflet: Rhodense has no Comune Melzo\nhelp: Melzo is in the ambito melzo\n"
    )
    assert differences(contacts) == []


def test_the_address_of_the_portal_is_set_and_taken_away(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All leaflets show it, and that is said."""
    assert main(["contacts", "set-list", "--base-url", "https://sfratti.example.it"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("the list: address of the portal, added: https://sfratti.example.it\n")
    assert out.endswith("leaflets to make again: all; leaflet build\n")
    assert differences(contacts) == ["+ base_url: https://sfratti.example.it"]
    assert main(["contacts", "set-list", "--base-url", ""]) == 0
    assert differences(contacts) == []
    assert main(["contacts", "set-list", "--base-url", "www.example.it"]) == 1
    assert main(["contacts", "set-list"]) == 2


def test_who_helps_besides_is_written_everywhere_at_once(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command adds it to every ambito, one changes its number in all, and one takes it back."""
    assert main(["contacts", "add-body", "Sportello Casa", "--telefono", "02 353711"]) == 0
    out = capsys.readouterr().out
    assert "Melzo: Sportello Casa: new contact sostegno, Sportello Casa, 02 353711" in out
    assert differences(contacts).count("+       - tipo: sostegno") == 9
    assert main(["contacts", "add-body", "sportello casa", "--telefono", "02 353712"]) == 0
    out = capsys.readouterr().out
    assert out.count("Sportello Casa: phone 02 353711 → 02 353712") == 9
    assert contacts.read_text(encoding="utf-8").count("02 353711") == 0
    assert main(["contacts", "undo"]) == main(["contacts", "undo"]) == 0
    assert differences(contacts) == []


def test_who_helps_besides_may_be_in_some_ambiti_alone(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those named; with all the checks that the row of an office has."""
    said = ["contacts", "add-body", "Sportello Casa", "--ambito", "melzo", "--ambito", "milano"]
    assert main([*said, "--telefono", "02 12"]) == 1
    assert "Milano, row 2, phone: error T001" in capsys.readouterr().err
    assert main(said) == 1
    assert "C004" in capsys.readouterr().err
    assert differences(contacts) == []
    assert main([*said, "--email", "aiuto@sportello-casa.it"]) == 0
    assert differences(contacts).count("+         ufficio: Sportello Casa") == 2
    assert main(["contacts", "list", "melzo"]) == 0
    listed = capsys.readouterr().out
    assert "  10  Chi altro aiuta: Sportello Casa: aiuto@sportello-casa.it" in listed
    assert main(["find", "Settala"]) == 0
    before, _, after = capsys.readouterr().out.partition("Who else helps:\n")
    assert "02 9507 59245" in before
    assert after.startswith("- whole ambito: Sportello Casa\n    aiuto@sportello-casa.it\n")


@pytest.mark.usefixtures("contacts")
def test_an_office_may_be_for_a_part_of_its_comune(capsys: pytest.CaptureFixture[str]) -> None:
    """It is found by the name of the part, before the offices of the whole Comune."""
    row = ["--zona", "Municipio 3", "--telefono", "02 353711"]
    assert main(["contacts", "add", "milano", *row]) == 0
    assert main(["contacts", "show", "milano", "--row", "2"]) == 0
    assert "\n2  Municipio 3\n   telefono   02 353711\n" in capsys.readouterr().out
    assert main(["find", "Municipio 3"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Comune: Milano, Municipio 3\n")
    assert 0 < out.index("- Milano, Municipio 3\n    02 353711") < out.index("- whole ambito")
    assert main(["find", "Milano", "Municipio", "3", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["zona"], found["contatti"][0]["zone"]) == ("Municipio 3", ["Municipio 3"])
    assert main(["contacts", "add", "melzo", *row]) == 1
    assert "«Municipio 3» is a part of which Comune?" in " ".join(capsys.readouterr().err.split())
