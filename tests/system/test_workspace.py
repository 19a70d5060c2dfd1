# SPDX-License-Identifier: EUPL-1.2
"""Which folder the program works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.problems import LeafletError
from leaflet.system.workspace import begin_workspace, find_workspace, shipped_workspace
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def workspace(folder: Path) -> Path:
    for part in ("contacts", "templates", "locales"):
        (folder / part).mkdir(parents=True)
    return folder


def test_the_current_folder_comes_before_the_shipped_one(tmp_path: Path) -> None:
    """A folder with contacts, templates and locales is a workspace."""
    here = workspace(tmp_path / "here")
    assert find_workspace(None, here).root == here
    assert find_workspace(None, tmp_path) == shipped_workspace()
    assert shipped_workspace().contacts == ROOT / "contacts" / "ambiti.yaml"


def test_a_named_folder_comes_before_both(tmp_path: Path) -> None:
    """`--root` decides, wherever the user stands."""
    named = workspace(tmp_path / "named")
    assert find_workspace(named, ROOT).root == named


def test_the_programs_own_list_is_not_for_changing(tmp_path: Path) -> None:
    """Unless the user stands in it or names it, as who develops the program does."""
    with pytest.raises(LeafletError, match="not for changing"):
        find_workspace(None, tmp_path).must_be_chosen()
    find_workspace(None, ROOT).must_be_chosen()
    find_workspace(ROOT, tmp_path).must_be_chosen()


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    """The message says which folder is missing."""
    workspace(tmp_path / "w").joinpath("locales").rmdir()
    with pytest.raises(LeafletError, match="has no folder locales/"):
        find_workspace(tmp_path / "w", ROOT)


@pytest.mark.parametrize("part", ["templates", "locales"])
def test_a_list_without_its_folders_is_not_replaced_by_another(tmp_path: Path, part: str) -> None:
    """Its office would export, and correct, the list that came with the program."""
    workspace(tmp_path).joinpath(part).rmdir()
    (tmp_path / "contacts" / "ambiti.yaml").touch()
    with pytest.raises(LeafletError, match=f"has no folder {part}/"):
        find_workspace(None, tmp_path)


def test_a_workspace_is_begun_whole(tmp_path: Path) -> None:
    """With all that came with the program, in a folder that is new or empty; in no other."""
    (tmp_path / "vuota").mkdir()
    for name in ("nuova/qui", "vuota"):
        begin_workspace(tmp_path / name)
        there = find_workspace(None, tmp_path / name)
        assert there.root == tmp_path / name
        assert there.contacts.read_bytes() == shipped_workspace().contacts.read_bytes()
        there.must_be_chosen()
    assert {path.name for path in tmp_path.iterdir()} == {"nuova", "vuota"}
    with pytest.raises(LeafletError, match="is there already, and is not empty"):
        begin_workspace(tmp_path / "vuota")


def test_a_workspace_that_cannot_be_begun_leaves_nothing(tmp_path: Path) -> None:
    """Where a file stands in the way, that is said."""
    (tmp_path / "file").touch()
    for name in ("file", "file/sotto"):
        with pytest.raises(LeafletError):
            begin_workspace(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
