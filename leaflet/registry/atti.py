# SPDX-License-Identifier: EUPL-1.2
"""Numbers of eviction acts, as the courts give them: counts alone, of whole months and places.

They are in `atti.csv` beside the list, one row a number. No two rows count the same act: neither do
their periods overlap, nor is there a number of an ambito beside those of its Comuni. So whatever is
added up is added up once.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import Location, Problem, Severity, say
from leaflet.registry.comuni import key_of, official
from leaflet.registry.periods import Period, read_period
from leaflet.system.formulas import guard_cell, without_guard
from leaflet.system.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leaflet.problems import Message
    from leaflet.registry.model import Registry

ATTI = (
    "intimazione",
    "convalida",
    "precetto",
    "avviso di sloggio",
    "esecuzione richiesta",
    "esecuzione eseguita",
)
"""Kinds of acts, in the order of the procedure."""
ACT_HEADINGS = ("periodo", "comune", "ambito", "atto", "numero", "fonte", "caricato_il")
LARGEST_ACTS = 32 * 1024 * 1024
"""Bytes. All months of ten years of 133 Comuni have seven million."""
MOST_ACTS = 1_000_000
"""Of a place in a period: more is a slip of the finger."""
_CELL = re.compile(r'("(?:[^"]|"")*"|[^,]*)(,|$)')
_COUNT = re.compile(r"[0-9]{1,7}", re.ASCII)
_MOST_PROBLEMS = 1_000


class ActPlace(NamedTuple):
    """Where acts were counted: a Comune by its official name, or a whole ambito by its id."""

    comune: str = ""
    ambito: str = ""

    def __str__(self) -> str:
        """Return what people call it."""
        return self.comune or f"ambito {self.ambito}"


class ActCount(NamedTuple):
    """How many acts of a kind there were; `fonte` says who counted, `caricato` when we got it."""

    periodo: Period
    place: ActPlace
    atto: str
    numero: int
    fonte: str
    caricato: dt.date

    @property
    def key(self) -> tuple[Period, ActPlace, str]:
        """What a correction of it has too."""
        return self.periodo, self.place, self.atto


class ActsReading(NamedTuple):
    """What a file of acts gave: all that could be used, its problems and its text."""

    counts: tuple[ActCount, ...] = ()
    problems: tuple[Problem, ...] = ()
    text: str = ""


class Field(NamedTuple):
    """A cell of a row and where it stands."""

    text: str
    at: Location


def read_acts(data: bytes, name: str, registry: Registry) -> ActsReading:
    """Read the bytes of a file of acts called `name`; an empty one has none."""
    table = read_strict_table(data, name, ACT_HEADINGS)
    if table.problems:
        return ActsReading((), table.problems, table.text)
    read = _ActsReader({ambito.id for ambito in registry.ambiti})
    counts = [count for row in table.rows if (count := read.row(row))]
    index = ActIndex(registry)
    problems = [*read.problems]
    for count, row in zip(counts, read.sound, strict=True):
        for other in index.find(count)[:1]:
            message = say("the same acts are counted twice: {period}, {place} is also in {other}",
                          place=count.place, period=count.periodo,
                          other=f"{other.periodo}, {other.place}")  # fmt: skip
            problems.append(_fault("D004", row[0].at, message, say("leave one of the two out")))
        index.add(count)
    return ActsReading(tuple(counts), tuple(problems[:_MOST_PROBLEMS]), table.text)


class StrictTable(NamedTuple):
    """The rows under the headings of a file that a program writes."""

    rows: tuple[tuple[Field, ...], ...]
    problems: tuple[Problem, ...]
    text: str = ""


def read_strict_table(data: bytes, name: str, headings: Sequence[str]) -> StrictTable:
    """Return the rows of a file with exactly these headings, in UTF-8 and with commas."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = say("the file is not UTF-8 text")
        return StrictTable((), (_fault("D001", Location(name), message),))
    lines = text.splitlines()
    if lines and lines[0] != ",".join(headings):
        message = say("the first line is not {headings}", headings=",".join(headings))
        hint = say("this file is written by a program: leaflet acts import reads any table")
        at = Location(name, 1, 1, max(1, len(lines[0])))
        return StrictTable((), (_fault("D001", at, message, hint),), text)
    rows, problems = [], []
    for number, line in enumerate(lines[1:], 2):
        row = tuple(_fields(line, name, number))
        if len(row) == len(headings):
            rows.append(row)
        elif line.strip():
            message = say("this line has {count} cells, and there are {headings} headings",
                          count=len(row), headings=len(headings))  # fmt: skip
            problems.append(_fault("D001", Location(name, number, 1, len(line)), message))
    return StrictTable(tuple(rows), tuple(problems[:_MOST_PROBLEMS]), text)


def _fields(line: str, name: str, number: int) -> Iterator[Field]:
    for match in _CELL.finditer(line):
        raw = match[1]
        text = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
        yield Field(without_guard(text), Location(name, number, match.start() + 1, len(raw) or 1))
        if not match[2]:
            return


def _fault(code: str, at: Location, message: Message, hint: Message | None = None) -> Problem:
    return Problem(code, Severity.ERROR, at, message, hint)


