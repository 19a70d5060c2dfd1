# SPDX-License-Identifier: EUPL-1.2
"""A real Dask cluster on this machine, of which parts die, differ, or are not there at all."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Self

import pytest

from tests.faults.programs import NEW, OLD, Program, digests, wait_until
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.programs import World

QUIET = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--host", "127.0.0.1")
WARNINGS = f"warnings: 3; python {ROOT / 'cli.py'} validate shows them\n"
"""All that a clerk may see on the standard error of a build that went well."""


class Cluster:
    """A scheduler and workers, each a process of its own; use each as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.scheduler = self._run("scheduler", "--port", "0")
        wait_until(lambda: self._read().endswith("}"), "Dask's scheduler")
        self.address = str(json.loads(self._read())["address"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.scheduler.__exit__()

    def _run(self, kind: str, *options: str, **environment: str) -> Program:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *QUIET, *options]
        command += ["--scheduler-file", str(self._file)]
        return Program(command, self._folder, **environment)

    def _read(self) -> str:
        return self._file.read_text("utf-8").strip() if self._file.exists() else ""

    @contextlib.contextmanager
    def worker(self, **environment: str) -> Iterator[Program]:
        """Start a worker, and wait until the scheduler has it."""
        options = ("--no-nanny", "--nthreads", "1", "--local-directory", str(self._folder))
        with self._run("worker", *options, **environment) as worker:
            wait_until(lambda: "Registered to:" in worker.said()[1], "a worker of Dask")
            yield worker

    def options(self) -> tuple[str, ...]:
        """Return the options of a build that this cluster is to draw."""
        return ("--executor", "dask", "--scheduler", self.address)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler that lives on, whose workers each test ends."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


def test_a_cluster_draws_the_same_bytes_also_when_its_only_worker_is_replaced(
    world: World, cluster: Cluster, tmp_path: Path
) -> None:
    """What the killed one had is sent again to the other, and Dask says nothing on the terminal."""
    output = world.copy(OLD, tmp_path / "output")
    old = digests(output)
    with cluster.worker() as victim, world.start(output, NEW, *cluster.options()) as build:
        wait_until(lambda: digests(output) != old, "a first leaflet")
        os.kill(victim.process.pid, signal.SIGSTOP)  # lest it draw all before the other is there
        with cluster.worker():
            victim.kill()
            ended = build.ended()
    assert (ended.code, ended.err) == (0, WARNINGS)
    assert ended.out.endswith(f"{output}: 4 written, 0 up to date, 0 removed\n")
    assert len(ended.out.splitlines()) == 5
    world.check_finished(output)


def test_a_cluster_whose_scheduler_is_killed_is_said_to_be_gone(
    world: World, tmp_path: Path
) -> None:
    """The build says what is left, exits 1, and the next one finishes without the cluster."""
    output = world.copy(OLD, tmp_path / "output")
    old = digests(output)
    with (
        Cluster(tmp_path) as cluster,
        cluster.worker() as worker,
        world.start(output, NEW, *cluster.options()) as build,
    ):
        wait_until(lambda: digests(output) != old, "a first leaflet")
        os.kill(worker.process.pid, signal.SIGSTOP)  # lest it have drawn all meanwhile
        cluster.scheduler.kill()
        ended = build.ended()
    new = sum(old[path] != digest for path, digest in digests(output).items())
    assert ended.code == 1
    standing, *rest = ended.err.splitlines()
    assert standing.startswith(f"up to date: {new}; not yet, still as they were: {4 - new} (")
    assert rest == [
        "leaflet: the cluster that was drawing is gone",
        "help: start it again, then build again",
    ]
    world.check_whole(output)
    world.finish(output)


def test_a_cluster_without_workers_is_not_waited_for(
    world: World, cluster: Cluster, tmp_path: Path
) -> None:
    """The only worker dies while its scheduler lives on: the build says so, and ends."""
    output = world.copy(OLD, tmp_path / "output")
    old = digests(output)
    with cluster.worker() as worker, world.start(output, NEW, *cluster.options()) as build:
        wait_until(lambda: digests(output) != old, "a first leaflet")
        worker.kill()
        ended = build.ended()
    assert ended.code == 1
    assert ended.err.splitlines()[-2:] == [
        "leaflet: the cluster that was drawing has no workers any more",
        "help: start some, then build again",
    ]
    world.check_whole(output)
    world.finish(output)


def test_a_worker_with_other_fonts_is_refused(
    world: World, cluster: Cluster, tmp_path: Path
) -> None:
    """Nothing is written that would look different; the sentence names the machine."""
    output = world.copy(OLD, tmp_path / "output")
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<fontconfig></fontconfig>", encoding="ascii")
    with cluster.worker(LEAFLET_FONTS=str(fonts)):
        ended = world.run(output, NEW, *cluster.options())
    assert ended.code == 1
    assert ended.err.splitlines()[1:] == [
        f"leaflet: the worker {os.uname().nodename} has other fonts or versions",
        "help: install the same on each machine of the cluster",
    ]
    assert digests(output) == digests(world.reference(OLD))


def test_a_cluster_that_does_not_answer_is_named(world: World, tmp_path: Path) -> None:
    """One sentence with the address, exit 1, nothing written."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    ended = world.run(tmp_path / "output", NEW, "--executor", "dask", "--scheduler", address)
    message = f"leaflet: no Dask cluster with workers answers at {address}\n"
    assert (ended.code, ended.out, ended.err) == (1, "", message)
    assert not (tmp_path / "output").exists()
