# SPDX-License-Identifier: EUPL-1.2
"""A court's table → numbers of acts, each with the name of its cell.

No message repeats what a cell says: a name that slipped into a table is not to be read elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.acts.people import list_remarks, refuse_people
from leaflet.offices.acts.spellings import (
    act_headings,
    is_total,
    period_of,
    say_cell,
    spelt_act,
    spelt_count,
    spelt_period,
)
from leaflet.offices.workbook.headings import error, note, warning
from leaflet.offices.workbook.reading import read_workbook
from leaflet.problems import LeafletError, say
from leaflet.registry.atti import ATTI, MOST_ACTS, ActCount, ActPlace
from leaflet.registry.comuni import official
from leaflet.registry.finding import known_ambito, the_certain_comune
from leaflet.system.words import fold
from leaflet.system.workbook_parts import MOST_ROWS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.problems import Location, Message, Problem
    from leaflet.registry.model import Registry
    from leaflet.registry.periods import Period
    from leaflet.system.workbooks import Value

_DEEPEST_HEADING = 40
"""Rows: how far down the headings are looked for."""
_FIRST_YEAR = 1990
_FEWEST = 2
"""Headings that make a row the row of headings."""
_FEWEST_ROWS = 4
"""Numbers one after the other that are no chance."""
_WHEN = frozenset({"periodo", "anno"})
_WHERE = frozenset({"comune", "ambito"})


class PlacedCount(NamedTuple):
    """A number and the cell that it stands in."""

    number: ActCount
    at: Location


@dataclass(frozen=True, slots=True)
class CourtTable:
    """What a file has: its numbers, and what is wrong or odd about it."""

    counts: tuple[PlacedCount, ...]
    problems: tuple[Problem, ...]


def read_court_table(
    data: bytes, file: str, registry: Registry, fonte: str, today: dt.date
) -> CourtTable:
    """Read the bytes of a file called `file`; `fonte` is who counted.

    Raises LeafletError when it is no table, or looks as if it were about people.
    """
    headings = act_headings()
    read = read_workbook(data, file, "", headings)
    # By their numbers: the names of worksheets may name people, and are said nowhere.
    sheets = tuple(
        replace(
            sheet,
            where=f"{file}, foglio {number}, " if sheet.name else f"{file}, ",
            name=sheet.name and "-",
        )
        for number, sheet in enumerate(read, 1)
    )
    tables = {n: found for n, sheet in enumerate(sheets) if (found := _find_columns(sheet))}
    refuse_people(file, sheets, tables)
    whole = {n: table for n, table in tables.items() if not _missing(table.columns.values())}
    if not whole:
        raise _no_table(file, tables.values())
    reader = _TableReader(registry, fonte, today)
    for place, table in whole.items():
        reader.read(sheets[place], table)
    return CourtTable(tuple(reader.counts), tuple(reader.problems))


class _Headings(NamedTuple):
    """The row of headings of a sheet, and column → what it says."""

    row: int
    columns: Mapping[int, str]


def _find_columns(sheet: OfficeSheet) -> _Headings | None:
    """Return the headings of a sheet: the row that has most of them; None when it has none."""
    known, best = act_headings(), None
    for number, row in enumerate(sheet.rows[:_DEEPEST_HEADING]):
        columns = {
            column: meant
            for column, cell in enumerate(row)
            if isinstance(cell, str) and (meant := known.get(fold(cell)))
        }
        if len(columns) >= _FEWEST and (best is None or len(columns) > len(best.columns)):
            best = _Headings(number, columns)
    return best


def _missing(fields: Iterable[str]) -> list[Message]:
    """Return what a table would have to say as well."""
    said = set(fields)
    missing = [say("the period (periodo)")] if not said & _WHEN else []
    missing += [say("the place (comune)")] if not said & _WHERE else []
    if not said & set(ATTI):
        missing += [say("the kind of act (atto)")] if "atto" not in said else []
        missing += [say("how many acts (numero)")] if "numero" not in said else []
    return missing


def _no_table(file: str, tables: Iterable[_Headings]) -> LeafletError:
    hint = say("the headings are: periodo, comune, atto, numero; each row gives one number")
    best = max(tables, key=lambda table: len(table.columns), default=None)
    if best is None:
        return LeafletError(say("{file} has no table of acts", file=file), hint)
    missing = _missing(best.columns.values())[0]
    return LeafletError(say("{file}: no column says {what}", file=file, what=missing), hint)


class _TableReader:
    """Reads rows; the same words are looked up once."""

    def __init__(self, registry: Registry, fonte: str, today: dt.date) -> None:
        self.counts: list[PlacedCount] = []
        self.problems: list[Problem] = []
        self._registry, self._fonte, self._today = registry, fonte, today
        self._places: dict[str, ActPlace | _Refusal] = {}

    def read(self, sheet: OfficeSheet, table: _Headings) -> None:
        """Read the rows under the headings of a sheet."""
        named = list(table.columns.values())
        if twice := next((name for name in named if named.count(name) > 1), None):
            at = sheet.at(table.row, max(c for c, one in table.columns.items() if one == twice))
            self.problems.append(error(at, say("two columns say {what}", what=twice)))
            return
        if sheet.far:
            message = say("something stands here, far from the table: it was not read")
            hint = say("a table has at most {count} rows: give a longer one in several files",
                       count=MOST_ROWS)  # fmt: skip
            self.problems.append(error(sheet.far, message, hint))
        columns = {name: column for column, name in table.columns.items()}
        remarks = list_remarks(sheet, table.row)
        for number, row in enumerate(sheet.rows):
            if number in remarks:
                message = say("this row has no number: it was passed over")
                self.problems.append(note(sheet.row_at(number), message))
            elif number > table.row and any(cell not in {None, ""} for cell in row):
                self._read_row(_Row(sheet, number, columns))
        self._doubt_row_numbers(sheet, table)

    def _doubt_row_numbers(self, sheet: OfficeSheet, table: _Headings) -> None:
        """Ask about a column that counts 1, 2, 3: it may number the rows of a list of acts."""
        column = next((c for c, meant in table.columns.items() if meant == "numero"), None)
        if column is None:
            return
        below = range(table.row + 1, len(sheet.rows))
        counts = [spelt_count(sheet.cell(number, column).value) for number in below]
        if len(counts) >= _FEWEST_ROWS and counts == [*range(1, len(counts) + 1)]:
            message = say("1, 2, 3, …: are these numbers of acts, or of rows?")
            hint = say("a list of acts has to be counted first: one number for each period, "
                       "Comune and kind")  # fmt: skip
            self.problems.append(warning(sheet.at(table.row, column), message, hint))

    def _read_row(self, row: _Row) -> None:
        wide = [atto for atto in ATTI if atto in row.columns]
        if not any(row.text(name) for name in row.columns):
            return
        if any(is_total(row.text(name)) for name in (*_WHERE, *_WHEN) if name in row.columns):
            message = say("a sum of other rows: it was passed over")
            self.problems.append(note(row.place, message))
            return
        period, place = self._period(row), self._place(row)
        if wide:
            told = [(atto, atto) for atto in wide if row.text(atto) not in {"", "-", "–", "/"}]
        else:
            atto = spelt_act(row.text("atto"))
            if atto is None:
                hint = say("write one of: {names}", names=", ".join(ATTI))
                self._refuse(row, "atto", say("this is no kind of act that is known"), hint)
            told = [("numero", atto)] if atto else []
        for column, atto in told:
            numero = spelt_count(row.value(column))
            if numero is None:
                message = say("this is not how many there were")
                hint = say("write a number from 0 to {most}", most=MOST_ACTS)
                self._refuse(row, column, message, hint)
            elif period and place:
                count = ActCount(period, place, atto, numero, self._fonte, self._today)
                self.counts.append(PlacedCount(count, row.at(column)))

    def _refuse(self, row: _Row, column: str, message: Message, hint: Message | None) -> None:
        self.problems.append(error(row.at(column), message, hint))

    def _period(self, row: _Row) -> Period | None:
        if "periodo" in row.columns:
            column, period = "periodo", spelt_period(row.value("periodo"))
        else:
            parts = [name for name in ("mese", "trimestre") if name in row.columns]
            column = parts[0] if parts else "anno"
            year = row.value("anno")
            period = period_of(year, row.value(column), column) if parts else spelt_period(year)
        if period is None:
            hint = say("write 2025, 2025-T1, 2025-01 or 2025-01/2025-05")
            self._refuse(row, column, say("this is no period"), hint)
        elif not period.has_ended(self._today):
            hint = say("write up to which month it counts, such as 2025-01/2025-05")
            message = say("this period is not over yet: its number cannot be known")
            self._refuse(row, column, message, hint)
        elif period.year < _FIRST_YEAR:
            self._refuse(row, column, say("nobody counted so long ago"), None)
        else:
            return period
        return None

    def _place(self, row: _Row) -> ActPlace | None:
        column = "comune" if row.text("comune") or "ambito" not in row.columns else "ambito"
        text = row.text(column)
        if f"{column} {text}" not in self._places:
            find = self._find_comune if column == "comune" else self._find_ambito
            self._places[f"{column} {text}"] = find(text)
        found = self._places[f"{column} {text}"]
        if isinstance(found, _Refusal):
            self._refuse(row, column, found.message, found.hint)
            return None
        return found

    def _find_comune(self, text: str) -> ActPlace | _Refusal:
        """Return the Comune of this name for certain; of that of an ambito alone, the ambito."""
        if not text:
            return _Refusal(say("the place is missing"))
        if fold(text).startswith("ambito "):
            return self._find_ambito(" ".join(text.split()[1:]))
        try:
            found = the_certain_comune(self._registry, text)
        except LeafletError as unsure:
            ambiti = {
                fold(name): one for one in self._registry.ambiti for name in (one.id, one.nome)
            }
            if fold(text) in ambiti:
                return self._find_ambito(text)
            is_near = unsure.hint is not None and "(" not in str(unsure.hint)
            plain = say("write the name of a Comune, or of an ambito")
            hint = unsure.hint if is_near else plain  # a name of far away may tell who it was
            return _Refusal(say("it is not certain which Comune this is"), hint)
        if found.provincia:
            message = say("a Comune of another province: {province}", province=found.provincia)
            return _Refusal(message)
        return ActPlace(official().find_active(found.comune)[0].nome)

    def _find_ambito(self, text: str) -> ActPlace | _Refusal:
        try:
            ambito = known_ambito(self._registry, text)
        except LeafletError as unknown:
            return _Refusal(say("there is no such ambito"), unknown.hint)
        if len(ambito.comuni) == 1:
            return ActPlace(official().find_active(ambito.comuni[0])[0].nome)
        return ActPlace(ambito=ambito.id)


class _Refusal(NamedTuple):
    """Why it is not known which place is meant."""

    message: Message
    hint: Message | None = None


class _Row(NamedTuple):
    """A row of a sheet; `columns`: what they say → where they are."""

    sheet: OfficeSheet
    number: int
    columns: Mapping[str, int]

    @property
    def place(self) -> Location:
        """The place of the whole row."""
        return self.sheet.row_at(self.number)

    def at(self, name: str) -> Location:
        """Return the place of a cell."""
        return self.sheet.at(self.number, self.columns[name])

    def value(self, name: str) -> Value:
        """Return what a cell says, nothing where its words are struck through."""
        column = self.columns[name]
        if (self.number, column) in self.sheet.struck:
            return None
        return self.sheet.cell(self.number, column).value

    def text(self, name: str) -> str:
        """Return what a cell says as a text; nothing where there is no such column."""
        return say_cell(self.value(name)) if name in self.columns else ""
