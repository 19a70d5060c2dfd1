# SPDX-License-Identifier: EUPL-1.2
"""A table is read whatever program has saved it; what it is, its bytes tell."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from leaflet.problems import LeafletError
from leaflet.system.tables import LONGEST_ROW, column_letters, read_worksheets
from leaflet.system.workbook_parts import LARGEST_UNPACKED, MOST_ROWS
from tests.paths import TESTS

if TYPE_CHECKING:
    from leaflet.system.workbooks import Worksheet

DATA = TESTS / "system" / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
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
    with contextlib.suppress(LeafletError):
        assert read_worksheets(data, "x", is_heading)


def read(data: bytes) -> tuple[Worksheet, ...]:
    return read_worksheets(data, "x", is_heading)


def pack(**parts: str) -> bytes:
    """Return an .xlsx of one worksheet; `sheet` are its rows, `texts` the shared texts."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Uno").write(0, 0, "a")
    copy = io.BytesIO()
    names = {"sheet": "xl/worksheets/sheet1.xml", "texts": "xl/sharedStrings.xml",
             "book": "xl/workbook.xml"}  # fmt: skip
    changed = {names[name]: text for name, text in parts.items()}
    with (
        zipfile.ZipFile(file) as whole,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in whole.namelist():
            archive.writestr(name, changed.get(name, whole.read(name)))
    return copy.getvalue()


def sheet(rows: str, end: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{end}</worksheet>'


def cell(name: str, value: str = "1") -> str:
    number = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}"><c r="{name}"><v>{value}</v></c></row>'


def content(rows: str) -> bytes:
    """Return an .ods of one worksheet."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    text = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Uno">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", text)
    return file.getvalue()


TEXT = '<table:table-cell office:value-type="string"{}><text:p>a</text:p></table:table-cell>'
A = TEXT.format("")


@pytest.mark.parametrize(
    ("data", "far"),
    [
        (pack(sheet=sheet(cell("A1") + cell("XFD1048576"))), "XFD1048576"),
        (pack(sheet=sheet(cell("A1") + cell("A1048576"))), "A1048576"),
        (pack(sheet=sheet(cell("A1") + cell("JA1"))), "JA1"),
        (pack(sheet=sheet("".join(cell(f"A{n}") for n in range(1, 60_000)))), "A20000"),
        (content(f"<table:table-row>{A}</table:table-row>"
                 '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/>'
                 f"</table:table-row><table:table-row>{A}</table:table-row>"), "A1048576"),
        (content(f"<table:table-row>{A}</table:table-row>"
                 '<table:table-row table:number-rows-repeated="1000000">'
                 + TEXT.format(' table:number-columns-repeated="16384"') + "</table:table-row>"),
         "XFD1000001"),
        (b"a\n" * 60_000, "A20000"),
        (b"a\na" + b";" * 300 + b"a\n", "KO2"),
    ],
    ids=["last cell", "last row", "far column", "many rows", "ods", "filled ods", "long csv",
         "wide csv"],
)  # fmt: skip
def test_what_stands_out_of_all_bounds_is_left_out(data: bytes, far: str) -> None:
    """It is told; what stands before it is read, and nothing is built of what is between."""
    (found,) = read(data)
    assert found.far
    row, column = found.far
    assert f"{column_letters(column)}{row + 1}" == far
    assert found.rows[0][0] in {1, "a"}
    assert len(found.rows) <= MOST_ROWS


def test_what_stands_far_below_in_an_xls_is_named() -> None:
    """The library would end over it, so it is looked for before: by sheet and row."""
    data = (DATA.parents[1] / "offices" / "workbook" / "data" / "marks.xls").read_bytes()
    record, last_row = struct.pack("<HHHHH", 0xFD, 10, 3, 3, 15), struct.pack("<H", 65535)
    assert data.count(record) == 1  # the text in D4
    with pytest.raises(LeafletError, match="in row 65536 of the sheet «Uno»"):
        read(data.replace(record, record[:4] + last_row + record[6:]))


def test_empty_cells_far_away_are_nothing() -> None:
    """Programs give styles to cells that nobody ever filled."""
    styled = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
    (found,) = read(pack(sheet=sheet(cell("A1") + styled)))
    assert (found.rows, found.far) == (((1,),), None)


def test_empty_rows_to_the_end_of_the_sheet_cost_nothing() -> None:
    """LibreOffice writes them below each table, with the looks and rules of their cells."""
    empty = '<table:table-cell table:content-validation-name="v" table:number-columns-repeated="'
    rows = f'<table:table-row table:number-rows-repeated="1048000">{empty}1024"/></table:table-row>'
    first = TEXT.format(' table:number-columns-spanned="1"')
    (found,) = read(content(f"<table:table-row>{first}</table:table-row>" + rows * 100))
    assert found.rows[0] == ("a",)


LONG = "x" * 1_000_000
SHEETS = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 4000))
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    "data",
    [
        pack(texts="\0" * (LARGEST_UNPACKED + 1)),
        pack(book=f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{SHEETS}</sheets>'
             "</workbook>"),
        pack(texts=f'<sst xmlns="{MAIN}"><si><t>{LONG}</t></si></sst>',
             sheet=sheet('<row r="1">' + "".join(f'<c r="{column_letters(n)}1" t="s"><v>0</v></c>'
                                                for n in range(250)) + "</row>")),
        pack(sheet=sheet(cell("A1") + cell("IZ19999"),
                         '<mergeCells count="9">' + '<mergeCell ref="A1:IZ19999"/>' * 9
                         + "</mergeCells>")),
        pack(sheet=sheet("<row><c><v>1</v></c></row>" * 60_000
                         + "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>")),
        (DATA / "loop.xls").read_bytes(),
    ],
    ids=["unpacked", "sheets", "texts", "merged", "unnamed", "loop"],
)  # fmt: skip
def test_what_is_made_to_fill_memory_or_time_is_refused(data: bytes) -> None:
    """The system ends the process that reads it, or that ends itself."""
    with pytest.raises(LeafletError, match="damaged, or there is far more in it than any list"):
        read(data)


def test_a_reader_that_dies_is_a_sentence() -> None:
    """The library panics over an .xls that was cut off."""
    with pytest.raises(LeafletError, match="x cannot be used: it is damaged"):
        read((DATA / "cut.xls").read_bytes())


@pytest.mark.parametrize(
    "text",
    ["<a>" * 300_000, '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
     + sheet(cell("A1", "&b;"))],
    ids=["deep", "entities"],
)  # fmt: skip
def test_xml_that_is_made_to_harm_does_none(text: str) -> None:
    """Depth takes no stack, and entities are not expanded."""
    with contextlib.suppress(LeafletError):
        (found,) = read(pack(sheet=text))
        assert len(str(found.rows)) < 100


def test_every_value_comes_through() -> None:
    """As the program that saved it meant it."""
    values = (
        "à", 1.5, True, dt.date(2026, 2, 9), dt.datetime(2026, 2, 9, 8, 30),  # noqa: DTZ001
        dt.time(8, 30),
    )  # fmt: skip
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        formats = {dt.date: "dd/mm/yyyy", dt.datetime: "dd/mm/yyyy hh:mm", dt.time: "hh:mm"}
        for column, value in enumerate(values):
            style = {"num_format": formats[type(value)]} if type(value) in formats else {}
            page.write(0, column, value, book.add_format(style))
    assert read(file.getvalue())[0].rows == (values,)


NAMED = {
    "empty": (b" \r\n", "it is empty"),
    "pdf": (b"%PDF-1.7\n", "it is a PDF, not a workbook"),
    "rtf": (rb"{\rtf1\ansi x}", "it is a text document, not a workbook"),
    "png": (b"\x89PNG\r\n\x1a\n", "it is a picture, not a workbook"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "it is a picture, not a workbook"),
    "heic": (b"\0\0\0\x18ftypheic", "it is a picture, not a workbook"),
    "html": (b"<html><table><tr><td>a</td></tr></table></html>",
             "it is a web page that is only called a workbook"),
    "html after a comment": (b"\xef\xbb\xbf<!-- x -->\n<TABLE border=1>",
                             "it is a web page that is only called a workbook"),
    "html in utf-16": ("\ufeff<html>".encode("utf-16-le"),
                       "it is a web page that is only called a workbook"),
    "mht": (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n",
            "it is a web page that is only called a workbook"),
    "xml of excel": (b'<?xml version="1.0"?>\n<x x="schemas-microsoft-com:office:spreadsheet">',
                     "it is in an old format that only other programs read"),
    "fods": (b'<office:document xmlns:office="urn:opendocument:1.0">',
             "it is in an old format that only other programs read"),
    "xml": (b"<contatti/>", "it is an XML file, not a workbook"),
    "sylk": (b"ID;PWXL;N;E\r\n", "it is in an old format that only other programs read"),
    "docx": (b"PK\x03\x04 word/document.xml PK\x05\x06", "it is a text document, not a workbook"),
    "odt": (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.textPK\x05\x06 content.xml",
            "it is a text document, not a workbook"),
    "numbers": (b"PK\x03\x04 Index/Document.iwa PK\x05\x06", "it comes from Numbers of Apple"),
    "zip": (b"PK\x03\x04 contatti.xlsx PK\x05\x06", "it is an archive with other files in it"),
    "rar": (b"Rar!\x1a\x07", "it is an archive with other files in it"),
    "password": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
                 "it is protected by a password"),
    "doc": (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"),
            "it is a text document, not a workbook"),
    "msg": (b"\xd0\xcf\x11\xe0" + "__properties_version1.0".encode("utf-16-le"),
            "it is a letter, not a workbook"),
    "eml": (b"Return-Path: <a@b.it>\r\nReceived: from x\r\n\tby y\r\nSubject: contatti\r\n",
            "it is a letter, not a workbook"),
    "link": (b"[InternetShortcut]\r\nURL=https://example.org\r\n", "it is only a link to a file"),
    "noise": (b"\0\1\2", "it is neither a workbook nor text"),
    "damaged": (b"PK\x03\x04 nothing more", "it is damaged, or not a workbook"),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_what_is_no_table_is_named(name: str) -> None:
    """Whatever it is called, and with what to do."""
    data, reason = NAMED[name]
    with pytest.raises(LeafletError) as caught:
        read(data)
    assert str(caught.value) == f"x cannot be used: {reason}"
    assert ".xlsx" in str(caught.value.hint) or "attached" in str(caught.value.hint)


@pytest.mark.parametrize(
    "text", ["ID;Provincia\n1;MI\n", "Data: oggi;b\n1;2\n", "BM;a\n", "a<b;c\n"]
)
def test_a_table_is_not_taken_for_something_else(text: str) -> None:
    """It begins nearly like one."""
    assert len(read(text.encode())[0].rows) == text.count("\n")


def test_a_row_that_never_ends_is_named() -> None:
    """A quotation mark that is never closed takes all rows below into one cell."""
    with pytest.raises(LeafletError, match="x cannot be used: row 2 never ends"):
        read(b'Comune;Note\n"Rho;' + b"x\n" * LONGEST_ROW)
    with pytest.raises(LeafletError, match="x cannot be used: row 1 never ends"):
        read(b";" * 10_000_000)


def test_a_strange_separator_is_no_separator() -> None:
    """Python would refuse it."""
    assert read(b'sep="\na;b\n')[0].rows[1] == ("a", "b")
