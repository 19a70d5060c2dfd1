# SPDX-License-Identifier: EUPL-1.2
"""The ways in which people write numbers, addresses, Comuni, days and hours → that of the list.

Workbooks and the terminal understand the same. What can mean two things is left as it is, for the
rules or for a question.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from leaflet.system.words import fold

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_NOTHING = re.compile(
    r"-+|/+|n\.?[ /]?d\.?|n/a|n\.a\.|nessun[oa]?|niente|assente|vuoto|mancante"
    r"|non (?:c'è|ce ha|presente|disponibile|esiste|previst[oa])"
    r"|(?:non ha|senza|nessun[oa]?|manca)(?: (?:la|il|un|una|indirizzo|numero(?: di)?))*"
    r" (?:e-?mail|mail|pec|telefono|fisso|cellulare|interno|referente|sito|pagina web|nota|note)",
)
_LABEL = re.compile(
    r"(?:(?:n(?:um|umero)?\.? ?verde|tel(?:efono)?|cell(?:ulare)?|centralino|mobile)\b[ .:]*)+",
    re.IGNORECASE,
)
_ZERO_IN_BRACKETS = re.compile(r"((?:\+|00)39)[ .-]*\(0\) ?")
_COUNTRY_IN_BRACKETS = re.compile(r"\(((?:\+|00)39)\) ?")
_MAIL_LABEL = re.compile(r"\(?(?:e-?mail|mail|mailto|pec|p\.e\.c\.|posta)\)?[:.]*", re.IGNORECASE)
_MAIL_PREFIX = re.compile(r"(?:(?:e-?mail|mail|mailto|pec|posta)[:.])+", re.IGNORECASE)
_DISPLAY_NAME = re.compile(r"(^|[;\n])[^@<>;\n]*<|(,|/|\s[eo]\s)[^@<>;,\n]*<", re.IGNORECASE)
_BETWEEN = frozenset({"", "e", "ed", "o", "oppure", "/", "-", "|", "&"})
_OF_COMUNE = re.compile(
    r"(?:(?:il|per il|i) )?(?:comun[ei]|municipio) (?:di |d['’] ?)",
    re.IGNORECASE,
)
_PROVINCE = re.compile(r" ?\([A-Za-z]{2}\)$")
_DAY_NAMES = ("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica")
_DAY_LETTERS = 3
_DAY_WORDS = re.compile(r"[^\W\d_]+|\S")
_SEVERAL_DAYS = 3
"""Days without a sign between them are that many: two may be the ends of a span."""
_TIME = r"(?:(?:ore|h)\.? ?)?([0-9]{1,2})(?:[:.,]([0-9]{2}))?(?::00)?"
_HOUR = re.compile(_TIME, re.IGNORECASE)
_SPAN = re.compile(rf"{_TIME} ?(?:-|alle?|fino alle?) ?{_TIME}", re.IGNORECASE)
_BETWEEN_SPANS = re.compile(r" ?(?:,|/|\be\b) ?(?:dalle? )?", re.IGNORECASE)
_OPENING = re.compile(r"([^0-9]*?)[ ,:]*(?:\b(?:dalle?|ore|h)\b[. ]*)*([0-9].*)", re.IGNORECASE)


class Opening(NamedTuple):
    """Days, beginning and end, as the list writes them."""

    giorni: str
    dalle: str
    alle: str


def is_nothing(text: str) -> bool:
    """Return whether people write this where there is nothing: n.d., a dash, «non ha e-mail»."""
    plain = " ".join(_DASHES.sub("-", text).replace("’", "'").casefold().split())
    return bool(_NOTHING.fullmatch(plain.replace(" l'", " ")))


def plain_phone(text: str) -> str:
    """Return a number without «tel.» before it, with plain digits and dashes, and its zero."""
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    plain = _DASHES.sub("-", "".join(digits)).replace("\uff0b", "+").strip()
    plain = _LABEL.sub("", plain, count=1) if _LABEL.match(plain) else plain
    return _COUNTRY_IN_BRACKETS.sub(r"\1 ", _ZERO_IN_BRACKETS.sub(r"\1 0", plain))


def split_emails(text: str) -> tuple[str, ...]:
    """Return the addresses in a text, without names and signs around them.

    When something in it is no address, it is returned whole: the rules have the words for it.
    """
    bare = _DISPLAY_NAME.sub(r"\1\2 ;", text).replace(">", ";")
    found: list[str] = []
    for word in re.split(r"[;,\s]+", bare):
        if _MAIL_LABEL.fullmatch(word) or word.casefold() in _BETWEEN:
            continue
        pieces = word.split("/")
        parts = pieces if all(piece.count("@") == 1 for piece in pieces) else [word]
        found += [_MAIL_PREFIX.sub("", part.strip("()\"'")).rstrip(".") for part in parts]
    if all("@" in address for address in found):
        return tuple(found)
    return (" ".join(text.split()),)


def plain_comune(text: str) -> str:
    """Return the name of a Comune without «Comune di» before and «(MI)» behind it."""
    plain = " ".join(text.split())
    return _PROVINCE.sub(
        "", _OF_COMUNE.sub("", plain, count=1) if _OF_COMUNE.match(plain) else plain
    )


def parse_hour(text: str) -> str | None:
    """Return an hour as the list writes it: 09:00 for 9, «ore 9,00» and 9.00.00."""
    found = _HOUR.fullmatch(text.strip())
    return _hour(found[1], found[2]) if found else None


def _hour(hour: str, minutes: str | None) -> str | None:
    if int(hour) > 23 or int(minutes or 0) > 59:  # noqa: PLR2004  (of a clock)
        return None
    return f"{int(hour):02}:{minutes or '00'}"


def parse_days(text: str) -> str | None:
    """Return days as the list writes them: from «dal lunedì al venerdì» to lun-ven."""
    plain = re.sub(r"(?<=\w)['’`´.]", "", _DASHES.sub("-", text.casefold()))
    words = _DAY_WORDS.findall(plain)
    days = [_day(word) for word in words]
    if all(days) and len(days) >= _SEVERAL_DAYS:
        return ", ".join(days)
    written, waiting, is_span = "", "", False
    for word, day in zip(words, days, strict=True):
        if day and bool(written) == bool(waiting):
            is_span = waiting == "-"
            written, waiting = written + waiting + day, ""
        elif word in {"-", "al", "a"} and written and not waiting and not is_span:
            waiting = "-"
        elif word in {",", "e", "ed", "+", "&"} and written and not waiting:
            waiting = ", "
        elif word not in {"il", "dal", "da", "ogni"}:
            return None
    return written if written and not waiting else None


def _day(word: str) -> str:
    """Return lun for lun, lune and lunedì; empty for what may be another day, or none."""
    plain = fold(word)
    whole = next((day for day in _DAY_NAMES if day.startswith(plain)), "")
    return whole[:_DAY_LETTERS] if len(plain) >= _DAY_LETTERS else ""


def parse_openings(text: str) -> tuple[Opening, ...] | None:
    """Return what «dal lunedì al venerdì dalle 9 alle 12; mar 14-16» says, None if unclear."""
    found: list[Opening] = []
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        plain = " ".join(_DASHES.sub("-", part).split())
        pieces = _OPENING.fullmatch(plain)
        giorni = parse_days(pieces[1]) if pieces else None
        spans = [_span(span) for span in _BETWEEN_SPANS.split(pieces[2])] if pieces else []
        if giorni is None:
            return None
        for span in spans:
            if span is None:
                return None
            found.append(Opening(giorni, span[0], span[1]))
    return tuple(found)


def _span(text: str) -> tuple[str, str] | None:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    dalle, alle = _hour(found[1], found[2]), _hour(found[3], found[4])
    return (dalle, alle) if dalle and alle else None
