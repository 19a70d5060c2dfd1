# SPDX-License-Identifier: EUPL-1.2
"""Files that are no workbooks, or would be read wrongly, are refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from leaflet.offices.workbook import reading
from leaflet.offices.workbook.export import workbook
from leaflet.problems import LeafletError
from leaflet.system import tables
from tests.offices.workbook.books import ods, pages, xlsx

if TYPE_CHECKING:
    from leaflet.registry.model import Registry


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 nothing more", "damaged"),
        (b"\xd0\xcf\x11\xe0 nothing more", "damaged"),
        (zipped("readme.txt", b"no workbook"), "damaged"),
        (zipped("xl/x", b"\0" * (tables.LARGEST_UNPACKED + 1)), "larger"),
        (b";" * (tables.LARGEST_TABLE + 1), "larger"),
        (b"\0\1\2", "neither a workbook nor text"),
    ],
    ids=["zip", "ole", "other", "bomb", "large", "noise"],
)
def test_what_is_no_workbook_is_refused(data: bytes, reason: str) -> None:
    """Nobody is shown an error of the library."""
    with pytest.raises(LeafletError, match=reason):
        reading.read_workbook(data, "x.xlsx")


@pytest.mark.parametrize("name", ["Re contatti.eml", "RE.MSG"])
def test_a_letter_is_refused_with_what_to_do(name: str, registry: Registry) -> None:
    """The workbook is what is attached to it."""
    with pytest.raises(LeafletError, match="is a letter, not a workbook") as caught:
        reading.read_workbook(workbook(registry.ambiti, "csv"), name)
    assert str(caught.value.hint) == "save what is attached to the letter, and import that"


def test_a_formula_that_gives_an_error_is_refused() -> None:
    """The library reads it as an empty cell: the import would take the value for removed."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet().write_formula("D7", "=1/0", None, "#DIV/0!")
    book.close()
    with pytest.raises(LeafletError, match="give errors: D7"):
        reading.read_workbook(file.getvalue(), "x.xlsx")


def test_merged_rows_of_an_ods_file_are_refused(registry: Registry) -> None:
    """The library does not tell which cells they cover."""
    data = ods(pages(registry, "melzo"), attributes='table:number-rows-spanned="2"')
    with pytest.raises(LeafletError, match="merged cells"):
        reading.read_workbook(data, "x.ods")


def test_columns_have_the_names_that_programs_show() -> None:
    """A, Z, AA, and so on."""
    assert [reading.column_letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_merged_cells_of_excel_are_known(registry: Registry) -> None:
    """Every cell below has what the first one says."""
    (page,) = pages(registry, "melzo")
    page["B6"] = "Servizi Sociali"
    page.merge("B6", "B8")
    (sheet,) = reading.read_workbook(xlsx([page]), "x.xlsx")
    assert [sheet.cell(row, 1).value for row in (5, 6, 7, 8)] == ["Servizi Sociali"] * 3 + [""]
