# SPDX-License-Identifier: EUPL-1.2
"""A build that is killed with SIGKILL at any moment leaves whole files; the next one finishes.

`make test` kills a few times; with LEAFLET_KILLS=60 (`make torture`) builds are killed as often at
random moments, and once before each single change of a file.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from leaflet.archive.history import HISTORY
from leaflet.system.files import LOCK
from tests.faults.programs import (
    HERE,
    IS_TORTURE,
    KILLS,
    NEW,
    OLD,
    falling,
    wait_until,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.programs import World

EARLIEST = 0.2
"""Seconds: before that Python itself is starting."""
ALL_STEPS = range(1, 21)
"""Changes of files to kill before: the first opens the lock, the last puts the new manifest."""
STEPS = ALL_STEPS if IS_TORTURE else (8, 20)


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_build_killed_at_any_moment_leaves_whole_files(
    world: World, tmp_path: Path, seed: int
) -> None:
    """Each leaflet is the old or the new one, no worker stays, and the next build finishes."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    output = world.copy(OLD, tmp_path / "output")
    moment = chance.uniform(EARLIEST, world.duration)
    with world.start(output, NEW) as build:
        time.sleep(moment)
        build.kill(group=seed % 2 == 1)
        world.check_whole(output)
        wait_until(lambda: not build.family(), "the end of all workers of a killed build")
        world.check_whole(output)
    world.finish(output)


@pytest.mark.parametrize("step", STEPS)
def test_a_build_killed_before_a_change_of_a_file_is_finished_by_the_next(
    world: World, tmp_path: Path, step: int
) -> None:
    """Whatever file was to be opened, renamed or removed next, nothing is half done."""
    output = world.copy(OLD, tmp_path / "output")
    assert world.steps == ALL_STEPS[-1], "a build has more or fewer steps now: kill before each"
    with world.start(output, NEW, *HERE, **falling(output, step)) as build:
        assert build.ended().code == -9
        world.check_whole(output)
        wait_until(lambda: not build.family(), "the end of all workers of a killed build")
    world.finish(output)


@pytest.mark.torture
def test_a_build_killed_again_and_again_is_finished_in_the_end(
    world: World, tmp_path: Path
) -> None:
    """Half-way from nothing to the old list, then half-way to the new one, then to the end."""
    output = tmp_path / "output"
    for step, edition in ((12, OLD), (9, NEW)):
        with world.start(output, edition, *HERE, **falling(output, step)) as build:
            assert build.ended().code == -9
        world.check_whole(output)
    assert (output / LOCK).exists()
    world.finish(output)


def test_a_line_of_history_that_was_cut_short_spoils_no_other(world: World, tmp_path: Path) -> None:
    """After a power cut within a line, the next build ends that line and makes what is missing."""
    output = world.copy(OLD, tmp_path / "output")
    whole = (world.reference(NEW) / HISTORY).read_bytes()
    history = output / HISTORY
    before = history.read_bytes()
    assert whole.startswith(before)
    torn = whole.removeprefix(before)[:99]
    history.write_bytes(before + torn)
    ended = world.run_here(output, NEW)
    assert ended.code == 0, ended.err
    assert history.read_bytes().startswith(before + torn + b"\n")
    history.write_bytes(history.read_bytes().replace(torn + b"\n", b""))
    world.check_finished(output)
