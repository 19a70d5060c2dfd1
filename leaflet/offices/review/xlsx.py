# SPDX-License-Identifier: EUPL-1.2
"""The workbook of a review: instructions, then a worksheet for what people read together."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import xlsxwriter

from leaflet.offices.review import sheet as words
from leaflet.offices.review.opening import DOMAIN_TITLES
from leaflet.offices.workbook.styles import CellStyle
from leaflet.offices.workbook.xlsx import A4_PAPER, AS_TEXT, BOOK_DAY, cell_properties
from leaflet.rules.texts import binding_terms
from leaflet.system.formulas import is_risky

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.offices.review.places import Spot
    from leaflet.texts.catalogues import CatalogueEntry, Locale

_LOOKS = {
    "title": CellStyle(15, "#17375E", is_bold=True, is_boxed=False, wraps=False),
    "plain": CellStyle(11, is_boxed=False),
    "heading": CellStyle(11, "#FFFFFF", "#17375E", is_bold=True, is_centred=True),
    "text": CellStyle(11),
    "answer": CellStyle(11, "#000000", "#FFF6D5"),
    "hidden": CellStyle(8, "#8C8C8C", wraps=False),
}
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = 1, 2
"""Excel's numbers of the order in which a cell is read."""
_MAY = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
"""What a reader may do although cells are protected; there is no password."""
_LINE_PIXELS = 20
_PICTURE_TOP = 26
"""Pixels of a cell above its picture: the page's name stands there."""
_LETTERS_A_WIDTH = 1.05
"""Letters that a line has for each unit of a column's width."""
_POINTS_A_PIXEL = 0.75
_TALLEST_ROW = 409
"""Points: Excel draws none that is higher."""


