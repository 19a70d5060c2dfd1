# SPDX-License-Identifier: EUPL-1.2
"""Who draws the PDFs: this process, some of its own, or a Dask cluster. Nobody here writes files.

Everything goes through `concurrent.futures`; a worker gets HTML and returns bytes, so the same
bytes come out whoever draws, and in whatever order.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import platform
import queue
import signal
import tempfile
import threading
import traceback
from collections import Counter, deque
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from leaflet.problems import LeafletError, say
from leaflet.system.fonts import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from leaflet.pdf.renderer import Renderer

T = TypeVar("T")

PATIENCE = 3
"""How often a worker may die over one sheet before it is given up."""
SERVICE = 500
"""Sheets a worker process draws before another takes its place: so no leak can grow."""
LISTEN = 5
"""Seconds to wait for a sheet before looking whether there is anybody who draws."""
ABANDONED = 4
"""Looks in a row that find nobody: workers that somebody restarts are back before that."""
AHEAD = 2
"""Sheets waiting for each worker, so that none is idle; more would only fill the memory."""


class Job(NamedTuple):
    """A file to draw: `path` names it, `sides` are its pages as HTML."""

    path: str
    sides: tuple[str, ...]


class Drawing(NamedTuple):
    """What came of a job: the PDF, or else the number of the side that does not fit.

    Neither when workers died over it again and again. `pages` are the digests of the PDF's pages.
    """

    pdf: bytes | None = None
    misfit: int | None = None
    pages: tuple[str, ...] = ()


class UnlikeWorkerError(LeafletError):
    """A worker would draw other pages than the rest: no sheet is to blame."""


class WorkerBugError(Exception):
    """A bug of ours that showed in a worker: its text is the traceback there."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a worker needs beside the HTML: the style sheet's folder and the fonts that may appear.

    `edition` stands for the contents of all that, so that workers that stay notice a change.
    `files` carries the folder's contents to workers that have no such folder, and `fingerprint` is
    what their fonts and versions must be: both only for a cluster.
    """

    folder: Path
    fonts: tuple[str, ...]
    edition: str
    files: tuple[tuple[str, bytes], ...] = ()
    fingerprint: str = ""

    def packed(self) -> Kit:
        """Return the kit for workers on other machines."""
        files = tuple(
            (path.relative_to(self.folder).as_posix(), path.read_bytes())
            for path in sorted(self.folder.rglob("*"))
            if path.suffix in {".css", ".svg"}
        )
        return Kit(self.folder, self.fonts, self.edition, files, fingerprint(self.fonts))


def draw(kit: Kit, sides: tuple[str, ...]) -> Drawing:
    """Return the drawing of these sides; runs in the worker.

    Raises LeafletError when something would be missing on paper. What is our bug becomes a
    WorkerBugError, since many an exception does not travel (Rust's panics), or ends who reads it.
    """
    from leaflet.pdf.page_digest import page_digests  # noqa: PLC0415  (in the worker alone)
    from leaflet.pdf.renderer import DoesNotFitError  # noqa: PLC0415  (half a second, in the worker alone)

    try:
        pdf = _renderer(kit).pdf(sides)
        return Drawing(pdf, pages=page_digests(pdf))
    except DoesNotFitError as error:
        return Drawing(misfit=sides.index(error.side))
    except (LeafletError, OSError, ImportError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  (see above)
        raise WorkerBugError(traceback.format_exc()) from None


def prepare(kit: Kit, side: str) -> None:
    """Lay out a side that many sheets share, before the first of them is wanted.

    Should it not fit, that is said of the first sheet.
    """
    from leaflet.pdf.renderer import DoesNotFitError  # noqa: PLC0415  (as above)

    with contextlib.suppress(DoesNotFitError):
        _renderer(kit).side(side)


_making = threading.Lock()


def _renderer(kit: Kit) -> Renderer:
    with _making:
        return _made_renderer(kit)


@functools.lru_cache(maxsize=1)
def _made_renderer(kit: Kit) -> Renderer:
    """Return this process's renderer; a changed kit replaces it."""
    from leaflet.pdf.renderer import Renderer  # noqa: PLC0415  (half a second, in the worker alone)

    if not kit.files:
        return Renderer(kit.folder, kit.fonts)
    if fingerprint(kit.fonts) != kit.fingerprint:
        message = say("the worker {name} has other fonts or versions", name=platform.node())
        raise UnlikeWorkerError(message, say("install the same on each machine of the cluster"))
    folder = Path(_unpacked().name)
    for name, data in kit.files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Renderer(folder, kit.fonts)


@functools.cache
def _unpacked() -> tempfile.TemporaryDirectory[str]:
    """Return the folder for the files of a kit; it is removed when the worker ends."""
    return tempfile.TemporaryDirectory(prefix="leaflet-")


class Crew:
    """Workers that stay warm from one build to the next; use as a context manager.

    Ctrl-C may come at any moment. Were it heard while this thread holds a lock of the executor,
    that would wait for the lock for ever. So sheets that are done come in a queue, and whatever
    else needs the executor's locks is deaf, or done in a thread of its own.
    """

    def __init__(self, kit: Kit, team: Team) -> None:
        """Hire nobody yet: a build that finds nothing to draw needs no workers."""
        self._kit = kit
        self._team = team
        self._executor: Executor | None = None
        self._served = 0
        self._beginning: _Aside | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def _hired(self) -> Executor:
        if self._executor is None:
            self._executor = self._team.hire()
            self._served = 0
        return self._executor

    def _dismiss(self) -> None:
        self._have_begun()
        executor, self._executor = self._executor, None
        if executor is not None:
            _Aside(functools.partial(executor.shutdown, cancel_futures=True)).wait()

    def prepare(self, side: str) -> None:
        """Have a worker lay out a side that many sheets share."""
        self._hired().submit(prepare, self._kit, side).result()

    def begin(self, side: str) -> None:
        """Let one worker lay out a side that many sheets share, while this process goes on.

        Where this process draws itself, that would gain nothing, and nothing is done.
        """
        if self._team.is_apart:
            self._beginning = _Aside(functools.partial(self._begin, side))

    def _begin(self, side: str) -> None:
        """Start a worker, which takes as long as it takes to load WeasyPrint."""
        with contextlib.suppress(Exception):  # it is tried again, and said, for the first sheet
            self._hired().submit(prepare, self._kit, side)

    def _have_begun(self) -> None:
        if self._beginning is not None:
            self._beginning.wait()

    def drawn(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Drawing]]:
        """Yield each job with what came of it, in the order in which they are finished.

        When a worker dies, the sheets it may have died of are drawn again one by one; one that
        kills its worker `PATIENCE` times has no drawing. Raises LeafletError when something would
        be missing on paper, or the workers are gone for good.
        """
        self._have_begun()
        source = iter(jobs)
        suspects: deque[Job] = deque()
        deaths: Counter[str] = Counter()
        waiting = _Waiting()
        while True:
            self._hand_out(source, suspects, waiting)
            if not waiting.jobs:
                return
            future = self._finished(waiting)
            job = waiting.jobs.pop(future)
            try:
                yield job, _result(job, future)
            except self._team.gave_up:
                yield job, Drawing()
            except self._team.one_died:
                lost = [job, *waiting.jobs.values()]
                waiting = _Waiting()
                self._dismiss()
                deaths.update(job.path for job in lost if len(lost) == 1)
                suspects.extend(job for job in lost if deaths[job.path] < PATIENCE)
                yield from ((job, Drawing()) for job in lost if deaths[job.path] >= PATIENCE)

    def _finished(self, waiting: _Waiting) -> Future[Drawing]:
        """Wait for a sheet; raises LeafletError when nobody is left who could draw one."""
        alone = 0
        while alone < ABANDONED:
            with contextlib.suppress(queue.Empty):
                return waiting.done.get(timeout=LISTEN)
            alone = alone + 1 if self._team.is_deserted() else 0
        message = say("the cluster that was drawing has no workers any more")
        raise LeafletError(message, say("start some, then build again"))

    def _hand_out(self, source: Iterator[Job], suspects: deque[Job], waiting: _Waiting) -> None:
        """Give the workers as much as they can take: one job while there are suspects."""
        if self._team.service and self._served >= self._team.service:
            if waiting.jobs:
                return
            self._dismiss()
        room = 1 if suspects else self._team.room
        while len(waiting.jobs) < room:
            job = suspects.popleft() if suspects else next(source, None)
            if job is None:
                return
            waiting.add(self._submitted(job), job)
            self._served += 1

    def _submitted(self, job: Job) -> Future[Drawing]:
        """Hand out a job; when all workers died since the last one, to others."""
        try:
            return self._hired().submit(draw, self._kit, job.sides)
        except self._team.one_died:
            self._dismiss()
            return self._hired().submit(draw, self._kit, job.sides)


