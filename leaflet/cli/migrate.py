# SPDX-License-Identifier: EUPL-1.2
"""`leaflet migrate`."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.options import DryRunOption, YesOption
from leaflet.cli.prompts import confirmed
from leaflet.problems import LeafletError, Severity, say
from leaflet.system.clock import now
from leaflet.system.workspace import Workspace, shown_name
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from leaflet.offices.migrating import Migration
    from leaflet.problems import Message


def migrate(
    context: typer.Context,
    dry_run: DryRunOption = False,
    diff: Annotated[
        bool, typer.Option("--diff", help=_("Show whole what the program says otherwise."))
    ] = False,
    complete: Annotated[
        bool,
        typer.Option("--complete", help=_("Add the sentences that translations of your own lack.")),
    ] = False,
    yes: YesOption = False,
) -> None:
    """Show what an older version left in the folder, ask, keep a copy of it and take it away."""
    from leaflet.offices.migrating import Aim, carry_out, plan_migration

    workspace: Workspace = context.obj
    workspace.must_be_chosen()
    find_errors = functools.partial(_find_errors, workspace.contacts)
    migration = plan_migration(Aim(workspace, find_errors, complete))
    _show(migration, is_whole=diff or dry_run)
    if not migration.before:
        typer.echo(translate(say("nothing to do")))
        return
    if dry_run:
        return
    otherwise = say("--yes writes without asking, --dry-run only shows")
    if not yes and not confirmed(_("Do this? The old files are kept in a ZIP."), otherwise):
        raise LeafletError(say("nothing was written"))
    backup = carry_out(migration, now())
    typer.echo(translate(say("done; leaflet build makes the leaflets that this changes")))
    typer.echo(translate(say("the old files are in {file}: unpack it in the folder of the list to "
                             "have them back", file=shown_name(backup))))  # fmt: skip


def _show(migration: Migration, *, is_whole: bool) -> None:
    for adjustment in migration.adjustments:
        typer.echo(translate(adjustment.title))
        for line in adjustment.lines:
            typer.echo(f"  {translate(line)}")
        if is_whole:
            typer.echo(adjustment.difference, nl=False)
    removed, written = len(migration.removed), len(migration.written)
    if migration.before:
        typer.echo(translate(say("files to remove: {removed}, to write anew: {written}",
                                 removed=removed, written=written)))  # fmt: skip


def _find_errors(contacts: Path, workspace: Workspace) -> Counter[Message]:
    """Return the errors of a list with the templates and texts of a workspace."""
    from leaflet.build.rehearsal import rehearse
    from leaflet.pages.environment import missing_names
    from leaflet.rules.checked import (
        check_aid_texts,
        check_portal_texts,
        check_published,
        read_registry,
    )
    from leaflet.texts.catalogues import read_texts

    registry = read_registry(contacts).registry
    try:
        texts = read_texts(workspace.locales)
        problems = [*check_published(texts), *check_portal_texts(workspace.locales)]
        if registry:
            problems += check_aid_texts(registry, workspace.locales)
            problems += rehearse(workspace, registry, texts)
    except LeafletError as error:
        return Counter([error.message])
    errors = [one.message for one in problems if one.severity is Severity.ERROR]
    return Counter(errors if registry else [*errors, *missing_names(workspace.templates)])
