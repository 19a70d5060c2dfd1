# SPDX-License-Identifier: EUPL-1.2
"""What stands in a cell → what is meant: repaired where that is certain, asked where it is not."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

from leaflet.offices.workbook.columns import DAY
from leaflet.problems import say
from leaflet.registry.letters import INVISIBLE, name_sign
from leaflet.registry.phones import (
    complete,
    fits,
    format_number,
    has_extension,
    is_short,
    parse_number,
)
from leaflet.registry.spellings import (
    parse_days,
    parse_hour,
    parse_openings,
    plain_comune,
    plain_phone,
)
from leaflet.system.cell_marks import ERROR_TEXT
from leaflet.system.formulas import without_guard
from leaflet.system.words import fold
from leaflet.system.workbooks import Uncomputed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.columns import CellKey
    from leaflet.problems import Message
    from leaflet.registry.phones import Locality
    from leaflet.system.workbooks import Value

_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
_SEPARATED = re.compile(r"[;\n,]|\s(?:e|ed|o|oppure)\s|\s[-/]\s", re.IGNORECASE)
_CERTAINLY_SEPARATED = re.compile(r"[;\n]")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  (hours have no zone here)
_HALF_A_MINUTE = dt.timedelta(seconds=30)
_LAST = dt.datetime.max - _HALF_A_MINUTE  # noqa: DTZ901  (same)
_NO_DAY = (_EPOCH.date(), _EPOCH.date() + dt.timedelta(days=1))
"""The days that programs give to an hour alone."""
_EXACT = 1e15
"""Whole numbers below it are stored to the last digit."""
_MINUTES = 24 * 60
_ANSWER = re.compile(r"[\w\s,]*['’`´]?[.!]?")
"""What may be an answer: other signs, as in «sì?», say that somebody is not sure."""
_YES = frozenset({"si", "s", "x", "ok", "yes", "vero", "true", "confermo", "si confermo", "giusto",
                  "1"})  # fmt: skip
_NO = frozenset({"no", "n", "falso", "false"})
_OFF = frozenset({"togli", "togliere", "elimina", "eliminare", "cancella"})
_TRUTHS = frozenset({"vero", "falso", "true", "false"})
"""What a comparison leaves in a cell."""
_EVERYBODY = frozenset({"tutti", "tutti i comuni", "tutto l ambito", "intero ambito"})
_OF_NUMBERS = re.compile(r"[0-9\s./()+'-]+")
_CAP_DIGITS = 5
_OF_WORDS = frozenset(
    {"comuni", "zone", "ufficio", "referente", "email", "url", "titolo", "indirizzo", "comune",
     "note"}
)  # fmt: skip
"""Columns in which no number stands alone."""
_NEVER_ZERO = _OF_WORDS | {"numero", "cap"}
"""Columns in which not even a text says 0; an extension and a key may be that."""


class UnclearError(Exception):
    """A cell that only a person can explain; `key` is which of the row, if not the present one."""

    def __init__(self, message: Message, hint: Message, key: CellKey | None = None) -> None:
        """Keep what is unclear, and what to write instead."""
        super().__init__(str(message))
        self.message = message
        self.hint = hint
        self.key = key


def collapse_spaces(text: str) -> str:
    """Return the text with one plain space where there are line breaks or several spaces."""
    return " ".join(text.split())


def digits(text: str) -> str:
    """Return only the digits of a text."""
    return re.sub(r"\D", "", text)


def cell_text(value: Value, name: str, was: str) -> str:
    """Return what a cell of the column `name` says; `was` is what it said at the export.

    Raises UnclearError for what a program turned into something else and nobody can turn back.
    """
    match value:
        case None | "":
            return ""
        case Uncomputed():
            raise _ask_again(value)
        case str():
            is_same = collapse_spaces(value) == collapse_spaces(was)
            return was if is_same else _text(value, name, was)
        case bool():
            if name == "conferma":
                return "sì" if value else "no"
            raise _became("VERO" if value else "FALSO", was)
        case int() | float():
            return _of_number(float(value), name, was)
        case _:
            return _of_moment(_moment(value), name, was)


def _moment(value: dt.date | dt.time | dt.timedelta) -> dt.datetime:
    """Return a day, an hour or a span of hours as a moment: only the part that counts is used.

    Half past twelve can be 12:29:59.999 in a file, so it is the nearest minute.
    """
    match value:
        case dt.datetime():
            moment = value
        case dt.timedelta():
            moment = _EPOCH + value
        case dt.time():
            moment = dt.datetime.combine(_EPOCH, value)
        case _:
            moment = dt.datetime.combine(value, dt.time())
    return min(moment, _LAST) + _HALF_A_MINUTE


def _ask_again(shown: str) -> UnclearError:
    """Return what to ask about a cell that no program could work out, or that is linked to none."""
    hint = say("write the value again, as text")
    if shown.startswith("="):
        return UnclearError(say("the formula {value} was never worked out", value=shown), hint)
    if shown == "0":
        message = say("the cell shows 0, as for a link to an empty cell, or a formula that was "
                      "never worked out")  # fmt: skip
        hint = say("write the value as text, or empty the cell; if it is 0, write '0")
        return UnclearError(message, hint)
    message = say("the cell shows {value}: a program could not work out what it says", value=shown)
    return UnclearError(message, hint)


def _text(value: str, name: str, was: str) -> str:
    text = without_guard(value)
    if ERROR_TEXT.fullmatch(text.strip()) or (text.strip() == "0" and name in _NEVER_ZERO):
        raise _ask_again(text.strip())
    if name != "conferma" and fold(text) in _TRUTHS:
        raise _became(text.strip(), was)
    return _refuse_garbled("0" if text.strip() == "'0" else text)


def _refuse_garbled(text: str) -> str:
    sign = INVISIBLE.search(text.strip().replace("\r\n", "\n").replace("\r", "\n"))
    if sign:
        message = say("invisible or control character {sign}", sign=name_sign(sign[0]))
        raise UnclearError(message, say("empty the cell and type it again, without pasting"))
    return text


def _of_number(number: float, name: str, was: str) -> str:
    if not math.isfinite(number):
        raise _became(f"{number}", was)
    if name in {"dalle", "alle"}:
        return _hour_of_number(number)
    if name == "tasti" and number * 10 == int(number * 10):
        return f"{number:g}"
    if number != int(number) or abs(number) >= _EXACT:
        raise _became(f"{number}", was)
    whole = str(int(number))
    if whole == "0" != was:
        raise _ask_again(whole)
    if name in _OF_WORDS and whole != was:
        raise _became(whole, was)
    if name == "cap":
        return whole.zfill(_CAP_DIGITS)
    if name == "interno" and was.lstrip("0") == whole:
        return was
    return whole


def _hour_of_number(number: float) -> str:
    """Return an hour of a day that is stored as a part of it, or as a whole hour."""
    if 0 <= number < 1:
        return "{:02}:{:02}".format(*divmod(round(number * _MINUTES), 60))
    if number == int(number):
        return str(int(number))
    raise _became(f"{number:g}", "")


def _of_moment(moment: dt.datetime, name: str, was: str) -> str:
    if name in {"dalle", "alle"} and moment.date() in _NO_DAY:
        return moment.strftime("%H:%M")
    if name == "verificato":
        return moment.strftime(DAY)
    if name == "tasti" and f"{moment.day}.{moment.month}.{moment.year % 100}" == was:
        return was
    raise _became(moment.strftime(DAY), was)


def _became(shown: str, was: str) -> UnclearError:
    message = say("a program turned this cell into {value}", value=shown)
    hint = say("write it again as text; it was «{old}»", old=was)
    return UnclearError(message, hint if was else say("write it again as text"))


def phone(
    value: Value, text: str, was: str, place: Locality
) -> tuple[tuple[str, ...], Message | None]:
    """Return the numbers of a cell, and a remark when what was typed had to be repaired.

    `place` says whose numbers they are: what is missing is put back only where that area code is
    the one of the place. `text` is what `cell_text` made of `value`. Zeros that a program took away
    are put back when the number of the row had them, or when that makes the only number there is. A
    zero that somebody typed stays: that may be what was corrected.
    """
    text, is_number = plain_phone(text), not isinstance(value, str)
    plain = collapse_spaces(text).removeprefix("'")
    if not plain or plain == collapse_spaces(was):
        return ((was,) if plain else ()), None
    if has_extension(plain):
        return (plain,), None  # the rules ask where the number ends
    exact = _SCIENTIFIC.fullmatch(plain)
    if exact:
        plain, is_number = _written_out(exact, was), True
    if was and _is_left_of(plain, was) and (parse_number(was) or not parse_number(plain)):
        return _as_it_was(plain, was, is_number=is_number)
    if is_number or (plain.isdigit() and (not parse_number(plain) or is_short(plain))):
        return _with_its_zero(plain, place)
    if plain.isdigit() and not fits(plain, place.comuni):
        message = say("the area code of {value} is the one of another place", value=plain)
        hint = say("if it is right, write it like this: {example}", example=_usual(plain))
        raise UnclearError(message, hint)
    return _several(text, plain, place), None


def _is_left_of(plain: str, was: str) -> bool:
    """Return whether a number has the digits of another one, or all but zeros before them."""
    now, then = digits(plain), digits(was)
    is_end = bool(_OF_NUMBERS.fullmatch(plain)) and bool(now) and then.endswith(now)
    return is_end and not then.removesuffix(now).strip("0")


def _as_it_was(plain: str, was: str, *, is_number: bool) -> tuple[tuple[str, ...], None]:
    """Return the number of the row; a text without its zeros may be another one: ask."""
    if not is_number and digits(plain) != digits(was) and parse_number(plain):
        raise _two_numbers(plain, (f"+39 {_usual(plain)}", _usual(was)))
    return (was,), None


def _written_out(exact: re.Match[str], was: str) -> str:
    """Return the digits of 2.02020202E+8, when all of them are there."""
    shown = exact[1] + (exact[2] or "")
    missing = int(exact[3]) + 1 - len(shown)
    if missing == 0:
        return shown
    hint = say("write the number again as text; it was «{old}»", old=was)
    message = say("of the number {value} not all digits are left", value=exact[0])
    raise UnclearError(message, hint if was else say("write the number again as text"))


def _with_its_zero(plain: str, place: Locality) -> tuple[tuple[str, ...], Message | None]:
    """Return a number whose beginning a program may have taken away; ask which, if not the zero."""
    if parse_number(plain):
        if parse_number(f"0{plain}") and fits(f"0{plain}", place.comuni):
            raise _two_numbers(plain, (_usual(plain), _usual(f"0{plain}")))
        return _with_remark(plain, plain)
    possible = complete(plain, place.codes)
    if possible == (f"0{plain}",):
        return _with_remark(possible[0], plain)
    if possible or parse_number(f"0{plain}"):
        names = " / ".join(map(_usual, possible)) or "02 9512 0286"
        message = say("the number {value} lacks its area code", value=plain)
        raise UnclearError(message, say("write it with its area code: {names}", names=names))
    return (plain,), None


def _two_numbers(typed: str, possible: Sequence[str]) -> UnclearError:
    message = say("a zero may be missing at the beginning of {value}", value=typed)
    hint = say("write the number again as text: {names}", names=" / ".join(possible))
    return UnclearError(message, hint)


def _with_remark(number: str, typed: str) -> tuple[tuple[str, ...], Message | None]:
    right = _usual(number)
    remark = say("«{typed}» was read as {right}", typed=typed, right=right)
    return (right,), remark if number != typed else None


def _group_number(number: str, place: Locality) -> str:
    """Return a number in the usual form; one of another place stays as somebody wrote it."""
    return _usual(number) if fits(number, place.comuni) else number


def _usual(number: str) -> str:
    return format_number(number) or number


def _several(text: str, plain: str, place: Locality) -> tuple[str, ...]:
    if parse_number(plain) and not _CERTAINLY_SEPARATED.search(text.strip()):
        return (_group_number(plain, place),)
    parts = [collapse_spaces(plain_phone(part)) for part in _SEPARATED.split(text) if part.strip()]
    if len(parts) > 1 and all(parse_number(part) for part in parts):
        return tuple(_group_number(part, place) for part in parts)
    if len([part for part in _CERTAINLY_SEPARATED.split(text) if part.strip()]) > 1:
        wrong = next(part for part in parts if not parse_number(part))
        message = say("there are several things in this cell, and «{part}» is no phone number",
                      part=wrong)  # fmt: skip
        raise UnclearError(message, say("write one number in each cell, and nothing else"))
    return (plain,)


def comuni(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the Comuni of a cell, spelt as the ambito spells them; empty for all of them."""
    if fold(text) in _EVERYBODY:
        return ()
    right = {fold(comune): comune for comune in known}
    found: list[str] = []
    for part in re.split(r"[;,\n]", text):
        found += _comuni_of(plain_comune(part), right)
    return tuple(dict.fromkeys(name for name in found if name))


