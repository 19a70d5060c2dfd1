# SPDX-License-Identifier: EUPL-1.2
"""What people read in a bundle: the index as a web page, how to use it, what is new."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from pathlib import Path


@functools.cache
def _environment(templates: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates / "bundle"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def written(templates: Path, name: str, **values: object) -> str:
    """Return one of the texts of `templates/bundle`, with these values in its gaps."""
    return _environment(templates).get_template(name).render(values)
