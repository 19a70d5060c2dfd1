# SPDX-License-Identifier: EUPL-1.2
"""What WeasyPrint would do for every page without any use for ours, and one break that is wrong.

The first makes no page look different.
"""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Any

import weasyprint
from weasyprint.layout import inline
from weasyprint.pdf import fonts
from weasyprint.text.line_break import split_first_line

_NOTES = re.compile(r"^::(footnote|note)-.*$", re.MULTILINE)
"""Rules for every element, of which each gets five more styles: footnotes, which we have not."""


class PreparedPage(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint ships no types
    """HTML without footnotes."""

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:  # noqa: ARG002, FBT001, FBT002  (WeasyPrint's own signature)
        return [_without_notes()]


@functools.cache
def _without_notes() -> weasyprint.CSS:
    rules = (resources.files("weasyprint") / "css" / "html5_ua.css").read_text(encoding="utf-8")
    return weasyprint.CSS(string=_NOTES.sub("", rules))


class _Types:
    """CFFI's library, asked for arrays without their length.

    It parses each new type as C, 20 ms a time, and every number of letters would be a new one.
    """

    def __init__(self, ffi: Any) -> None:  # noqa: ANN401  (CFFI ships no types for it)
        self._ffi = ffi

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._ffi, name)

    def new(self, kind: str, values: Any = None) -> Any:  # noqa: ANN401
        if isinstance(values, list | tuple):
            kind = re.sub(r"\[\d+\]$", "[]", kind)
        return self._ffi.new(kind, values)


def without_lengths() -> None:
    """Let WeasyPrint's making of fonts ask for arrays that need no new type."""
    if not isinstance(fonts.ffi, _Types):
        fonts.ffi = _Types(fonts.ffi)


def with_hanging_spaces() -> None:
    """Let WeasyPrint end a line where only the space after its last word has no room.

    Where that happens before an element inside a paragraph, it would break such a line after its
    first word.
    """
    inline.split_first_line = _split_first_line


@functools.wraps(split_first_line)
def _split_first_line(text, style, context, max_width, *rest, **named):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202  (WeasyPrint ships no types)
    found = split_first_line(text, style, context, max_width, *rest, **named)
    if found[2] is None or not text.endswith(" ") or style["white_space"] != "normal":
        return found
    _, _, rest_at, width, *_ = split_first_line(
        text.rstrip(" "), style, context, max_width, *rest, **named
    )
    if rest_at is None and width <= max_width:
        return split_first_line(text, style, context, None, *rest, **named)
    return found
