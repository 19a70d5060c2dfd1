# SPDX-License-Identifier: EUPL-1.2
"""Options that every command shares, and what commands read from the workspace."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import leaflet
from leaflet.problems import LeafletError, in_order, say, stops_a_build
from leaflet.system import workspace
from leaflet.system.clock import now
from leaflet.texts.messages import _, translated

if TYPE_CHECKING:
    from leaflet.problems import Problem
    from leaflet.registry import reading
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Texts


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"leaflet {leaflet.__version__}")
        raise typer.Exit


def options(
    context: typer.Context,
    root: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help=_("Folder with contacts/, templates/ and locales/ to work on.")
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help=_("Show the version and exit."),
        ),
    ] = False,
) -> None:
    """Find the workspace for the command that follows."""
    context.obj = workspace.find(root, Path.cwd())
    if not context.obj.is_chosen:
        message = say("here is no contacts/ folder: using the list that came with the program")
        typer.echo(translated(message), err=True)


@dataclass(frozen=True, slots=True)
class Checked:
    """A registry file after reading and checking."""

    registry: Registry | None
    problems: tuple[Problem, ...]
    text: str
    name: str


def shown_name(path: Path) -> str:
    """Return the path as messages show it: relative to the current folder when it is inside."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def read_registry(path: Path) -> Checked:
    """Read and check a registry file; raises LeafletError when it cannot be opened."""
    from leaflet.registry import reading

    name = shown_name(path)
    return checked(reading.read_file(path, name), name)


def checked(result: reading.Reading, name: str, today: dt.date | None = None) -> Checked:
    """Apply the rules to what was read; `today` is the day to judge by, None for this one."""
    from leaflet.rules import check
    from leaflet.rules.ignores import apply_ignores

    problems = result.problems
    if result.registry:
        day = today or now().date()
        found = check(result.registry, today=day, whole=not result.problems)
        every = in_order([*problems, *found])
        problems = apply_ignores(every, result.registry, result.text, name)
    return Checked(result.registry, problems, result.text, name)


def sound_registry(path: Path) -> Registry:
    """Return the registry, for commands that only look: errors elsewhere do not stop them.

    Raises LeafletError when nothing of the file could be used.
    """
    checked = read_registry(path)
    if checked.registry is None or stops_a_build(checked.problems):
        raise LeafletError(
            say("{file} has errors", file=checked.name), say("leaflet validate shows them")
        )
    return checked.registry


def read_texts(folder: Path) -> Texts:
    """Read the languages and catalogues of a workspace."""
    from leaflet.texts import catalogues

    return catalogues.read_texts(Path(os.path.relpath(folder)) if _is_below(folder) else folder)


def read_portal_texts(folder: Path) -> Texts | None:
    """Read what only the portal says; None in a workspace that has no texts for one."""
    from leaflet.texts import catalogues

    if not (folder / f"{catalogues.PORTAL_DOMAIN}.pot").is_file():
        return None
    where = Path(os.path.relpath(folder)) if _is_below(folder) else folder
    return catalogues.read_texts(where, catalogues.PORTAL_DOMAIN)


def text_problems(texts: Texts) -> tuple[Problem, ...]:
    """Return the problems of all languages that are printed."""
    from leaflet.rules import check_texts

    return in_order(p for locale in texts.published() for p in check_texts(locale))


def _is_below(folder: Path) -> bool:
    return folder.resolve().is_relative_to(Path.cwd().resolve())
