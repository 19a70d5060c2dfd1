# SPDX-License-Identifier: EUPL-1.2
"""What a browser would make of composed HTML: which tags there are, and what can be read."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "img", "br", "path", "circle", "rect"})
UNREAD = frozenset({"title", "style", "svg", "script"})


class Markup(HTMLParser):
    """A parsed page: its tags with their attributes, and its text piece by piece."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.headings: list[str] = []
        self._pieces: list[tuple[frozenset[str], str]] = []
        self._open: list[tuple[str, frozenset[str]]] = []
        self.feed(html)
        self.close()

    @property
    def shape(self) -> Counter[tuple[str, tuple[str, ...]]]:
        """How often each tag occurs with these names of attributes."""
        return Counter((tag, tuple(sorted(attributes))) for tag, attributes in self.tags)

    def text(self, without: frozenset[str] = frozenset()) -> str:
        """All that can be read, leaving out elements with one of these classes."""
        return " ".join(text for classes, text in self._pieces if not classes & without)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag; what follows is inside it."""
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        outer = self._open[-1][1] if self._open else frozenset()
        if tag not in VOID:
            self._open.append((tag, outer | frozenset(attributes.get("class", "").split())))
        if tag in {"h1", "h2", "h3"}:
            self.headings.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag; nothing is inside it."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the tag, and those left open in it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note the text, and in which elements it stands."""
        inside = {tag for tag, _ in self._open}
        if inside & UNREAD:
            return
        classes = self._open[-1][1] if self._open else frozenset()
        self._pieces.append((classes, data))
        if inside & {"h1", "h2", "h3"}:
            self.headings[-1] += data
