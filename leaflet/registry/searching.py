# SPDX-License-Identifier: EUPL-1.2
"""The law of matching: from what somebody typed to the Comuni that it can mean, and how surely.

The portal's `search.js` has the same law, step by step, under the same names; the cases in
`tests/data/searches.toml` hold both to it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.comuni import official
from leaflet.registry.gazetteer import Name, postal_codes, province_words, read_sounds
from leaflet.system.edit_distance import distance
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from leaflet.registry.gazetteer import Gazetteer

_CAP = re.compile(r"[0-9]{5}")
_WORDS = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou ]")
_FEWEST_LETTERS = 4
"""Of less, too much is like it."""
_FEWEST_SOUNDS = 3


class Certainty(StrEnum):
    """How surely names are meant."""

    CERTAIN = "certain"
    """One, here: its name stands there."""
    FITTING = "fitting"
    """What was typed fits these, or is a part of them."""
    GUESS = "guess"
    """Nothing is called so; these are like it, or among other words."""
    ELSEWHERE = "elsewhere"
    """The first is a Comune of another territory; names here may begin so."""
    NONE = "none"


class Answer(NamedTuple):
    """What was found, best first; `via` is the hamlet or body that was typed, if one was."""

    kind: Certainty
    names: tuple[Name, ...] = ()
    via: str = ""


class Reading(NamedTuple):
    """One way to read what was typed: words, and the code of the province behind them."""

    words: tuple[str, ...]
    province: str = ""

    @property
    def joined(self) -> str:
        """Its letters; spaces do not count."""
        return "".join(self.words)


def look_up(names: Gazetteer, typed: str) -> Answer:
    """Return the Comuni that were meant.

    Case, accents, apostrophes, spaces and words like «comune di» do not count; a province after
    the name must be the Comune's, and with a CAP of another place no name is certain. The first of
    these steps that has an answer gives it.
    """
    readings, caps = read_typed(_lengthen(names, typed))
    if not readings:
        return next((found for cap in caps if (found := _part(names, Reading((cap,))))), _NOTHING)
    for step in STEPS:
        for reading in readings:
            if found := step(names, reading):
                return _heed_caps(names, found, caps)
    return _NOTHING


def _heed_caps(names: Gazetteer, found: Answer, caps: Sequence[str]) -> Answer:
    """Return an answer that is not certain where the CAP is not of its Comune, and whose it is."""
    if not caps or found.kind not in {Certainty.CERTAIN, Certainty.ELSEWHERE}:
        return found
    first = found.names[0]
    known = postal_codes(names.provinces)
    own = () if first.provincia else known.get(fold(first.nome), ())
    bearers = {name for name, codes in known.items() if not codes.isdisjoint(caps)}
    owners = [Name(name) for name in names.here if fold(name) in bearers]
    is_near = not own or any(cap[:2] == other[:2] for cap in caps for other in own)
    if first in owners or (not owners and is_near):
        return found
    return Answer(Certainty.FITTING, tuple(dict.fromkeys((*found.names, *owners))), found.via)


_NOTHING = Answer(Certainty.NONE)


def _lengthen(names: Gazetteer, typed: str) -> str:
    """Return what was typed, with the words that people shorten here in full."""
    for pattern, words in names.abbreviations:
        typed = re.sub(pattern, words, typed, flags=re.IGNORECASE)
    return typed


def read_typed(typed: str) -> tuple[list[Reading], list[str]]:
    """Return the ways to read what was typed, the plainest first, and the CAPs in it."""
    words = plain_words(typed).split()
    caps = [word for word in words if _CAP.fullmatch(word)]
    rest = [word for word in words if not _CAP.fullmatch(word)]
    readings = [Reading(tuple(rest)), Reading(_trim(rest))]
    for length in range(4, 0, -1):
        tail = " ".join(rest[-length:])
        before = _trim(rest[:-length])
        is_code = tail.upper() in province_words().values()
        province = tail.upper() if is_code else province_words().get(tail, "")
        if province and before:
            readings.append(Reading(before, province))
    return [reading for reading in dict.fromkeys(readings) if reading.words], caps


def _trim(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without those that only stand around a name."""
    around = _around()
    inside = [place for place, word in enumerate(words) if word not in around]
    return tuple(words[inside[0] : inside[-1] + 1]) if inside else ()


@functools.cache
def _around() -> frozenset[str]:
    return frozenset(map(plain_words, read_sounds().around))


@functools.lru_cache(maxsize=65_536)
def plain_words(text: str) -> str:
    """Return the words of a text without case, accents and signs, whatever script it is in."""
    letters = unicodedata.normalize("NFKD", text).lower()
    digits = read_sounds().digits
    letters = "".join(
        digits.get(sign, sign) for sign in letters if not unicodedata.category(sign).startswith("M")
    )
    return " ".join(_WORDS.findall(letters))


