# SPDX-License-Identifier: EUPL-1.2
"""The official list of Comuni: exact name, look-up, successor of a dissolved one, nearest name.

The list is `comuni.csv` beside this file, made of the public tables of ISTAT and of ANPR
(Ministero dell'Interno), both CC BY 4.0; `make comuni` renews it.
"""

from __future__ import annotations

import csv
import difflib
import functools
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.registry.territory import CITTA_METROPOLITANA
from leaflet.system.words import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = Path(__file__).with_name("comuni.csv")


class Comune(NamedTuple):
    """One line of the official list, a Comune of today or a name that none has any more.

    `codice` is the cadastral code, `istat` ISTAT's; `altro` the name in another language of the
    country; `provincia` two letters. `dal` is the day of its foundation, `fino_al` the last day of
    a dissolved one, else empty; `successore` the code of who took its place, where that is known.
    """

    codice: str
    istat: str
    nome: str
    altro: str
    provincia: str
    regione: str
    dal: str
    fino_al: str
    successore: str

    @property
    def attivo(self) -> bool:
        """Whether it is a Comune of today."""
        return not self.fino_al


class Comuni:
    """The official list, ready for look-ups."""

    def __init__(self, comuni: Iterable[Comune]) -> None:
        """Index the lines by their names."""
        self._by_name: dict[str, list[Comune]] = defaultdict(list)
        self._by_province: dict[str, list[Comune]] = defaultdict(list)
        for comune in comuni:
            for key in {fold(comune.nome), fold(comune.altro)} - {""}:
                self._by_name[key].append(comune)
            if comune.attivo:
                self._by_province[comune.provincia].append(comune)

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def find_active(self, name: str) -> tuple[Comune, ...]:
        """Return the active Comuni of this name; case and accents do not count.

        Those with its very accents come first (Paternò is not Paterno), then Milan's.
        """
        found = [comune for comune in self._by_name.get(fold(name), ()) if comune.attivo]
        spelt = name.strip().casefold()
        return tuple(
            sorted(found, key=lambda comune: (comune.nome.casefold() != spelt,
                                              comune.provincia != CITTA_METROPOLITANA))
        )  # fmt: skip

    def find_dissolved(self, name: str) -> Comune | None:
        """Return the Comune that once had this name, when none has it today: the last that did."""
        former = self._by_name.get(fold(name), ())
        if any(comune.attivo for comune in former):
            return None
        return max(former, key=lambda comune: comune.fino_al, default=None)

    def active(self) -> tuple[Comune, ...]:
        """Return all Comuni of today, by name."""
        found = (comune for comuni in self._by_province.values() for comune in comuni)
        return tuple(sorted(found, key=lambda comune: (fold(comune.nome), comune.codice)))

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def of_province(self, provincia: str) -> tuple[Comune, ...]:
        """Return the active Comuni of a province, by name."""
        found = self._by_province.get(provincia, ())
        return tuple(sorted(found, key=lambda comune: fold(comune.nome)))

    def nearest(self, name: str, also: Iterable[str] = ()) -> str | None:
        """Return the official name nearest to `name`: in `also`, near Milan, then in Italy."""
        metropolitan = [comune.nome for comune in self.of_province(CITTA_METROPOLITANA)]
        near = nearest(name, also) or _complete(name, metropolitan) or nearest(name, metropolitan)
        return near or self._nearest_in_italy(name)

    def complete(self, name: str) -> str | None:
        """Return the only Comune near Milan that begins with these whole words, or None."""
        return _complete(name, [c.nome for c in self.of_province(CITTA_METROPOLITANA)])

    def successor(self, name: str) -> str | None:
        """Return the Comune that took the place of a dissolved one, when the list tells."""
        former = self.find_dissolved(name)
        return next(
            (c.nome for c in self.active() if former and c.codice == former.successore), None
        )

    def _nearest_in_italy(self, name: str) -> str | None:
        found = difflib.get_close_matches(fold(name), self._by_name, n=3, cutoff=0.85)
        active = (comune for key in found for comune in self._by_name[key] if comune.attivo)
        return next((comune.nome for comune in active), None)


def _complete(name: str, names: Iterable[str]) -> str | None:
    """Return the only name that begins with the whole words of `name`: Bernate → B. Ticino."""
    start = f"{fold(name)} "
    found = [candidate for candidate in names if fold(candidate).startswith(start)]
    return found[0] if len(found) == 1 else None


@functools.cache
def official() -> Comuni:
    """Return the official list of all Italian Comuni, past and present."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)  # the headings
        return Comuni(map(Comune._make, rows))
