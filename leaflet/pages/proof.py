# SPDX-License-Identifier: EUPL-1.2
"""The texts of a language on paper: Italian beside the translation, to be signed by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from leaflet.pages.environment import TemplateFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from leaflet.texts.catalogues import Language

_APART = re.compile(r"\[[^\]]+\]|\{\w+\}")
"""Names in brackets and gaps: they are read from left to right in every language."""


class ProofRow(NamedTuple):
    """A sentence: its number, its texts, and what there is to say of its review."""

    number: int
    source: str
    translation: str
    state: str


class ProofPart(NamedTuple):
    """What people read together, such as the sheet."""

    title: str
    rows: Sequence[ProofRow]


def compose_proof(
    templates: Path, language: Language, name: str, parts: Sequence[ProofPart], today: str
) -> str:
    """Return the pages; `name` is the language's in Italian, `today` the day written out."""
    folder = TemplateFolder(templates, {}, {"isolated": _isolate})
    values = {"language": language, "name": name, "parts": parts, "today": today}
    return folder.render("review/prova.html", values)


def _isolate(text: str) -> Markup:
    escaped = str(escape(text))
    isolated = _APART.sub(lambda part: f'<bdi dir="ltr">{part[0]}</bdi>', escaped)
    return Markup(isolated)  # noqa: S704  (the text was escaped above)
