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
from leaflet.archive.history import size
from leaflet.archive.manifest import is_whole, read_manifest
from leaflet.build.kinds import Product
from leaflet.system import fonts as engine
from leaflet.system.workspace import aids_beside, walk_layers

if TYPE_CHECKING:
    import datetime as dt

    from leaflet.archive.manifest import Manifest
    from leaflet.system.workspace import Workspace

PRODUCT_PER = {"ambito": Product.SHEET, "comune": Product.COMUNE}
"""What `--per` says → what is made then."""

_READ = {".html", ".css", ".svg", ".js", ".po", ".pot", ".toml", ".py", ".json", ".csv", ".txt"}


def files_digest(workspace: Workspace, contacts: Path) -> str:
    """Return the digest of the list, the templates, the texts and the program.

    It is to be taken before any of them is read: then what is saved while they are read is news
    to the next run, and never taken for what was built. Raises OSError when one cannot be read.
    """
    total = hashlib.sha256(contacts.read_bytes())
    aids = aids_beside(contacts)
    if aids.is_file():
        total.update(aids.read_bytes())
    folders = (workspace.templates, workspace.locales, Path(leaflet.__file__).parent)
    for number, folder in enumerate(folders):
        for name, path in walk_layers(folder):
            if path.suffix in _READ:
                data = path.read_bytes()
                total.update(f"{number}\0{name}\0{len(data)}\0".encode())
                total.update(data)
    return total.hexdigest()


def digest(files: str, fonts: tuple[str, ...]) -> str:
    """Return the digest of all that a build reads: of its files, the fonts and the packages."""
    packages = repr(sorted(engine.packages().items()))
    return hashlib.sha256(f"{files} {engine.fingerprint(fonts)} {packages}".encode()).hexdigest()


def products_of(manifest: Manifest) -> frozenset[str]:
    """Return the kinds of leaflets that the folder of this manifest has."""
    return frozenset(entry.product for entry in manifest.files.values())


def paths_of(manifest: Manifest, products: frozenset[str]) -> tuple[str, ...]:
    """Return the files of these kinds, or of any when there are none.

    The others may be out of date: nobody has looked.
    """
    files = manifest.files.items()
    return tuple(path for path, entry in files if not products or entry.product in products)


def read_if_current(
    folder: Path,
    workspace: Workspace,
    contacts: Path,
    today: dt.date,
    products: frozenset[str] = frozenset(),
) -> Manifest | None:
    """Return the manifest of a folder in which a whole build would find nothing to do.

    None when something may have changed, or the checks may find something else `today`; without
    `products`, all that the folder has must be current.
    """
    manifest = read_manifest(folder)
    inputs = manifest.inputs
    if inputs is None or manifest.recorded != size(folder):
        return None
    if not (products or products_of(manifest)) <= set(inputs.products):
        return None
    if inputs.until and today >= inputs.until:
        return None
    try:
        present = digest(files_digest(workspace, contacts), inputs.fonts)
    except OSError:
        return None
    return manifest if present == inputs.digest and is_whole(folder, manifest) else None
