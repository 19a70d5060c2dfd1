# SPDX-License-Identifier: EUPL-1.2
"""`leaflet build`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.build.fast_path import paths_of
from leaflet.cli.context import is_quiet
from leaflet.cli.fast_path import tell
from leaflet.cli.options import (
    Contacts,
    LangOption,
    OutputOption,
    PerOption,
    ProductOption,
    StageOption,
    select,
)
from leaflet.cli.progress import progress_for
from leaflet.cli.sign import open_key
from leaflet.cli.terminal import format_problems, wants_colour
from leaflet.problems import in_order, say
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from leaflet.build.run import BuildReport, BuildRequest
    from leaflet.build.workers import WorkerPool
    from leaflet.cli.progress import Quiet


class Executor(StrEnum):
    """Who draws."""

    PROCESSES = "processes"
    DASK = "dask"


def build(
    context: typer.Context,
    ambiti: Annotated[
        list[str] | None,
        typer.Argument(metavar="AMBITO", help=_("Ids of ambiti; default: all of them.")),
    ] = None,
    contacts: Contacts = None,
    output: OutputOption = None,
    per: PerOption = None,
    product: ProductOption = None,
    stage: StageOption = None,
    lang: LangOption = "",
    explain: Annotated[
        bool, typer.Option("--explain", help=_("Say why each leaflet is made again."))
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=_("Make leaflets again that are up to date."))
    ] = False,
    executor: Annotated[
        Executor, typer.Option(help=_("Who draws the leaflets."))
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
        str, typer.Option(metavar="ADDRESS", help=_("The Dask cluster that draws the leaflets."))
    ] = "",
    sign: Annotated[
        bool, typer.Option("--sign", help=_("Sign what is made, and what is not yet signed."))
    ] = False,
) -> None:
    """Validate first, then make what is missing or out of date."""
    asked = select(context, contacts, output, per, product, stage, lang)
    quiet = is_quiet(context)
    if not (ambiti or force or explain or sign) and (present := asked.manifest_if_current()):
        counts = (0, len(paths_of(present, asked.chosen)), 0)
        tell(asked.output, counts, present.warnings(), quiet=quiet)
        return
    from leaflet.build.workers import expect_workers

    is_alone = executor is Executor.PROCESSES and workers == 1
    kind = "serial" if is_alone else executor.value
    expect_workers(kind)  # before all that is needed beside them
    from leaflet.build.ordering import Hiring, order_of

    with Hiring(kind, workers, scheduler) as hiring:
        seal = hiring.enter_context(open_key(context.obj)) if sign else None
        order = order_of(asked, ambiti or [], force=force, hire=hiring.hire, seal=seal)
        report = run_build(order, hiring.pool, progress_for(asked.output, explain=explain))
    show_problems(report)
    warn_of_unsigned(asked.output)
    tell(asked.output, report.counts(), order.warnings, quiet=quiet)
    raise typer.Exit(int(report.has_failed))


def warn_of_unsigned(output: Path) -> None:
    """Say so when some sheets of the folder are signed and others are not: all were meant to be."""
    from leaflet.archive.manifest import read_manifest
    from leaflet.build.current import NAMED

    names = read_manifest(output).list_unsigned()
    if names:
        listed = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
        message = say("without a signature, unlike the others: {names}", names=listed)
        typer.echo(translate(message), err=True)
        hint = say("leaflet build --sign signs them")
        typer.echo(translate(say("help: {hint}", hint=hint)), err=True)


def run_build(order: BuildRequest, pool: WorkerPool, progress: Quiet) -> BuildReport:
    """Build, and say what is and what is not up to date when that is stopped half-way."""
    from leaflet.build.run import BuildReport
    from leaflet.build.run import build as run

    report = BuildReport()
    try:
        run(order, pool, progress, report)
    except BaseException:  # whatever it is, people must know where they are
        progress.stop()
        if report.unchanged or report.written or report.outdated:  # else it had not yet looked
            typer.echo(_standing(report), err=True)
        raise
    progress.stop()
    return report


def show_problems(report: BuildReport) -> None:
    """Show on the standard error which sheets could not be made, and why."""
    problems = format_problems(in_order(report.problems), {}, colour=wants_colour(sys.stderr))
    typer.echo(problems, nl=False, err=True)


def _standing(report: BuildReport) -> str:
    from leaflet.build.current import NAMED

    current = len(report.written) + len(report.unchanged)
    left = list(report.outdated.values())
    if not left:
        return translate(say("up to date: {count}", count=current))
    names = ", ".join(left[:NAMED])
    if len(left) > NAMED:
        names = translate(say("{names} and {count} more", names=names, count=len(left) - NAMED))
    values = {"current": current, "left": len(left), "names": names}
    message = say("up to date: {current}; not yet, still as they were: {left} ({names})", **values)
    return translate(message)
