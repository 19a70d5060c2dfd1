# SPDX-License-Identifier: EUPL-1.2
"""`inviati.jsonl`: every attempt to send a letter, one line each, only ever added to.

`sending` is on the disk before the first byte of a letter leaves, `sent` or `refused` after the
server's answer. So a letter whose last line is `sending` may have arrived or not: only a person
can find out, and it is never sent again unless that person says so (`again`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from leaflet.system.journal import append_record, read_records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from leaflet.system.journal import Record

SENT_LOG = "inviati.jsonl"


class Event(StrEnum):
    """What became of a letter."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    AGAIN = "again"
    """A person wants it to go out once more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The last line about a letter: `on` is a moment, `refused` the addresses not taken.

    `reason` is what the server said of them.
    """

    event: Event
    on: str
    refused: tuple[str, ...] = ()
    reason: str = ""

    @property
    def has_left(self) -> bool:
        """Whether the letter is on its way or may be: it must not go out once more."""
        return self.event not in {Event.REFUSED, Event.AGAIN}

    @property
    def day(self) -> dt.date | None:
        """The day of it, None when somebody has edited it away."""
        try:
            return dt.datetime.fromisoformat(self.on).date()
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class SentLog:
    """The log of a folder."""

    folder: Path

    def note(self, ambito: str, letter: str, to: Sequence[str], entry: Entry) -> None:
        """Add a line and bring it to the disk; `letter` is the digest of its bytes."""
        line = {
            "on": entry.on,
            "ambito": ambito,
            "event": entry.event.value,
            "letter": letter,
            "to": list(to),
            "refused": list(entry.refused),
            "reason": entry.reason,
        }
        append_record(self.folder / SENT_LOG, line)

    def entries(self) -> dict[str, Entry]:
        """Return the last line about each ambito; LeafletError when the file cannot be read."""
        lines = read_records(self.folder / SENT_LOG, _is_ours)
        return {record["ambito"]: _entry(record) for record in lines}


def _is_ours(record: Record) -> bool:
    """Return whether a line is whole. One that a crash cut short was followed by no letter."""
    return isinstance(record.get("ambito"), str) and {"event", "on"} <= record.keys()


def _entry(record: Record) -> Entry:
    """Return what a line says; of one that somebody has edited, nobody can tell what happened."""
    known = set(Event) & {record["event"]} if isinstance(record["event"], str) else set()
    event = Event(known.pop()) if known else Event.SENDING
    refused = tuple(map(str, record.get("refused", ())))
    return Entry(event, str(record["on"]), refused, str(record.get("reason", "")))
