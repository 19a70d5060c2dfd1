# SPDX-License-Identifier: EUPL-1.2
"""An older workspace brought to the present: what goes, what stays, and that nothing is lost."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import os
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leaflet.offices import migrating
from leaflet.offices.migrating import (
    OLDER_FILES,
    Aim,
    ErrorCount,
    Migration,
    carry_out,
    digest_of,
    plan_migration,
    read_older_files,
)
from leaflet.problems import LeafletError, say
from leaflet.system.files import hold_lock
from leaflet.system.workspace import Workspace, shipped_workspace
from tests.paths import ROOT

if TYPE_CHECKING:
    from types import ModuleType

OLDER = ROOT / "tests" / "data" / "older"
OLDER_PATHS = sorted(p.relative_to(OLDER).as_posix() for p in OLDER.rglob("*") if p.is_file())
OWN = "templates/sheet/message.html"
ADDED = "locales/de/LC_MESSAGES/leaflet.po"
NOW = dt.datetime(2026, 11, 30, 9, 15, tzinfo=dt.UTC)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workspace as `leaflet init` once made it, with two files that somebody changed."""
    for part in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns("backups", ".lock")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    shutil.copytree(OLDER, tmp_path, dirs_exist_ok=True)
    with (tmp_path / OWN).open("a", encoding="utf-8") as file:
        file.write("{# ours #}\n")
    (tmp_path / ADDED).parent.mkdir(parents=True)
    (tmp_path / ADDED).write_text("# German\n", encoding="utf-8")
    return tmp_path


def no_errors(_: Workspace) -> ErrorCount:
    return Counter()


def plan(root: Path) -> Migration:
    return plan_migration(Aim(Workspace(root), no_errors))