class _Waiting:
    """Jobs that workers have, by what will tell their outcome, and which of these are `done`."""

    def __init__(self) -> None:
        self.jobs: dict[Future[Drawing], Job] = {}
        self.done: queue.SimpleQueue[Future[Drawing]] = queue.SimpleQueue()

    def add(self, future: Future[Drawing], job: Job) -> None:
        """Wait for one more; deaf, since a future has a lock as well."""
        self.jobs[future] = job
        with _deaf():
            future.add_done_callback(self.done.put)


def _result(job: Job, future: Future[Drawing]) -> Drawing:
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


@dataclass(frozen=True, slots=True)
class Team:
    """How workers of one kind are had: `hire` opens an executor.

    `room` is how many sheets they take at a time; after `service` sheets they are replaced (0:
    never). `one_died` is raised for every sheet in work when a worker dies and all have to be hired
    anew, `gave_up` for a sheet alone when the executor itself has tried it often enough. `is_apart`
    when they are other processes of this machine, which can begin while this one is busy;
    `is_deserted` tells whether none is there at all, where that can last.
    """

    hire: Callable[[], Executor]
    room: int
    service: int = 0
    one_died: tuple[type[Exception], ...] = ()
    gave_up: tuple[type[Exception], ...] = ()
    is_apart: bool = False
    is_deserted: Callable[[], bool] = bool


