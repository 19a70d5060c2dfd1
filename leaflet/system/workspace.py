# SPDX-License-Identifier: EUPL-1.2
"""Where a workspace keeps its contacts, templates and locales.

Only the list must be there: a template or a text that a workspace does not have is the program's
own, file by file, so that a workspace keeps no more than what it changes.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import leaflet
from leaflet.problems import LeafletError, say, unwritable
from leaflet.system.files import walk_files
from leaflet.system.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHIPPED_PARTS = ("templates", "locales")
"""Folders whose files the program has too."""

AIDS_FILE = "misure.yaml"
"""The file of aids and stages, beside the list."""
ACTS_FILE = "atti.csv"
"""The numbers of eviction acts, beside the list."""
POPULATION_FILE = "popolazione.csv"
"""How many people and households live in each Comune, beside the list."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `contacts/`, and what it changes of `templates/` and `locales/`."""

    root: Path
    is_chosen: bool = True
    """Whether the user stands in it or named it; the copy that came with the program is neither."""

    def must_be_chosen(self) -> None:
        """Raise LeafletError when this is the program's own copy, which nobody is to change."""
        if not self.is_chosen:
            message = say("the list that came with the program is not for changing")
            hint = say("go to the folder of your list, or name it: --root DIR; leaflet init DIR "
                       "makes one")  # fmt: skip
            raise LeafletError(message, hint)

    @property
    def contacts(self) -> Path:
        """The registry file."""
        return self.root / "contacts" / "ambiti.yaml"

    @property
    def output(self) -> Path:
        """The folder of its leaflets; those of the program's own copy go where the user stands."""
        is_here = not self.is_chosen or self.root.resolve() == Path.cwd().resolve()
        return Path("output") if is_here else self.root / "output"

    @property
    def settings(self) -> Path:
        """The file of settings; that for the program's own copy is where the user stands."""
        return (self.root if self.is_chosen else Path()) / SETTINGS

    @property
    def templates(self) -> Path:
        """The folder of Jinja templates, style sheets and pictograms."""
        return self.root / "templates"

    @property
    def locales(self) -> Path:
        """The folder of languages and catalogues."""
        return self.root / "locales"


def aids_beside(contacts: Path) -> Path:
    """Return the file of aids and stages that belongs to a list; a list need not have one."""
    return contacts.with_name(AIDS_FILE)


def acts_beside(contacts: Path) -> Path:
    """Return the file of acts that belongs to a list; a list need not have one."""
    return contacts.with_name(ACTS_FILE)


def population_beside(contacts: Path) -> Path:
    """Return the table of who lives where that belongs to a list; a list need not have one."""
    return contacts.with_name(POPULATION_FILE)


def shipped_workspace() -> Workspace:
    """Return the workspace that came with the program: in the wheel, or around the checkout."""
    package = Path(leaflet.__file__).resolve().parent
    inside = package / "workspace"
    return Workspace(inside if inside.is_dir() else package.parent, is_chosen=False)


def is_workspace(folder: Path) -> bool:
    """Return whether a folder has what a workspace must have."""
    return (folder / "contacts").is_dir()


def find_workspace(root: Path | None, current: Path) -> Workspace:
    """Return the workspace in `root`, else in the current folder, else the shipped one.

    Raises LeafletError when `root` is given and is not a workspace.
    """
    folder = current if root is None else root
    if is_workspace(folder):
        return Workspace(folder)
    if root is None:
        return shipped_workspace()
    message = say("{root} has no folder {part}", root=folder, part="contacts/")
    hint = say("a workspace has a folder contacts/ with the list; leaflet init DIR makes one")
    raise LeafletError(message, hint)


def layers(folder: Path) -> tuple[Path, ...]:
    """Return a folder of templates or texts, and the program's own that stands under it."""
    places = [place for place, name in enumerate(folder.parts) if name in SHIPPED_PARTS]
    if not places:
        return (folder,)
    under = shipped_workspace().root.joinpath(*folder.parts[places[-1] :])
    is_same = os.path.realpath(under) == os.path.realpath(folder)  # also of links in a circle
    return (folder,) if is_same else (folder, under)


def find_file(folder: Path, name: str) -> Path:
    """Return a file of a folder of templates or texts, the program's own where it has none.

    Where neither has it, the path says where it would be.
    """
    found = (layer / name for layer in layers(folder))
    return next((path for path in found if path.exists()), folder / name)


def walk_layers(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name of each file below a folder of templates or texts, and where it stands."""
    found: dict[str, Path] = {}
    for layer in layers(folder):
        for path in walk_files(layer):
            found.setdefault(path.relative_to(layer).as_posix(), path)
    yield from sorted(found.items())


def begin_workspace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files, by their paths in it.

    It is there whole or not at all. Raises LeafletError when it cannot be made, or has something.
    """
    folder = folder.absolute()  # «.» has no name
    must_be_new(folder)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)  # what a run that was killed has left
    try:
        for name, data in files.items():
            path = unfinished / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if folder.exists():  # the user may stand in it
            for path in unfinished.iterdir():
                path.rename(folder / path.name)
        else:
            unfinished.rename(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def must_be_new(folder: Path) -> None:
    """Raise LeafletError when a folder has something already, or is none."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = say("{folder} is there already, and is not empty", folder=folder)
        raise LeafletError(message, say("name a folder that does not exist yet"))


def shown_name(path: Path) -> str:
    """Return the path as messages show it: relative to the current folder when it is inside."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)