def states(root: Path) -> dict[str, bytes]:
    """Return all files below a folder, but for the lock."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != ".lock")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def words(migration: Migration) -> str:
    """Return all that a migration says."""
    said = [(one.title, *one.lines) for one in migration.adjustments]
    return "\n".join(str(line) for lines in said for line in lines)


def test_copies_that_nobody_changed_go(old: Path) -> None:
    """Those of today and of any earlier version; what the territory changed or added stays."""
    before = states(old)
    texts = {path for path in before if not path.startswith("contacts/")}
    migration = plan(old)
    assert set(OLDER_PATHS) < set(migration.removed)
    assert set(migration.removed) == texts - {OWN, ADDED}
    carry_out(migration, NOW)
    after = states(old)
    backup = "contacts/backups/migrate-2026-11-30T091500.zip"
    assert after.keys() - before.keys() == {backup}
    assert {path for path in after if not path.startswith("contacts/")} == {OWN, ADDED}
    assert all(after[path] == before[path] for path in after if path != backup)


def test_a_folder_without_a_file_goes_too(old: Path) -> None:
    """Only what holds a file of the territory is left."""
    carry_out(plan(old), NOW)
    folders = {p.relative_to(old).as_posix() for p in old.rglob("*") if p.is_dir()}
    kept = {"templates", "templates/sheet", "locales", "locales/de", "locales/de/LC_MESSAGES"}
    assert folders == kept | {"contacts", "contacts/backups"}


def test_the_backup_has_every_old_file(old: Path) -> None:
    """Unpacked in the workspace, it brings back what there was, byte for byte."""
    (old / "contacts" / "ambiti.schema.json").write_text("{}\n", encoding="utf-8")
    before = states(old)
    (old / "templates" / "sheet" / "sheet.css").chmod(0o600)
    backup = carry_out(plan(old), NOW)
    with zipfile.ZipFile(backup) as archive:
        mode = archive.getinfo("templates/sheet/sheet.css").external_attr >> 16
        assert mode & 0o777 == 0o600
        archive.extractall(old)
    backup.unlink()
    assert states(old) == before


def test_done_twice_it_finds_nothing(old: Path) -> None:
    """The files that stay are named again, and none is touched."""
    carry_out(plan(old), NOW)
    again = plan(old)
    assert again.before == {}
    assert OWN in words(again)


def test_what_stays_is_compared_with_the_programs(old: Path) -> None:
    """How many lines are not the same, and whole for who wants to read it."""
    migration = plan(old)
    counted = f"{OWN}: lines that only yours has: 1, that only the program's has: 0"
    assert counted in words(migration)
    assert f"{ADDED}: the program has none" in words(migration)
    assert "templates/sheet/generic.html: lines that are new: 1" in words(migration)
    assert "locales/babel.cfg: the program needs it no more" in words(migration)
    difference = "".join(one.difference for one in migration.adjustments)
    assert difference.startswith(f"--- {OWN}\n+++ leaflet/{OWN}\n")
    assert difference.endswith("-{# ours #}\n")


def test_a_copy_with_line_ends_of_windows_is_the_same(old: Path) -> None:
    """Git and editors there write them by themselves."""
    for path in ("templates/sheet/sheet.css", "templates/sheet/generic.html"):
        file = old / path
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert path in plan(old).removed


def test_links_and_hidden_files_stay(old: Path) -> None:
    """Nothing behind a link is touched, which may lead to the program itself; all are told."""
    shutil.rmtree(old / "templates" / "round")
    (old / "templates" / "round").symlink_to(ROOT / "templates" / "round")
    style = old / "templates" / "sheet" / "sheet.css"
    style.unlink()
    style.symlink_to(ROOT / "templates" / "sheet" / "sheet.css")
    (old / "locales" / ".git").mkdir()
    (old / "locales" / ".git" / "config").touch()
    (old / "templates" / ".DS_Store").touch()
    migration = plan(old)
    told = words(migration).partition("links and hidden files")[2].split()
    links = ["templates/round", "templates/sheet/sheet.css"]
    assert {*links, "locales/.git", "templates/.DS_Store"} < set(told)
    assert not [path for path in migration.removed if path.startswith("templates/round")]
    carry_out(migration, NOW)
    assert style.is_symlink()
    assert (ROOT / "templates" / "round" / "lettera.txt").is_file()


def test_a_linked_folder_of_templates_is_left_alone(old: Path) -> None:
    """Whatever it leads to."""
    shutil.rmtree(old / "templates")
    (old / "templates").symlink_to(ROOT / "templates")
    assert not [path for path in plan(old).removed if path.startswith("templates")]


def test_the_programs_own_files_are_no_copies() -> None:
    """In a checkout, which is its own workspace, nothing is removed."""
    assert plan(shipped_workspace().root).removed == []


def test_another_copy_of_the_program_is_refused(old: Path) -> None:
    """Its templates belong to it: it is brought up to date as a whole."""
    (old / "leaflet" / "system").mkdir(parents=True)
    (old / "leaflet" / "system" / "workspace.py").touch()
    with pytest.raises(LeafletError, match="another copy of the program itself"):
        plan(old)


def test_older_files_stay_where_a_changed_one_needs_them(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would be new errors is said; what goes with other files goes all the same."""
    macros, css = "templates/sheet/macros.html", "templates/site/assets/site.css"
    known: dict[str, frozenset[str]] = {}
    for path in (macros, css):
        text = (old / path).read_bytes() + b"\n{# once #}\n"
        (old / path).write_bytes(text)
        known[path] = frozenset({digest_of(text)})
    monkeypatch.setattr(migrating, "read_older_files", lambda: known)

    def find_errors(workspace: Workspace) -> ErrorCount:
        is_there = (workspace.root / macros).exists()
        return Counter([] if is_there else [say("no macro {name}", name=n) for n in "abcde"])

    migration = plan_migration(Aim(Workspace(old), find_errors))
    assert css in migration.removed
    assert macros not in migration.removed
    told = words(migration).partition("but kept")[2]
    assert told.splitlines()[1].strip() == f"{macros}: lines that are new: 0"
    assert "otherwise: no macro a" in told
    assert "otherwise: and 2 more" in told


def test_errors_that_are_there_already_keep_nothing(old: Path) -> None:
    """Only new ones do: an old workspace may have many, for its age."""
    errors = Counter([say("wrong since ever")])
    migration = plan_migration(Aim(Workspace(old), lambda _: errors))
    assert set(OLDER_PATHS) < set(migration.removed)


