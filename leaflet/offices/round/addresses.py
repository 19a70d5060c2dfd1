# SPDX-License-Identifier: EUPL-1.2
"""Whom a letter goes to, and what may stand in its headers.

A header ends at a line break, so one inside a name could add recipients. Python's e-mail package
decodes encoded words (`=?utf-8?q?=0A?=`) that it finds in a plain value, some versions without a
look at what comes out (CPython issue 121650). Both are refused before they get there.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say
from leaflet.registry.emails import ENCODED, is_usable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leaflet.registry.model import Ambito, Contatto

_BREAKING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's control, invisible and surrogate characters, and its line and paragraph ends."""


def of_rows(contatti: Iterable[Contatto]) -> tuple[str, ...]:
    """Return the usable addresses of these rows, each once."""
    found = {a.lower(): a for c in contatti for a in c.email if is_usable(a)}
    return tuple(found.values())


def recipients(ambito: Ambito) -> tuple[str, ...]:
    """Return whom the letter of an ambito goes to: its own office, or else those of its Comuni."""
    return of_rows(ambito.di_ambito()) or of_rows(ambito.uffici())


def one_line(text: str) -> str:
    """Return a text that may stand in a header; LeafletError when it could end that header."""
    if ENCODED in text or any(unicodedata.category(sign) in _BREAKING for sign in text):
        shown = text.encode("unicode_escape").decode()
        message = say("«{words}» cannot stand in the head of an e-mail", words=shown)
        raise LeafletError(message, say("delete the line break or the signs «=?» in it"))
    return text
