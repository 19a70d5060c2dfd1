# SPDX-License-Identifier: EUPL-1.2
"""What `make` does to the machine: it says so before, waits for its turn, or leaves it alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs below are shell scripts")

APT_GET = """\
echo "$@" >>"$HERE/calls"
busy=$(cat "$HERE/busy")
if [[ $busy != 0 ]]; then
  echo $((busy - 1)) >"$HERE/busy"
  echo "E: $REFUSAL" >&2
  exit 100
fi
if [[ $* == *--assume-no* ]]; then
  echo "Need to get 12.3 MB of archives."
  echo "After this operation, 45.6 MB of additional disk space will be used."
  exit 1
fi
"""
REFUSALS = (
    "Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (unattended-upgr)",
    "Could not get lock /var/lib/apt/lists/lock - open (11: Resource temporarily unavailable)",
    "Unable to lock directory /var/lib/apt/lists/",
)
SIZES = ["  to download: 12.3 MB", "  on the disk: 45.6 MB"]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that stand in for those of a new Debian, and what they were told."""
    (tmp_path / "busy").write_text("0")
    programs = {
        "apt-get": APT_GET,
        "dpkg-query": "exit 1",
        "ldconfig": 'cat "$HERE/libraries" 2>/dev/null',
        "id": "echo 0",
        "sleep": "",
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/usr/bin/env bash\n{text}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def set_up(machine: Path, what: str, refusal: str = "") -> tuple[int, list[str], list[str]]:
    """Return how `.ci/system-packages` ended, what it said, and what it asked of apt-get."""
    path = f"{machine}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", ROOT / ".ci" / "system-packages", what],  # noqa: S607  (whichever `make` uses)
        env={**os.environ, "PATH": path, "HERE": str(machine), "REFUSAL": refusal},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    calls = machine / "calls"
    asked = calls.read_text().splitlines() if calls.is_file() else []
    return done.returncode, done.stderr.splitlines(), asked


def test_what_is_installed_is_said_before_and_how_large_it_is(machine: Path) -> None:
    """The names, and the two sizes that apt counts; then it is asked to do it, once."""
    code, said, asked = set_up(machine, "run")
    assert code == 0
    assert said[0].startswith("Installing system packages: libpangoft2-1.0-0")
    assert said[1:3] == SIZES
    assert ["--assume-no" in call for call in asked[:2]] == [True, False]
    assert "install --yes --no-install-recommends libpangoft2-1.0-0" in asked[1]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_it_waits_while_another_program_installs(machine: Path, refusal: str) -> None:
    """It says so once, and goes on when the other is done."""
    (machine / "busy").write_text("3")
    code, said, asked = set_up(machine, "run", refusal)
    assert code == 0
    assert said[1] == "Another program is installing packages: waiting until it is done"
    assert said[2:4] == SIZES
    assert len(set(asked[:4])) == 1


def test_it_waits_ten_minutes_and_no_longer(machine: Path) -> None:
    """Then it says what apt said, and what to do by hand."""
    (machine / "busy").write_text("1000000")
    code, said, asked = set_up(machine, "run", REFUSALS[0])
    assert code == 1
    assert 60 < len(asked) < 70
    assert f"E: {REFUSALS[0]}" in said
    assert said[-1].startswith("They could not be installed. As root: apt-get install libpango")


def test_a_check_installs_nothing(machine: Path) -> None:
    """It is content with what is there, or says what is missing and how to get it."""
    there = ["libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"]
    (machine / "libraries").write_text("\n".join([*there, "libfontconfig.so.1"]))
    assert set_up(machine, "check") == (0, [], [])
    (machine / "libraries").write_text("\n".join(there))
    code, said, asked = set_up(machine, "check")
    assert (code, asked) == (1, [])
    assert said[0] == "Missing: libfontconfig"
    assert any("apt-get install libpangoft2-1.0-0" in line for line in said)


def test_cleaning_up_keeps_the_history_of_printed_codes(tmp_path: Path) -> None:
    """A sheet that was handed out can be asked about for years; all else is made again."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("output/history.jsonl", "output/pdf/foglio.pdf", ".venv/bin/python"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    subprocess.run(["bash", "-c", "make clean"], cwd=tmp_path, check=True)  # noqa: S607  (same)
    assert (tmp_path / "output" / "history.jsonl").is_file()
    assert not (tmp_path / "output" / "pdf").exists()
    assert not (tmp_path / ".venv").exists()


def test_an_old_python_says_which_one_is_needed() -> None:
    """In one sentence, before anything is loaded that it cannot read."""
    start = "import runpy, sys; sys.version_info = (3, 9); runpy.run_path('cli.py')"
    done = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.endswith("Python 3.11 or newer is needed\n")
    assert len(done.stderr.splitlines()) == 1
    (ROOT / "cli.py").read_bytes().decode("ascii")
