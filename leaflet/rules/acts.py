# SPDX-License-Identifier: EUPL-1.2
"""What must hold of the numbers of acts beside a list, and the manual of it.

Nothing of it stops a build: the leaflets do not need these numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.atti import read_acts
from leaflet.registry.popolazione import read_population
from leaflet.system.files import read_bytes_if_there
from leaflet.system.workspace import acts_beside, population_beside, shown_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from leaflet.problems import Problem
    from leaflet.registry.model import Registry


class ActsChecked(NamedTuple):
    """The problems of the files of numbers, and the texts of these by what messages call them."""

    problems: tuple[Problem, ...]
    sources: Mapping[str, str]


def check_acts(contacts: Path, registry: Registry) -> ActsChecked:
    """Return what is wrong with the numbers beside a list; nothing where there are none."""
    path, beside = acts_beside(contacts), population_beside(contacts)
    name, other = shown_name(path), shown_name(beside)
    reading = read_acts(read_bytes_if_there(path) or b"", name, registry)
    data = read_bytes_if_there(beside) or b""
    population = read_population(data, other)
    sources = {name: reading.text, other: data.decode("utf-8-sig", "replace")}
    return ActsChecked((*reading.problems, *population.problems), sources)


FROM_COUNTING = (
    """D001: a file of numbers has not the headings and the cells that programs expect.

    `leaflet acts import` writes `atti.csv` itself, from any table: do not edit it by hand.
    """,
    """D002: a period, a kind of act, a number or a day is not in the right form.

    Periods are 2025, 2025-T1, 2025-01 or 2025-01/2025-05.
    """,
    """D003: a number is of no Comune and of no ambito of the list.

    Comuni have their official names, ambiti their ids. After an ambito got another id, import its
    numbers again.
    """,
    """D004: two numbers count some of the same acts.

    A year counts what its months count, and an ambito what its Comuni do. Leave one out: a sum
    would have both.
    """,
)
"""Manual pages of what reading numbers finds."""
