# SPDX-License-Identifier: EUPL-1.2
"""The official list of Comuni: exact name, look-up, successor of a dissolved one, nearest name.

The data are the ISTAT and Agenzia delle Entrate tables that the package `python-codicefiscale`
ships. Its own loader builds indexes for tax codes that we do not need (half a second), so its
data file is read directly.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import importlib.util
import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leaflet.registry.territory import CITTA_METROPOLITANA
from leaflet.system.words import folded, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PARTICLES = frozenset(
    {"a", "ad", "al", "alla", "alle", "all'", "coi", "con", "d'", "da", "dal", "dalla", "dall'"}
    | {"de'", "degli", "dei", "del", "dell'", "della", "delle", "dello", "di", "e", "ed", "fra"}
    | {"il", "in", "la", "le", "ne'", "nei", "nel", "nell'", "nella", "per", "sopra", "sotto"}
    | {"su", "sul", "sull'", "sulla", "sulle", "tra"}
)
"""Words that official names write in lower case, except as the first word."""


@dataclass(frozen=True, slots=True)
class Comune:
    """One line of the official list: `codice` is the cadastral code, `provincia` two letters.

    `fino_al` is the day until which a dissolved Comune existed (2019-02-07), else empty.
    """

    nome: str
    provincia: str
    codice: str
    attivo: bool
    fino_al: str = ""


class Comuni:
    """The official list, ready for look-ups.

    Its rows are turned into `Comune` only when asked for: there are twenty thousand.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Index the rows of `municipalities.json` by the slugs that they carry."""
        self._rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            for slug in row["name_slugs"]:
                self._rows[slug].append(row)

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def named(self, name: str) -> tuple[Comune, ...]:
        """Return the active Comuni of this name, Milan's first; case and accents do not count."""
        found = [_comune(row) for row in self._rows.get(_slug(name), ()) if row["active"]]
        return tuple(sorted(found, key=lambda comune: comune.provincia != CITTA_METROPOLITANA))

    def dissolved(self, name: str) -> Comune | None:
        """Return the Comune that once had this name, when none has it today."""
        former = self._rows.get(_slug(name), ())
        if not former or any(row["active"] for row in former):
            return None
        return _comune(former[-1])

    def active(self) -> tuple[Comune, ...]:
        """Return all Comuni of today."""
        found = {_comune(row) for rows in self._by_province.values() for row in rows}
        return tuple(sorted(found, key=lambda comune: (folded(comune.nome), comune.codice)))

    @functools.cache  # noqa: B019  (there is one official list, for the whole run)
    def of_province(self, provincia: str) -> tuple[Comune, ...]:
        """Return the active Comuni of a province, by name."""
        found = {_comune(row) for row in self._by_province[provincia]}
        return tuple(sorted(found, key=lambda comune: folded(comune.nome)))

    @functools.cached_property
    def _by_province(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """The rows of active Comuni by province."""
        rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in itertools.chain.from_iterable(self._rows.values()):
            if row["active"]:
                rows[row["province"]].append(row)
        return rows

    def nearest(self, name: str, also: Iterable[str] = ()) -> str | None:
        """Return the official name nearest to `name`: in `also`, near Milan, then in Italy."""
        metropolitan = [comune.nome for comune in self.of_province(CITTA_METROPOLITANA)]
        near = nearest(name, also) or _completed(name, metropolitan) or nearest(name, metropolitan)
        return near or self._nearest_in_italy(name)

    def completed(self, name: str) -> str | None:
        """Return the only Comune near Milan that begins with these whole words, or None."""
        return _completed(name, [c.nome for c in self.of_province(CITTA_METROPOLITANA)])

    def successor(self, name: str) -> str | None:
        """Return the Comune that took the place of a dissolved one, when the list tells.

        It does when a Comune of the same province that bears a part of its name was founded the
        day after.
        """
        former = self._rows.get(_slug(name), ())
        if not former:
            return None
        ended, province = former[-1]["date_deleted"][:10], former[-1]["province"]
        if not ended:
            return None
        founded = (dt.date.fromisoformat(ended) + dt.timedelta(days=1)).isoformat()
        words = set(folded(name).split())
        heirs = {
            _comune(row).nome
            for rows in self._rows.values()
            for row in rows
            if row["active"] and row["province"] == province and row["date_created"][:10] == founded
        }
        named = [heir for heir in heirs if words & set(folded(heir).split())]
        return named[0] if len(named) == 1 else None

    def _nearest_in_italy(self, name: str) -> str | None:
        found = difflib.get_close_matches(_slug(name), self._rows, n=3, cutoff=0.85)
        active = (row for slug in found for row in self._rows[slug] if row["active"])
        return next((_comune(row).nome for row in active), None)


def _completed(name: str, names: Iterable[str]) -> str | None:
    """Return the only name that begins with the whole words of `name`: Bernate → B. Ticino."""
    start = f"{folded(name)} "
    found = [candidate for candidate in names if folded(candidate).startswith(start)]
    return found[0] if len(found) == 1 else None


def _slug(name: str) -> str:
    return folded(name).replace(" ", "-")


def _comune(row: Mapping[str, Any]) -> Comune:
    ended = row["date_deleted"][:10]
    return Comune(_spelt(row["name"]), row["province"], row["code"], row["active"], ended)


def _spelt(name: str) -> str:
    """Return the name as the Comuni write it; the list capitalises every word (D'Adda)."""
    first, *others = name.split(" ")
    return " ".join([first, *(_word(word) for word in others)])


def _word(word: str) -> str:
    if word.lower() in _PARTICLES:
        return word.lower()
    article, apostrophe, rest = word.partition("'")
    if rest and article.lower() + apostrophe in _PARTICLES:
        return article.lower() + apostrophe + rest
    return word


@functools.cache
def official() -> Comuni:
    """Return the official list of all Italian Comuni, past and present."""
    spec = importlib.util.find_spec("codicefiscale")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name="codicefiscale")
    data = Path(spec.origin).parent / "data" / "municipalities.json"
    return Comuni(json.loads(data.read_bytes()))
