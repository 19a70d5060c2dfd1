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