def write_review(opened: OpenLanguage, places: Mapping[str, Spot]) -> bytes:
    """Return the workbook of a language; same texts and same pages, same bytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, AS_TEXT)
    title = words.REVIEW_TITLE.format(language=_language(opened))
    book.set_properties({"title": title, "created": BOOK_DAY})
    formats = _formats(book, is_rtl=opened.language.direction == "rtl")
    _write_instructions(book.add_worksheet(words.INSTRUCTIONS), title, formats)
    number = 0
    for domain, locale in opened.domains.items():
        page = book.add_worksheet(DOMAIN_TITLES[domain])
        _write_head(page, DOMAIN_TITLES[domain], formats)
        for row, entry in enumerate(locale.entries, words.HEADINGS + 1):
            number += 1
            key = words.sentence_key(opened.language.code, domain, entry).cell()
            cells = _cells(entry, locale, places[entry.source]) | {"n": str(number), "chiave": key}
            _write_row(page, row, cells, places[entry.source], formats)
        _set_up(page, words.HEADINGS + len(locale.entries))
    book.close()
    return file.getvalue()


def _language(opened: OpenLanguage) -> str:
    return next(iter(opened.domains.values())).name_in_source()


def _cells(entry: CatalogueEntry, locale: Locale, place: Spot) -> dict[str, str]:
    terms = (f"{word} → {' / '.join(t.words)}" for word, t in binding_terms(locale, entry.source))
    return {
        "italiano": entry.source,
        "traduzione": entry.translation,
        "parole": "\n".join(terms),
        "dove": place.name,
        "stato": words.state_of(entry),
    }


def _formats(book: Workbook, *, is_rtl: bool) -> Mapping[str, Format]:
    """Return a format for each look, more for what is said in the language, and for formulas."""
    direction: dict[str, Any] = {"reading_order": _LEFT_TO_RIGHT, "align": "left"}
    if is_rtl:
        direction = {"reading_order": _RIGHT_TO_LEFT, "align": "right"}
    formats = {}
    for name, look in _LOOKS.items():
        plain = cell_properties(look) | {"locked": name != "answer"}
        for ending, more in (("", {}), (", said", direction)):
            formats[name + ending] = book.add_format(plain | more)
            formats[f"{name}{ending}, quoted"] = book.add_format(
                plain | more | {"quote_prefix": True}
            )
    return formats


def _write_instructions(page: Worksheet, title: str, formats: Mapping[str, Format]) -> None:
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 88)
    page.write_string(0, 0, title, formats["title"])
    page.set_row(0, 28)
    for row, line in enumerate(words.HOW_TO, 2):
        page.write_string(row, 0, f"{row - 1}.", formats["plain"])
        page.write_string(row, 1, line, formats["plain"])
        page.set_row(row, 18 * math.ceil(len(line) / 92))
    row = len(words.HOW_TO) + 3
    page.write_string(row, 0, words.WHOSE_NAME, formats["heading"])
    page.write_blank(row, 1, None, formats["answer"])
    page.set_row(row, 28)
    page.protect("", dict(_MAY))
    page.set_landscape()
    page.set_paper(A4_PAPER)
    page.fit_to_pages(1, 0)


def _write_head(page: Worksheet, title: str, formats: Mapping[str, Format]) -> None:
    page.write_string(0, 1, words.ABOVE.format(title=title), formats["title"])
    page.set_row(0, 26)
    page.set_row(words.HEADINGS, 30)
    for number, column in enumerate(words.REVIEW_COLUMNS):
        hidden = {"hidden": True} if column.look == "hidden" else {}
        page.set_column(number, number, column.width, None, hidden)
        page.write_string(words.HEADINGS, number, column.heading, formats["heading"])


def _write_row(
    page: Worksheet,
    row: int,
    cells: Mapping[str, str],
    place: Spot,
    formats: Mapping[str, Format],
) -> None:
    pixels = 0.0
    for number, column in enumerate(words.REVIEW_COLUMNS):
        text = cells.get(column.key, "")
        look = column.look + (", said" if column.is_said else "")
        if text:
            style = formats[look + (", quoted" if is_risky(text) else "")]
            page.write_string(row, number, text, style)
        else:
            page.write_blank(row, number, None, formats[look])
        if column.look != "hidden":
            lines = sum(
                math.ceil(max(1, len(line)) / (column.width * _LETTERS_A_WIDTH))
                for line in text.split("\n")
            )
            pixels = max(pixels, lines * _LINE_PIXELS + 4)
    if place.picture:
        pixels = max(pixels, _PICTURE_TOP + place.picture.height + 6)
    page.set_row(row, min(_TALLEST_ROW, pixels * _POINTS_A_PIXEL))
    if place.picture:
        _put_picture(page, row, place)


def _put_picture(page: Worksheet, row: int, place: Spot) -> None:
    picture = place.picture
    if picture is None:
        return
    pixels = int.from_bytes(picture.png[16:20], "big")  # where every PNG says how wide it is
    column = next(i for i, one in enumerate(words.REVIEW_COLUMNS) if one.key == "dove")
    options = {
        "image_data": io.BytesIO(picture.png),
        "x_offset": 3,
        "y_offset": _PICTURE_TOP,
        "x_scale": picture.width / pixels,
        "y_scale": picture.width / pixels,
        "object_position": 1,
        "description": f"La frase sulla pagina: {place.name}",
    }
    page.insert_image(row, column, f"riga-{row + 1}.png", options)


def _set_up(page: Worksheet, last: int) -> None:
    answers = next(i for i, one in enumerate(words.REVIEW_COLUMNS) if one.key == "va_bene")
    choices = {
        "validate": "list",
        "source": list(words.ANSWERS),
        "error_type": "stop",
        "error_title": "Va bene",
        "error_message": "Scegli sì, oppure lascia vuoto e scrivi la frase giusta in «Correzione».",
    }
    page.data_validation(
        words.HEADINGS + 1, answers, max(last, words.HEADINGS + 1), answers, choices
    )
    visible = sum(column.look != "hidden" for column in words.REVIEW_COLUMNS)
    page.autofilter(words.HEADINGS, 0, last, visible - 1)
    page.freeze_panes(words.HEADINGS + 1, 1)
    page.protect("", dict(_MAY))
    page.set_landscape()
    page.set_paper(A4_PAPER)
    page.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    page.fit_to_pages(1, 0)
    page.repeat_rows(words.HEADINGS)
    page.set_footer("&L&A&RPagina &P di &N")
