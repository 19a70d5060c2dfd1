# SPDX-License-Identifier: EUPL-1.2
"""How far the review of each language is: counted, and by whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.texts.catalogues import CatalogueEntry


@dataclass(frozen=True, slots=True)
class ReviewCount:
    """A catalogue: of its `sentences` some are missing or stale, the others draft or reviewed.

    Of the drafts, `lapsed` were reviewed once, before a text changed; `reviewers`: name → how many
    sentences.
    """

    language: str
    domain: str
    sentences: int
    missing: int
    stale: int
    draft: int
    lapsed: int
    reviewed: int
    reviewers: Mapping[str, int]
    is_printed: bool


def count_reviews(languages: Sequence[OpenLanguage]) -> Iterator[ReviewCount]:
    """Yield a count for every catalogue, in the order of the languages."""
    for opened in languages:
        for domain, locale in opened.domains.items():
            states = Counter(_state(entry) for entry in locale.entries)
            names = Counter(
                entry.review.name for entry in locale.entries if entry.review and entry.is_reviewed
            )
            yield ReviewCount(
                language=opened.language.code,
                domain=domain,
                sentences=len(locale.entries),
                missing=states["missing"],
                stale=states["stale"],
                draft=states["draft"] + states["lapsed"],
                lapsed=states["lapsed"],
                reviewed=states["reviewed"],
                reviewers=dict(names.most_common()),
                is_printed=not locale.is_draft or opened.language.print_draft,
            )


def _state(entry: CatalogueEntry) -> str:
    if not entry.translation:
        return "missing"
    if entry.stale:
        return "stale"
    if entry.is_reviewed:
        return "reviewed"
    return "lapsed" if entry.review else "draft"
