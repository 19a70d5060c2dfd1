# SPDX-License-Identifier: EUPL-1.2
"""Two builds in one folder: the second does not disturb the first, and a dead one blocks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.archive.history import HISTORY
from leaflet.system.files import LOCK
from tests.faults.programs import NEW, OLD, stopped, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.programs import World


def _size(output: Path) -> int:
    return (output / HISTORY).stat().st_size


def test_a_second_build_in_the_same_folder_is_sent_away(world: World, tmp_path: Path) -> None:
    """It says that another one is working, exits 1 and changes nothing; the first one finishes."""
    output = world.copy(OLD, tmp_path / "output")
    before = _size(output)
    with world.start(output, NEW) as first:
        wait_until(lambda: _size(output) > before, "the first build's first line of history")
        with stopped(first.process.pid):
            at_work = _size(output)
            second = world.run_here(output, NEW)
            assert _size(output) == at_work
        ended = first.ended()
    assert second.code == 1
    assert second.err.splitlines()[-2:] == [
        f"leaflet: another build is working in {output}",
        "help: wait until it has ended, then try again",
    ]
    assert ended.code == 0, ended.err
    world.check_finished(output)


def test_the_lock_of_a_killed_build_stops_nobody(world: World, tmp_path: Path) -> None:
    """Not even while its workers, which hang, are still there."""
    output = world.copy(OLD, tmp_path / "output")
    before = _size(output)
    with world.start(output, NEW) as first:
        wait_until(lambda: _size(output) > before, "the first build's first line of history")
        others = first.family() - {first.process.pid}
        with stopped(*others):
            first.kill()
            assert (output / LOCK).exists()
            assert first.family() == others
            world.finish(output)
        wait_until(lambda: not first.family(), "the end of the workers")
