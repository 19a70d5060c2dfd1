# SPDX-License-Identifier: EUPL-1.2
"""How easy a text is to read."""

from __future__ import annotations

import pytest

from leaflet.rules.texts import gulpease


def test_gulpease_follows_its_formula() -> None:
    """Eight words, thirty letters and one sentence give 89 + (300 - 300) / 8."""
    assert gulpease("La casa che avete non è più vostra.") == pytest.approx(89 + (300 - 270) / 8)


def test_long_sentences_of_long_words_are_hard() -> None:
    """Office Italian scores far under the bound."""
    hard = (
        "L'interessato provvederà tempestivamente alla presentazione dell'istanza amministrativa."
    )
    assert gulpease(hard) < 40 < gulpease("Vai al tuo Comune. Chiedi aiuto.")
