# SPDX-License-Identifier: EUPL-1.2
"""The folder of the portal: what changed is replaced file by file, what is gone is removed last.

Whoever reads at that moment gets a whole page of the old portal or of the new one, and finds a file
wherever it links to. What did not change keeps its date: whoever copies the folder to a server
sends only news. Files that this program did not make stay where they are. A run that was killed is
finished by the next one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leaflet.archive.manifest import sha256_of
from leaflet.problems import LeafletError, say, unwritable
from leaflet.system.files import hold_lock, write_atomically
from leaflet.system.journal import NO_SUCH_JSON

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MARK = ".leaflet-site.json"
"""The file that says that a folder is a portal of ours, and what is in it."""
KEPT = "fogli/versioni/"
"""Files in here stay when a newer version takes their place: links to them are in old acts."""
_STAGED = ".leaflet-new"
"""The folder in the portal where all new files are whole before the first is put in its place."""
_PAGE = ".html"
_EMPTY = (
    b'<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><meta http-equiv="refresh" '
    b'content="1"><title>\xe2\x80\xa6</title></head><body>\xe2\x80\xa6</body></html>\n'
)
"""A page that links to nothing, and asks the browser to look again in a second."""


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


def read_published(folder: Path) -> Published | None:
    """Return what a folder was made of; None when it is no portal of ours."""
    try:
        stored = json.loads((folder / MARK).read_bytes())
        return Published(str(stored["inputs"]), dict(stored["files"]))
    except (OSError, *NO_SUCH_JSON):
        return None


def is_current(folder: Path, inputs: str) -> bool:
    """Return whether a folder is a portal made of these inputs, and nobody touched it since."""
    found = read_published(folder)
    if found is None or found.inputs != inputs:
        return False
    return all(sha256_of(folder / path) == sha256 for path, sha256 in found.files.items())


def publish(folder: Path, pieces: Mapping[str, Piece], inputs: str) -> Report:
    """Make `folder` the portal of these files; when they cannot be had, it stays what it was.

    Raises LeafletError when the folder holds something else, or cannot be written.
    """
    folder = folder.resolve()
    with hold_lock(folder.parent, name=f".{folder.name}.lock"):
        try:
            refuse_others(folder)
            old = read_published(folder) or Published()
            wanted = {**_old_versions(folder, old, pieces), **pieces}
            same = {path for path, it in wanted.items() if sha256_of(folder / path) == it.sha256}
            gone = [path for path in old.files if path not in wanted and (folder / path).is_file()]
            now = Published(inputs, {path: it.sha256 for path, it in sorted(wanted.items())})
            if now != old or len(same) < len(wanted):
                news = {path: it for path, it in wanted.items() if path not in same}
                _write_mark(folder, Published("", {**now.files, **old.files}))
                _replace(folder, news, gone)
                _write_mark(folder, now)
        except OSError as error:
            raise unwritable(folder, error) from error
    return Report(len(wanted) - len(same), len(same), len(gone))


def _old_versions(folder: Path, old: Published, pieces: Mapping[str, Piece]) -> dict[str, Piece]:
    """Return the versions of leaflets that were published once and are still whole."""
    return {
        path: Piece(sha256, source=folder / path)
        for path, sha256 in old.files.items()
        if path.startswith(KEPT) and path not in pieces and sha256_of(folder / path) == sha256
    }


def refuse_others(folder: Path) -> None:
    """Raise LeafletError where something else is in a folder than a portal of ours."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if read_published(folder) is None:
        message = say("{folder} is not a portal that this program made", folder=folder)
        raise LeafletError(message, say("choose an empty folder, or one that does not exist yet"))


def _write_mark(folder: Path, content: Published) -> None:
    """Say what is in the folder: before it changes, all that will have been ours in between."""
    mark = {"inputs": content.inputs, "files": content.files}
    write_atomically(folder / MARK, (json.dumps(mark, indent=1) + "\n").encode())


def _replace(folder: Path, news: Mapping[str, Piece], gone: Sequence[str]) -> None:
    """Put the new files in place, then remove what is gone; every link leads to a file meanwhile.

    Pages link to each other in circles, so a new one is there as an empty page before any page that
    links to it, and one that is gone is empty before what it links to is removed.
    """
    staged = folder / _STAGED
    shutil.rmtree(staged, ignore_errors=True)
    try:
        for path, it in news.items():
            _stage(it, staged / path)
        _bring_to_disk()
        order = sorted(news, key=_rank)
        data = [path for path in order if not path.endswith(_PAGE)]
        pages = [path for path in order if path.endswith(_PAGE)]
        for path in data:
            _put(staged / path, folder / path)
        for path in pages:
            if not (folder / path).is_file():
                _put_empty(staged, folder / path)
        for path in pages:
            _put(staged / path, folder / path)
        for path in gone:
            if path.endswith(_PAGE):
                _put_empty(staged, folder / path)
        for path in gone:
            _remove(folder, path)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _rank(path: str) -> tuple[int, int, str]:
    """Return what comes first: data and assets, leaf pages, those above them, then lists of pages.

    Who follows a feed or a sitemap finds what it tells of.
    """
    if path.endswith(_PAGE):
        return 1, -path.count("/"), path
    return 2 if path.endswith(".xml") else 0, 0, path


def _stage(it: Piece, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if it.data is not None:
        target.write_bytes(it.data)
    elif it.source is not None:
        shutil.copyfile(it.source, target)
        if sha256_of(target) != it.sha256:
            message = say("{file} changed while it was copied", file=it.source)
            raise LeafletError(message, say("wait until it has ended, then try again"))


def _bring_to_disk() -> None:
    """Bring all to the disk, or a power cut could leave empty files in the place of whole ones."""
    if hasattr(os, "sync"):
        os.sync()


def _put(source: Path, target: Path) -> None:
    """Put a whole file in the place of another, in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _put_empty(staged: Path, target: Path) -> None:
    empty = staged / "empty"
    empty.write_bytes(_EMPTY)
    _put(empty, target)


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that are empty then."""
    (folder / path).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        for parent in (folder / path).parents:
            if parent == folder:
                break
            parent.rmdir()
