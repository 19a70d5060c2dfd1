# SPDX-License-Identifier: EUPL-1.2
"""Writes a synthetic national registry: all Comuni of Italy, in which no rule finds a fault.

`python benchmarks/registry.py --ambiti 600 --rows 3000 --factor 1 > file.yaml`. The same arguments
give the same bytes. A Comune belongs to one ambito, so `--factor 10` multiplies the rows alone.
`--only 90` keeps the first ninety ambiti, so that sets of several sizes come from one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import heapq
import sys
from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.comuni import official
from leaflet.registry.phones import format_number
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.registry.comuni import Comune

TODAY = dt.date(2026, 11, 21)
"""The day to validate at: every row was checked in the hundred days before."""

LONGEST_DOMAIN = 34
"""Letters: an address of fifty fits on no sheet, since it must not break at a hyphen."""

_AREA_CODES = ("02", "06", "011", "081", "051", "055", "091", "041")
_NAMES = ("Anna", "Carla", "Elena", "Giulia", "Laura", "Maria", "Paola", "Silvia")
_SURNAMES = ("Bianchi", "Colombo", "Esposito", "Ferrari", "Marino", "Ricci", "Romano", "Russo")


class Ambito(NamedTuple):
    """A slice of a province's Comuni."""

    identifier: str
    nome: str
    comuni: tuple[Comune, ...]


def comuni_by_province() -> dict[str, list[Comune]]:
    """Return the active Comuni of each province; of those that share a name, the first alone."""
    seen: set[str] = set()
    found: dict[str, list[Comune]] = {}
    for province in sorted({comune.provincia for comune in official().active()}):
        for comune in official().of_province(province):
            if fold(comune.nome) not in seen:
                seen.add(fold(comune.nome))
                found.setdefault(province, []).append(comune)
    return found


def ambiti(count: int) -> Iterator[Ambito]:
    """Yield `count` ambiti of about the same size, each within one province."""
    comuni = comuni_by_province()
    for province, parts in _shares({name: len(found) for name, found in comuni.items()}, count):
        size, larger = divmod(len(comuni[province]), parts)
        start = 0
        for number in range(1, parts + 1):
            end = start + size + (number <= larger)
            identifier = f"{province.lower()}-{number}"
            yield Ambito(identifier, f"{province} {number}", tuple(comuni[province][start:end]))
            start = end


def _shares(sizes: dict[str, int], count: int) -> list[tuple[str, int]]:
    """Return how many ambiti each province gets: one, then always where they are largest."""
    if not len(sizes) <= count <= sum(sizes.values()):
        raise SystemExit(f"--ambiti: from {len(sizes)} to {sum(sizes.values())}")
    parts = dict.fromkeys(sizes, 1)
    largest: list[tuple[float, str]] = [(-size, province) for province, size in sizes.items()]
    heapq.heapify(largest)
    for _ in range(count - len(sizes)):
        _, province = largest[0]
        parts[province] += 1
        heapq.heapreplace(largest, (-sizes[province] / parts[province], province))
    return list(parts.items())


def registry(count: int, rows: int, factor: int = 1, only: int | None = None) -> Iterator[str]:
    """Yield the lines of a registry with `count` ambiti and `rows` × `factor` rows.

    With `only`, the lines of its first so many ambiti.
    """
    made = list(ambiti(count))
    sizes = list(_sizes(count, rows * factor))
    yield "# yaml-language-server: $schema=ambiti.schema.json"
    yield "fonte: Registro sintetico per misure di velocità, nessun contatto è vero"
    yield "ambiti:"
    first = 0
    for ambito, size in list(zip(made, sizes, strict=True))[:only]:
        yield from _ambito(ambito, range(first, first + size))
        first += size


def _sizes(count: int, rows: int) -> Iterator[int]:
    """Yield how many rows each ambito gets: some few, some many, as in life (from 1 to 9)."""
    each, more = divmod(rows, count)
    if not each:
        raise SystemExit("--rows: at least one for each ambito")
    swing = min(each - 1, 4)
    for index in range(count):
        is_paired = index + 1 < count or index % 2
        aside = index // 2 % (swing + 1) if is_paired else 0
        yield each + (index < more) + (aside if index % 2 else -aside)


def _ambito(ambito: Ambito, numbers: Sequence[int]) -> Iterator[str]:
    yield f"  - id: {ambito.identifier}"
    yield f"    nome: Ambito {ambito.nome}"
    yield f"    comuni: [{', '.join(comune.nome for comune in ambito.comuni)}]"
    yield "    contatti:"
    for place, number in enumerate(numbers):
        comune = ambito.comuni[place % len(ambito.comuni)]
        # The first row serves the whole ambito, so that no Comune is without one.
        served = [f"comuni: [{comune.nome}]"] if place else []
        lines = [*served, *_contatto(comune, number)]
        yield f"      - {lines[0]}"
        yield from (f"        {line}" for line in lines[1:])


def _contatto(comune: Comune, number: int) -> Iterator[str]:
    """Yield the keys of a row; every number is another office, with its own phones."""
    domain = f"comune.{fold(comune.nome).replace(' ', '-')}.{comune.provincia.lower()}.it"
    yield f"ufficio: Servizi Sociali, Ufficio Casa {number}"
    if number % 3 == 0:
        yield f"referente: Dott.ssa {_NAMES[number % 8]} {_SURNAMES[number // 8 % 8]}"
    yield "telefoni:"
    yield f'  - numero: "{phone(2 * number)}"'
    if number % 5 == 1:
        yield '    orari: [{giorni: lun-ven, dalle: "09:00", alle: "12:30"}]'
    if number % 4 == 1:
        yield f'  - numero: "{phone(2 * number + 1)}"'
    if len(domain) <= LONGEST_DOMAIN:
        yield f"email: [casa{number}@{domain}]"
    if number % 4 == 0:
        yield f"link: [{{url: https://www.{domain}/casa}}]"
    if number % 5 == 0:
        yield f'sede: {{indirizzo: "Via Roma, {number % 90 + 1}", comune: {comune.nome}}}'
    yield f"verificato: {TODAY - dt.timedelta(days=number % 100)}"


def phone(number: int) -> str:
    """Return the `number`-th phone number, as the leaflets print it."""
    area, rest = _AREA_CODES[number % 8], 2_000_000 + number // 8
    return format_number(f"{area}{rest}") or ""


def main() -> None:
    """Write the registry to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ambiti", type=int, default=600)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--factor", type=int, default=1)
    parser.add_argument("--only", type=int)
    wanted = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    lines = registry(wanted.ambiti, wanted.rows, wanted.factor, wanted.only)
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
