# SPDX-License-Identifier: EUPL-1.2
"""Rules about Comuni: the official name, one ambito each, and somebody who answers."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.comuni import key_of, official
from leaflet.registry.finding import whom_to_call, without_number
from leaflet.registry.model import MUNICIPIO
from leaflet.registry.territory import home_provinces
from leaflet.system.words import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Registry
    from leaflet.registry.record import Path

WITHIN_MEMORY = "1950"
"""Year: of Comuni dissolved before, nobody uses the name; it is a part of a longer one."""


def _all_names(registry: Registry) -> Iterator[tuple[Path, Ambito, str]]:
    """Yield every Comune that the registry names, with its place and the ambito that names it."""
    for i, ambito in enumerate(registry.ambiti):
        for j, comune in enumerate(ambito.comuni):
            yield ("ambiti", i, "comuni", j), ambito, comune
    for path, ambito, contatto in registry.rows():
        for j, comune in enumerate(contatto.comuni):
            yield (*path, "comuni", j), ambito, comune
        if contatto.sede:
            yield (*path, "sede", "comune"), ambito, contatto.sede.comune


@functools.cache
def _kind_of_unknown(name: str, home: frozenset[str]) -> str | None:
    """Return the code of the rule that an unofficial name breaks; None when it is official."""
    if official().find_active(name):
        return None
    former = official().find_dissolved(name)
    if former and (former.fino_al >= WITHIN_MEMORY or not official().complete(name, home)):
        return "C008"
    parts = name.split("/")
    if re.search(r"\w\.|\.\w|/", name) and not any(map(official().find_active, parts)):
        return "C006"
    return "C007" if official().complete(name, home) else "C001"


def _unofficial(registry: Registry, code: str) -> Iterator[tuple[Path, Ambito, str]]:
    home = home_provinces(registry)
    for path, ambito, name in _all_names(registry):
        if _kind_of_unknown(name, home) == code:
            yield path, ambito, name


def _problem(
    registry: Registry, code: str, path: Path, message: Message, fix: str | None
) -> Problem:
    hint = say("write «{name}»", name=fix) if fix else None
    return Problem(code, Severity.ERROR, registry.at(*path), message, hint)


def unknown(registry: Registry) -> Iterator[Problem]:
    """C001: no Comune has this name.

    Every Comune must be in the official list, under its official name: the reader looks for it, and
    `leaflet find` leads to the right sheet by it.

    Wrong::

        comuni: [Pogliano Milanesse]

    Right::

        comuni: [Pogliano Milanese]
    """
    home = home_provinces(registry)
    for path, ambito, name in _unofficial(registry, "C001"):
        message = say("no Comune is called «{name}»", name=name)
        sound = [comune for comune in ambito.comuni if official().find_active(comune)]
        is_own_list = path[2:3] == ("comuni",)
        meant = official().nearest(name, sound, sound if is_own_list else (), home)
        if "/" in name and all(map(official().find_active, name.split("/"))):
            hint = say("these are several Comuni: write each by itself")
            yield Problem("C001", Severity.ERROR, registry.at(*path), message, hint)
            continue
        closest = nearest(name, [*sound, meant or ""], cutoff=0.85)
        if is_own_list and closest in sound:
            hint = say("«{name}» is in this list already: delete this one", name=closest)
            yield Problem("C001", Severity.ERROR, registry.at(*path), message, hint)
            continue
        yield _problem(registry, "C001", path, message, meant)


def abbreviated(registry: Registry) -> Iterator[Problem]:
    """C006: the name of a Comune is abbreviated.

    Write the whole name, as the official list has it. Not everybody knows what M.SE stands for.

    Wrong::

        comuni: [Settimo M.SE]

    Right::

        comuni: [Settimo Milanese]
    """
    home = home_provinces(registry)
    for path, _, name in _unofficial(registry, "C006"):
        message = say("the name «{name}» is abbreviated", name=name)
        yield _problem(registry, "C006", path, message, official().nearest(name, home=home))


def short(registry: Registry) -> Iterator[Problem]:
    """C007: only the first part of a Comune's name is there.

    It is reported only where a single Comune of the list's provinces begins like this, so that it
    is clear which one is meant.

    Wrong::

        comuni: [Pregnana]

    Right::

        comuni: [Pregnana Milanese]
    """
    home = home_provinces(registry)
    for path, _, name in _unofficial(registry, "C007"):
        meant = official().complete(name, home)
        message = say("«{name}» is only a part of the Comune's name", name=name)
        yield _problem(registry, "C007", path, message, meant)


def dissolved(registry: Registry) -> Iterator[Problem]:
    """C008: the Comune no longer exists.

    It was merged into another one. Write the Comune that took its place, once.

    Wrong::

        comuni: [Vermezzo]

    Right::

        comuni: [Vanzago]
    """
    for path, _, name in _unofficial(registry, "C008"):
        successor = official().successor(name)
        message = say("the Comune of «{name}» no longer exists", name=name)
        hint = (
            say("it is part of «{name}» now: write that", name=successor)
            if successor
            else say("write the Comune that took its place")
        )
        yield Problem("C008", Severity.ERROR, registry.at(*path), message, hint)


def in_two_ambiti(registry: Registry) -> Iterator[Problem]:
    """C002: a Comune is listed twice, in one ambito or in two.

    A Comune belongs to one ambito: whoever lives there must not find two sheets that differ.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti: [{email: [a@comune.rho.mi.it], verificato: 2023-01-24}]
          - id: melzo
            nome: Melzo
            comuni: [Melzo, Pero]
            contatti: [{email: [a@comune.melzo.mi.it], verificato: 2023-01-24}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti: [{email: [a@comune.rho.mi.it], verificato: 2023-01-24}]
          - id: melzo
            nome: Melzo
            comuni: [Melzo]
            contatti: [{email: [a@comune.melzo.mi.it], verificato: 2023-01-24}]
    """
    seen: dict[str, str] = {}
    for i, ambito in enumerate(registry.ambiti):
        for j, comune in enumerate(ambito.comuni):
            key = _one_and_only(comune)
            if key in seen:
                yield Problem(
                    "C002",
                    Severity.ERROR,
                    registry.at("ambiti", i, "comuni", j),
                    say("«{comune}» is in the list already", comune=comune),
                    say("it belongs to the ambito {nome}: delete one of the two", nome=seen[key]),
                )
            seen.setdefault(key, ambito.nome)


@functools.cache
def _one_and_only(name: str) -> str:
    """Return what tells a Comune from all others: its official name, accents included."""
    found = official().find_active(name)
    return next((c.nome for c in found if c.nome == name), found[0].nome if found else fold(name))


def row_outside_its_ambito(registry: Registry) -> Iterator[Problem]:
    """C003: a row is for a Comune that its ambito does not list.

    Wrong::

        comuni: [Bollate]

    Right::

        comuni: [Rho]
    """
    for path, ambito, contatto in registry.rows():
        own = {key_of(_official_name(comune)) for comune in ambito.comuni}
        for j, comune in enumerate(contatto.comuni):
            if key_of(comune) in own or not official().find_active(comune):
                continue
            meant = nearest(comune, ambito.comuni)
            message = say("«{comune}» is not in the ambito {nome}", comune=comune, nome=ambito.nome)
            hint = (
                say("write «{name}»", name=meant)
                if meant
                else say("add it to the Comuni of the ambito, or move the row")
            )
            place = registry.at(*path, "comuni", j)
            yield Problem("C003", Severity.ERROR, place, message, hint)


@functools.cache
def _official_name(name: str) -> str:
    """Return the official name that an unofficial one stands for, which another rule reports."""
    return name if official().find_active(name) else official().nearest(name) or name


def row_reaches_nobody(registry: Registry) -> Iterator[Problem]:
    """C004: a row has no phone, no e-mail and no address.

    The row of an office may be empty for a while, when its `note` says why. Where no other office
    of the ambito answers, that is a warning: its sheet tells people to call the switchboard of
    their Comune.

    Wrong::

        comuni: [Rho]
        ufficio: Ufficio Casa

    Right::

        comuni: [Rho]
        ufficio: Ufficio Casa
        email: [casa@comune.rho.mi.it]
    """
    for path, ambito, contatto in registry.rows():
        if contatto.raggiungibile:
            continue
        if not (contatto.note and contatto.is_office):
            message = say("this row reaches nobody: it has no phone, e-mail or address")
            hint = (
                say("add one, or a «note» that says why it is missing")
                if contatto.is_office
                else say("add one, or take the row off: it is no office")
            )
            yield Problem("C004", Severity.ERROR, registry.at(*path), message, hint)
        elif not any(other.raggiungibile for other in ambito.uffici()):
            message = say("no row of the ambito {nome} reaches anybody", nome=ambito.nome)
            hint = say("ask its offices: leaflet contacts export makes the table for them")
            yield Problem("C004", Severity.WARNING, registry.at(*path), message, hint)


def without_a_row(registry: Registry) -> Iterator[Problem]:
    """C005: a Comune has no office of its own, and its ambito has none for everybody.

    Who helps and is no office (`tipo: sostegno`) does not count.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti: [{comuni: [Rho], email: [a@comune.rho.mi.it], verificato: 2023-01-24}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti: [{email: [a@comune.rho.mi.it], verificato: 2023-01-24}]
    """
    for i, ambito in enumerate(registry.ambiti):
        served = {key_of(comune) for row in ambito.uffici() for comune in ambito.serviti(row)}
        for j, comune in enumerate(ambito.comuni):
            if key_of(comune) not in served and not ambito.di_ambito():
                yield Problem(
                    "C005",
                    Severity.ERROR,
                    registry.at("ambiti", i, "comuni", j),
                    say("no row serves «{comune}»", comune=comune),
                    say("add a row for it, or one for the whole ambito"),
                )


def town_hall_of_many(registry: Registry) -> Iterator[Problem]:
    """C013: a row is a town hall, but not the one of one Comune.

    Switchboard and address are those of one Comune: each has one row of its own, no «ufficio»
    and no «zone», and stands in that Comune.

    Wrong::

        tipo: municipio
        comuni: [Rho, Pero]
        telefoni: [{numero: "02 9333 2111"}]

    Right::

        tipo: municipio
        comuni: [Rho]
        telefoni: [{numero: "02 9333 2111"}]
    """
    halls: set[str] = set()
    for path, _, contatto in registry.rows():
        if contatto.tipo != MUNICIPIO:
            continue
        place = registry.at(*path, "tipo")
        if len(contatto.comuni) != 1 or contatto.ufficio or contatto.zone:
            message = say("this row is a town hall, and not that of one Comune alone")
            hint = say("name its one Comune and no office; is it an office, give it its own name "
                       "(in the list, delete «tipo»)")  # fmt: skip
            yield Problem("C013", Severity.ERROR, place, message, hint)
            continue
        [comune] = contatto.comuni
        if key_of(comune) in halls:
            message = say("«{comune}» has two town halls", comune=comune)
            hint = say("write both into one row, or take off the one that is wrong")
            yield Problem("C013", Severity.ERROR, place, message, hint)
        halls.add(key_of(comune))
        if contatto.sede and key_of(contatto.sede.comune) != key_of(comune):
            message = say("the town hall of «{comune}» would stand in «{other}»", comune=comune,
                          other=contatto.sede.comune)  # fmt: skip
            hint = say("write the address of the town hall; is it an office, give it its own name "
                       "(in the list, delete «tipo»)")  # fmt: skip
            yield Problem("C013", Severity.ERROR, registry.at(*path, "sede"), message, hint)


def part_of_no_comune(registry: Registry) -> Iterator[Problem]:
    """C014: a row is for a part of a Comune, and it is not clear of which.

    Every city has a «Municipio 3»: the row names its one Comune, or its ambito has only one.

    Wrong::

        comuni: [Rho, Pero]
        zone: [Municipio 3]
        telefoni: [{numero: "02 9333 2111"}]

    Right::

        comuni: [Rho]
        zone: [Municipio 3]
        telefoni: [{numero: "02 9333 2111"}]
    """
    for path, ambito, contatto in registry.rows():
        if contatto.zone and len(ambito.serviti(contatto)) != 1:
            message = say("«{zona}» is a part of which Comune?", zona=contatto.zone[0])
            hint = say("name one Comune in the row; an office of several Comuni is not for a part")
            yield Problem("C014", Severity.ERROR, registry.at(*path, "zone"), message, hint)


def unknown_province(registry: Registry) -> Iterator[Problem]:
    """C016: letters of the territory are those of no province.

    Comuni are searched there, and missed in the list: nobody would see that none is found.

    Wrong::

        ambiti:
          - id: forli
            nome: Forlì
            comuni: [Forlì]
            contatti: [{email: [casa@comune.forli.fc.it], verificato: 2026-11-20}]
        territorio:
          nome: Forlì
          ente: Prefettura di Forlì-Cesena
          province: [FO]

    Right::

        ambiti:
          - id: forli
            nome: Forlì
            comuni: [Forlì]
            contatti: [{email: [casa@comune.forli.fc.it], verificato: 2026-11-20}]
        territorio:
          nome: Forlì
          ente: Prefettura di Forlì-Cesena
          province: [FC]
    """
    if not registry.territorio:
        return
    named = {"province": registry.territorio.province, "vicine": registry.territorio.vicine}
    for field, letters in named.items():
        for number, sigla in enumerate(letters):
            if not official().of_province(sigla):
                message = say("there is no province «{code}»", code=sigla)
                hint = say("write the two letters that it has today, such as {code}", code="FC")
                at = registry.at("territorio", field, number)
                yield Problem("C016", Severity.ERROR, at, message, hint)


def body_without_name(registry: Registry) -> Iterator[Problem]:
    """C015: a row is one of those that help and are no offices, and has no name.

    People ask for it by its name: without it nobody knows whom they call.

    Wrong::

        tipo: sostegno
        telefoni: [{numero: "02 9333 2111"}]

    Right::

        tipo: sostegno
        ufficio: Sportello Casa
        telefoni: [{numero: "02 9333 2111"}]
    """
    for path, _, contatto in registry.rows():
        if not (contatto.is_office or contatto.ufficio):
            message = say("this row says «{tipo}», and not who it is", tipo=contatto.tipo)
            hint = say("write the name of the organisation as «ufficio»")
            yield Problem("C015", Severity.ERROR, registry.at(*path, "tipo"), message, hint)


def without_a_number(registry: Registry) -> Iterator[Problem]:
    """C012: no number of the list serves a Comune: neither its own, nor one for the whole ambito.

    Its people read that they should call the switchboard of their Comune, or go to the town hall.
    Only a note. A Comune that no row serves is C005.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti: [{email: [a@comune.rho.mi.it], verificato: 2023-01-24}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero]
            contatti: [{telefoni: [{numero: "02 9333 2111"}], verificato: 2023-01-24}]
    """
    for i, ambito in enumerate(registry.ambiti):
        for comune in without_number(ambito):
            if whom_to_call(ambito, comune).rows:
                place = registry.at("ambiti", i, "comuni", ambito.comuni.index(comune))
                message = say("no number serves «{comune}»", comune=comune)
                hint = say("ask for the number of the office, or for the switchboard of the Comune")
                yield Problem("C012", Severity.INFO, place, message, hint)


def in_another_province(registry: Registry) -> Iterator[Problem]:
    """C009: a Comune of the ambito is in another province than the others.

    Comuni with similar names are easily confused. An ambito lies within one province.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho, Pero, Arese, Melzi]
            contatti: [{email: [a@comune.rho.mi.it], verificato: 2023-01-24}]
          - id: altro
            nome: Altro
            comuni: [Melzo, Vignate, Castro]
            contatti: [{email: [a@comune.melzo.mi.it], verificato: 2023-01-24}]

    Right::

        ambiti:
          - id: altro
            nome: Altro
            comuni: [Melzo, Vignate]
            contatti: [{email: [a@comune.melzo.mi.it], verificato: 2023-01-24}]
    """
    for i, ambito in enumerate(registry.ambiti):
        provinces = [{c.provincia for c in official().find_active(name)} for name in ambito.comuni]
        usual = _most_common(provinces)
        for j, (name, found) in enumerate(zip(ambito.comuni, provinces, strict=True)):
            if usual and found and usual not in found:
                yield Problem(
                    "C009",
                    Severity.WARNING,
                    registry.at("ambiti", i, "comuni", j),
                    say("«{name}» is in the province of {province}, the others in that of {usual}",
                        name=name, province=min(found), usual=usual),
                    say("check that no other Comune is meant"),
                )  # fmt: skip


def _most_common(provinces: list[set[str]]) -> str | None:
    counts: dict[str, int] = {}
    for found in provinces:
        for province in found:
            counts[province] = counts.get(province, 0) + 1
    best = max(counts, key=lambda province: counts[province], default=None)
    return best if best and counts[best] * 2 > len(provinces) else None


def unofficial_spelling(registry: Registry) -> Iterator[Problem]:
    """C010: the name is right, but not spelt as the official list spells it.

    Capital letters, accents and apostrophes are part of the name that is printed. `--fix` mends it.
    Where two languages are official, each name is right, and so are both: Bolzano/Bozen.

    Wrong::

        comuni: [RHO]

    Right::

        comuni: [Rho]
    """
    for path, _, name in _all_names(registry):
        found = official().find_active(name)
        if found and name not in {grafia for comune in found for grafia in comune.grafie}:
            right = found[0].spelt_like(name)
            yield Problem(
                "C010",
                Severity.WARNING,
                registry.at(*path),
                say("«{name}» is spelt differently in the official list", name=name),
                say("write «{name}»", name=right),
                fix=right,
            )


def uncovered(registry: Registry) -> list[str]:
    """Return the Comuni of the list's provinces that no ambito of it has."""
    listed = {key_of(comune) for ambito in registry.ambiti for comune in ambito.comuni}
    home = sorted(home_provinces(registry))
    everyone = (comune for sigla in home for comune in official().of_province(sigla))
    return [comune.nome for comune in everyone if key_of(comune.nome) not in listed]
