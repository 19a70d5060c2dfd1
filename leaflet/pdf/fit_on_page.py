# SPDX-License-Identifier: EUPL-1.2
"""How tightly a side must be set: the loosest fit in which it takes one page, in few layouts.

Each fit is tighter than the one before, so a side that does not fit at one does not fit at any
looser one. What gives way from some fit on is marked in the HTML (`data-gives-way`): when a side
leaves less room than that needs one step looser, it cannot be set so, and need not be tried. Where
to begin is guessed from the HTML; a wrong guess costs layouts, never another result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol
from xml.etree.ElementTree import tostring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    import weasyprint

FITS = (0, 1, 2, 3, 4)
"""How tightly a side may be set; the style sheet says what each means (`data-fit`)."""

LENGTHS = (2960, 2960, 4020, 4540)
"""Up to such a length a side is expected to fit at 0, 1, 2, 3: of 106 real and made-up sides, 94 do
at once; none of them is set at 1."""

PARAGRAPH, ROW_OF_TABLE = 10, 60
"""Characters in whose place each of them is counted, beside its own."""

SLACK = 2
"""CSS pixels: more than all rounding can come to."""

_MARK = "data-gives-way"


class Setting(NamedTuple):
    """A side that fits on its page."""

    document: weasyprint.Document
    fit: int


class Setter(Protocol):
    """Lays out one side."""

    def at(self, fit: int) -> weasyprint.Document | None:
        """Return the side on one page, None when it needs more."""

    def height(self, html: str) -> float:
        """Return how high a piece of the side is, in CSS pixels."""


def loosest(root: Element, setter: Setter) -> Setting | None:
    """Return the side as loosely as it fits on a page, None when it never does."""
    start = guess(root)
    for fit in FITS[start:]:
        document = setter.at(fit)
        if document:
            break
    else:
        return None
    while fit and fit <= start and room(document) + SLACK >= _given_way(root, fit, setter):
        looser = setter.at(fit - 1)
        if looser is None:
            break
        document, fit = looser, fit - 1
    return Setting(document, fit)


def guess(root: Element) -> int:
    """Return the fit to begin with: 0 for sides in which nothing gives way."""
    body = root.find("body")
    if body is None or next(_giving_way(root), None) is None:
        return 0
    length = sum(map(len, body.itertext()))
    length += sum(
        {"p": PARAGRAPH, "tr": ROW_OF_TABLE}.get(element.tag, 0) for element in body.iter()
    )
    return sum(length > limit for limit in LENGTHS)


def room(document: weasyprint.Document) -> float:
    """Return how much of the first page is left below the text, in CSS pixels."""
    page = document.pages[0]._page_box  # noqa: SLF001  (the only way to the places of boxes)
    return float(page.height) - height(document)


def height(document: weasyprint.Document) -> float:
    """Return how high the text of the first page is, in CSS pixels."""
    page = document.pages[0]._page_box  # noqa: SLF001  (same)
    body = page.children[0].children[0]
    return float(body.position_y + body.margin_height() - page.content_box_y())


def _given_way(root: Element, fit: int, setter: Setter) -> float:
    """Return how much higher the side is, at least, when it is set one step looser.

    What gives way is the same on most sides, and grows also while it is shown.
    """
    pieces = "".join(tostring(e, encoding="unicode", method="html") for e in _giving_way(root))
    if not pieces:
        return 0
    classes = root.find("body").get("class", "")  # type: ignore[union-attr]  # HTML has a body
    page = '<html lang="{}" data-fit="{}"><body class="{}">{}'
    tight, loose = (
        setter.height(page.format(root.get("lang", ""), at, classes, pieces))
        for at in (fit, fit - 1)
    )
    return loose - tight


def _giving_way(root: Element) -> Iterator[Element]:
    """Yield what is not shown from some fit on."""
    return (element for element in root.iter() if _MARK in element.attrib)
