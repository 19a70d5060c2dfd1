# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from leaflet.cli.contacts.draft import format_problem, show_changes
from leaflet.cli.contacts.options import DryRunOption, YesOption
from leaflet.cli.prompts import confirmed
from leaflet.cli.terminal import summary, take_first, width_of, wrap
from leaflet.problems import LeafletError, say, stops_a_build
from leaflet.system.clock import now
from leaflet.system.workspace import Workspace, aids_beside, shown_name
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.offices.aids import AidChange
    from leaflet.offices.commit import OpenList
    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.offices.workbook.result import Merged
    from leaflet.problems import Problem
    from leaflet.registry.changes import Change
    from leaflet.registry.model import Registry


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help=_("Workbooks as offices sent them back.")),
    ],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Read workbooks, show what they change, ask, and write all of it or nothing."""
    from leaflet.offices.commit import open_list
    from leaflet.offices.workbook.merging import merge
    from leaflet.registry.changes import between

    path = context.obj.contacts
    listed = open_list(path, shown_name(path))
    sheets = _sheets(files)
    merged = merge(listed.registry, sheets, now().date())
    aids = _aids(context.obj, [sheet for file in sheets for sheet in file])
    problems = (*merged.problems, *aids.problems)
    _show_problems(problems)
    if not merged.is_sound or stops_a_build(problems):
        raise LeafletError(say("nothing was written: mend these cells, then import again"))
    changes = between(listed.registry, merged.registry, origins=merged.origins)
    _show_changes(changes, listed.registry, merged.registry, aids.change)
    if (changes or aids.change) and not dry_run:
        _confirm(yes=yes)
        words = in_italian(say("import of {files}", files=", ".join(file.name for file in files)))
        _write(listed, merged if changes else None, aids.change, words)


class _Aids(NamedTuple):
    """What offices change of their aids, None when nothing; and all there is to say about it."""

    change: AidChange | None
    problems: tuple[Problem, ...]


def _aids(workspace: Workspace, sheets: Sequence[OfficeSheet]) -> _Aids:
    from leaflet.offices.aids import change_aids, open_aids
    from leaflet.offices.workbook.aids_sheet import is_aids_sheet, read_answers
    from leaflet.offices.workbook.headings import error
    from leaflet.rules.checked import read_sound_registry

    path = aids_beside(workspace.contacts)
    of_aids = [sheet for sheet in sheets if is_aids_sheet(sheet)]
    if not of_aids:
        return _Aids(None, ())
    if not path.is_file():
        message = say("there is no file {file}", file=shown_name(path))
        return _Aids(None, (error(of_aids[0].at(0, 0), message),))
    opened = open_aids(path, shown_name(path), read_sound_registry(workspace.contacts))
    answers = read_answers(opened.misure, sheets, now().date())
    change = change_aids(opened, answers.values, now().date())
    return _Aids(change if change.said else None, (*answers.problems, *change.problems))


def _sheets(files: Sequence[Path]) -> list[tuple[OfficeSheet, ...]]:
    """Read all files; the names of cells begin with theirs."""
    from leaflet.offices.workbook.reading import read_workbook_file

    return [read_workbook_file(file, f"{file.name}, ") for file in files]


def _show_problems(problems: Sequence[Problem]) -> None:
    """Print what there is to say, and of what is said very often the first and a count."""
    first, more = take_first(problems, lambda p: (p.severity, p.message.text))
    for problem in first:
        typer.echo(format_problem(problem, width_of(sys.stdout)))
    for problem, count in more:
        left = say("{count} times more: {message}", count=count, message=problem.message)
        typer.echo(wrap(translate(left), width_of(sys.stdout), "    "))
    if problems:
        typer.echo(summary(tuple(problems)) + "\n")


def _show_changes(
    changes: Sequence[Change], old: Registry, new: Registry, of_aids: AidChange | None
) -> None:
    from leaflet.cli.aids import show_aid_changes

    if not changes and not of_aids:
        typer.echo(translate(say("nothing changes: the list says that already")))
    show_changes(changes)
    if of_aids:
        show_aid_changes(of_aids)
    for path in _leaflets(old, new):
        typer.echo(translate(say("leaflet that will change: {file}", file=path)))


def _leaflets(old: Registry, new: Registry) -> Iterator[str]:
    from leaflet.archive.history import contents_of
    from leaflet.build.products import sheet_path

    known = {contents_of(ambito)[0] for ambito in old.ambiti}
    for ambito in new.ambiti:
        if contents_of(ambito)[0] not in known:
            yield sheet_path(ambito.id)


def _confirm(*, yes: bool) -> None:
    otherwise = say("--yes writes without asking, --dry-run only shows")
    if not yes and not confirmed(_("Write this into the list?"), otherwise):
        raise LeafletError(say("nothing was written"))


def _write(listed: OpenList, merged: Merged | None, of_aids: AidChange | None, words: str) -> None:
    """Write the list and the aids, both or neither."""
    from leaflet.offices.commit import commit_change, undo

    backups = []
    if of_aids:
        backups.append(of_aids.commit(words, now()))
    if merged:
        try:
            backups.insert(0, commit_change(listed, merged.registry, merged.origins, words, now()))
        except LeafletError:
            if of_aids:
                undo(of_aids.opened.path, now())
            raise
    for backup in backups:
        typer.echo(translate(say("written; the old list is {file}", file=shown_name(backup))))
