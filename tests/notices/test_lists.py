# SPDX-License-Identifier: EUPL-1.2
"""Lists are read as offices save them."""

from __future__ import annotations

import contextlib
import csv
import io
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaflet.notices.lists import NoticeRow, read_list
from leaflet.problems import LeafletError
from tests.notices.producers import spreadsheet

if TYPE_CHECKING:
    from pathlib import Path

ROWS = (NoticeRow(2, "atto 1.pdf", "Rho"), NoticeRow(4, "cartella/à.pdf", "San Donato"))
TEXT = 'Nome file;Note;COMUNE;Atto\n"atto 1.pdf";x;Rho;precetto\n;;;\ncartella/à.pdf;;San Donato;\n'


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_text_table_is_read(
    delimiter: str, encoding: str, newline: str, tmp_path: Path
) -> None:
    """Commas, semicolons or tabs; Unicode or what Windows writes; columns in any order."""
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.replace(";", delimiter).replace("\n", newline).encode(encoding))
    assert read_list(path) == ROWS


@pytest.mark.judged
def test_a_workbook_is_read(tmp_path: Path) -> None:
    """The same table, saved by LibreOffice as .xlsx."""
    path = tmp_path / "list.csv"
    path.write_text(TEXT, encoding="utf-8")
    assert read_list(spreadsheet(path)) == ROWS


def test_excels_line_about_the_delimiter_is_passed_over(tmp_path: Path) -> None:
    """Rows are still numbered as in the file."""
    path = tmp_path / "list.csv"
    path.write_text("sep=,\r\nfile,comune\r\na.pdf,Rho\r\n", encoding="utf-8")
    assert read_list(path) == (NoticeRow(3, "a.pdf", "Rho"),)


def save(path: Path, *sheets: list[list[str]], hidden: tuple[int, ...] = ()) -> Path:
    """Save a workbook of these worksheets; the `hidden` rows of the first are not shown."""
    with xlsxwriter.Workbook(path) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
                if number in hidden and rows is sheets[0]:
                    sheet.set_row(number, options={"hidden": True})
    return path


LIST = [["File", "Comune"], ["a.pdf", "Rho"], ["b.pdf", "Pero"]]


def test_a_title_may_stand_above_the_headings(tmp_path: Path) -> None:
    """People head a table with what it is; rows keep the numbers of the spreadsheet."""
    titled = [["Notifiche del Comune di Rho"], [], ["Comune", "stampato il 3 marzo"], *LIST]
    expected = (NoticeRow(5, "a.pdf", "Rho"), NoticeRow(6, "b.pdf", "Pero"))
    assert read_list(save(tmp_path / "list.xlsx", titled)) == expected
    text = tmp_path / "list.csv"
    text.write_text("\n".join(";".join(row) for row in titled), encoding="utf-8")
    assert read_list(text) == expected


def test_the_list_may_be_on_another_worksheet(tmp_path: Path) -> None:
    """The first one may say how it is filled in, or be empty; two lists are not guessed about."""
    expected = (NoticeRow(2, "a.pdf", "Rho"), NoticeRow(3, "b.pdf", "Pero"))
    for first in ([], [["Istruzioni"], ["un atto per riga"]]):
        assert read_list(save(tmp_path / "list.xlsx", first, LIST)) == expected
    with pytest.raises(LeafletError, match="it has several, on the worksheets «Sheet1», «Sheet3»"):
        read_list(save(tmp_path / "list.xlsx", LIST, [], LIST))


def test_hidden_rows_are_known(tmp_path: Path) -> None:
    """A filter hides rows that are in the file all the same."""
    found = read_list(save(tmp_path / "list.xlsx", LIST, hidden=(2,)))
    assert [row.is_hidden for row in found] == [False, True]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\n;;\n", "it is empty"),
        (b"file;atto\na.pdf;x\n", "no column is headed «comune»"),
        (b"atti;citta\na.pdf;Rho\n", "no column is headed «file», «comune»"),
        (b"file;comune;COMUNE\na.pdf;Rho;Melzo\n", "several columns are headed «comune»"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    """The hint says what a list looks like."""
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(LeafletError) as caught:
        read_list(path)
    assert str(caught.value) == f"{path} is no list of notices: {reason}"
    assert str(caught.value.hint).startswith("the first row says: file, comune, atto")


@pytest.mark.parametrize(
    "table", ["comune immobile;comune\nRho;Milano", "Comune;Comune dell'immobile\nMilano;Rho"]
)
def test_the_comune_of_the_home_comes_before_any_other(table: str, tmp_path: Path) -> None:
    """A list may name that of the person or of the studio as well."""
    path = tmp_path / "list.csv"
    heading, row = table.split("\n")
    path.write_text(f"file;{heading}\na.pdf;{row}\n", encoding="utf-8")
    assert read_list(path) == (NoticeRow(2, "a.pdf", "Rho"),)


def test_numbers_in_a_workbook_are_read_as_they_are_shown(tmp_path: Path) -> None:
    """A file called 2026 is not called 2026.0; empty cells are empty."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([("file", "", "comune"), (2026, None, "Rho"), (1.5, "", "")]):
            sheet.write_row(row, 0, cells)
    assert read_list(path) == (NoticeRow(2, "2026", "Rho"), NoticeRow(3, "1.5", ""))


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "it is empty"), (b"\0\1\2", "it is neither a workbook nor text"), (b"%PDF-1.7", "PDF")],
)
def test_what_is_no_table_is_named(data: bytes, reason: str, tmp_path: Path) -> None:
    """In the words of whoever reads tables."""
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(LeafletError, match=f"list.csv cannot be used: .*{reason}"):
        read_list(path)


def test_a_cell_out_of_all_bounds_is_named(tmp_path: Path) -> None:
    """What stands between the first cell and that one is never built."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("file", "comune"))
        sheet.write("XFD1048576", " ")
    with pytest.raises(LeafletError, match="cell XFD1048576 stands far from all others"):
        read_list(path)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """In the words of whoever reads workbooks."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(LeafletError, match="cannot be used: it is damaged, or not a workbook"):
        read_list(path)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1).filter(
    lambda word: word.strip() == word
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pairs=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_what_a_program_writes_is_read_back(pairs: list[tuple[str, str]], tmp_path: Path) -> None:
    """Quotes, delimiters and line ends inside of cells too."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([("file", "comune"), *pairs])
    path = tmp_path / "list.csv"
    path.write_bytes(text.getvalue().encode())
    assert [(row.file, row.comune) for row in read_list(path)] == pairs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_end_in_rows_or_an_answer(data: bytes, tmp_path: Path) -> None:
    """No other error ever."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"file;comune\n" + data)
    with contextlib.suppress(LeafletError):
        read_list(path)
