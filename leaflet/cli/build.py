# SPDX-License-Identifier: EUPL-1.2
"""`leaflet build`."""

from __future__ import annotations

import contextlib
import sys
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.build.fast_path import count
from leaflet.cli import planning
from leaflet.cli.fast_path import tell
from leaflet.cli.planning import OUTPUT, Contacts, Output, PerOption, ProductOption
from leaflet.cli.progress import shown
from leaflet.cli.sign import Certificate, Device, Key, Timestamp, Token, Visible, opened
from leaflet.cli.terminal import as_text, wants_colour
from leaflet.problems import in_order, say
from leaflet.texts.messages import _, translated

if TYPE_CHECKING:
    from leaflet.build.run import Report
    from leaflet.build.workers import Crew, Kit
    from leaflet.cli.planning import Ordered
    from leaflet.cli.progress import Quiet


class Executor(StrEnum):
    """Who draws."""

    PROCESSES = "processes"
    DASK = "dask"


NAMED = 5
"""How many sheets are named in a sentence before the rest is counted."""


def build(
    context: typer.Context,
    ambiti: Annotated[
        list[str] | None,
        typer.Argument(metavar="AMBITO", help=_("Ids of ambiti; default: all of them.")),
    ] = None,
    contacts: Contacts = None,
    output: Output = OUTPUT,
    per: PerOption = None,
    product: ProductOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help=_("Say why each sheet is made again."))
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=_("Make sheets again that are up to date."))
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help=_("Print nothing but errors."))] = False,
    executor: Annotated[
        Executor, typer.Option(help=_("Who draws the sheets."))
    ] = Executor.PROCESSES,
    workers: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help=_("How many processes draw; 0: one a processor, 1: none but this one."),
        ),
    ] = 0,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help=_("The Dask cluster that draws the sheets."))
    ] = "",
    sign: Annotated[
        bool, typer.Option("--sign", help=_("Sign what is made, and what is not yet signed."))
    ] = False,
    key: Key = None,
    device: Device = None,
    token: Token = "",
    certificate: Certificate = "",
    timestamp: Timestamp = "",
    visible: Visible = False,
) -> None:
    """Validate first, then make what is missing or out of date."""
    asked = planning.wanted(context.obj, contacts, output, per, product)
    if not (ambiti or force or explain or sign) and (present := planning.unchanged(asked)):
        counts = (0, count(present, asked.chosen), 0)
        tell(output, counts, present.warnings(), quiet=quiet)
        return
    is_alone = executor is Executor.PROCESSES and workers == 1
    with Hiring("serial" if is_alone else executor.value, workers, scheduler) as hiring:
        seal = None
        if sign:
            naming = opened(key, device, token, certificate, timestamp, visible=visible)
            seal = hiring.enter_context(naming)
        ordered = planning.ordered(asked, ambiti or [], force=force, hire=hiring.hire, seal=seal)
        report = made(ordered, hiring.crew, shown(output, explain=explain, quiet=quiet))
    show_problems(report)
    warn_of_unsigned(output)
    tell(output, report.counts(), ordered.warnings, quiet=quiet)
    raise typer.Exit(int(bool(report.problems)))


def warn_of_unsigned(output: Path) -> None:
    """Say so when some sheets of the folder are signed and others are not: all were meant to be."""
    from leaflet.archive.manifest import read_manifest

    files = read_manifest(output).pdfs()
    plain = [PurePath(path).name for path, entry in files.items() if not entry.signed_by]
    if plain and len(plain) < len(files):
        names = ", ".join(plain[:NAMED]) + (", …" if len(plain) > NAMED else "")
        message = say("without a signature, unlike the others: {names}", names=names)
        typer.echo(translated(message), err=True)
        hint = say("leaflet build --sign signs them")
        typer.echo(translated(say("help: {hint}", hint=hint)), err=True)


class Hiring(contextlib.ExitStack):
    """Whom `planning.ordered` hires: `crew`, who are dismissed at the end."""

    crew: Crew
    advice: str

    def __init__(self, kind: str, workers: int = 0, scheduler: str = "") -> None:
        """Hire nobody yet: what workers need must first be read."""
        super().__init__()
        self._kind = kind
        self._workers = workers
        self._scheduler = scheduler

    def hire(self, kit: Kit, advice: str) -> None:
        """Hire workers, who begin with the side that all sheets share."""
        from leaflet.build.workers import crew

        hired = crew(self._kind, kit, self._workers, self._scheduler)
        self.crew = self.enter_context(hired)
        self.advice = advice
        if advice:
            self.crew.begin(advice)


def made(ordered: Ordered, crew: Crew, progress: Quiet) -> Report:
    """Build, and say what is and what is not up to date when that is stopped half-way."""
    from leaflet.build.run import Report
    from leaflet.build.run import build as run

    report = Report()
    try:
        run(ordered.order, crew, progress, report)
    except BaseException:  # whatever it is, people must know where they are
        progress.stopped()
        if report.unchanged or report.written or report.outdated:  # else it had not yet looked
            typer.echo(_standing(report), err=True)
        raise
    progress.stopped()
    return report


def show_problems(report: Report) -> None:
    """Show on the standard error which sheets could not be made, and why."""
    problems = as_text(in_order(report.problems), {}, colour=wants_colour(sys.stderr))
    typer.echo(problems, nl=False, err=True)


def _standing(report: Report) -> str:
    current = len(report.written) + len(report.unchanged)
    left = list(report.outdated.values())
    if not left:
        return translated(say("up to date, sheets: {count}", count=current))
    names = ", ".join(left[:NAMED])
    if len(left) > NAMED:
        names = translated(say("{names} and {count} more", names=names, count=len(left) - NAMED))
    values = {"current": current, "left": len(left), "names": names}
    message = say("up to date: {current}; not yet, still as they were: {left} ({names})", **values)
    return translated(message)
