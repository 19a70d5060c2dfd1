# SPDX-License-Identifier: EUPL-1.2
"""The official list of Comuni: exact name, look-up, successor of a dissolved one, nearest name.

The list is `comuni.csv` beside this file, made of the public tables of ISTAT and of ANPR
(Ministero dell'Interno), both CC BY 4.0; `make comuni` renews it.
"""

from __future__ import annotations

import csv
import difflib
import functools
import heapq
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.system.words import fold, fold_each

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

TABLE = Path(__file__).with_name("comuni.csv")

_LIKE_AT_HOME, _LIKE = 0.75, 0.85
"""How like a name must be to be proposed: near the others of a list, and anywhere in Italy."""
_MOST_COMPARED = 40
"""Names: those that share most pairs of letters with a wrong one are compared with it."""
_AT_HOME = 0.05
"""How much more likely a name is that stands near: so much likeness outweighs it."""


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

    @property
    def grafie(self) -> tuple[str, ...]:
        """Its names as they are registered: Bolzano, Bozen, Bolzano/Bozen, Bozen/Bolzano."""
        if not self.altro or self.altro == self.nome:
            return (self.nome,)
        both = (f"{self.nome}/{self.altro}", f"{self.altro}/{self.nome}")
        return (self.nome, self.altro, *both)

    def spelt_like(self, name: str) -> str:
        """Return the registered spelling of a name that differs from it in case or signs only."""
        same = (grafia for grafia in self.grafie if fold(grafia) == fold(name))
        return next(same, self.nome)


class Comuni:
    """The official list, ready for look-ups."""

    def __init__(self, comuni: Iterable[Comune]) -> None:
        """Index the lines by their names."""
        self._by_name: dict[str, list[Comune]] = defaultdict(list)
        self._active: list[tuple[str, Comune]] = []
        lines = list(comuni)
        for comune, key in zip(lines, fold_each(comune.nome for comune in lines), strict=True):
            for name in set(map(fold, comune.grafie)) if comune.altro else (key,):
                self._by_name[name].append(comune)
            if not comune.fino_al:
                self._active.append((key, comune))

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def find_active(self, name: str) -> tuple[Comune, ...]:
        """Return the active Comuni of this name; case and accents do not count.

        Those with its very accents come first: Paternò is not Paterno.
        """
        found = [comune for comune in self._by_name.get(fold(name), ()) if comune.attivo]
        spelt = name.strip().casefold()
        return tuple(sorted(found, key=lambda comune: comune.nome.casefold() != spelt))

    def find_dissolved(self, name: str) -> Comune | None:
        """Return the Comune that once had this name, when none has it today: the last that did."""
        former = self._by_name.get(fold(name), ())
        if any(comune.attivo for comune in former):
            return None
        return max(former, key=lambda comune: comune.fino_al, default=None)

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def active(self) -> tuple[Comune, ...]:
        """Return all Comuni of today, by name."""
        found = sorted(self._active, key=lambda one: (one[0], one[1].codice))
        return tuple(comune for _key, comune in found)

    def regions(self) -> frozenset[str]:
        """Return the names of the regions."""
        return frozenset(comune.regione for comune in self.active())

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def of_province(self, provincia: str) -> tuple[Comune, ...]:
        """Return the active Comuni of a province, by name."""
        return tuple(comune for comune in self.active() if comune.provincia == provincia)

    def nearest(
        self,
        name: str,
        near: Iterable[str] = (),
        listed: Container[str] = (),
        home: Iterable[str] = (),
    ) -> str | None:
        """Return the official name most like `name`, None when none is.

        `near` are Comuni that are more likely, as are others of their provinces and of the
        provinces at `home`; those `listed` are there already, and come last.
        """
        near = set(near)
        home = {*home, *(c.provincia for comune in near for c in self.find_active(comune))}
        if whole := self.complete(name, home):
            return whole
        ranked = [
            (found.nome in listed, -likeness - (found.provincia in home) * _AT_HOME
             - (found.nome in near) * _AT_HOME, found.nome)
            for likeness, found in self._alike(name)
            if likeness >= _LIKE or found.provincia in home
        ]  # fmt: skip
        return min(ranked)[-1] if ranked else None

    def complete(self, name: str, home: Iterable[str] = ()) -> str | None:
        """Return the only Comune of these provinces, of all Italy when there are none, or None.

        It begins with these whole words.
        """
        there = [comune for sigla in home for comune in self.of_province(sigla)] or self.active()
        return _complete(name, [comune.nome for comune in there])

    def successor(self, name: str) -> str | None:
        """Return the Comune that took the place of a dissolved one, when the list tells."""
        former = self.find_dissolved(name)
        return next(
            (c.nome for c in self.active() if former and c.codice == former.successore), None
        )

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def _alike(self, name: str) -> tuple[tuple[float, Comune], ...]:
        """Return the active Comuni whose names are like this one, with how much they are, to 1."""
        key = fold(name)
        shared: Counter[str] = Counter()
        for pair in set(pairwise(key)):
            shared.update(self._by_pair.get(pair, ()))
        likely = heapq.nlargest(
            _MOST_COMPARED, shared, key=lambda other: shared[other] / (len(key) + len(other))
        )
        matcher = difflib.SequenceMatcher(b=key)
        found = []
        for other in likely:
            matcher.set_seq1(other)
            likeness = matcher.ratio()
            if likeness >= _LIKE_AT_HOME:
                found += [(likeness, comune) for comune in self._by_name[other] if comune.attivo]
        return tuple(found)

    @functools.cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Return the names, for comparing, that have two letters one after the other."""
        names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name in self._by_name:
            for pair in set(pairwise(name)):
                names[pair].append(name)
        return names


def _complete(name: str, names: Iterable[str]) -> str | None:
    """Return the only name that begins with the whole words of `name`: Bernate → B. Ticino."""
    start = f"{fold(name)} "
    found = [candidate for candidate in names if fold(candidate).startswith(start)]
    return found[0] if len(found) == 1 else None


@functools.lru_cache(maxsize=65_536)
def key_of(name: str) -> str:
    """Return what tells a Comune from others, in whichever registered way its name is written."""
    found = official().find_active(name)
    return fold(found[0].nome if found else name)


@functools.cache
def official() -> Comuni:
    """Return the official list of all Italian Comuni, past and present."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)  # the headings
        return Comuni(map(Comune._make, rows))
