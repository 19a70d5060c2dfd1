# SPDX-License-Identifier: EUPL-1.2
"""How a phone, its hours and an address are put in words: the same wherever people read them.

The words are Italian, as offices read them and as the leaflets' catalogues have them; `Way.message`
is for the terminal, in the language of who sits there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import Message, say
from leaflet.registry.model import MUNICIPIO, SOSTEGNO
from leaflet.registry.phones import format_number, is_mobile
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leaflet.registry.model import Ambito, Contatto, Orario, Sede, Telefono

EXTENSION = "interno {numero}"
FIRST_KEY = "poi premi {tasto}"
NEXT_KEY = "poi {tasto}"
SWITCHBOARD = "Chiama il centralino del tuo [Comune], o vai in municipio."
"""What people are told where no number serves their Comune."""
TOWN_HALL = "Centralino e municipio"
"""What a row of the kind `municipio` is."""
WHO_ELSE = "Chi altro aiuta"
"""What stands above the rows of the kind `sostegno`, and before their names in a single cell."""
IN_ITALIAN = "in italiano"
"""What stands behind a sentence of an aid that is not translated."""
SOURCES = (EXTENSION, FIRST_KEY, NEXT_KEY, SWITCHBOARD, TOWN_HALL, WHO_ELSE, IN_ITALIAN)
"""The sentences here that the leaflets print in every language."""


_BESIDE_OFFICES = re.compile(r"\s*chi\s+altro\s+aiuta\b[\s:–—-]*(.*)", re.IGNORECASE | re.DOTALL)


class OfficeCell(NamedTuple):
    """What one cell says of a row: its kind, and what it is called; empty where it says nothing."""

    tipo: str
    ufficio: str


def is_town_hall(ufficio: str) -> bool:
    """Return whether what somebody gives as the office is the town hall of the Comune itself."""
    return fold(ufficio) == fold(TOWN_HALL)


def read_office(text: str) -> OfficeCell:
    """Return kind and name from a cell: «Ufficio Casa», or what `write_office` returns."""
    if is_town_hall(text):
        return OfficeCell(MUNICIPIO, "")
    beside = _BESIDE_OFFICES.fullmatch(text)
    return OfficeCell(SOSTEGNO, beside[1]) if beside else OfficeCell("", text)


def write_office(tipo: str | None, ufficio: str | None) -> str:
    """Return kind and name for a cell: «Centralino e municipio», «Chi altro aiuta: SUNIA»."""
    if tipo == SOSTEGNO:
        return f"{WHO_ELSE}: {ufficio}" if ufficio else WHO_ELSE
    return TOWN_HALL if tipo == MUNICIPIO else ufficio or ""


class Way(NamedTuple):
    """One thing to do once the number is dialled: an Italian sentence with its values."""

    text: str
    values: Mapping[str, str]
    message: Message

    def __str__(self) -> str:
        """Return the sentence in Italian."""
        return self.text.format_map(self.values)


def ways_through(telefono: Telefono) -> tuple[Way, ...]:
    """Return how to get from the switchboard to the office: extension, then each key to press."""
    ways = []
    if number := telefono.interno:
        message = say("extension {number}", number=number)
        ways.append(Way(EXTENSION, {"numero": number}, message))
    for place, key in enumerate(telefono.tasti.split(".") if telefono.tasti else ()):
        text, message = FIRST_KEY, say("then press {key}", key=key)
        if place:
            text, message = NEXT_KEY, say("then {key}", key=key)
        ways.append(Way(text, {"tasto": key}, message))
    return tuple(ways)


def describe_ways(telefono: Telefono) -> str:
    """Return «interno 266, poi premi 4, poi 1», empty for a number that answers by itself."""
    return ", ".join(map(str, ways_through(telefono)))


def describe_phone(telefono: Telefono, *, as_written: bool = False) -> str:
    """Return «02 9512 0286 (interno 266)»; `as_written` leaves the number as the list has it."""
    number = None if as_written else format_number(telefono.numero)
    ways = describe_ways(telefono)
    return f"{number or telefono.numero}{f' ({ways})' if ways else ''}"


def whose(telefono: Telefono, contatto: Contatto) -> str | None:
    """Return who answers a mobile, where the row has a person and other numbers as well."""
    is_one_of_several = len(contatto.telefoni) > 1
    return contatto.referente if is_one_of_several and is_mobile(telefono.numero) else None


def describe_hours(orari: Iterable[Orario]) -> str:
    """Return «lun-mer, ven 09:00–12:30; mar 14:00–16:00»: days have commas of their own."""
    return "; ".join(f"{orario.giorni} {orario.dalle}–{orario.alle}" for orario in orari)


def describe_place(sede: Sede) -> str:
    """Return «Via Larga, 12, 20122 Milano»."""
    town = f"{sede.cap} {sede.comune}" if sede.cap else sede.comune
    return f"{sede.indirizzo}, {town}"


def describe_served(contatto: Contatto, ambito: Ambito | None = None) -> str:
    """Return «Rho, Pero» or «Napoli, Municipalità 3»: empty for the whole ambito.

    Without the ambito, its only Comune is left out where the row names parts alone.
    """
    comuni = ambito.serviti(contatto) if ambito else contatto.comuni
    return ", ".join((*comuni, *contatto.zone))


def name_briefly(contatto: Contatto) -> str:
    """Return by what people know a row: whom it serves, or the name of who helps besides."""
    names = (describe_served(contatto), contatto.ufficio, contatto.referente)
    return next(filter(None, names if contatto.is_office else names[1:]), "")


def name_row(contatto: Contatto) -> Message:
    """Return whose row it is: its Comuni, else its office or its person."""
    name = name_briefly(contatto)
    return say("{name}", name=name) if name else say("whole ambito")
