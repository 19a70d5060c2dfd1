# SPDX-License-Identifier: EUPL-1.2
"""The official list of Comuni."""

from __future__ import annotations

from collections import Counter

import pytest

from leaflet.registry.comuni import key_of, official


def test_the_table_holds_all_comuni_of_today() -> None:
    """All of Italy, each with its province, region, codes and day; the newest has no ISTAT code."""
    active = official().active()
    assert 7_800 <= len(active) < 7_900
    assert len({comune.codice for comune in active}) == len(active)
    assert len({comune.regione for comune in active}) == 20
    assert len({comune.provincia for comune in active}) >= 107
    assert all(comune.dal and len(comune.provincia) == 2 for comune in active)
    assert sum(not comune.istat for comune in active) < 10


def test_names_that_two_comuni_bear_are_kept_apart() -> None:
    """Each is there with its province, and accents tell Paterno from Paternò."""
    names = Counter(comune.nome for comune in official().active())
    assert {name for name, count in names.items() if count > 1} == {
        "Castro", "Livo", "Peglio", "Samone", "San Teodoro",
    }  # fmt: skip
    for name in names:
        assert official().find_active(name)[0].nome == name
    assert {(c.nome, c.provincia) for c in official().find_active("PATERNO")} == {
        ("Paterno", "PZ"), ("Paternò", "CT"),
    }  # fmt: skip
    assert official().find_active("paternò")[0].nome == "Paternò"
    assert {c.provincia for c in official().find_active("Castro")} == {"BG", "LE"}


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
    assert [comune.nome for comune in official().find_active(typed)] == ["Cassano d'Adda"]


def test_a_dissolved_comune_is_known_as_such() -> None:
    """Vermezzo was merged in 2019: it is no longer named, and is remembered as dissolved."""
    assert official().find_active("Vermezzo") == ()
    former = official().find_dissolved("Vermezzo")
    assert former is not None
    assert (former.nome, former.attivo) == ("Vermezzo", False)
    assert former.fino_al == "2019-02-07"
    assert official().find_dissolved("Rho") is None


@pytest.mark.parametrize(
    ("name", "heir"),
    [("Vermezzo", "Vermezzo con Zelo"), ("Ionadi", "Jonadi"), ("Chiaravalle Milanese", None)],
)
def test_the_successor_is_told_where_it_is_known(name: str, heir: str | None) -> None:
    """What was joined to a Comune that kept its name cannot be told from the tables."""
    assert official().find_dissolved(name)
    assert official().successor(name) == heir


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
    assert official().nearest(wrong, home=["MI"]) == right


def test_nothing_is_suggested_for_a_word_like_no_comune() -> None:
    """A suggestion that would be a guess is not made."""
    assert official().nearest("Xyzzyqwk") is None


@pytest.mark.parametrize("name", ["Laives", "Leifers", "Laives/Leifers", "Leifers/Laives"])
def test_a_comune_with_two_official_names_has_all_of_them(name: str) -> None:
    """Each of both, and both together, are the name of the one Comune."""
    (found,) = official().find_active(name)
    assert name in found.grafie
    assert found.spelt_like(name.upper()) == name
    assert key_of(name) == key_of("Laives")


@pytest.mark.parametrize(
    ("wrong", "near", "listed", "right"),
    [
        ("Mota Visconti", ["Gudo Visconti"], ["Gudo Visconti"], "Motta Visconti"),
        ("Bonate Sora", ["Bonate Sotto"], ["Bonate Sotto"], "Bonate Sopra"),
        ("Rhoo", ["Rho", "Pero"], [], "Rho"),
        ("Vadenna", ["Laives"], [], "Vadena"),
        ("Casalmaiocco", ["Lodi"], [], "Casalmaiocco"),
        ("Quarna Sotta", ["Omegna"], ["Quarna Sopra"], "Quarna Sotto"),
    ],
)
def test_the_nearest_name_of_all_is_proposed(
    wrong: str, near: list[str], listed: list[str], right: str
) -> None:
    """It is the one most like it, of the neighbourhood rather; what is there already comes last."""
    assert official().nearest(wrong, near, listed) == right


def test_no_name_is_spoilt_or_in_the_wrong_case() -> None:
    """No letter is lost, particles are small, numbers of popes are large, last words too."""
    names = [name for comune in official().active() for name in (comune.nome, comune.altro)]
    assert not [name for name in names if "?" in name or name.strip() != name]
    assert {"Bonate Sopra", "Bonate Sotto", "Sotto il Monte Giovanni XXIII"} <= set(names)
    assert {"Sovodnje ob Soči", "Castelletto sopra Ticino", "Cava de' Tirreni"} <= set(names)
    large = {"Di", "Del", "Della", "Dei", "Sul", "Sulla", "Al", "Con", "In", "E", "Ed", "Nel"}
    assert not [name for name in names if large & set(name.split(" ")[1:])]
    assert not [name for name in names if name.endswith((" sopra", " sotto"))]
