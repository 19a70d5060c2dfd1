# SPDX-License-Identifier: EUPL-1.2
"""What a worker does: it gets HTML and returns the bytes of a PDF. It writes no files."""

from __future__ import annotations

import contextlib
import functools
import platform
import tempfile
import threading
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import LeafletError, say
from leaflet.system.fonts import fingerprint
from leaflet.system.workspace import walk_layers

if TYPE_CHECKING:
    from leaflet.pdf.renderer import Renderer


class Job(NamedTuple):
    """A file to draw: `path` names it, `sides` are its pages as HTML."""

    path: str
    sides: tuple[str, ...]


class Rendered(NamedTuple):
    """What came of a job: the PDF, or else the number of the side that does not fit.

    Or else the signs that no font has; nothing of these when workers died over it again and again.
    `pages` are the digests of the PDF's pages.
    """

    pdf: bytes | None = None
    misfit: int | None = None
    pages: tuple[str, ...] = ()
    lacking: str = ""


class UnlikeWorkerError(LeafletError):
    """A worker would draw other pages than the rest: no sheet is to blame."""


class WorkerBugError(Exception):
    """A bug of ours that showed in a worker: its text is the traceback there."""


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a worker needs beside the HTML: the style sheet's folder and the fonts that may appear.

    `edition` stands for the contents of all that, so that workers that stay notice a change.
    `files` carries the folder's contents to workers that have no such folder, and `fingerprint` is
    what their fonts and versions must be: both only for a cluster.
    """

    folder: Path
    fonts: tuple[str, ...]
    edition: str
    files: tuple[tuple[str, bytes], ...] = ()
    fingerprint: str = ""

    def with_files(self) -> RenderContext:
        """Return what workers on other machines need."""
        files = tuple(
            (name, path.read_bytes())
            for name, path in walk_layers(self.folder)
            if path.suffix in {".css", ".svg"}
        )
        return replace(self, files=files, fingerprint=fingerprint(self.fonts))


def render(context: RenderContext, sides: tuple[str, ...]) -> Rendered:
    """Return the PDF of these sides; runs in the worker.

    Raises LeafletError when something would be missing on paper. What is our bug becomes a
    WorkerBugError, since many an exception does not travel (Rust's panics), or ends who reads it.
    """
    from leaflet.pdf.page_digest import page_digests  # noqa: PLC0415  (in the worker alone)
    from leaflet.pdf.renderer import (  # noqa: PLC0415  (half a second, in the worker alone)
        DoesNotFitError,
        LacksSignsError,
    )

    try:
        pdf = _renderer(context).pdf(sides)
        return Rendered(pdf, pages=page_digests(pdf))
    except DoesNotFitError as error:
        return Rendered(misfit=sides.index(error.side))
    except LacksSignsError as error:
        return Rendered(lacking=error.signs)
    except (LeafletError, OSError, ImportError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  (see above)
        raise WorkerBugError(traceback.format_exc()) from None


def lay_out(context: RenderContext, side: str) -> None:
    """Lay out a side that many sheets share, before the first of them is wanted.

    Should it not fit, or lack a sign, that is said of the first sheet.
    """
    from leaflet.pdf.renderer import DoesNotFitError, LacksSignsError  # noqa: PLC0415  (as above)

    with contextlib.suppress(DoesNotFitError, LacksSignsError):
        _renderer(context).side(side)


_one_at_a_time = threading.Lock()


def _renderer(context: RenderContext) -> Renderer:
    with _one_at_a_time:
        return _make_renderer(context)


@functools.lru_cache(maxsize=1)
def _make_renderer(context: RenderContext) -> Renderer:
    """Return this process's renderer; a changed context replaces it."""
    from leaflet.pdf.renderer import Renderer  # noqa: PLC0415  (half a second, in the worker alone)

    if not context.files:
        return Renderer(context.folder, context.fonts)
    if fingerprint(context.fonts) != context.fingerprint:
        message = say("the worker {name} has other fonts or versions", name=platform.node())
        raise UnlikeWorkerError(message, say("install the same on each machine of the cluster"))
    folder = Path(_own_folder().name)
    for name, data in context.files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Renderer(folder, context.fonts)


@functools.cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    """Return the folder for the files of a context; it is removed when the worker ends."""
    return tempfile.TemporaryDirectory(prefix="leaflet-")
