# SPDX-License-Identifier: EUPL-1.2
"""Worker processes that die, and Ctrl-C: the work is done, or it is said what is left."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from leaflet.build.rendering import Job, WorkerBugError
from leaflet.build.workers import make_worker_pool
from tests.building import TYPESETTING, built, context_of, made_of, output, page, plan_of
from tests.faults.programs import (
    IS_TORTURE,
    NEW,
    OLD,
    Program,
    Terminal,
    digests,
    stopped,
    wait_until,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.programs import World


def test_a_worker_that_is_killed_is_replaced(world: World, tmp_path: Path) -> None:
    """Its sheet is drawn by another one; the build ends well, with the same bytes."""
    folder = world.copy(OLD, tmp_path / "output")
    old = digests(folder)
    with world.start(folder, NEW, "--workers", "2") as build:
        wait_until(lambda: _new(old, folder), "a first leaflet")
        with stopped(build.process.pid):  # lest it have dismissed its workers meanwhile
            os.kill(min(build.workers()), signal.SIGKILL)
        ended = build.ended()
    assert ended.code == 0, ended.err
    assert "4 written" in ended.out
    assert "Traceback" not in ended.err
    world.check_finished(folder)


class Deadly(str):
    """The HTML of a side that kills each worker that gets it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return signal.raise_signal, (signal.SIGKILL,)


def test_a_sheet_that_kills_every_worker_is_given_up_alone(tmp_path: Path) -> None:
    """It is problem P003, after three workers died of it; all others are drawn."""
    deadly = made_of("pdf/b.pdf", "b", page("advice"), Deadly(page("b")))
    others = [output(name, name) for name in "acd"]
    plan = plan_of(others[0], deadly, *others[1:])
    report = built(
        plan, tmp_path, workers=make_worker_pool("processes", context_of(TYPESETTING), 2)
    )
    assert [(problem.code, problem.at.file) for problem in report.problems] == [
        ("P003", "pdf/b.pdf")
    ]
    assert sorted(digests(tmp_path)) == ["pdf/a.pdf", "pdf/c.pdf", "pdf/d.pdf"]
    assert report.outdated == {"pdf/b.pdf": "b"}


class Panic(BaseException):
    """What libraries in Rust raise where they are wrong themselves: no Exception."""


class StubbornError(Exception):
    """An exception that cannot be read by the process that it is sent to."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


class Cursed(str):
    """The HTML of a side over which the renderer raises such an exception."""

    __slots__ = ()

    def __hash__(self) -> int:
        if self == "panic":
            raise Panic("a native library gave up")
        raise StubbornError("a library", " gave up")


@pytest.mark.parametrize("kind", ["processes", "serial"])
@pytest.mark.parametrize("side", ["panic", "stubborn"])
def test_a_bug_in_a_worker_is_known_as_ours(kind: str, side: str) -> None:
    """It comes with its traceback, whatever its class, and is not taken for a worker's death."""
    with (
        make_worker_pool(kind, context_of(TYPESETTING), 1) as workers,
        pytest.raises(WorkerBugError, match=r"Traceback[^$]* gave up"),
    ):
        list(workers.render_all([Job("pdf/a.pdf", (Cursed(side),))]))


MOMENTS = {"at the start": 0, "in the middle": 1}
"""Leaflets to wait for before Ctrl-C is pressed."""


@pytest.mark.parametrize("made", MOMENTS.values(), ids=MOMENTS)
def test_ctrl_c_says_what_is_left_and_the_next_build_finishes(
    world: World, tmp_path: Path, made: int
) -> None:
    """Pressed on a real terminal: exit 130, one sentence, no trace of Python, nobody left."""
    folder = world.copy(OLD, tmp_path / "output")
    old = digests(folder)
    command = world.command(folder, NEW, "--workers", "2")
    with Terminal(command, world.workspace) as build:
        if made:
            wait_until(lambda: _new(old, folder) >= made, "a first leaflet")
        else:
            wait_until(build.servers, "the process that loads WeasyPrint")
        build.press(b"\x03")
        ended = build.ended()
        wait_until(lambda: not build.family(), "the end of all processes after Ctrl-C")
        out = build.said()[0]  # the last of them may have said something after the build's end
    new = _new(old, folder)
    assert ended.code == 130, ended.out
    assert "Traceback" not in out
    assert "up to date: 4\n" not in out
    if made:
        assert f"up to date: {new}; not yet, still as they were: {4 - new} (" in out
    world.check_whole(folder)
    world.finish(folder)


def test_ctrl_c_at_any_line_of_the_coordinator_leaves_no_lock_that_its_workers_wait_for(
    world: World,
) -> None:
    """Wherever it comes while sheets are handed out and waited for, the workers go home."""
    first, step = (1, 1) if IS_TORTURE else (3, 23)
    command = [sys.executable, "-m", "tests.faults.interrupted", str(first), str(step)]
    with Program(command, world.base) as interrupted:
        ended = interrupted.ended()
    assert ended.code == 0, f"after {ended.out.splitlines()[-1:]}:\n{ended.err}"
    assert "workers.py" in ended.out


def _new(old: dict[str, str], folder: Path) -> int:
    return sum(old[path] != digest for path, digest in digests(folder).items())
