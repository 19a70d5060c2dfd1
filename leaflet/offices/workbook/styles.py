# SPDX-License-Identifier: EUPL-1.2
"""What a worksheet looks like, whichever program it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKBOOK_TITLE = "Contatti per chi riceve uno sfratto"
OF_AMBITO = "Contatti dell'ambito "
"""How the title of a sheet begins."""
HOW_TO = (
    "Correggete le celle sbagliate e scegliete «sì» in «Confermo che è giusto» in ogni riga "
    "controllata. Ufficio nuovo: in una riga vuota in fondo; ufficio che non c'è più: «togli». "
    "Salvate e rispedite il file."
)
LISTS = "Elenchi"
"""The hidden sheet of what drop-down lists offer."""
TITLE_COLUMN = 1
"""Where title and instruction begin: the first column is printed on both pages, cut off there."""
FONT = "Calibri"
LINES = "#BFC5CC"

HEADINGS = 2
"""Row of the headings, counted from 0; the instructions stand below it."""
FIRST_ROW = 4
"""Row of the first office."""
HEIGHTS = (24, 20, 30, 34)
"""Points of the rows above the first office."""
NEW_ROWS = 3
"""Empty rows that are ready for new offices."""
ROOM_BELOW = 60
"""Rows below the last office that have drop-down lists as well."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell is drawn; `ground` is its colour behind the text, if any."""

    size: int = 10
    colour: str = "#000000"
    ground: str = ""
    is_bold: bool = False
    is_italic: bool = False
    is_boxed: bool = True
    wraps: bool = True
    is_centred: bool = False
    """In its height; rows of data begin at the top, because some cells have several lines."""


CELL_STYLES: Mapping[str, CellStyle] = {
    "title": CellStyle(15, "#17375E", is_bold=True, is_boxed=False, wraps=False),
    "how_to": CellStyle(10, "#303030", is_boxed=False, wraps=False),
    "heading": CellStyle(10, "#FFFFFF", "#17375E", is_bold=True, is_centred=True),
    "instruction": CellStyle(8, "#595959", "#EAEEF3", is_italic=True, is_centred=True),
    "text": CellStyle(),
    "plain": CellStyle(is_boxed=False),
    "info": CellStyle(10, "#595959", "#F0F0F0"),
    "answer": CellStyle(10, "#000000", "#FFF6D5", is_bold=True),
    "hidden": CellStyle(8, "#8C8C8C", wraps=False),
}

REMARKS: Mapping[str, tuple[str, str]] = {
    "comuni": (
        "Comuni serviti",
        (
            "Questo non è uno dei Comuni dell'ambito. Se sono più di uno, separateli con una "
            "virgola e tenete quello che avete scritto."
        ),
    ),
    "giorni": (
        "Giorni",
        "Si scrive come lun-ven oppure mar, gio. Se è così, tenete quello che avete scritto.",
    ),
    "conferma": ("Confermo che è giusto", "Scegliete sì, no oppure togli."),
}
"""Drop-down list → the title and the words shown for a value that is not in it."""