def _comuni_of(part: str, right: Mapping[str, str]) -> Iterator[str]:
    pieces = [plain_comune(piece) for piece in re.split(r"\se\s", part)]
    if fold(part) not in right and all(fold(piece) in right for piece in pieces):
        yield from (right[fold(piece)] for piece in pieces)
    else:
        yield right.get(fold(part), part)


def hours(cells: Sequence[str], index: int) -> tuple[dict[str, str], ...]:
    """Return the opening hours that the cells of a phone tell: days, beginnings, ends.

    Raises UnclearError, with the cell, when they do not fit together.
    """
    names = ("giorni", "dalle", "alle")
    if not "".join(cells[1:]).strip() and re.search("[0-9]", cells[0]):
        openings = parse_openings(cells[0])
        if openings is None:
            raise UnclearError(_no_days(cells[0]).message, _opening_hint(), ("giorni", index))
        return tuple(opening._asdict() for opening in openings)
    lists = [[part for part in re.split(r"[;\n]", text) if part.strip()] for text in cells]
    most = max(map(len, lists))
    if len(lists[0]) == 1 < most:
        lists[0] *= most  # the same days, mornings and afternoons
    for name, parts in zip(names, lists, strict=True):
        if len(parts) != most:
            message = say("days and hours do not belong together")
            hint = say("write as many days as beginnings and ends, with «;» between them")
            raise UnclearError(message, hint, (name, index))
    readers = (_days, _hour, _hour)
    return tuple(
        {
            name: _read_part(reader, part, (name, index))
            for name, reader, part in zip(names, readers, parts, strict=True)
        }
        for parts in zip(*lists, strict=True)
    )


