# SPDX-License-Identifier: EUPL-1.2
"""The official list of Comuni."""

from __future__ import annotations

import pytest

from leaflet.registry.comuni import official


def test_the_metropolitan_city_has_133_comuni() -> None:
    """The number is that of the official list, and names are spelt as the Comuni spell them."""
    names = [comune.nome for comune in official().of_province("MI")]
    assert len(names) == 133
    assert {"Cassano d'Adda", "Trezzo sull'Adda", "Cassina de' Pecchi", "Cerro al Lambro"} <= set(
        names
    )
    assert {"San Giorgio su Legnano", "Boffalora sopra Ticino", "Vermezzo con Zelo"} <= set(names)


@pytest.mark.parametrize("typed", ["CASSANO D'ADDA", "cassano d adda", "Cassano d’Adda"])
def test_case_accents_and_apostrophes_do_not_count(typed: str) -> None:
    """A Comune is found however its signs are typed."""
    assert [comune.nome for comune in official().named(typed)] == ["Cassano d'Adda"]


def test_a_dissolved_comune_is_known_as_such() -> None:
    """Vermezzo was merged in 2019: it is no longer named, and is remembered as dissolved."""
    assert official().named("Vermezzo") == ()
    former = official().dissolved("Vermezzo")
    assert former is not None
    assert (former.nome, former.attivo) == ("Vermezzo", False)
    assert official().dissolved("Rho") is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Bernate", "Bernate Ticino"),
        ("Pozzuolo", "Pozzuolo Martesana"),
        ("San Donato M.SE", "San Donato Milanese"),
        ("San Giuliano M.SE", "San Giuliano Milanese"),
        ("Vizzolo Predabbissi", "Vizzolo Predabissi"),
        ("Firense", "Firenze"),
    ],
)
def test_the_nearest_name_is_suggested(wrong: str, right: str) -> None:
    """Every misspelling of the 2023 annex leads to the right Comune."""
    assert official().nearest(wrong) == right


def test_nothing_is_suggested_for_a_word_like_no_comune() -> None:
    """A suggestion that would be a guess is not made."""
    assert official().nearest("Xyzzyqwk") is None
