# SPDX-License-Identifier: EUPL-1.2
"""Sentences of the templates, with what is filled into their gaps."""

from __future__ import annotations

import datetime as dt

import pytest

from leaflet.pages.sheet import translate_markup
from leaflet.texts.catalogues import Language, Locale

ITALIAN = Locale(Language("it", "Italiano", "ltr", "Noto Sans"))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (1, "dal 1 marzo 2026 al 24 marzo 2026"),
        (8, "dall&#39;8 marzo 2026 al 24 marzo 2026"),
        (11, "dall&#39;11 marzo 2026 al 24 marzo 2026"),
        (18, "dal 18 marzo 2026 al 24 marzo 2026"),
    ],
)
def test_italian_articles_fit_the_day(day: int, said: str) -> None:
    """«l'8», «dall'11»: their names begin with a vowel."""
    first, last = dt.date(2026, 3, day), dt.date(2026, 3, 24)
    assert translate_markup(ITALIAN, "dal {prima} al {ultima}", prima=first, ultima=last) == said


def test_articles_before_other_words_stay() -> None:
    """Only days are known to begin with a vowel."""
    assert translate_markup(ITALIAN, "il {nome}", nome="8") == 'il <bdi dir="ltr">8</bdi>'
