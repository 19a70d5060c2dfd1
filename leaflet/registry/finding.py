# SPDX-License-Identifier: EUPL-1.2
"""From what somebody typed to a Comune and its ambito."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import LeafletError, say
from leaflet.registry.comuni import key_of, official
from leaflet.registry.territory import CITTA_METROPOLITANA, PROVINCES
from leaflet.system.words import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Contatto, Registry

_CAP = re.compile(r"^\s*\d{5}\b[\s,-]*")
_OFFICE = re.compile(r"^\s*comune\s+(?:di\s+|d['’]\s*)", re.IGNORECASE)
_OF_MILAN = re.compile(r"\bM\.?\s?(?:se|si)\b", re.IGNORECASE)
"""«S. Donato M.se», «Settimo Mse»: half of the Comuni around Milan are called so."""
_PROVINCE = re.compile(r"\s*\(\s*([A-Za-z]{2})\s*\)\s*$")
_SIGN = re.compile(r"[\s,/-]+([A-Z]{2})\s*$")
_MOST = 8
"""Names that are proposed at most."""
_ALIKE = 0.9
"""How alike what was typed and a name must be: one letter off in ten."""
_OF_PROVINCE = {"provincia", "prov", "citta", "metropolitana", "di", "d", "in"}
"""Words between a Comune and its province."""
_NEIGHBOURS = ("MB", "VA", "CO", "LC", "BG", "LO", "PV", "NO", "BS", "CR", "PC", "SO", "MN")
"""Provinces in which people say «Cesano» or «Busto» too, and mean a Comune of theirs."""


class UnknownComuneError(LeafletError):
    """What was typed is like no Comune at all: it may be anything."""


@dataclass(frozen=True, slots=True)
class Found:
    """One Comune; `ambito` is None when no signatory ambito has it.

    `provincia` is its code where that is not the list's.
    """

    comune: str
    ambito: Ambito | None
    provincia: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several Comuni fit, best first; none when `comuni` is empty."""

    comuni: tuple[str, ...]


def find_comune(registry: Registry, typed: str) -> Found | Ambiguous:
    """Return the Comune that was meant, or those that it could be.

    Case, accents, apostrophes and spaces do not count, nor do a CAP or «Comune di» before the name;
    a province after it must be the Comune's. Part of a name and small typing errors
    are understood near Milan. The only name of `Ambiguous` is a guess.
    """
    name, province = _bare(typed)
    by_key = {fold(comune): comune for comune in _near(registry)}
    key = fold(name)
    if not key:
        return Ambiguous(())
    names = [by_key[key]] if key in by_key else _elsewhere(name, province, by_key)
    if not names:
        names = _like(key, by_key)
        if len(names) == 1 and _is_a_guess(key, names[0]):
            return Ambiguous(tuple(names))
    if len(names) != 1 or not _is_in(names[0], province):
        return Ambiguous(tuple(names[:_MOST]))
    ambito = _ambito_of(registry, names[0])
    return Found(
        names[0], ambito, "" if ambito else _province_to_name(registry, names[0], province)
    )


def _bare(typed: str) -> tuple[str, str]:
    """Return a name without what addresses put around it, and the code of the province if any."""
    name = _OF_MILAN.sub("Milanese", _OFFICE.sub("", _CAP.sub("", typed)))
    if found := _PROVINCE.search(name) or _SIGN.search(name):
        before, province = name[: found.start()], found[1].upper()
        is_sign = found.re is _PROVINCE or _has_such(province, fold(before).split())
        return (before, province) if is_sign else (name, "")
    return (name, "") if official().find_active(name) else _split_province(name)


def _split_province(name: str) -> tuple[str, str]:
    """Return a name without the province that stands behind it in words: «Rho (Milano)»."""
    words, is_bracketed = fold(name).split(), name.rstrip().endswith(")")
    for called, province in PROVINCES.items():
        tail = fold(called).split()
        before = words[: -len(tail)]
        if words[-len(tail) :] != tail:
            continue
        while before and before[-1] in _OF_PROVINCE:
            before.pop()
        if before and (is_bracketed or _has_such(province, before)):
            return " ".join(before), province
    return name, ""


def _has_such(province: str, words: list[str]) -> bool:
    """Return whether a province has a Comune with this name, or whose name begins so."""
    return any(_stand_for(words, one.nome) for one in official().of_province(province))


