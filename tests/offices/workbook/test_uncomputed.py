# SPDX-License-Identifier: EUPL-1.2
"""What no program could compute is asked about, by its cell: it is neither nothing nor a 0."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from leaflet.system.tables import read_worksheets
from leaflet.system.workbooks import Uncomputed
from tests.offices.workbook.books import Page, merged, ods, pages, report, text, xlsx
from tests.paths import TESTS

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

OLD_WORKBOOKS = TESTS / "offices" / "workbook" / "data"
REF = "the cell shows #REF!: a program could not work out what it says"
ZERO = "the cell shows 0, as for a link to an empty cell, or a formula that was never worked out"
NO_RESULT = "the formula =Foglio2!A1 was never worked out"


def with_formula(page: Page, cell: str, formula: str, result: str | float) -> bytes:
    """Return the workbook with a formula in a cell, and with what a program kept of it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(page.name)
    for number, row in enumerate(page.rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, str(value))
    sheet.write_formula(cell, formula, None, result)
    book.close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("result", "message"),
    [("#REF!", REF), (0, ZERO), ("", NO_RESULT), ("casa@comune.melzo.mi.it", None)],
)
def test_a_formula_is_read_when_it_has_a_result(
    registry: Registry, result: str | float, message: str | None
) -> None:
    """Programs that do not calculate keep the formula alone, or a 0."""
    (page,) = pages(registry, "melzo")
    said = merged(registry, with_formula(page, "J5", "=Foglio2!A1", result)).problems
    found = [str(p.message) for p in said if p.severity == "error"]
    assert found == ([message] if message else [])
    assert not message or said[0].at.file == "foglio Melzo, cella J5"


@pytest.mark.parametrize("cell", ["B5", "C5", "J5", "M5", "O5", "P10", "D6", "E6", "R6"])
def test_a_zero_is_asked_about_in_every_column(registry: Registry, cell: str) -> None:
    """No office, no person and no answer is called 0."""
    (page,) = pages(registry, "melzo")
    page[cell] = 0
    errors = [p for p in merged(registry, xlsx([page])).problems if p.severity == "error"]
    assert [(p.at.file, str(p.message)) for p in errors] == [(f"foglio Melzo, cella {cell}", ZERO)]


def test_a_zero_that_was_typed_is_an_extension(registry: Registry) -> None:
    """As a text it is what somebody meant; so it is in a text file, with an apostrophe."""
    (page,) = pages(registry, "melzo")
    page["E6"] = "0"
    assert "(interno 0)" in report(registry, merged(registry, xlsx([page])))
    page["E6"] = "'0"
    assert "(interno 0)" in report(registry, merged(registry, text(page, ";", "utf-8")))


@pytest.mark.parametrize("shown", ["#REF!", "#RIF!", "#N/D", "#NOME?", "#WERT!", "Err:508", "###",
                                   "#¡REF!", "#ESPANSIONE!"])  # fmt: skip
def test_the_words_of_all_programs_are_known(registry: Registry, shown: str) -> None:
    """In a text file there is nothing else to tell an error by."""
    (page,) = pages(registry, "melzo")
    page["C5"] = shown
    result = merged(registry, text(page, ";", "utf-8"))
    assert not result.is_sound
    assert f"the cell shows {shown}: " in str(result.problems[0].message)


@pytest.mark.parametrize("cell", ["B5", "C5", "J5", "K5", "L5", "M5", "O5", "P10"])
@pytest.mark.parametrize(
    ("value", "shown"), [(True, "VERO"), (False, "FALSO"), (41, "41"), ("TRUE", "TRUE")]
)
def test_no_name_is_a_number_or_true(
    registry: Registry, cell: str, value: str | float, shown: str
) -> None:
    """A comparison or a sum in the place of a name is asked about, whatever the column."""
    (page,) = pages(registry, "melzo")
    page[cell] = value
    errors = [p for p in merged(registry, xlsx([page])).problems if p.severity == "error"]
    told = [f"a program turned this cell into {shown}"]
    assert [str(p.message) for p in errors] == told
    assert errors[0].at.file == f"foglio Melzo, cella {cell}"


@pytest.mark.parametrize("shown", ["#REF!", "0"])
def test_an_ods_file_tells_what_was_not_computed(registry: Registry, shown: str) -> None:
    """LibreOffice writes an error as a text, and a 0 for a formula that it has not worked out."""
    (page,) = pages(registry, "melzo")
    page["C5"] = shown
    (sheet,) = read_worksheets(ods([page], attributes='table:formula="of:=[.Z9]"'), "x.ods", bool)
    assert sheet.rows[4][2] == shown
    assert isinstance(sheet.rows[4][2], Uncomputed)
    assert not isinstance(sheet.rows[4][1], Uncomputed)


def test_an_old_workbook_tells_errors_comments_and_struck_words() -> None:
    """The library gives an empty cell, and nothing of the rest."""
    data = (OLD_WORKBOOKS / "marks.xls").read_bytes()
    sheet, other = read_worksheets(data, "x.xls", bool)
    assert [(n, m) for n, row in enumerate(sheet.rows) for m, value in enumerate(row)
            if isinstance(value, Uncomputed)] == [(0, 0), (1, 1), (2, 0), (5, 5)]  # fmt: skip
    assert (sheet.commented, sheet.struck) == (((3, 3),), ((2, 2),))
    assert (other.commented, other.struck) == ((), ())


def test_an_old_workbook_tells_of_boxes_with_words() -> None:
    """Not of one that is empty; a comment has a box too, and counts once."""
    data = (OLD_WORKBOOKS / "boxes.xls").read_bytes()
    sheet, other = read_worksheets(data, "x.xls", bool)
    assert sheet.commented == ((1, 1), (3, 2))
    assert other.commented == ()


def test_an_error_in_another_sheet_refuses_nothing(registry: Registry) -> None:
    """The sums of an office are its own."""
    (page,) = pages(registry, "melzo")
    sums = Page("Conti", [["#REF!"]])
    assert merged(registry, xlsx([page, sums])).is_sound
