# SPDX-License-Identifier: EUPL-1.2
"""Disks that are full or read-only, files that cannot be replaced, and files that others read."""

from __future__ import annotations

import json
import mmap
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leaflet.archive.history import HISTORY, LEAFLET, REMOVED
from leaflet.archive.manifest import MANIFEST
from leaflet.system.files import LOCK
from tests.building import stamps
from tests.faults.disks import PAGE, Disk, pages
from tests.faults.programs import HERE, NEW, OLD, digests, files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.programs import Ended, World

ROOMY = 1000
"""Pages: as many as no test needs."""
SHEETS = "rhodense, garbagnatese, visconteo, generico"
NOTHING = f"up to date: 0; not yet, still as they were: 4 ({SHEETS})"
ONE = "pdf/cosa-fare-in-caso-di-sfratto_rhodense.pdf"


def refused(ended: Ended, standing: str, message: str) -> None:
    """Check that a build ended with these two sentences and nothing else."""
    assert ended.err.splitlines() == [standing, f"leaflet: {message}"]
    assert ended.code == 1


@pytest.mark.parametrize(("free", "file"), [(0, MANIFEST), (3, ONE)])
def test_a_full_disk_stops_a_build_and_the_old_files_stay(
    world: World, tmp_path: Path, free: int, file: str
) -> None:
    """The message names the file and what is not up to date; with more room the next finishes."""
    with Disk(tmp_path / "disk", ROOMY) as disk:
        output = world.copy(OLD, disk.folder / "output")
        disk.fill(free)
        ended = world.run_here(output, NEW)
        refused(ended, NOTHING, f"{output / file} cannot be written: the disk is full")
        assert digests(output) == digests(world.reference(OLD))
        (disk.folder / "ballast").unlink()
        world.finish(output)


def _empty(disk: Disk) -> Path:
    """Return an output folder with a lock alone, which a build from outside does not find there."""
    (disk.folder / "output").mkdir()
    (disk.folder / "output" / LOCK).touch()
    return disk.folder / "output"


def _leaflets(world: World) -> Iterator[tuple[int, int]]:
    """Yield for each leaflet its pages on a disk, and how many bytes of history are before it."""
    before = 0
    for line in (world.reference(OLD) / HISTORY).read_bytes().splitlines(keepends=True):
        record = json.loads(line)
        if record["record"] == LEAFLET:
            yield pages((world.reference(OLD) / record["path"]).stat().st_size), before
        before += len(line)


def test_a_disk_that_fills_with_a_line_of_history_gets_no_part_of_it(
    world: World, tmp_path: Path
) -> None:
    """What is not in the history is not made either; the two leaflets before it stay."""
    (first, _), (second, _), (_, before), _ = _leaflets(world)
    # A first line so long that the third leaflet's line does not fit on the page where it begins.
    start, end = json.dumps({"record": REMOVED, "on": "", "path": "x"})[:-1], "}\n"
    size = 2 * PAGE - before % PAGE - 9
    history = start + " " * (size - len(start + end)) + end
    manifest = 1
    room = manifest + pages(size + before) + first + second
    with Disk(tmp_path / "disk", room) as disk:
        output = _empty(disk)
        (output / HISTORY).write_text(history, encoding="ascii")
        ended = world.run_here(output, OLD)
        standing = "up to date: 2; not yet, still as they were: 2 (visconteo, generico)"
        refused(ended, standing, f"{output / HISTORY} cannot be written: the disk is full")
        assert len(digests(output)) == 2
        assert (output / HISTORY).stat().st_size == size + before
        world.check_whole(output)
        disk.remount(f"size={ROOMY * PAGE}")
        world.finish(output, OLD)


def test_a_disk_that_fills_with_the_last_manifest_has_all_leaflets(
    world: World, tmp_path: Path
) -> None:
    """The message says that all are there, and the next build only writes the manifest."""
    history = pages((world.reference(OLD) / HISTORY).stat().st_size)
    first_manifest = 1
    room = first_manifest + history + sum(size for size, _ in _leaflets(world))
    with Disk(tmp_path / "disk", room) as disk:
        output = _empty(disk)
        ended = world.run_here(output, OLD)
        standing = "up to date: 4"
        refused(ended, standing, f"{output / MANIFEST} cannot be written: the disk is full")
        assert digests(output) == digests(world.reference(OLD))
        world.check_whole(output)
        disk.remount(f"size={ROOMY * PAGE}")
        world.finish(output, OLD)


