# SPDX-License-Identifier: EUPL-1.2
"""Whether a phone number is well written, how it is shown and how it is dialled."""

from __future__ import annotations

import phonenumbers
import pytest

from leaflet.registry import phones
from leaflet.registry.phones import dial_link, format_number, format_unbroken


@pytest.mark.parametrize(
    "numero", ["02 9512 0286", "338 783 8099", "02 020202", "0363 366203", "011 1", "390 1234567"]
)
def test_the_quick_way_to_read_a_number_agrees_with_the_library(numero: str) -> None:
    """Usual numbers are read without phonenumbers' parser, with the same result."""
    assert phones._read(numero) == phonenumbers.parse(numero, "IT")


@pytest.mark.parametrize("numero", ["0295120286", "02/95120286", "+39 02 95120286"])
def test_a_number_has_one_form_and_one_link(numero: str) -> None:
    """However it is written it is shown in groups, held together on paper, and dialled abroad."""
    assert format_number(numero) == "02 9512 0286"
    assert format_unbroken(numero) == "02\N{NO-BREAK SPACE}9512\N{NO-BREAK SPACE}0286"
    assert dial_link(numero) == "tel:+390295120286"


@pytest.mark.parametrize(("numero", "link"), [("1522", "tel:1522"), ("uno due", "tel:")])
def test_what_is_no_number_is_shown_as_it_is_written(numero: str, link: str) -> None:
    """A rule that somebody silenced must not end the run."""
    assert format_number(numero) is None
    assert format_unbroken(numero) == numero.replace(" ", "\N{NO-BREAK SPACE}")
    assert dial_link(numero) == link


@pytest.mark.parametrize(
    "numero",
    ["0041 91 1234567", "+41 91 1234567", "(0041) 91 1234567", "00 41 91", "0002 95120286"],
)
def test_a_number_abroad_is_never_one_of_italy(numero: str) -> None:
    """It has no form, no link within Italy and no area code, and fits nowhere better."""
    assert phones.is_abroad(numero)
    assert phones.parse_number(numero) is None
    assert format_number(numero) is None
    assert phones.area_code_of(numero) == ""


@pytest.mark.parametrize("numero", ["+39 02 95120286", "0039 02 95120286", "00 39 0295120286"])
def test_a_number_with_the_code_of_italy_is_not_abroad(numero: str) -> None:
    """It is the same number as without."""
    assert not phones.is_abroad(numero)
    assert phones.national_digits(numero) == "0295120286"


@pytest.mark.parametrize(
    ("digits", "numbers"),
    [
        ("295120286", ("0295120286",)),
        ("95120286", ("0295120286",)),
        ("66429727", ("0266429727",)),
        ("363366203", ("0363366203",)),
        ("2020202", ("02020202", "022020202")),
        ("41911234567", ()),
    ],
)
def test_what_digits_without_their_beginning_may_stand_for(
    digits: str, numbers: tuple[str, ...]
) -> None:
    """Only with an area code of the place: 095 is Catania's, 06 Rome's, 041 Venice's."""
    codes = phones.find_codes(["Melzo", "Cassano d'Adda"], ["0363 366203"])
    assert codes == {"02", "0363"}
    assert phones.complete(digits, codes) == numbers
