# SPDX-License-Identifier: EUPL-1.2
"""Worksheets for Excel."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from leaflet.offices.workbook import aids_sheet, styles
from leaflet.offices.workbook.columns import ANSWER_CHOICES, DAY_CHOICES
from leaflet.system.formulas import is_risky

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from leaflet.offices.workbook.columns import Placed
    from leaflet.offices.workbook.grid import Grid

A4_PAPER = 9
"""Excel's number of that size."""
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Nothing that is written is taken for more than text."""
BOOK_DAY = dt.datetime(2023, 1, 24)  # noqa: DTZ001  (the day of the protocol: same list, same bytes)


def write(grids: Sequence[Grid], aids: Sequence[Mapping[str, str]] = ()) -> bytes:
    """Return the workbook; what is in its cells can never be a formula.

    `aids` are the rows of a worksheet of its own, behind the others.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, AS_TEXT)
    book.set_properties({"title": styles.WORKBOOK_TITLE, "created": BOOK_DAY})
    formats = _formats(book)
    for index, grid in enumerate(grids):
        _write_sheet(book.add_worksheet(grid.name), grid, formats, index)
    if aids:
        _write_aids(book.add_worksheet(aids_sheet.NAME), aids, formats)
    _write_lists(book.add_worksheet(styles.LISTS), grids, formats)
    book.close()
    return file.getvalue()


