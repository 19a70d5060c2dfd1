# SPDX-License-Identifier: EUPL-1.2
"""Rules about phone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phonenumbers import PhoneNumberType

from leaflet.problems import Problem, Severity, say
from leaflet.registry.phones import (
    format_number,
    has_extension,
    has_odd_spaces,
    only_digits,
    parse_number,
    with_plain_spaces,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Contatto, Path, Registry, Telefono

EMERGENCY = frozenset({"112", "113", "114", "115", "116000", "116117", "117", "118", "1522"})
"""Numbers for emergencies, which are no office's own."""

SHORTEST = 8
"""Digits, area code included, of the shortest number that an ordinary office has."""

_EXPENSIVE = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}


def _phones(registry: Registry) -> Iterator[tuple[Path, Contatto, Telefono]]:
    for path, _, contatto in registry.rows():
        for i, telefono in enumerate(contatto.telefoni):
            yield (*path, "telefoni", i, "numero"), contatto, telefono


def invalid(registry: Registry) -> Iterator[Problem]:
    """T001: a phone number that nobody can dial.

    It is too short, too long, or begins with an area code that does not exist.

    Wrong::

        telefoni: [{numero: "02 95"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, _, telefono in _phones(registry):
        numero = telefono.numero
        if has_extension(numero) or only_digits(numero) in EMERGENCY or parse_number(numero):
            continue
        hint = say(
            "write only the number with its area code, like {example}", example='"02 9512 0286"'
        )
        message = say("«{numero}» is not a phone number", numero=numero)
        yield Problem("T001", Severity.ERROR, registry.at(*path), message, hint)


def not_an_office(registry: Registry) -> Iterator[Problem]:
    """T002: an emergency number, or one that costs more than a call.

    Whoever is evicted must reach an office, at the price of a normal call.

    Wrong::

        telefoni: [{numero: "112"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, _, telefono in _phones(registry):
        emergency = only_digits(telefono.numero) in EMERGENCY
        found = parse_number(telefono.numero)
        if emergency or (found and found.kind in _EXPENSIVE):
            message = say("«{numero}» is an emergency or extra-charge number",
                          numero=telefono.numero)  # fmt: skip
            hint = say("write the office's own number")
            yield Problem("T002", Severity.ERROR, registry.at(*path), message, hint)


def personal_mobile(registry: Registry) -> Iterator[Problem]:
    """T003: a mobile phone stands beside an office number of the same row.

    Only a note: a person's mobile stays silent when the person is on leave or moves on.

    Wrong::

        telefoni: [{numero: "02 9512 0286"}, {numero: "338 783 8099"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, _, contatto in registry.rows():
        kinds = [_is_mobile(telefono.numero) for telefono in contatto.telefoni]
        if False not in kinds:
            continue
        for i, (telefono, mobile) in enumerate(zip(contatto.telefoni, kinds, strict=True)):
            if mobile:
                place = registry.at(*path, "telefoni", i, "numero")
                message = say("«{numero}» is a mobile, and the row has an office number",
                              numero=telefono.numero)  # fmt: skip
                hint = say("keep it only if the person agrees and always answers")
                yield Problem("T003", Severity.INFO, place, message, hint)


def _is_mobile(numero: str) -> bool | None:
    found = parse_number(numero)
    return None if found is None else found.kind == PhoneNumberType.MOBILE


def ambiguous_extension(registry: Registry) -> Iterator[Problem]:
    """T004: it is not clear where the number ends and an extension begins.

    Write the number that anyone can dial as `numero`, and what to ask for as `interno`.

    Wrong::

        telefoni: [{numero: "02/954398-266"}]

    Right::

        telefoni: [{numero: "02 954398", interno: "266"}]
    """
    for path, _, telefono in _phones(registry):
        if has_extension(telefono.numero):
            message = say("«{numero}» mixes a number and an extension", numero=telefono.numero)
            hint = say("write the extension as «interno», and only the number here")
            yield Problem("T004", Severity.ERROR, registry.at(*path), message, hint)


def shared_by_two_offices(registry: Registry) -> Iterator[Problem]:
    """T005: two different offices have the same number.

    One of the two is often a copy that nobody changed. It is fine when both share a switchboard
    and differ in `interno` or `tasti`.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti:
              - comuni: [Rho]
                telefoni: [{numero: "02 9512 0286"}]
                verificato: 2023-01-24
              - comuni: [Pero]
                telefoni: [{numero: "02 9512 0286"}]
                verificato: 2023-01-24

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti:
              - comuni: [Rho, Pero]
                telefoni: [{numero: "02 9512 0286"}]
                verificato: 2023-01-24
    """
    seen: dict[tuple[str, str | None, str | None], tuple[Contatto, Path]] = {}
    for path, contatto, telefono in _phones(registry):
        key = (only_digits(telefono.numero), telefono.interno, telefono.tasti)
        first, where = seen.setdefault(key, (contatto, path))
        if _are_different_offices(first, contatto):
            message = say("«{numero}» is the number of another office too, in line {line}",
                          numero=telefono.numero, line=registry.at(*where).line)  # fmt: skip
            hint = say("check both; if they share it, write one row for both, or their «interno»")
            yield Problem("T005", Severity.WARNING, registry.at(*path), message, hint)


def _are_different_offices(one: Contatto, other: Contatto) -> bool:
    return one is not other and (one.ufficio, one.referente, one.comuni) != (
        other.ufficio,
        other.referente,
        other.comuni,
    )


def other_format(registry: Registry) -> Iterator[Problem]:
    """T006: a number is not grouped as the leaflets print it.

    Area code, space, groups: numbers that look alike are easier to compare. `--fix` mends it.

    Wrong::

        telefoni: [{numero: "02/95120286"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, _, telefono in _phones(registry):
        right = format_number(telefono.numero)
        if right is None or right == telefono.numero or has_extension(telefono.numero):
            continue
        if has_odd_spaces(telefono.numero):
            continue
        message = say("«{numero}» is not in the usual form", numero=telefono.numero)
        hint = say("write «{name}»", name=right)
        yield Problem("T006", Severity.WARNING, registry.at(*path), message, hint, fix=right)


def unusually_short(registry: Registry) -> Iterator[Problem]:
    """T008: a number is shorter than those of offices.

    It can be dialled, but mostly its last digits are missing.

    Wrong::

        telefoni: [{numero: "0363 36"}]

    Right::

        telefoni: [{numero: "0363 366203"}]
    """
    for path, _, telefono in _phones(registry):
        if parse_number(telefono.numero) and len(only_digits(telefono.numero)) < SHORTEST:
            message = say("«{numero}» is unusually short", numero=telefono.numero)
            hint = say("check that no digits are missing")
            yield Problem("T008", Severity.WARNING, registry.at(*path), message, hint)


def hours_end_first(registry: Registry) -> Iterator[Problem]:
    """T009: opening hours end before they begin.

    Mostly the end is an hour of the afternoon: 4:30 is 16:30.

    Wrong::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "14:30", alle: "04:30"}]

    Right::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "14:30", alle: "16:30"}]
    """
    for path, _, telefono in _phones(registry):
        for i, orario in enumerate(telefono.orari):
            if orario.alle <= orario.dalle:
                place = registry.at(*path[:-1], "orari", i, "alle")
                message = say("hours from {dalle} to {alle} end before they begin",
                              dalle=orario.dalle, alle=orario.alle)  # fmt: skip
                hint = say("write hours of the afternoon as {example}", example="16:30")
                yield Problem("T009", Severity.ERROR, place, message, hint)


def odd_spaces(registry: Registry) -> Iterator[Problem]:
    """T007: a number contains tabs or special spaces.

    They come from copying out of web pages and text documents, and nobody sees them. `--fix` puts
    normal spaces in their place.

    Wrong::

        telefoni: [{numero: "02\u00a09512\u00a00286"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, _, telefono in _phones(registry):
        if has_odd_spaces(telefono.numero):
            plain = with_plain_spaces(telefono.numero)
            right = format_number(plain) or plain
            message = say("the number «{numero}» contains invisible special spaces",
                          numero=plain)  # fmt: skip
            hint = say("write «{name}»", name=right)
            yield Problem("T007", Severity.WARNING, registry.at(*path), message, hint, fix=right)
