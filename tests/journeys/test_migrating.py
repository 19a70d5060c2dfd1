# SPDX-License-Identifier: EUPL-1.2
"""`leaflet migrate`: the folder of an older version, from its first look to the next build."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from leaflet.cli.main import main
from leaflet.offices import migrating
from tests.journeys.test_beginning import Terminal
from tests.offices.test_migrating import ADDED, OLDER, OWN, states
from tests.paths import ROOT

SHEET = "output/pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf"


@pytest.fixture
def copied(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with copies of all templates and texts, built, in which commands are run."""
    for name in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns("backups", ".lock")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copytree(built, tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def changed(copied: Path) -> Path:
    """One with older files too, and with some that somebody changed."""
    shutil.copytree(OLDER, copied, dirs_exist_ok=True)
    with (copied / OWN).open("a", encoding="utf-8") as file:
        file.write("{# ours #}\n")
    (copied / ADDED).parent.mkdir(parents=True)
    (copied / ADDED).write_text("# German\n", encoding="utf-8")
    return copied


def test_a_trial_shows_all_and_writes_nothing(
    changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files by what becomes of them, and what the program says otherwise than one's own."""
    before = states(changed)
    assert main(["migrate", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "\nyours: kept as they are\n" in out
    assert re.search(
        r"^  templates/sheet/generic.html: lines that are new: \d+$", out, re.MULTILINE
    )
    assert "-{# ours #}\n" in out
    assert out.splitlines()[-1].startswith("files to remove: ")
    assert states(changed) == before


def test_it_asks_and_a_no_writes_nothing(
    changed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does it without anybody to ask; `--diff` shows the same texts as a trial."""
    before = states(changed)
    assert main(["migrate"]) == 1
    assert "nobody is here to ask" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert main(["migrate", "--diff"]) == 1
    said = capsys.readouterr()
    assert "-{# ours #}\n" in said.out
    assert "nothing was written" in said.err
    assert states(changed) == before


def test_one_yes_does_it_and_the_next_time_there_is_nothing(
    changed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What somebody changed is the same, byte for byte; the old files are in the ZIP it names."""
    before = states(changed)
    monkeypatch.setattr(sys, "stdin", Terminal("sì\n"))
    assert main(["migrate"]) == 0
    out = capsys.readouterr().out
    assert "-{# ours #}" not in out
    (backup,) = Path("contacts/backups").glob("migrate-*.zip")
    assert f"the old files are in {backup}" in out
    after = states(changed)
    assert {path for path in after if path.startswith(("templates/", "locales/"))} == {OWN, ADDED}
    assert all(after[path] == before[path] for path in after if path != backup.as_posix())
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.endswith("nothing to do\n")
    assert states(changed) == after


def test_the_leaflets_are_the_same_where_nobody_changed_anything(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """None is out of date afterwards, and one that is made again has the same bytes."""
    before = (copied / SHEET).read_bytes()
    assert main(["migrate", "--yes"]) == 0
    assert not (copied / "templates").exists()
    assert not (copied / "locales").exists()
    capsys.readouterr()
    assert main(["build"]) == 0
    assert "0 written, 10 up to date, 0 removed" in capsys.readouterr().out
    assert main(["build", "melzo", "--force"]) == 0
    assert (copied / SHEET).read_bytes() == before


def test_no_new_error_comes(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A translation that lacks a new sentence keeps the older texts, which do not have it."""
    sentence = b'msgid "Casella da segnare"\n'
    texts = copied / "locales" / "leaflet.pot"
    for path in (texts, copied / "locales" / "en" / "LC_MESSAGES" / "leaflet.po"):
        assert sentence in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(sentence, b'msgid "Casella segnata"\n'))
    known = {"locales/leaflet.pot": {migrating.digest_of(texts.read_bytes())}}
    monkeypatch.setattr(migrating, "read_older_files", lambda: known)
    main(["validate", "--format", "json"])
    before = errors(capsys.readouterr().out)
    assert main(["migrate", "--yes"]) == 0
    assert "otherwise: «Casella da segnare» is not translated" in capsys.readouterr().out
    assert texts.is_file()
    assert not (copied / "templates").exists()
    main(["validate", "--format", "json"])
    assert errors(capsys.readouterr().out) <= before


def test_a_translation_that_is_completed_goes_with_the_templates_of_today(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What somebody changed of it is printed, what it lacked is as the program has it."""
    path = copied / "locales" / "en" / "LC_MESSAGES" / "leaflet.po"
    entries = path.read_bytes().replace(b'"Who to call"', b'"Whom to call"').split(b"\n\n")
    assert any(b'"Whom to call"' in entry for entry in entries)
    lacking = [entry for entry in entries if b'msgid "Casella da segnare"' in entry]
    assert len(lacking) == 1
    path.write_bytes(b"\n\n".join(entry for entry in entries if entry not in lacking))
    assert main(["validate"]) == 1
    assert main(["migrate", "--complete", "--yes"]) == 0
    assert "locales/en/LC_MESSAGES/leaflet.po: sentences: 1\n" in capsys.readouterr().out
    assert main(["validate"]) == 0
    assert not (copied / "templates").exists()
    capsys.readouterr()
    assert main(["preview", "melzo", "--lang", "en"]) == 0
    assert "Whom to call" in capsys.readouterr().out


def errors(shown: str) -> set[tuple[str, str]]:
    """Return the errors that `validate` shows for programs."""
    problems = json.loads(shown)
    found = problems["problems"] if isinstance(problems, dict) else problems
    return {(one["code"], one["message"]) for one in found if one["severity"] == "error"}


def test_a_changed_template_keeps_the_macros_that_it_uses(
    changed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program says which name would be missing, and the pages are made as before."""
    macros = changed / "templates" / "site" / "macros.html"
    macros.write_text(macros.read_text("utf-8") + "{% macro once() %}{% endmacro %}", "utf-8")
    known = {"templates/site/macros.html": {migrating.digest_of(macros.read_bytes())}}
    monkeypatch.setattr(migrating, "read_older_files", lambda: known)
    page = changed / "templates" / "site" / "gone.html"
    page.write_text(page.read_text("utf-8") + "{{ m.once() }}", "utf-8")
    assert main(["migrate", "--yes"]) == 0
    told = "otherwise: template site/gone.html: site/macros.html has no «once»"
    assert told in capsys.readouterr().out
    assert macros.is_file()
    assert page.is_file()


def test_a_list_with_errors_is_no_hindrance(copied: Path) -> None:
    """Its mistakes are for `validate`, before and after; the annex as printed has many."""
    shutil.copy(ROOT / "tests" / "data" / "annex-2023.yaml", copied / "contacts" / "ambiti.yaml")
    shutil.copytree(OLDER, copied, dirs_exist_ok=True)
    assert main(["migrate", "--yes"]) == 0
    assert not (copied / "templates").exists()


def test_a_catalogue_that_is_none_is_no_hindrance(
    changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is somebody's: it stays, and is told again by `validate`."""
    broken = changed / "locales" / "en" / "LC_MESSAGES" / "leaflet.po"
    broken.write_bytes(b'msgid "\n')
    assert main(["migrate", "--yes"]) == 0
    assert broken.read_bytes() == b'msgid "\n'
    capsys.readouterr()
    assert main(["validate"]) == 1
    assert "leaflet.po:1: a quotation mark is missing" in capsys.readouterr().err


def test_the_programs_own_list_is_never_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outside a workspace the command says so; in a checkout there is nothing to do."""
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", "--yes"]) == 1
    assert "is not for changing" in capsys.readouterr().err
    monkeypatch.chdir(ROOT)
    assert main(["migrate", "--dry-run"]) == 0
    assert capsys.readouterr().out == "nothing to do\n"


def test_a_new_workspace_has_nothing_to_migrate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever way it was begun."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "copia", "--copy"]) == 0
    assert main(["init", "nuovo", "--name", "Bologna", "--yes"]) == 0
    for name in ("copia", "nuovo"):
        capsys.readouterr()
        assert main(["--root", name, "migrate"]) == 0
        assert capsys.readouterr().out.endswith("nothing to do\n")
