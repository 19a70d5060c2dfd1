# SPDX-License-Identifier: EUPL-1.2
"""Who draws the PDFs: this process, some of its own, or a Dask cluster. Nobody here writes files.

Everything goes through `concurrent.futures`, so the same bytes come out whoever draws, and in
whatever order.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import queue
from collections import Counter, deque
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from leaflet.build.processes import (
    POLL_SECONDS,
    Background,
    load_drawer,
    sigint_blocked,
    start_processes,
)
from leaflet.build.rendering import Job, Rendered, UnlikeWorkerError, lay_out, render
from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from leaflet.build.rendering import RenderContext

_T = TypeVar("_T")

MAX_CRASHES = 3
"""How often a worker may die over one sheet before it is given up."""
SHEETS_PER_WORKER = 500
"""Sheets a worker process draws before another takes its place: so no leak can grow."""
MAX_EMPTY_POLLS = 4
"""Looks in a row that find nobody: workers that somebody restarts are back before that."""
QUEUED_PER_WORKER = 2
"""Sheets waiting for each worker, so that none is idle; more would only fill the memory."""


@dataclass(frozen=True, slots=True)
class PoolKind:
    """How workers of one kind are had: `start` opens an executor.

    `capacity` is how many sheets they take at a time; after `sheets_until_restart` they are
    replaced (0: never). `broken` is raised for every sheet in work when a worker dies and all have
    to be started anew, `gave_up` for a sheet alone when the executor itself has tried it often
    enough. `is_apart` when they are other processes of this machine, which can begin while this one
    is busy; `is_deserted` tells whether none is there at all, where that can last.
    """

    start: Callable[[], Executor]
    capacity: int
    sheets_until_restart: int = 0
    broken: tuple[type[Exception], ...] = ()
    gave_up: tuple[type[Exception], ...] = ()
    is_apart: bool = False
    is_deserted: Callable[[], bool] = bool  # which says no


class WorkerPool:
    """Workers that stay warm from one build to the next; use as a context manager.

    Ctrl-C may come at any moment. Were it heard while this thread holds a lock of the executor,
    that would wait for the lock for ever. So sheets that are done come in a queue, and whatever
    else needs the executor's locks does not hear it, or is done in a thread of its own.
    """

    def __init__(self, context: RenderContext, kind: PoolKind) -> None:
        """Start nobody yet: a build that finds nothing to draw needs no workers."""
        self._context = context
        self._kind = kind
        self._executor: Executor | None = None
        self._handed_out = 0
        self._beginning: Background | None = None
        self._laid_out: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _start(self) -> Executor:
        """Return the workers; start them when there are none."""
        if self._executor is None:
            self._executor = self._kind.start()
            self._handed_out = 0
        return self._executor

    def _stop(self) -> None:
        self._await_beginning()
        executor, self._executor = self._executor, None
        if executor is not None:
            Background(functools.partial(executor.shutdown, cancel_futures=True)).wait()

    def prepare(self, side: str) -> None:
        """Have a worker lay out a side that many sheets share."""
        self._start().submit(lay_out, self._context, side).result()

    def begin(self, side: str) -> None:
        """Let one worker lay out a side that many sheets share, while this process goes on.

        Where this process draws itself, that would gain nothing, and nothing is done.
        """
        if self._kind.is_apart:
            self._beginning = Background(functools.partial(self._begin, side))

    def _begin(self, side: str) -> None:
        """Start a worker, which takes as long as it takes to load WeasyPrint."""
        with contextlib.suppress(Exception):  # it is tried again, and said, for the first sheet
            self._laid_out = self._start().submit(lay_out, self._context, side)

    def _await_beginning(self) -> None:
        if self._beginning is not None:
            self._beginning.wait()

    def render_all(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Rendered]]:
        """Yield each job with what came of it, in the order in which they are finished.

        When a worker dies, the sheets it may have died of are drawn again one by one; one that
        kills its worker `MAX_CRASHES` times has no PDF. Raises LeafletError when something would
        be missing on paper, or the workers are gone for good.
        """
        self._await_beginning()
        first = list(itertools.islice(jobs := iter(jobs), 2))
        if len(first) == 1 and self._laid_out:  # a second worker would lay out the same side again
            _await_quietly(self._laid_out)
        source = itertools.chain(first, jobs)
        suspects: deque[Job] = deque()
        crashes: Counter[str] = Counter()
        waiting = _Waiting()
        while True:
            self._hand_out(source, suspects, waiting)
            if not waiting.jobs:
                return
            future = self._wait_for_one(waiting)
            job = waiting.jobs.pop(future)
            try:
                yield job, _result(job, future)
            except self._kind.gave_up:
                yield job, Rendered()
            except self._kind.broken:
                lost = [job, *waiting.jobs.values()]
                waiting = _Waiting()
                self._stop()
                crashes.update(job.path for job in lost if len(lost) == 1)
                suspects.extend(job for job in lost if crashes[job.path] < MAX_CRASHES)
                yield from ((job, Rendered()) for job in lost if crashes[job.path] >= MAX_CRASHES)

    def _wait_for_one(self, waiting: _Waiting) -> Future[Rendered]:
        """Wait for a sheet; raises LeafletError when nobody is left who could draw one."""
        empty_polls = 0
        while empty_polls < MAX_EMPTY_POLLS:
            with contextlib.suppress(queue.Empty):
                return waiting.done.get(timeout=POLL_SECONDS)
            empty_polls = empty_polls + 1 if self._kind.is_deserted() else 0
        message = say("the cluster that was drawing has no workers any more")
        raise LeafletError(message, say("start some, then build again"))

    def _hand_out(self, source: Iterator[Job], suspects: deque[Job], waiting: _Waiting) -> None:
        """Give the workers as much as they can take: one job while there are suspects."""
        if self._kind.sheets_until_restart and self._handed_out >= self._kind.sheets_until_restart:
            if waiting.jobs:
                return
            self._stop()
        capacity = 1 if suspects else self._kind.capacity
        while len(waiting.jobs) < capacity:
            job = suspects.popleft() if suspects else next(source, None)
            if job is None:
                return
            waiting.add(self._submit(job), job)
            self._handed_out += 1

    def _submit(self, job: Job) -> Future[Rendered]:
        """Hand out a job; when all workers died since the last one, to others."""
        try:
            return self._start().submit(render, self._context, job.sides, job.fonts)
        except self._kind.broken:
            self._stop()
            return self._start().submit(render, self._context, job.sides, job.fonts)


class _Waiting:
    """Jobs that workers have, by what will tell their outcome, and which of these are `done`."""

    def __init__(self) -> None:
        self.jobs: dict[Future[Rendered], Job] = {}
        self.done: queue.SimpleQueue[Future[Rendered]] = queue.SimpleQueue()

    def add(self, future: Future[Rendered], job: Job) -> None:
        """Wait for one more; without hearing Ctrl-C, since a future has a lock as well."""
        self.jobs[future] = job
        with sigint_blocked():
            future.add_done_callback(self.done.put)


def _await_quietly(future: Future[None]) -> None:
    """Wait until a future is done, however it ends; Ctrl-C is heard while no lock is held."""
    done: queue.SimpleQueue[Future[None]] = queue.SimpleQueue()
    with sigint_blocked():
        future.add_done_callback(done.put)
    while True:
        with contextlib.suppress(queue.Empty):
            done.get(timeout=POLL_SECONDS)
            return


def _result(job: Job, future: Future[Rendered]) -> Rendered:
    """Return what came of a job; raises LeafletError, with the file's name where it is to blame."""
    try:
        return future.result()
    except UnlikeWorkerError:
        raise
    except LeafletError as error:
        what = say("{file}: {reason}", file=job.path, reason=error.message)
        raise LeafletError(what, error.hint) from error
    except CancelledError:
        message = say("the cluster that was drawing is gone")
        raise LeafletError(message, say("start it again, then build again")) from None


