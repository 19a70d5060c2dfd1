# SPDX-License-Identifier: EUPL-1.2
"""A letter goes to the office of the ambito, and nothing in its head can add anybody else."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leaflet.offices.round.addresses import one_line, recipients
from leaflet.problems import LeafletError
from leaflet.registry.model import Ambito, Registry
from leaflet.registry.record import LONGEST_LINE
from leaflet.rules import check
from tests.offices.round.conftest import small

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

SIGNS = st.sampled_from("abcMZ019.-_+='&?%à@ ,<>\"\n=?")
ADDRESSES = st.builds(
    "{}@{}.it".format, st.text(SIGNS, min_size=1, max_size=80), st.text(SIGNS, min_size=1)
).filter(lambda address: len(address) <= LONGEST_LINE)


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_could_end_a_header_is_refused(text: str) -> None:
    """Line ends of every kind, and encoded words that Python would decode."""
    with pytest.raises(LeafletError, match="cannot stand in the head of an e-mail"):
        one_line(text)


@pytest.mark.parametrize("text", ["Melzo", "Cassano d'Adda", "Città Alta, «Però» & C."])
def test_what_people_write_is_kept(text: str) -> None:
    """Accents, quotation marks and commas are no danger: they are encoded."""
    assert one_line(text) == text


@given(ADDRESSES)
@example("josè@example.it")
@example("casa@forlì.it")
@example("=?q?a?=@example.it")
@example(f"{'a' * 65}@example.it")
@example("casa@example.it")
def test_whatever_the_rules_pass_the_round_can_write_to(address: str) -> None:
    """No address of a list that validates is dropped on the way: it is in the letter's head."""
    ambito = Ambito.model_validate({
        "id": "prova", "nome": "Prova", "comuni": ["Rho"],
        "contatti": [{"email": [address], "verificato": "2026-11-20"}],
    })  # fmt: skip
    registry = Registry(fonte="Prova", ambiti=(ambito,))
    if "E001" not in {problem.code for problem in check(registry)}:
        assert recipients(ambito) == (address,)
        message = EmailMessage()
        message["To"] = [Address(addr_spec=address)]
        assert parseaddr(message.as_string().splitlines()[0].removeprefix("To: ")) == ("", address)


def _ambito(name: str) -> Ambito:
    ambito = small().ambito(name)
    assert ambito
    return ambito


def test_the_office_of_the_ambito_is_asked_first() -> None:
    """Each address once, as it is written; those of the Comuni are not troubled."""
    assert recipients(_ambito("levante")) == ("casa@levante.fittizi.it", "Piano@levante.fittizi.it")


def test_without_such_an_office_those_of_the_comuni_are_asked() -> None:
    """All of them, since each knows its own row."""
    found = recipients(_ambito("ponente"))
    assert found == ("casa@corsico.fittizi.it", "sociali@cusago.fittizi.it")


def test_nobody_can_be_written_to() -> None:
    """An ambito without an e-mail has to be called."""
    assert recipients(_ambito("senza-posta")) == ()


def test_no_letter_goes_to_who_helps_besides() -> None:
    """Its row is confirmed by the ambito, whose workbook it has no business to see."""
    body = {"tipo": "sostegno", "ufficio": "Caritas", "email": ["a@caritas.example"]}
    office = {"comuni": ["Rho"], "email": ["casa@comune.rho.mi.it"]}
    contatti = [row | {"verificato": "2026-11-20"} for row in (body, office)]
    ambito = {"id": "rho", "nome": "Rho", "comuni": ["Rho"], "contatti": contatti}
    assert recipients(Ambito.model_validate(ambito)) == ("casa@comune.rho.mi.it",)
    assert recipients(Ambito.model_validate(ambito | {"contatti": contatti[:1]})) == ()
