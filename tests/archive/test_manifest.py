# SPDX-License-Identifier: EUPL-1.2
"""The manifest keeps what was built, and a damaged one is as good as none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.archive.manifest import (
    MANIFEST,
    Inputs,
    Manifest,
    ManifestEntry,
    is_whole,
    parse_manifest,
    read_manifest,
    sha256_of,
    write_manifest,
)

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ("a" * 64, "b" * 64)
ENTRY = ManifestEntry(
    "key", "sha", "ABCD-EFGH", "sheet", "making", "contents", PAGES, "certificate"
)
INPUTS = Inputs("digest", ("sheet",), ("Noto Sans",), 9, dt.date(2027, 1, 25))
FULL = Manifest({"pdf/a.pdf": ENTRY}, {"making": {"x.css": "1"}}, INPUTS, 77)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Files, what they are made of, inputs and the length of the history come back as they were."""
    write_manifest(tmp_path, FULL)
    assert read_manifest(tmp_path) == FULL


def test_entries_of_older_and_newer_programs_are_read() -> None:
    """What an older one did not write is empty; what a newer one writes beside it is left out."""
    old = {"key": "k", "sha256": "s", "code": "C"}
    assert ManifestEntry.of(old) == ManifestEntry("k", "s", "C", pages=(), signed_by="")
    assert ManifestEntry.of({**old, "pages": ["x"], "colour": "red"}) == ManifestEntry(
        "k", "s", "C", pages=("x",)
    )
    with pytest.raises(TypeError):
        ManifestEntry.of({"key": "k"})


def test_a_manifest_from_elsewhere_is_understood_or_not() -> None:
    """None, and never an exception, for what is something else."""
    stored = b'{"files": {"a.pdf": {"key": "k", "sha256": "s", "code": "C"}}, "bundle": {}}'
    assert parse_manifest(stored) == Manifest({"a.pdf": ManifestEntry("k", "s", "C")})
    portal = b'{"fogli": [{"file": "a.pdf", "sha256": "s", "codice": "C", "pagine": ["x"]}]}'
    assert parse_manifest(portal) == Manifest({"a.pdf": ManifestEntry("", "s", "C", pages=("x",))})
    assert parse_manifest(b"<html>") is None


def test_makings_that_no_file_has_are_dropped(tmp_path: Path) -> None:
    """The manifest does not grow with every version of a template."""
    makings = {"old": {"x.css": "0"}, **FULL.makings}
    write_manifest(tmp_path, Manifest(FULL.files, makings, INPUTS, 77))
    assert read_manifest(tmp_path).makings == FULL.makings


def test_the_same_manifest_is_not_written_again(tmp_path: Path) -> None:
    """Not even its time stamp changes."""
    write_manifest(tmp_path, FULL)
    before = (tmp_path / MANIFEST).stat()
    write_manifest(tmp_path, FULL)
    after = (tmp_path / MANIFEST).stat()  # reading it may have changed when it was last read
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "3", '{"files": {"a": 1}}', '{"files": {}, "inputs": {"digest": 1}}',
     "[" * 100_000, '{"files": {}, "recorded": 1e999}'],
    ids=["empty", "open", "list", "number", "entry", "inputs", "deep", "infinite"],
)  # fmt: skip
def test_a_damaged_manifest_is_none(tmp_path: Path, content: str) -> None:
    """Whatever is in the file, reading it never fails."""
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    assert read_manifest(tmp_path) == Manifest()


def test_a_folder_is_whole_when_every_file_is_as_it_was_written(tmp_path: Path) -> None:
    """A file that is altered or missing is noticed by its digest."""
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x")
    manifest = Manifest({"a.pdf": ManifestEntry("k", sha256_of(file) or "", "C", "sheet")})
    assert is_whole(tmp_path, manifest)
    file.write_bytes(b"y")
    assert not is_whole(tmp_path, manifest)
    file.unlink()
    assert not is_whole(tmp_path, manifest)
    assert sha256_of(file) is None
