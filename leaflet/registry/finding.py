# SPDX-License-Identifier: EUPL-1.2
"""From what somebody typed to a Comune and its ambito."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say
from leaflet.registry.comuni import CITTA_METROPOLITANA, folded, official

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leaflet.registry.model import Ambito, Contatto, Registry


@dataclass(frozen=True, slots=True)
class Found:
    """One Comune; `ambito` is None when no signatory ambito has it."""

    comune: str
    ambito: Ambito | None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several Comuni fit, best first; none when `comuni` is empty."""

    comuni: tuple[str, ...]


def find_comune(registry: Registry, typed: str) -> Found | Ambiguous:
    """Return the Comune that was meant, or those that it could be.

    Case, accents, apostrophes and spaces do not count; part of a name and small typing errors
    are understood near Milan.
    """
    by_key = {folded(comune): comune for comune in _near(registry)}
    key = folded(typed)
    if not key:
        return Ambiguous(())
    names = [by_key[key]] if key in by_key else _elsewhere(typed) or _like(key, by_key)
    if len(names) != 1:
        return Ambiguous(tuple(names))
    return Found(names[0], _ambito_of(registry, names[0]))


def the_comune(registry: Registry, typed: str) -> Found:
    """Return the one Comune that was meant; raises LeafletError that names those it could be."""
    found = find_comune(registry, typed)
    if isinstance(found, Ambiguous):
        raise _not_one(typed, found)
    return found


def _not_one(typed: str, ambiguous: Ambiguous) -> LeafletError:
    if not ambiguous.comuni:
        return LeafletError(say("no Comune is called «{name}»", name=typed))
    message = say("«{name}» can be more than one Comune", name=typed)
    return LeafletError(message, say("write one of: {names}", names=", ".join(ambiguous.comuni)))


def _near(registry: Registry) -> Iterable[str]:
    """Yield the Comuni of the registry and of the metropolitan city."""
    for ambito in registry.ambiti:
        yield from ambito.comuni
    for comune in official().of_province(CITTA_METROPOLITANA):
        yield comune.nome


def _elsewhere(typed: str) -> list[str]:
    return [comune.nome for comune in official().named(typed)[:1]]


def _like(key: str, by_key: dict[str, str]) -> list[str]:
    words = key.split()
    begun = [name for other, name in by_key.items() if _begins(words, other.split())]
    if begun:
        return sorted(begun)
    joined = {other.replace(" ", ""): name for other, name in by_key.items()}
    close = difflib.get_close_matches(key.replace(" ", ""), joined, n=4, cutoff=0.8)
    best = [joined[match] for match in close]
    if best and _likeness(key, best[0]) > 0.9:  # noqa: PLR2004  (one letter off in ten)
        return best[:1]
    return best


def _likeness(key: str, name: str) -> float:
    plain = folded(name).replace(" ", "")
    return difflib.SequenceMatcher(a=key.replace(" ", ""), b=plain).ratio()


def _begins(words: list[str], name: list[str]) -> bool:
    """Return whether every typed word begins a word of the name, in order."""
    rest = iter(name)
    return all(any(candidate.startswith(word) for candidate in rest) for word in words)


def _ambito_of(registry: Registry, comune: str) -> Ambito | None:
    key = folded(comune)
    for ambito in registry.ambiti:
        if any(folded(name) == key for name in ambito.comuni):
            return ambito
    return None


def whom_to_call(ambito: Ambito, comune: str) -> tuple[Contatto, ...]:
    """Return the Comune's own rows, then the ambito's; all others when those reach nobody."""
    rows = rows_of(ambito, comune) + ambito.di_ambito()
    return rows if any(contatto.raggiungibile for contatto in rows) else ambito.contatti


def rows_of(ambito: Ambito, comune: str) -> tuple[Contatto, ...]:
    """Return the rows that serve a Comune by name, however it is written there."""
    key = folded(comune)
    return tuple(row for row in ambito.contatti if key in map(folded, row.comuni))
