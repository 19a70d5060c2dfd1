# SPDX-License-Identifier: EUPL-1.2
"""Rules about the addresses of offices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.comuni import official
from leaflet.registry.gazetteer import postal_codes
from leaflet.registry.provinces import provinces_of
from leaflet.system.edit_distance import distance
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Ambito, Registry, Sede
    from leaflet.registry.record import Path

STREETS = frozenset(
    {"Via", "Viale", "Piazza", "Piazzale", "Piazzetta", "Corso", "Largo", "Vicolo", "Strada"}
    | {"Località", "Frazione", "Contrada", "Galleria", "Alzaia", "Passaggio", "Salita", "Villa"}
    | {"Palazzo", "Cascina", "Rione", "Borgo", "Lungomare", "Riva", "Campo", "Calle", "Vico"}
    | {"Circonvallazione", "Traversa", "Parco", "Ripa", "Foro", "Bastioni", "Rotonda", "Zona"}
    | {"Portici", "Regione", "Prolungamento", "Piazzola", "Statale", "Stradone", "Sestiere"}
    | {"Fondamenta", "Lungarno", "Lungotevere", "Lungolago", "Quartiere", "Borgata", "Rampa"}
)
"""What the name of a street begins with."""

_SHORT = {
    "v.",
    "v.le",
    "p.za",
    "p.zza",
    "p.le",
    "p.tta",
    "c.so",
    "l.go",
    "vic.",
    "str.",
    "loc.",
    "ss.",
}
_NEEDS_NUMBER = frozenset(
    {"via", "v", "viale", "vle", "corso", "cso", "vicolo", "vic", "alzaia", "circonvallazione"}
)
"""Kinds of street, folded, where nobody finds an office without a number, as in a square."""
_DATE = re.compile(
    r"\b[0-9]{1,2}[°º]? (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre"
    r"|ottobre|novembre|dicembre)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"[0-9]|\b(?:s\.? ?n\.? ?c?|senza numero|c/o|presso|angolo|ang|palazz\w+|palazzina|municipio"
    r"|loc|località|fraz|frazione|zona|centro|complesso|km)\b| - |[,(;] ?\w",
    re.IGNORECASE,
)
"""A house number, or what else tells where the office is."""


_BEGINNING = {False: 2, True: 3}
"""Digits with which all codes of a Comune begin: of one with a single code, those of its district;
of a large one, which has many, those of the city."""


def _seats(registry: Registry) -> Iterator[tuple[Path, Ambito, Sede]]:
    for path, ambito, contatto in registry.rows():
        if contatto.sede:
            yield (*path, "sede"), ambito, contatto.sede


def no_street(registry: Registry) -> Iterator[Problem]:
    """A001: an address does not begin with a kind of street.

    Wrong::

        sede: {indirizzo: "Pizza Vittorio Emanuele II, 1", comune: Rho}

    Right::

        sede: {indirizzo: "Piazza Vittorio Emanuele II, 1", comune: Rho}
    """
    kinds = {fold(kind): kind for kind in STREETS}
    for path, _, sede in _seats(registry):
        first, _, rest = sede.indirizzo.partition(" ")
        if first.lower() in _SHORT or fold(first) in kinds:
            continue
        near = sorted((distance(fold(first), key, 1), kind) for key, kind in kinds.items())
        place = registry.at(*path, "indirizzo").part(sede.indirizzo, first)
        message = say("«{word}» is not a kind of street", word=first)
        hint = (
            say("write «{name}»", name=f"{near[0][1]} {rest}")
            if near[0][0] == 1
            else say("begin with Via, Piazza, Corso…")
        )
        yield Problem("A001", Severity.WARNING, place, message, hint)


def in_another_ambito(registry: Registry) -> Iterator[Problem]:
    """A002: an office lies in a Comune of another ambito.

    It happens, but more often a row was copied. Who is no office (`tipo: sostegno`) may be
    anywhere.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{sede: {indirizzo: "Via Roma, 1", comune: Melzo}, verificato: 2023-01-24}]
          - id: melzo
            nome: Melzo
            comuni: [Melzo]
            contatti: [{email: [casa@comune.melzo.mi.it], verificato: 2023-01-24}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{sede: {indirizzo: "Via Roma, 1", comune: Rho}, verificato: 2023-01-24}]
    """
    owners = {fold(name): ambito for ambito in registry.ambiti for name in ambito.comuni}
    for path, ambito, contatto in registry.rows():
        sede = contatto.sede if contatto.is_office else None
        owner = owners.get(fold(sede.comune), ambito) if sede else ambito
        if sede and owner.id != ambito.id:
            place = registry.at(*path, "sede", "comune")
            message = say("«{comune}» belongs to the ambito {nome}", comune=sede.comune,
                          nome=owner.nome)  # fmt: skip
            hint = say("check that the office is really there")
            yield Problem("A002", Severity.WARNING, place, message, hint)


def wrong_postal_code(registry: Registry) -> Iterator[Problem]:
    """A003: a postal code does not fit the Comune.

    It is none of those that the Comune has (GeoNames, CC BY 4.0): those of large cities, and what
    begins like its own and is no other Comune's, are let be.

    Wrong::

        sede: {indirizzo: "Via Roma, 1", cap: "20016", comune: Rho}

    Right::

        sede: {indirizzo: "Via Roma, 1", cap: "20017", comune: Rho}
    """
    for path, _, sede in _seats(registry):
        found = official().find_active(sede.comune)
        codes = postal_codes(frozenset(one.provincia for one in found))
        own = codes.get(fold(sede.comune), frozenset())
        if not sede.cap or not own:
            continue
        fits = any(sede.cap.startswith(code[: _BEGINNING[len(own) > 1]]) for code in own)
        is_anothers = sede.cap not in own and any(sede.cap in other for other in codes.values())
        if not fits or is_anothers:
            place = registry.at(*path, "cap")
            message = say("the postal code {cap} is not one of {comune}", cap=sede.cap,
                          comune=sede.comune)  # fmt: skip
            hint = say("write the right one, or delete the line")
            yield Problem("A003", Severity.WARNING, place, message, hint)


def in_another_province(registry: Registry) -> Iterator[Problem]:
    """A004: an office lies in another province than the Comuni of its ambito.

    Comuni with similar names are easily confused. It is fine where the office, or the body that
    signed for the ambito, bears the name of that Comune.

    Wrong::

        sede: {indirizzo: "Via Roma, 1", comune: Roma}

    Right::

        sede: {indirizzo: "Via Roma, 1", comune: Rho}
    """
    listed = {fold(comune) for ambito in registry.ambiti for comune in ambito.comuni}
    for path, ambito, contatto in registry.rows():
        sede = contatto.sede
        own = provinces_of(ambito.comuni)
        there = provinces_of([sede.comune]) if sede else own
        if sede is None or not own or not there or there & own or fold(sede.comune) in listed:
            continue
        named = f" {fold(ambito.ente or '')} {fold(contatto.ufficio or '')} "
        if f" {fold(sede.comune)} " not in named:
            values = {"name": sede.comune, "province": min(there), "own": min(own)}
            message = say(
                "«{name}» is in the province of {province}, the ambito in that of {own}", **values
            )
            hint = say("check that no other Comune is meant")
            place = registry.at(*path, "sede", "comune")
            yield Problem("A004", Severity.WARNING, place, message, hint)


def without_house_number(registry: Registry) -> Iterator[Problem]:
    """A005: an address in a street has no house number.

    Only a note: some buildings have none. Nobody finds an office in a long street without it;
    «s.n.c.», or the name of the building, tells where it is too. In a square it is mostly seen.

    Wrong::

        sede: {indirizzo: "Via XXV Aprile", comune: Rho}

    Right::

        sede: {indirizzo: "Via XXV Aprile, 4", comune: Rho}
    """
    for path, _, sede in _seats(registry):
        kind, _, rest = sede.indirizzo.partition(" ")
        if fold(kind).replace(" ", "") in _NEEDS_NUMBER and not _INSTEAD.search(
            _DATE.sub("", rest)
        ):
            message = say("«{address}» has no house number", address=sede.indirizzo)
            hint = say("add it; where there is none, write s.n.c. or the name of the building")
            place = registry.at(*path, "indirizzo")
            yield Problem("A005", Severity.INFO, place, message, hint)
