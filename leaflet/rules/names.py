# SPDX-License-Identifier: EUPL-1.2
"""Rules about the names of people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import Problem, Severity, say
from leaflet.system.edit_distance import distance
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.registry.model import Registry
    from leaflet.registry.record import Path

TITLES = frozenset({"Arch.", "Avv.", "Dott.", "Dott.ssa", "Geom.", "Ing.", "Prof.", "Prof.ssa",
                    "Rag.", "Sig.", "Sig.ra"})  # fmt: skip
"""Titles as the leaflets print them."""

_VARIANTS = {fold(title).replace(" ", ""): title for title in sorted(TITLES)} | {
    "architetto": "Arch.",
    "avvocato": "Avv.",
    "aw": "Avv.",
    "dott": "Dott.",
    "dottore": "Dott.",
    "dottoressa": "Dott.ssa",
    "dottsa": "Dott.ssa",
    "dr": "Dott.",
    "drssa": "Dott.ssa",
    "dssa": "Dott.ssa",
    "geometra": "Geom.",
    "ingegnere": "Ing.",
    "professore": "Prof.",
    "professoressa": "Prof.ssa",
    "ragioniere": "Rag.",
    "signor": "Sig.",
    "signora": "Sig.ra",
}
_OTHER = frozenset({"ass", "ins", "inf", "isp", "dir", "mag", "pro", "resp", "sigg", "dottri"})
"""Abbreviations that are like a title and none of these: Ins. is a teacher, Sigg. are several."""
_POLITE = frozenset({"Sig.", "Sig.ra"})
_OF_ONE = frozenset({"Dott.", "Dott.ssa", "Prof.", "Prof.ssa", "Sig.", "Sig.ra"})
"""Titles that a man or a woman has."""
_TITLE = re.compile(
    r"(\S+\. ?(?i:ssa|ra)\b\.?|[\w.]+\.(?=[A-ZÀ-Ý])|\S+)"
    r"(?:\s+|(?<=\.)(?=[A-ZÀ-Ý])(?!(?i:ssa|ra)\b))"
)
"""What may be a title, and what follows it: a space, if none was forgotten."""
_SHORTEST_TITLE = 3
_SHORTEST = 5
"""Letters: shorter names that differ by one are mostly different names."""


class Title(NamedTuple):
    """A title as somebody wrote it, and as the leaflets print it."""

    written: str
    right: str


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
        titles, name = _split_titles(person)
        fixed = " ".join([*(title.right for title in titles), *name.split()])
        if fixed == " ".join(person.split()) or _doubt_about(titles):
            continue
        wrong = next((title for title in titles if title.written != title.right), None)
        message = (
            say("the title «{title}» is written «{right}» elsewhere",
                title=wrong.written, right=wrong.right)
            if wrong
            else say("after a title there is a space")
        )  # fmt: skip
        hint = say("write «{name}»", name=fixed)
        yield Problem("N003", Severity.WARNING, registry.at(*path), message, hint, fix=fixed)


def two_titles(registry: Registry) -> Iterator[Problem]:
    """N004: a person has a title twice, or two that do not go together.

    «Prof. Avv.» is usual; beside another title, «Sig.» and «Sig.ra» say nothing. Where only one of
    the two can be right, `--fix` takes the other away.

    Wrong::

        referente: Sig.ra Avv. Anna Rossi
        email: [casa@comune.rho.mi.it]

    Right::

        referente: Avv. Anna Rossi
        email: [casa@comune.rho.mi.it]
    """
    for path, person, _ in _people(registry):
        titles, name = _split_titles(person)
        if not _doubt_about(titles):
            continue
        left = list(dict.fromkeys(title.right for title in titles))
        left = [title for title in left if title not in _POLITE] or left
        message = say("«{titles}» are titles that do not go together",
                      titles=" ".join(title.written for title in titles))  # fmt: skip
        fixed = None if _is_of_both(left) else " ".join([*left, name])
        hint = say("write «{name}»", name=fixed) if fixed else say("write the one that is right")
        yield Problem("N004", Severity.WARNING, registry.at(*path), message, hint, fix=fixed)


def unknown_title(registry: Registry) -> Iterator[Problem]:
    """N005: an abbreviation before a name is nearly a title.

    Mostly a letter is missing, or there is one too many. What is no title at all, such as «Resp.»,
    is left alone.

    Wrong::

        referente: Dot.ssa Anna Rossi
        email: [casa@comune.rho.mi.it]

    Right::

        referente: Dott.ssa Anna Rossi
        email: [casa@comune.rho.mi.it]
    """
    for path, person, _ in _people(registry):
        titles, name = _split_titles(person)
        first, space, rest = name.partition(" ")
        meant = _meant_title(first) if space else None
        if meant:
            fixed = " ".join([*(title.right for title in titles), meant, rest])
            message = say("«{title}» is not a title", title=first)
            hint = say("is «{name}» meant? then write that", name=fixed)
            place = registry.at(*path).part(person, first)
            yield Problem("N005", Severity.WARNING, place, message, hint)


def _split_titles(person: str) -> tuple[list[Title], str]:
    """Return the titles before a name, and the name: «Dott. ssa Anna» has one, as «D.ssa Anna»."""
    titles, rest = [], person
    while found := _TITLE.match(rest):
        right = _VARIANTS.get(_plain(found[1]))
        if right is None:
            break
        titles.append(Title(found[1], right))
        rest = rest[found.end() :]
    return (titles, rest) if rest else ([], person)


def without_titles(person: str) -> str:
    """Return a name without the titles before it."""
    return _split_titles(person)[1]


def _plain(title: str) -> str:
    return fold(title).replace(" ", "")


def _doubt_about(titles: Sequence[Title]) -> bool:
    """Return whether these titles do not go together."""
    right = [title.right for title in titles]
    is_polite = len(right) > 1 and not _POLITE.isdisjoint(right)
    return is_polite or len(set(right)) < len(right) or _is_of_both(right)


def _is_of_both(titles: Sequence[str]) -> bool:
    """Return whether there are a man's and a woman's title: nobody can tell which one is right."""
    return len({title.endswith(("ssa", "ra")) for title in titles if title in _OF_ONE}) > 1


def _meant_title(word: str) -> str | None:
    """Return the title that an abbreviation is one letter away from, None when it is another."""
    plain = _plain(word)
    if not word.endswith((".", ".ssa", ".ra")) or plain in _OTHER or len(plain) < _SHORTEST_TITLE:
        return None
    near = [title for known, title in _VARIANTS.items()
            if known[0] == plain[0] and len(known) >= _SHORTEST_TITLE
            and distance(plain, known, 1) == 1]  # fmt: skip
    return near[0] if len(set(near)) == 1 else None


RESERVED_IDS = frozenset({"generico", "manifesto"})
"""Names of sheets that are of no ambito: an ambito of this name would be printed over."""


def reserved_id(registry: Registry) -> Iterator[Problem]:
    """N006: the id of an ambito is the name of another sheet.

    `generico` is the sheet for every Comune that has no ambito, `manifesto` the poster: two files
    would have one name, and one of them would be lost.

    Wrong::

        ambiti:
          - id: generico
            nome: Generico
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2026-11-20}]

    Right::

        ambiti:
          - id: ambito-generico
            nome: Generico
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2026-11-20}]
    """
    for number, ambito in enumerate(registry.ambiti):
        if ambito.id in RESERVED_IDS:
            message = say("«{id}» is the name of another sheet", id=ambito.id)
            hint = say("write another one: {name}", name=f"ambito-{ambito.id}")
            at = registry.at("ambiti", number, "id")
            yield Problem("N006", Severity.ERROR, at, message, hint)


_NO_NAME = re.compile(r"[\[\]{}<>@]|\d[\d ./-]{3,}\d|www\.|https?:")


def odd_institution(registry: Registry) -> Iterator[Problem]:
    """N007: the name that an institution has here is no name, or stands there twice.

    It is printed in the middle of sentences, in every language: signs of the templates and contacts
    have no place in it.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2026-11-20}]
        territorio:
          nome: Bologna
          ente: Prefettura di Bologna
          province: [MI]
          nomi: [{invece_di: Ufficio Casa, qui: "Ufficio Casa, tel. 051 999999"}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2026-11-20}]
        territorio:
          nome: Bologna
          ente: Prefettura di Bologna
          province: [MI]
          nomi: [{invece_di: Ufficio Casa, qui: "Sportello Casa"}]
    """
    nomi = registry.territorio.nomi if registry.territorio else ()
    for number, one in enumerate(nomi):
        if _NO_NAME.search(one.qui):
            message = say("«{name}» is more than a name", name=one.qui)
            hint = say("write what stands on the door; numbers belong into the contacts")
            at = registry.at("territorio", "nomi", number, "qui")
            yield Problem("N007", Severity.ERROR, at, message, hint)
        if one.invece_di in [other.invece_di for other in nomi[:number]]:
            message = say("«{name}» is there twice", name=one.invece_di)
            at = registry.at("territorio", "nomi", number, "invece_di")
            yield Problem("N007", Severity.ERROR, at, message, say("keep one of the two"))
