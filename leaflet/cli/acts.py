# SPDX-License-Identifier: EUPL-1.2
"""`leaflet acts`: numbers of eviction acts, read from tables of the courts, and what they say."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.acts_table import lines_of
from leaflet.cli.contacts.draft import format_problem
from leaflet.cli.contacts.options import DryRunOption, YesOption, ambito_names
from leaflet.cli.prompts import confirmed
from leaflet.cli.results import must_be_there, tell_redone, tell_undone, write_new
from leaflet.cli.terminal import MOST_ALIKE, summary, take_first, width_of, wrap
from leaflet.problems import LeafletError, WrongValueError, say, stops_a_build
from leaflet.system.clock import now
from leaflet.system.workspace import acts_beside, shown_name
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.offices.acts.importing import ActsChange, OpenActs
    from leaflet.offices.acts.table import CourtTable
    from leaflet.problems import Message, Problem
    from leaflet.registry.atti import ActCount
    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace


def import_acts(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help=_("Tables of numbers: .xlsx, .ods, .xls or .csv.")),
    ],
    fonte: Annotated[
        str,
        typer.Option("--fonte", metavar="TEXT", help=_("Who counted, such as UNEP.")),
    ] = "",
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help=_("Let numbers of other months or places give way to the new ones.")
        ),
    ] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Read tables of numbers, show what they change, ask, and write all of it or nothing."""
    from leaflet.offices.acts.importing import merge_counts

    opened = _open(context.obj)
    tables = [_read(file, n, opened.registry, fonte) for n, file in enumerate(files, 1)]
    change = merge_counts(opened, [table.counts for table in tables])
    problems = (*chain.from_iterable(table.problems for table in tables), *change.problems)
    _show_problems(problems)
    if stops_a_build(problems):
        raise LeafletError(say("nothing was written: mend these cells, then import again"))
    _show_change(change)
    if not change.is_empty and not dry_run:
        _confirm(change, yes=yes, replace=replace)
        words = in_italian(say("numbers of acts: {count}", count=change.count))
        backup = change.commit(words, now())
        typer.echo(translate(say("written; the old file is {file}", file=shown_name(backup))))


def _open(workspace: Workspace) -> OpenActs:
    from leaflet.offices.acts.importing import open_acts
    from leaflet.rules.checked import read_sound_registry

    path = acts_beside(workspace.contacts)
    return open_acts(path, shown_name(path), read_sound_registry(workspace.contacts))


def _read(file: Path, number: int, registry: Registry, fonte: str) -> CourtTable:
    """Read a table; its real name may name people, and goes nowhere."""
    from leaflet.offices.acts.table import read_court_table
    from leaflet.system.files import read_bytes
    from leaflet.system.tables import LARGEST_TABLE

    data = read_bytes(file, largest=LARGEST_TABLE)
    return read_court_table(data, f"file {number}", registry, _known_source(fonte), now().date())


def _known_source(fonte: str) -> str:
    """Return who counted; WrongValueError when that cannot stand in the file of acts."""
    from leaflet.offices.acts.people import looks_like_people

    plain = " ".join(fonte.split())
    if plain != fonte.strip() or not plain.isprintable() or looks_like_people(plain):
        raise WrongValueError(
            say("this cannot be a source"), say("write the name of an office, such as UNEP")
        )
    return plain or in_italian(say("courts"))


def _show_problems(problems: Sequence[Problem]) -> None:
    first, more = take_first(problems, lambda p: (p.severity, p.message.text))
    for problem in first:
        typer.echo(format_problem(problem, width_of(sys.stdout)))
    for problem, count in more:
        left = say("{count} times more: {message}", count=count, message=problem.message)
        typer.echo(wrap(translate(left), width_of(sys.stdout), "    "))
    if problems:
        typer.echo(summary(tuple(problems)) + "\n")


