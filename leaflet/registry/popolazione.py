# SPDX-License-Identifier: EUPL-1.2
"""How many people and households live in a Comune, from a table that somebody puts beside the list.

It need not be there: then there are no rates. Nothing is guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import Problem, Severity, say
from leaflet.registry.atti import read_strict_table
from leaflet.registry.comuni import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leaflet.registry.atti import Field

POPULATION_HEADINGS = ("comune", "residenti", "famiglie", "anno", "fonte")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class Residents(NamedTuple):
    """The people and the households of a Comune, 0 where they are not said."""

    people: int
    households: int


class Population(NamedTuple):
    """Comune, as `key_of` tells it → who lives there; `source` says who counted, and when."""

    comuni: Mapping[str, Residents] = {}
    source: str = ""
    problems: tuple[Problem, ...] = ()

    def households_of(self, comuni: Iterable[str]) -> int:
        """Return the households of all these Comuni together, 0 where those of one are missing."""
        return self._sum([self.comuni.get(key_of(name), _NOBODY).households for name in comuni])

    def people_of(self, comuni: Iterable[str]) -> int:
        """Return the people of all these Comuni together, 0 where those of one are missing."""
        return self._sum([self.comuni.get(key_of(name), _NOBODY).people for name in comuni])

    @staticmethod
    def _sum(numbers: list[int]) -> int:
        return sum(numbers) if numbers and all(numbers) else 0


_NOBODY = Residents(0, 0)


def read_population(data: bytes, name: str) -> Population:
    """Read the bytes of a table of Comuni called `name`; an empty one says nothing."""
    table = read_strict_table(data, name, POPULATION_HEADINGS)
    comuni, problems, sources = {}, [*table.problems], []
    for comune, people, households, year, source in table.rows:
        numbers = (people, households)
        wrong = [one for one in numbers if one.text and not _NUMBER.fullmatch(one.text)]
        problems += map(_refuse, wrong)
        if not wrong:
            comuni[key_of(comune.text)] = Residents(
                people=int(people.text or 0), households=int(households.text or 0)
            )
            sources.append(", ".join(filter(None, (source.text, year.text))))
    return Population(comuni, "; ".join(dict.fromkeys(sources)), tuple(problems))


def _refuse(field: Field) -> Problem:
    message = say("«{value}» is not in the right form", value=field.text)
    return Problem("D002", Severity.ERROR, field.at, message, say("write digits alone"))