def test_translations_get_the_sentences_that_they_lack_when_asked(old: Path) -> None:
    """With them the older templates can go; the old translation is in the backup."""
    path = "locales/en/LC_MESSAGES/leaflet.po"
    head, end, _ = (old / path).read_bytes().partition(b'msgid "Casella da segnare"\n')
    assert end
    (old / path).write_bytes(head.rpartition(b"\n\n")[0] + b"\n")
    mine = (old / path).read_bytes()

    def find_errors(workspace: Workspace) -> ErrorCount:
        is_lacking = end not in (workspace.root / path).read_bytes()
        is_new = not (workspace.root / "templates" / "sheet" / "generic.html").exists()
        return Counter([say("not translated")] if is_lacking and is_new else [])

    kept = plan_migration(Aim(Workspace(old), find_errors))
    assert "otherwise: not translated" in words(kept)
    assert kept.written == {}
    migration = plan_migration(Aim(Workspace(old), find_errors, completes=True))
    assert set(OLDER_PATHS) < set(migration.removed)
    assert list(migration.written) == [path]
    assert '\n+msgid "Casella da segnare"\n' in migration.adjustments[2].difference
    backup = carry_out(migration, NOW)
    assert (old / path).read_bytes().startswith(mine)
    assert end in (old / path).read_bytes()
    with zipfile.ZipFile(backup) as archive:
        assert archive.read(path) == mine
    assert plan_migration(Aim(Workspace(old), find_errors, completes=True)).before == {}


def test_schemas_are_renewed_where_they_are(old: Path) -> None:
    """With the line ends of any system, and none is made where there was none."""
    contacts = old / "contacts"
    (contacts / "misure.schema.json").unlink()
    (contacts / "ambiti.schema.json").write_text("{}\n", encoding="utf-8")
    assert list(plan(old).written) == ["contacts/ambiti.schema.json"]
    carry_out(plan(old), NOW)
    wanted = (ROOT / "contacts" / "ambiti.schema.json").read_bytes()
    assert (contacts / "ambiti.schema.json").read_bytes() == wanted
    assert not (contacts / "misure.schema.json").exists()
    (contacts / "ambiti.schema.json").write_bytes(wanted.replace(b"\n", b"\r\n"))
    assert plan(old).written == {}


def test_a_list_that_does_not_say_whose_it_is_is_told_so(old: Path) -> None:
    """Its provinces are certain, its body is not: nothing is written for it."""
    assert "territorio" not in words(plan(old))
    path = old / "contacts" / "ambiti.yaml"
    head, _, rest = path.read_text(encoding="utf-8").partition("territorio:")
    path.write_text(head + rest[rest.index("ambiti:") :], encoding="utf-8")
    migration = plan(old)
    assert "territorio: { nome: …, ente: …, province: [MI] }" in words(migration)
    assert "contacts/ambiti.yaml" not in migration.before


