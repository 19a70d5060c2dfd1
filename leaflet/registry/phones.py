# SPDX-License-Identifier: EUPL-1.2
"""Phone numbers: whether one is well written, how it is shown and how it is dialled."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from leaflet.registry.provinces import (
    area_code,
    area_codes_of,
    is_next_to,
    province_of_code,
    provinces_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_REGION = "IT"
_ITALY = 39
_ABROAD = re.compile(r"\s*(?:\+|[(]?0\s*0)(?!\s*[().]*\s*3\s*9)")
"""What begins with + or 00 and another country than Italy, or with a zero too many."""
_LONGEST = 11
"""Digits, area code included, of the longest line that an office has."""
_OF_OFFICES = {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE}
_CALL_CENTRE = re.compile(r"(0[1-9]\d{0,2})\1+|0101010")
"""The short number of a town: its area code again and again (06 0606), and Genoa's 010 1010."""
_SHORTEST_OF_OFFICES = 8
_MOBILE = 10
"""Digits of a mobile; those of the nineties had nine."""
_USUAL = {9, 10}
"""Digits, area code included, of nearly all lines."""
_DOMESTIC = re.compile(r"(?:0[1-9]|3[0-8])[0-9 ]{4,12}")
"""Italian numbers as usual: fixed lines begin with 0, mobiles with 3 (39 is Italy itself)."""
_WRITTEN = re.compile(r"(?:(?:\+|00)39[ .-]?)?\(?[0-9]{2,4}\)? *[/.-]? *[0-9]+(?:[ .-] ?[0-9]+)*")
"""How people write numbers: country code, area code, one sign after it, groups of digits."""
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_EXTENSION = re.compile(
    r"\b(?:int|interno|est|ext)\b\.?"
    r"|^[^-]*\d[/. ]\s*\d[^-]*-\s*\d{1,4}\s*$"  # one hyphen, after the area code: 02/954398-266
    r"|\d{6,} ?- ?\d{1,4}\s*$",  # after a whole number: 02954398-266
    re.IGNORECASE,
)


class Locality(NamedTuple):
    """Whose number it is: the Comuni of an ambito, and the area codes that are certain there."""

    comuni: tuple[str, ...]
    codes: frozenset[str]


class ParsedNumber(NamedTuple):
    """A number that can be dialled, and its PhoneNumberType."""

    number: PhoneNumber
    kind: int


@functools.lru_cache(maxsize=16_384)
def parse_number(numero: str) -> ParsedNumber | None:
    """Return the number as phonenumbers reads it in Italy, or None when it cannot be dialled.

    A number abroad is none here, and neither is a mailbox behind a mobile (eleven digits).
    """
    number = None if is_abroad(numero) else _read(numero)
    if number is None or number.extension or number.country_code != _ITALY:
        return None
    kind = int(phonenumbers.number_type(number))
    if kind in {PhoneNumberType.UNKNOWN, PhoneNumberType.VOICEMAIL}:
        return None  # a number without a type is none of any region's
    if len(phonenumbers.national_significant_number(number)) > _LONGEST:
        return None
    return ParsedNumber(number, kind)


def _read(numero: str) -> PhoneNumber | None:
    if _DOMESTIC.fullmatch(numero):  # what parsing would give, in a tenth of the time
        digits = only_digits(numero)
        return PhoneNumber(
            country_code=39,
            national_number=int(digits),
            italian_leading_zero=True if digits.startswith("0") else None,
        )
    if not _WRITTEN.fullmatch(with_plain_spaces(numero)):
        return None  # phonenumbers would drop letters and signs, and read another number
    try:
        return phonenumbers.parse(numero, _REGION)
    except phonenumbers.NumberParseException:
        return None


@functools.lru_cache(maxsize=16_384)
def format_number(numero: str) -> str | None:
    """Return the number grouped as the leaflets print it (02 9512 0286), None for no number."""
    found = parse_number(numero)
    return phonenumbers.format_number(found.number, PhoneNumberFormat.NATIONAL) if found else None


def format_unbroken(numero: str) -> str:
    """Return the number as people read it, its groups held together by no-break spaces.

    What is no number, in a list that nobody checked, is shown as it is written.
    """
    return (format_number(numero) or numero).replace(" ", "\N{NO-BREAK SPACE}")