def write_notices(names: Sequence[str], comuni: Sequence[str]) -> bytes:
    """Return a list of notices to fill in: their names, and for each a Comune to choose."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, AS_TEXT)
    book.set_properties({"created": BOOK_DAY})
    formats = _formats(book)
    sheet, lists = book.add_worksheet("Atti"), book.add_worksheet(styles.LISTS)
    for column, (heading, width) in enumerate((("file", 50), ("comune", 36))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats["heading"])
    for row, name in enumerate(names, 1):
        look = "text, quoted" if is_risky(name) else "text"
        sheet.write_string(row, 0, name, formats[look])
        sheet.write_blank(row, 1, None, formats["answer"])
    for row, comune in enumerate(comuni):
        lists.write_string(row, 0, comune)
    title, message = styles.REMARKS["comuni"]
    choices = {
        "validate": "list",
        "source": f"={styles.LISTS}!$A$1:$A${len(comuni)}",
        "error_type": "warning",
        "error_title": title,
        "error_message": message,
    }
    sheet.data_validation(1, 1, len(names) + styles.ROOM_BELOW, 1, choices)
    sheet.freeze_panes(1, 0)
    lists.hide()
    book.close()
    return file.getvalue()


def _formats(book: Workbook) -> Mapping[str, Format]:
    """Return a format for each look, and one for what could be taken for a formula."""
    formats = {
        name: book.add_format(cell_properties(look)) for name, look in styles.CELL_STYLES.items()
    }
    for name in ("text", "info", "hidden", "answer"):
        quoted = {**cell_properties(styles.CELL_STYLES[name]), "quote_prefix": True}
        formats[f"{name}, quoted"] = book.add_format(quoted)
    return formats


def cell_properties(look: styles.CellStyle) -> dict[str, Any]:
    """Return what XlsxWriter is told of a look."""
    properties: dict[str, Any] = {
        "font_name": styles.FONT,
        "font_size": look.size,
        "font_color": look.colour,
        "bold": look.is_bold,
        "italic": look.is_italic,
        "num_format": "@",
        "valign": "vcenter" if look.is_centred else "top",
        "text_wrap": look.wraps,
    }
    if look.is_boxed:
        properties |= {"border": 1, "border_color": styles.LINES}
    return properties | ({"bg_color": look.ground} if look.ground else {})


def _write_sheet(
    sheet: Worksheet, grid: Grid, formats: Mapping[str, Format], list_column: int
) -> None:
    sheet.write_string(0, styles.TITLE_COLUMN, grid.title, formats["title"])
    sheet.write_string(1, styles.TITLE_COLUMN, styles.HOW_TO, formats["how_to"])
    for column, placed in enumerate(grid.columns):
        look = placed.column.look
        hidden = {"hidden": True} if look == "hidden" else {}
        sheet.set_column(column, column, placed.column.width, formats["plain"], hidden)
        sheet.write_string(styles.HEADINGS, column, placed.heading, formats["heading"])
        instruction = placed.column.instruction
        sheet.write_string(styles.HEADINGS + 1, column, instruction, formats["instruction"])
        _write_column(sheet, grid, column, formats)
        _add_choices(sheet, grid, column, list_column)
    _set_page(sheet, grid)


def _write_aids(
    sheet: Worksheet, rows: Sequence[Mapping[str, str]], formats: Mapping[str, Format]
) -> None:
    """Write the worksheet of aids, with the same promises as the others."""
    sheet.write_string(0, 0, aids_sheet.AIDS_TITLE, formats["title"])
    sheet.write_string(1, 0, aids_sheet.HOW_TO, formats["how_to"])
    for number, column in enumerate(aids_sheet.AID_COLUMNS):
        hidden = {"hidden": True} if column.look == "hidden" else {}
        sheet.set_column(number, number, column.width, formats["plain"], hidden)
        sheet.write_string(styles.HEADINGS, number, column.heading, formats["heading"])
        for place, row in enumerate(rows, styles.HEADINGS + 1):
            text = row.get(column.key, "")
            look = column.look + (", quoted" if is_risky(text) else "")
            if text:
                sheet.write_string(place, number, text, formats[look])
            else:
                sheet.write_blank(place, number, None, formats[look])
    title, message = styles.REMARKS["conferma"]
    answers = next(i for i, one in enumerate(aids_sheet.AID_COLUMNS) if one.key == "conferma")
    choices = {
        "validate": "list",
        "source": list(ANSWER_CHOICES),
        "error_type": "stop",
        "error_title": title,
        "error_message": message,
    }
    last = styles.HEADINGS + len(rows)
    sheet.data_validation(styles.HEADINGS + 1, answers, last, answers, choices)
    sheet.freeze_panes(styles.HEADINGS + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4_PAPER)
    sheet.fit_to_pages(1, 0)


def _write_column(sheet: Worksheet, grid: Grid, column: int, formats: Mapping[str, Format]) -> None:
    placed = grid.columns[column]
    for number in range(len(grid.rows) + styles.NEW_ROWS):
        text = grid.rows[number].get(placed.key, "") if number < len(grid.rows) else ""
        look = placed.column.look + (", quoted" if is_risky(text) else "")
        if text:
            sheet.write_string(styles.FIRST_ROW + number, column, text, formats[look])
        else:
            sheet.write_blank(styles.FIRST_ROW + number, column, None, formats[look])


def _add_choices(sheet: Worksheet, grid: Grid, column: int, list_column: int) -> None:
    choices = _choices(grid.columns[column], grid, list_column)
    if choices:
        last = styles.FIRST_ROW + len(grid.rows) + styles.ROOM_BELOW
        sheet.data_validation(styles.FIRST_ROW, column, last, column, choices)


def _choices(placed: Placed, grid: Grid, list_column: int) -> dict[str, Any]:
    match placed.column.choices:
        case "comuni":
            letter = xl_col_to_name(list_column)
            source: Any = f"={styles.LISTS}!${letter}$1:${letter}${len(grid.comuni)}"
        case "giorni":
            source = list(DAY_CHOICES)
        case "conferma":
            source = list(ANSWER_CHOICES)
        case _:
            return {}
    kind = "stop" if placed.column.choices == "conferma" else "warning"
    title, message = styles.REMARKS[placed.column.choices]
    return {
        "validate": "list",
        "source": source,
        "error_type": kind,
        "error_title": title,
        "error_message": message,
    }


def _set_page(sheet: Worksheet, grid: Grid) -> None:
    for row, height in enumerate(styles.HEIGHTS):
        sheet.set_row(row, height)
    sheet.freeze_panes(styles.FIRST_ROW, 1)
    sheet.set_landscape()
    sheet.set_paper(A4_PAPER)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_rows(styles.HEADINGS, styles.HEADINGS + 1)
    sheet.repeat_columns(0)
    sheet.set_footer(f"&L{grid.title.replace('&', '&&')}&RPagina &P di &N")


def _write_lists(sheet: Worksheet, grids: Sequence[Grid], formats: Mapping[str, Format]) -> None:
    """Write the Comuni of each ambito where drop-down lists find them: in a sheet nobody sees."""
    for column, grid in enumerate(grids):
        for row, comune in enumerate(grid.comuni):
            sheet.write_string(row, column, comune, formats["text"])
    sheet.hide()
