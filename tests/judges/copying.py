# SPDX-License-Identifier: EUPL-1.2
"""How much of what was written readers give back, whatever order they put lines in."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from leaflet.pdf.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PAGE = """\
<!DOCTYPE html>
<html lang="{language}" dir="{direction}" data-flows><head><meta charset="utf-8"><title>x</title>
<style>@page {{ size: A4; margin: 15mm }} body {{ font: 12pt/1.7 "{font}", "Noto Sans" }}</style>
</head><body>{body}</body></html>
"""
FROM_THE_RIGHT = {"ar", "ur"}
_LETTERS = re.compile(r"[\w\u0300-\u036f\u064b-\u0652\u0670\u0900-\u0dff\u200c\u200d]+")
_OF_LAYOUT = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u0002]")
"""Marks of direction that Poppler adds, and pdfium's own for a hyphen at the end of a line."""


class Copied(NamedTuple):
    """How many of some things come back as they were written."""

    kept: int
    written: int

    @property
    def share(self) -> float:
        """One: all of them."""
        return self.kept / self.written


def pdf_of(sentences: Iterable[str], language: str, font: str, folder: Path) -> bytes:
    """Each sentence as a paragraph of its own, as the program sets it."""
    direction = "rtl" if language in FROM_THE_RIGHT else "ltr"
    body = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)
    page = PAGE.format(language=language, direction=direction, font=font, body=body)
    return Renderer(folder, sorted({font, "Noto Sans"})).pdf([page])


def words(text: str) -> list[str]:
    """What stands between blanks, with its signs."""
    return unicodedata.normalize("NFC", _OF_LAYOUT.sub("", text)).split()


def runs_of_letters(text: str) -> list[str]:
    """Letters and digits that stand together: what a search finds."""
    return _LETTERS.findall(" ".join(words(text)))


def compare(written: Sequence[str], copied: Sequence[str]) -> Copied:
    """Count what is kept, whatever its order."""
    return Copied((Counter(written) & Counter(copied)).total(), len(written))


def lost_characters(written: str, copied: str) -> Counter[str]:
    """Those that did not come back, or that nobody wrote."""
    before, after = (Counter("".join(words(text))) for text in (written, copied))
    return (before - after) + (after - before)
