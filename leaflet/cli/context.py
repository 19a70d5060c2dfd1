# SPDX-License-Identifier: EUPL-1.2
"""Options that every command shares, and what commands read from the workspace."""

from __future__ import annotations

import contextlib
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import leaflet
from leaflet.cli.verbose import files_told
from leaflet.problems import WrongValueError, say
from leaflet.system import workspace
from leaflet.texts.messages import _, translate


def is_quiet(context: typer.Context) -> bool:
    """Return whether errors alone are to be printed."""
    return bool(context.find_root().params.get("quiet"))


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
    quiet: Annotated[
        bool, typer.Option("--quiet", help=_("Print errors alone; the exit code says the rest."))
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help=_("Say as well which files are read and written."))
    ] = False,
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
    if quiet and verbose:
        raise WrongValueError(say("--quiet and --verbose exclude each other"))
    if quiet:
        nowhere = context.with_resource(
            Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (the context closes it)
        )
        context.with_resource(contextlib.redirect_stdout(nowhere))
    if color is not When.AUTO:
        os.environ.pop("NO_COLOR", None)
        os.environ["FORCE_COLOR" if color is When.ALWAYS else "NO_COLOR"] = "1"
    if os.environ.get("FORCE_COLOR") and not os.environ.get("NO_COLOR"):
        context.color = True  # also into a pipe
    context.obj = workspace.find_workspace(root, Path.cwd())
    if verbose:
        context.with_resource(files_told(context.obj.root))
    if not context.obj.is_chosen and context.invoked_subcommand != "init" and not quiet:
        message = say("here is no contacts/ folder: using the list that came with the program; "
                      "leaflet init DIR makes one of your own")  # fmt: skip
        typer.echo(translate(message), err=True)
