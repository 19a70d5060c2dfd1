# SPDX-License-Identifier: EUPL-1.2
"""Work on files of others in a process of its own, which may use up its memory or time, or die.

The process is started when first needed and does one job after another. It prints nothing: what
libraries have to say of a file is in English, and means nothing to those who use this program.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import multiprocessing
import os
import pickle
import signal
import time
import traceback
from typing import TYPE_CHECKING, TypeVar, cast

from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from leaflet.problems import Message

_T = TypeVar("_T")

MOST_SECONDS = 30
MOST_MEMORY_BYTES = 2**30
"""What one file may cost: a bomb of 2 MB would take minutes and all memory there is."""
_TOO_LARGE = say("reading it takes more than {size} MB of memory", size=MOST_MEMORY_BYTES // 2**20)
_END_SECONDS = 5


class GaveUpError(LeafletError):
    """A file cost too much, or the process died over it."""


def run_confined(function: Callable[..., _T], *arguments: object) -> _T:
    """Return what a function of a module returns, or raise what it raises.

    Raises GaveUpError when it takes more than MOST_SECONDS or, where the system can tell, more
    than MOST_MEMORY_BYTES, or its process dies.
    """
    _PROCESS.start()
    return cast("_T", _PROCESS.run(function, arguments))


class _ConfinedProcess:
    """The process, while there is one, and this end of the pipe to it."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def start(self) -> None:
        """Start the process unless it is there."""
        if self._process is not None and self._process.is_alive():
            return
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def run(self, function: Callable[..., object], arguments: tuple[object, ...]) -> object:
        """Have one job done; whatever stops it also ends the process."""
        pipe, begun = cast("Connection", self._pipe), time.monotonic()
        try:
            pipe.send((function, arguments, MOST_SECONDS))
            result, error = pipe.recv()
        except (EOFError, OSError):
            self.end()
            raise GaveUpError(_reason(time.monotonic() - begun)) from None
        except BaseException:  # such as Ctrl-C: what comes later is no answer to the next job
            self.end()
            raise
        if isinstance(error, MemoryError):
            self.end()
            raise GaveUpError(_TOO_LARGE)
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """End the process: at once, it writes nothing."""
        if self._process is not None:
            self._process.kill()
            self._process.join(_END_SECONDS)
            cast("Connection", self._pipe).close()
        self._process = None


_PROCESS = _ConfinedProcess()
atexit.register(_PROCESS.end)


def _reason(seconds: float) -> Message:
    if seconds >= MOST_SECONDS:
        return say("reading it takes more than {seconds} seconds", seconds=MOST_SECONDS)
    return say("reading it broke down")


def _serve(pipe: Connection) -> None:
    """Do jobs until nobody asks for any; a watchdog ends the process when one takes too long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    _limit_memory()
    with contextlib.suppress(EOFError, OSError), open(os.devnull, "w") as nowhere:  # noqa: PTH123
        while True:
            function, arguments, seconds = pipe.recv()
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            answer = _answer(function, arguments)
            faulthandler.cancel_dump_traceback_later()
            pipe.send_bytes(answer)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit, and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(function: Callable[..., object], arguments: tuple[object, ...]) -> bytes:
    """Return the result or the error, ready to be sent; an error tells where it arose."""
    try:
        return pickle.dumps((function(*arguments), None))
    except BaseException as error:  # noqa: BLE001  (panics of native readers are no Exception)
        error.add_note(traceback.format_exc())
        with contextlib.suppress(Exception):
            answer = pickle.dumps((None, error))
            pickle.loads(answer)  # noqa: S301  (our own: some errors can be packed only)
            return answer
        return pickle.dumps((None, RuntimeError(traceback.format_exc())))
