# SPDX-License-Identifier: EUPL-1.2
"""`leaflet validate`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from leaflet.cli.context import read_registry, read_texts
from leaflet.cli.language import _, translated
from leaflet.cli.present import as_json, as_text
from leaflet.problems import Severity, in_order, say, stops_a_build
from leaflet.workspace import Workspace


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"


def validate(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help=_("Registry files; default: the workspace's.")),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help=_("For people (text) or programs (json)."))
    ] = Format.TEXT,
) -> None:
    """Check registry files, or the whole workspace."""
    workspace: Workspace = context.obj
    checked = [read_registry(path) for path in files or [workspace.contacts]]
    problems = [problem for one in checked for problem in one.problems]
    if not files:
        problems += read_texts(workspace.locales).problems
    if format_ is Format.JSON:
        typer.echo(as_json(in_order(problems)), nl=False)
    else:
        texts = {one.name: one.text for one in checked}
        typer.echo(as_text(in_order(problems), texts, colour=sys.stdout.isatty()), nl=False)
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        summary = say("errors: {errors}, others: {others}", errors=errors,
                      others=len(problems) - errors)  # fmt: skip
        typer.echo(translated(summary))
    raise typer.Exit(int(stops_a_build(problems)))
