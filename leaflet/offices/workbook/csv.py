# SPDX-License-Identifier: EUPL-1.2
"""A table as text that Excel and LibreOffice in Italian open with a double click."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.offices.workbook.export import Grid

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What a program may take for the beginning of a formula, and the sign that prevents it."""


def write(grids: Sequence[Grid]) -> bytes:
    """Return the tables, one below the other, as semicolon-separated UTF-8 with a mark.

    A cell that could be taken for a formula gets an apostrophe, which the import takes off again.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for grid in grids:
        writer.writerow(placed.heading for placed in grid.columns)
        for row in grid.rows:
            writer.writerow(harmless(row.get(placed.key, "")) for placed in grid.columns)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def harmless(text: str) -> str:
    """Return the text with an apostrophe in front when it could be taken for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def meant(text: str) -> str:
    """Return the text without the apostrophe that `harmless` put in front."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RISKY) else text
