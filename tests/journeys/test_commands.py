# SPDX-License-Identifier: EUPL-1.2
"""The commands, run as people run them: what they print, and how they exit."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from leaflet.cli.exit_codes import INTERRUPTED, OUR_BUG
from leaflet.cli.main import main
from leaflet.cli.terminal import wants_colour
from leaflet.registry.reading import read_file
from leaflet.texts.catalogues import read_texts
from tests.journeys.test_printing import KNOWN
from tests.paths import ROOT

ANNEX = "tests/data/annex-2023.yaml"


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python cli.py …` in its own process, with this locale."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LA"))
    }
    command = [sys.executable, "cli.py", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=plain | environment, cwd=ROOT
    )


def test_the_list_names_the_nine_ambiti(capsys: pytest.CaptureFixture[str]) -> None:
    """By id and name, in the order of the registry; the rows stand below."""
    assert main(["contacts", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines if not line.startswith(" ")] == [
        "milano", "rhodense", "garbagnatese", "melzo", "corsichese", "cinisello-balsamo",
        "sud-est-milano", "visconteo", "alto-milanese",
    ]  # fmt: skip
    assert "melzo: Melzo" in lines


def test_find_answers_with_ambito_people_and_file(capsys: pytest.CaptureFixture[str]) -> None:
    """The Comune's own office comes first, then that of the ambito."""
    assert main(["find", "settala"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Comune: Settala",
        "Ambito: Melzo (melzo)",
        "- Settala",
        "    02 9507 59245",
        "- whole ambito: Ufficio di Piano, Dott.ssa Giulia Rita Cannova",
        "    gcannova@comune.melzo.mi.it",
        "    Piazza Vittorio Emanuele II, 1, Melzo",
        "Aid: Casa popolare (Servizi Abitativi Pubblici, SAP)",
        "Aid: Casa per un periodo breve (Servizi Abitativi Transitori, SAT)",
        "Aid: Contributo regionale di solidarietà",
        "Leaflet: output/pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf",
    ]


@pytest.mark.parametrize("comune", ["Cusago", "Binasco", "Monza"])
def test_find_says_what_to_do_where_no_number_helps(
    comune: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No signatory, no number: call the switchboard, and no other Comune's office."""
    assert main(["find", comune]) == 0
    out = capsys.readouterr().out
    assert "Call the switchboard of your Comune, or go to the town hall.\n" in out
    assert "corsico" not in out


def test_find_says_no_more_where_a_number_helps(capsys: pytest.CaptureFixture[str]) -> None:
    """Settala has its own."""
    assert main(["find", "Settala"]) == 0
    assert "switchboard" not in capsys.readouterr().out


def test_find_never_guesses(capsys: pytest.CaptureFixture[str]) -> None:
    """Linate is a hamlet of another Comune, and Pieve may be one of many: no number is shown."""
    assert main(["find", "linate"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "leaflet: no Comune is called «linate»\nhelp: did you mean Peschiera Borromeo?\n"
    assert main(["find", "Pieve"]) == 1
    assert "write one of: Pieve Emanuele, Pieve Albignola (PV), " in capsys.readouterr().err
    assert main(["find", "san", "donato"]) == 0
    assert capsys.readouterr().err == ""


def test_find_names_a_province_that_is_not_that_of_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Calvi is near Benevento: whoever meant another place sees it."""
    assert main(["find", "Calvi"]) == 0
    assert capsys.readouterr().out.startswith("Comune: Calvi (BN)\nNo signatory ambito")


@pytest.mark.parametrize(
    "arguments",
    [
        ["contacts", "confirm", "melzo", "--comune", ""],
        ["contacts", "confirm", "melzo", "--comune", " "],
        ["contacts", "show", "melzo", "--comune="],
        ["contacts", "round", "-o", ""],
        ["bundle", "--for", "", "-o", "x.zip"],
        ["changes", "--since", ""],
        ["verify", "--code", ""],
        ["attach", "--list", ""],
        ["attach", "x.pdf", "--comune", ""],
        ["build", "--output", ""],
        ["build", "--output="],
        ["--root", "", "status"],
        ["validate", ""],
    ],
)
def test_an_empty_value_is_never_taken_for_none(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A variable of a script that nobody has set must not mean all, or the folder one stands in."""
    assert main(arguments) == 2
    assert "is empty: write a value, or leave it out" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        *(["contacts", command, "melzo", "--row", row]
          for command in ("confirm", "show", "set", "remove") for row in ("0", "-1", "")),
        ["build", "--workers", "-1"],
    ],
)  # fmt: skip
def test_numbers_that_nothing_has_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Row 0 is no row; it is not all of them."""
    assert main(arguments) == 2
    assert arguments[-2] in capsys.readouterr().err


def test_find_sends_outsiders_to_the_generic_leaflet(capsys: pytest.CaptureFixture[str]) -> None:
    """An ambito that only bears the Comune's name is not taken for its own."""
    assert main(["find", "Cinisello", "Balsamo"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Comune: Cinisello Balsamo",
        "No signatory ambito has this Comune: use the generic leaflet.",
        "The ambito Cinisello Balsamo is for Bresso, Cormano.",
        "Call the switchboard of your Comune, or go to the town hall.",
        "Leaflet: output/pdf/cosa-fare-in-caso-di-sfratto_generico.pdf",
    ]


def test_find_asks_back_when_it_is_not_sure(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, and the names to choose from."""
    assert main(["find", "trezzano"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: «trezzano» can be more than one Comune",
        "help: write one of: Trezzano Rosa, Trezzano sul Naviglio",
    ]


def test_validate_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped workspace has no error: old checks and unsigned texts are warnings."""
    assert main(["validate", "--today", "2026-11-30"]) == 0
    assert capsys.readouterr().out.endswith("errors: 0, warnings: 18, notes: 34\n")


def test_strict_fails_on_warnings(tmp_path: Path) -> None:
    """With --strict, a warning fails the run; a note never does."""
    assert main(["validate", "--strict"]) == 1
    alone = tmp_path / "ambiti.yaml"  # the aids beside it are of today
    shutil.copy("contacts/ambiti.yaml", alone)
    assert main(["validate", str(alone), "--strict", "--today", "2023-02-01"]) == 0


def test_coverage_lists_who_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the 133 Comuni of the metropolitan city, 55 have a signatory ambito."""
    assert main(["validate", "--coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("Comuni without a signatory ambito: 78")
    assert len(lines) - start - 1 == 78
    assert "  Cinisello Balsamo" in lines


def test_standard_input_and_folders_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """- stands for standard input, a folder for its .yaml files."""
    for name in ("a.yaml", "b.yml", "c.txt"):
        (tmp_path / name).write_text("- x\n", encoding="utf-8")
    assert main(["validate", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count(" S001: ") == 2
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"- x\n")))
    assert main(["validate", "-", "--format", "json"]) == 1
    assert [row["file"] for row in json.loads(capsys.readouterr().out)] == ["-"]


def test_fix_mends_the_file_and_shows_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The difference is shown, the file is mended, and a second time nothing happens."""
    path = tmp_path / "annex.yaml"
    path.write_bytes((ROOT / ANNEX).read_bytes())
    assert main(["validate", "--fix", str(path)]) == 1
    err = capsys.readouterr().err
    assert '-        telefoni: [{numero: "02/95120286"}]\n' in err
    assert '+        telefoni: [{numero: "02 9512 0286"}]\n' in err
    once = path.read_bytes()
    assert main(["validate", "--fix", str(path)]) == 1
    assert ": replacements: 0" in capsys.readouterr().err
    assert path.read_bytes() == once


def test_a_date_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The message shows how a day is written."""
    assert main(["validate", "--today", "ieri"]) == 2
    assert "«ieri» is not a day: write it like 2026-11-21" in capsys.readouterr().err


def test_explain_shows_one_page_or_all_titles(capsys: pytest.CaptureFixture[str]) -> None:
    """Small letters will do; an unknown code is refused."""
    assert main(["explain", "t004"]) == 0
    assert capsys.readouterr().out.startswith("T004: it is not clear where the number ends")
    assert main(["explain"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 60
    assert main(["explain", "Z999"]) == 2


def test_problems_fit_a_terminal_of_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Long lines are cut around the caret; only an address that cannot be broken is longer."""
    main(["validate", ANNEX])
    long = [line for line in capsys.readouterr().out.splitlines() if len(line) > 80]
    assert all(" " not in line.strip() for line in long)


def test_validate_shows_the_line_and_a_caret(capsys: pytest.CaptureFixture[str]) -> None:
    """Each problem has its place, its sentence, the line, a caret and what to write."""
    assert main(["validate", ANNEX]) == 1
    out = capsys.readouterr().out
    assert (
        f"{ANNEX}:126:17: error E001:\n"
        "    «servizi@lapersona@comune.cusago.mi.it» is not an e-mail address\n"
        "  126 |         email: [servizi@lapersona@comune.cusago.mi.it]\n"
        "      |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  help: it must have one «@», and it has 2\n"
    ) in out
    assert out.endswith("errors: 21, warnings: 37, notes: 24\n")
    assert "\x1b" not in out


def test_many_problems_of_one_kind_are_shown_as_some_and_a_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten thousand are as quickly read as twenty, programs get all, and the sum counts all."""
    rows = "".join(
        f"      - {{email: [Casa{n}@comune.rho.mi.it], verificato: 2026-11-01}}\n"
        for n in range(1_000)
    )
    path = tmp_path / "list.yaml"
    path.write_text(
        "fonte: x\nambiti:\n  - id: rho\n    nome: Rho\n    comuni: [Rho]\n    contatti:\n" + rows,
        encoding="utf-8",
    )
    assert main(["validate", str(path), "--today", "2026-11-22"]) == 0
    out = capsys.readouterr().out
    assert out.count(" E004: ") == 20
    assert "980 times more; mend the first ones, then look again" in out
    assert out.endswith("errors: 0, warnings: 1000, notes: 1\n")
    main(["validate", str(path), "--today", "2026-11-22", "--format", "json"])
    assert len(json.loads(capsys.readouterr().out)) == 1_001


def test_a_list_on_one_line_is_shown_around_each_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """However long the line, what is shown is a terminal wide, and the caret is under it."""
    rows = ", ".join(
        f"{{email: [casa{n}@comune.rho.mi.it], verificato: 2026-11-01}}" for n in range(99)
    )
    rows += ', {telefoni: [{numero: "02 9333 2111"}], verificato: 2026-11-01}'
    text = f"{{fonte: x, ambiti: [{{id: rho, nome: Rho, comuni: [Rho], contatti: [{rows}]}}]}}"
    path = tmp_path / "list.yaml"
    path.write_text(text.replace("casa50@", "CASA@"), encoding="utf-8")
    main(["validate", str(path), "--today", "2026-11-22"])
    shown, caret = capsys.readouterr().out.split("\n")[2:4]
    start, end = caret.index("^"), caret.rindex("^") + 1
    assert shown[start:end] == "CASA@comune.rho.mi.it"
    assert len(shown) <= 80


def test_validate_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the same problems as a list of objects."""
    assert main(["validate", ANNEX, "--format", "json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 82
    assert next(row for row in rows if row["line"] == 48) == {
        "file": ANNEX,
        "line": 48,
        "column": 18,
        "length": 23,
        "code": "L002",
        "severity": "error",
        "message": "«www.abitareassociale.it» lacks https://",
        "help": "write «https://www.abitareassociale.it»",
        "fix": "https://www.abitareassociale.it",
    }


def test_a_build_with_errors_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Errors are shown, and the output folder is not even made."""
    folder = tmp_path / "out"
    assert main(["build", "--contacts", ANNEX, "--output", str(folder)]) == 1
    assert not folder.exists()
    assert capsys.readouterr().err.endswith("nothing was written: mend the errors first\n")


def test_build_makes_the_ambiti_that_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One id, one file; the second time it is up to date."""
    arguments = ["build", "rhodense", "--output", str(tmp_path)]
    assert main(arguments) == 0
    pdf = tmp_path / "pdf" / "cosa-fare-in-caso-di-sfratto_rhodense.pdf"
    assert capsys.readouterr().out == (f"{pdf}\n{tmp_path}: 1 written, 0 up to date, 0 removed\n")
    assert [path.name for path in (tmp_path / "pdf").iterdir()] == [pdf.name]
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"{tmp_path}: 0 written, 1 up to date, 0 removed\n"


def test_an_unknown_ambito_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A typing error in an id leads to the right one."""
    assert main(["build", "rhodens"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "leaflet: there is no ambito «rhodens»",
        "help: did you mean rhodense?",
    ]


def test_preview_shows_a_sheet_in_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Both sides are there, and no line is wider than 80 columns."""
    assert main(["preview", "melzo", "--lang", "es"]) == 0
    out = capsys.readouterr().out
    assert "Qué puedes pedir" in out
    assert "02 9507 59245" in out
    assert "What you can ask for" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_preview_shapes_arabic_unless_told_not_to(capsys: pytest.CaptureFixture[str]) -> None:
    """Shaped text uses presentation forms; unshaped text is what the catalogue says."""
    arabic = read_texts(ROOT / "locales").locale("ar").text("Che cosa puoi chiedere")
    assert main(["preview", "melzo", "--lang", "ar", "--no-shape"]) == 0
    assert arabic in capsys.readouterr().out
    assert main(["preview", "melzo", "--lang", "ar"]) == 0
    shaped = capsys.readouterr().out
    assert arabic not in shaped
    assert any("\ufe70" <= char <= "\ufeff" for char in shaped)


def test_doctor_finds_this_machine_healthy(capsys: pytest.CaptureFixture[str]) -> None:
    """Python, Pango, the program's fonts and that of each printed language are there."""
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert all(line.startswith("ok ") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["find"], "leaflet: 'COMUNE' is missing"),
        (["biuld"], "leaflet: there is no command biuld"),
        (["build", "rodense"], "leaflet: there is no ambito «rodense»"),
        (
            ["preview", "melzo", "--lang", "de"],
            f"leaflet: there is no language «de»: choose one of {KNOWN}",
        ),
        (
            ["print", "--copies", "rhodense", "-o", "x"],
            "leaflet: «rhodense» does not say how many copies for which ambito",
        ),
        (
            ["validate", "--today", "15/12/2026"],
            "leaflet: «15/12/2026» is not a day: write it like 2026-12-15",
        ),
        (
            ["print", "--copies", "melzo=5", "--copies", "melzo=6", "-o", "x"],
            "leaflet: '--copies' is there twice: one value only",
        ),
        (["explain", "T99"], "leaflet: there is no rule «T99»"),
        (["build", "--contacts"], "leaflet: --contacts needs a value"),
        (["build", "--nope"], "leaflet: there is no option --nope"),
        (["validate", "--format", "xml"], "leaflet: '--format' can be: text, json, github"),
    ],
)
def test_wrong_usage_exits_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what is wrong, the next, where there is one, what to write or where to look."""
    assert main(arguments) == 2
    err = capsys.readouterr().err.splitlines()
    assert err[0] == message
    assert all(line.startswith("help: ") for line in err[1:])


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (["buidl"], "build"),
        (["contacts", "lst"], "list"),
        (["help", "conatcts"], "contacts"),
        (["site", "--outt", "x"], "--out"),
        (["bundle", "--for", "unepp", "-o", "x"], "unep"),
        (["build", "rodense"], "rhodense"),
    ],
)
def test_the_nearest_right_word_is_proposed(
    arguments: list[str], right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was mistyped: a command, an option, a choice or a name of the list."""
    assert main(arguments) == 2
    assert capsys.readouterr().err.splitlines()[1] == f"help: did you mean {right}?"


class Panic(BaseException):
    """What libraries in Rust raise where they are wrong themselves: no Exception."""


@pytest.mark.parametrize("kind", [ZeroDivisionError, Panic])
def test_a_bug_of_ours_exits_with_3_and_keeps_its_traceback(
    kind: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The user sees one line, whatever it is; the traceback is in the file that the line names."""

    def fail(*_: object, **__: object) -> int:
        raise kind

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("leaflet.cli.app.program", fail)
    assert main(["contacts", "list"]) == OUR_BUG
    (report,) = tmp_path.iterdir()
    (line,) = capsys.readouterr().err.splitlines()
    assert str(report) in line
    assert kind.__name__ in report.read_text(encoding="utf-8")


def test_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted run says nothing and exits as shells expect."""

    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("leaflet.cli.app.program", interrupted)
    assert main(["contacts", "list"]) == INTERRUPTED


def test_ctrl_c_while_the_program_is_loaded_exits_with_130() -> None:
    """It says nothing then either: there is no module of ours that it could find half loaded."""
    program = (
        "import sys\n"
        "class Pressed:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'leaflet.cli.main': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Pressed())\n"
        "from leaflet.__main__ import main\n"
        "sys.exit(main())\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, "", "")


def test_a_python_without_the_packages_is_told_how_to_get_them(tmp_path: Path) -> None:
    """Whoever calls cli.py with the system's Python: two lines, in both languages, no trace."""
    venv.create(tmp_path / "bare", symlinks=True)
    command = [str(tmp_path / "bare" / "bin" / "python"), "cli.py", "contacts", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    italian, english = done.stderr.splitlines()
    assert "fai «make setup», poi usa .venv/bin/leaflet" in italian
    assert "do “make setup”, then use .venv/bin/leaflet" in english


def test_help_is_in_the_users_language() -> None:
    """The environment's locale decides: Italian, or else English."""
    italian = run("--help", LANG="it_IT.UTF-8").stdout
    assert italian.startswith("Uso: leaflet [OPZIONI] COMANDO [ARGOMENTI]...")
    assert "Mostra questo aiuto." in italian
    assert run("--help", LANG="de_DE.UTF-8").stdout.startswith("Usage: leaflet")
    assert "Controlla contatti e testi" in run("--help", LANGUAGE="it:en", LANG="C").stdout


@pytest.mark.parametrize("language", ["it_IT.UTF-8", "C"])
@pytest.mark.parametrize("group", [(), ("contacts",)])
def test_no_line_of_the_help_is_cut_short(group: tuple[str, ...], language: str) -> None:
    """What each command does is said to the end, on a terminal of 80 columns."""
    _, *lines = run(*group, "--help", LANG=language, COLUMNS="80").stdout.splitlines()
    assert len(lines) > 12
    assert [line for line in lines if line.endswith("...")] == []


def test_the_manual_is_in_the_users_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Every title and every paragraph of the manual has its Italian, examples stay."""
    italian = run("explain", "T004", LANG="it_IT.UTF-8").stdout
    assert italian.startswith("T004: non è chiaro dove finisce il numero e comincia l'interno.")
    assert "Giusto:\n\n    telefoni:" in italian
    assert main(["explain"]) == 0
    english = {line[6:] for line in capsys.readouterr().out.splitlines()}
    shared = english & {line[6:] for line in run("explain", LANG="it_IT.UTF-8").stdout.splitlines()}
    assert len(english) > 60
    assert shared == set()


def test_problems_are_in_the_users_language() -> None:
    """An office reads what is wrong, and what to write instead, in Italian."""
    done = run("validate", ANNEX, LC_ALL="it_IT.UTF-8")
    assert done.returncode == 1
    assert f"{ANNEX}:55:72: errore C007: «Pozzuolo» è solo una parte" in done.stdout
    assert "  aiuto: scrivi «Pozzuolo Martesana»" in done.stdout
    assert done.stdout.endswith("errori: 21, avvisi: 37, note: 24\n")


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--version"], {"babel", "jinja2", "phonenumbers", "pydantic", "weasyprint", "yaml"}),
        (["validate"], {"weasyprint"}),
    ],
)
def test_light_commands_load_no_heavy_library(arguments: list[str], heavy: set[str]) -> None:
    """Asking for the version reads no list; validating one that surely fits lays nothing out."""
    program = (
        "import sys; from leaflet.cli.main import main; code = main(sys.argv[1:]); "
        f"print(sorted({heavy} & set(sys.modules)), code)"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_the_programs_paths_are_not_in_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Places are shown relative to where the user stands."""
    main(["validate", str(ROOT / ANNEX)])
    out = capsys.readouterr().out
    assert out.startswith(f"{ANNEX}:7:14:")
    assert str(ROOT) not in out


def test_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback for a file that is not there."""
    assert main(["validate", "gone.yaml"]) == 1
    assert capsys.readouterr().err == (
        "leaflet: gone.yaml cannot be read: there is no such file or folder\n"
    )


def test_the_fixture_is_the_real_annex() -> None:
    """The annex that the commands are tried on is the whole one."""
    registry = read_file(ROOT / ANNEX).registry
    assert registry is not None
    assert len(list(registry.rows())) == 26


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR turns it off, a pipe never has it."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--root", "DIR", "contacts", "list", "melzo"],
        ["contacts", "list", "melzo", "--root", "DIR"],
        ["contacts", "--root=DIR", "list", "melzo", "--color=never"],
    ],
)
def test_the_programs_options_stand_before_or_after(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody has to know which ones they are."""
    monkeypatch.chdir(tmp_path)
    assert main([word.replace("DIR", str(ROOT)) for word in arguments]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("melzo: Melzo")
    assert shown.err == ""


@pytest.mark.parametrize(
    ("option", "variables", "is_coloured"),
    [
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {}, False),
    ],
)
def test_colour_can_be_asked_for(
    option: str,
    variables: dict[str, str],
    is_coloured: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """For one run, whatever the environment says; also where the output is kept."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.setenv(name, variables.get(name, ""))
    main(["--color", option, "validate", ANNEX])
    assert ("\x1b[" in capsys.readouterr().out) == is_coloured


def test_what_is_found_can_be_read_by_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """The Comune's own rows first, and which file is for it; rows have the keys of the list."""
    assert main(["find", "settala", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["comune"], found["ambito"], found["provincia"]) == ("Settala", "melzo", None)
    assert found["has_number"]
    assert [row.get("comuni") for row in found["contatti"]] == [["Settala"], None]
    assert found["contatti"][0]["telefoni"] == [{"numero": "02 9507 59245"}]
    assert found["leaflet"].endswith("pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf")
    main(["find", "roma", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["provincia"], found["ambito"], found["contatti"]) == ("RM", None, [])
    assert main(["contacts", "list", "melzo", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["row"] for row in rows] == list(range(1, 10))
    assert {row["ambito"] for row in rows} == {"melzo"}


def test_a_full_disk_is_no_bug_of_ours() -> None:
    """What cannot be printed ends the run with one line and exit 1."""
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has /dev/full")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "cli.py", "--version"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "the disk is full" in done.stderr


def test_outside_a_workspace_it_says_whose_list_it_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody takes the list that came with the program for their own."""
    monkeypatch.chdir(tmp_path)
    assert main(["contacts", "list"]) == 0
    assert "using the list that came with the program" in capsys.readouterr().err


def test_the_list_that_came_with_the_program_is_not_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who stands elsewhere and names no file means another list."""
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "--fix"]) == 1
    assert "not for changing" in capsys.readouterr().err


def test_help_names_no_types_of_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contacts", "round", "--help"]) == 0
    out = capsys.readouterr().out
    assert "  AMBITO  " in out
    assert "<" not in out


def test_the_generic_sheet_can_be_previewed(capsys: pytest.CaptureFixture[str]) -> None:
    """It is a sheet like the others."""
    assert main(["preview", "generico", "--lang", "en"]) == 0
    assert "Say that you have received an eviction notice." in capsys.readouterr().out
