# SPDX-License-Identifier: EUPL-1.2
"""All that is known of sheets that were made: from an output folder, or from who publishes them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from leaflet.archive.history import (
    HISTORY,
    LEAFLET,
    History,
    read_history,
    records_of,
    records_of_codes,
)
from leaflet.archive.manifest import MANIFEST, is_inside, parse_manifest, sha256_of
from leaflet.pdf.page_digest import SECOND_WAY, page_digests
from leaflet.problems import LeafletError, Message, say
from leaflet.system.confined import run_confined
from leaflet.system.files import read_bytes
from leaflet.system.web import fetch, is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.archive.manifest import Manifest
    from leaflet.system.journal import Record

CODES = "codici.json"
"""Every code that was ever printed, as a portal publishes them beside its manifest."""


@dataclass(frozen=True)
class KnownVersions:
    """What is known of sheets that were made: of current ones and, with a history, of old ones.

    `folder` is where the files themselves are; None when only a manifest is at hand, and then
    `manifest` is its file or web address. `stale` are the files that say something else than the
    list does by now: path → what changed.
    """

    history: History
    folder: Path | None = None
    has_history: bool = True
    stale: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    manifest: str = ""

    @functools.cached_property
    def by_page(self) -> Mapping[str, list[Record]]:
        """The versions that have a page, by its digest: current ones first, then newer ones."""
        versions: dict[str, list[Record]] = defaultdict(list)
        newest_first = reversed(list(self.history.leaflets()))
        for record in sorted(newest_first, key=self.history.is_newest, reverse=True):
            for digest in dict.fromkeys(self.pages(record)):
                versions[digest].append(record)
        return versions

    def pages(self, record: Record) -> tuple[str, ...]:
        """Return the digests of a version's pages: from its record, else from the present file.

        The records of older programs have none, and texts have no pages.
        """
        if not record.get("pages") and self.history.newest(record["path"]) is record:
            record["pages"] = self._pages_of_original(record)
        return tuple(record.get("pages", ()))

    def renew(self, record: Record) -> bool:
        """Digest a version anew of which an older program digested even how its fonts were cut.

        The same sheet that was made elsewhere is known by that. Return whether it could be done:
        the very file must be at hand.
        """
        pages = self.pages(record)
        if not pages or self.has_todays_digests(record):
            return False
        record["pages"] = self._pages_of_original(record) or pages
        return self.has_todays_digests(record)

    def has_todays_digests(self, record: Record) -> bool:
        """Return whether a version is known wherever it was made."""
        return any(digest.startswith(SECOND_WAY) for digest in self.pages(record))

    def _pages_of_original(self, record: Record) -> tuple[str, ...]:
        """Return none for a file that cannot be read: the others are known all the same."""
        with contextlib.suppress(LeafletError):
            if record["path"].endswith(".pdf"):
                return run_confined(page_digests, self.read_original(record))
        return ()

    def read_original(self, record: Record) -> bytes:
        """Return the very file of a version; nothing when it is not at hand, or another by now."""
        path, found = self.file(record), b""
        if path:
            found = _read_there(str(path))
        elif self.manifest and is_inside(record["path"]):
            found = _read_near(self.manifest, record)
        return found if hashlib.sha256(found).hexdigest() == record["sha256"] else b""

    def file(self, record: Record) -> Path | None:
        """Return where the file of a version is, or a later one of the same name."""
        is_here = self.folder and is_inside(record["path"])
        return self.folder / record["path"] if self.folder and is_here else None

    def looks_older(self, record: Record) -> bool:
        """Return whether the newest version of this file says the same, and looks otherwise."""
        newest = self.history.newest(record["path"])
        return newest is not None and self.pages(newest) != self.pages(record)


def read_versions(
    folder: Path, stale: Mapping[str, tuple[Message, ...]] | None = None
) -> KnownVersions:
    """Return what the builds of an output folder have made; `stale` as in `KnownVersions`.

    Raises LeafletError when there is nothing, or it cannot be read.
    """
    history = read_history(folder)
    manifest = None
    with contextlib.suppress(OSError):
        manifest = parse_manifest((folder / MANIFEST).read_bytes())
    has_history = bool(history.records)
    known = KnownVersions(_complete(history, manifest), folder, has_history, stale or {})
    if not any(known.history.leaflets()):
        message = say("{folder} has no leaflets to compare with", folder=folder)
        hint = say("build them first, or name the manifest of who publishes them: --manifest")
        raise LeafletError(message, hint)
    return known


def read_versions_at(place: str) -> KnownVersions:
    """Return what a manifest names, a file or a web address, with what tells of old sheets.

    That stands beside it, if anywhere: the history of a folder, or the codes of a portal.

    Raises LeafletError when the manifest cannot be had or is something else.
    """
    manifest = parse_manifest(_read(place))
    if manifest is None or not manifest.files:
        message = say("{place} is not a manifest of leaflets", place=place)
        hint = say("that is the file manifest.json beside the published leaflets")
        raise LeafletError(message, hint)
    history = History(Path(HISTORY), _history_beside(place, manifest))
    has_history = bool(history.records)
    return KnownVersions(_complete(history, manifest), has_history=has_history, manifest=place)


def _read(place: str) -> bytes:
    return fetch(place) if is_address(place) else read_bytes(Path(place))


def _history_beside(place: str, manifest: Manifest) -> list[Record]:
    """Return what is published of older sheets: nothing where there is only a manifest."""
    if records := records_of(_beside(place, HISTORY)):
        return records
    files = {entry.code: path for path, entry in manifest.files.items()}
    return records_of_codes(_beside(place, CODES), files)


def _beside(manifest: str, name: str) -> bytes:
    beside = urljoin(manifest, name) if is_address(manifest) else Path(manifest).parent / name
    return _read_there(str(beside))


def _read_there(place: str) -> bytes:
    """Return what is there; nothing when it cannot be had."""
    try:
        return _read(place)
    except LeafletError:
        return b""


def _read_near(manifest: str, record: Record) -> bytes:
    """Return the file that a manifest names: below its folder, as in `output/`, or beside that.

    A portal has it beside; who got both by mail has them in one folder, whatever the file is
    called there.
    """
    if found := _beside(manifest, record["path"]) or _beside(manifest, f"../{record['path']}"):
        return found
    files = () if is_address(manifest) else Path(manifest).parent.glob("*.pdf")
    same = (file for file in files if sha256_of(file) == record["sha256"])
    return next((_read_there(str(file)) for file in same), b"")


def _complete(history: History, manifest: Manifest | None) -> History:
    """Return the history with what the manifest alone knows, should lines of it have got lost."""
    written = {(record["path"], record["sha256"]) for record in history.leaflets()}
    more: list[Record] = []
    for path, entry in manifest.files.items() if manifest else ():
        if (path, entry.sha256) not in written:
            more.append({"record": LEAFLET, "on": "", "path": path, **asdict(entry)})
    return History(history.path, [*history.records, *more], history.size)
