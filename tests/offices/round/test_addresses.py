# SPDX-License-Identifier: EUPL-1.2
"""A letter goes to the office of the ambito, and nothing in its head can add anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.offices.round.addresses import is_usable, one_line, recipients
from leaflet.problems import LeafletError
from tests.offices.round.conftest import small

if TYPE_CHECKING:
    from leaflet.registry.model import Ambito

INJECTIONS = [
    "Melzo\nBcc: altri@example.it",
    "Melzo\r\nBcc: altri@example.it",
    "Melzo\rBcc: altri@example.it",
    "Melzo\x0bBcc: altri@example.it",
    "Melzo\x85Bcc: altri@example.it",
    "Melzo\u2028Bcc: altri@example.it",
    "Melzo\u2029Bcc: altri@example.it",
    "Melzo\x00",
    "Melzo\udc0a",
    "Melzo\u202e",
    "=?utf-8?q?Melzo=0ABcc=3A_altri=40example.it?=",
    "Melzo =?utf-8?b?CkJjYzogYWx0cmlAZXhhbXBsZS5pdA==?=",
    "=?us-ascii?q?=0D=0A?=",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_could_end_a_header_is_refused(text: str) -> None:
    """Line ends of every kind, and encoded words that Python would decode."""
    with pytest.raises(LeafletError, match="cannot stand in the head of an e-mail"):
        one_line(text)


@pytest.mark.parametrize("text", ["Melzo", "Cassano d'Adda", "Città Alta, «Però» & C."])
def test_what_people_write_is_kept(text: str) -> None:
    """Accents, quotation marks and commas are no danger: they are encoded."""
    assert one_line(text) == text


BAD_ADDRESSES = [
    *(f"{text}@example.it" for text in INJECTIONS),
    "a@example.it\n", "a@example.it,b@example.it", "a b@example.it", "<a@example.it>", "a@b",
    "Anna <a@example.it>", '"a"@example.it', "à@example.it", "a@città.it", "=?q?a?=@example.it", "",
    "a@example.it, b@example.it", "a@example.it;b@example.it", "a@[127.0.0.1]", "a@@example.it",
]  # fmt: skip


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_what_is_not_one_plain_address_is_no_recipient(address: str) -> None:
    """The registry may hold what mail programs accept; a letter goes only to what is certain."""
    assert not is_usable(address)


@given(st.text(max_size=40))
def test_a_usable_address_is_one_ascii_word_with_one_at_sign(address: str) -> None:
    """Whatever is typed."""
    if is_usable(address):
        assert address.isascii()
        assert address.isprintable()
        assert address.count("@") == 1
        assert not set(address) & set(' ,;<>()[]"\\:')


def _ambito(name: str) -> Ambito:
    ambito = small().ambito(name)
    assert ambito
    return ambito


def test_the_office_of_the_ambito_is_asked_first() -> None:
    """Each address once, as it is written; those of the Comuni are not troubled."""
    assert recipients(_ambito("levante")) == ("casa@levante.example.it", "Piano@levante.example.it")


def test_without_such_an_office_those_of_the_comuni_are_asked() -> None:
    """All of them, since each knows its own row."""
    found = recipients(_ambito("ponente"))
    assert found == ("casa@corsico.example.it", "sociali@cusago.example.it")


def test_nobody_can_be_written_to() -> None:
    """An ambito without an e-mail has to be called."""
    assert recipients(_ambito("senza-posta")) == ()
