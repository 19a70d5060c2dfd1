# SPDX-License-Identifier: EUPL-1.2
"""Which folder the program works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.problems import LeafletError
from leaflet.system.workspace import (
    begin_workspace,
    find_file,
    find_workspace,
    layers,
    shipped_workspace,
    walk_layers,
)
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
    (tmp_path / "w" / "templates").mkdir(parents=True)
    with pytest.raises(LeafletError, match="has no folder contacts/"):
        find_workspace(tmp_path / "w", ROOT)


@pytest.mark.parametrize("part", ["templates", "locales"])
def test_a_list_is_a_workspace_without_templates_and_texts(tmp_path: Path, part: str) -> None:
    """Those are the program's own then."""
    workspace(tmp_path).joinpath(part).rmdir()
    (tmp_path / "contacts" / "ambiti.yaml").touch()
    assert find_workspace(None, tmp_path).root == tmp_path


def test_a_file_that_a_workspace_lacks_is_the_programs_own(tmp_path: Path) -> None:
    """One by one: what a territory changes is all that it keeps."""
    folder = workspace(tmp_path) / "templates" / "sheet"
    folder.mkdir()
    (folder / "message.html").write_text("mine", encoding="utf-8")
    (folder / "new.html").write_text("mine as well", encoding="utf-8")
    assert find_file(folder, "message.html") == folder / "message.html"
    assert find_file(folder, "sheet.css") == ROOT / "templates" / "sheet" / "sheet.css"
    assert find_file(folder, "nowhere.css") == folder / "nowhere.css"
    found = dict(walk_layers(folder))
    assert found["message.html"] == folder / "message.html"
    assert found["new.html"] == folder / "new.html"
    assert found["icons/door.svg"] == ROOT / "templates" / "sheet" / "icons" / "door.svg"
    assert layers(ROOT / "templates") == (ROOT / "templates",)
    assert layers(tmp_path / "elsewhere") == (tmp_path / "elsewhere",)


def test_a_workspace_is_begun_whole(tmp_path: Path) -> None:
    """With the files that it is to have, in a folder that is new or empty; in no other."""
    (tmp_path / "vuota").mkdir()
    for name in ("nuova/qui", "vuota"):
        begin_workspace(tmp_path / name, {"contacts/ambiti.yaml": b"mine"})
        there = find_workspace(None, tmp_path / name)
        assert there.root == tmp_path / name
        assert there.contacts.read_bytes() == b"mine"
        there.must_be_chosen()
    assert {path.name for path in tmp_path.iterdir()} == {"nuova", "vuota"}
    with pytest.raises(LeafletError, match="is there already, and is not empty"):
        begin_workspace(tmp_path / "vuota", {})


def test_a_workspace_that_cannot_be_begun_leaves_nothing(tmp_path: Path) -> None:
    """Where a file stands in the way, that is said."""
    (tmp_path / "file").touch()
    for name in ("file", "file/sotto"):
        with pytest.raises(LeafletError):
            begin_workspace(tmp_path / name, {"contacts/ambiti.yaml": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
