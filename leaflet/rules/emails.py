# SPDX-License-Identifier: EUPL-1.2
"""Rules about e-mail addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.comuni import key_of
from leaflet.registry.emails import ENCODED, has_real_ending, is_usable
from leaflet.registry.letters import name_sign
from leaflet.registry.matching import is_one_body
from leaflet.rules import domains
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.registry.model import Registry, Row
    from leaflet.registry.record import Path

_ALLOWED = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~@-]")


def _addresses(registry: Registry) -> Iterator[tuple[Path, str]]:
    for path, _, contatto in registry.rows():
        for i, address in enumerate(contatto.email):
            yield (*path, "email", i), address
    if registry.portale and "@" in (address := registry.portale.contatto or ""):
        yield ("portale", "contatto"), address


def invalid(registry: Registry) -> Iterator[Problem]:
    """E001: an e-mail address that not every mail program accepts.

    Accents are no part of an address: some servers refuse them, and the letter of a round would not
    go there. Nor does it where the address ends in what no address on the internet ends in.

    Wrong::

        email: [servizi@lapersona@comune.rho.mi.it]

    Right::

        email: [servizi.persona@comune.rho.mi.it]
    """
    for path, address in _addresses(registry):
        if not is_usable(address):
            message = say("«{address}» is not an e-mail address", address=address)
            hint = _what_is_wrong(address)
            yield Problem("E001", Severity.ERROR, registry.at(*path), message, hint)


def _what_is_wrong(address: str) -> Message:
    signs = address.count("@")
    if signs != 1:
        return say("it must have one «@», and it has {count}", count=signs)
    strange = [char for char in address if not _ALLOWED.match(char)]
    if strange and strange[0].isspace():
        return say("it cannot contain a space: write only the address")
    if strange and not strange[0].isascii():
        return say(
            "«{letter}» ({sign}) cannot be part of it: type the address again, letter by letter",
            letter=strange[0],
            sign=name_sign(strange[0]),
        )
    if strange or ENCODED in address:
        sign = strange[0] if strange else ENCODED
        return say("«{sign}» cannot be part of it: write only the address", sign=sign)
    return _what_is_wrong_with_dots(address)


def _what_is_wrong_with_dots(address: str) -> Message:
    domain = address.rpartition("@")[2].lower()
    if ".." in address:
        return say("two dots follow each other: delete one")
    if not domain or has_real_ending(domain):
        return say("write it like this: {example}", example="servizi.sociali@comune.rho.mi.it")
    meant = domains.correct_domain(domain, {})
    if meant:
        return say("is «{meant}» meant? ask the office how it is written", meant=meant)
    ending = domain.rpartition(".")[2]
    return say("no address ends in «.{ending}»: write all of it, to the last letter", ending=ending)


def misspelt_domain(registry: Registry) -> Iterator[Problem]:
    """E002: the domain of an address is a letter or two off a Comune's or another known one.

    Such mail is lost, or goes to a stranger. Known are the Comuni by their names and first words,
    in their province, the usual providers, and what the list has more often.

    Wrong::

        email: [servizi.sociali@comune.bermateicino.mi.it]

    Right::

        email: [servizi.sociali@comune.rho.mi.it]
    """
    known = domains.of_registry(registry)
    for path, address in _addresses(registry):
        domain = address.rpartition("@")[2].lower()
        meant = domains.correct_domain(domain, known) if is_usable(address) else None
        if meant:
            message = say("«{domain}» looks like a misspelling", domain=domain)
            hint = say("is «{meant}» meant? ask the office how it is written", meant=meant)
            place = registry.at(*path).part(address.lower(), domain)
            yield Problem("E002", Severity.ERROR, place, message, hint)


def personal_provider(registry: Registry) -> Iterator[Problem]:
    """E003: an address at a provider for private persons.

    It belongs to somebody, not to the office, and the office cannot pass it on.

    Wrong::

        email: [ufficio.casa.rho@gmail.com]

    Right::

        email: [casa@comune.rho.mi.it]
    """
    for path, address in _addresses(registry):
        domain = address.rpartition("@")[2].lower()
        if domain in domains.PERSONAL_PROVIDERS:
            message = say("«{address}» is a private person's mailbox", address=address)
            hint = say("write the office's own address")
            yield Problem("E003", Severity.WARNING, registry.at(*path), message, hint)


def upper_case(registry: Registry) -> Iterator[Problem]:
    """E004: an address has capital letters.

    They make no difference to mail, and read badly on paper. `--fix` mends it.

    Wrong::

        email: [Casa@comune.rho.mi.it]

    Right::

        email: [casa@comune.rho.mi.it]
    """
    for path, address in _addresses(registry):
        right = address.lower()
        if right != address and is_usable(address):
            message = say("«{address}» has capital letters", address=address)
            hint = say("write «{name}»", name=right)
            yield Problem("E004", Severity.WARNING, registry.at(*path), message, hint, fix=right)


def twice_in_a_row(registry: Registry) -> Iterator[Problem]:
    """E005: the same address is there twice in one row.

    Wrong::

        email: [casa@comune.rho.mi.it, casa@comune.rho.mi.it]

    Right::

        email: [casa@comune.rho.mi.it]
    """
    for path, _, contatto in registry.rows():
        seen: set[str] = set()
        for i, address in enumerate(contatto.email):
            if address.lower() in seen:
                place = registry.at(*path, "email", i)
                message = say("«{address}» is in this row already", address=address)
                yield Problem(
                    "E005", Severity.WARNING, place, message, say("delete one of the two")
                )
            seen.add(address.lower())


def of_two_ambiti(registry: Registry) -> Iterator[Problem]:
    """E006: offices of two different ambiti have the same address.

    One of the two is most likely a copy that nobody changed. It is fine where both are one
    organisation (`tipo: sostegno`).

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2023-01-24}]
          - id: melzo
            nome: Melzo
            comuni: [Melzo]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2023-01-24}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2023-01-24}]
          - id: melzo
            nome: Melzo
            comuni: [Melzo]
            contatti: [{email: [casa@comune.melzo.mi.it], verificato: 2023-01-24}]
    """
    seen: dict[str, Row] = {}
    for row in registry.rows():
        for i, address in enumerate(row.contatto.email):
            first = seen.setdefault(address.lower(), row)
            if first.ambito.id != row.ambito.id and not is_one_body(first.contatto, row.contatto):
                place = registry.at(*row.path, "email", i)
                message = say("«{address}» is in the ambito {nome} too", address=address,
                              nome=first.ambito.nome)  # fmt: skip
                hint = say("check which of the two is right")
                yield Problem("E006", Severity.WARNING, place, message, hint)


def of_another_comune(registry: Registry) -> Iterator[Problem]:
    """E007: an address is at a Comune that the row is not for.

    One of the two is most likely a copy. It is fine when the office is there (`sede`), or the
    Comune is the one that signed for the ambito (`ente`). Who is no office (`tipo: sostegno`) may
    have it anywhere.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti:
              - comuni: [Pero]
                email: [casa@comune.melzo.mi.it]
                verificato: 2023-01-24

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti:
              - comuni: [Pero]
                email: [casa@comune.pero.mi.it]
                verificato: 2023-01-24
    """
    for path, ambito, contatto in (row for row in registry.rows() if row.contatto.is_office):
        names = set(contatto.comuni) & set(ambito.comuni) or set(ambito.comuni)
        own = {key_of(name) for name in names}
        if contatto.sede:
            own.add(key_of(contatto.sede.comune))
        elsewhere = f" {fold(ambito.ente or '')} {fold(contatto.ufficio or '')} "
        for i, address in enumerate(contatto.email):
            there = sorted(domains.comuni_of(address.rpartition("@")[2].lower()))
            if there and not any(
                key_of(name) in own or f" {fold(name)} " in elsewhere for name in there
            ):
                place = registry.at(*path, "email", i)
                message = say("«{address}» is at {comune}, and the row is not for it",
                              address=address, comune=there[0])  # fmt: skip
                hint = say("check the address, or add the Comune to the row")
                yield Problem("E007", Severity.WARNING, place, message, hint)
