# SPDX-License-Identifier: EUPL-1.2
"""The worksheet of aids: what an office is asked about the aids of its Comuni, and what it answers.

A row an aid. Beside what an office may change stand, hidden, which aid it is and what it said when
the file was written: so an answer is compared with both, as for contacts.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.workbook.cells import UnclearError, answer
from leaflet.offices.workbook.headings import error, note, warning
from leaflet.problems import say
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.problems import Location, Problem
    from leaflet.registry.misure import Misura, Misure
    from leaflet.registry.model import Ambito
    from leaflet.system.workbooks import Value

NAME = "Aiuti"
AIDS_TITLE = "Aiuti che offrite a chi ha uno sfratto"
HOW_TO = (
    "Correggete i giorni sbagliati e scegliete «sì» in «Confermo che è giusto». Se un aiuto nuovo "
    "manca, scrivetelo nell'e-mail."
)
DAYS = ("dal", "al", "ricontrolla")
_DEEPEST_HEADING = 200
_FEWEST_HEADINGS = 3
"""As many of them tell the row of headings, also where one was changed."""


class AidColumn(NamedTuple):
    """A column: `key` is what it says of an aid, or `conferma`, `misura` or `stato`."""

    key: str
    heading: str
    width: int
    look: str = "text"


AID_COLUMNS = (
    AidColumn("nome", "Aiuto", 44),
    AidColumn("ente", "Ente", 28),
    AidColumn("dal", "Primo giorno", 16),
    AidColumn("al", "Ultimo giorno", 16),
    AidColumn("ricontrolla", "Da ricontrollare il", 18),
    AidColumn("conferma", "Confermo che è giusto", 16, "answer"),
    AidColumn("misura", "misura", 10, "hidden"),
    AidColumn("stato", "stato", 10, "hidden"),
)
_KEYS = {fold(column.heading): column.key for column in AID_COLUMNS}
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def aids_of(misure: Misure | None, ambiti: Sequence[Ambito], day: dt.date) -> list[Misura]:
    """Return the aids that these ambiti or their Comuni offer themselves, and have not expired."""
    return [
        misura
        for misura in (misure.misure if misure else ())
        if (misura.comuni or misura.ambiti)
        and (misura.al is None or misura.al >= day)
        and any(misura.serves(ambito) for ambito in ambiti)
    ]


def row_of(misura: Misura) -> dict[str, str]:
    """Return what stands in the row of an aid: key → text."""
    said = _list_said(misura)
    shown = {key: _italian(value) if key in DAYS else value for key, value in said.items()}
    return {**shown, "misura": misura.id, "stato": json.dumps(said, ensure_ascii=False)}


def _list_said(misura: Misura) -> dict[str, str]:
    data = misura.model_dump(mode="json")
    return {key: str(data[key] or "") for key in ("nome", "ente", *DAYS)}


def _italian(day: str) -> str:
    return dt.date.fromisoformat(day).strftime("%d/%m/%Y") if day else ""


def is_aids_sheet(sheet: OfficeSheet) -> bool:
    """Return whether a worksheet is that of aids, also where its headings are gone."""
    first = (value for row in sheet.rows[:_DEEPEST_HEADING] for value in row[:2])
    return _heading_row(sheet) is not None or AIDS_TITLE in first


def _heading_row(sheet: OfficeSheet) -> int | None:
    for number, row in enumerate(sheet.rows[:_DEEPEST_HEADING]):
        words = {_KEYS.get(fold(value)) for value in row if isinstance(value, str)} - {None}
        is_ours = {"misura", "stato"} <= words or {"nome", "al"} <= words
        if is_ours or len(words) >= _FEWEST_HEADINGS:  # a link may be called «misura»
            return number if words & {"nome", "al", "conferma", "misura"} else None
    return None


@dataclass(frozen=True, slots=True)
class AidAnswers:
    """What offices answer: id of an aid → key → new value; and all there is to say about it."""

    values: dict[str, dict[str, str]]
    problems: tuple[Problem, ...]


def read_answers(misure: Misure, sheets: Sequence[OfficeSheet], today: dt.date) -> AidAnswers:
    """Return what worksheets of aids change; a confirmed aid was checked `today`."""
    values: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for sheet in sheets:
        heading = _heading_row(sheet)
        if heading is None:
            if is_aids_sheet(sheet):
                hint = say("fill in the workbook that you were sent, and keep its row of headings")
                problems.append(error(sheet.at(0, 0), say("no headings were found here"), hint))
            continue
        keys = [_KEYS.get(fold(str(value or ""))) for value in sheet.rows[heading]]
        columns = {key: number for number, key in enumerate(keys) if key}
        problems += _find_lost_columns(sheet, heading, columns)
        for number in range(heading + 1, len(sheet.rows)):
            row = _AidRow(sheet, number, columns)
            if not row.says_something():
                continue
            try:
                changed = dict(_changes(row, misure, today, problems))
            except UnclearError as unclear:
                key = unclear.key[0] if unclear.key else "conferma"
                problems.append(error(row.at(key), unclear.message, unclear.hint))
                continue
            identifier = row.text("misura")
            for key, value in changed.items():
                if values.get(identifier, {}).get(key, value) != value:
                    message = say("two answers differ: {a} and {b}",
                                  a=values[identifier][key], b=value)  # fmt: skip
                    problems.append(error(row.at(key), message))
                values.setdefault(identifier, {})[key] = value
    return AidAnswers(values, tuple(problems))


def _find_lost_columns(
    sheet: OfficeSheet, heading: int, columns: dict[str, int]
) -> Iterator[Problem]:
    """Yield an error for each heading that is not there: what stands below would be lost."""
    for column in AID_COLUMNS:
        if column.key not in columns and column.look != "hidden":
            message = say("the heading «{heading}» is missing", heading=column.heading)
            hint = say("write the headings as they were in the workbook that you were sent")
            yield error(sheet.at(heading, 0), message, hint)


@dataclass(frozen=True, slots=True)
class _AidRow:
    sheet: OfficeSheet
    number: int
    columns: dict[str, int]

    def value(self, key: str) -> Value:
        return (
            self.sheet.cell(self.number, self.columns[key]).value if key in self.columns else None
        )

    def text(self, key: str) -> str:
        value = self.value(key)
        return " ".join(str(value).split()) if value is not None else ""

    def at(self, key: str) -> Location:
        return self.sheet.at(self.number, self.columns.get(key, 0))

    def says_something(self) -> bool:
        return any(self.text(key) for key in self.columns)


def _changes(
    row: _AidRow, misure: Misure, today: dt.date, problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    """Yield what a row changes: what the office wrote and nobody else did."""
    misura = next((one for one in misure.misure if one.id == row.text("misura")), None)
    if misura is None:
        message = say("nothing says which aid this is: the hidden columns are gone, or it is new")
        hint = say("take the days from the office, and write them with leaflet aids set")
        problems.append(error(row.at("nome"), message, hint))
        return
    listed, base = _list_said(misura), _base(row, _list_said(misura))
    others = {fold(one.nome) for one in misure.misure if one.id != misura.id}
    if fold(row.text("nome")) in others - {fold(base["nome"]), fold(listed["nome"])}:
        message = say("this is the name of another aid: rows were moved without their hidden cells")
        hint = say("fill in again the workbook that you were sent, without sorting it")
        problems.append(error(row.at("nome"), message, hint))
        return
    for key in (key for key in ("nome", "ente", *DAYS) if key in row.columns):
        theirs = _read_day(row, key) if key in DAYS else row.text(key)
        if theirs == base[key] or theirs == listed[key]:
            continue
        if listed[key] != base[key]:
            message = say("here it says {theirs}, and in the list meanwhile {listed}",
                          theirs=theirs or "-", listed=listed[key] or "-")  # fmt: skip
            problems.append(error(row.at(key), message, say("ask which of the two is right")))
        elif not theirs and key in {"nome", "ente", "al"}:
            problems.append(error(row.at(key), say("this cell is empty"), say("write it again")))
        else:
            yield key, theirs
    said = answer(row.text("conferma"))
    if said == "sì":
        yield "verificato", today.isoformat()
    elif said == "togli":
        message = say("the office says that it no longer offers this aid")
        hint = say("ask until when, and write its last day with leaflet aids set --al")
        problems.append(warning(row.at("conferma"), message, hint))
    elif row.text("conferma"):
        problems.append(note(row.at("conferma"), say("the office does not confirm this aid")))


def _base(row: _AidRow, listed: dict[str, str]) -> dict[str, str]:
    """Return what the row said when the file was written; the list's words where that is lost."""
    try:
        stored = json.loads(row.text("stato"))
        return {key: str(stored[key]) for key in listed}
    except (ValueError, TypeError, KeyError):
        return listed


def _read_day(row: _AidRow, key: str) -> str:
    """Return the day in a cell as the list has it, empty where there is none."""
    value = row.value(key)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = row.text(key)
    if not text:
        return ""
    written = _DAY.fullmatch(text)
    parts = [int(part) for part in written.groups()[::-1]] if written else []
    try:
        return (dt.date(*parts) if parts else dt.date.fromisoformat(text)).isoformat()
    except ValueError:
        message = say("«{value}» is no day", value=text)
        raise UnclearError(message, say("write it like this: 31/12/2026"), (key, 0)) from None
