# SPDX-License-Identifier: EUPL-1.2
"""Both sides of a sheet as one HTML document, as somebody without this program would write it.

The program keeps a document for each side, and sets `data-fit` on its <html>. The other ways take
one document a sheet: each side becomes a <div> with the classes of its <body> and its own
`data-fit`, and the style sheet's rules move from html to .side.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BODY = re.compile(r'<body class="([^"]*)">(.*)</body>', re.DOTALL)
_FITTED_BODY = re.compile(r'html(\[data-fit="\d"\]) \.advice(?![\w-])')
"""In the merged page, fit and class stand on one element: no descendant any more."""

_FOOT_OF_PAGE = "margin: 8mm 9mm 19mm;"
_IMPRINT = "bottom: -15.5mm;"
_OF_MERGED_PAGES = """
/* Both sides in one document. Browsers place a page's foot only within a box, so side two is as
   high as its page, and its margin is narrower by what the foot takes. */
.side + .side { break-before: page; }
.side.contacts { position: relative; height: 285.3mm; }
"""


class Sides(NamedTuple):
    """The two sides of a sheet in HTML, and how tightly each must be set."""

    advice: str
    contacts: str
    fits: tuple[int, int]


def merged(sides: Sides) -> str:
    """Return one document of two pages; its head, with the metadata, is that of side two."""
    head, _, _ = sides.contacts.partition("<body")
    divisions = "".join(
        _division(html, fit)
        for html, fit in zip((sides.advice, sides.contacts), sides.fits, strict=True)
    )
    return f"{head}<body>{divisions}</body>\n</html>\n"


def _division(html: str, fit: int) -> str:
    body = _BODY.search(html)
    assert body is not None
    return f'<div class="side {body[1]}" data-fit="{fit}">{body[2]}</div>'


def style_of_merged(style: str) -> str:
    """Return the style sheet for merged pages; it stops when the original is not as it was."""
    assert _FOOT_OF_PAGE in style
    assert _IMPRINT in style
    style = style.replace(_FOOT_OF_PAGE, "margin: 8mm 9mm 3.5mm;").replace(_IMPRINT, "bottom: 0;")
    style = _FITTED_BODY.sub(r".side\1.advice", style)
    style = re.sub(r"html(?=\[data-fit|\s*\{)", ".side", style)
    return style + _OF_MERGED_PAGES