def dial_link(numero: str) -> str:
    """Return the link that dials the number: tel:+390295120286."""
    found = parse_number(numero)
    if found is None:
        return f"tel:{only_digits(numero)}"
    return f"tel:{phonenumbers.format_number(found.number, PhoneNumberFormat.E164)}"


def is_abroad(numero: str) -> bool:
    """Return whether a number begins with the code of another country, or with a zero too many.

    What follows may look like a number of Italy (0041 91 …): it must never become one.
    """
    return bool(_ABROAD.match(with_plain_spaces(numero)))


def is_of_an_office(number: ParsedNumber) -> bool:
    """Return whether a number is a fixed line, a mobile or toll-free: what an office may have."""
    return number.kind in _OF_OFFICES


def is_mobile(numero: str) -> bool:
    """Return whether a number is a mobile's."""
    found = parse_number(numero)
    return found is not None and found.kind == PhoneNumberType.MOBILE


def is_short(numero: str) -> bool:
    """Return whether digits may be missing; the short number of a town's call centre is whole."""
    found = parse_number(numero)
    if found is None:
        return False
    digits = national_digits(numero)
    if found.kind == PhoneNumberType.MOBILE:
        return len(digits) < _MOBILE
    is_fixed = found.kind == PhoneNumberType.FIXED_LINE
    return is_fixed and len(digits) < _SHORTEST_OF_OFFICES and not _CALL_CENTRE.fullmatch(digits)


def national_digits(numero: str) -> str:
    """Return the digits to dial in Italy, however a number is written; as they are for no number.

    Two numbers are the same when these are.
    """
    found = parse_number(numero)
    if found is None:
        return only_digits(numero)
    return str(phonenumbers.national_significant_number(found.number))


def area_code_of(numero: str) -> str:
    """Return the area code of a fixed line; empty for other numbers, and for what is none."""
    found = parse_number(numero)
    is_fixed = found is not None and found.kind == PhoneNumberType.FIXED_LINE
    return area_code(national_digits(numero)) if is_fixed else ""


def fits(numero: str, comuni: Iterable[str]) -> bool:
    """Return whether a number may be one of the Comuni: its area code is theirs, or a neighbour's.

    Mobiles, toll-free numbers and call centres of towns fit everywhere, as everything does where no
    Comune is known: nobody writes them by mistake.
    """
    if _CALL_CENTRE.fullmatch(national_digits(numero)):
        return True
    code, near = area_code_of(numero), provinces_of(comuni)
    return not code or not near or is_next_to(province_of_code(code), near)


def find_codes(comuni: Iterable[str], numbers: Iterable[str]) -> frozenset[str]:
    """Return the area codes that are certain for these Comuni.

    They are those of the towns of their provinces, and of `numbers`, which the list has already.
    """
    known = frozenset(area_code_of(numero) for numero in numbers) - {""}
    return area_codes_of(provinces_of(comuni)) | known


def complete(digits: str, codes: Collection[str]) -> tuple[str, ...]:
    """Return the numbers that digits without their beginning may stand for, the likeliest first.

    What is missing is the zero, or a whole area code, and it must be one of `codes`. A person
    has to be asked unless the zero alone makes the only number that there is.
    """
    with_zero = [f"0{digits}"] if area_code(f"0{digits}") in codes else []
    with_code = [f"{code}{digits}" for code in sorted(codes) if len(code + digits) in _USUAL]
    return tuple(dict.fromkeys(filter(parse_number, with_zero + with_code)))


def has_extension(numero: str) -> bool:
    """Return whether the end of a number may be an extension: then nobody may join the two."""
    return bool(_EXTENSION.search(numero))


def has_odd_spaces(numero: str) -> bool:
    """Return whether a number contains tabs, or spaces that look like others and are not."""
    return bool(_ODD_SPACES.search(numero))


def with_plain_spaces(numero: str) -> str:
    """Return the number with plain spaces in the place of odd ones."""
    return _ODD_SPACES.sub(" ", numero)


def only_digits(numero: str) -> str:
    """Return the digits of a number."""
    return re.sub(r"\D", "", numero)
