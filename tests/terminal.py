# SPDX-License-Identifier: EUPL-1.2
"""The program in a real terminal, with somebody who reads its questions and types."""

from __future__ import annotations

import os
import pty
import select
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

CTRL_C, CTRL_D = "\x03", "\x04"
ASLEEP = 10
"""Looks in a row at which the program must be asleep: then it waits for a key."""
PATIENCE = 100
"""Seconds after which a program that says nothing will never say anything."""


class Session(NamedTuple):
    """The exit code, and all that was on the screen, what was typed included."""

    code: int
    screen: str


def at_a_terminal(folder: Path, arguments: Sequence[str], *turns: tuple[str, str]) -> Session:
    """Run the program; each turn is what to wait for on the screen, and what to type then."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        command = [sys.executable, str(ROOT / "cli.py"), *arguments]
        os.execve(command[0], command, {**os.environ, "LANGUAGE": "en"})  # noqa: S606  (no shell)
    screen, seen = b"", 0
    for question, typed in turns:
        while (found := screen.find(question.encode(), seen)) < 0:
            shown = _read(terminal)
            assert shown, screen.decode()
            screen += shown
        seen = found + len(question.encode())
        _wait_until_it_listens(process)
        os.write(terminal, typed.encode())
    while shown := _read(terminal):
        screen += shown
    os.close(terminal)
    _, status = os.waitpid(process, 0)
    return Session(os.waitstatus_to_exitcode(status), screen.decode())


def _wait_until_it_listens(process: int) -> None:
    """A Ctrl-C between the question and the reading would not be heard before the next key."""
    state, times = Path(f"/proc/{process}/stat"), 0
    while times < ASLEEP:
        is_asleep = state.read_text().rpartition(")")[2].split()[0] == "S"
        times = times + 1 if is_asleep else 0
        time.sleep(0.02)


def _read(terminal: int) -> bytes:
    assert select.select([terminal], [], [], PATIENCE)[0], "the program waits for another key"
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux's word for the end
        return b""