class _Here(Executor):
    """Draws in this very process, at once."""

    def submit(self, fn: Callable[..., T], /, *args: object, **kwargs: object) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (handed to who asks for the result)
            future.set_exception(error)
        return future


def crew(kind: str, kit: Kit, workers: int = 0, scheduler: str = "") -> Crew:
    """Return workers of a kind: processes, serial (this very process) or dask.

    `workers` is how many (0: as many as there are cores);
    `scheduler` is the address of a Dask cluster. Raises LeafletError when that cannot be reached.
    """
    count = workers or cores()
    match kind:
        case "processes":
            hire = functools.partial(_processes, count)
            died = (BrokenProcessPool,)
            return Crew(kit, Team(hire, AHEAD * count, SERVICE * count, died, is_apart=True))
        case "serial":
            return Crew(kit, Team(_Here, 1))
        case "dask":
            from leaflet.build.cluster import Cluster  # noqa: PLC0415  (an extra that few install)

            cluster = Cluster(scheduler)
            team = Team(
                cluster.executor,
                AHEAD * cluster.size(),
                gave_up=cluster.gave_up,
                is_deserted=cluster.is_deserted,
            )
            return Crew(cluster.kept(kit.packed()), team)
        case _:
            raise ValueError(kind)


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Put off Ctrl-C; processes and threads that are made meanwhile never hear it.

    It is for the build, which then dismisses them; it would show a trace for each import it stops.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _has_forkserver() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def _context() -> multiprocessing.context.BaseContext:
    """Return how processes are started: from one that has loaded WeasyPrint, where that can be."""
    if not _has_forkserver():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["leaflet.pdf.renderer"])
    return context


class _Aside:
    """Work for a thread of its own, which never hears Ctrl-C."""

    def __init__(self, work: Callable[[], object]) -> None:
        """Begin at once."""
        self._work = work
        self._is_over = False
        self._news: queue.SimpleQueue[None] = queue.SimpleQueue()
        with _deaf():
            threading.Thread(target=self._run).start()

    def _run(self) -> None:
        try:
            self._work()
        finally:
            self._is_over = True
            self._news.put(None)

    def wait(self) -> None:
        """Wait until it is done. Ctrl-C stops the waiting, not the work, and one can wait again.

        Not so with `Thread.join`, which takes a thread for ended once it was interrupted.
        """
        while not self._is_over:
            with contextlib.suppress(queue.Empty):
                self._news.get(timeout=LISTEN)


class _Processes(ProcessPoolExecutor):
    """Takes jobs, and starts processes for them, without hearing Ctrl-C.

    A process half started would find nobody, and say so.
    """

    def submit(self, fn: Callable[..., T], /, *args: object, **kwargs: object) -> Future[T]:
        with _deaf():
            return super().submit(fn, *args, **kwargs)


def _processes(count: int) -> Executor:
    if _has_forkserver():
        _context()
        from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415  (not on Windows)

        resource_tracker.ensure_running()  # when the other starts it, it ends the deafness
        with _deaf():
            forkserver.ensure_running()
    return _Processes(count, mp_context=_context(), initializer=_settle)


def _settle() -> None:
    """Leave Ctrl-C to the build, and do not outlive it: a killed one cannot dismiss its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
