# SPDX-License-Identifier: EUPL-1.2
"""Numbers of acts as a workbook: the rows for programs, what the columns mean, and the method."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import xlsxwriter

from leaflet.offices.acts.report import ACT_TABLE, METHOD

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from leaflet.offices.acts.report import ActsReport

_MADE = dt.datetime(2023, 1, 24)  # noqa: DTZ001  (the day of the protocol: same rows, same bytes)
_NUMBERS = frozenset({"integer", "decimal", "gYear"})
_WIDEST = 44


def write_acts(report: ActsReport) -> bytes:
    """Return the workbook."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": f"Atti di sfratto: {report.title}", "created": _MADE})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Atti")
    for place, column in enumerate(ACT_TABLE.columns):
        sheet.write_string(0, place, column.title, bold)
    widths = [len(column.title) for column in ACT_TABLE.columns]
    last = 0
    for last, row in enumerate(report.rows(), 1):
        for place, (column, text) in enumerate(zip(ACT_TABLE.columns, row, strict=True)):
            widths[place] = max(widths[place], len(text))
            if text and column.datatype in _NUMBERS:
                sheet.write_number(last, place, float(text))
            elif text:
                shown = {"true": "sì", "false": "no"}.get(text, text)
                sheet.write_string(last, place, shown)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width, _WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(widths) - 1)
    columns = [(column.title, column.description) for column in ACT_TABLE.columns]
    _write_lines(book.add_worksheet("Colonne"), columns)
    method = [] if report.is_internal else [("Metodo", METHOD)]
    _write_lines(book.add_worksheet("Metodo"), [*method, ("Fonti", "; ".join(report.sources))])
    book.close()
    return file.getvalue()


def _write_lines(sheet: Worksheet, lines: list[tuple[str, str]]) -> None:
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 110)
