# SPDX-License-Identifier: EUPL-1.2
"""`leaflet site`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.options import Contacts, OutputOption, select
from leaflet.problems import LeafletError, say
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from leaflet.build.selection import Selection
    from leaflet.portal.publishing import Report

Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="DIR", help=_("Folder for the portal; default: site, "
                                                      "in the folder of the leaflets.")),
]  # fmt: skip


def site(
    context: typer.Context,
    out: Out = None,
    fragment: Annotated[
        bool, typer.Option("--fragment", help=_("Pages without a layout, to paste elsewhere."))
    ] = False,
    contacts: Contacts = None,
    output: OutputOption = None,
) -> None:
    """Make the leaflets that are out of date, then the portal that publishes them."""
    asked = select(context, contacts, output)
    target = out or asked.output / "site"
    build_first(asked)
    show(target, publish_site(asked, target, fragment=fragment))
    show_missing(asked)


def build_first(asked: Selection) -> None:
    """Bring the leaflets up to date; raises LeafletError when one could not be made."""
    from leaflet.build.ordering import Hiring, order_of
    from leaflet.cli.build import run_build, show_problems, warn_of_unsigned
    from leaflet.cli.progress import progress_for

    if asked.manifest_if_current():
        return
    with Hiring("processes") as hiring:
        order = order_of(asked, hire=hiring.hire)
        report = run_build(order, hiring.pool, progress_for(asked.output, explain=False))
    show_problems(report)
    if report.has_failed:
        message = say("the portal stays as it was: not every leaflet could be made")
        raise LeafletError(message)
    warn_of_unsigned(asked.output)


def publish_site(asked: Selection, target: Path, *, fragment: bool) -> Report:
    """Bring the portal up to date and return what was done."""
    from leaflet.portal.making import make, portal_of

    return make(portal_of(asked, target, is_fragment=fragment))


def show_missing(asked: Selection) -> None:
    """Say what visitors of the portal do not find on it, because the list does not say it."""
    from leaflet.portal.making import list_missing
    from leaflet.registry.reading import read_file

    registry = read_file(asked.contacts).registry
    for message in list_missing(registry) if registry else ():
        typer.echo(translate(message), err=True)


def show(target: Path, report: Report) -> None:
    """Say what was done, and where the portal begins."""
    values = {"written": report.written, "unchanged": report.unchanged, "removed": report.removed}
    message = say("{folder}: {written} written, {unchanged} up to date, {removed} removed",
                  folder=target, **values)  # fmt: skip
    typer.echo(translate(message))
