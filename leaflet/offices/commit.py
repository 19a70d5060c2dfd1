# SPDX-License-Identifier: EUPL-1.2
"""Changes of the list: checked before they are written, backed up, and undone one by one.

Beside the list is a folder `backups/` with the file as it was before each change, and a journal.
Order of writes: backup, line in the journal, list. So whenever a change is killed, either nothing
happened to the list, or the old one is there under its date.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import LeafletError, Severity, in_order, say
from leaflet.registry.reading import read
from leaflet.registry.writing import edit_text, path_at, rewrite
from leaflet.rules import check
from leaflet.rules.dates import in_the_future
from leaflet.system.files import (
    hold_lock,
    read_bytes,
    remove_unfinished,
    write_atomically,
    write_over,
)
from leaflet.system.journal import append_record, read_records

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from leaflet.problems import Problem
    from leaflet.registry.matching import Origin
    from leaflet.registry.model import Registry
    from leaflet.registry.record import Path as Place
    from leaflet.registry.writing import Plain
    from leaflet.system.journal import Record

BACKUPS = "backups"
JOURNAL = "journal.jsonl"
_LARGEST_FILE = 32 * 1024 * 1024
"""Bytes. Of a list much less is read; the numbers of acts of ten years have seven million."""


@dataclass(frozen=True, slots=True)
class OpenList:
    """The list as it was when it was read: `name` is what messages call the file."""

    path: Path
    name: str
    data: bytes
    registry: Registry


def open_list(path: Path, name: str) -> OpenList:
    """Read a list to change it; raises LeafletError when it cannot be read, or not as a whole."""
    data = _bytes(path)
    reading = read(data, name)
    if reading.registry is None or reading.problems:
        message = say("{file} has errors: it cannot be changed this way", file=name)
        raise LeafletError(message, say("leaflet validate shows them"))
    return OpenList(path, name, data, reading.registry)


def _bytes(path: Path) -> bytes:
    return read_bytes(path, largest=_LARGEST_FILE)


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem that a change would bring into the list, and which value has it."""

    path: Place
    problem: Problem

    @property
    def is_error(self) -> bool:
        """Whether the list must not be written with it."""
        return self.problem.severity is Severity.ERROR


def find_faults(
    listed: OpenList, wanted: dict[str, Plain], origins: Sequence[Origin], today: dt.date
) -> tuple[Fault, ...]:
    """Return the problems that a change would bring; old ones do not stand in its way.

    The same words about several rows are said once. `today` is the day that verification dates
    must not be after; how old they are is no fault of a change.
    """
    data = edit_text(listed.data, wanted, origins)
    reading = read(data, listed.name)
    found = list(reading.problems)
    if reading.registry:
        found += check(reading.registry, whole=not reading.problems)
        found += in_the_future(reading.registry, today)
    old = [*check(listed.registry), *in_the_future(listed.registry, today)]
    known = Counter((problem.code, problem.message) for problem in old)
    new: dict[object, Problem] = {}
    for problem in in_order(found):
        words = problem.code, problem.message
        known[words] -= 1
        if known[words] < 0:
            new.setdefault(words, problem)
    return tuple(Fault(path_at(data, problem.at), problem) for problem in new.values())


def commit_change(
    listed: OpenList, wanted: Registry, origins: Sequence[Origin], words: str, now: dt.datetime
) -> Path:
    """Write the list so that it says `wanted`, and return where the old one is kept.

    `origins` tell which rows the wanted ones are, `words` what was done, for who undoes it. Raises
    LeafletError, with nothing changed, when somebody else changed the file since it was opened, or
    it cannot be written.
    """
    data = rewrite(listed.data, wanted, origins)
    return commit_text(listed.path, listed.data, data, words, now)


def commit_text(path: Path, before: bytes, after: bytes, words: str, now: dt.datetime) -> Path:
    """Put `after` in the place of `before`, and return where the old file is kept.

    Before there was a file, nothing stood in it. `words` is what was done, for who undoes it.
    Raises LeafletError, with nothing changed, when somebody else changed the file meanwhile, or it
    cannot be written.
    """
    with _alone(path):
        return _replace(path, before, after, {"words": words}, now)


def _alone(path: Path) -> AbstractContextManager[None]:
    return hold_lock(path.parent, say("somebody else is changing {file} right now", file=path))


def _replace(
    path: Path, before: bytes, after: bytes, entry: dict[str, object], now: dt.datetime
) -> Path:
    """Put `after` in the place of `before`, under the lock, with a backup and a journal line."""
    folder = path.parent / BACKUPS
    left = (part.name[1:].rsplit(".", 2)[0] for part in folder.glob(f".{path.stem}-*"))
    remove_unfinished([path, *(folder / name for name in left)])
    if (_bytes(path) if path.exists() else b"") != before:
        message = say(
            "{file} was changed by somebody else meanwhile: nothing was written", file=path
        )
        raise LeafletError(message, say("try again: you will see the new state"))
    backup = _back_up(path, before, now)
    line = {
        "on": now.isoformat(timespec="seconds"),
        "file": path.name,
        **entry,
        "before": _digest(before),
        "after": _digest(after),
        "backup": backup.name,
    }
    append_record(folder / JOURNAL, line)
    write_over(path, after)
    return backup


