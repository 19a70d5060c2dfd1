# SPDX-License-Identifier: EUPL-1.2
"""Worker processes: how they are started, and how Ctrl-C neither strikes nor outlives them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from concurrent.futures.process import ProcessPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future

_T = TypeVar("_T")

POLL_SECONDS = 5
"""How long to wait for something before looking whether it can still come."""


@contextlib.contextmanager
def sigint_blocked() -> Iterator[None]:
    """Put off Ctrl-C; processes and threads that are made meanwhile never hear it.

    It is for the build, which then stops them; it would show a trace for each import it stops.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Background:
    """Work for a thread of its own, which never hears Ctrl-C."""

    def __init__(self, work: Callable[[], object]) -> None:
        """Begin at once."""
        self._work = work
        self._is_over = False
        self._ended: queue.SimpleQueue[None] = queue.SimpleQueue()
        with sigint_blocked():
            threading.Thread(target=self._run).start()

    def _run(self) -> None:
        try:
            self._work()
        finally:
            self._is_over = True
            self._ended.put(None)

    def wait(self) -> None:
        """Wait until it is done. Ctrl-C stops the waiting, not the work, and one can wait again.

        Not so with `Thread.join`, which takes a thread for ended once it was interrupted.
        """
        while not self._is_over:
            with contextlib.suppress(queue.Empty):
                self._ended.get(timeout=POLL_SECONDS)


class _UninterruptedExecutor(ProcessPoolExecutor):
    """Takes jobs, and starts processes for them, without hearing Ctrl-C.

    A process half started would find nobody, and say so.
    """

    def submit(self, fn: Callable[..., _T], /, *args: object, **kwargs: object) -> Future[_T]:
        with sigint_blocked():
            return super().submit(fn, *args, **kwargs)


def start_processes(count: int) -> Executor:
    """Return an executor whose processes come from one that has loaded WeasyPrint.

    Where there can be no such server (Windows), each loads it itself.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        spawn = multiprocessing.get_context("spawn")
        return _UninterruptedExecutor(count, mp_context=spawn, initializer=_begin_worker)
    load_drawer()
    context = multiprocessing.get_context("forkserver")
    return _UninterruptedExecutor(count, mp_context=context, initializer=_begin_worker)


def load_drawer() -> None:
    """Let the process that workers come from load WeasyPrint, as long as that takes.

    It does so while this one goes on. A second time, and where there is none, nothing is done.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415  (not on Windows)

    multiprocessing.get_context("forkserver").set_forkserver_preload(["leaflet.pdf.renderer"])
    resource_tracker.ensure_running()  # when the other starts it, it ends the blocking of Ctrl-C
    with sigint_blocked():
        forkserver.ensure_running()


def _begin_worker() -> None:
    """Leave Ctrl-C to the build, and do not outlive it: a killed one cannot stop its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
