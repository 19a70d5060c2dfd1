# SPDX-License-Identifier: EUPL-1.2
"""`leaflet watch`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from leaflet.build.selection import Selection
from leaflet.cli.build import run_build, show_problems
from leaflet.cli.fast_path import tell
from leaflet.cli.options import Contacts, OutputOption, PerOption, ProductOption, select
from leaflet.cli.progress import Lines
from leaflet.cli.terminal import show_error
from leaflet.problems import LeafletError, cannot, say
from leaflet.system.clock import now
from leaflet.texts.messages import translate

TICK = 200
"""Milliseconds after which the watcher shows that it is at work, also when nothing changes."""
QUIET = 50
"""Milliseconds of rest after which a save is over: editors write in several steps."""


def watch(
    context: typer.Context,
    contacts: Contacts = None,
    output: OutputOption = None,
    per: PerOption = None,
    product: ProductOption = None,
) -> None:
    """Build, then build again whenever something is saved, until Ctrl-C."""
    asked = select(context, contacts, output, per, product)
    _warn_of_signed(asked.output)
    waiting = say("waiting for changes; Ctrl-C ends")
    on_save(asked, lambda: _build(asked), lambda: typer.echo(translate(waiting), err=True))


def _warn_of_signed(output: Path) -> None:
    """Say so when sheets of the folder are signed: those that are made anew here will not be."""
    from leaflet.archive.manifest import read_manifest

    if any(entry.signed_by for entry in read_manifest(output).files.values()):
        message = say("leaflets here are signed; those that are made again now will not be")
        typer.echo(translate(message), err=True)
        hint = say("when you have finished: leaflet build --sign")
        typer.echo(translate(say("help: {hint}", hint=hint)), err=True)


def on_save(
    asked: Selection, build: Callable[[], object], now_watching: Callable[[], object]
) -> None:
    """Call `build` now and after every save of what it reads, until Ctrl-C.

    `now_watching` is called once, when nothing that is saved can be missed any more.
    """
    from watchfiles import watch as watched

    is_waiting = False
    while True:
        folders, is_fresh = _folders_to_watch(asked), True
        for changed in watched(
            *folders, step=QUIET, yield_on_timeout=True, rust_timeout=TICK, raise_interrupt=True
        ):
            if changed or is_fresh:
                _attempt(build)
            if not is_waiting:
                now_watching()
            is_waiting, is_fresh = True, False
            if changed and _folders_to_watch(asked) != folders:
                break  # a link leads elsewhere now


def _folders_to_watch(asked: Selection) -> set[Path]:
    """Return the folders of what is read, and those that links in them lead to.

    The system tells of what is below a folder, and of nothing behind a link.
    """
    from leaflet.system.files import walk_files, walk_folders

    optional = (asked.workspace.templates, asked.workspace.locales)
    own = {asked.contacts.parent, *(folder for folder in optional if folder.is_dir())}
    linked = {asked.contacts.resolve().parent}
    for folder in own - {asked.contacts.parent}:
        linked |= {place.resolve() for place in walk_folders(folder)}
        linked |= {file.resolve().parent for file in walk_files(folder) if file.is_symlink()}
    known = {folder.resolve() for folder in own}
    return own | {place for place in linked if known.isdisjoint({place, *place.parents})}


def _attempt(build: Callable[[], object]) -> None:
    """Build once; what is wrong is shown, and the last good leaflets stay until the next save."""
    try:
        build()
    except LeafletError as error:
        show_error(error)
    except BrokenPipeError:
        raise  # nobody listens any more
    except OSError as error:  # such as a template that was there when its folder was listed
        show_error(LeafletError(cannot(error)))


def _build(asked: Selection) -> None:
    """Bring the leaflets up to date.

    This very process draws: what it has loaded and laid out once stays warm for the next save.
    """
    from leaflet.build.ordering import Hiring, order_of

    with Hiring("serial") as hiring:
        order = order_of(asked, hire=hiring.hire)
        report = run_build(order, hiring.pool, Lines(asked.output, explain=True))
        if hiring.advice:
            hiring.pool.prepare(hiring.advice)
    show_problems(report)
    if report.written or report.removed or report.problems:
        typer.echo(f"{now():%H:%M:%S} ", nl=False)
        tell(asked.output, report.counts(), 0, quiet=False)
