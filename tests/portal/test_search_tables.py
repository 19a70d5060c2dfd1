# SPDX-License-Identifier: EUPL-1.2
"""The tables that the portal's search is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from leaflet.portal import search_tables
from leaflet.registry.comuni import official
from tests.portal.small_portal import SMALL, locales, registry_of

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

BOLOGNA = """\
fonte: Elenco di prova
ambiti:
  - id: reno
    nome: Reno
    comuni: [Bologna, Casalecchio di Reno]
    contatti:
      - telefoni: [{numero: "051 598111"}]
        verificato: 2026-11-01
"""


def tables(registry: Registry) -> tuple[dict[str, Any], str]:
    """Return the names here, and the file of those elsewhere."""
    files = dict(search_tables.files(registry, locales()))
    here = files["ricerca/luoghi.js"].decode()
    found: dict[str, Any] = json.loads(here[here.index("{") : here.rindex("}") + 1])
    return found, files["ricerca/altrove.js"].decode()


def test_names_here_and_elsewhere() -> None:
    """Together they are all Comuni of Italy; each table says whose names they are."""
    here, elsewhere = tables(registry_of(SMALL))
    assert len(here["here"]) == 133
    assert here["parts"]["Rho"][0] == "Nord"
    assert "ميلانو" in here["foreign"]["Milano"]
    assert ["Cesano Maderno", "MB"] in here["around"]
    assert elsewhere.count(";") + 133 >= len(official().active())
    assert "Bolzano/Bozen BZ;" in elsewhere
    assert "Milano MI" not in elsewhere
    assert elsewhere.startswith("// Nomi (CC BY 4.0): ISTAT")


def test_a_language_with_letters_of_its_own_is_answered_in_it() -> None:
    """Arabic has them; that nothing was found is said, and what to do."""
    [arabic] = tables(registry_of(SMALL))[0]["nothing"]
    assert (arabic["letters"], arabic["code"], arabic["direction"]) == (
        r"\p{Script=Arabic}",
        "ar",
        "rtl",
    )
    assert "[" not in arabic["text"]
    assert "<" not in arabic["text"]


def test_another_territory_has_its_own_names() -> None:
    """Milan is elsewhere there, and its hamlets are not."""
    here, elsewhere = tables(registry_of(BOLOGNA))
    assert here["provinces"] == ["BO"]
    assert "Milano" not in here["parts"]
    assert "Milano MI;" in elsewhere
