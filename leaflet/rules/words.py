# SPDX-License-Identifier: EUPL-1.2
"""Rules about words and signs, wherever in the list they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.letters import (
    foreign_letters,
    is_mangled,
    lost_letter,
    name_sign,
    restore_letters,
)
from leaflet.rules.names import without_titles
from leaflet.system.fonts import COMMON_FAMILY, signs_without_font
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Contatto, Registry
    from leaflet.registry.record import Path

_ASKS = frozenset({"note", "fonte", "titolo"})
"""Keys of whole sentences: there, a question mark is one."""

_NOT_YET = re.compile(
    r"(?:(?:ancora )?da (?:completare|comunicare|compilare|confermare|definire|definirsi|designare"
    r"|indicare|individuare|inserire|nominare|precisare|scrivere|stabilire|verificare|aggiungere)"
    r"|x{2,}|n d|nd|n a|na|n p|n r|non (?:disponibile|pervenuto|noto|presente|comunicato|assegnato)"
    r"|tbd|tba|todo|to do|none|nan|null|nil|undefined|sconosciuto|ignoto|vuoto|come sopra|idem"
    r"|(?:nome (?:e )?cognome|cognome (?:e )?nome|nome (?:dell )?ufficio|indirizzo|via e numero)"
    r"|lorem ipsum.*|esempio|prova|test|asdf+|qwerty|)"
)
"""What people write, folded, to come back to; nothing is left of «-», «…» and «???»."""
_TO_BE = re.compile(
    r"\bda (?:completare|compilare|definire|definirsi|designare|individuare|inserire|nominare)\b"
    r"|\bin (?:fase|corso|via|attesa) di (?:definizione|nomina|designazione|completamento)\b"
    r"|\bx{4,}\b|\b(?:n\.d\.|t\.b\.d\.)",
    re.IGNORECASE,
)
"""The same beside other words: a person must look."""
_MAILBOX = re.compile(
    r"(?:x{2,}|da[._-]?(?:completare|definire|inserire)|nome[._-]cognome|(?:e-?mail|indirizzo))@.*"
    r"|.*@(?:.*\.)?(?:x{3,}|example|esempio|dominio)\.[a-z]+",
    re.IGNORECASE,
)

_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLC]+")
_SEVERAL = 2
_LONGEST_SHORT_FORM = 5
"""Letters: longer words in capitals are hardly abbreviations."""
_SMALL = frozenset(
    {"a", "ad", "agli", "ai", "al", "alla", "alle", "allo", "con", "d", "da", "dal", "dalla",
     "dei", "degli", "del", "dell", "della", "delle", "dello", "di", "e", "ed", "gli", "i", "il",
     "in", "l", "la", "le", "lo", "nei", "nel", "nella", "o", "per", "su", "sul", "sulla"}
)  # fmt: skip
_AFTER_TITLES = frozenset({"ssa", "ra"})
_USUAL_WORDS = frozenset(
    {"abitativa", "abitative", "abitativi", "abitazione", "ambito", "amministrazione", "area",
     "azienda", "centro", "comunale", "comune", "consortile", "corso", "direzione", "edilizia",
     "emergenza", "famiglia", "largo", "persona", "piano", "piazza", "piazzale", "politiche",
     "pubblica", "segreteria", "servizi", "servizio", "settore", "sociale", "sociali", "speciale",
     "sportello", "territoriale", "ufficio", "unione", "via", "viale", "vicolo", "zona"}
)  # fmt: skip
"""Words, folded, that no abbreviation of a body is."""


def _texts(registry: Registry) -> Iterator[tuple[Path, str]]:
    """Yield all that the list says in words, with its place."""
    yield ("fonte",), registry.fonte
    if registry.portale:
        yield ("portale", "ente"), registry.portale.ente
    for i, ambito in enumerate(registry.ambiti):
        yield ("ambiti", i, "nome"), ambito.nome
        if ambito.ente:
            yield ("ambiti", i, "ente"), ambito.ente
        for j, comune in enumerate(ambito.comuni):
            yield ("ambiti", i, "comuni", j), comune
    for path, _, contatto in registry.rows():
        yield from (((*path, *place), text) for place, text in _row_texts(contatto) if text)


def _row_texts(contatto: Contatto) -> Iterator[tuple[Path, str | None]]:
    yield from ((("comuni", j), comune) for j, comune in enumerate(contatto.comuni))
    yield ("ufficio",), contatto.ufficio
    yield ("referente",), contatto.referente
    yield from ((("link", j, "titolo"), link.titolo) for j, link in enumerate(contatto.link))
    if contatto.sede:
        yield ("sede", "indirizzo"), contatto.sede.indirizzo
        yield ("sede", "comune"), contatto.sede.comune
    yield ("note",), contatto.note
    yield ("fonte",), contatto.fonte


def _addresses(registry: Registry) -> Iterator[tuple[Path, str]]:
    for path, _, contatto in registry.rows():
        for j, link in enumerate(contatto.link):
            yield (*path, "link", j, "url"), link.url


def other_alphabet(registry: Registry) -> Iterator[Problem]:
    """W001: a letter of another alphabet stands in the list.

    Nobody sees a Cyrillic «а» among Latin letters, and no search finds the word. A whole word of
    another alphabet is only asked about: few who read the sheet can read it.

    Wrong::

        ufficio: Servizio Аbitare
        email: [casa@comune.rho.mi.it]

    Right::

        ufficio: Servizio Abitare
        email: [casa@comune.rho.mi.it]
    """
    for path, text in (*_texts(registry), *_addresses(registry)):
        for letter, is_certain in foreign_letters(text):
            message = say("«{letter}» ({sign}) is of another alphabet", letter=letter,
                          sign=name_sign(letter))  # fmt: skip
            hint = say("delete the word and type it again, on an Italian keyboard")
            severity = Severity.ERROR if is_certain else Severity.WARNING
            yield Problem("W001", severity, registry.at(*path).part(text, letter), message, hint)


def mangled_letters(registry: Registry) -> Iterator[Problem]:
    """W002: a program has put other signs in the place of letters.

    It happens when a file is read with an encoding that is not its own: «à» becomes «Ã ».

    Wrong::

        ufficio: Servizi per la cittÃ
        email: [casa@comune.rho.mi.it]

    Right::

        ufficio: Servizi per la città
        email: [casa@comune.rho.mi.it]
    """
    for path, text in _texts(registry):
        if is_mangled(text):
            right = restore_letters(text)
            message = say("«{value}» has signs that a program put in the place of letters",
                          value=text)  # fmt: skip
            hint = say("type it again") if is_mangled(right) else say("write «{name}»", name=right)
            yield Problem("W002", Severity.ERROR, registry.at(*path), message, hint)


def lost_letters(registry: Registry) -> Iterator[Problem]:
    """W003: a letter is lost: «�» or «?» stands in its place.

    A program could not write it down. Only a person knows which one it was.

    Wrong::

        referente: Dott. Nicol� Rossi
        email: [casa@comune.rho.mi.it]

    Right::

        referente: Dott. Nicolò Rossi
        email: [casa@comune.rho.mi.it]
    """
    for path, text in _texts(registry):
        mark = lost_letter(text)
        if mark is None and "?" in text and path[-1] not in _ASKS:
            mark = "?"
        if mark:
            message = say("in «{value}», a letter may be lost: there is «{mark}» ({sign})",
                          value=text, mark=mark, sign=name_sign(mark))  # fmt: skip
            severity = Severity.WARNING if mark == "?" else Severity.ERROR
            place = registry.at(*path).part(text, mark)
            yield Problem("W003", severity, place, message, say("type the word again"))


def placeholder(registry: Registry) -> Iterator[Problem]:
    """W004: what stands there was to be replaced by something true.

    «Da completare», «xxx» or «n.d.» would be printed as they are. Write what is right, or leave the
    value out.

    Wrong::

        referente: da definire
        email: [casa@comune.rho.mi.it]

    Right::

        email: [casa@comune.rho.mi.it]
    """
    emails = (
        ((*path, "email", i), address)
        for path, _, contatto in registry.rows()
        for i, address in enumerate(contatto.email)
    )
    for path, text in emails:
        if _MAILBOX.fullmatch(text):
            yield _placeholder(registry, path, text, Severity.ERROR)
    for path, text in _texts(registry):
        if path[-1] in {"fonte", "nome"} or "comuni" in path:
            continue  # Prova, Vuoto and the like may be names; a Comune must be official anyway
        is_note = path[-1] == "note"
        if _NOT_YET.fullmatch(fold(text)):
            severity = Severity.WARNING if is_note else Severity.ERROR
            yield _placeholder(registry, path, text, severity)
        elif not is_note and _TO_BE.search(text):
            yield _placeholder(registry, path, text, Severity.WARNING)


def _placeholder(registry: Registry, path: Path, text: str, severity: Severity) -> Problem:
    message = say("«{value}» only holds a place: it would be printed", value=text)
    hint = say("write what is true, or leave it out")
    return Problem("W004", severity, registry.at(*path), message, hint)


def without_font(registry: Registry) -> Iterator[Problem]:
    """W005: no font of the leaflets has this sign.

    It would be an empty box on paper. The letters of all languages of Europe are there; arrows,
    pictures and the like are not. The sheets without the sign are made all the same.

    Wrong::

        ufficio: Ufficio Casa ☎
        email: [casa@comune.rho.mi.it]

    Right::

        ufficio: Ufficio Casa
        email: [casa@comune.rho.mi.it]
    """
    for path, text in _texts(registry):
        for sign in () if text.isascii() else signs_without_font(text, (COMMON_FAMILY,)):
            message = say("no font of the leaflets has «{letter}» ({sign})", letter=sign,
                          sign=name_sign(sign))  # fmt: skip
            hint = say("leave it out, or say it in words")
            place = registry.at(*path).part(text, sign)
            yield Problem("W005", Severity.ERROR, place, message, hint)


def in_capitals(registry: Registry) -> Iterator[Problem]:
    """W006: words are written in capitals.

    They are harder to read, above all for who is learning Italian, and a screen reader may spell
    them. Abbreviations such as UNEP and SO.LE. are right.

    Wrong::

        ufficio: UFFICIO SERVIZI SOCIALI
        email: [casa@comune.rho.mi.it]

    Right::

        ufficio: Ufficio Servizi Sociali
        email: [casa@comune.rho.mi.it]
    """
    for path, text in _texts(registry):
        if "comuni" in path or path[-1] == "comune":
            continue  # which another rule spells
        is_name = path[-1] == "referente"
        if _is_name_shouted(text) if is_name else _is_shouted(text):
            message = say("«{value}» is written in capitals", value=text)
            is_sentence = path[-1] == "note"
            right = text.capitalize() if is_sentence else _in_small_letters(text, is_name=is_name)
            hint = say("write it like this: {example}", example=right)
            yield Problem("W006", Severity.WARNING, registry.at(*path), message, hint)


def _is_shouted(text: str) -> bool:
    """Return whether a text is in capitals and more than abbreviations."""
    words = [word for word in _WORD.findall(text) if not _ROMAN.fullmatch(word)]
    if text != text.upper() or len(words) < _SEVERAL:
        return False
    has_known = not _USUAL_WORDS.isdisjoint(map(fold, words))
    return has_known or sum(len(word) > _LONGEST_SHORT_FORM for word in words) >= _SEVERAL


def _is_name_shouted(person: str) -> bool:
    """Return whether a whole name is in capitals; many write surnames so, to tell them."""
    name = without_titles(person)
    return name == name.upper() and len(re.findall(r"[^\W\d_]{3,}", name)) >= _SEVERAL


def _in_small_letters(text: str, *, is_name: bool) -> str:
    def write(found: re.Match[str]) -> str:
        word = found[0]
        is_small = fold(word) in (_AFTER_TITLES if is_name else _SMALL)
        if is_small and found.start():
            return word.lower()
        is_kept = _ROMAN.fullmatch(word) or word != word.upper()
        return word if is_kept else word.capitalize()

    return _WORD.sub(write, text)