def _whole(names: Gazetteer, reading: Reading) -> Answer | None:
    """It is the name of a Comune, in Italian or in another language."""
    if reading.province and reading.province not in names.provinces:
        return None
    for comune in names.here:
        others = names.foreign.get(comune, ())
        if any(join_words(name) == reading.joined for name in (comune, *others)):
            return Answer(Certainty.CERTAIN, (Name(comune),))
    return None


def _first(names: Gazetteer, reading: Reading) -> Answer | None:
    """A name begins with these words; for certain where no other does, here or around."""
    found = [Name(name) for name in _in_province(names, reading) if _stand_for(reading.words, name)]
    if not found:
        return None
    rivals = _rivals(names, reading)
    is_one = len(found) == 1 and not rivals
    return Answer(Certainty.CERTAIN if is_one else Certainty.FITTING, (*found, *rivals))


def _begun(names: Gazetteer, reading: Reading) -> Answer | None:
    """Each word begins a word of a name, in that order: «san giu»; «ro» sounds like one."""
    sound = hear_italian(reading.joined)
    same = [name for name in _in_province(names, reading) if hear_italian(name) == sound]
    begun = [name for name in _in_province(names, reading) if _begins(reading.words, name)]
    begun.sort(key=lambda name: not join_words(name).startswith(reading.joined))
    found = dict.fromkeys((*same, *begun))
    if not found:
        return None
    rivals = _rivals(names, reading)
    if whole := [rival for rival in rivals if join_words(rival.nome) == reading.joined]:
        return Answer(Certainty.ELSEWHERE, (*whole, *map(Name, found)))
    return Answer(Certainty.FITTING, (*map(Name, found), *rivals))


def _part(names: Gazetteer, reading: Reading) -> Answer | None:
    """It is another name: of a hamlet or quarter, an ambito, a body, a CAP; or beside its Comune.

    «Napoli Municipalità 3» is the part of that Comune, as «Municipalità 3» is.
    """
    return _parts(
        names, reading, lambda comune, other: join_words(other) in _besides(reading.words, comune)
    )


def _besides(words: Sequence[str], comune: str) -> Iterator[str]:
    """Yield the letters of the words, and those without the Comune before or behind them."""
    own = plain_words(comune).split()
    yield "".join(words)
    if [*words[: len(own)]] == own:
        yield "".join(words[len(own) :])
    if [*words[-len(own) :]] == own:
        yield "".join(words[: -len(own)])


def _part_begun(names: Gazetteer, reading: Reading) -> Answer | None:
    """Another name has these words, the last of which may go on."""
    if len(reading.joined) < _FEWEST_LETTERS:
        return None
    words = " ".join(reading.words)
    return _parts(names, reading, lambda _, other: f" {words}" in f" {plain_words(other)}")


def _away(names: Gazetteer, reading: Reading) -> Answer | None:
    """It is the name of a Comune of another territory."""
    found = official().find_active(" ".join(reading.words))
    away = tuple(
        Name(one.nome, one.provincia)
        for one in found
        if one.provincia not in names.provinces and reading.province in {"", one.provincia}
    )
    return Answer(Certainty.ELSEWHERE, away) if away else None


def _away_first(names: Gazetteer, reading: Reading) -> Answer | None:
    """Names of Comuni of another territory begin with these words: it is one of them."""
    away = tuple(
        Name(one.nome, one.provincia)
        for one in official().active()
        if one.provincia not in names.provinces
        and reading.province in {"", one.provincia}
        and _stand_for(reading.words, one.nome)
    )
    return Answer(Certainty.FITTING, away) if away else None


def _phrase(names: Gazetteer, reading: Reading) -> Answer | None:
    """A name stands among other words, not right behind «via»: the last one may be meant."""
    streets = read_sounds().streets
    for steps, fewest in (((_whole, _part), _FEWEST_SOUNDS), ((_away,), _FEWEST_LETTERS)):
        found: list[Name] = []
        end = len(reading.words)
        while end:
            for start in range(end):
                run = Reading(reading.words[start:end])
                is_street = start > 0 and reading.words[start - 1] in streets
                if len(run.joined) >= fewest and not is_street:
                    named = next((one.names for step in steps if (one := step(names, run))), ())
                    found += named
                    if named:
                        end = start + 1
                        break
            end -= 1
        if found:
            return Answer(Certainty.GUESS, tuple(dict.fromkeys(found)))
    return None


def _by_sound(names: Gazetteer, reading: Reading) -> Answer | None:
    """In another script: the consonants are those of a name, or begin them."""
    heard = hear_foreign(reading.joined)
    bones = _bones(heard)
    ranked = sorted(
        (_bones(sound) != bones, distance(heard, sound, 99), name)
        for name in _in_province(names, reading)
        if heard and _bones(sound := hear_italian(name)).startswith(bones)
    )
    return _fitting(ranked, Certainty.FITTING)


def _away_by_sound(names: Gazetteer, reading: Reading) -> Answer | None:
    """In another script: it sounds like a Comune of another territory, vowels too."""
    heard = hear_foreign(reading.joined)
    away = tuple(
        Name(one.nome, one.provincia)
        for one in official().active()
        if heard and one.provincia not in names.provinces and hear_italian(one.nome) == heard
    )
    return Answer(Certainty.FITTING, away) if away else None