def _province_to_name(registry: Registry, comune: str, typed: str) -> str:
    """Return the code of a Comune's province, where it is not among those of the list."""
    own = _provinces(registry)
    provinces = [one.provincia for one in official().find_active(comune)]
    if typed in provinces:
        provinces = [typed]
    return "" if not provinces or provinces[0] in own else provinces[0]


def _provinces(registry: Registry) -> set[str]:
    """Return the provinces that the list is for: those of its Comuni, or Milan's when empty."""
    names = (name for ambito in registry.ambiti for name in ambito.comuni)
    found = {own[0].provincia for name in names if (own := official().find_active(name))}
    return found or {CITTA_METROPOLITANA}


def _is_in(name: str, province: str) -> bool:
    return not province or any(one.provincia == province for one in official().find_active(name))


def the_comune(registry: Registry, typed: str) -> Found:
    """Return the one Comune that was meant; raises LeafletError that names those it could be."""
    found = find_comune(registry, typed)
    if isinstance(found, Ambiguous):
        raise _not_one(typed, found)
    return found


def the_certain_comune(registry: Registry, typed: str) -> Found:
    """Return the Comune that is written there: what is served with an act cannot be a guess.

    That is its whole name, or the first words of it where no Comune near Milan or in the provinces
    around has them too; a hamlet may be one letter away from another Comune (Linate, Lainate).
    Raises LeafletError that names those it could be.
    """
    found = the_comune(registry, typed)
    if not is_its_name(typed, found.comune):
        raise _not_one(typed, Ambiguous((found.comune,)))
    name, province = _bare(typed)
    words = fold(name).split()
    is_whole = "".join(words) == fold(found.comune).replace(" ", "")
    rivals = () if is_whole or province else tuple(_rivals(words, registry))
    if rivals:
        raise _not_one(typed, Ambiguous((found.comune, *rivals)[:_MOST]))
    return found


def is_its_name(typed: str, comune: str) -> bool:
    """Return whether what was typed is the name of a Comune, or how it begins: not a likeness."""
    return _stand_for(fold(_bare(typed)[0]).split(), comune)


def _stand_for(words: list[str], comune: str) -> bool:
    """Return whether these words are a name or begin it; one letter stands for a word: S. Donato.

    Spaces do not count.
    """
    name = fold(comune).split()
    short = len(words) <= len(name) and all(
        word == whole or (len(word) == 1 and whole.startswith(word))
        for word, whole in zip(words, name, strict=False)
    )
    return short or "".join(words) == "".join(name)


def _rivals(words: list[str], registry: Registry) -> Iterator[str]:
    """Yield the Comuni of the provinces around whose names begin so."""
    ours = {fold(comune) for comune in _near(registry)}
    for province in _around(_provinces(registry)):
        for comune in official().of_province(province):
            if fold(comune.nome) not in ours and _stand_for(words, comune.nome):
                yield f"{comune.nome} ({province})"


def _around(provinces: set[str]) -> Iterable[str]:
    """Return the provinces around those of the list: elsewhere than in Milan, of their regions."""
    if CITTA_METROPOLITANA in provinces:
        return _NEIGHBOURS
    regions = {one.regione for code in provinces for one in official().of_province(code)}
    return sorted({one.provincia for one in official().active() if one.regione in regions})


def _not_one(typed: str, ambiguous: Ambiguous) -> LeafletError:
    names = ", ".join(ambiguous.comuni)
    if len(ambiguous.comuni) > 1:
        message = say("«{name}» can be more than one Comune", name=typed)
        return LeafletError(message, say("write one of: {names}", names=names))
    message = say("no Comune is called «{name}»", name=typed)
    if not names:
        return UnknownComuneError(message)
    return LeafletError(message, say("did you mean {name}?", name=names))


def _near(registry: Registry) -> Iterable[str]:
    """Yield the Comuni of the registry and of its provinces."""
    for ambito in registry.ambiti:
        yield from ambito.comuni
    for province in sorted(_provinces(registry)):
        for comune in official().of_province(province):
            yield comune.nome


def _elsewhere(typed: str, province: str, by_key: Mapping[str, str]) -> list[str]:
    """Return the Comune of this name; with those near Milan of which it is the beginning."""
    named = [one for one in official().find_active(typed) if province in {"", one.provincia}]
    longer = [name for key, name in by_key.items() if key.startswith(f"{fold(typed)} ")]
    if named and longer and not province:
        return [f"{named[0].nome} ({named[0].provincia})", *sorted(longer)]
    return [one.nome for one in named[:1]]


