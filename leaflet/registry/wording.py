# SPDX-License-Identifier: EUPL-1.2
"""How a phone, its hours and an address are put in words: the same wherever people read them.

The words are Italian, as offices read them and as the leaflets' catalogues have them; `Way.message`
is for the terminal, in the language of who sits there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import Message, say
from leaflet.registry.phones import format_number, is_mobile
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leaflet.registry.model import Contatto, Orario, Sede, Telefono

EXTENSION = "interno {numero}"
FIRST_KEY = "poi premi {tasto}"
NEXT_KEY = "poi {tasto}"
SWITCHBOARD = "Chiama il centralino del tuo [Comune], o vai in municipio."
"""What people are told where no number serves their Comune."""
TOWN_HALL = "Centralino e municipio"
"""What a row of the kind `municipio` is."""
IN_ITALIAN = "in italiano"
"""What stands behind a sentence of an aid that is not translated."""
SOURCES = (EXTENSION, FIRST_KEY, NEXT_KEY, SWITCHBOARD, TOWN_HALL, IN_ITALIAN)
"""The sentences here that the leaflets print in every language."""


def is_town_hall(ufficio: str) -> bool:
    """Return whether what somebody gives as the office is the town hall of the Comune itself."""
    return fold(ufficio) == fold(TOWN_HALL)


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


def name_row(contatto: Contatto) -> Message:
    """Return whose row it is: its Comuni, else its office or its person."""
    name = ", ".join(contatto.comuni) or contatto.ufficio or contatto.referente
    return say("{name}", name=name) if name else say("whole ambito")