def _nearly_by_sound(names: Gazetteer, reading: Reading) -> Answer | None:
    """In another script: one consonant is wrong."""
    heard = hear_foreign(reading.joined)
    bones = _bones(heard)
    ranked = sorted(
        (False, distance(heard, sound, 99), name)
        for name in _in_province(names, reading)
        if min(len(bones), len(_bones(sound := hear_italian(name)))) >= _FEWEST_SOUNDS
        and distance(bones, _bones(sound), 1) == 1
    )
    return _fitting(ranked, Certainty.GUESS)


def _fitting(ranked: Sequence[tuple[bool, int, str]], certainty: Certainty) -> Answer | None:
    return Answer(certainty, tuple(Name(name) for _, _, name in ranked)) if ranked else None


def _alike(names: Gazetteer, reading: Reading) -> Answer | None:
    """Few letters are wrong: one in four, doubled ones do not count."""
    if len(reading.joined) < _FEWEST_LETTERS:
        return None
    most = max(1, len(reading.joined) // 4)
    ranked = sorted((_count_errors(reading.joined, name, most), name) for name in names.here)
    found = [(errors, name) for errors, name in ranked if errors <= most]
    same = [name for errors, name in found if not errors] or [name for _, name in found]
    return Answer(Certainty.GUESS, tuple(map(Name, same))) if same else None


def _count_errors(typed: str, name: str, most: int) -> int:
    """Return how many letters of a name are wrong; of its beginning or one word, at least one."""
    letters, whole = _single(typed), _single(join_words(name))
    long_words = (word for word in plain_words(name).split() if len(word) >= _FEWEST_LETTERS)
    parts = (whole[: len(letters)], *map(_single, long_words))
    return min(
        distance(letters, whole, most), *(max(1, distance(letters, part, most)) for part in parts)
    )


STEPS = (
    _whole,
    _first,
    _begun,
    _part,
    _by_sound,
    _away,
    _part_begun,
    _away_first,
    _away_by_sound,
    _nearly_by_sound,
    _phrase,
    _alike,
)


def _in_province(names: Gazetteer, reading: Reading) -> Sequence[str]:
    return names.here if reading.province in {"", *names.provinces} else ()


def _rivals(names: Gazetteer, reading: Reading) -> list[Name]:
    return [
        rival
        for rival in names.around
        if reading.province in {"", rival.provincia} and _stand_for(reading.words, rival.nome)
    ]


def _parts(names: Gazetteer, reading: Reading, fits: Callable[[str, str], bool]) -> Answer | None:
    if reading.province not in {"", *names.provinces}:
        return None
    found = {
        comune: other
        for comune in names.here
        for other in reversed(names.parts.get(comune, ()))
        if fits(comune, other)
    }
    if not found:
        return None
    via = set(found.values())
    return Answer(Certainty.FITTING, tuple(map(Name, found)), via.pop() if len(via) == 1 else "")


def _stand_for(words: Sequence[str], name: str) -> bool:
    """Return whether words are a name or begin it; one letter stands for a word: S. Donato."""
    plain = plain_words(name)
    if not plain.startswith(words[0][0]):  # as nearly all: there are thousands
        return False
    whole = plain.split()
    short = len(words) <= len(whole) and all(
        word == other or (len(word) == 1 and other.startswith(word))
        for word, other in zip(words, whole, strict=False)
    )
    return (short and max(map(len, words)) > 1) or "".join(words) == "".join(whole)


def _begins(words: Sequence[str], name: str) -> bool:
    """Return whether every word begins a word of the name, in order; or all begin it, joined."""
    rest = iter(plain_words(name).split())
    in_order = all(any(other.startswith(word) for other in rest) for word in words)
    return in_order or join_words(name).startswith("".join(words))


def join_words(name: str) -> str:
    """Return the letters of a name: spaces, signs and accents do not count."""
    return plain_words(name).replace(" ", "")


def _single(letters: str) -> str:
    """Return letters without doubled ones: nobody is sure of them."""
    return _DOUBLED.sub(r"\1", letters)


def hear_foreign(letters: str) -> str:
    """Return how letters of another script sound; empty where one of them is not known."""
    table = read_sounds().letters
    heard, at = "", 0
    while at < len(letters):
        size = next((n for n in (2, 1) if letters[at : at + n] in table), 0)
        if not size:
            return ""
        heard += table[letters[at : at + size]]
        at += size
    return _single(heard)


@functools.lru_cache(maxsize=16_384)
def hear_italian(name: str) -> str:
    """Return how an Italian name sounds."""
    heard = _single(join_words(name))
    for spelt, sound in read_sounds().spelling:
        heard = re.sub(spelt, sound, heard)
    return _single(heard)


def _bones(heard: str) -> str:
    """Return the consonants."""
    return _VOWELS.sub("", heard)