def test_a_file_that_cannot_be_removed_brings_all_others_back(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing: the workspace is as it was, without a backup of nothing."""
    (old / "contacts" / "ambiti.schema.json").write_text("{}\n", encoding="utf-8")
    before = states(old)
    migration = plan(old)
    removed = iter(range(30))
    real = Path.unlink

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix in {".html", ".css"} and next(removed, None) is None:
            raise PermissionError(13, "not allowed", str(path))
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(LeafletError, match="cannot be written: you are not allowed to"):
        carry_out(migration, NOW)
    assert states(old) == before


def test_ctrl_c_brings_all_back(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also between two files."""
    before = states(old)
    migration = plan(old)
    real = migrating._remove

    def remove(path: Path) -> None:
        if path.name == "sheet.css":
            raise KeyboardInterrupt
        real(path)

    monkeypatch.setattr(migrating, "_remove", remove)
    with pytest.raises(KeyboardInterrupt):
        carry_out(migration, NOW)
    assert states(old) == before


def test_where_nothing_can_be_brought_back_the_backup_is_named(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays, and has everything."""
    migration = plan(old)
    last = migration.removed[-1]

    def refuse(*_: object) -> None:
        raise LeafletError(say("the disk is read-only"))

    def remove(path: Path) -> None:
        if path == old / last:
            monkeypatch.setattr(migrating, "write_atomically", refuse)
            refuse()
        path.unlink()

    monkeypatch.setattr(migrating, "_remove", remove)
    with pytest.raises(LeafletError) as caught:
        carry_out(migration, NOW)
    (backup,) = (old / "contacts" / "backups").glob("*.zip")
    assert backup.name in str(caught.value.hint)
    with zipfile.ZipFile(backup) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == migration.before


def test_a_folder_of_backups_that_cannot_be_written_stops_it_first(old: Path) -> None:
    """Nothing is removed then."""
    (old / "contacts" / "backups").write_text("no folder", encoding="utf-8")
    before = states(old)
    with pytest.raises(LeafletError, match="cannot be written"):
        carry_out(plan(old), NOW)
    assert states(old) == before


def test_what_somebody_changed_meanwhile_is_not_removed(old: Path) -> None:
    """Nor anything else: who sees the new state may decide otherwise."""
    migration = plan(old)
    (old / "templates" / "sheet" / "sheet.css").write_text("/* new */", encoding="utf-8")
    before = states(old)
    with pytest.raises(LeafletError, match=r"sheet\.css was changed by somebody else meanwhile"):
        carry_out(migration, NOW)
    assert states(old) == before


def test_it_waits_for_nobody_who_changes_the_list(old: Path) -> None:
    """It says so, with nothing done."""
    migration = plan(old)
    with hold_lock(old / "contacts"), pytest.raises(LeafletError, match="right now"):
        carry_out(migration, NOW)


def test_two_of_one_second_have_two_backups(old: Path) -> None:
    """What is left of a killed one goes."""
    carry_out(plan(old), NOW)
    shutil.copytree(OLDER, old, dirs_exist_ok=True)
    left = old / "contacts" / "backups" / ".migrate-2026-11-30T091459.zip.a1b2.part"
    left.touch()
    second = carry_out(plan(old), NOW)
    assert second.name == "migrate-2026-11-30T091500-2.zip"
    assert not left.exists()


@pytest.mark.parametrize("path", OLDER_PATHS)
def test_the_table_knows_earlier_versions(path: str) -> None:
    """Those that stand beside this test are of this program's history."""
    assert digest_of((OLDER / path).read_bytes()) in read_older_files()[path]


def test_the_table_is_small_and_sound() -> None:
    """Every row is of templates or texts, sorted, each digest once."""
    assert OLDER_FILES.stat().st_size < 100_000
    with OLDER_FILES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    paths = [path for path, _ in rows]
    assert paths == sorted(set(paths))
    assert {path.partition("/")[0] for path in paths} == {"templates", "locales"}
    for _, digests in rows:
        assert digests.split() == sorted(set(digests.split()))
        assert {len(one) for one in digests.split()} == {16}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The program behind `make older`."""
    path = ROOT / ".ci" / "older_files.py"
    spec = importlib.util.spec_from_file_location("older_files_script", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_history_tells_every_state(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each commit, of both sides of a merge, and of files that left; other folders are none."""
    who = {"NAME": "a", "EMAIL": "a@example.org"}
    for role in ("AUTHOR", "COMMITTER"):
        for key, value in who.items():
            monkeypatch.setenv(f"GIT_{role}_{key}", value)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)  # noqa: S607

    def commit(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-m", text)

    git("init", "-b", "main")
    commit("templates/a è.html", "one")
    git("checkout", "-b", "side")
    commit("templates/a è.html", "side")
    commit("README.md", "none")
    git("checkout", "main")
    commit("locales/x.po", "x\n")
    git("merge", "side")
    (tmp_path / "locales" / "x.po").unlink()
    commit("templates/b.html", "one")
    wanted = [("templates/a è.html", "one"), ("templates/a è.html", "side"),
              ("templates/b.html", "one"), ("locales/x.po", "x\n")]  # fmt: skip
    found = set(script.read_states(tmp_path))
    assert found == {(path, digest_of(text.encode())) for path, text in wanted}
