# SPDX-License-Identifier: EUPL-1.2
"""The provinces: their area codes, their neighbours, and the letters their domains had before.

The table is `province.csv` beside this file. A telephone district has the province of the town that
it is named after (libphonenumber's prefixes); two provinces are neighbours where their borders
touch (ISTAT's boundaries of 2023, CC BY 4.0), and Milan and Como because the 02 reaches there.
`sigle_di_prima` are letters that Comuni of a province had before it was founded, or they joined it.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.comuni import official

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLE = Path(__file__).with_name("province.csv")

_LONGEST_CODE = 4
_NOWHERE: frozenset[str] = frozenset()


class Province(NamedTuple):
    """A province, by its two letters: the area codes whose town it has, its neighbours' letters.

    `former` are the letters that domains of its Comuni may still have.
    """

    sigla: str
    area_codes: frozenset[str]
    neighbours: frozenset[str]
    former: frozenset[str]


@functools.cache
def provinces() -> Mapping[str, Province]:
    """Return the provinces of Italy by their letters."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)  # the headings
        return {
            sigla: Province(
                sigla=sigla,
                area_codes=frozenset(codes.split()),
                neighbours=frozenset(neighbours.split()),
                former=frozenset(former.split()),
            )
            for sigla, codes, neighbours, former in rows
        }


@functools.cache
def _provinces_by_code() -> Mapping[str, str]:
    return {code: p.sigla for p in provinces().values() for code in p.area_codes}


def area_code(digits: str) -> str:
    """Return the area code that the digits of a number begin with; empty when it has none."""
    starts = (digits[:length] for length in range(_LONGEST_CODE, 1, -1))
    return next((start for start in starts if start in _provinces_by_code()), "")


def province_of_code(code: str) -> str:
    """Return the letters of the province that has the town of an area code."""
    return _provinces_by_code()[code]


def provinces_of(comuni: Iterable[str]) -> frozenset[str]:
    """Return the letters of the provinces of these Comuni; unknown names have none."""
    found = (comune for name in comuni for comune in official().find_active(name))
    return frozenset(comune.provincia for comune in found)


def area_codes_of(siglas: Iterable[str]) -> frozenset[str]:
    """Return the area codes whose towns lie in these provinces."""
    return _NOWHERE.union(*(provinces()[sigla].area_codes for sigla in siglas))


def is_next_to(sigla: str, siglas: Iterable[str]) -> bool:
    """Return whether a province is one of these, or next to one: districts cross borders."""
    return any(sigla == other or sigla in provinces()[other].neighbours for other in siglas)
