# SPDX-License-Identifier: EUPL-1.2
"""What all records of the list and of the aids are made of: frozen, and strict about their keys."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, PrivateAttr, StringConstraints

from leaflet.problems import Location

if TYPE_CHECKING:
    from typing import Self

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in the registry: `("ambiti", 0, "contatti", 2, "email", 0)`."""

LONGEST_LINE = 200
"""Characters: the longest real value of the 2023 annex, a link, has 117."""

_INTERO = re.compile(r"^[0-9]+$", re.ASCII)
_DATA = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


def _iso(value: object) -> object:
    """Refuse what pydantic would take for a date besides 2026-11-21, such as seconds."""
    if isinstance(value, str) and not _DATA.match(value):
        raise ValueError
    return value


def _digits(value: object) -> object:
    """Refuse what pydantic would take for another number than people mean: 26.000 is no 26."""
    if isinstance(value, float | bool) or (isinstance(value, str) and not _INTERO.match(value)):
        raise ValueError
    return value


Data = Annotated[dt.date, BeforeValidator(_iso)]
SOLE_CIFRE = BeforeValidator(_digits)
"""Goes behind the bounds of a number: else a schema does not have these."""
Riga = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LINE)]
Paragrafo = Annotated[str, StringConstraints(min_length=1, max_length=2 * LONGEST_LINE)]


class StrictRecord(BaseModel):
    """A record of a file that people write."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PlacedRecord(StrictRecord):
    """The whole of such a file, which knows where each of its values stands."""

    _places: Mapping[Path, Location] = PrivateAttr(default_factory=dict)
    _find_places: Callable[[], Mapping[Path, Location]] | None = PrivateAttr(default=None)

    def with_places(self, find_places: Callable[[], Mapping[Path, Location]]) -> Self:
        """Return this record, told how to find where its values stand in their file.

        They are looked for when the first place is asked for: a sound file needs none.
        """
        located = self.model_copy()
        located._find_places = find_places  # noqa: SLF001  (the same class)
        return located

    def at(self, *path: str | int) -> Location:
        """Return where the value at `path` stands, or the nearest thing that contains it."""
        if self._find_places is not None:
            self._places, self._find_places = self._find_places(), None
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, Location(file="-"))