def _read_part(reader: Any, part: str, key: CellKey) -> str:  # noqa: ANN401  (one of the two below)
    try:
        return str(reader(part))
    except UnclearError as error:
        raise UnclearError(error.message, error.hint, key) from None


def _opening_hint() -> Message:
    return say("write the days in «Giorni» and the hours in «Dalle» and «Alle»: {example}",
               example="lun-ven, 09:00, 12:30")  # fmt: skip


def _hour(text: str) -> str:
    found = parse_hour(text)
    if found:
        return found
    message = say("«{value}» is not an hour", value=collapse_spaces(text))
    raise UnclearError(message, say("write it like this: {example}", example="09:00"))


def _days(text: str) -> str:
    found = parse_days(text)
    if found:
        return found
    raise _no_days(text)


def _no_days(text: str) -> UnclearError:
    message = say("«{value}» does not say which days", value=collapse_spaces(text))
    hint = say("write «{span}» for all days between, or «{days}» for those alone",
               span="lun-ven", days="lun, mer, ven")  # fmt: skip
    return UnclearError(message, hint)


def answer(text: str) -> str:
    """Return what «Confermo che è giusto» says: sì, no or togli; «no» when it is empty."""
    if not text.strip():
        return "no"
    word = fold(text) if _ANSWER.fullmatch(text.strip()) else ""
    for meaning, words in (("sì", _YES), ("no", _NO), ("togli", _OFF)):
        if word in words:
            return meaning
    message = say("«{value}» is no answer", value=collapse_spaces(text))
    raise UnclearError(message, say("choose «sì», «no» or «togli»"))
