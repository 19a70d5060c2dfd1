# SPDX-License-Identifier: EUPL-1.2
"""The ledger only grows, and its last line about a letter says what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.offices.round.sent_log import SENT_LOG, Entry, Event, SentLog

if TYPE_CHECKING:
    from pathlib import Path

SENDING = Entry(Event.SENDING, "2026-11-22T09:00:00+01:00")
SENT = Entry(Event.SENT, "2026-11-22T09:00:01+01:00", ("b@example.it",), "550 no such user")


def test_what_is_noted_is_read_back(tmp_path: Path) -> None:
    """The last line of each ambito counts; the others stay."""
    sent_log = SentLog(tmp_path)
    assert sent_log.entries() == {}
    sent_log.note("melzo", "0", ["a@example.it"], SENDING)
    sent_log.note("rho", "1", ["a@example.it"], SENDING)
    sent_log.note("melzo", "0", ["a@example.it"], SENT)
    assert sent_log.entries() == {"melzo": SENT, "rho": SENDING}
    assert (tmp_path / SENT_LOG).read_bytes().count(b"\n") == 3


@pytest.mark.parametrize("left", [b'{"on": "2026', b"\x00\x00\n", b'"melzo"\n', b"{}\n", b"\xff\n"])
def test_a_line_that_a_crash_cut_short_spoils_no_other(tmp_path: Path, left: bytes) -> None:
    """It is left out, and the next line begins on its own."""
    sent_log = SentLog(tmp_path)
    sent_log.note("melzo", "0", [], SENDING)
    with (tmp_path / SENT_LOG).open("ab") as file:
        file.write(left)
    sent_log.note("melzo", "0", [], SENT)
    assert sent_log.entries() == {"melzo": SENT}


@pytest.mark.parametrize("line", [
    '{"ambito": "melzo", "event": "spedita", "on": "ieri"}',
    '{"ambito": "melzo", "event": ["sent"], "on": 7}',
])  # fmt: skip
def test_a_line_that_somebody_edited_leaves_the_letter_in_doubt(tmp_path: Path, line: str) -> None:
    """Better one question to an office than two letters."""
    (tmp_path / SENT_LOG).write_text(line + "\n", encoding="utf-8")
    entry = SentLog(tmp_path).entries()["melzo"]
    assert (entry.event, entry.day) == (Event.SENDING, None)
