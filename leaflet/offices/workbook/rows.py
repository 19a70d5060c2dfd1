# SPDX-License-Identifier: EUPL-1.2
"""One row of a workbook, beside what it said at the export → what its office means."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from leaflet.offices.workbook import cells
from leaflet.offices.workbook.cells import UnclearError, collapse_spaces
from leaflet.offices.workbook.columns import (
    FIELDS,
    heading_of,
    instruction_of,
    texts,
)
from leaflet.offices.workbook.headings import error, note
from leaflet.problems import say
from leaflet.registry.model import SOSTEGNO, Contatto
from leaflet.registry.phones import Locality, find_codes
from leaflet.registry.spellings import is_nothing, plain_comune, split_emails
from leaflet.registry.wording import read_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.columns import CellKey
    from leaflet.offices.workbook.headings import SheetRow
    from leaflet.problems import Location, Problem
    from leaflet.registry.model import Ambito
    from leaflet.registry.record import Path
    from leaflet.system.workbooks import Value

_MAY_LOSE_ZEROS = frozenset({"numero", "interno", "cap"})
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_OFFICES = re.compile(r"[;\n/|]")
"""What stands between the names of two offices, or of two persons."""
_MUST_SAY = frozenset({"comuni", "conferma", "verificato"})
"""Columns in which an empty cell means something of its own."""
_BARE = re.compile(r"[1-9][0-9]{0,14}")
"""What a program makes of digits, in a text file as well: nobody can see whether zeros went."""


@dataclass(frozen=True, slots=True)
class RowReading:
    """What a row says, beside `base`, what it said: a value for each field, and where they stand.

    `places` are by path inside the contatto: `("telefoni", 0, "numero")`. `answer` is empty when
    nobody can tell which it is; `unclear` are the fields that only a person can explain. `seen` is
    the day of the check that its office had before its eyes, None for a row that it wrote itself.
    """

    base: Contatto | None
    seen: dt.date | None = None
    answer: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Location] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changed(self) -> frozenset[str]:
        """The fields that say something else than at the export."""
        return frozenset(n for n, value in self.values.items() if value != _old(self.base, n))

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


def read_row(line: SheetRow, base: Contatto | None, ambito: Ambito) -> RowReading:
    """Return what a row says; where a cell is unclear, its field stays as it was in `base`."""
    seen = base.verificato if base and line.text("riga") else _day_in(line)
    reader = _Reader(line, ambito, texts(base) if base else {}, RowReading(base, seen))
    return replace(reader.found, answer=reader.read())


def _place_of(ambito: Ambito) -> Locality:
    """Return where the numbers of an ambito are dialled: what it has already is certain."""
    numbers = (t.numero for contatto in ambito.contatti for t in contatto.telefoni)
    return Locality(ambito.comuni, find_codes(ambito.comuni, numbers))


def _day_in(line: SheetRow) -> dt.date | None:
    """Return the day in «Verificato il», as the export wrote it."""
    cell = line.cells.get(("verificato", 0))
    match cell.value if cell else None:
        case dt.datetime() as moment:
            return moment.date()
        case dt.date() as day:
            return day
        case str() as text if found := _DAY.fullmatch(text.strip()):
            with contextlib.suppress(ValueError):
                return dt.date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _old(base: Contatto | None, name: str) -> object:
    """Return what a field said at the export: nothing in a new row."""
    if base:
        return getattr(base, name)
    return () if name in {"comuni", "zone", "telefoni", "email", "link"} else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one row of a workbook; `was` is what its cells said, `found` what it has read."""

    line: SheetRow
    ambito: Ambito
    was: Mapping[CellKey, str]
    found: RowReading

    def read(self) -> str:
        """Read all fields, and return the answer of the office."""
        now = {key: self._text(key) for key in self._keys()}
        answer = self._answer(now)
        self.found.places[()] = self.line.place
        for name, columns in FIELDS.items():
            mine = {key: text for key, text in now.items() if key[0] in columns}
            self._field(name, mine)
        return answer

    def _keys(self) -> list[CellKey]:
        keys = dict.fromkeys([*self.line.cells, *self.was])
        return [key for key in keys if key[0] not in {"ambito", "riga", "versione"}]

    def _text(self, key: CellKey) -> str:
        """Return what a cell says now: what it said before when its column is gone."""
        was = self.was.get(key, "")
        if key not in self.line.cells:
            return was
        try:
            text = cells.cell_text(self._value(key), key[0], was)
            return self._without_nothing(key, text) if text != was else text
        except UnclearError as unclear:
            if key[0] != "verificato":  # which nobody is asked to write
                self._complain(unclear, key)
            return was

    def _without_nothing(self, key: CellKey, text: str) -> str:
        """Return nothing for «n.d.» and the like, and say so; elsewhere the text."""
        if key[0] in _MUST_SAY or not is_nothing(text):
            return text
        message = say("«{value}» was read as an empty cell", value=collapse_spaces(text))
        self.found.problems.append(note(self._at(key), message))
        return ""

    def _value(self, key: CellKey) -> Value:
        """Return what a cell holds; in a text file bare digits are what a number looks like."""
        cell = self.line.cells.get(key)
        value = cell.value if cell else None
        if key[0] not in _MAY_LOSE_ZEROS or not self.line.sheet.is_text:
            return value
        is_bare = isinstance(value, str) and _BARE.fullmatch(value.strip())
        return int(is_bare[0]) if is_bare else value

    def _complain(self, unclear: UnclearError, key: CellKey) -> None:
        key = unclear.key or key
        self.found.problems.append(error(self._at(key), unclear.message, unclear.hint))
        self.found.unclear.update({name for name, columns in FIELDS.items() if key[0] in columns})

    def _at(self, key: CellKey) -> Location:
        return self.line.at(*key)

    def _answer(self, now: Mapping[CellKey, str]) -> str:
        found = ""
        try:
            found = cells.answer(now.get(("conferma", 0), ""))
        except UnclearError as unclear:
            self._complain(unclear, ("conferma", 0))
        day, was = (
            collapse_spaces(now.get(("verificato", 0), "")),
            self.was.get(("verificato", 0), ""),
        )
        if self.found.base and day and day != was:
            message = say("«{heading}» is not read", heading=heading_of(("verificato", 0)))
            hint = say("choose «sì» in «Confermo che è giusto»: the day becomes that of today")
            self.found.problems.append(note(self._at(("verificato", 0)), message, hint))
        self.found.places["verificato",] = self._at(("verificato", 0))
        return found

    def _field(self, name: str, now: Mapping[CellKey, str]) -> None:
        """Read one field: what did not change is not looked at, however odd it is."""
        old = _old(self.found.base, name)
        self.found.values[name] = old
        self.found.places.update(self._places(name, now))
        if name in self.found.unclear or self._is_unchanged(now):
            return
        try:
            data, places = _READERS[name](self, now)
        except UnclearError as unclear:
            self._complain(unclear, next(iter(now)))
            return
        self.found.places.update(places)
        value = self._valid(name, data)
        if name not in self.found.unclear and value != old:
            self.found.values[name] = value

    def _is_unchanged(self, now: Mapping[CellKey, str]) -> bool:
        return all(
            collapse_spaces(text) == collapse_spaces(self.was.get(key, ""))
            for key, text in now.items()
        )

    def _places(self, name: str, now: Mapping[CellKey, str]) -> dict[Path, Location]:
        """Return where a field and its parts stand when nothing of it changed."""
        first: dict[Path, Location] = {}
        for key in now:
            first.setdefault((name,), self._at(key))
            if name in {"telefoni", "link"}:
                first.setdefault((name, key[1]), self._at((FIELDS[name][0], key[1])))
                first[name, key[1], key[0]] = self._at(key)
            elif name == "sede":
                first[name, key[0]] = self._at(key)
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
            self.found.places[path[:end]]
            for end in range(len(path), -1, -1)
            if path[:end] in self.found.places
        )
        self.found.unclear.add(str(path[0]))
        column = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        if kind == "string_too_long":
            message, hint = say("the cell is longer than any real value"), say("shorten it")
        else:
            message = say("«{value}» is not allowed here", value=value)
            hint = say("write it like this: {example}", example=_example(column))
        self.found.problems.append(error(at, message, hint))

    def line_of(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read a field that is one line of text."""
        return collapse_spaces(next(iter(now.values()))) or None, {}

    def office(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read the name of an office, or of who helps besides; a town hall has none."""
        return collapse_spaces(read_office(next(iter(now.values()))).ufficio) or None, {}

    def kind(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read what kind of row it is, in the same cell.

        Who is no office does not become one because «Chi altro aiuta» was left out.
        """
        stays = SOSTEGNO if self.found.base and self.found.base.tipo == SOSTEGNO else None
        return read_office(next(iter(now.values()))).tipo or stays, {}

    def parts(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read the parts of a Comune; emptying the cell means all of it, and is pointed out."""
        cell = next(iter(now.values()))
        found = [name for name in map(collapse_spaces, re.split(r"[;\n]", cell)) if name]
        if self.found.base and self.found.base.zone and not found:
            message = say("without a part, this row is for the whole Comune")
            self.found.problems.append(note(self._at(("zone", 0)), message))
        return found, {}

    def comuni(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read the Comuni served; emptying the cell means all of them, and is pointed out."""
        text = next(iter(now.values()))
        found = cells.comuni(text, self.ambito.comuni)
        if self.found.base and self.found.base.comuni and not found:
            message = say("without a Comune, this row is for the whole ambito")
            self.found.problems.append(note(self._at(("comuni", 0)), message))
        return found, {}

    def emails(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read the addresses of a cell."""
        found = split_emails(next(iter(now.values())))
        if len({address.rpartition("@")[2].casefold() for address in found}) == len(found):
            self._ask_whose(("email", 0), found)
        return found, {}

    def _ask_whose(self, key: CellKey, found: Sequence[str]) -> None:
        """Ask when a row names as many offices as there are numbers or addresses in one cell."""
        several = [len(cells.comuni(self._raw("comuni"), self.ambito.comuni))]
        several += [len(list(filter(str.strip, _OFFICES.split(self._raw(name)))))
                    for name in ("ufficio", "referente")]  # fmt: skip
        if len(found) > 1 and len(found) in several:
            message = say("this row names {count} offices, and the cell {values}: nobody can tell "
                          "whose each is", count=len(found), values=" / ".join(found))  # fmt: skip
            hint = say("write each office into a row of its own; a second number of the same "
                       "office goes into «{number}»", number=heading_of(("numero", 1)))  # fmt: skip
            raise UnclearError(message, hint, key)

    def _raw(self, name: str) -> str:
        cell = self.line.cells.get((name, 0))
        return str(cell.value or "") if cell else self.was.get((name, 0), "")

    def phones(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read the phones, group by group; several numbers in one cell become several phones."""
        found: list[dict[str, object]] = []
        places: dict[Path, Location] = {}
        for index in sorted({key[1] for key in now}):
            parts = {
                name: collapse_spaces(now.get((name, index), "")) for name in FIELDS["telefoni"]
            }
            for telefono in self._group(index, parts, now):
                path = ("telefoni", len(found))
                places |= {(*path, name): self._at((name, index)) for name in parts}
                places[path] = self._at(("numero", index))
                places |= self._places_of_hours(path, index, telefono["orari"], parts)
                found.append(telefono)
        return found, places

    def _places_of_hours(
        self, path: Path, index: int, orari: Sequence[object], parts: Mapping[str, str]
    ) -> dict[Path, Location]:
        """Return where hours stand; whoever writes them all in «Giorni» leaves the others empty."""
        cells_of = {name: name if parts[name] else "giorni" for name in ("giorni", "dalle", "alle")}
        places = {(*path, "orari"): self._at((cells_of["alle"], index))}
        for number in range(len(orari)):
            for name, column in cells_of.items():
                places[*path, "orari", number, name] = self._at((column, index))
        return places

    def _group(
        self, index: int, parts: Mapping[str, str], now: Mapping[CellKey, str]
    ) -> Iterator[dict[str, Any]]:
        numbers = self._numbers(index, now.get(("numero", index), ""))
        extras = {name: text for name, text in parts.items() if name != "numero" and text}
        if extras and len(numbers) != 1:
            raise self._whose(index, numbers, next(iter(extras)))
        how = {name: extras[name] for name in ("interno", "tasti") if name in extras}
        times = [now.get((name, index), "") for name in ("giorni", "dalle", "alle")]
        orari = cells.hours(times, index)
        yield from ({"numero": number, **how, "orari": orari} for number in numbers)

    def _whose(self, index: int, numbers: Sequence[str], name: str) -> UnclearError:
        key, heading = ("numero", index), heading_of((name, index))
        if numbers:
            message = say("there are several numbers, and only one «{heading}»", heading=heading)
            hint = say(
                "the second number goes into «{number}», with its own «{own}»: where there are no "
                "such columns, add them with these headings",
                number=heading_of(("numero", index + 1)), own=heading_of((name, index + 1)),
            )  # fmt: skip
            return UnclearError(message, hint, key)
        message = say("there is something in «{heading}», but no number", heading=heading)
        return UnclearError(message, say("write the number, or empty the cells beside it"), key)

    def _numbers(self, index: int, text: str) -> tuple[str, ...]:
        key = ("numero", index)
        value = self._value(key) if key in self.line.cells else text
        try:
            numbers, remark = cells.phone(
                value, text, self.was.get(key, ""), _place_of(self.ambito)
            )
        except UnclearError as unclear:
            raise UnclearError(unclear.message, unclear.hint, key) from None
        if remark:
            self.found.problems.append(note(self._at(key), remark))
        self._ask_whose(key, numbers)
        return numbers

    def links(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read the web pages; a title without a page is asked about."""
        found: list[dict[str, str]] = []
        places: dict[Path, Location] = {}
        for index in sorted({key[1] for key in now}):
            parts = {name: collapse_spaces(now.get((name, index), "")) for name in FIELDS["link"]}
            if parts["titolo"] and not parts["url"]:
                message = say("there is a title, but no web page")
                raise UnclearError(message, say("write the page, or empty the title"),
                                   ("url", index))  # fmt: skip
            if parts["url"]:
                path = ("link", len(found))
                places |= {(*path, name): self._at((name, index)) for name in parts}
                found.append({name: text for name, text in parts.items() if text})
        return found, places

    def sede(self, now: Mapping[CellKey, str]) -> tuple[object, dict[Path, Location]]:
        """Read the address: street and Comune belong together."""
        parts = {name: collapse_spaces(now.get((name, 0), "")) for name in FIELDS["sede"]}
        parts["comune"] = plain_comune(parts["comune"])
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
    "zone": _Reader.parts,
    "ufficio": _Reader.office,
    "referente": _Reader.line_of,
    "telefoni": _Reader.phones,
    "email": _Reader.emails,
    "link": _Reader.links,
    "sede": _Reader.sede,
    "note": _Reader.line_of,
    "tipo": _Reader.kind,
}


def _example(column: str) -> str:
    return {"interno": "266", "tasti": "4.1.2", "cap": "20089"}.get(
        column, instruction_of(column) if column in _NAMES else "-"
    )


_NAMES = frozenset(name for columns in FIELDS.values() for name in columns)


def format_field(field_name: str, contatto: Contatto) -> str:
    """Return a field of a row as people read it in a workbook, in one line."""
    columns = FIELDS[field_name]
    return ", ".join(text for key, text in texts(contatto).items() if key[0] in columns) or "–"
