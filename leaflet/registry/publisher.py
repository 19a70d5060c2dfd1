# SPDX-License-Identifier: EUPL-1.2
"""Whose portal it is: what its block in the list names, and what it leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.registry.model import Portale

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Registry

LARGEST_LOGO = 30_000
"""Bytes: more than a whole page, which comes through a slow network before the number."""
_BEGINS = {".svg": (b"<svg", b"<?xml", b"<!--"), ".png": (b"\x89PNG\r\n\x1a\n",)}


def find_logo(registry: Registry, folder: Path) -> Path | None:
    """Return the file of the logo in the folder of the list; None: none is named, or none fits."""
    name = registry.portale.logo if registry.portale else None
    path = folder / name if name else None
    if path is None or not path.is_file() or path.stat().st_size > LARGEST_LOGO:
        return None
    return path if path.read_bytes().lstrip().startswith(_BEGINS[path.suffix]) else None


def missing_keys(registry: Registry) -> tuple[str, ...]:
    """Return the keys of the block that say nothing yet; all where there is no block."""
    block = registry.portale
    return tuple(key for key in Portale.model_fields if not (block and getattr(block, key)))
