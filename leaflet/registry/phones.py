# SPDX-License-Identifier: EUPL-1.2
"""Phone numbers: whether one is well written, how it is shown and how it is dialled."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

_REGION = "IT"
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


class ParsedNumber(NamedTuple):
    """A number that can be dialled, and its PhoneNumberType."""

    number: PhoneNumber
    kind: int


@functools.lru_cache(maxsize=16_384)
def parse_number(numero: str) -> ParsedNumber | None:
    """Return the number as phonenumbers reads it in Italy, or None when it cannot be dialled."""
    number = _read(numero)
    if number is None:
        return None
    kind = int(phonenumbers.number_type(number))
    if number.extension or kind == PhoneNumberType.UNKNOWN:
        return None  # a number without a type is none of any region's
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
