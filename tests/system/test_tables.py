# SPDX-License-Identifier: EUPL-1.2
"""A table is read whatever program has saved it; what it is, its bytes tell."""

from __future__ import annotations

import contextlib
import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from leaflet.problems import LeafletError
from leaflet.system.tables import is_workbook_or_text, read_worksheets

HEADINGS = ("Città", "Comune", "Note")


def is_heading(cell: str) -> bool:
    return cell in HEADINGS


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850",
                                      "mac_roman"])  # fmt: skip
def test_the_headings_tell_encoding_and_separator(separator: str, encoding: str) -> None:
    """Other separators may stand in the cells below."""
    text = f'{separator.join(HEADINGS)}\r\n"a;b,c\td"{separator}{separator}x\r\n'
    (sheet,) = read_worksheets(text.encode(encoding), "x.csv", is_heading)
    assert sheet.name == ""
    assert sheet.rows == (HEADINGS, ("a;b,c\td", "", "x"))


def test_a_stated_separator_is_the_right_one() -> None:
    """Excel's own first line is no row, and rows keep their numbers."""
    (sheet,) = read_worksheets(b"sep=|\r\nComune|Note\r\nRho|a;b\r\n", "x.csv", is_heading)
    assert sheet.rows == ((), ("Comune", "Note"), ("Rho", "a;b"))


def test_every_worksheet_of_a_workbook_is_read() -> None:
    """Numbers stay numbers, and the ending of the name does not count."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in ("Uno", "Due"):
            book.add_worksheet(name).write_row(0, 0, (name, 1.5))
    sheets = read_worksheets(file.getvalue(), "x.csv", is_heading)
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("Uno", (("Uno", 1.5),)), ("Due", (("Due", 1.5),)),
    ]  # fmt: skip


@given(data=st.binary(max_size=100) | st.text(max_size=40).map(str.encode))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    """No error of a library comes through."""
    if is_workbook_or_text(data):
        with contextlib.suppress(LeafletError):  # it only begins like one
            assert read_worksheets(data, "x", is_heading)
    else:
        with pytest.raises(LeafletError, match="x cannot be used: "):
            read_worksheets(data, "x", is_heading)
