# SPDX-License-Identifier: EUPL-1.2
"""How a phone, its hours and an address are put in words: the same wherever people read them.

The words are Italian, as offices read them and as the leaflets' catalogues have them; `Way.message`
is for the terminal, in the language of who sits there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import Message, say
from leaflet.registry.phones import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leaflet.registry.model import Contatto, Orario, Sede, Telefono

EXTENSION = "interno {numero}"
KEYS = "poi premi {tasti}"
SWITCHBOARD = "Chiama il centralino del tuo [Comune], o vai in municipio."
"""What people are told where no number serves their Comune."""
SOURCES = (EXTENSION, KEYS, SWITCHBOARD)
"""The sentences here that the leaflets print in every language."""


class Way(NamedTuple):
    """One thing to do once the number is dialled: an Italian sentence with its values."""

    text: str
    values: Mapping[str, str]
    message: Message

    def __str__(self) -> str:
        """Return the sentence in Italian."""
        return self.text.format_map(self.values)


def ways_through(telefono: Telefono) -> tuple[Way, ...]:
    """Return how to get from the switchboard to the office: extension, then keys to press."""
    ways = []
    if number := telefono.interno:
        message = say("extension {number}", number=number)
        ways.append(Way(EXTENSION, {"numero": number}, message))
    if keys := telefono.tasti:
        ways.append(Way(KEYS, {"tasti": keys}, say("then press {keys}", keys=keys)))
    return tuple(ways)


def describe_ways(telefono: Telefono) -> str:
    """Return «interno 266, poi premi 4.1.2», empty for a number that answers by itself."""
    return ", ".join(map(str, ways_through(telefono)))


def describe_phone(telefono: Telefono, *, as_written: bool = False) -> str:
    """Return «02 9512 0286 (interno 266)»; `as_written` leaves the number as the list has it."""
    number = None if as_written else format_number(telefono.numero)
    ways = describe_ways(telefono)
    return f"{number or telefono.numero}{f' ({ways})' if ways else ''}"


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
