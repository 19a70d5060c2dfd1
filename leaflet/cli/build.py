# SPDX-License-Identifier: EUPL-1.2
"""`leaflet build`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.context import Checked, known_ambito, read_registry, read_texts, text_problems
from leaflet.cli.language import _, translated
from leaflet.cli.present import as_text, wants_colour
from leaflet.problems import LeafletError, Problem, Severity, in_order, say, stops_a_build
from leaflet.workspace import Workspace

if TYPE_CHECKING:
    from leaflet.build import Report
    from leaflet.registry.model import Registry
    from leaflet.texts import Texts


def build(
    context: typer.Context,
    ambiti: Annotated[
        list[str] | None,
        typer.Argument(metavar="AMBITO", help=_("Ids of ambiti; default: all of them.")),
    ] = None,
    contacts: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Registry to use instead."))
    ] = None,
    output: Annotated[Path, typer.Option(metavar="DIR", help=_("Folder for the leaflets."))] = Path(
        "output"
    ),
) -> None:
    """Validate first, then make what is missing or out of date."""
    workspace: Workspace = context.obj
    checked = read_registry(contacts or workspace.contacts)
    texts = read_texts(workspace.locales)
    problems = in_order([*checked.problems, *text_problems(texts)])
    if checked.registry is None or stops_a_build(problems):
        raise _refused(problems, checked)
    chosen = _chosen(checked.registry, ambiti or [])
    report = _made(workspace, checked.registry, texts, chosen, output)
    misfits = in_order(report.problems)
    typer.echo(as_text(misfits, {}, colour=wants_colour(sys.stderr)), nl=False, err=True)
    typer.echo(_summary(report, output))
    _mention_warnings(problems)
    raise typer.Exit(int(bool(misfits)))


def _refused(problems: Sequence[Problem], checked: Checked) -> LeafletError:
    """Show the errors, and return the one that ends the run."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    shown = as_text(errors, {checked.name: checked.text}, colour=wants_colour(sys.stderr))
    typer.echo(shown, err=True)
    return LeafletError(say("nothing was written: mend the errors first"))


def _mention_warnings(problems: Sequence[Problem]) -> None:
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    if warnings:
        message = say("warnings: {count}; leaflet validate shows them", count=warnings)
        typer.echo(translated(message), err=True)


def _chosen(registry: Registry, ambiti: list[str]) -> list[str]:
    from leaflet.outputs import GENERIC

    return [name if name == GENERIC else known_ambito(registry, name).id for name in ambiti]


def _made(
    workspace: Workspace, registry: Registry, texts: Texts, chosen: list[str], output: Path
) -> Report:
    from leaflet import build as building
    from leaflet.compose.sheet import Composer
    from leaflet.engine import families
    from leaflet.outputs import plan

    locales = texts.published()
    composer = Composer(workspace.templates, locales, registry)
    fonts = families([locale.language.font for locale in locales])
    return building.build(
        plan(registry, composer, chosen),
        output,
        building.Typesetting(workspace.templates, fonts),
        lambda path: typer.echo(str(output / path)),
    )


def _summary(report: Report, output: Path) -> str:
    message = say(
        "{folder}: {written} written, {unchanged} up to date, {removed} removed",
        folder=output,
        written=len(report.written),
        unchanged=len(report.unchanged),
        removed=len(report.removed),
    )
    return translated(message)