def _like(key: str, by_key: Mapping[str, str]) -> list[str]:
    words = key.split()
    begun = [name for other, name in by_key.items() if _begins(words, other.split())]
    if len(begun) == 1 or any(_contains(fold(name), key) for name in begun):
        return sorted(begun)
    joined = {other.replace(" ", ""): name for other, name in by_key.items()}
    close = difflib.get_close_matches(key.replace(" ", ""), joined, n=4, cutoff=0.8)
    best = [joined[match] for match in close]
    if begun:
        return [*best, *(name for name in sorted(begun) if name not in best)]
    if best and _likeness(key, best[0]) > _ALIKE:
        return best[:1]
    return best or [name for other, name in by_key.items() if _contains(key, other)]


def _is_a_guess(key: str, name: str) -> bool:
    """Return whether a name is less than what was typed, or unlike it: Arsago is not Assago."""
    is_begun = _begins(key.split(), fold(name).split())
    return _contains(key, fold(name)) or not (is_begun or _likeness(key, name) > _ALIKE)


def _contains(words: str, name: str) -> bool:
    """Return whether a name is among these words, with others before or after."""
    return words != name and f" {name} " in f" {words} "


def _likeness(key: str, name: str) -> float:
    plain = fold(name).replace(" ", "")
    return difflib.SequenceMatcher(a=key.replace(" ", ""), b=plain).ratio()


def _begins(words: list[str], name: list[str]) -> bool:
    """Return whether every typed word begins a word of the name, in order."""
    rest = iter(name)
    return all(any(candidate.startswith(word) for candidate in rest) for word in words)


def _ambito_of(registry: Registry, comune: str) -> Ambito | None:
    key = key_of(comune)
    for ambito in registry.ambiti:
        if any(key_of(name) == key for name in ambito.comuni):
            return ambito
    return None


class WhomToCall(NamedTuple):
    """The rows that serve a Comune: its own, then those for its whole ambito.

    Without a number people are told to call the switchboard of their Comune, or to go to its town
    hall: never another Comune's office.
    """

    own: tuple[Contatto, ...]
    general: tuple[Contatto, ...]

    @property
    def rows(self) -> tuple[Contatto, ...]:
        """All of them, in the order in which people should try them."""
        return self.own + self.general

    @property
    def has_number(self) -> bool:
        """Whether one of them can be called."""
        return any(row.telefoni for row in self.rows)


def whom_to_call(ambito: Ambito, comune: str) -> WhomToCall:
    """Return who serves a Comune of an ambito."""
    return WhomToCall(rows_of(ambito, comune), ambito.di_ambito())


def without_number(ambito: Ambito) -> tuple[str, ...]:
    """Return the Comuni of an ambito that no number serves."""
    return tuple(name for name in ambito.comuni if not whom_to_call(ambito, name).has_number)


def rows_of(ambito: Ambito, comune: str) -> tuple[Contatto, ...]:
    """Return the rows that serve a Comune by name, however it is written there."""
    key = key_of(comune)
    return tuple(row for row in ambito.contatti if key in map(key_of, row.comuni))


def known_ambito(registry: Registry, typed: str) -> Ambito:
    """Return the ambito of this id or name; raises LeafletError that says which may be meant."""
    key = fold(typed)
    for ambito in registry.ambiti:
        if key in {fold(ambito.id), fold(ambito.nome)}:
            return ambito
    raise LeafletError(say("there is no ambito «{id}»", id=typed), _which_ambito(registry, typed))


def _which_ambito(registry: Registry, typed: str) -> Message:
    """Return whose Comune was typed in the place of an ambito, or what is written like it."""
    if home := home_of(registry, typed):
        return home
    near = nearest(typed, [ambito.id for ambito in registry.ambiti], cutoff=0.6)
    return say("did you mean {id}?", id=near) if near else say("leaflet contacts list shows them")


def home_of(registry: Registry, comune: str) -> Message | None:
    """Return «Settala is in the ambito melzo», None when no ambito has such a Comune."""
    for ambito in registry.ambiti:
        for name in ambito.comuni:
            if key_of(name) == key_of(comune):
                return say("{comune} is in the ambito {id}", comune=name, id=ambito.id)
    return None
