# SPDX-License-Identifier: EUPL-1.2
"""The worksheet of aids: offices change days and confirm, nothing else changes, nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.workbook.aids_sheet import AidAnswers, aids_of, is_aids_sheet, read_answers
from leaflet.offices.workbook.export import workbook
from leaflet.offices.workbook.merging import merge
from leaflet.offices.workbook.reading import read_workbook
from leaflet.registry.reading import read_aids
from tests.offices.workbook.books import Page, ods, xlsx
from tests.paths import ROOT

if TYPE_CHECKING:
    from leaflet.registry.misure import Misure
    from leaflet.registry.model import Registry

TODAY = dt.date(2026, 11, 30)
MILANO = "morosita-incolpevole-milano"


@pytest.fixture(scope="module")
def misure() -> Misure:
    return read_aids((ROOT / "contacts" / "misure.yaml").read_bytes(), "misure.yaml").misure


def exported(registry: Registry, misure: Misure, ambito: str = "milano") -> list[Page]:
    """Return the worksheets of an ambito, that of its aids last."""
    ambiti = [one for one in registry.ambiti if one.id == ambito]
    data = workbook(ambiti, "xlsx", aids_of(misure, ambiti, TODAY))
    return [
        Page(sheet.name, [list(row) for row in sheet.rows])
        for sheet in read_workbook(data, "x.xlsx")
        if sheet.name != "Elenchi"
    ]


def answers(misure: Misure, sheets: list[Page], data: bytes | None = None) -> AidAnswers:
    return read_answers(misure, read_workbook(data or xlsx(sheets), "x.xlsx"), TODAY)


def test_an_ambito_is_asked_about_its_own_aids(registry: Registry, misure: Misure) -> None:
    """Not about those of the Region, nor those that expired."""
    *_, aids = exported(registry, misure)
    assert aids.name == "Aiuti"
    assert [row[0] for row in aids.rows[3:]] == ["Contributo per la morosità incolpevole"]
    assert aids["D4"] == "31/12/2026"
    assert [sheet.name for sheet in exported(registry, misure, "rhodense")] == ["Rhodense"]


def test_what_comes_back_untouched_changes_nothing(registry: Registry, misure: Misure) -> None:
    sheets = exported(registry, misure)
    assert answers(misure, sheets) == AidAnswers({}, ())
    assert answers(misure, sheets, ods(sheets)) == AidAnswers({}, ())


@pytest.mark.parametrize("typed", ["30/09/2027", "30.9.2027", "2027-09-30", dt.date(2027, 9, 30)])
def test_a_day_is_read_however_it_was_typed(
    typed: str | dt.date, registry: Registry, misure: Misure
) -> None:
    """And «sì» is a check of today."""
    sheets = exported(registry, misure)
    sheets[-1]["D4"], sheets[-1]["F4"] = typed, "sì"
    found = answers(misure, sheets)
    assert found == AidAnswers({MILANO: {"al": "2027-09-30", "verificato": "2026-11-30"}}, ())


def test_a_day_that_is_none_is_asked_about_by_its_cell(registry: Registry, misure: Misure) -> None:
    sheets = exported(registry, misure)
    sheets[-1]["D4"] = "fine anno"
    found = answers(misure, sheets)
    assert found.values == {}
    (problem,) = found.problems
    assert problem.at.file.endswith("cella D4")
    assert str(problem.message) == "«fine anno» is no day"


def test_what_somebody_changed_meanwhile_is_not_overwritten(
    registry: Registry, misure: Misure
) -> None:
    """The file keeps what it said when it was written; where both changed, people are asked."""
    sheets = exported(registry, misure)
    text = (ROOT / "contacts" / "misure.yaml").read_text(encoding="utf-8")
    later = read_aids(text.replace("al: 2026-12-31", "al: 2027-03-31").encode(), "m.yaml").misure
    assert answers(later, sheets) == AidAnswers({}, ())
    sheets[-1]["D4"] = "30/09/2027"
    (problem,) = answers(later, sheets).problems
    assert "2027-09-30" in str(problem.message)
    assert "2027-03-31" in str(problem.message)


def test_a_row_without_its_hidden_cells_is_asked_about(registry: Registry, misure: Misure) -> None:
    """A new aid, or one whose columns somebody deleted: nothing is guessed."""
    sheets = exported(registry, misure)
    sheets[-1].rows.append(["Bonus affitto", "Comune di Milano", "", "31/12/2027"])
    found = answers(misure, sheets)
    assert found.values == {}
    (problem,) = found.problems
    assert "nothing says which aid this is" in str(problem.message)
    assert problem.at.file.endswith("cella A5")


def test_no_and_take_off_are_said_and_change_nothing(registry: Registry, misure: Misure) -> None:
    for word, said in (("no", "does not confirm"), ("togli", "no longer offers")):
        sheets = exported(registry, misure)
        sheets[-1]["F4"] = word
        found = answers(misure, sheets)
        assert found.values == {}
        (problem,) = found.problems
        assert said in str(problem.message)
    sheets[-1]["F4"] = "forse"
    (problem,) = answers(misure, sheets).problems
    assert "«forse» is no answer" in str(problem.message)


def test_the_import_of_contacts_does_not_see_it(registry: Registry, misure: Misure) -> None:
    sheets = read_workbook(xlsx(exported(registry, misure)), "x.xlsx")
    assert [is_aids_sheet(sheet) for sheet in sheets] == [False, True]
    merged = merge(registry, [sheets], TODAY)
    assert merged.is_sound
    assert merged.problems == ()


def test_what_looks_like_a_formula_stays_text(registry: Registry) -> None:
    """As in the worksheets of contacts."""
    text = (ROOT / "contacts" / "misure.yaml").read_text(encoding="utf-8")
    odd = text.replace("ente: Comune di Milano", 'ente: "=1+1"', 1)
    sheets = exported(registry, read_aids(odd.encode(), "m.yaml").misure)
    assert sheets[-1]["B4"] == "=1+1"


def test_rows_that_moved_without_their_hidden_cells_are_asked_about(
    registry: Registry, misure: Misure
) -> None:
    """Else the days of one aid would become those of another."""
    milano = next(one for one in misure.misure if one.id == MILANO)
    other = milano.model_copy(update={"id": "fondo-casa", "nome": "Fondo casa"})
    both = misure.model_copy(update={"misure": (milano, other)})
    sheets = exported(registry, both)
    one, two = sheets[-1].rows[3], sheets[-1].rows[4]
    one[:6], two[:6] = two[:6], one[:6]
    found = answers(both, sheets)
    assert found.values == {}
    assert [str(problem.message).partition(":")[0] for problem in found.problems] == [
        "this is the name of another aid"
    ] * 2


def test_a_last_day_that_was_emptied_is_asked_about(registry: Registry, misure: Misure) -> None:
    """Else an aid that ends would stay on paper without end."""
    sheets = exported(registry, misure)
    sheets[-1]["D4"] = ""
    (problem,) = answers(misure, sheets).problems
    assert problem.at.file.endswith("cella D4")
    assert answers(misure, sheets).values == {}


@pytest.mark.parametrize(("cell", "typed"), [("F3", "Conferma"), ("D3", "Fine"), ("A3", "Nome")])
def test_a_changed_heading_is_asked_about(
    cell: str, typed: str, registry: Registry, misure: Misure
) -> None:
    """What stands below it would be lost; so would all without any heading."""
    sheets = exported(registry, misure)
    lost = sheets[-1][cell]
    sheets[-1][cell] = typed
    (problem,) = answers(misure, sheets).problems
    assert str(problem.message) == f"the heading «{lost}» is missing"
    del sheets[-1].rows[2]
    (problem,) = answers(misure, sheets).problems
    assert str(problem.message) == "no headings were found here"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_cell_called_misura_makes_no_sheet_of_aids(registry: Registry, kind: str) -> None:
    """A link or a note of an office may be called so: its sheet is one of contacts."""
    (ambito,) = (one for one in registry.ambiti if one.id == "melzo")
    row = ambito.contatti[0].model_copy(update={"note": "MISURA"})
    ambito = ambito.model_copy(update={"contatti": (row, *ambito.contatti[1:])})
    for sheet in read_workbook(workbook([ambito], kind), f"x.{kind}"):
        assert not is_aids_sheet(sheet)
