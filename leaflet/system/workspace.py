# SPDX-License-Identifier: EUPL-1.2
"""Where a workspace keeps its contacts, templates and locales."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import leaflet
from leaflet.problems import LeafletError, say, unwritable
from leaflet.system.settings import SETTINGS

_PARTS = ("contacts", "templates", "locales")


AIDS_FILE = "misure.yaml"
"""The file of aids and stages, beside the list."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `contacts/`, `templates/` and `locales/`."""

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


def shipped_workspace() -> Workspace:
    """Return the workspace that came with the program: in the wheel, or around the checkout."""
    package = Path(leaflet.__file__).resolve().parent
    inside = package / "workspace"
    return Workspace(inside if inside.is_dir() else package.parent, is_chosen=False)


def is_workspace(folder: Path) -> bool:
    """Return whether a folder has all that a workspace has."""
    return all((folder / part).is_dir() for part in _PARTS)


def find_workspace(root: Path | None, current: Path) -> Workspace:
    """Return the workspace in `root`, else in the current folder, else the shipped one.

    Raises LeafletError when `root` is given and is not a workspace, and in a folder that has a list
    but is none: another list must not be taken in its stead.
    """
    folder = current if root is None else root
    if is_workspace(folder):
        return Workspace(folder)
    if root is None and not Workspace(current).contacts.is_file():
        return shipped_workspace()
    missing = next(part for part in _PARTS if not (folder / part).is_dir())
    message = say("{root} has no folder {part}", root=folder, part=f"{missing}/")
    raise LeafletError(
        message, say("a workspace has the folders contacts/, templates/ and locales/")
    )


def begin_workspace(folder: Path) -> None:
    """Make a folder that has a copy of all that came with the program, to be changed.

    It is there whole or not at all. Raises LeafletError when it cannot be made, or has something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = say("{folder} is there already, and is not empty", folder=folder)
        raise LeafletError(message, say("name a folder that does not exist yet"))
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for part in _PARTS:
            leave = shutil.ignore_patterns("backups", ".lock")
            shutil.copytree(shipped_workspace().root / part, unfinished / part, ignore=leave)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def shown_name(path: Path) -> str:
    """Return the path as messages show it: relative to the current folder when it is inside."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)
