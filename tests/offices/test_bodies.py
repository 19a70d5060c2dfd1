# SPDX-License-Identifier: EUPL-1.2
"""An organisation that helps besides says the same wherever it is in the list."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.bodies import write_body
from leaflet.offices.draft import Draft, begin_draft
from leaflet.problems import LeafletError
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Contatto

TODAY = dt.date(2026, 11, 22)
NUMBER, OTHER = {"telefono": ["02 353711"]}, {"telefono": ["02 353712"]}


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """The real list, to be changed."""
    path = tmp_path / "ambiti.yaml"
    shutil.copyfile(ROOT / "contacts" / "ambiti.yaml", path)
    return begin_draft(path, "ambiti.yaml")


def bodies(draft: Draft) -> dict[str, list[Contatto]]:
    """Return the rows of each ambito that has some."""
    ambiti = draft.registry().ambiti
    return {a.id: [*a.di_sostegno()] for a in ambiti if a.di_sostegno()}


def test_a_new_one_is_written_everywhere(draft: Draft) -> None:
    """One row in each ambito, checked today; no other row is touched."""
    places = write_body(draft, "Sportello Casa", NUMBER, [], TODAY)
    found = bodies(draft)
    assert len(found) == len(places) == 9
    assert {row.verificato for (row,) in found.values()} == {TODAY}
    assert {row.telefoni[0].numero for (row,) in found.values()} == {"02 353711"}
    assert [a.uffici() for a in draft.registry().ambiti] == [
        a.contatti for a in draft.listed.registry.ambiti
    ]


def test_one_that_is_there_is_changed_where_it_is(draft: Draft) -> None:
    """However its name is typed; elsewhere nothing is added, and the day of the check stays."""
    write_body(draft, "Sportello Casa", NUMBER, ["melzo", "rhodense", "melzo"], TODAY)
    later = TODAY + dt.timedelta(days=1)
    assert len(write_body(draft, "sportello casa", OTHER, [], later)) == 2
    found = bodies(draft)
    assert sorted(found) == ["melzo", "rhodense"]
    for (row,) in found.values():
        assert (row.ufficio, row.telefoni[0].numero) == ("Sportello Casa", "02 353712")
        assert row.verificato == TODAY


def test_a_named_ambito_alone_is_touched(draft: Draft) -> None:
    """A new row says what the organisation says elsewhere, but whom it helps there."""
    (place,) = write_body(draft, "Sportello Casa", NUMBER, ["melzo"], TODAY)
    draft[place]["comuni"] = ["Settala"]
    write_body(draft, "Sportello Casa", {}, ["milano"], TODAY)
    write_body(draft, "Sportello Casa", OTHER, ["rhodense"], TODAY)
    found = {ambito: row for ambito, (row,) in bodies(draft).items()}
    numbers = {ambito: row.telefoni[0].numero for ambito, row in found.items()}
    assert numbers == {"melzo": "02 353711", "milano": "02 353711", "rhodense": "02 353712"}
    assert found["melzo"].comuni == ("Settala",)
    assert found["milano"].comuni == found["rhodense"].comuni == ()


def test_an_office_of_that_name_is_another(draft: Draft) -> None:
    """It is left alone: only rows of those that help besides are theirs."""
    write_body(draft, "Ufficio di Piano", NUMBER, ["melzo"], TODAY)
    ambito = draft.registry().ambito("melzo")
    assert ambito
    assert [row.tipo for row in ambito.contatti if row.ufficio == "Ufficio di Piano"] == [
        None,
        "sostegno",
    ]


def test_an_ambito_that_is_not_there_is_named(draft: Draft) -> None:
    with pytest.raises(LeafletError, match="there is no ambito «nessuno»"):
        write_body(draft, "Sportello Casa", NUMBER, ["nessuno"], TODAY)


def test_a_name_is_read_as_in_a_table_of_offices(draft: Draft) -> None:
    """What is printed above such rows is no part of it, and the town hall is no organisation."""
    write_body(draft, "Chi altro aiuta: Sportello Casa", NUMBER, ["melzo"], TODAY)
    assert [row.ufficio for row in bodies(draft)["melzo"]] == ["Sportello Casa"]
    with pytest.raises(LeafletError, match="that is the town hall of a Comune"):
        write_body(draft, "centralino e Municipio", NUMBER, [], TODAY)
