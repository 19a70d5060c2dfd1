# SPDX-License-Identifier: EUPL-1.2
"""What a shell offers after `leaflet --install-completion`, asked in a real bash."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose bash has been told to complete `leaflet`."""
    home = tmp_path_factory.mktemp("home")
    program = home / "bin" / "leaflet"
    program.parent.mkdir()
    run = shlex.join([sys.executable, str(ROOT / "cli.py")])
    program.write_text(f'#!/bin/sh\nexec {run} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    assert "bash completion installed" in in_bash("leaflet --install-completion; true", home)
    return home


def in_bash(script: str, home: Path) -> str:
    """Return what a bash prints that runs the script in the project's folder."""
    path = os.pathsep.join([str(home / "bin"), os.environ["PATH"]])
    command = ["bash", "--norc", "-c", script]
    environment = {**os.environ, "HOME": str(home), "PATH": path}
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    return done.stdout


def offered(words: str, home: Path) -> list[str]:
    """Return what a new bash offers for the last of these words."""
    typed = shlex.split(words)
    script = (
        f"source ~/.bashrc; COMP_WORDS=({shlex.join(typed)}); COMP_CWORD={len(typed) - 1}; "
        r'_leaflet_completion leaflet; printf "%s\n" "${COMPREPLY[@]}"'
    )
    return in_bash(script, home).splitlines()


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("leaflet contacts conf", ["confirm"]),
        ("leaflet contacts confirm cor", ["corsichese"]),
        ("leaflet contacts set melzo --comune Vign", ["Vignate"]),
        ("leaflet contacts set melzo --comune X", [""]),
    ],
)
def test_a_shell_completes_commands_ambiti_and_comuni(
    words: str, completed: list[str], home: Path
) -> None:
    """A Comune is offered only where its ambito has it."""
    assert offered(words, home) == completed


def test_the_script_can_be_had_without_installing_it(home: Path) -> None:
    """Whoever keeps the files of the shell by hand copies the same script from the terminal."""
    shown = in_bash("leaflet --show-completion; true", home)
    assert shown.strip() == (home / ".bash_completions" / "leaflet.sh").read_text().strip()
    assert "complete -o default -F _leaflet_completion leaflet" in shown


def test_there_is_no_command_of_our_own_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    """One way to the same: the option that all such programs have."""
    assert main(["completion", "bash"]) == 2
    assert "there is no command completion" in capsys.readouterr().err
