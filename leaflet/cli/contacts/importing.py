# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.draft import format_problem
from leaflet.cli.contacts.options import YesOption
from leaflet.cli.prompts import confirmed
from leaflet.cli.terminal import summary, take_first, width_of, wrap
from leaflet.problems import LeafletError, say
from leaflet.system.clock import now
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.offices.commit import OpenList
    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.offices.workbook.result import Merged
    from leaflet.registry.changes import Change
    from leaflet.registry.model import Registry


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help=_("Workbooks as offices sent them back.")),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would change, and write nothing."))
    ] = False,
    yes: YesOption = False,
) -> None:
    """Read workbooks, show what they change, ask, and write all of it or nothing."""
    from leaflet.offices.commit import open_list
    from leaflet.offices.workbook.merging import merge
    from leaflet.registry.changes import between

    path = context.obj.contacts
    listed = open_list(path, shown_name(path))
    merged = merge(listed.registry, _sheets(files), now().date())
    _show_problems(merged)
    if not merged.is_sound:
        raise LeafletError(say("nothing was written: mend these cells, then import again"))
    changes = between(listed.registry, merged.registry, origins=merged.origins)
    _show_changes(changes, listed.registry, merged.registry)
    if changes and not dry_run:
        _write(listed, merged, files, yes=yes)


def _sheets(files: Sequence[Path]) -> list[tuple[OfficeSheet, ...]]:
    """Read all files; the names of cells begin with theirs."""
    from leaflet.offices.workbook.reading import read_workbook_file

    return [read_workbook_file(file, f"{file.name}, ") for file in files]


def _show_problems(merged: Merged) -> None:
    """Print what there is to say, and of what is said very often the first and a count."""
    first, more = take_first(merged.problems, lambda p: (p.severity, p.message.text))
    for problem in first:
        typer.echo(format_problem(problem, width_of(sys.stdout)))
    for problem, count in more:
        left = say("{count} times more: {message}", count=count, message=problem.message)
        typer.echo(wrap(translate(left), width_of(sys.stdout), "    "))
    if merged.problems:
        typer.echo(summary(merged.problems) + "\n")


def _show_changes(changes: Sequence[Change], old: Registry, new: Registry) -> None:
    if not changes:
        typer.echo(translate(say("nothing changes: the list says that already")))
    for change in changes:
        typer.echo(f"{change.nome}: {translate(change.sentence)}")
    for path in _leaflets(old, new):
        typer.echo(translate(say("leaflet that will change: {file}", file=path)))


def _leaflets(old: Registry, new: Registry) -> Iterator[str]:
    from leaflet.archive.history import contents_of
    from leaflet.build.products import sheet_path

    known = {contents_of(ambito)[0] for ambito in old.ambiti}
    for ambito in new.ambiti:
        if contents_of(ambito)[0] not in known:
            yield sheet_path(ambito.id)


def _write(listed: OpenList, merged: Merged, files: Sequence[Path], *, yes: bool) -> None:
    from leaflet.offices.commit import commit_change

    otherwise = say("--yes writes without asking, --dry-run only shows")
    if not yes and not confirmed(_("Write this into the list?"), otherwise):
        raise LeafletError(say("nothing was written"))
    words = in_italian(say("import of {files}", files=", ".join(file.name for file in files)))
    backup = commit_change(listed, merged.registry, merged.origins, words, now())
    typer.echo(translate(say("written; the old list is {file}", file=shown_name(backup))))
