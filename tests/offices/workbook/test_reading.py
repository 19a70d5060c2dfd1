# SPDX-License-Identifier: EUPL-1.2
"""Files that are no workbooks, or would be read wrongly, are refused in one sentence."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.workbook import reading
from leaflet.problems import LeafletError
from leaflet.system import tables
from leaflet.system.workbook_parts import LARGEST_UNPACKED
from tests.offices.workbook.books import Page, merged, ods, pages, text, xlsx

if TYPE_CHECKING:
    from leaflet.registry.model import Registry


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 nothing more", "damaged"),
        (b"\xd0\xcf\x11\xe0 nothing more", "damaged"),
        (zipped("readme.txt", b"no workbook"), "archive"),
        (zipped("xl/workbook.xml", b"\0" * (LARGEST_UNPACKED + 1)), "more in it"),
        (b";" * (tables.LARGEST_TABLE + 1), "larger"),
        (b"\0\1\2", "neither a workbook nor text"),
    ],
    ids=["zip", "ole", "other", "bomb", "large", "noise"],
)
def test_what_is_no_workbook_is_refused(data: bytes, reason: str) -> None:
    """Nobody is shown an error of the library."""
    with pytest.raises(LeafletError, match=reason):
        reading.read_workbook(data, "x.xlsx")


def spoil(page: Page, *others: Page, part: str, fault: tuple[str, str]) -> bytes:
    """Return the workbook of these worksheets, with something replaced in one of its parts."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([page, *others]))) as whole,
        zipfile.ZipFile(file, "w") as copy,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            if name == f"xl/worksheets/{part}.xml":
                content, count = re.subn(fault[0].encode(), fault[1].encode(), content)
                assert count == 1
            copy.writestr(name, content)
    return file.getvalue()


FAILED = ('<c r="D6"[^>]*><v>[^<]*</v></c>', '<c r="D6" t="e"><v>#REF!</v></c>')
FAR = ("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def test_a_formula_that_gives_an_error_is_asked_about(registry: Registry) -> None:
    """The library reads it as an empty cell: the import would take the value for removed."""
    result = merged(registry, spoil(*pages(registry, "melzo"), part="sheet1", fault=FAILED))
    assert {p.at.file for p in result.problems if "the cell shows #REF!" in str(p.message)} == {
        "foglio Melzo, cella D6"
    }
    assert not result.is_sound


def test_what_stands_far_away_is_asked_about(registry: Registry) -> None:
    """It may be an office, and what is between is not built."""
    result = merged(registry, spoil(*pages(registry, "melzo"), part="sheet1", fault=FAR))
    assert [(p.at.file, str(p.message)) for p in result.problems if p.severity == "error"] == [
        (
            "foglio Melzo, cella XFD1048576",
            "something stands here, far from the table: it was not read",
        )
    ]


@pytest.mark.parametrize("fault", [FAILED, FAR], ids=["failed", "far"])
def test_a_sheet_that_is_not_ours_refuses_nothing(
    registry: Registry, fault: tuple[str, str]
) -> None:
    """An office may count and draw in sheets of its own."""
    own = Page("Conti", [*([] for _ in range(5)), ["", "", "", 7]])
    data = spoil(*pages(registry, "melzo"), own, part="sheet2", fault=fault)
    result = merged(registry, data)
    assert [p for p in result.problems if p.severity == "error"] == []
    assert result.registry.ambiti == registry.ambiti


def test_more_new_rows_than_anybody_adds_are_one_error(registry: Registry) -> None:
    """Each would be compared with all others, for minutes."""
    (page,) = pages(registry, "melzo")
    page.rows += [["Melzo", f"Ufficio {number}", *[""] * 18] for number in range(1001)]
    result = merged(registry, text(page, ";", "utf-8"))
    assert [(p.at.file, str(p.message)) for p in result.problems if p.severity == "error"] == [
        ("riga 19", "there are more new rows here than any office adds: 1001")
    ]


def test_merged_rows_of_an_ods_file_are_known(registry: Registry) -> None:
    """As those of Excel are."""
    data = ods(pages(registry, "melzo"), attributes='table:number-rows-spanned="2"')
    (sheet,) = reading.read_workbook(data, "x.ods")
    assert sheet.cell(6, 0) == reading.Cell("Melzo", sheet.at(6, 0), is_spread=True)


def test_columns_have_the_names_that_programs_show() -> None:
    """A, Z, AA, and so on."""
    assert [tables.column_letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_merged_cells_of_excel_are_known(registry: Registry) -> None:
    """Every cell below has what the first one says."""
    (page,) = pages(registry, "melzo")
    page["B6"] = "Servizi Sociali"
    page.merge("B6", "B8")
    (sheet,) = reading.read_workbook(xlsx([page]), "x.xlsx")
    assert [sheet.cell(row, 1).value for row in (5, 6, 7, 8)] == ["Servizi Sociali"] * 3 + [""]
