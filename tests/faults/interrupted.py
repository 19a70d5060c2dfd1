# SPDX-License-Identifier: EUPL-1.2
"""Workers whose user presses Ctrl-C at one line after the other: `FIRST STEP` as arguments.

Says each line at which it was interrupted; ends with a list of what all threads are doing when the
workers cannot be stopped after that.
"""

from __future__ import annotations

import faulthandler
import signal
import sys
import time
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from unittest import mock

from leaflet.build import workers
from leaflet.build.rendering import Job, RenderContext, Rendered

if TYPE_CHECKING:
    from types import FrameType

PATIENCE = 100
"""Seconds after which nobody can be dismissed any more: it takes a moment."""
FILES = {"workers.py", "processes.py", "_base.py", "process.py", "threading.py"}
"""Where the main thread may hold a lock that others need."""
CONTEXT = RenderContext(Path(), (), "")
"""Of nothing: nobody draws."""


def render_slowly(
    _context: RenderContext, _sides: tuple[str, ...], _fonts: tuple[str, ...] = ()
) -> Rendered:
    """Take long enough for the main thread to wait."""
    time.sleep(0.01)
    return Rendered(b"%PDF")


class Interrupter:
    """Raises KeyboardInterrupt at the n-th line where this thread would hear Ctrl-C."""

    def __init__(self, moment: int) -> None:
        self.line = ""
        self._left = moment

    def __call__(self, frame: FrameType, _: str, __: object) -> Interrupter | None:
        """Trace a frame, as `sys.settrace` has it."""
        name = PurePath(frame.f_code.co_filename).name
        if name not in FILES or self.line:
            return None
        if signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, []):
            self._left -= 1
            if not self._left:
                self.line = f"{name}:{frame.f_lineno} {frame.f_code.co_name}"
                raise KeyboardInterrupt
        return self


def interrupted(moment: int) -> str:
    """Draw four sheets with two workers; return where that was interrupted, if it was."""
    interrupter = Interrupter(moment)
    jobs = [Job(name, ("side",)) for name in "abcd"]
    try:
        with workers.make_worker_pool("processes", CONTEXT, 2) as pool:
            sys.settrace(interrupter)
            for _ in pool.render_all(jobs):
                pass
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(None)
    return interrupter.line


def main(first: int, step: int) -> None:
    """Interrupt at every line in steps, until there is none left."""
    moment = first
    line = "a line"
    while line:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        line = interrupted(moment)
        sys.stdout.write(f"{moment} {line}\n")
        sys.stdout.flush()
        moment += step


if __name__ == "__main__":
    with mock.patch.object(workers, "render", render_slowly):
        main(int(sys.argv[1]), int(sys.argv[2]))
