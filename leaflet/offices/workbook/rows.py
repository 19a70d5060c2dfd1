# SPDX-License-Identifier: EUPL-1.2
"""One row of a workbook, beside what it said at the export → what its office means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from leaflet.offices.workbook import cells
from leaflet.offices.workbook.cells import UnclearError, settled
from leaflet.offices.workbook.columns import FIELDS, heading_of, instruction_of, texts
from leaflet.offices.workbook.headings import error, note
from leaflet.problems import say
from leaflet.registry.model import Contatto

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.columns import Spot
    from leaflet.offices.workbook.headings import Line, Table
    from leaflet.offices.workbook.reading import Value
    from leaflet.problems import Location, Problem
    from leaflet.registry.model import Ambito, Path

_MAY_LOSE_ZEROS = frozenset({"numero", "interno", "cap"})
_BARE = re.compile(r"[1-9][0-9]{0,14}")
"""What a program makes of digits, in a text file as well: nobody can see whether zeros went."""


@dataclass(slots=True)
class Told:
    """What a row says: a value for each field, which of them changed, and where they stand.

    `places` are by path inside the contatto: `("telefoni", 0, "numero")`. `answer` is empty when
    nobody can tell which it is; `unclear` are the fields that only a person can explain.
    """

    values: dict[str, Any] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    places: dict[Path, Location] = field(default_factory=dict)
    answer: str = ""
    unclear: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        """Whether nothing of the row has to be asked."""
        return not any(problem.severity == "error" for problem in self.problems)

    def says(self, contatto: Contatto) -> bool:
        """Return whether the row means what `contatto` says, in every field."""
        return all(getattr(contatto, name) == value for name, value in self.values.items())

    def contatto(self, verificato: dt.date) -> Contatto:
        """Return the row as its office means it."""
        return Contatto(**self.values, verificato=verificato)


def told(table: Table, line: Line, base: Contatto | None, ambito: Ambito) -> Told:
    """Return what a row says; where a cell is unclear, its field stays as it was in `base`."""
    reader = _Reader(table, line, base, ambito)
    reader.read()
    return reader.told


@dataclass(slots=True)
class _Reader:
    table: Table
    line: Line
    base: Contatto | None
    ambito: Ambito
    told: Told = field(default_factory=Told)
    was: Mapping[Spot, str] = field(default_factory=dict)

    def read(self) -> None:
        self.was = texts(self.base) if self.base else {}
        now = {spot: self._text(spot) for spot in self._spots()}
        self._answer(now)
        self.told.places[()] = self.table.sheet.row_at(self.line.number)
        for name, columns in FIELDS.items():
            mine = {spot: text for spot, text in now.items() if spot[0] in columns}
            self._field(name, mine)

    def _spots(self) -> list[Spot]:
        spots = dict.fromkeys([*self.line.cells, *self.was])
        return [spot for spot in spots if spot[0] not in {"ambito", "riga", "versione"}]

    def _text(self, spot: Spot) -> str:
        """Return what a cell says now: what it said before when its column is gone."""
        was = self.was.get(spot, "")
        if spot not in self.line.cells:
            return was
        try:
            return cells.as_text(self._value(spot), spot[0], was)
        except UnclearError as unclear:
            if spot[0] != "verificato":  # which nobody is asked to write
                self._complain(unclear, spot)
            return was

    def _value(self, spot: Spot) -> Value:
        """Return what a cell holds; in a text file bare digits are what a number looks like."""
        cell = self.line.cells.get(spot)
        value = cell.value if cell else None
        if spot[0] not in _MAY_LOSE_ZEROS or not self.table.sheet.is_text:
            return value
        is_bare = isinstance(value, str) and _BARE.fullmatch(value.strip())
        return int(is_bare[0]) if is_bare else value

    def _complain(self, unclear: UnclearError, spot: Spot) -> None:
        spot = unclear.spot or spot
        self.told.problems.append(error(self._at(spot), unclear.message, unclear.hint))
        self.told.unclear |= {name for name, columns in FIELDS.items() if spot[0] in columns}

    def _at(self, spot: Spot) -> Location:
        cell = self.line.cells.get(spot)
        return cell.at if cell else self.table.sheet.row_at(self.line.number)

    def _answer(self, now: Mapping[Spot, str]) -> None:
        try:
            self.told.answer = cells.answer(now.get(("conferma", 0), ""))
        except UnclearError as unclear:
            self._complain(unclear, ("conferma", 0))
        day, was = settled(now.get(("verificato", 0), "")), self.was.get(("verificato", 0), "")
        if self.base and day and day != was:
            message = say("«{heading}» is not read", heading=heading_of(("verificato", 0)))
            hint = say("choose «sì» in «Confermo che è giusto»: the day becomes that of today")
            self.told.problems.append(note(self._at(("verificato", 0)), message, hint))
        self.told.places["verificato",] = self._at(("verificato", 0))

    def _field(self, name: str, now: Mapping[Spot, str]) -> None:
        """Read one field: what did not change is not looked at, however odd it is."""
        old = getattr(self.base, name) if self.base else _nothing(name)
        self.told.values[name] = old
        self.told.places |= self._places(name, now)
        if name in self.told.unclear or self._is_unchanged(now):
            return
        try:
            data, places = _READERS[name](self, now)
        except UnclearError as unclear:
            self._complain(unclear, next(iter(now)))
            return
        self.told.places |= places
        value = self._valid(name, data)
        if name not in self.told.unclear and value != old:
            self.told.values[name] = value
            self.told.changed.add(name)

    def _is_unchanged(self, now: Mapping[Spot, str]) -> bool:
        return all(settled(text) == settled(self.was.get(spot, "")) for spot, text in now.items())

    def _places(self, name: str, now: Mapping[Spot, str]) -> dict[Path, Location]:
        """Return where a field and its parts stand when nothing of it changed."""
        first: dict[Path, Location] = {}
        for spot in now:
            first.setdefault((name,), self._at(spot))
            if name in {"telefoni", "link"}:
                first.setdefault((name, spot[1]), self._at((FIELDS[name][0], spot[1])))
                first[name, spot[1], spot[0]] = self._at(spot)
            elif name == "sede":
                first[name, spot[0]] = self._at(spot)
        return first

    def _valid(self, name: str, data: object) -> Any:  # noqa: ANN401  (the value of any field)
        """Return the value as the model has it; what the model refuses is complained of."""
        try:
            row = Contatto.model_validate({name: data, "verificato": "2000-01-01"})
        except ValidationError as invalid:
            for detail in invalid.errors(include_url=False):
                self._refuse(detail["loc"], detail["type"], detail["input"])
            return None
        return getattr(row, name)

    def _refuse(self, path: Path, kind: str, value: object) -> None:
        at = next(
            self.told.places[path[:end]]
            for end in range(len(path), -1, -1)
            if path[:end] in self.told.places
        )
        self.told.unclear.add(str(path[0]))
        column = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        if kind == "string_too_long":
            message, hint = say("the cell is longer than any real value"), say("shorten it")
        else:
            message = say("«{value}» is not allowed here", value=value)
            hint = say("write it like this: {example}", example=_example(column))
        self.told.problems.append(error(at, message, hint))

    def line_of(self, now: Mapping[Spot, str]) -> tuple[object, dict[Path, Location]]:
        """Read a field that is one line of text."""
        return settled(next(iter(now.values()))) or None, {}

    def comuni(self, now: Mapping[Spot, str]) -> tuple[object, dict[Path, Location]]:
        """Read the Comuni served; emptying the cell means all of them, and is pointed out."""
        text = next(iter(now.values()))
        found = cells.comuni(text, self.ambito.comuni)
        if self.base and self.base.comuni and not found:
            message = say("without a Comune, this row is for the whole ambito")
            self.told.problems.append(note(self._at(("comuni", 0)), message))
        return found, {}

    def emails(self, now: Mapping[Spot, str]) -> tuple[object, dict[Path, Location]]:
        """Read the addresses of a cell."""
        return cells.emails(next(iter(now.values()))), {}

    def phones(self, now: Mapping[Spot, str]) -> tuple[object, dict[Path, Location]]:
        """Read the phones, group by group; several numbers in one cell become several phones."""
        found: list[dict[str, object]] = []
        places: dict[Path, Location] = {}
        for index in sorted({spot[1] for spot in now}):
            parts = {name: settled(now.get((name, index), "")) for name in FIELDS["telefoni"]}
            for telefono in self._group(index, parts, now):
                path = ("telefoni", len(found))
                places |= {(*path, name): self._at((name, index)) for name in parts}
                places[path] = self._at(("numero", index))
                places[*path, "orari"] = self._at(("alle", index))
                found.append(telefono)
        return found, places

    def _group(
        self, index: int, parts: Mapping[str, str], now: Mapping[Spot, str]
    ) -> Iterator[dict[str, object]]:
        numbers = self._numbers(index, now.get(("numero", index), ""))
        extras = {name: text for name, text in parts.items() if name != "numero" and text}
        if extras and len(numbers) != 1:
            raise self._whose(index, numbers, next(iter(extras)))
        how = {name: extras[name] for name in ("interno", "tasti") if name in extras}
        times = [now.get((name, index), "") for name in ("giorni", "dalle", "alle")]
        orari = cells.hours(times, index)
        yield from ({"numero": number, **how, "orari": orari} for number in numbers)

    def _whose(self, index: int, numbers: Sequence[str], name: str) -> UnclearError:
        spot, heading = ("numero", index), heading_of((name, index))
        if numbers:
            message = say("there are several numbers, and only one «{heading}»", heading=heading)
            hint = say(
                "the second number goes into «{number}», with its own «{own}»: where there are no "
                "such columns, add them with these headings",
                number=heading_of(("numero", index + 1)), own=heading_of((name, index + 1)),
            )  # fmt: skip
            return UnclearError(message, hint, spot)
        message = say("there is something in «{heading}», but no number", heading=heading)
        return UnclearError(message, say("write the number, or empty the cells beside it"), spot)

    def _numbers(self, index: int, text: str) -> tuple[str, ...]:
        spot = ("numero", index)
        value = self._value(spot) if spot in self.line.cells else text
        try:
            numbers, remark = cells.phone(value, text, self.was.get(spot, ""))
        except UnclearError as unclear:
            raise UnclearError(unclear.message, unclear.hint, spot) from None
        if remark:
            self.told.problems.append(note(self._at(spot), remark))
        return numbers

    def links(self, now: Mapping[Spot, str]) -> tuple[object, dict[Path, Location]]:
        """Read the web pages; a title without a page is asked about."""
        found: list[dict[str, str]] = []
        places: dict[Path, Location] = {}
        for index in sorted({spot[1] for spot in now}):
            parts = {name: settled(now.get((name, index), "")) for name in FIELDS["link"]}
            if parts["titolo"] and not parts["url"]:
                message = say("there is a title, but no web page")
                raise UnclearError(message, say("write the page, or empty the title"),
                                   ("url", index))  # fmt: skip
            if parts["url"]:
                path = ("link", len(found))
                places |= {(*path, name): self._at((name, index)) for name in parts}
                found.append({name: text for name, text in parts.items() if text})
        return found, places

    def sede(self, now: Mapping[Spot, str]) -> tuple[object, dict[Path, Location]]:
        """Read the address: street and Comune belong together."""
        parts = {name: settled(now.get((name, 0), "")) for name in FIELDS["sede"]}
        told = {name: text for name, text in parts.items() if text}
        if not told:
            return None, {}
        for name in ("indirizzo", "comune"):
            if name not in told:
                message = say("an address needs «{heading}» as well", heading=heading_of((name, 0)))
                hint = say("write it, or empty the other cells of the address")
                raise UnclearError(message, hint, (name, 0))
        return told, {}


_READERS = {
    "comuni": _Reader.comuni,
    "ufficio": _Reader.line_of,
    "referente": _Reader.line_of,
    "telefoni": _Reader.phones,
    "email": _Reader.emails,
    "link": _Reader.links,
    "sede": _Reader.sede,
    "note": _Reader.line_of,
}


def _nothing(name: str) -> object:
    return () if name in {"comuni", "telefoni", "email", "link"} else None


def _example(column: str) -> str:
    return {"interno": "266", "tasti": "4.1.2", "cap": "20089"}.get(
        column, instruction_of(column) if column in _NAMES else "-"
    )


_NAMES = frozenset(name for columns in FIELDS.values() for name in columns)


def shown(field_name: str, contatto: Contatto) -> str:
    """Return a field of a row as people read it in a workbook, in one line."""
    columns = FIELDS[field_name]
    return ", ".join(text for spot, text in texts(contatto).items() if spot[0] in columns) or "–"
