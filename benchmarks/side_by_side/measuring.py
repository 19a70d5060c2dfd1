# SPDX-License-Identifier: EUPL-1.2
"""Seconds and memory of processes, and figures made of them."""

from __future__ import annotations

import contextlib
import os
import re
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Commands = Sequence[Sequence[str]]

SAMPLED_EVERY = 0.1
SHORT = 10.0
"""Seconds: what takes less is run again, RUNS times, and the first run does not count."""
RUNS = 5
MIB = 1024 * 1024
_READY = re.compile(r"^ready ([0-9.]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """Commands run one after another: `worker` is the largest process of them, in MiB.

    `peak` is the largest sum of all that ran at the same time. Memory shared by several processes
    counts once in it (PSS) where the system tells, and fully for a process alone (RSS). `start` is
    how many seconds went by until the first sheet, where the process says so.
    """

    seconds: float
    processor: float
    peak: float
    worker: float
    start: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What one way took for a set: `measured` sheets were made, and `sheets` are asked for."""

    way: str
    set_name: str
    sheets: int
    measured: int
    seconds: float
    processor: float
    peak: float
    worker: float
    runs: tuple[float, ...]

    @property
    def is_extrapolated(self) -> bool:
        """Whether only a part of the sheets was made."""
        return self.measured < self.sheets

    @property
    def each(self) -> float:
        """Seconds a sheet."""
        return self.seconds / self.sheets


def repeated(commands: Commands, before: Callable[[], object] = int) -> tuple[Run, list[float]]:
    """Run the commands, once if that is long; return the first run and the seconds that count.

    Only the first run is looked at for memory, as that takes time of its own. `before` makes each
    run start from the same.
    """
    before()
    first = watched(commands)
    if first.seconds > SHORT:
        return first, [first.seconds]
    seconds = []
    for _ in range(RUNS):
        before()
        seconds.append(_timed(commands))
    return first, seconds


def figure(
    way: str, set_name: str, counts: tuple[int, int], ran: tuple[Run, list[float]]
) -> Figure:
    """Return the figure of a way; `counts` are the sheets asked for, and those made.

    What is missing is extrapolated: the start stays as it is, all else grows with the sheets.
    """
    (first, runs), (sheets, measured) = ran, counts
    start = first.start
    middle = statistics.median(runs)
    seconds = start + (middle - start) * sheets / measured
    processor = first.processor * sheets / measured
    return Figure(
        way, set_name, sheets, measured, seconds, processor, first.peak, first.worker, tuple(runs)
    )


def _timed(commands: Commands) -> float:
    start = time.perf_counter()
    for command in commands:
        _ended(_started(command))
    return time.perf_counter() - start


def watched(commands: Commands) -> Run:
    """Run the commands one after another, with an eye on their memory."""
    memory = _Memory()
    processor = _processor()
    ready = 0.0
    with memory.sampled():
        start = time.perf_counter()
        for command in commands:
            process = _started(command)
            memory.root = process.pid
            ready = _ended(process)
        seconds = time.perf_counter() - start
    spent = _processor() - processor
    worker = max(memory.of_process.values(), default=0.0)
    return Run(seconds, spent, memory.peak, worker, ready)


def _started(command: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_environment()
    )


def _ended(process: subprocess.Popen[str]) -> float:
    """Return how many seconds the process says that it took until its first sheet."""
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"ended with {process.returncode}: {process.args!r}")
    ready = _READY.search(said)
    return float(ready[1]) if ready else 0.0


def _environment() -> dict[str, str]:
    """Return the environment that a user's shell has: nothing that keeps Python from its caches."""
    unusual = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    return {name: value for name, value in os.environ.items() if name not in unusual}


def _processor() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system


class _Memory:
    """Looks at a tree of processes again and again: `root` is the process at its top."""

    def __init__(self) -> None:
        self.root: int | None = None
        self.peak = 0.0
        self.of_process: dict[int, float] = {}
        self._is_over = threading.Event()

    @contextlib.contextmanager
    def sampled(self) -> Iterator[None]:
        thread = threading.Thread(target=self._sample)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            thread.join()

    def _sample(self) -> None:
        begun = time.perf_counter()
        # A look takes the processors some time: often in short runs, seldom in those that count.
        while not self._is_over.wait(max(SAMPLED_EVERY, (time.perf_counter() - begun) / 20)):
            if self.root is not None:
                together = sum(self._one(process) for process in _tree(self.root))
                self.peak = max(self.peak, together)

    def _one(self, process: psutil.Process) -> float:
        """Note how large a process is, and return its share in MiB."""
        with contextlib.suppress(psutil.Error):
            memory = process.memory_full_info()
            alone = memory.rss / MIB
            self.of_process[process.pid] = max(alone, self.of_process.get(process.pid, 0.0))
            return float(getattr(memory, "pss", memory.rss)) / MIB
        return 0.0


def _tree(root: int) -> list[psutil.Process]:
    try:
        top = psutil.Process(root)
        return [top, *top.children(recursive=True)]
    except psutil.Error:
        return []
