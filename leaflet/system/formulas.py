# SPDX-License-Identifier: EUPL-1.2
"""Is this cell a formula that a spreadsheet would run? And how it is kept from being one."""

from __future__ import annotations

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What a program may take for the beginning of a formula, and the sign that prevents it."""


def is_risky(text: str) -> bool:
    """Return whether a program may run a cell with this text, or hide its first sign."""
    return text.startswith(_RISKY)


def guard_cell(text: str) -> str:
    """Return the text with an apostrophe in front when a program may take it for a formula."""
    return f"'{text}" if is_risky(text) else text


def without_guard(text: str) -> str:
    """Return the text without the apostrophe that `guard_cell` put in front."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text
