# SPDX-License-Identifier: EUPL-1.2
"""Rules about phone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phonenumbers import PhoneNumberType

from leaflet.problems import Problem, Severity, say
from leaflet.registry.matching import have_same_names, is_one_body
from leaflet.registry.phones import (
    area_code_of,
    fits,
    format_number,
    has_extension,
    has_odd_spaces,
    is_abroad,
    is_of_an_office,
    is_short,
    national_digits,
    only_digits,
    parse_number,
    with_plain_spaces,
)
from leaflet.registry.wording import name_row
from leaflet.rules.rows import is_doubled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Contatto, Registry, Row, Telefono
    from leaflet.registry.record import Path

EMERGENCY = frozenset({"112", "113", "114", "115", "116000", "116117", "117", "118", "1522"})
"""Numbers for emergencies, which are no office's own."""


def _phones(registry: Registry) -> Iterator[tuple[Path, Contatto, Telefono]]:
    for path, _, contatto in registry.rows():
        for i, telefono in enumerate(contatto.telefoni):
            yield (*path, "telefoni", i, "numero"), contatto, telefono


def invalid(registry: Registry) -> Iterator[Problem]:
    """T001: a phone number that nobody can dial.

    It is too short, too long, begins with an area code that does not exist, or is a number abroad:
    what follows `+41` or `0041` may look like a number of Italy, and rings at a stranger's.

    Wrong::

        telefoni: [{numero: "02 95"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, _, telefono in _phones(registry):
        numero = telefono.numero
        if has_extension(numero) or only_digits(numero) in EMERGENCY or parse_number(numero):
            continue
        message, hint = _why_not(numero)
        yield Problem("T001", Severity.ERROR, registry.at(*path), message, hint)


def _why_not(numero: str) -> tuple[Message, Message]:
    """Return why nobody can dial a number, and what to write."""
    if is_abroad(numero):
        message = say("«{numero}» is not a number of Italy", numero=numero)
        return message, say("write the number that is called within Italy, without + and 00")
    message = say("«{numero}» is not a phone number", numero=numero)
    if only_digits(numero).startswith("3"):
        return message, say("mobiles have ten digits: write them again")
    hint = say("write only the number with its area code, like {example}", example='"02 9512 0286"')
    return message, hint


def not_an_office(registry: Registry) -> Iterator[Problem]:
    """T002: an emergency number, or one that is no office's, or costs more than a call.

    Whoever is evicted must reach an office, at the price of a normal call: at a fixed line, a
    mobile or a toll-free number (800). Not at 199, 178, 848 or 892.

    Wrong::

        telefoni: [{numero: "112"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, _, telefono in _phones(registry):
        emergency = only_digits(telefono.numero) in EMERGENCY
        found = parse_number(telefono.numero)
        if emergency or (found and not is_of_an_office(found)):
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
    and differ in `interno` or `tasti`, or are one organisation (`tipo: sostegno`) in two ambiti.

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
    for path, contatto, telefono, other in _repetitions(registry):
        if not have_same_names(contatto, other.contatto):
            message = say("«{numero}» is the number of another office too: {who} ({nome})",
                          numero=telefono.numero, who=name_row(other.contatto),
                          nome=other.ambito.nome)  # fmt: skip
            hint = say("check both; if they share it, write one row for both, or their «interno»")
            yield Problem("T005", Severity.WARNING, registry.at(*path), message, hint)


def _repetitions(registry: Registry) -> Iterator[tuple[Path, Contatto, Telefono, Row]]:
    """Yield each number that a row before has too, or its own row, and which row that is.

    Of an office that is there twice (C011), the numbers are not told once more; those of an
    organisation that helps in several ambiti are the same in each.
    """
    seen: dict[tuple[str, str | None, str | None], Row] = {}
    for row in registry.rows():
        for i, telefono in enumerate(row.contatto.telefoni):
            key = (national_digits(telefono.numero), telefono.interno, telefono.tasti)
            other = seen.get(key)
            if other and not is_doubled(row, other) and not _is_everywhere(row, other):
                yield (*row.path, "telefoni", i, "numero"), row.contatto, telefono, other
            seen.setdefault(key, row)


def _is_everywhere(row: Row, other: Row) -> bool:
    return row.ambito is not other.ambito and is_one_body(row.contatto, other.contatto)


def twice_in_one_office(registry: Registry) -> Iterator[Problem]:
    """T010: an office has the same number twice, in one row or in two.

    On paper it looks like two ways to call, and one of the two was meant to be another number.

    Wrong::

        telefoni: [{numero: "02 9512 0286"}, {numero: "02 9512 0286"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}, {numero: "02 9512 0290"}]
    """
    for path, contatto, telefono, other in _repetitions(registry):
        if have_same_names(contatto, other.contatto):
            message = (
                say("this row has «{numero}» already", numero=telefono.numero)
                if contatto is other.contatto
                else say("another row of this office has «{numero}» too", numero=telefono.numero)
            )
            hint = say("delete one of the two, or write the number that was meant")
            yield Problem("T010", Severity.WARNING, registry.at(*path), message, hint)


def of_another_place(registry: Registry) -> Iterator[Problem]:
    """T011: a number has the area code of another part of Italy.

    Mostly its own area code is missing, and the first digits look like another one. Telephone
    districts cross the borders of provinces: a code of the next province is not named.

    Wrong::

        telefoni: [{numero: "06 642 9727"}]

    Right::

        telefoni: [{numero: "02 6642 9727"}]
    """
    for path, ambito, telefono in _phones_of_ambiti(registry):
        if not fits(telefono.numero, ambito.comuni):
            message = say("{code} is not the area code of {nome}",
                          code=area_code_of(telefono.numero), nome=ambito.nome)  # fmt: skip
            hint = say("check the number: its own area code may be missing")
            yield Problem("T011", Severity.WARNING, registry.at(*path), message, hint)


def _phones_of_ambiti(registry: Registry) -> Iterator[tuple[Path, Ambito, Telefono]]:
    for path, ambito, contatto in registry.rows():
        for i, telefono in enumerate(contatto.telefoni):
            yield (*path, "telefoni", i, "numero"), ambito, telefono


def other_format(registry: Registry) -> Iterator[Problem]:
    """T006: a number is not grouped as the leaflets print it.

    Area code, space, groups: numbers that look alike are easier to compare. `--fix` mends it,
    unless the area code is the one of another place (T011): then another may be missing.

    Wrong::

        telefoni: [{numero: "02/95120286"}]

    Right::

        telefoni: [{numero: "02 9512 0286"}]
    """
    for path, ambito, telefono in _phones_of_ambiti(registry):
        right = format_number(telefono.numero)
        if right is None or right == telefono.numero or has_extension(telefono.numero):
            continue
        if has_odd_spaces(telefono.numero) or not fits(telefono.numero, ambito.comuni):
            continue
        message = say("«{numero}» is not in the usual form", numero=telefono.numero)
        hint = say("write «{name}»", name=right)
        yield Problem("T006", Severity.WARNING, registry.at(*path), message, hint, fix=right)


def unusually_short(registry: Registry) -> Iterator[Problem]:
    """T008: a number is shorter than those of offices.

    It can be dialled, but mostly its last digits are missing. Mobiles have ten digits; the short
    numbers of town call centres (06 0606, 055 055, 02 0202) are right.

    Wrong::

        telefoni: [{numero: "0363 36"}]

    Right::

        telefoni: [{numero: "0363 366203"}]
    """
    for path, _, telefono in _phones(registry):
        if is_short(telefono.numero):
            message = say("«{numero}» is unusually short", numero=telefono.numero)
            hint = say("check that no digits are missing")
            yield Problem("T008", Severity.WARNING, registry.at(*path), message, hint)


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
