# SPDX-License-Identifier: EUPL-1.2
"""What finding a Comune knows: names here, around and elsewhere, other names, sounds.

The portal gives the same tables to its pages, so that both find the same.
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.comuni import key_of, official
from leaflet.registry.territory import PROVINCES, home_provinces, provinces_around
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from leaflet.registry.model import Registry

LUOGHI = Path(__file__).with_name("luoghi.csv")
"""Other names of the Comuni, each with its source, by province: `.ci/luoghi.py`."""
SOUNDS = Path(__file__).with_name("sounds.toml")
_FOREIGN, _CAP = "nome straniero", "CAP"
_SHORT = re.compile(r"\b[A-Z]{2,4}\.(?:[A-Z]{1,4}\.?)+")
"""How bodies are called in an office: SER.CO.P."""


class Name(NamedTuple):
    """The name of a Comune; `provincia` is its code where that is not the list's."""

    nome: str
    provincia: str = ""

    def __str__(self) -> str:
        """Return it as people are shown it."""
        return f"{self.nome} ({self.provincia})" if self.provincia else self.nome


class Sounds(NamedTuple):
    """How other scripts and Italian are heard, and words that stand around names."""

    letters: Mapping[str, str]
    digits: Mapping[str, str]
    spelling: tuple[tuple[str, str], ...]
    around: frozenset[str]
    streets: frozenset[str]
    abbreviations: Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names; `here` are the Comuni of the list and its provinces, `around` their rivals.

    `foreign` are names of Comuni in other languages, `parts` are hamlets, quarters, CAPs, ambiti,
    bodies and the `zone` of rows: Comune → its other names. `abbreviations` are patterns of what
    people shorten here, and what it stands for.
    """

    here: tuple[str, ...]
    around: tuple[Name, ...]
    foreign: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    provinces: frozenset[str]
    abbreviations: tuple[tuple[str, str], ...] = ()


@functools.cache
def postal_codes(provinces: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Return the CAPs of the Comuni of these provinces, by the folded name."""
    found: dict[str, set[str]] = {}
    for row in _luoghi(provinces):
        if row["specie"] == _CAP:
            found.setdefault(fold(row["comune"]), set()).add(row["nome"])
    return {name: frozenset(codes) for name, codes in found.items()}


def gazetteer_of(registry: Registry) -> Gazetteer:
    """Return the names for a list."""
    bodies = [
        (ambito.comuni, (ambito.nome, *_bodies(ambito.ente or ""))) for ambito in registry.ambiti
    ]
    parts = [
        (ambito.serviti(row), row.zone)
        for _, ambito, row in registry.rows()
        if len(ambito.serviti(row)) == 1 and {*ambito.serviti(row)} <= {*ambito.comuni}
    ]
    zones = [one for one in dict.fromkeys(parts) if one[1]]
    return _gazetteer((*zones, *bodies), home_provinces(registry), provinces_around(registry))


def _bodies(ente: str) -> Iterator[str]:
    """Yield what a body is called; one that is a Comune bears the name of that."""
    if not fold(ente).startswith("comune "):
        yield from filter(None, (ente, *_SHORT.findall(ente)))


@functools.lru_cache(maxsize=4)
def _gazetteer(
    ambiti: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...],
    home: frozenset[str],
    around: frozenset[str],
) -> Gazetteer:
    listed = [comune for comuni, _ in ambiti for comune in comuni]
    found = filter(None, map(official().find_active, listed))
    provinces = home | frozenset(own[0].provincia for own in found)
    names = {key_of(name): name for name in listed}
    for province in sorted(provinces):
        for one in official().of_province(province):
            names.setdefault(fold(one.nome), one.nome)
    here = tuple(names[key] for key in sorted(names))
    foreign = {name: list(others) for name in here if (others := _other_names(name))}
    parts: dict[str, list[str]] = {}
    for comuni, bodies in ambiti:
        for comune in comuni:
            parts.setdefault(names[key_of(comune)], []).extend(bodies)
    for row in _luoghi(provinces):
        if fold(row["comune"]) in names:
            table = foreign if row["specie"] == _FOREIGN else parts
            table.setdefault(names[fold(row["comune"])], []).append(row["nome"])
    return Gazetteer(
        here,
        tuple(_rivals(names, provinces, around)),
        {comune: tuple(others) for comune, others in foreign.items()},
        {comune: tuple(others) for comune, others in parts.items()},
        provinces,
        tuple(rule for sigla in sorted(provinces)
              for rule in read_sounds().abbreviations.get(sigla, ())),
    )  # fmt: skip


def _other_names(comune: str) -> list[str]:
    """Return how else a Comune is registered: of Bolzano/Bozen, either name alone."""
    found = official().find_active(comune)
    return [grafia for grafia in found[0].grafie if grafia != comune] if found else []


def _rivals(
    names: Iterable[str], provinces: frozenset[str], around: frozenset[str]
) -> Iterator[Name]:
    """Yield Comuni around whose first word begins a word of ours, and short ones of all Italy."""
    ours = {word for name in names for word in name.split()}
    beginnings = {word[:length] for word in ours for length in range(1, len(word) + 1)}
    for comune in official().active():
        first, *others = fold(comune.nome).split()
        is_near = comune.provincia in around or not others
        if first in beginnings and is_near and comune.provincia not in provinces:
            yield Name(comune.nome, comune.provincia)


@functools.cache
def _luoghi(provinces: frozenset[str]) -> tuple[dict[str, str], ...]:
    with LUOGHI.open(encoding="utf-8", newline="") as file:
        headings = next(file)
        wanted = [line for line in file if line.partition(",")[0] in provinces]
    return tuple(csv.DictReader([headings, *wanted]))


@functools.cache
def read_sounds() -> Sounds:
    """Return how names are heard."""
    data = tomllib.loads(SOUNDS.read_text(encoding="utf-8"))
    digits = {sign: plain for signs, line in data["digits"].items()
              for sign, plain in zip(signs, line, strict=True)}  # fmt: skip
    return Sounds(
        data["letters"],
        digits,
        tuple((rule[0], rule[1]) for rule in data["spelling"]["rules"]),
        frozenset(data["around"]["words"].split()) | {fold(one) for one in official().regions()},
        frozenset(data["around"]["streets"].split()),
        {
            sigla: tuple((rule[0], rule[1]) for rule in rules)
            for sigla, rules in data["abbreviations"].items()
        },
    )


@functools.cache
def province_words() -> Mapping[str, str]:
    """Return the codes of provinces by what people call them."""
    return {fold(called): code for called, code in PROVINCES.items()}
