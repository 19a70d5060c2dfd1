# SPDX-License-Identifier: EUPL-1.2
"""`output/history.jsonl`: every leaflet that was ever made, one line each, only ever added to.

A line says what kind of record it is: `contacts` is a state of one ambito (its `data` is null when
it left the list), `aids` are the aids and stages that were shown from then on, `leaflet` a file
that was made, `removed` a file that left. A leaflet's line is on the disk before the leaflet is: so
a code that was printed can always be looked up, and a build that was killed goes on where it was.
Moments are in UTC, so that their text order is their order.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leaflet.archive.codes import signs_of
from leaflet.system.clock import is_moment
from leaflet.system.journal import NO_SUCH_JSON, append_record, parse_records, read_journal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from leaflet.registry.misure import Misure
    from leaflet.registry.model import Ambito
    from leaflet.system.journal import Record

HISTORY = "history.jsonl"
CONTACTS, AIDS, LEAFLET, REMOVED = "contacts", "aids", "leaflet", "removed"

_NEEDED = {
    CONTACTS: {"on", "ambito", "contents", "data"},
    AIDS: {"on", "data"},
    LEAFLET: {"on", "path", "key", "sha256", "code"},
    REMOVED: {"on", "path"},
}
"""Kind of record → what its line has; a line that lacks it is not ours."""
_TEXTS = {"on", "ambito", "contents", "path", "key", "sha256", "code", "product", "making"}
_TEXTS |= {"signed_by"}
_LISTS = {"pages", "changed", "verified"}
"""What a line has, if it has it: a text, or a list of texts."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a version of a file, which its code names.

    `newest` is the file's present version, None when the file is no longer published; `later` is
    what happened to the file since this version was last made, oldest first.
    """

    code: str
    newest: Record | None
    later: tuple[Record, ...]

    @property
    def is_current(self) -> bool:
        """Whether the newest version says the same: the code is made of all that it says."""
        return not self.later

    @property
    def until(self) -> str:
        """The moment at which it stopped being current; empty while it is, or where unknown."""
        return self.later[0]["on"] if self.later else ""

    @property
    def replaced_by(self) -> str:
        """The code of the version that is current instead; empty when there is none."""
        return self.newest["code"] if self.newest and self.later else ""


class History:
    """The records of an output folder; `size` counts the bytes of the file that they are from."""

    def __init__(self, path: Path, records: Iterable[Record] = (), size: int = 0) -> None:
        self.path = path
        self.records: list[Record] = []
        self.size = size
        self._contents: dict[str, Mapping[str, Any]] = {}
        self._of_file: dict[str, list[Record]] = {}
        for record in records:
            self._remember(record)

    def leaflets(self) -> Iterator[Record]:
        """Yield the records of files, oldest first."""
        return (record for record in self.records if record["record"] == LEAFLET)

    def newest(self, path: str) -> Record | None:
        """Return the last record of a file; None when it was removed since, or never made."""
        records = self._of_file.get(path)
        return records[-1] if records and records[-1]["record"] == LEAFLET else None

    def newest_ones(self) -> dict[str, Record]:
        """Return the last record of each file that was not removed since, in the order made."""
        last = {path: records[-1] for path, records in self._of_file.items()}
        return {path: record for path, record in last.items() if record["record"] == LEAFLET}

    def of_code(self, typed: str) -> Record | None:
        """Return the newest record of a version code, however it is typed; None when unknown.

        Should several files have had it, a current one is meant.
        """
        signs = signs_of(typed)
        found = [record for record in self.leaflets() if signs_of(record["code"]) == signs]
        current = [record for record in found if self.is_newest(record)]
        best = current or found
        return best[-1] if best else None

    def is_newest(self, record: Record) -> bool:
        """Return whether the newest version of a file says the same as this one of it."""
        newest = self.newest(record["path"])
        return newest is not None and newest["code"] == record["code"]

    def succession(self, path: str, code: str) -> Succession:
        """Return what became of the version of a file that had this code, which there must be."""
        records = self._of_file[path]
        last = max(i for i, r in enumerate(records) if r["record"] == LEAFLET and r["code"] == code)
        return Succession(code, self.newest(path), tuple(records[last + 1 :]))

    def contents(self, digest: str) -> Mapping[str, Any] | None:
        """Return the state of an ambito that has this digest, as JSON has it."""
        return self._contents.get(digest)

    def states(self, *, before: str | None = None) -> dict[str, Mapping[str, Any]]:
        """Return the last state of each ambito, by id.

        With `before`, a moment as the records write it: the state at that time, or the first one
        that was recorded when the history is younger.
        """
        records = [record for record in self.records if record["record"] == CONTACTS]
        if before and records:
            first = records[0]["on"]
            records = [r for r in records if r["on"] < before or r["on"] == first]
        states = {record["ambito"]: record["data"] for record in records}
        return {identifier: data for identifier, data in states.items() if data is not None}

    def aids(self, *, at: str | None = None) -> Mapping[str, Any] | None:
        """Return the aids that were shown last, or at a moment, as JSON has them.

        For a moment before the first that were recorded these are meant; None when none ever were.
        """
        records = [record for record in self.records if record["record"] == AIDS]
        then = [record for record in records if at is None or record["on"] <= at]
        return (then[-1] if then else records[0])["data"] if records else None

    def append(self, record: Record) -> None:
        """Add a record to the file and bring it to the disk; LeafletError when it cannot be."""
        append_record(self.path, record)
        self._remember(record)
        self.size = self.path.stat().st_size

    def _remember(self, record: Record) -> None:
        self.records.append(record)
        if record["record"] == CONTACTS and record["data"] is not None:
            self._contents[record["contents"]] = record["data"]
        elif record["record"] in {LEAFLET, REMOVED}:
            self._of_file.setdefault(record["path"], []).append(record)


def read_history(folder: Path) -> History:
    """Read the records of an output folder; lines that a crash cut short are left out.

    Raises LeafletError when the file is there but cannot be read.
    """
    path = folder / HISTORY
    data = read_journal(path)
    return History(path, records_of(data), len(data))


def size(folder: Path) -> int:
    """Return how many bytes of history there are."""
    try:
        return (folder / HISTORY).stat().st_size
    except OSError:
        return 0


def _is_ours(record: Record) -> bool:
    """Return whether a line has what its kind of record needs, and each thing is of its kind."""
    kind = record.get("record")
    if not (isinstance(kind, str) and kind in _NEEDED and record.keys() >= _NEEDED[kind]):
        return False
    return is_moment(record["on"]) and all(_fits(name, value) for name, value in record.items())


def _fits(name: str, value: object) -> bool:
    if name == "data":
        return value is None or isinstance(value, dict)
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str) or name not in _TEXTS


def records_of(data: bytes) -> list[Record]:
    """Return the records of a history that came from elsewhere."""
    return list(parse_records(data, _is_ours))


def records_of_codes(data: bytes, files: Mapping[str, str]) -> list[Record]:
    """Return what the codes that a portal publishes (`dati/codici.json`) tell of old sheets.

    `files` are the present ones, code → path: they have their own records, and come last. An old
    code is made and removed on the days that the portal says. Empty when this is something else.
    """
    try:
        newest_first: list[Mapping[str, Any]] = json.loads(data)["codici"]
        return [r for version in reversed(newest_first) for r in _records_of(version, files)]
    except NO_SUCH_JSON:
        return []


def _records_of(version: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[Record]:
    code, until = version["codice"], version["fino_al"]
    present = version["nuovo_codice"] or code
    if not until and code in files:
        return
    path = files.get(present) or f"{present}/{version['foglio']}"
    made = {"record": LEAFLET, "path": path, "key": "", "sha256": "", "code": str(code)}
    yield {**made, "on": _day(version["fatto_il"])}
    if until:
        yield {"record": REMOVED, "path": path, "on": _day(until)}


def _day(text: str) -> str:
    return dt.date.fromisoformat(text).isoformat()


def records_after(folder: Path, offset: int) -> list[Record]:
    """Return the records that stand behind the first `offset` bytes of the file."""
    try:
        with (folder / HISTORY).open("rb") as file:
            file.seek(offset)
            return records_of(file.read())
    except OSError:
        return []


def contents_of(ambito: Ambito) -> tuple[str, Record]:
    """Return all that the list says of an ambito, as JSON, after the digest that names it."""
    data = ambito.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(data, ensure_ascii=False).encode()).hexdigest(), data


def shown_aids(aids: Misure | None) -> Record | None:
    """Return all that is shown of aids and stages, as JSON: drafts of facts of law are not."""
    if aids is None:
        return None
    data = aids.model_dump(mode="json", exclude_defaults=True)
    for fase, record in zip(aids.fasi, data.get("fasi", ()), strict=True):
        record["bozze"] = [
            bozza.model_dump(mode="json", exclude_defaults=True) for bozza in fase.list_signed()
        ]
    return data


def moment(at: dt.datetime) -> str:
    """Return a moment as the records write it: 2026-11-22T08:30:00Z."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
