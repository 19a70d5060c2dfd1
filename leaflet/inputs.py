# SPDX-License-Identifier: EUPL-1.2
"""One digest for all that a build reads, so that an unchanged workspace is known at a glance.

The digest of a file in `output/` says what it is made of; this one only says that nothing at all
was touched since, without reading the list, the texts or a template.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import leaflet
from leaflet import engine
from leaflet.history import size
from leaflet.manifest import is_whole, read_manifest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from leaflet.manifest import Manifest
    from leaflet.workspace import Workspace

PRODUCT_PER = {"ambito": "sheet", "comune": "comune"}
"""What `--per` says → the name in `outputs.PRODUCTS`, a room too slow to load for a glance."""

_READ = {".html", ".css", ".svg", ".js", ".po", ".pot", ".toml", ".py", ".json", ".csv", ".txt"}


def digest(workspace: Workspace, contacts: Path, fonts: tuple[str, ...]) -> str:
    """Return the digest of the list, the templates, the texts and the program with its packages.

    Raises OSError when a file cannot be read.
    """
    total = hashlib.sha256(contacts.read_bytes())
    for path in _files(workspace):
        data = path.read_bytes()
        total.update(f"{path.name}\0{len(data)}\0".encode())
        total.update(data)
    total.update(engine.fingerprint(fonts).encode())
    total.update(repr(sorted(engine.packages().items())).encode())
    return total.hexdigest()


def _files(workspace: Workspace) -> Iterator[Path]:
    for folder in (workspace.templates, workspace.locales, Path(leaflet.__file__).parent):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _READ:
                yield path


def products_of(manifest: Manifest) -> frozenset[str]:
    """Return the kinds of leaflets that the folder of this manifest has."""
    return frozenset(entry.product for entry in manifest.files.values())


def unchanged(
    folder: Path, workspace: Workspace, contacts: Path, today: dt.date, product: str = ""
) -> Manifest | None:
    """Return the manifest of a folder in which a whole build would find nothing to do.

    None when something may have changed, or the checks may find something else `today`; without
    `product`, all that the folder has must be current.
    """
    manifest = read_manifest(folder)
    inputs = manifest.inputs
    if inputs is None or manifest.recorded != size(folder):
        return None
    if not ({product} if product else products_of(manifest)) <= set(inputs.products):
        return None
    if inputs.until and today >= inputs.until:
        return None
    try:
        present = digest(workspace, contacts, inputs.fonts)
    except OSError:
        return None
    return manifest if present == inputs.digest and is_whole(folder, manifest) else None