def _show_change(change: ActsChange) -> None:
    if change.is_empty:
        typer.echo(translate(say("nothing changes: the file says that already")))
        return
    lines = [f"{_name(count)}: {count.numero}" for count in change.added]
    lines += [f"{_name(new)}: {old.numero} → {new.numero}" for old, new in change.corrected]
    for new, olds in change.displaced:
        there = ", ".join(f"{old.periodo} {old.place} {old.numero}" for old in olds[:MOST_ALIKE])
        lines.append(f"{_name(new)}: {there} → {new.numero}")
    for line in lines[:MOST_ALIKE]:
        typer.echo(wrap(line, width_of(sys.stdout), "    "))
    if len(lines) > MOST_ALIKE:
        typer.echo(translate(say("… and {count} more", count=len(lines) - MOST_ALIKE)))
    message = say("new: {new}, corrected: {corrected}, in the place of others: {displaced}, "
                  "as they were: {same}", new=len(change.added), corrected=len(change.corrected),
                  displaced=len(change.displaced), same=change.same)  # fmt: skip
    typer.echo(translate(message))


def _name(count: ActCount) -> str:
    return f"{count.periodo} {count.place}, {count.atto}"


def _confirm(change: ActsChange, *, yes: bool, replace: bool) -> None:
    """Ask about numbers that would be counted twice, then whether to write at all."""
    otherwise = say("--replace lets the old numbers give way; or leave these rows out")
    if change.displaced and not replace:
        if yes:
            message = say("nothing was written: {count} numbers count acts that others count",
                          count=len(change.displaced))  # fmt: skip
            raise LeafletError(message, otherwise)
        question = _("Do the new numbers take the place of those that count the same acts?")
        if not confirmed(question, otherwise):
            raise LeafletError(say("nothing was written"), otherwise)
    otherwise = say("--yes writes without asking, --dry-run only shows")
    if not yes and not confirmed(_("Write this into the file of acts?"), otherwise):
        raise LeafletError(say("nothing was written"))


def report(
    context: typer.Context,
    ambito: Annotated[
        str,
        typer.Argument(metavar="[AMBITO]", help=_("Id or name of an ambito; default: all."),
                       autocompletion=ambito_names, show_default=False),
    ] = "",
    since: Annotated[
        int, typer.Option(metavar="YEAR", help=_("Leave out what was before."), show_default=False)
    ] = 0,
    internal: Annotated[
        bool,
        typer.Option("--internal", help=_("Show small numbers too: for the ambito itself alone.")),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE",
                     help=_("Write an .xlsx, a .csv with its dictionary, or a .pdf.")),
    ] = None,
) -> None:  # fmt: skip
    """Say how many acts there were, by place, year and kind."""
    from leaflet.offices.acts.report import report_acts
    from leaflet.registry.finding import known_ambito

    opened = _open(context.obj)
    identifier = known_ambito(opened.registry, ambito).id if ambito else ""
    if not opened.counts:
        raise LeafletError(say("there are no numbers of acts yet"), _begin())
    made = report_acts(opened, identifier, since=since, is_internal=internal)
    if out is None:
        for line in lines_of(made):
            typer.echo(line)
        return
    from leaflet.distribution.acts_report import acts_files

    for path, data in acts_files(made, out, context.obj).items():
        write_new(path, data)


def undo_acts(context: typer.Context) -> None:
    """Take back the last import of acts; again, the one before it."""
    from leaflet.offices.commit import undo

    tell_undone(undo(_file(context.obj), now()))


def redo_acts(context: typer.Context) -> None:
    """Make an import of acts again that was taken back."""
    from leaflet.offices.commit import redo

    tell_redone(redo(_file(context.obj), now()))


def _file(workspace: Workspace) -> Path:
    return must_be_there(acts_beside(workspace.contacts), _begin())


def _begin() -> Message:
    return say("leaflet acts import reads the first table of numbers")


COMMANDS = (
    ("import", import_acts, _("Read tables of numbers of acts, as courts give them.")),
    ("report", report, _("Say how many acts there were; small numbers are hidden.")),
    ("undo", undo_acts, _("Take back the last import of acts.")),
    ("redo", redo_acts, _("Make an import again that was taken back.")),
)
LOOKING = frozenset({"report"})
"""Commands that leave the file as it is."""
