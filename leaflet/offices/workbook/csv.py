# SPDX-License-Identifier: EUPL-1.2
"""A table as text that Excel and LibreOffice in Italian open with a double click."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from leaflet.system.formulas import guard_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.offices.workbook.grid import Grid


def write(grids: Sequence[Grid]) -> bytes:
    """Return the tables, one below the other, as semicolon-separated UTF-8 with a mark.

    A cell that could be taken for a formula gets an apostrophe, which the import takes off again.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for grid in grids:
        writer.writerow(placed.heading for placed in grid.columns)
        for row in grid.rows:
            writer.writerow(guard_cell(row.get(placed.key, "")) for placed in grid.columns)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
