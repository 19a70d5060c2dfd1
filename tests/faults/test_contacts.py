# SPDX-License-Identifier: EUPL-1.2
"""Changes of the list that are killed, or made by several people at once, lose nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from leaflet.offices.commit import BACKUPS
from leaflet.registry.reading import read
from tests.faults.programs import falling
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

OLD = (ROOT / "contacts" / "ambiti.yaml").read_bytes()
NUMBER = ("02 9507 59245", "02 9507 5900")
SET = ("set", "melzo", "--comune", "Settala", "--telefono", NUMBER[1])
NEW = OLD.replace(NUMBER[0].encode(), NUMBER[1].encode())


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with the real list."""
    for folder in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns(BACKUPS, ".lock")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    return tmp_path


def start(workspace: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "cli.py"), "contacts", *arguments]
    return subprocess.Popen(
        command,
        cwd=workspace,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def listed(workspace: Path) -> bytes:
    return (workspace / "contacts" / "ambiti.yaml").read_bytes()


def test_a_change_killed_before_any_step_leaves_a_whole_list(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever file was next, the list is the old or the new one, and the next change works."""
    monkeypatch.chdir(workspace)
    steps = workspace / "steps"
    contacts = workspace / "contacts"
    with start(workspace, *SET, **falling(contacts, steps=steps)) as change:
        assert change.wait() == 0, change.stderr and change.stderr.read()
    assert listed(workspace) == NEW
    count = steps.stat().st_size
    assert count >= 5
    for step in range(1, count + 1):
        (contacts / "ambiti.yaml").write_bytes(OLD)
        shutil.rmtree(contacts / BACKUPS, ignore_errors=True)
        with start(workspace, *SET, **falling(contacts, step)) as change:
            assert change.wait() == -9
        assert listed(workspace) in {OLD, NEW}
        assert main(["contacts", "confirm", "rhodense"]) == 0
        assert main(["contacts", "undo"]) == 0
        assert listed(workspace) in {OLD, NEW}
        assert not list(contacts.rglob("*.part"))


def test_of_many_changes_at_once_none_is_lost(workspace: Path) -> None:
    """Each is in the list, or was told that somebody else was there; never neither."""
    ids = ["milano", "rhodense", "garbagnatese", "melzo"]
    running = {name: start(workspace, "confirm", name, "--day", "2025-01-02") for name in ids}
    done = {name: (one.communicate(), one.returncode) for name, one in running.items()}
    registry = read(listed(workspace), "ambiti.yaml").registry
    assert registry
    for name, ((_, err), code) in done.items():
        ambito = registry.ambito(name)
        assert ambito
        days = {contatto.verificato.isoformat() for contatto in ambito.contatti}
        assert days == ({"2025-01-02"} if code == 0 else {"2023-01-24"})
        assert code == 0 or "somebody else" in err
    assert any(code == 0 for _, code in done.values())
