# SPDX-License-Identifier: EUPL-1.2
"""A finished page as text for a terminal, one language of it.

Most terminals neither join Arabic letters nor order them from right to left. `arabic-reshaper` and
`python-bidi` do both here; such text must never go into a PDF or a page.
"""

from __future__ import annotations

import re
import textwrap
from html.parser import HTMLParser

_HEADINGS = frozenset({"h1", "h2", "h3"})
_BLOCKS = _HEADINGS | {"p", "li", "tr", "div", "section", "header", "footer", "main", "ul", "ol"}
_VOID = frozenset({"meta", "link", "img", "br"})
_HIDDEN = frozenset({"title", "style", "svg"})
_LRI, _PDI = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_UNBROKEN = "\N{NO-BREAK SPACE}"
_ARABIC = re.compile("[\u0600-\u06ff]")


def render_as_text(html: str, language: str, direction: str, *, width: int, shape: bool) -> str:
    """Return what a page says in one language, at most `width` columns wide.

    `shape` joins and orders Arabic letters for terminals that do not do it themselves.
    """
    reader = PageReader(language, isolate=direction == "rtl")
    reader.feed(html)
    lines: list[str] = []
    for block in reader.blocks():
        lines += [""] if block.startswith(reader.SECTION) else []
        wrapped = textwrap.wrap(block.removeprefix(reader.SECTION), width, break_on_hyphens=False)
        if direction == "rtl" and shape:
            is_arabic = _ARABIC.search(block) is not None
            wrapped = [_right_to_left(line, width, is_arabic=is_arabic) for line in wrapped]
        lines += wrapped
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return reader.plain(text)


def _right_to_left(line: str, width: int, *, is_arabic: bool) -> str:
    """Return a line as the eye reads it; those of Arabic paragraphs at the right margin."""
    return _shape(line).rjust(width) if is_arabic else line.replace(_LRI, "").replace(_PDI, "")


def _shape(line: str) -> str:
    """Return Arabic with its letters joined, in the order of the eye: for what does neither."""
    # Imported late: shaping tables take a tenth of a second, and only this language needs them.
    from arabic_reshaper import reshape  # noqa: PLC0415
    from bidi import get_display  # noqa: PLC0415

    shown = str(get_display(reshape(line), base_dir="R"))
    return shown.replace(_LRI, "").replace(_PDI, "")


class PageReader(HTMLParser):
    """Collects the text of a page, leaving out the languages that were not asked for.

    With `isolate`, what is written from left to right is kept so, in one piece.
    """

    SECTION = "\f"
    """Stands before a heading until the text is put together."""

    def __init__(self, language: str | None, *, isolate: bool) -> None:
        """Ask for one language, or with None for all."""
        super().__init__()
        self._language = language
        self._isolate = isolate
        self._open: list[tuple[str, bool]] = []
        self._text: list[str] = []

    @staticmethod
    def plain(text: str) -> str:
        """Return text in which nothing needs to be kept together any more."""
        return text.replace(_UNBROKEN, " ")

    def blocks(self) -> list[str]:
        """Return paragraphs and headings in order."""
        text = "".join(self._text)
        spaced = (re.sub(r"[ \t\n]+", " ", block) for block in text.split("\n\n"))
        tidy = (re.sub(r"(?: ·)+(?= ·|\Z)| ·(?= \d)", "", block).strip(" ·") for block in spaced)
        return [block for block in tidy if block.strip(self.SECTION + " ·")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, or an isolated piece of one."""
        if tag in _VOID:
            return
        hidden = tag in _HIDDEN or self._is_foreign(dict(attrs).get("lang"), tag)
        self._open.append((tag, hidden or self._hidden()))
        self._say("\n\n" if tag in _BLOCKS else _LRI if tag == "bdi" and self._isolate else "")
        self._say(self.SECTION if tag in _HEADINGS else "")

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        cell = "  " if tag in {"th", "td"} else ""
        self._say(_PDI if tag == "bdi" and self._isolate else "\n\n" if tag in _BLOCKS else cell)
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        inside = any(tag == "bdi" for tag, _ in self._open)
        self._say(data.replace(" ", _UNBROKEN) if inside and self._isolate else data)

    def _is_foreign(self, language: str | None, tag: str) -> bool:
        if language is None or self._language is None:
            return False
        return language != self._language and tag not in {"html", "bdi"}

    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _say(self, text: str) -> None:
        if not self._hidden():
            self._text.append(text)
