# SPDX-License-Identifier: EUPL-1.2
"""Whether an e-mail address is usable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.registry.emails import has_real_ending, is_usable
from tests.offices.round.test_addresses import INJECTIONS


@pytest.mark.parametrize(
    "address",
    ["casa@comune.rho.mi.it", "Piano.Di_Zona-5@example.it", "o'neill@example.it", "a+b&c@rho.it"],
)
def test_what_mail_programs_accept_is_usable(address: str) -> None:
    """Usual addresses, and signs that are rare and right."""
    assert is_usable(address)


BAD_ADDRESSES = [
    *(f"{text}@example.it" for text in INJECTIONS),
    "a@example.it\n", "a@example.it,b@example.it", "a b@example.it", "<a@example.it>", "a@b",
    "Anna <a@example.it>", '"a"@example.it', "à@example.it", "a@città.it", "=?q?a?=@example.it", "",
    "a@example.it, b@example.it", "a@example.it;b@example.it", "a@[127.0.0.1]", "a@@example.it",
    "a..b@example.it", ".a@example.it", "a@-example.it", f"{'a' * 65}@example.it",
]  # fmt: skip


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_what_is_not_one_plain_address_is_not_usable(address: str) -> None:
    """A letter goes only to what is certain, and the rules accept nothing else."""
    assert not is_usable(address)


@given(st.text(max_size=40))
def test_a_usable_address_is_one_ascii_word_with_one_at_sign(address: str) -> None:
    """Whatever is typed."""
    if is_usable(address):
        assert address.isascii()
        assert address.isprintable()
        assert address.count("@") == 1
        assert not set(address) & set(' ,;<>()[]"\\:')


def test_endings_are_those_of_the_internet() -> None:
    """The list is IANA's: long and foreign ones are in it, typing errors are not."""
    for real in ("it", "EU", "museum", "xn--p1ai", "cat"):
        assert has_real_ending(f"casa@rho.{real}")
    for unreal in ("i", "itt", "con", "abbiategrasso", ""):
        assert not has_real_ending(f"casa@rho.{unreal}")
        assert not is_usable(f"casa@rho.{unreal}")
