# SPDX-License-Identifier: EUPL-1.2
"""A language's texts as a PDF to read on paper: what the workbook says, without pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.offices.review.opening import DOMAIN_TITLES
from leaflet.offices.review.sheet import UNREAD, state_of
from leaflet.pages.proof import ProofPart, ProofRow, compose_proof
from leaflet.system.fonts import families
from leaflet.texts import SOURCE_LANGUAGE
from leaflet.texts.catalogues import read_texts

if TYPE_CHECKING:
    import datetime as dt

    from leaflet.offices.review.opening import OpenLanguage


def write_proof(opened: OpenLanguage, day: dt.date) -> bytes:
    """Return the PDF, of the same standards as the leaflets."""
    from leaflet.pdf.renderer import Renderer  # noqa: PLC0415  (half a second)

    workspace, language = opened.workspace, opened.language
    italian = read_texts(workspace.locales).locale(SOURCE_LANGUAGE)
    parts, number = [], 0
    for domain, locale in opened.domains.items():
        rows = []
        for entry in locale.entries:
            number += 1
            state = state_of(entry)
            said = "" if state == UNREAD else state
            rows.append(ProofRow(number, entry.source, entry.translation, said))
        parts.append(ProofPart(DOMAIN_TITLES[domain], rows))
    name = next(iter(opened.domains.values())).name_in_source()
    html = compose_proof(workspace.templates, language, name, parts, italian.date(day))
    fonts = families([language.font, italian.language.font])
    return Renderer(workspace.templates / "review", fonts).pdf([html])
