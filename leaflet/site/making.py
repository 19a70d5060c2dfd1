# SPDX-License-Identifier: EUPL-1.2
"""From leaflets that are up to date to a published portal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.history import HISTORY, read_history
from leaflet.manifest import MANIFEST, read_manifest, sha256_of
from leaflet.site.publishing import Piece, Report, is_current, piece, publish, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from leaflet.registry.model import Registry
    from leaflet.site.content import Content
    from leaflet.site.pages import Look


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal to make in `folder` of the leaflets that a build has just left in `output`.

    `prepare` reads the list and the texts: it is called only when something may have changed.
    """

    folder: Path
    output: Path
    prepare: Callable[[], tuple[Registry, Look]]
    is_fragment: bool = False


def make(portal: Portal) -> Report:
    """Bring a portal up to date; what did not change is not touched.

    Raises LeafletError when a leaflet, a translation or a font is missing, or the folder is not
    one of ours or cannot be written; the old portal stays whole then.
    """
    inputs = _inputs(portal)
    if is_current(portal.folder, inputs):
        present = published(portal.folder)
        return Report(0, len(present.files) if present else 0, 0)
    from leaflet.site.content import gather  # noqa: PLC0415  (with Jinja and the list of Comuni)
    from leaflet.site.pages import files  # noqa: PLC0415  (with Pillow: seconds, for nothing)

    registry, look = portal.prepare()
    manifest, history = read_manifest(portal.output), read_history(portal.output)
    content = gather(registry, portal.output, manifest, history)
    pieces = {path: piece(data) for path, data in files(content, look)}
    return publish(portal.folder, pieces | dict(_leaflets(content, portal.output)), inputs)


def _inputs(portal: Portal) -> str:
    """Return the digest of all that the portal is made of; the manifest has that of the build's."""
    made = [sha256_of(portal.output / name) for name in (MANIFEST, HISTORY)]
    return hashlib.sha256(repr([made, portal.is_fragment]).encode()).hexdigest()


def _leaflets(content: Content, output: Path) -> Iterator[tuple[str, Piece]]:
    """Yield each leaflet under the name that always has the current one, and that of its code.

    The address of an ambito that left the list has the leaflet that holds everywhere.
    """
    for leaflet in content.leaflets.values():
        source = Piece(leaflet.sha256, source=output / leaflet.source)
        yield leaflet.path, source
        yield leaflet.kept, source
    from leaflet.outputs import GENERIC, sheet_path  # noqa: PLC0415  (see above)
    from leaflet.site.content import public_path  # noqa: PLC0415  (see above)

    generic = content.leaflets[GENERIC]
    for ambito in content.gone:
        path = public_path(sheet_path(ambito.id))
        yield path, Piece(generic.sha256, source=output / generic.source)
