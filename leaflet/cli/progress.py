# SPDX-License-Identifier: EUPL-1.2
"""How a build shows that it goes on: a bar on a terminal, lines elsewhere, or nothing."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

import typer

from leaflet.problems import say
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leaflet.build.freshness import Status


def explain_status(found: Status) -> Iterator[str]:
    """Yield a line for each reason why something is out of date, those of all sheets first."""
    shared = found.common_reasons()
    for reason in shared:
        yield translate(say("all: {reason}", reason=reason))
    for item in found.outdated:
        for reason in item.reasons:
            if reason not in shared:
                yield translate(say("{name}: {reason}", name=item.output.name, reason=reason))
    for path in found.gone:
        yield translate(say("{path}: no longer in the list, to be removed", path=path))


class Quiet:
    """Shows nothing."""

    def begin(self, found: Status) -> None:
        """Say nothing."""

    def count(self, path: str) -> None:
        """Say nothing."""

    def stop(self) -> None:
        """Say nothing."""


class Lines(Quiet):
    """Prints the path of each file that is written, and before that the reasons if asked to."""

    def __init__(self, folder: Path, *, explain: bool) -> None:
        self._folder = folder
        self._explain = explain

    def begin(self, found: Status) -> None:
        """Print the reasons."""
        for line in explain_status(found) if self._explain else ():
            self._print(line)

    def count(self, path: str) -> None:
        """Print the path, as one can open it from here."""
        self._print(str(self._folder / path))

    def _print(self, line: str) -> None:
        """Print a line. Nobody who stops listening (`| head`, a full log) stops the build."""
        with contextlib.suppress(OSError):
            typer.echo(line)


class Bar(Lines):
    """Draws a bar with counts and the time left on the standard error."""

    _bar: Any = None  # the type is private to Typer

    def begin(self, found: Status) -> None:
        """Print the reasons, and draw the empty bar."""
        super().begin(found)
        if found.outdated:
            self._bar = typer.progressbar(
                length=len(found.outdated),
                label=_("Leaflets"),
                show_pos=True,
                width=24,
                file=sys.stderr,
            )
            self._bar.render_progress()

    def count(self, path: str) -> None:
        """Move the bar."""
        del path
        self._bar.update(1)
        if self._bar.finished:
            self._bar.render_finish()

    def stop(self) -> None:
        """End the line of an unfinished bar, so that what is said next has its own."""
        if self._bar and not self._bar.finished:
            typer.echo(err=True)


def progress_for(folder: Path, *, explain: bool) -> Quiet:
    """Return how to show a build of `folder` to whoever started it."""
    is_watched = sys.stdout.isatty() and sys.stderr.isatty()
    return (Bar if is_watched else Lines)(folder, explain=explain)
