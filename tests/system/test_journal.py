# SPDX-License-Identifier: EUPL-1.2
"""A journal keeps whole lines, whatever was cut short or written by somebody else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaflet.problems import LeafletError
from leaflet.system.journal import append_record, parse_records, read_records

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.system.journal import Record


def is_ours(record: Record) -> bool:
    return "on" in record


def test_a_journal_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """Nobody has to begin one."""
    assert read_records(tmp_path / "journal.jsonl", is_ours) == []


def test_what_is_added_comes_back_in_order(tmp_path: Path) -> None:
    """One line each, in words that people can read."""
    path = tmp_path / "new" / "journal.jsonl"
    records = [{"on": "2026-11-22", "nome": "Città"}, {"on": "a\nb"}]
    for record in records:
        append_record(path, record)
    assert read_records(path, is_ours) == records
    assert path.read_text(encoding="utf-8").splitlines()[0] == (
        '{"on": "2026-11-22", "nome": "Città"}'
    )


def test_a_line_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    """It is ended before the next one is added, and passed over."""
    path = tmp_path / "journal.jsonl"
    append_record(path, {"on": 1})
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:-3])
    append_record(path, {"on": 2})
    assert read_records(path, is_ours) == [{"on": 1}, {"on": 2}]


@pytest.mark.parametrize(
    "line", [b"", b"x", b"[]", b"3", b"{}", b'{"at": 1}', b"\xff", b"[" * 9999]
)
def test_foreign_lines_are_passed_over(line: bytes) -> None:
    """Also those that are JSON, or would be if they were not that deep."""
    assert list(parse_records(line + b'\n{"on": 1}\n' + line, is_ours)) == [{"on": 1}]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=st.binary(max_size=60))
def test_a_record_is_found_behind_any_bytes(before: bytes, tmp_path: Path) -> None:
    """Whatever a crash, or somebody else, has left in the file."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(before)
    append_record(path, {"on": 1})
    assert read_records(path, is_ours)[-1] == {"on": 1}
    assert path.read_bytes().startswith(before)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a line would be worse than none; the next one is whole."""
    path = tmp_path / "journal.jsonl"
    append_record(path, {"on": 1})
    before = path.read_bytes()

    def fails(_handle: int) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(LeafletError, match=r"journal\.jsonl"):
            append_record(path, {"on": 2})
    assert path.read_bytes() == before
