# SPDX-License-Identifier: EUPL-1.2
"""Words compared as people read them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leaflet.registry.comuni import official
from leaflet.system.words import fold, fold_each, nearest


def test_folding_keeps_letters_and_digits_only() -> None:
    """Accents, punctuation and double spaces disappear; words stay apart."""
    assert fold("  Càrugate-d’Ädda  2 ") == "carugate d adda 2"


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))))
def test_many_names_fold_as_each_does(names: list[str]) -> None:
    """Folding the whole list at once gives what folding one by one gives, in the same order."""
    assert list(fold_each(names)) == ([fold(name) for name in names] or [""])


def test_the_official_names_fold_as_each_does() -> None:
    """So do the names of all Comuni: the index of the list is made with them."""
    names = [grafia for comune in official().active() for grafia in comune.grafie]
    assert len(names) > 7_000
    assert list(fold_each(names)) == [fold(name) for name in names]


def test_the_nearest_word_is_near() -> None:
    """What is nearest is said as it is written; what is far from all is not."""
    assert nearest("MELZZO", ["Rho", "Melzo"]) == "Melzo"
    assert nearest("Rho", ["Abbiategrasso"]) is None
    assert nearest("Rho", []) is None
