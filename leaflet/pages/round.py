# SPDX-License-Identifier: EUPL-1.2
"""The papers of a round: letters to the offices and the coordinator's summary, all in Italian."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.pages.environment import TemplateFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from leaflet.texts.catalogues import Locale

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


class RoundComposer:
    """Fills the templates of a round; `italian` writes its days."""

    def __init__(self, templates: Path, italian: Locale, firma: str | None = None) -> None:
        """Prepare the templates; only those of web pages escape what is put into them.

        `firma` is who signs the letters, where the list names somebody.
        """
        filters: dict[str, Callable[..., object]] = {
            "day": italian.date,
            "count": _count,
            "md": _plain_in_markdown,
        }
        self._folder = TemplateFolder(templates, {"firma": firma}, filters, keep_last_newline=True)

    def render(self, template: str, **values: object) -> str:
        """Return a template of `templates/round/`, its gaps filled."""
        return self._folder.render(f"round/{template}", values)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _plain_in_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
