# SPDX-License-Identifier: EUPL-1.2
"""Rules about the names of people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.rules.edit_distance import distance
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Path, Registry

TITLES = frozenset({"Arch.", "Avv.", "Dott.", "Dott.ssa", "Geom.", "Ing.", "Prof.", "Prof.ssa",
                    "Rag.", "Sig.", "Sig.ra"})  # fmt: skip
"""Titles as the leaflets print them."""

_VARIANTS = {fold(title).replace(" ", ""): title for title in TITLES} | {
    "dr": "Dott.",
    "drssa": "Dott.ssa",
    "dottoressa": "Dott.ssa",
    "dottore": "Dott.",
    "dssa": "Dott.ssa",
    "avvocato": "Avv.",
    "architetto": "Arch.",
    "signora": "Sig.ra",
    "signor": "Sig.",
}
_SHORTEST = 5
"""Letters: shorter names that differ by one are mostly different names."""


def _people(registry: Registry) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for path, _, contatto in registry.rows():
        if contatto.referente:
            yield (*path, "referente"), contatto.referente, contatto.email


def unlike_its_email(registry: Registry) -> Iterator[Problem]:
    """N001: a name differs by a letter or two from the same person's e-mail address.

    One of the two is misspelt. Mail servers are strict, so it is mostly the name.

    Wrong::

        referente: Dott.ssa Giulia Cannnova
        email: [gcannova@comune.rho.mi.it]

    Right::

        referente: Dott.ssa Giulia Cannova
        email: [gcannova@comune.rho.mi.it]
    """
    for path, person, addresses in _people(registry):
        written = {part for address in addresses for part in _name_parts(address)}
        for word in _name_words(person):
            near = _misspelling_of(fold(word), written)
            if near:
                place = registry.at(*path).part(person, word)
                message = say("«{name}» is «{other}» in the e-mail address", name=word, other=near)
                hint = say("write the name and the address the same way")
                yield Problem("N001", Severity.WARNING, place, message, hint)


def _name_words(person: str) -> list[str]:
    words = re.findall(r"[^\W\d_][\w'’-]*\.?", person)
    return [word for word in words if not word.endswith(".") and len(word) >= _SHORTEST]


def _name_parts(address: str) -> Iterator[str]:
    """Yield what may be a name in an address: gcannova → gcannova, cannova."""
    for part in re.split(r"[\s._+-]+", address.partition("@")[0].lower()):
        yield part
        yield part[1:]


def _misspelling_of(word: str, written: set[str]) -> str | None:
    if word in written:
        return None
    near = [
        part
        for part in written
        if len(part) >= _SHORTEST
        and part[0] == word[0]  # hardly anybody misspells the first letter
        and distance(word, part) <= (1 if len(part) < 7 else 2)  # noqa: PLR2004
    ]
    return min(near, key=lambda part: (distance(word, part), part), default=None)


def three_equal_letters(registry: Registry) -> Iterator[Problem]:
    """N002: three equal letters follow each other.

    No Italian name has them.

    Wrong::

        referente: Dott.ssa Anna Rosssi
        email: [casa@comune.rho.mi.it]

    Right::

        referente: Dott.ssa Anna Rossi
        email: [casa@comune.rho.mi.it]
    """
    for path, person, _ in _people(registry):
        match = re.search(r"([^\W\d_])\1\1", person, re.IGNORECASE)
        if match and match[0].upper() != "III":  # Giovanni Paolo III
            message = say("«{name}» has three equal letters, «{letters}»", name=person,
                          letters=match[0])  # fmt: skip
            hint = say("delete one of them")
            place = registry.at(*path).part(person, match[0])
            yield Problem("N002", Severity.WARNING, place, message, hint)


def other_title(registry: Registry) -> Iterator[Problem]:
    """N003: a title is not abbreviated as the leaflets do it.

    The same title looks the same everywhere. `--fix` mends it.

    Wrong::

        referente: D.ssa Anna Rossi
        email: [casa@comune.rho.mi.it]

    Right::

        referente: Dott.ssa Anna Rossi
        email: [casa@comune.rho.mi.it]
    """
    for path, person, _ in _people(registry):
        first, space, rest = person.partition(" ")
        right = _VARIANTS.get(fold(first).replace(" ", ""))
        if space and right and right != first:
            message = say("the title «{title}» is written «{right}» elsewhere", title=first,
                          right=right)  # fmt: skip
            fixed = f"{right} {rest}"
            hint = say("write «{name}»", name=fixed)
            yield Problem("N003", Severity.WARNING, registry.at(*path), message, hint, fix=fixed)