class _ActsReader:
    """Reads rows; keeps what is wrong with them, and which were sound."""

    def __init__(self, ambiti: set[str]) -> None:
        self.problems: list[Problem] = []
        self.sound: list[tuple[Field, ...]] = []
        self._ambiti = ambiti
        self._periods: dict[str, Period | None] = {}

    def row(self, row: tuple[Field, ...]) -> ActCount | None:
        """Return the number in a row, None when something is wrong with it."""
        period, comune, ambito, atto, numero, fonte, caricato = row
        found = len(self.problems)
        if period.text not in self._periods:
            self._periods[period.text] = read_period(period.text)
        when, day = self._periods[period.text], _day(caricato.text)
        if when is None:
            self._refuse(period, say("write it like this: {example}", example="2025-01"))
        if atto.text not in ATTI:
            near = nearest(atto.text, ATTI) or ", ".join(ATTI)
            self._refuse(atto, say("write one of: {names}", names=near))
        if not _COUNT.fullmatch(numero.text) or int(numero.text) > MOST_ACTS:
            self._refuse(numero, say("write a number from 0 to {most}", most=MOST_ACTS))
        if day is None:
            self._refuse(caricato, say("write it like this: {example}", example="2026-11-21"))
        self._check_place(comune, ambito)
        if when is None or day is None or len(self.problems) > found:
            return None
        self.sound.append(row)
        place = ActPlace(comune.text, ambito.text)
        return ActCount(when, place, atto.text, int(numero.text), fonte.text, day)

    def _check_place(self, comune: Field, ambito: Field) -> None:
        if bool(comune.text) == bool(ambito.text):
            message = say("a row is of a Comune or of an ambito, one of the two")
            self.problems.append(_fault("D003", comune.at, message))
        elif ambito.text and ambito.text not in self._ambiti:
            message = say("there is no ambito «{id}»", id=ambito.text)
            self.problems.append(_fault("D003", ambito.at, message))
        elif comune.text and comune.text not in _official_names():
            message = say("no Comune is called «{name}»", name=comune.text)
            near = nearest(comune.text, _official_names())
            hint = say("write «{name}»", name=near) if near else None
            self.problems.append(_fault("D003", comune.at, message, hint))

    def _refuse(self, field: Field, hint: Message) -> None:
        message = say("«{value}» is not in the right form", value=field.text)
        self.problems.append(_fault("D002", field.at, message, hint))


@functools.cache
def _official_names() -> frozenset[str]:
    return frozenset(comune.nome for comune in official().active())


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


class ActIndex:
    """Knows what has been counted, and finds what counts some of the same acts."""

    def __init__(self, registry: Registry, counts: Iterable[ActCount] = ()) -> None:
        """Know these numbers already."""
        self._homes = ambito_of_each(registry)
        self._known: dict[tuple[str, str, int], list[ActCount]] = {}
        for count in counts:
            self.add(count)

    def add(self, count: ActCount) -> None:
        """Know a number as well."""
        for scope in self._scopes(count.place).kept:
            self._known.setdefault((scope, count.atto, count.periodo.year), []).append(count)

    def drop(self, count: ActCount) -> None:
        """Know a number no more."""
        for scope in self._scopes(count.place).kept:
            self._known[scope, count.atto, count.periodo.year].remove(count)

    def find(self, count: ActCount) -> list[ActCount]:
        """Return the numbers that count some of the same acts, the one that it corrects as well."""
        return [
            other
            for scope in self._scopes(count.place).searched
            for other in self._known.get((scope, count.atto, count.periodo.year), ())
            if other.periodo.overlaps(count.periodo)
        ]

    @functools.lru_cache(maxsize=4096)  # noqa: B019  (as long as an import)
    def _scopes(self, place: ActPlace) -> _Scopes:
        if place.ambito:
            own = f"ambito {place.ambito}"
            return _Scopes((own,), (own, f"in {place.ambito}"))
        home = self._homes.get(key_of(place.comune), "-")
        return _Scopes((place.comune, f"in {home}"), (place.comune, f"ambito {home}"))


class _Scopes(NamedTuple):
    """Under which names a number is kept, and under which are those that count the same."""

    kept: tuple[str, ...]
    searched: tuple[str, ...]


def ambito_of_each(registry: Registry) -> Mapping[str, str]:
    """Return the id of the ambito of each Comune, by what tells Comuni apart."""
    return {key_of(name): ambito.id for ambito in registry.ambiti for name in ambito.comuni}


def encode_acts(counts: Iterable[ActCount]) -> bytes:
    """Return the file of these numbers, in one order: the same numbers make the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ACT_HEADINGS)
    order = {atto: number for number, atto in enumerate(ATTI)}
    for count in sorted(counts, key=lambda one: (one.periodo, one.place, order[one.atto])):
        cells = (str(count.periodo), count.place.comune, count.place.ambito, count.atto,
                 str(count.numero), count.fonte, count.caricato.isoformat())  # fmt: skip
        writer.writerow(map(guard_cell, cells))
    return text.getvalue().encode()
