# SPDX-License-Identifier: EUPL-1.2
"""From what somebody types to a Comune."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leaflet.registry.finding import Ambiguous, Found, find_comune
from leaflet.registry.reading import read_file

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

CONTACTS = Path(__file__).parents[2] / "contacts" / "ambiti.yaml"


@pytest.fixture(scope="module")
def registry() -> Registry:
    found = read_file(CONTACTS).registry
    assert found is not None
    return found


def where(registry: Registry, typed: str) -> tuple[str, str | None]:
    found = find_comune(registry, typed)
    assert isinstance(found, Found), found
    return found.comune, found.ambito.id if found.ambito else None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Rho", ("Rho", "rhodense")),
        ("san donato", ("San Donato Milanese", "sud-est-milano")),
        ("cassano d adda", ("Cassano d'Adda", "melzo")),
        ("cassanodadda", ("Cassano d'Adda", "melzo")),
        ("Bernate", ("Bernate Ticino", "alto-milanese")),
        ("Rozano", ("Rozzano", "visconteo")),
        ("Inzagho", ("Inzago", "melzo")),
        ("MILANO", ("Milano", "milano")),
        ("20017 Rho", ("Rho", "rhodense")),
        ("Comune di Rho (MI)", ("Rho", "rhodense")),
        ("comune d'Opera", ("Opera", "visconteo")),
        ("San Donato (mi)", ("San Donato Milanese", "sud-est-milano")),
        ("Sesto (BZ)", ("Sesto", None)),
    ],
)
def test_a_comune_is_found_as_people_type_it(
    registry: Registry, typed: str, expected: tuple[str, str]
) -> None:
    """Part of the name, missing signs and a wrong letter still lead to the right ambito."""
    assert where(registry, typed) == expected


@pytest.mark.parametrize("typed", ["Pantigliate", "Cinisello Balsamo", "Roma"])
def test_a_comune_outside_the_signatories_has_no_ambito(registry: Registry, typed: str) -> None:
    """Such a Comune is known, and told apart from an unknown name."""
    assert where(registry, typed) == (typed, None)


def test_an_ambiguous_name_is_asked_back(registry: Registry) -> None:
    """When several Comuni fit, all are named and none is chosen."""
    found = find_comune(registry, "san giu")
    assert found == Found("San Giuliano Milanese", registry.ambito("sud-est-milano"))
    several = find_comune(registry, "trezzano")
    assert several == Ambiguous(("Trezzano Rosa", "Trezzano sul Naviglio"))


@pytest.mark.parametrize("typed", ["Rho - Mazzo", "via Roma 3, 20017 Rho", "Rho (TO)"])
def test_a_name_with_other_words_is_only_a_guess(registry: Registry, typed: str) -> None:
    """They may mean another place: it is proposed, and not taken."""
    assert find_comune(registry, typed) == Ambiguous(("Rho",))


def test_a_short_form_that_is_a_distant_comune_is_asked_back(registry: Registry) -> None:
    """Sesto is in the province of Bolzano, and people near Milan mean another."""
    assert find_comune(registry, "Sesto") == Ambiguous(("Sesto (BZ)", "Sesto San Giovanni"))
    few = find_comune(registry, "ro")
    assert isinstance(few, Ambiguous)
    assert few.comuni[0] == "Rho"


@pytest.mark.parametrize("typed", ["", "   ", "Xyzzyqwk", "20017"])
def test_an_unknown_name_finds_nothing(registry: Registry, typed: str) -> None:
    """No Comune is made up."""
    assert find_comune(registry, typed) == Ambiguous(())
