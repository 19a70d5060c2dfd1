# SPDX-License-Identifier: EUPL-1.2
"""`inviati.jsonl`: every attempt to send a letter, one line each, only ever added to.

`sending` is on the disk before the first byte of a letter leaves, `sent` or `refused` after the
server's answer. So a letter whose last line is `sending` may have arrived or not: only a person
can find out, and it is never sent again unless that person says so (`again`).
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from leaflet.system.files import append_line, read_bytes_if_there

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LEDGER = "inviati.jsonl"


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
class Ledger:
    """The ledger of a folder."""

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
        append_line(self.folder / LEDGER, json.dumps(line, ensure_ascii=False).encode())

    def entries(self) -> dict[str, Entry]:
        """Return the last line about each ambito; LeafletError when the file cannot be read."""
        lines = (read_bytes_if_there(self.folder / LEDGER) or b"").splitlines()
        return {record["ambito"]: _entry(record) for record in _records(lines)}


def _records(lines: Sequence[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the lines that are whole. One that a crash cut short was followed by no letter."""
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and {"ambito", "event", "on"} <= set(record):
            yield record


def _entry(record: dict[str, Any]) -> Entry:
    """Return what a line says; of one that somebody has edited, nobody can tell what happened."""
    known = set(Event) & {record["event"]} if isinstance(record["event"], str) else set()
    event = Event(known.pop()) if known else Event.SENDING
    refused = tuple(map(str, record.get("refused", ())))
    return Entry(event, str(record["on"]), refused, str(record.get("reason", "")))
