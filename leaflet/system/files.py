# SPDX-License-Identifier: EUPL-1.2
"""Files are written whole or not at all, and by one build at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say, unreadable, unwritable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from leaflet.problems import Message

STANDARD = "-"
"""What stands on the command line for standard input, or output."""
LOCK = ".lock"
_UNFINISHED = ".part"
_MODE = 0o644
"""Who may read and write a new file: its owner both, others the first."""


def walk_folders(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Yield a folder and those below it, by name, behind links too; none if it is not there.

    Each is named by the way to it; a link to a folder that it is in (`above`) leads nowhere new.
    """
    real = folder.resolve()
    if real in above or not folder.is_dir():
        return
    yield folder
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from walk_folders(folder / entry.name, above | {real})


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder as `walk_folders` does; marks that lead nowhere are none."""
    for place in walk_folders(folder):
        for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
            if entry.is_file():
                yield place / entry.name


def read_bytes(path: Path, *, largest: int | None = None) -> bytes:
    """Return what is in a file, for «-» what comes in; raises LeafletError when it cannot be read.

    No more than one byte beyond the `largest` size is read: that tells that there are more.
    """
    most = -1 if largest is None else largest + 1
    if str(path) == STANDARD:
        return sys.stdin.buffer.read(most)
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise unreadable(path, error) from error


def read_bytes_if_there(path: Path) -> bytes | None:
    """Return what is in a file, None when there is none; LeafletError when it cannot be read."""
    try:
        return read_bytes(path)
    except LeafletError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise


def write_result(path: Path, data: bytes) -> bool:
    """Write a file as `write_atomically` does, «-» to standard output; return whether it is a file.

    What a command says of a result goes elsewhere when the result itself goes there.
    """
    if str(path) != STANDARD:
        write_atomically(path, data)
        return True
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return False


def write_over(path: Path, data: bytes) -> None:
    """Write a file that people keep as they wrote it, whole or not at all.

    Where the path is a link, it stays one: what it leads to is written. Who may read and write it
    stays too. Raises LeafletError when it cannot be written.
    """
    try:
        target = path.resolve()
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _MODE
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        broken = error if isinstance(error, OSError) else OSError(errno.ELOOP, str(error))
        raise unwritable(path, broken) from error
    write_atomically(target, data, mode)


def write_atomically(path: Path, data: bytes, mode: int = _MODE) -> None:
    """Write the file whole or not at all: temporary file, fsync, replace, fsync of the folder.

    `mode` says who may read and write it. Raises LeafletError when the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, mode)  # noqa: PTH101  (mkstemp gives a string)
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            with contextlib.suppress(FileNotFoundError):  # Ctrl-C just after it was put in place
                os.unlink(temporary)  # noqa: PTH108
            raise
        _keep_name(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error


def _keep_name(folder: Path) -> None:
    """Bring the names of a folder to the disk, or a power cut could bring the old file back."""
    if os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_unfinished(paths: Iterable[Path]) -> None:
    """Remove what writes of these files left behind when they were killed in the middle."""
    names: dict[Path, set[str]] = {}
    for path in paths:
        names.setdefault(path.parent, set()).add(path.name)
    for folder, known in names.items():
        for left in folder.glob(f".*{_UNFINISHED}"):
            name = left.name.removesuffix(_UNFINISHED).rpartition(".")[0].removeprefix(".")
            if name in known:
                with contextlib.suppress(OSError):  # what cannot be removed harms no build
                    left.unlink()


@contextlib.contextmanager
def hold_lock(folder: Path, busy: Message | None = None, name: str = LOCK) -> Iterator[None]:
    """Keep other runs from writing into `folder` until this one has ended, however it ends.

    `busy` says that another one is at work (default: a build); `name` is that of the lock, for
    folders in which several things are made. The system drops the lock of a process that dies, so
    there is no stale one; the file stays.
    Raises LeafletError when another run holds it, or the folder cannot be written to.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  (a tenth of a second)

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / name, timeout=0)
        lock.acquire()
    except Timeout:
        message = busy or say("another build is working in {folder}", folder=folder)
        raise LeafletError(message, say("wait until it has ended, then try again")) from None
    except OSError as error:
        raise unwritable(folder, error) from error  # of the lock, nobody knows
    try:
        yield
    finally:
        lock.release()
