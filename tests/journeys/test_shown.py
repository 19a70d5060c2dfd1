# SPDX-License-Identifier: EUPL-1.2
"""What the READMEs show on a screen is what the program prints there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

READMES = {"README.md": "en", "README.it.md": "it"}
_MOMENT = re.compile(r"ambiti-[\dT-]+\.yaml")


def blocks(readme: str) -> list[str]:
    """Return what stands between the fences without a language."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run(folder: Path, line: str, language: str) -> str:
    """Run a command line as typed, and return its answer; what it remarks beside is not shown."""
    found = Path(sys.executable).parent
    environment = {**os.environ, "LANGUAGE": language, "PATH": f"{found}:{os.environ['PATH']}"}
    done = subprocess.run(
        shlex.split(line),
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    return _MOMENT.sub("ambiti-….yaml", done.stdout)


@pytest.mark.parametrize("readme", READMES)
def test_a_changed_number_looks_as_shown(readme: str, built: Path, tmp_path: Path) -> None:
    """The command, its answer, and then the build that says why it makes a sheet."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(built, tmp_path / "output")
    typed = [block for block in blocks(readme) if block.startswith("$ ")]
    assert len(typed) == 1
    command, _, answer = typed[0].removeprefix("$ ").partition("\n")
    assert run(tmp_path, command, READMES[readme]) == _MOMENT.sub("ambiti-….yaml", answer)
    assert run(tmp_path, "leaflet build --explain", READMES[readme]) in blocks(readme)


@pytest.mark.parametrize("readme", READMES)
def test_a_problem_looks_as_shown(readme: str) -> None:
    """The excerpt is one of those that the annex of 2023 has, whole."""
    excerpts = [block for block in blocks(readme) if "^^^^" in block]
    assert len(excerpts) == 1
    shown = run(ROOT, "leaflet validate tests/data/annex-2023.yaml", READMES[readme])
    assert excerpts[0] in shown
