# SPDX-License-Identifier: EUPL-1.2
"""`leaflet site`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli import planning
from leaflet.cli.planning import OUTPUT, Contacts, Output, Wanted
from leaflet.cli.terminal import as_text, wants_colour
from leaflet.problems import LeafletError, Severity, say, stops_a_build
from leaflet.texts.messages import _, translated

if TYPE_CHECKING:
    from leaflet.portal.pages import Look
    from leaflet.portal.publishing import Report
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Texts

Folder = Annotated[
    Path | None,
    typer.Option("-o", "--site", metavar="DIR", help=_("Folder for the portal; default: site, "
                                                       "in the folder for the leaflets.")),
]  # fmt: skip


def site(
    context: typer.Context,
    folder: Folder = None,
    fragment: Annotated[
        bool, typer.Option("--fragment", help=_("Pages without a layout, to paste elsewhere."))
    ] = False,
    contacts: Contacts = None,
    output: Output = OUTPUT,
) -> None:
    """Make the leaflets that are out of date, then the portal that publishes them."""
    asked = planning.wanted(context.obj, contacts, output, None)
    target = folder or output / "site"
    build_first(asked)
    report = made(asked, target, fragment=fragment)
    show(target, report)


def build_first(asked: Wanted) -> None:
    """Bring the leaflets up to date; raises LeafletError when one could not be made."""
    from leaflet.cli.build import Hiring, show_problems, warn_of_unsigned
    from leaflet.cli.build import made as built
    from leaflet.cli.progress import shown

    if planning.unchanged(asked):
        return
    with Hiring("processes") as hiring:
        ordered = planning.ordered(asked, hire=hiring.hire)
        report = built(ordered, hiring.crew, shown(asked.output, explain=False, quiet=False))
    if report.problems:
        show_problems(report)
        message = say("the portal stays as it was: not every leaflet could be made")
        raise LeafletError(message)
    warn_of_unsigned(asked.output)


def made(asked: Wanted, target: Path, *, fragment: bool) -> Report:
    """Bring the portal up to date and return what was done."""
    from leaflet.portal.making import Portal, make

    portal = Portal(target, asked.output, lambda: _read(asked, fragment=fragment), fragment)
    return make(portal)


def show(target: Path, report: Report) -> None:
    """Say what was done, and where the portal begins."""
    values = {"written": report.written, "unchanged": report.unchanged, "removed": report.removed}
    message = say("{folder}: {written} written, {unchanged} up to date, {removed} removed",
                  folder=target, **values)  # fmt: skip
    typer.echo(translated(message))


def _read(asked: Wanted, *, fragment: bool) -> tuple[Registry, Look]:
    from leaflet.portal.pages import Look
    from leaflet.rules.checked import read_registry

    registry = read_registry(asked.contacts).registry
    if registry is None:
        raise LeafletError(say("{file} cannot be understood", file=asked.contacts))
    locales = _texts(asked).published()
    return registry, Look(asked.workspace.templates, locales, fragment)


def _texts(asked: Wanted) -> Texts:
    """Return what the portal says; raises LeafletError, after it has shown the errors."""
    from leaflet.rules.checked import check_published
    from leaflet.texts.catalogues import joined, read_portal_texts, read_texts

    folder = asked.workspace.locales
    portal = read_portal_texts(folder)
    if portal is None:
        raise LeafletError(say("{folder} has no texts for a portal", folder=folder))
    problems = check_published(portal)
    if stops_a_build(problems):
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        typer.echo(as_text(errors, {}, colour=wants_colour(sys.stderr)), err=True)
        raise LeafletError(say("nothing was written: mend the errors first"))
    return joined(read_texts(folder), portal)
