# SPDX-License-Identifier: EUPL-1.2
"""Small real disks (tmpfs), which are mounted for one test and seen by its programs alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Self

PAGE = 4096
"""Bytes: a disk in memory has room for whole pages only."""
NEEDS = (
    "this test mounts a small disk: it needs Linux with util-linux, and either root with the right "
    "to mount (in Docker: --cap-add SYS_ADMIN) or a user who may run «unshare -rm»"
)


class Disk:
    """A disk of some pages; use as a context manager.

    It lives in a mount namespace of its own, held open by one process: when that ends, however it
    does, the system unmounts the disk. `inside` is its folder for programs run `within` the
    namespace, `folder` the same one for everybody else.
    """

    def __init__(self, at: Path, pages: int) -> None:
        at.mkdir()
        self.inside = at
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        # «private» is refused where the root is not a mount, as in a chroot: so only if it can be.
        script = (
            "mount --make-rprivate / 2>/dev/null; "
            'mount -t tmpfs -o size="$2" tmpfs "$1" && echo ready && cat && umount "$1"'
        )
        namespace = ["unshare", *user, "--mount", "--propagation", "unchanged"]
        self._holder = subprocess.Popen(
            [*namespace, "sh", "-c", script, "sh", at, str(pages * PAGE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        pid = str(self._holder.pid)
        also = ["--user", "--preserve-credentials"] if user else []
        self.within = ("nsenter", "--target", pid, "--mount", "--root", *also)
        self.folder = Path("/proc", pid, "root", *at.parts[1:])

    def __enter__(self) -> Self:
        assert self._holder.stdout
        said = self._holder.stdout.readline().decode()
        assert said == "ready\n", f"{NEEDS}; it said: {said}"
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate()  # closes its standard input, which ends it

    def do(self, *command: str | Path) -> None:
        """Run a command where the disk is mounted."""
        subprocess.run(
            [*self.within, *command], check=True, stdin=subprocess.DEVNULL, cwd=self.inside.parent
        )

    def remount(self, options: str) -> None:
        """Change the disk while it is in use: its size, or whether it can be written to."""
        # With «tmpfs» mount does not repeat the old options, which a user may not all set again.
        self.do("mount", "-o", f"remount,{options}", "tmpfs", self.inside)

    def fill(self, free: int) -> None:
        """Leave as many pages free."""
        there = os.statvfs(self.folder)
        assert there.f_bsize == PAGE
        (self.folder / "ballast").write_bytes(bytes(PAGE * (there.f_bavail - free)))


def pages(size: int) -> int:
    """Return how many pages a file of this size takes."""
    return -(-size // PAGE)
