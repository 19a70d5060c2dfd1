# SPDX-License-Identifier: EUPL-1.2
"""A worksheet before it is written, whatever the kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.offices.workbook.columns import CellKey, Placed


@dataclass(frozen=True, slots=True)
class Grid:
    """A worksheet before it is written: headings, and one text for each cell that has one."""

    name: str
    title: str
    columns: tuple[Placed, ...]
    rows: tuple[Mapping[CellKey, str], ...]
    comuni: tuple[str, ...]
