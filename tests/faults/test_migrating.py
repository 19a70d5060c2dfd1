# SPDX-License-Identifier: EUPL-1.2
"""A migration that is killed at any moment loses nothing, and the next one finishes it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from tests.faults.programs import Program, falling
from tests.offices.test_migrating import OLDER, states
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, str(ROOT / "cli.py"), "migrate", "--yes"]
OWN = "templates/sheet/sheet.css"


def make_old(folder: Path) -> Path:
    """Make a small workspace with four older files, a changed one and an old schema."""
    shutil.copytree(OLDER, folder)
    (folder / "contacts").mkdir()
    shutil.copy(ROOT / "contacts" / "ambiti.yaml", folder / "contacts")
    (folder / "contacts" / "ambiti.schema.json").write_text("{}\n", encoding="utf-8")
    (folder / OWN).write_bytes((ROOT / OWN).read_bytes() + b"/* ours */\n")
    return folder


def kept_in(backup: Path) -> dict[str, bytes]:
    """Return the files of a ZIP by their paths."""
    with zipfile.ZipFile(backup) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_migration_killed_before_any_step_loses_nothing(tmp_path: Path) -> None:
    """Each old file is in its place or in a backup, and the next run ends where one run does."""
    whole = make_old(tmp_path / "whole")
    with Program(COMMAND, whole, **falling(whole, steps=tmp_path / "steps")) as run:
        ended = run.ended()
    assert ended.code == 0, ended.err
    wanted = {path: data for path, data in states(whole).items() if not path.endswith(".zip")}
    assert OWN in wanted
    count = (tmp_path / "steps").stat().st_size
    assert count >= 9
    for step in range(1, count + 1):
        folder = make_old(tmp_path / str(step))
        before = states(folder)
        with Program(COMMAND, folder, **falling(folder, step)) as run:
            assert run.ended().code == -9
        found = states(folder)
        backups = [folder / path for path in found if path.endswith(".zip")]
        saved = [kept_in(backup) for backup in backups]
        for path, data in before.items():
            assert found.get(path) == data or any(one.get(path) == data for one in saved), path
        assert found[OWN] == before[OWN]
        done = subprocess.run(COMMAND, cwd=folder, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        after = {path: data for path, data in states(folder).items() if not path.endswith(".zip")}
        assert after == wanted
