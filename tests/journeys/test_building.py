# SPDX-License-Identifier: EUPL-1.2
"""The commands around a build, run as people run them."""

from __future__ import annotations

import functools
import json
import os
import pty
import re
import selectors
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.fast_path import answered
from leaflet.cli.main import main
from leaflet.rules.checked import Checked, read_registry
from leaflet.system.clock import day_in_rome
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 60
"""Seconds to wait for what takes one on a quiet machine."""
PHONE, OTHER = "02 9507 59245", "02 9507 5900"
CHANGE = f"Settala: phone {PHONE} → {OTHER}"
SHEET = "pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf"
FOREIGN = '{"record":"leaflet","on":"x","path":5,"key":[],"sha256":null,"code":1}'


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the workspace with its ten finished sheets, to work in."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(built, tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change_the_phone(workspace: Path, old: str = PHONE, new: str = OTHER) -> None:
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    assert old in text
    contacts.write_text(text.replace(old, new), encoding="utf-8")


def stamps(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def codes(workspace: Path) -> dict[str, str]:
    stored = json.loads((workspace / "output" / "manifest.json").read_text(encoding="utf-8"))
    return {path: entry["code"] for path, entry in stored["files"].items()}


def test_status_says_that_all_is_well(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and one line; nothing is written."""
    before = stamps(workspace)
    assert main(["status"]) == 0
    assert capsys.readouterr().out == "up to date: 10\n"
    assert stamps(workspace) == before


def test_status_says_what_changed(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, the sheet and the reason; nothing is drawn or written."""
    change_the_phone(workspace)
    before = stamps(workspace)
    assert main(["status"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"melzo: contact row 5, {CHANGE}",
        "out of date: 1, up to date: 9",
    ]
    assert stamps(workspace) == before


def test_one_change_is_one_new_sheet(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A phone number changes: that sheet alone is made, with a new code, and all of it is told."""
    before, old = stamps(workspace / "output" / "pdf"), codes(workspace)
    change_the_phone(workspace)
    assert main(["build", "--explain"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"melzo: contact row 5, {CHANGE}",
        f"output/{SHEET}",
        "output: 1 written, 9 up to date, 0 removed",
    ]
    after = stamps(workspace / "output" / "pdf")
    assert {Path(p).name for p in after if after[p] != before[p]} == {Path(SHEET).name}
    assert {path for path, code in codes(workspace).items() if code != old[path]} == {SHEET}

    assert main(["changes", "--since", "2026-01-01"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-2:] == ["Melzo", f"  {CHANGE}"]
    first = json.loads((workspace / "output" / "history.jsonl").read_text().splitlines()[0])["on"]
    said = f"nothing is known of the days before {day_in_rome(first)}: the history begins on it"
    assert err.splitlines() == [said]
    assert main(["changes", "--since", f"{day_in_rome(first)}"]) == 0
    assert said not in capsys.readouterr().err
    assert main(["changes", "--since", old[SHEET].lower().replace("-", "")]) == 0
    out = capsys.readouterr().out
    assert "was replaced on " in out.splitlines()[0]
    assert out.splitlines()[0].endswith(codes(workspace)[SHEET])
    assert out.splitlines()[-1] == f"  {CHANGE}"


def test_build_and_validate_count_the_same_warnings(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who reads «warnings: 15» and asks for them is shown fifteen."""
    change_the_phone(workspace)
    assert main(["build"]) == 0
    said = re.search(r"^warnings: (\d+);", capsys.readouterr().err, re.MULTILINE)
    assert main(["validate"]) == 0
    shown = re.search(r"warnings: (\d+)", capsys.readouterr().out.splitlines()[-1])
    assert said
    assert shown
    assert said[1] == shown[1] != "0"


def test_a_foreign_line_in_the_history_stops_nothing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is passed over by each command that reads it, and built over."""
    with (workspace / "output" / "history.jsonl").open("a") as history:
        for line in ('{"record":"leaflet","on":"2026-11-01T00:00:00Z"}', FOREIGN):
            history.write(f"{line}\n")
    for command in (["status"], ["changes"], ["verify", f"output/{SHEET}"], ["build"], ["status"]):
        assert main(command) == 0, command
    assert "up to date: 10" in capsys.readouterr().out


def test_watch_sees_what_is_saved_behind_a_link(
    watching: subprocess.Popen[bytes], workspace: Path, tmp_path: Path
) -> None:
    """A folder of texts may lie elsewhere, and be put there while it watches."""
    spanish, elsewhere = workspace / "locales" / "es", tmp_path / "elsewhere"
    spanish.rename(elsewhere)
    spanish.symlink_to(elsewhere)
    change_the_phone(workspace)
    wait_for(watching, "1 written, 9 up to date")
    catalogue = elsewhere / "LC_MESSAGES" / "leaflet.po"
    text = catalogue.read_text(encoding="utf-8")
    assert "Tu municipio" in text  # which is on the generic sheet alone
    catalogue.write_text(text.replace("Tu municipio", "Tu localidad"), encoding="utf-8")
    assert "generico: texts in «es» changed" in wait_for(watching, "1 written, 9 up to date")


def test_nothing_to_do_writes_nothing(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even a time stamp, whichever way it is asked."""
    before = stamps(workspace)
    for arguments in (["build"], ["build", "--explain"], ["build", "--workers", "1"]):
        assert main(arguments) == 0
        assert capsys.readouterr().out == "output: 0 written, 10 up to date, 0 removed\n"
    assert stamps(workspace) == before


@pytest.mark.parametrize(
    ("arguments", "quick"),
    [
        (["build"], True),
        (["build", "--output", "output", "--per", "ambito"], True),
        (["build", "--contacts", "contacts/ambiti.yaml"], True),
        (["build", "--product", "sheet"], True),
        (["build", "--product", "sheet", "--per", "ambito"], True),
        (["build", "--product", "sheet", "--product", "poster"], False),
        (["build", "--product", "flag"], False),
        (["build", "--product"], False),
        (["build", "--per", "comune"], False),
        (["build", "--per", "provincia"], False),
        (["build", "--output", "elsewhere"], False),
        (["build", "--output"], False),
        (["build", "melzo"], False),
        (["build", "--help"], False),
        (["validate"], False),
        ([], False),
    ],
)
def test_only_a_plain_build_of_what_is_current_is_answered_at_once(
    *, arguments: list[str], quick: bool, workspace: Path
) -> None:
    """Whatever else is asked goes the whole way."""
    assert workspace.is_dir()
    assert answered(arguments, quiet=False) == quick


def test_a_lost_history_does_not_slow_builds_for_good(workspace: Path) -> None:
    """The next build notes that it is gone, and the one after is quick again."""
    (workspace / "output" / "history.jsonl").unlink()
    assert not answered(["build"], quiet=False)
    assert main(["build"]) == 0
    assert answered(["build"], quiet=False)


def test_what_is_saved_while_the_list_is_read_is_news_to_the_next_run(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A number that an office saves at that very moment is never taken for built."""
    latest = "02 9507 5911"

    def read_and_saved(path: Path) -> Checked:
        checked = read_registry(path)
        change_the_phone(workspace, OTHER, latest)
        return checked

    change_the_phone(workspace)
    with monkeypatch.context() as patched:
        patched.setattr("leaflet.rules.checked.read_registry", read_and_saved)
        assert main(["build"]) == 0
    capsys.readouterr()
    assert not answered(["build"], quiet=False)
    assert main(["status"]) == 1
    said = f"melzo: contact row 5, Settala: phone {OTHER} → {latest}"
    assert capsys.readouterr().out.splitlines()[0] == said


def test_nobody_who_stops_listening_stops_a_build(workspace: Path) -> None:
    """`leaflet build | head -1` makes all sheets: what it prints is no part of its work."""
    sheets = sorted((workspace / "output" / "pdf").glob("*.pdf"))[:2]
    for sheet in sheets:
        sheet.unlink()
    command = [sys.executable, str(ROOT / "cli.py"), "build", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=workspace) as process:
        assert process.stdout
        process.stdout.close()
        process.wait(PATIENCE)
    assert [sheet.is_file() for sheet in sheets] == [True] * 2


def test_quiet_prints_nothing(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither when there is something to do nor when there is not."""
    change_the_phone(workspace)
    assert main(["build", "--quiet"]) == 0
    assert main(["build", "--quiet"]) == 0
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_force_makes_again_what_is_asked_for(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same bytes come out, and the history gets no second line for them."""
    history = (workspace / "output" / "history.jsonl").read_bytes()
    data = (workspace / "output" / SHEET).read_bytes()
    assert main(["build", "melzo", "--force", "--explain"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "melzo: made again because --force asks for it",
        f"output/{SHEET}",
        "output: 1 written, 0 up to date, 0 removed",
    ]
    assert (workspace / "output" / SHEET).read_bytes() == data
    assert (workspace / "output" / "history.jsonl").read_bytes() == history


def test_an_ambito_that_left_the_list(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its sheet goes, files of others stay, and its codes can still be looked up."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    start = text.index("  - id: alto-milanese")
    contacts.write_text(text[:start], encoding="utf-8")
    mine = workspace / "output" / "pdf" / "mine.pdf"
    mine.write_bytes(b"x")
    gone = "pdf/cosa-fare-in-caso-di-sfratto_alto-milanese.pdf"
    code = codes(workspace)[gone]

    assert main(["status"]) == 1
    assert f"{gone}: no longer in the list, to be removed" in capsys.readouterr().out
    assert main(["build"]) == 0
    assert "0 written, 9 up to date, 1 removed" in capsys.readouterr().out
    assert not (workspace / "output" / gone).exists()
    assert mine.exists()
    assert main(["changes", "--since", code]) == 0
    out = capsys.readouterr().out
    assert "is no longer published" in out
    assert "the ambito Alto Milanese is no longer in the list" in out


def test_a_sheet_for_each_comune(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for once, they are kept up to date with the others: no old number stays behind."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    start, end = text.index("  - id: milano\n"), text.index("  - id: cinisello-balsamo\n")
    cut = text[:start] + text[end : text.index("  - id: sud-est-milano\n")]
    contacts.write_text(cut, encoding="utf-8")
    assert main(["build", "--per", "comune", "--explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "all: not made yet"
    assert lines[-1] == "output: 2 written, 0 up to date, 0 removed"
    made = sorted(path.name for path in (workspace / "output" / "pdf" / "comuni").iterdir())
    assert made == [
        "cosa-fare-in-caso-di-sfratto_bresso.pdf",
        "cosa-fare-in-caso-di-sfratto_cormano.pdf",
    ]
    assert main(["build"]) == 0
    assert "0 written, 4 up to date, 8 removed" in capsys.readouterr().out
    (old,) = re.findall(r'numero: "([^"]+)"', cut)[:1]
    change_the_phone(workspace, old, old[:-1] + ("1" if old[-1] != "1" else "2"))
    assert main(["build"]) == 0
    assert "3 written, 1 up to date, 0 removed" in capsys.readouterr().out


def test_another_product_is_kept_up_to_date_with_the_sheets(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked for once, a plain build makes it again, `status` names it and `clean` removes it."""
    assert main(["status", "--product", "text"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "out of date: 108, up to date: 0"
    assert main(["build", "--product", "text"]) == 0
    assert "output: 108 written, 0 up to date, 0 removed" in capsys.readouterr().out
    assert answered(["build", "--product", "text"], quiet=False)
    assert capsys.readouterr().out == "output: 0 written, 108 up to date, 0 removed\n"
    assert main(["build"]) == 0
    assert capsys.readouterr().out == "output: 0 written, 118 up to date, 0 removed\n"
    assert answered(["build"], quiet=False)
    capsys.readouterr()
    change_the_phone(workspace)
    assert main(["status"]) == 1
    lines = capsys.readouterr().out.splitlines()
    codes = ("it", "en", "es", "ar")
    named = ["melzo", *(f"melzo text {code}{kind}" for code in codes for kind in ("", " sms"))]
    assert lines == [
        *(f"{name}: contact row 5, {CHANGE}" for name in named),
        "out of date: 9, up to date: 109",
    ]
    assert main(["build", "--product", "text", "--per", "ambito"]) == 0
    assert "output: 9 written, 109 up to date, 0 removed" in capsys.readouterr().out
    message = workspace / "output" / "testo" / "cosa-fare-in-caso-di-sfratto_melzo_it.txt"
    assert OTHER in message.read_text(encoding="utf-8")
    assert main(["clean"]) == 0
    assert capsys.readouterr().out == "output: 118 removed; the history stays\n"
    assert not message.parent.exists()


def test_status_is_read_by_programs(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Paths and reasons; the exit code is the same."""
    assert main(["status", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["outdated"], found["to_be_removed"], len(found["unchanged"])) == ([], [], 10)
    change_the_phone(workspace)
    assert main(["status", "--format", "json"]) == 1
    (item,) = json.loads(capsys.readouterr().out)["outdated"]
    assert item["path"] == "pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf"
    assert "phone" in item["reasons"][0]


def test_only_what_was_looked_at_is_called_up_to_date(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two kinds one was made again: the other, which is old, is not counted with it."""
    assert main(["build", "--product", "text"]) == 0
    change_the_phone(workspace)
    assert main(["build", "--product", "text"]) == 0
    capsys.readouterr()
    for again in (main, functools.partial(answered, quiet=False)):
        assert again(["build", "--product", "text"]) in {0, True}
        assert capsys.readouterr().out == "output: 0 written, 108 up to date, 0 removed\n"
    assert main(["status", "--product", "text"]) == 0
    assert capsys.readouterr().out == "up to date: 108\n"
    assert main(["status"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "out of date: 1, up to date: 117"


def test_all_kinds_are_kept_up_to_date_also_when_the_manifest_is_lost(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a build that was killed: the history knows them, so no old number stays behind."""
    assert main(["build", "--product", "text"]) == 0
    (workspace / "output" / "manifest.json").unlink()
    change_the_phone(workspace)
    capsys.readouterr()
    assert main(["build"]) == 0
    assert "output: 9 written, 109 up to date, 0 removed" in capsys.readouterr().out


def test_asking_for_one_kind_of_what_is_current_writes_nothing(workspace: Path) -> None:
    """What is known of the other kinds is not forgotten."""
    assert main(["build", "--product", "text"]) == 0
    assert main(["build"]) == 0
    before = stamps(workspace)
    assert main(["build", "--product", "text", "--explain"]) == 0
    assert stamps(workspace) == before
    assert answered(["build"], quiet=False)


def renamed(languages: str) -> str:
    return languages.replace('name = "Español"', 'name = "Castellano"')


def swapped(languages: str) -> str:
    _head, it, en, es, ar, *_drafts = re.split(r"^(?=\[)", languages, flags=re.MULTILINE)
    return f"{it}{es}{en}{ar}"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (renamed, "texts in «es» changed"),
        (swapped, "languages of the sheet: it, en, es, ar → it, es, en, ar"),
    ],
    ids=["name", "order"],
)
def test_names_and_order_of_the_languages_are_on_every_sheet(
    change: Callable[[str], str], reason: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So are they in what a sheet is made of."""
    languages = workspace / "locales" / "languages.toml"
    text = change(languages.read_text(encoding="utf-8"))
    languages.write_text(text, encoding="utf-8")
    assert main(["status"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"all: {reason}", "out of date: 10, up to date: 0"]


def test_a_product_that_there_is_not(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is wrong usage, and nothing is written."""
    before = stamps(workspace)
    assert main(["build", "--product", "flag"]) == 2
    assert "'--product' can be: sheet, comune, single," in capsys.readouterr().err
    assert stamps(workspace) == before


def test_clean_takes_away_what_was_made(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The PDFs and the manifest go; the history and what others put there stay."""
    mine = workspace / "output" / "pdf" / "mine.pdf"
    mine.write_bytes(b"x")
    code = codes(workspace)[SHEET]
    assert main(["clean", "--dry-run"]) == 0
    *shown, count = capsys.readouterr().out.splitlines()
    assert count == "output: 10 would be removed"
    assert all((workspace / name).is_file() for name in shown)
    assert len(shown) == 10
    assert main(["clean"]) == 0
    assert capsys.readouterr().out == "output: 10 removed; the history stays\n"
    left = {path.name for path in (workspace / "output").rglob("*") if path.is_file()}
    assert left == {".lock", "history.jsonl", "mine.pdf"}
    assert main(["clean"]) == 0
    assert capsys.readouterr().out == "output: 0 removed; the history stays\n"
    assert main(["changes", "--since", code]) == 0
    assert "is no longer published" in capsys.readouterr().out


def test_a_lost_history_is_written_down_again(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The codes of the present sheets are on paper: they can be looked up after the next build."""
    (workspace / "output" / "history.jsonl").unlink()
    assert main(["build"]) == 0
    before = stamps(workspace)
    assert main(["build", "--explain"]) == 0
    assert stamps(workspace) == before
    change_the_phone(workspace)
    old = codes(workspace)[SHEET]
    assert main(["build", "melzo"]) == 0
    capsys.readouterr()
    assert main(["changes", "--since", old]) == 0
    out = capsys.readouterr().out
    assert "was replaced on " in out
    assert out.splitlines()[-1] == f"  {CHANGE}"


def test_a_code_can_be_looked_up_while_the_list_is_broken(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was published has nothing to do with what somebody is just writing."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    contacts.write_text("ambiti: [\n", encoding="utf-8")
    code = codes(workspace)[SHEET]
    assert main(["changes", "--since", code]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines()[0].endswith("is current")
    assert "contacts/ambiti.yaml cannot be understood" in captured.err


def test_what_is_broken_in_a_list_is_not_silently_taken_for_removed(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said that something is left out."""
    shutil.copy(workspace / "contacts" / "ambiti.yaml", workspace / "old.yaml")
    change_the_phone(workspace, f'numero: "{PHONE}"', f'nummero: "{PHONE}"')
    assert main(["changes", "old.yaml"]) == 0
    said = "has errors: what has them is compared as if it were not there"
    assert said in capsys.readouterr().err


def test_the_list_that_came_with_the_program_is_not_compared_with_other_sheets(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody asked for it: in a folder without a list, only what was published is told."""
    change_the_phone(workspace)
    assert main(["build", "melzo"]) == 0
    monkeypatch.chdir(workspace / "output")
    capsys.readouterr()
    assert main(["changes", "--output", "."]) == 0
    assert "on no leaflet yet" not in capsys.readouterr().err


def test_a_row_that_was_checked_again_is_news_also_where_no_sheet_shows_it(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sheet has only the first and the last day: one between them is on it as it is."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    for day in ("2026-11-20", "2026-05-05"):
        head, _, melzo = contacts.read_text(encoding="utf-8").partition("  - id: melzo\n")
        melzo = melzo.replace("verificato: 2023-01-24", f"verificato: {day}", 1)
        contacts.write_text(f"{head}  - id: melzo\n{melzo}", encoding="utf-8")
        assert main(["build"]) == 0
    assert "0 written, 10 up to date" in capsys.readouterr().out
    assert main(["changes"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.splitlines()[-1].endswith(": checked on 2026-05-05")


def test_why_a_sheet_without_contacts_was_replaced(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list is the same: what the build wrote down is told, in the words of the office."""
    generic = "pdf/cosa-fare-in-caso-di-sfratto_generico.pdf"
    old = codes(workspace)[generic]
    catalogue = workspace / "locales" / "es" / "LC_MESSAGES" / "leaflet.po"
    text = catalogue.read_text(encoding="utf-8")
    assert "A quién llamar" in text
    catalogue.write_text(text.replace("A quién llamar", "Con quién hablar"), encoding="utf-8")
    assert main(["build", "generico"]) == 0
    capsys.readouterr()
    assert main(["changes", "--since", old]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "was replaced on " in lines[0]
    assert lines[1:] == ["", Path(generic).name, "  sono cambiati i testi in «es»"]


def test_the_manifest_of_another_program_is_left_alone(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Web applications have one as well: neither a build nor `clean` touches it."""
    web = workspace / "web"
    web.mkdir()
    (web / "manifest.json").write_text('{"name": "App", "icons": []}', encoding="utf-8")
    assert main(["build", "--output", "web"]) == 1
    err = capsys.readouterr().err.splitlines()
    assert err[-2] == "leaflet: web/manifest.json stands in the way: this program did not make it"
    assert main(["clean", "--output", "web"]) == 0
    assert [path.name for path in web.iterdir()] == ["manifest.json"]


def test_changes_that_are_on_no_sheet_yet_are_named(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list is newer than the last build: what has happened since is not told as nothing."""
    assert main(["changes"]) == 0
    assert capsys.readouterr().err == ""
    change_the_phone(workspace)
    assert main(["changes"]) == 0
    assert capsys.readouterr().err.splitlines()[0] == (
        "changed since then in the list, on no leaflet yet: Melzo"
    )


def test_changes_between_two_files(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two lists are compared wherever they are."""
    old = workspace / "old.yaml"
    shutil.copy(workspace / "contacts" / "ambiti.yaml", old)
    change_the_phone(workspace)
    assert main(["changes", "old.yaml"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Changes from old.yaml to contacts/ambiti.yaml", "", "Melzo", f"  {CHANGE}",
    ]  # fmt: skip
    assert main(["changes", "contacts/ambiti.yaml", "old.yaml", "--format", "json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)
    assert (change["ambito"], change["row"], change["old"], change["new"]) == (
        "melzo", 5, OTHER, PHONE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such"], "no-such cannot be read: there is no such file or folder"),
        (["--output=/etc"], "/etc has no history yet"),
        (["--since", "gestern"], "«gestern» is neither a day nor the code of a sheet"),
        (["--since", "2026-13-01"], "there is no day 2026-13-01"),
        (["--since", "2999-01-01"], "2999-01-01 is still to come"),
        (["--since", "ZZZZ-ZZZZ"], "no sheet with the code ZZZZ-ZZZZ was made here"),
        (["old.yaml", "--since", "2026-01-01"], "give either two lists, or --since, not both"),
        (["--upload-pack=x"], "there is no option --upload-pack"),
    ],
)
def test_changes_explains_what_it_cannot_answer(
    arguments: list[str], said: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what is wrong, another what to write."""
    assert workspace.is_dir()
    assert main(["changes", *arguments]) in {1, 2}
    err = capsys.readouterr().err.splitlines()
    assert err[0] == f"leaflet: {said}"
    assert len(err) <= 2


def test_nothing_of_a_list_is_markup_in_markdown(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names with signs of Markdown or HTML show as they are."""
    change_the_phone(workspace, "Dott.ssa Giulia Rita Cannova", "Dott. *Giulia* <b>_Rita_")
    assert main(["changes", str(ROOT / "contacts" / "ambiti.yaml"), "contacts/ambiti.yaml",
                 "--format", "markdown"]) == 0  # fmt: skip
    assert r"→ Dott. \*Giulia\* \<b\>\_Rita\_" in capsys.readouterr().out


def test_the_history_speaks_italian(workspace: Path) -> None:
    """Offices read it later, whatever language the one who built had set."""
    change_the_phone(workspace)
    assert main(["build", "--quiet"]) == 0
    lines = (workspace / "output" / "history.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[-1])
    assert record["changed"] == [f"contatto alla riga 5, Settala: telefono {PHONE} → {OTHER}"]
    assert record["verified"] == ["2023-01-24", "2023-01-24"]
    assert sorted(record) == [
        "asked", "changed", "code", "contents", "key", "making", "on", "pages", "path", "product",
        "record",
        "sha256", "signed_by", "verified",
    ]  # fmt: skip


def test_a_bar_on_a_terminal(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts and the time left, on the standard error; lines stay away."""
    change_the_phone(workspace)
    shown = in_a_terminal(monkeypatch, ["build"])
    assert re.search(r"Leaflets +\[-{24}\] +0/1", shown)
    assert re.search(r"Leaflets +\[#{24}\] +1/1", shown)
    assert SHEET not in shown
    assert "output: 1 written, 9 up to date, 0 removed" in shown


def test_a_bar_that_stops_short_ends_its_line(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a sheet could not be made, the reason does not stand beside the bar."""
    sheet = workspace / "output" / SHEET
    sheet.unlink()
    sheet.mkdir()
    shown = in_a_terminal(monkeypatch, ["build"], 1)
    assert re.search(r"0/1\s*\r?\n.*P004", shown)


def in_a_terminal(monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int = 0) -> str:
    """Return what a command that ends with this code shows in a terminal of its own."""
    parent, child = pty.openpty()
    with open(child, "w") as screen, monkeypatch.context() as patched:  # noqa: PTH123  (no path)
        patched.setattr(sys, "stdout", screen)
        patched.setattr(sys, "stderr", screen)
        assert main(arguments) == code
    shown = b""
    try:
        while piece := os.read(parent, 4096):
            shown += piece
    except OSError:
        pass  # the other end is closed
    os.close(parent)
    return shown.decode()


@pytest.fixture
def watching(workspace: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`leaflet watch`, started in the workspace and waiting."""
    command = [sys.executable, str(ROOT / "cli.py"), "watch"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, env=environment,
        cwd=workspace,
    ) as process:  # fmt: skip
        try:
            wait_for(process, "waiting for changes")
            yield process
        finally:
            process.kill()


def wait_for(process: subprocess.Popen[bytes], words: str) -> str:
    """Return what the process prints up to these words."""
    assert process.stdout
    shown = b""
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while words.encode() not in shown:
            assert ready.select(PATIENCE), f"waited for «{words}», saw {shown.decode()}"
            piece = os.read(process.stdout.fileno(), 4096)
            assert piece, f"ended before «{words}»: {shown.decode()}"
            shown += piece
    return shown.decode()


def test_watch_builds_on_save_and_survives_mistakes(
    watching: subprocess.Popen[bytes], workspace: Path
) -> None:
    """A broken list shows its problem and keeps the last good sheets; mended, it is built."""
    good = (workspace / "output" / SHEET).read_bytes()
    change_the_phone(workspace, PHONE, "non so")
    assert "error T001: «non so» is not a phone number" in wait_for(watching, "mend the errors")
    assert (workspace / "output" / SHEET).read_bytes() == good
    change_the_phone(workspace, "non so", OTHER)
    shown = wait_for(watching, "1 written, 9 up to date")
    assert f"melzo: contact row 5, {CHANGE}\n" in shown
    assert (workspace / "output" / SHEET).read_bytes() != good
    watching.send_signal(signal.SIGINT)
    assert watching.wait(PATIENCE) == 130


def test_watch_survives_templates_and_texts_that_are_broken_for_a_while(
    watching: subprocess.Popen[bytes], workspace: Path
) -> None:
    """Each is named with its place; the next save goes on from there."""
    for name, harm, said in (
        ("templates/sheet/advice.html", "{% if %}", "template sheet/advice.html:"),
        ("locales/languages.toml", "\udcff", "languages.toml: is not a list of languages"),
    ):
        path = workspace / name
        sound = path.read_bytes()
        path.write_bytes(sound + harm.encode(errors="surrogateescape"))
        wait_for(watching, said)
        path.write_bytes(sound)
    (workspace / "contacts" / "ambiti.yaml").rename(workspace / "away.yaml")
    wait_for(watching, "ambiti.yaml cannot be read")
    (workspace / "away.yaml").rename(workspace / "contacts" / "ambiti.yaml")
    change_the_phone(workspace)
    wait_for(watching, "1 written, 9 up to date")