def test_a_read_only_disk_is_named_and_left_alone(world: World, tmp_path: Path) -> None:
    """A build that has something to do says so and exits 1; one that has nothing exits 0."""
    with Disk(tmp_path / "disk", ROOMY) as disk:
        inside, output = disk.inside / "output", world.copy(OLD, disk.folder / "output")
        before = stamps(output)
        disk.remount("ro")
        ended = world.run(inside, NEW, within=disk.within)
        refused(ended, NOTHING, f"{inside} cannot be written: the disk is read-only")
        assert world.run(inside, OLD, within=disk.within).code == 0
        assert stamps(output) == before
        disk.remount("rw")
        world.finish(output)


def test_a_folder_without_the_right_to_write_is_named_and_left_alone(
    world: World, tmp_path: Path
) -> None:
    """The sentence names what cannot be written; with the right, the next build finishes."""
    output = world.copy(OLD, tmp_path / "output")
    before = stamps(output)
    # Root may write everywhere, so it gives that up.
    rights = "--bounding-set=-dac_override,-dac_read_search"
    within = ("setpriv", rights) if os.geteuid() == 0 else ()
    output.chmod(0o555)
    ended = world.run(output, NEW, *HERE, within=within)
    output.chmod(0o755)
    refused(ended, NOTHING, f"{output / MANIFEST} cannot be written: you are not allowed to")
    assert stamps(output) == before
    world.finish(output)


def _may_protect() -> bool:
    """Return whether this user may make files unchangeable, as some administrators do."""
    status = Path("/proc/self/status").read_text("ascii")
    rights = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    cap_linux_immutable = 9
    return bool(int(rights.split()[1], 16) >> cap_linux_immutable & 1)


def _one_not_made(world: World, ended: Ended, output: Path, why: str) -> None:
    """Check that one leaflet is a problem of its own, and that all others are new."""
    assert ended.code == 1
    said = " ".join(ended.err.split())
    assert f"{ONE}:1:1: error P004: " in said
    assert f"{ONE} cannot be written: {why} help: " in said
    assert "3 written" in ended.out
    made = {path: digest for path, digest in digests(output).items() if path != ONE}
    wanted = {p: digest for p, digest in digests(world.reference(NEW)).items() if p != ONE}
    assert made == wanted


@pytest.mark.torture
def test_a_leaflet_in_whose_place_is_a_folder_stops_no_other(world: World, tmp_path: Path) -> None:
    """It is problem P004; when the folder is gone, the next build makes it."""
    output = world.copy(OLD, tmp_path / "output")
    (output / ONE).unlink()
    (output / ONE).mkdir()
    _one_not_made(world, world.run(output, NEW, *HERE), output, "it is a folder")
    (output / ONE).rmdir()
    world.finish(output)


def test_a_leaflet_that_is_in_use_stops_no_other(world: World, tmp_path: Path) -> None:
    """It is problem P004, stays as it was, and is made by the next build when it is free."""
    with Disk(tmp_path / "disk", ROOMY) as disk:
        inside, output = disk.inside / "output", world.copy(OLD, disk.folder / "output")
        disk.do("mount", "--bind", inside / ONE, inside / ONE)
        ended = world.run(inside, NEW, *HERE, within=disk.within)
        _one_not_made(world, ended, output, "another program is using it")
        world.check_whole(output)
        disk.do("umount", inside / ONE)
        world.finish(output)


@pytest.mark.torture
@pytest.mark.skipif(not _may_protect(), reason="a right of root; the two tests above hold the same")
def test_a_leaflet_that_is_protected_stops_no_other(world: World, tmp_path: Path) -> None:
    """It is problem P004, stays as it was, and is made by the next build when it may be."""
    output = world.copy(OLD, tmp_path / "output")
    subprocess.run(["chattr", "+i", output / ONE], check=True)  # noqa: S607
    try:
        ended = world.run(output, NEW, *HERE)
    finally:
        subprocess.run(["chattr", "-i", output / ONE], check=True)  # noqa: S607
    _one_not_made(world, ended, output, "you are not allowed to")
    world.check_whole(output)
    world.finish(output)


def test_who_reads_a_leaflet_while_it_is_replaced_keeps_the_old_one(
    world: World, tmp_path: Path
) -> None:
    """An open file and a mapped one are the whole old leaflet, in its place is the new one."""
    output = world.copy(OLD, tmp_path / "output")
    before = (output / ONE).read_bytes()
    with (
        (output / ONE).open("rb") as reader,
        mmap.mmap(reader.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
    ):
        start = reader.read(100)
        world.finish(output)
        assert start + reader.read() == before
        assert mapped[:] == before
    assert (output / ONE).read_bytes() != before
    assert not [file for file in files(output) if file.endswith(".part")]