def _back_up(path: Path, data: bytes, now: dt.datetime) -> Path:
    """Write the backup under its date; two within a second get different names."""
    stem = f"{path.stem}-{now:%Y-%m-%dT%H%M%S}"
    number = 1
    backup = path.parent / BACKUPS / f"{stem}{path.suffix}"
    while backup.exists():
        number += 1
        backup = backup.with_name(f"{stem}-{number}{path.suffix}")
    write_atomically(backup, data)
    return backup


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def last_change_on(path: Path) -> str:
    """Return when the last change was made that can be undone, empty when there is none."""
    changes = _Journal.of(path, _digest(_bytes(path))).changes
    return str(changes[-1]["on"]) if changes else ""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was taken back: what it was, and when it had been made."""

    words: str
    on: str


def undo(path: Path, now: dt.datetime) -> Undone:
    """Take back the last change that is still in the list; called again, the one before it.

    Raises LeafletError when there is none, or the list was changed otherwise since.
    """
    with _alone(path):
        data = _bytes(path)
        last = _last_change(path, _digest(data))
        before = _read_backup(path, last, "before")
        _replace(path, data, before, {"undoes": last["backup"], "words": ""}, now)
    return Undone(str(last["words"]), str(last["on"]))


def redo(path: Path, now: dt.datetime) -> Undone:
    """Make the change again that was taken back last; called again, the one after it.

    Raises LeafletError when there is none, or the list was changed otherwise since.
    """
    with _alone(path):
        data = _bytes(path)
        present = _digest(data)
        undone = _Journal.of(path, present).undone
        if not undone or undone[-1].change["before"] != present:
            raise LeafletError(say("there is no change to make again"))
        change, kept = undone[-1]
        after = _read_backup(path, kept, "before")
        _replace(path, data, after, {"redoes": change["backup"], "words": ""}, now)
    return Undone(str(change["words"]), str(change["on"]))


def _read_backup(path: Path, line: Record, state: str) -> bytes:
    """Return the list as a line of the journal kept it; LeafletError when somebody changed that."""
    data = _bytes(path.parent / BACKUPS / str(line["backup"]))
    if _digest(data) != line[state]:
        message = say("the backup {file} was altered: nothing was undone", file=line["backup"])
        raise LeafletError(message)
    return data


class _Taken(NamedTuple):
    """A change that was taken back, and the journal's line of that: its backup has the change."""

    change: Record
    line: Record


class _Journal(NamedTuple):
    """The changes that are in the list, and those that were taken back, the last one last."""

    changes: list[Record]
    undone: list[_Taken]

    @classmethod
    def of(cls, path: Path, present: str) -> _Journal:
        """Read the journal of a list that is `present` now, by its digest."""
        lines = _journal(path)
        if lines and _never_happened(lines[-1], present):
            lines.pop()
        journal = cls([], [])
        for line in lines:
            journal._add(line)
        while journal.changes and _never_happened(journal.changes[-1], present):
            journal.changes.pop()
        return journal

    def _add(self, line: Record) -> None:
        if "undoes" in line:
            taken = [one for one in self.changes if one["backup"] == line["undoes"]]
            self.undone.extend(_Taken(one, line) for one in taken)
            self.changes[:] = [one for one in self.changes if one not in taken]
        elif "redoes" in line:
            again = [one for one in self.undone if one.change["backup"] == line["redoes"]]
            self.changes.extend(one.change for one in again)
            self.undone[:] = [one for one in self.undone if one not in again]
        else:
            self.changes.append(line)
            self.undone.clear()


def _last_change(path: Path, present: str) -> Record:
    """Return the journal's last change that is not yet undone."""
    changes = _Journal.of(path, present).changes
    if not changes:
        raise LeafletError(say("there is no change to undo"))
    if changes[-1]["after"] != present:
        message = say("the list was changed by other means since: nothing was undone")
        hint = say(
            "the state before {words} is in {folder}/{file}",
            words=changes[-1]["words"],
            folder=f"{path.parent.name}/{BACKUPS}",
            file=changes[-1]["backup"],
        )
        raise LeafletError(message, hint)
    return changes[-1]


def _never_happened(line: Record, present: str) -> bool:
    """Return whether a change was killed before it reached the list, which is as it was before."""
    return bool(line["before"] == present != line["after"])


def _journal(path: Path) -> list[Record]:
    """Return the lines about this file; one that a crash cut short is left out."""
    lines = read_records(path.parent / BACKUPS / JOURNAL, _is_ours)
    return [line for line in lines if line["file"] == path.name]


def _is_ours(record: Record) -> bool:
    keys = ("on", "file", "words", "before", "after", "backup")
    return all(isinstance(record.get(key), str) for key in keys)
