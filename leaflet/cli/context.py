# SPDX-License-Identifier: EUPL-1.2
"""Options that every command shares, and what commands read from the workspace."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import leaflet
from leaflet.problems import say
from leaflet.system import workspace
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    pass


class When(StrEnum):
    """When to use colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"leaflet {leaflet.__version__}")
        raise typer.Exit


def options(
    context: typer.Context,
    root: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=_("Folder to work on, with contacts/, templates/, locales/ and output/."),
        ),
    ] = None,
    color: Annotated[
        When, typer.Option(help=_("Colours in what is shown: where they can be seen, or as said."))
    ] = When.AUTO,
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
    if color is not When.AUTO:
        os.environ.pop("NO_COLOR", None)
        os.environ["FORCE_COLOR" if color is When.ALWAYS else "NO_COLOR"] = "1"
    if os.environ.get("FORCE_COLOR") and not os.environ.get("NO_COLOR"):
        context.color = True  # also into a pipe
    context.obj = workspace.find_workspace(root, Path.cwd())
    if not context.obj.is_chosen and context.invoked_subcommand != "init":
        message = say("here is no contacts/ folder: using the list that came with the program; "
                      "leaflet init DIR makes one of your own")  # fmt: skip
        typer.echo(translate(message), err=True)
