# SPDX-License-Identifier: EUPL-1.2
"""The folder of the portal: made beside the old one, then put in its place in one step.

Whoever reads at that moment gets a page of the old portal or of the new one. What did not change is
linked, not copied: it keeps its date, and whoever copies the folder to a server sends only news.
Files that this program did not make stay where they are.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leaflet.archive.manifest import sha256_of
from leaflet.problems import LeafletError, say, unwritable
from leaflet.system.files import locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MARK = ".leaflet-site.json"
"""The file that says that a folder is a portal of ours, and what is in it."""
KEPT = "fogli/versioni/"
"""Files in here stay when a newer version takes their place: links to them are in old acts."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a folder was last made of: the digest of all inputs, and of each file."""

    inputs: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """How many files were written, stayed and were removed."""

    written: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A file to publish: its bytes, or where they are copied from, and their digest."""

    sha256: str
    data: bytes | None = None
    source: Path | None = None


def piece(data: bytes) -> Piece:
    """Return a file of these bytes."""
    return Piece(hashlib.sha256(data).hexdigest(), data)


def published(folder: Path) -> Published | None:
    """Return what a folder was made of; None when it is no portal of ours."""
    try:
        stored = json.loads((folder / MARK).read_bytes())
        return Published(str(stored["inputs"]), dict(stored["files"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_current(folder: Path, inputs: str) -> bool:
    """Return whether a folder is a portal made of these inputs, and nobody touched it since."""
    found = published(folder)
    if found is None or found.inputs != inputs:
        return False
    return all(sha256_of(folder / path) == sha256 for path, sha256 in found.files.items())


def publish(folder: Path, pieces: Mapping[str, Piece], inputs: str) -> Report:
    """Make `folder` the portal of these files; on any failure it stays what it was.

    Raises LeafletError when the folder holds something else, or cannot be written.
    """
    folder = folder.resolve()
    with locked(folder.parent, name=f".{folder.name}.lock"):
        try:
            _recover(folder)
            _refuse_others(folder)
            old = published(folder) or Published()
            wanted = {**_kept(folder, old, pieces), **pieces}
            same = {path for path, it in wanted.items() if sha256_of(folder / path) == it.sha256}
            gone = [path for path in old.files if path not in wanted]
            report = Report(len(wanted) - len(same), len(same), len(gone))
            files = {path: it.sha256 for path, it in sorted(wanted.items())}
            now = Published(inputs, files)
            if now != old or report.written:
                _renew(folder, wanted, same, old, now)
        except OSError as error:
            raise unwritable(folder, error) from error
    return report


def _kept(folder: Path, old: Published, pieces: Mapping[str, Piece]) -> dict[str, Piece]:
    """Return the versions of leaflets that were published once and are still whole."""
    return {
        path: Piece(sha256, source=folder / path)
        for path, sha256 in old.files.items()
        if path.startswith(KEPT) and path not in pieces and sha256_of(folder / path) == sha256
    }


def _refuse_others(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if published(folder) is None:
        message = say("{folder} is not a portal that this program made", folder=folder)
        raise LeafletError(message, say("choose an empty folder, or one that does not exist yet"))


def _recover(folder: Path) -> None:
    """Bring back a portal that was just being replaced when the run was killed; clear the rest."""
    new, old = _beside(folder)
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    for left in (new, old):
        if left.exists():
            shutil.rmtree(left)


def _beside(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def _renew(
    folder: Path, wanted: Mapping[str, Piece], same: set[str], old: Published, now: Published
) -> None:
    new, _ = _beside(folder)
    try:
        for path, it in wanted.items():
            _place(it, new / path, folder / path if path in same else None)
        for path in _foreign(folder, old, wanted):
            _link(folder / path, new / path)
        mark = {"inputs": now.inputs, "files": now.files}
        (new / MARK).write_bytes((json.dumps(mark, indent=1) + "\n").encode())
        _to_disk()
        _switch(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _place(it: Piece, target: Path, present: Path | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if present is not None:
        _link(present, target)
    elif it.data is not None:
        target.write_bytes(it.data)
    elif it.source is not None:
        shutil.copyfile(it.source, target)
        if sha256_of(target) != it.sha256:
            message = say("{file} changed while it was copied", file=it.source)
            raise LeafletError(message, say("wait until it has ended, then try again"))


def _foreign(folder: Path, old: Published, wanted: Mapping[str, Piece]) -> Iterator[str]:
    """Yield what others put into the portal, such as .htaccess: it is not ours to remove."""
    ours = {*old.files, *wanted, MARK}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if name not in ours and (path.is_file() or path.is_symlink()):
            yield name


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no second names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _to_disk() -> None:
    """Bring everything to the disk, or a power cut after the switch could leave empty files."""
    if hasattr(os, "sync"):
        os.sync()


def _switch(new: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one.

    Linux does both in one step, so that the name never leads nowhere. Elsewhere there is a moment
    without a folder; a run that dies in it is made good by the next one.
    """
    if not folder.exists():
        new.rename(folder)
    elif not _exchanged(new, folder):
        _, old = _beside(folder)
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old)


_EXCHANGE, _HERE = 2, -100
"""RENAME_EXCHANGE and AT_FDCWD of linux/fs.h and fcntl.h."""


def _exchanged(first: Path, second: Path) -> bool:
    """Exchange two names in one step; False where the system or its disk cannot."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    done = library.renameat2(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE)
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}:
        return False
    raise OSError(number, os.strerror(number), str(second))
