# SPDX-License-Identifier: EUPL-1.2
"""The ticket that goes to the print shop with the files: one page in Italian, and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from leaflet.pages.products import as_message
from leaflet.pages.sheet import AdviceComposer

if TYPE_CHECKING:
    from collections.abc import Sequence


class PrintFile(NamedTuple):
    """A file to print: `sheets` of paper go into each of `copies`.

    `pages` of a booklet; 0 for the sheet, which is neither folded nor stitched.
    """

    name: str
    title: str
    code: str
    sha256: str
    copies: int
    sheets: int
    pages: int = 0
    is_bound_right: bool = False


class TicketComposer(AdviceComposer):
    """Writes tickets; `locales` are the source language alone."""

    def ticket(self, whose: str, files: Sequence[PrintFile]) -> str:
        """Return the page about these files."""
        return self._render("products/ticket.html", whose=whose, files=files)

    def text(self, page: str) -> str:
        """Return a page as plain text."""
        return as_message(page, "ltr")
