# SPDX-License-Identifier: EUPL-1.2
"""Words compared as people read them."""

from __future__ import annotations

from leaflet.system.words import fold, nearest


def test_folding_keeps_letters_and_digits_only() -> None:
    """Accents, punctuation and double spaces disappear; words stay apart."""
    assert fold("  Càrugate-d’Ädda  2 ") == "carugate d adda 2"


def test_the_nearest_word_is_near() -> None:
    """What is nearest is said as it is written; what is far from all is not."""
    assert nearest("MELZZO", ["Rho", "Melzo"]) == "Melzo"
    assert nearest("Rho", ["Abbiategrasso"]) is None
    assert nearest("Rho", []) is None