class InProcessExecutor(Executor):
    """Draws in this very process, at once."""

    def submit(self, fn: Callable[..., _T], /, *args: object, **kwargs: object) -> Future[_T]:
        """Return a future that has its result."""
        future: Future[_T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (handed to who asks for the result)
            future.set_exception(error)
        return future


def expect_workers(kind: str) -> None:
    """Prepare for workers of a kind, while nobody knows yet what they will need."""
    if kind == "processes":
        load_drawer()


def make_worker_pool(
    kind: str, context: RenderContext, workers: int = 0, scheduler: str = ""
) -> WorkerPool:
    """Return workers of a kind: processes, serial (this very process) or dask.

    `workers` is how many (0: as many as there are cores);
    `scheduler` is the address of a Dask cluster. Raises LeafletError when that cannot be reached.
    """
    count = workers or count_cores()
    match kind:
        case "processes":
            processes = PoolKind(
                functools.partial(start_processes, count),
                QUEUED_PER_WORKER * count,
                SHEETS_PER_WORKER * count,
                broken=(BrokenProcessPool,),
                is_apart=True,
            )
            return WorkerPool(context, processes)
        case "serial":
            return WorkerPool(context, PoolKind(InProcessExecutor, 1))
        case "dask":
            from leaflet.build.cluster import Cluster  # noqa: PLC0415  (an extra that few install)

            cluster = Cluster(scheduler)
            dask = PoolKind(
                cluster.executor,
                QUEUED_PER_WORKER * cluster.size(),
                gave_up=cluster.gave_up,
                is_deserted=cluster.is_deserted,
            )
            return WorkerPool(cluster.keep(context.with_files()), dask)
        case _:
            raise ValueError(kind)


def count_cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
