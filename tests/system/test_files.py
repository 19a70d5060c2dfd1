# SPDX-License-Identifier: EUPL-1.2
"""Files are read whole, or it is said in one sentence why they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.problems import LeafletError
from leaflet.system.files import read_bytes, read_bytes_if_there, write_over

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_up_to_one_byte_beyond_what_it_may_have(tmp_path: Path) -> None:
    """So whoever reads sees that there are more, without reading them all."""
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bytes(path) == read_bytes(path, largest=9) == b"12345"
    assert read_bytes(path, largest=2) == b"123"
    assert read_bytes_if_there(path) == b"12345"


def test_what_is_not_there_is_told_from_what_cannot_be_read(tmp_path: Path) -> None:
    """A folder stands where a file is looked for, and another file is simply not there."""
    assert read_bytes_if_there(tmp_path / "none") is None
    with pytest.raises(LeafletError, match="none cannot be read: there is no such file or folder"):
        read_bytes(tmp_path / "none")
    with pytest.raises(LeafletError, match="cannot be read: it is a folder"):
        read_bytes_if_there(tmp_path)


def test_a_file_that_people_keep_stays_a_link_and_keeps_its_mode(tmp_path: Path) -> None:
    """What the link leads to is written; who may read and write it does not change."""
    kept = tmp_path / "elsewhere" / "list.yaml"
    kept.parent.mkdir()
    kept.write_bytes(b"old")
    kept.chmod(0o640)
    link = tmp_path / "list.yaml"
    link.symlink_to(kept)
    write_over(link, b"new")
    assert link.is_symlink()
    assert kept.read_bytes() == b"new"
    assert kept.stat().st_mode & 0o777 == 0o640


def test_a_circle_of_links_is_said(tmp_path: Path) -> None:
    """A link that leads to itself is no file to write."""
    link = tmp_path / "list.yaml"
    link.symlink_to(link)
    with pytest.raises(LeafletError, match="cannot be written"):
        write_over(link, b"new")
