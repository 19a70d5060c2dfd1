# SPDX-License-Identifier: EUPL-1.2
"""What CONTRIBUTING says of the code is true of it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.app import app
from tests.paths import ROOT
from tests.test_architecture import LINES

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = re.findall(r"((?:`\w+`,?\s)+)\(?`?((?:\w+/)+\w+\.py)`?", GUIDE) + re.findall(
    r"\(((?:`\w+`, )+)`((?:\w+/)+\w+\.py)`\)", GUIDE
)
FILES = set(re.findall(r"`((?:\w+/)+\w+\.py)`", GUIDE))


def path_of(name: str) -> Path:
    """Return the file that the guide means: rooms are below the package, tests below the root."""
    inside = ROOT / "leaflet" / name
    return inside if inside.is_file() else ROOT / name


def defined_in(path: Path) -> set[str]:
    """Return the names of all functions, methods, classes and constants of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    names = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    stored = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return names | {node.id for node in stored if isinstance(node.ctx, ast.Store)}


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_of_the_guide_is_there(name: str) -> None:
    """A stranger who follows it finds what it names."""
    assert path_of(name).is_file()


@pytest.mark.parametrize(("words", "name"), NAMED, ids=[f"{w.strip()} {n}" for w, n in NAMED])
def test_every_name_of_the_guide_is_in_its_file(words: str, name: str) -> None:
    """Functions and classes are called what it calls them, and are where it says."""
    assert set(re.findall(r"\w+", words)) <= defined_in(path_of(name))


def test_the_guide_names_enough_to_be_checked() -> None:
    """The patterns above find its tables and its walks."""
    assert len(FILES) > 20
    assert len(NAMED) > 20


def test_the_guide_has_all_rooms_on_their_lines() -> None:
    """Its table is that of the architecture test."""
    rows = re.findall(r"^\| (\d+) \| `(\w+)(?:/|\.py)` \|", GUIDE, re.MULTILINE)
    held = {room.removeprefix("leaflet."): str(line) for room, line in LINES.items()}
    assert {room: line for line, room in rows} == {
        room: line for room, line in held.items() if room not in {"leaflet", "__main__"}
    }


@pytest.mark.parametrize("name", ["README.md", "README.it.md"])
def test_every_command_is_in_the_table_of_both_readmes(name: str) -> None:
    """Who looks for a command finds it there, in both languages, and finds none that is not."""
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `leaflet ")]
    told = set(re.findall(r"`leaflet ([a-z]+)", " ".join(rows)))
    groups = {group.name for group in app.registered_groups}
    assert told == {command.name for command in app.registered_commands} | groups
