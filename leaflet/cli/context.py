# SPDX-License-Identifier: EUPL-1.2
"""Options that every command shares, and what commands read from the workspace."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import leaflet
from leaflet import workspace
from leaflet.checks import check
from leaflet.cli.language import _
from leaflet.problems import LeafletError, in_order, say, stops_a_build
from leaflet.registry import reading

if TYPE_CHECKING:
    from leaflet.problems import Problem
    from leaflet.registry.model import Ambito, Registry
    from leaflet.texts import Texts


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
    name = shown_name(path)
    result = reading.read_file(path, name)
    problems = result.problems
    if result.registry:
        problems = in_order([*problems, *check(result.registry, whole=not result.problems)])
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
    from leaflet import texts  # noqa: PLC0415  (Babel: a tenth of a second)

    return texts.read_texts(Path(os.path.relpath(folder)) if _is_below(folder) else folder)


def _is_below(folder: Path) -> bool:
    return folder.resolve().is_relative_to(Path.cwd().resolve())


def known_ambito(registry: Registry, identifier: str) -> Ambito:
    """Return the ambito of this id; raises LeafletError that names the nearest one."""
    from leaflet.registry.comuni import nearest  # noqa: PLC0415  (only on a typing error)

    ambito = registry.ambito(identifier)
    if ambito is None:
        known = [ambito.id for ambito in registry.ambiti]
        meant = nearest(identifier, known, cutoff=0.6)
        message = say("there is no ambito «{id}»", id=identifier)
        hint = say("did you mean {id}?", id=meant) if meant else say("leaflet list shows them")
        raise LeafletError(message, hint)
    return ambito
