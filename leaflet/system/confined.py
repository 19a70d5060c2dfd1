# SPDX-License-Identifier: EUPL-1.2
"""Work on files of others in a process of its own, which may use up its memory or time, or die.

The process is started when first needed and does one job after another. It prints nothing: what
libraries have to say of a file is in English, and means nothing to those who use this program.
Jobs and results are pickled, since both ends are this program.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import time
import traceback
from typing import IO, TYPE_CHECKING, NamedTuple, TypeVar, cast

from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from leaflet.problems import Message

_T = TypeVar("_T")

_BUSY = 2
"""How much longer than its own time a job may take by the clock, where other programs run too."""


class JobLimits(NamedTuple):
    """What one job may cost: time of the processor, and memory where the system counts it."""

    seconds: int
    megabytes: int


FOR_PDF = JobLimits(seconds=30, megabytes=1024)
"""A bomb of 2 MB would take minutes and all memory there is."""


class GaveUpError(LeafletError):
    """A file cost too much, or the process died over it."""


def run_confined(
    function: Callable[..., _T], *arguments: object, limits: JobLimits = FOR_PDF
) -> _T:
    """Return what a function of a module returns, or raise what it raises.

    Raises GaveUpError when it takes more than the limits, or its process dies. Not all that a
    file took is free for the next: one that fails after others is tried again in a new process.
    """
    if _PROCESS.has_worked:
        with contextlib.suppress(_BrokeDownError):
            return cast("_T", _PROCESS.run(function, arguments, limits))
    return cast("_T", _PROCESS.run(function, arguments, limits))


class _BrokeDownError(GaveUpError):
    """A job took all memory, or its process died: perhaps not by its own fault."""


class _ConfinedProcess:
    """The process, while there is one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.has_worked = False

    def run(
        self, function: Callable[..., object], arguments: tuple[object, ...], limits: JobLimits
    ) -> object:
        """Have one job done; whatever stops it also ends the process."""
        process, begun = self._start(), time.monotonic()
        jobs, results = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            pickle.dump((function, arguments, limits), jobs)
            jobs.flush()
            result, error = pickle.load(results)  # noqa: S301  (our own)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.end()
            if time.monotonic() - begun >= limits.seconds:
                raise GaveUpError(_too_long(limits)) from None
            raise _BrokeDownError(say("reading it broke down")) from None
        except BaseException:  # such as Ctrl-C: what comes later is no answer to the next job
            self.end()
            raise
        self.has_worked = True
        if isinstance(error, MemoryError):
            self.end()
            raise _BrokeDownError(_too_large(limits))
        if error is not None:
            raise error
        return result

    def _start(self) -> subprocess.Popen[bytes]:
        """Return the process, a new one if there is none."""
        if self._process is None or self._process.poll() is not None:
            self.end()
            code = f"import sys; sys.path[:] = {sys.path!r}; import {__name__} as c; c.do_jobs()"
            self._process = subprocess.Popen(  # noqa: S603  (ourselves)
                [sys.executable, "-P", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def end(self) -> None:
        """End the process: at once, it writes nothing."""
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(OSError):  # what it was to read cannot be written any more
                self._process.communicate()
        self._process, self.has_worked = None, False


_PROCESS = _ConfinedProcess()
atexit.register(_PROCESS.end)


def _too_large(limits: JobLimits) -> Message:
    return say("reading it takes more than {size} MB of memory", size=limits.megabytes)


def _too_long(limits: JobLimits) -> Message:
    return say("reading it takes more than {seconds} seconds", seconds=limits.seconds)


def do_jobs() -> None:
    """Do jobs until nobody asks for any; what takes too long ends the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    jobs, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    with contextlib.suppress(EOFError, OSError), open(os.devnull, "w") as nowhere:  # noqa: PTH123
        while True:
            function, arguments, limits = pickle.load(jobs)  # noqa: S301  (our own)
            _limit(limits)
            faulthandler.dump_traceback_later(_BUSY * limits.seconds, exit=True, file=nowhere)
            answer = _answer(function, arguments)
            faulthandler.cancel_dump_traceback_later()
            results.write(answer)
            results.flush()


def _limit(limits: JobLimits) -> None:
    """Let the system end the process, or refuse it memory; Windows knows no such limits."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    seconds = int(time.process_time()) + 1 + limits.seconds
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, limits.megabytes * 2**20),  # macOS knows it, and does not keep it
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


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
