# SPDX-License-Identifier: EUPL-1.2
"""What people read in a bundle: the index as a web page, how to use it, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.pages.environment import TemplateFolder

if TYPE_CHECKING:
    from pathlib import Path


def write_text(templates: Path, name: str, **values: object) -> str:
    """Return one of the texts of `templates/bundle`, with these values in its gaps."""
    folder = TemplateFolder(templates, {}, keep_last_newline=True)
    return folder.render(f"bundle/{name}", values)
