# SPDX-License-Identifier: EUPL-1.2
"""The workbooks that came back, the list as it was at the export, the list as it is → what to do.

Nothing is overwritten: what changed in the list since the export stays, and where the office
changed the same field otherwise, a person decides. A row that is not in the workbook is left alone.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from leaflet.offices.workbook.columns import FIELDS, digest, heading_of, texts
from leaflet.offices.workbook.headings import error, note, table_of, warning
from leaflet.offices.workbook.row_identity import contents, contents_of, owners, put_right
from leaflet.offices.workbook.rows import shown, told
from leaflet.problems import Location, Problem, Severity, say, stops_a_build
from leaflet.registry.matching import (
    Origin,
    can_be_corrected,
    can_be_one_office,
    have_same_names,
)
from leaflet.registry.model import Ambito, Contatto, Registry
from leaflet.rules import check
from leaflet.system.words import folded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.headings import Line, Table
    from leaflet.offices.workbook.reading import Sheet
    from leaflet.offices.workbook.rows import Told
    from leaflet.registry.model import Path


@dataclass(frozen=True, slots=True)
class Merged:
    """The list as it would be, and all there is to say: errors first, then cell by cell.

    `origins` tell which rows of the present list its rows are.
    """

    registry: Registry
    origins: tuple[Origin, ...]
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing has to be asked: only then may the list be written."""
        return not stops_a_build(self.problems)


@dataclass(slots=True, eq=False)
class _Slot:
    """A row on its way: as the list has it (`was`), and as it will be (None: taken off).

    `number` is its place in the list, counted from 0; new rows have none. `places` are the cells
    that its values come from, `off` the cell that says to take it off. Two ambiti may have the
    same row: a slot equals only itself.
    """

    was: Contatto | None
    now: Contatto | None
    number: int = -1
    name: str = ""
    places: dict[Path, Location] = field(default_factory=dict)
    off: Location | None = None


@dataclass(frozen=True, slots=True)
class _Id:
    """The hidden id of a row: whose it is, its number from 1, its state at the export."""

    ambito: Ambito
    number: int
    state: str


def merge(registry: Registry, files: Sequence[Sequence[Sheet]], today: dt.date) -> Merged:
    """Return the list after these workbooks, one transaction; `today` is for confirmed rows.

    Problems that the list has already are not told again; each that stands in a cell names it.
    """
    merging = _Merging(registry, today)
    for sheets in files:
        merging.take(sheets)
    return merging.result()


class _Merging:
    """Takes one workbook after the other, and remembers what each row becomes."""

    def __init__(self, registry: Registry, today: dt.date) -> None:
        self.registry = registry
        self.today = today
        self.problems: list[Problem] = []
        self.slots = {
            ambito.id: [
                _Slot(row, row, number, digest(row)) for number, row in enumerate(ambito.contatti)
            ]
            for ambito in registry.ambiti
        }
        self._own: Mapping[str, Line] = {}
        self._found: list[_Slot] = []
        self._emptied: list[_Slot] = []
        self._states: set[str] = set()
        self._sheets: list[Sheet] = []
        self._is_whole = True
        self._unconfirmed: dict[Location, list[str]] = {}

    def take(self, sheets: Sequence[Sheet]) -> None:
        """Take one file, its old rows first: the same row twice in it is a copy."""
        self._found, self._emptied = [], []
        self._sheets += sheets
        tables = [(sheet, self._put_right(table_of(sheet))) for sheet in sheets]
        if not any(table for _, table in tables):
            place = sheets[0].row_at(0) if sheets else Location("-")
            hint = say("fill in the workbook that you were sent, and keep its row of headings")
            self.problems.append(error(place, say("no headings were found here"), hint))
        self._name_comments(sheets)
        lines = [line for _, table in tables if table for line in table.lines]
        ids = [self._id(line.text("riga")) for line in lines]
        self._states = {identity.state for identity in ids if identity}
        self._own = owners(lines, self._base_of)
        rows = [(table, line) for _, table in tables if table for line in table.lines]
        for table in (table for _, table in tables if table):
            self.problems += (*table.problems, *self._headings_changed(table))
            self._is_whole &= not stops_a_build(table.problems)
        for table, line in sorted(rows, key=lambda row: not self._is_own(row[1])):
            self._line(table, line)
        if not stops_a_build(self.problems):
            self._name_missing(lines, sheets)

    def _put_right(self, table: Table | None) -> Table | None:
        """Return a table whose rows have the ids of what they say, and say so if they had not."""
        if table is None:
            return None
        rows = put_right(table.lines, self._base_of)
        if rows.has_moved:
            message = say("rows were moved without their hidden cells: known by what they say")
            self.problems.append(note(table.sheet.place, message))
        for line in rows.lost:
            message = say("rows were moved without their hidden cells, and this one was changed: "
                          "nobody can tell which it was")  # fmt: skip
            hint = say("start again from the workbook that you were sent, and sort nothing")
            self.problems.append(error(table.sheet.row_at(line.number), message, hint))
        return replace(table, lines=rows.lines)

    def _headings_changed(self, table: Table) -> Iterator[Problem]:
        """Yield an error when what the list has may stand in a column that is not known."""
        if not table.unread:
            return
        bases = filter(None, map(self._base_of, table.lines))
        told_spots = (spot for base in bases for spot in texts(base) if spot[0] != "verificato")
        lost = dict.fromkeys(s for s in (*table.missing, *told_spots) if s not in table.columns)
        if lost:
            names = ", ".join(map(heading_of, lost))
            message = say("a heading may have been changed: {unread} is not known, "
                          "{names} is missing", unread=", ".join(table.unread),
                          names=names)  # fmt: skip
            hint = say("write the headings as they were in the workbook that you were sent")
            yield error(table.sheet.row_at(table.heading), message, hint)

    def _name_comments(self, sheets: Sequence[Sheet]) -> None:
        """Point out what no import reads, and what may have to be corrected."""
        if any(sheet.has_comments for sheet in sheets):
            message = say("somebody has put comments on cells of this file: they are not read")
            hint = say("open the file, and read them before you go on")
            self.problems.append(warning(sheets[0].place, message, hint))

    def _base_of(self, line: Line) -> Contatto | None:
        identity = self._id(line.text("riga"))
        return self._base(identity, line) if identity else None

    def _is_own(self, line: Line) -> bool:
        text = line.text("riga")
        return bool(text) and self._own[text] is line

    def _name_missing(self, lines: Sequence[Line], sheets: Sequence[Sheet]) -> None:
        """Say which rows of an ambito the file does not have: they are left alone."""
        ids = [self._id(line.text("riga")) for line in lines]
        for name in dict.fromkeys(identity.ambito.id for identity in ids if identity):
            left = [s for s in self.slots[name] if s.was and s.now and s not in self._found]
            if left:
                who = ", ".join(_who(slot.was) for slot in left if slot.was)
                message = say("rows of the list that are not in this file stay: {who}", who=who)
                hint = say("to take a row off, keep it and choose «togli»")
                self.problems.append(note(sheets[0].place, message, hint))

    def _line(self, table: Table, line: Line) -> None:
        ambito = self._ambito(table, line)
        if ambito is None:
            return
        text = line.text("riga")
        if not text:
            self._without_id(table, line, ambito)
        elif self._is_own(line):
            self._with_id(table, line, ambito)
        else:
            self._copy(table, line, ambito)

    def _ambito(self, table: Table, line: Line) -> Ambito | None:
        """Return whose row it is; None, with a problem, when nobody can tell."""
        named = self._named(line.text("ambito") or table.sheet.name)
        identity = self._id(line.text("riga"))
        own = identity.ambito if identity else None
        if line.text("riga") and own is None:
            self._complain_of_id(table, line)
            return None
        if own and named and own.id != named.id:
            message = say("this row belongs to the ambito {nome}", nome=own.nome)
            hint = say("leave it where it was; for a new office use one of the empty rows")
            self.problems.append(error(table.sheet.row_at(line.number), message, hint))
            return None
        found = own or named or self._only_one(table)
        if found is None:
            message = say("nobody can tell which ambito this row is for")
            hint = say("give the sheet the name of the ambito, as in the workbook you were sent")
            self.problems.append(error(table.sheet.row_at(line.number), message, hint))
        return found

    def _named(self, name: str) -> Ambito | None:
        wanted = folded(name)
        found = [a for a in self.registry.ambiti if wanted in {folded(a.nome), folded(a.id)}]
        return found[0] if wanted and len(found) == 1 else None

    def _only_one(self, table: Table) -> Ambito | None:
        """Return the ambito that all rows of a sheet with a strange name belong to."""
        ids = [self._id(line.text("riga")) for line in table.lines if line.text("riga")]
        found = {identity.ambito.id: identity.ambito for identity in ids if identity}
        return next(iter(found.values())) if len(found) == 1 else None

    def _id(self, text: str) -> _Id | None:
        parts = text.split("/")
        ambito = self.registry.ambito(parts[0])
        if ambito is None or len(parts) != 3 or not parts[1].isdecimal():  # noqa: PLR2004  (a/1/b)
            return None
        return _Id(ambito, int(parts[1]), parts[2])

    def _complain_of_id(self, table: Table, line: Line) -> None:
        ambito, *rest = line.text("riga").split("/")
        if len(rest) == 2 and self.registry.ambito(ambito) is None:  # noqa: PLR2004  (a/1/b)
            message = say("the ambito {nome} is no longer in the list", nome=ambito)
            self.problems.append(error(table.sheet.place, message))
            return
        message = say("the hidden column «riga» was changed: {value}", value=line.text("riga"))
        hint = say("start again from the workbook that you were sent; that column stays as it is")
        self.problems.append(error(table.at(line, "riga"), message, hint))

    def _with_id(self, table: Table, line: Line, ambito: Ambito) -> None:
        identity = self._id(line.text("riga"))
        if identity is None:  # `_ambito` has said so
            return
        base = self._base(identity, line)
        if base is None:
            message = say("the row has changed in the list since, and what it was is not here")
            hint = say("export again, and write the corrections into the new workbook")
            self.problems.append(error(table.sheet.row_at(line.number), message, hint))
            return
        row, slot = told(table, line, base, ambito), self._slot(identity, base)
        if not line.has_content and row.answer != "togli":
            message = say("the row was emptied, not taken off: it stays as it is")
            hint = say("to take it off, choose «togli»")
            self.problems.append(note(table.sheet.row_at(line.number), message, hint))
            self._found += [slot] if slot else []
            self._emptied += [slot] if slot else []
            return
        self.problems += row.problems
        if slot is None:
            self._gone(table, line, row)
        else:
            self._found.append(slot)
            self._apply(table, line, slot, base, row)

    def _base(self, identity: _Id, line: Line) -> Contatto | None:
        """Return the row as it was at the export: as the workbook says, or as the list still is."""
        cell = line.cells.get(("versione", 0))
        try:
            base = Contatto.model_validate(json.loads(str(cell.value or "") if cell else ""))
        except (ValueError, ValidationError):
            base = None
        if base and digest(base) == identity.state:
            return base
        slots = self.slots[identity.ambito.id]
        return next((slot.was for slot in slots if slot.name == identity.state), None)

    def _slot(self, identity: _Id, base: Contatto) -> _Slot | None:
        """Return the row of the list that this one was; None when it is gone, or in doubt."""
        slots = [s for s in self.slots[identity.ambito.id] if s.was and s not in self._found]
        same = [slot for slot in slots if slot.name == identity.state]
        if not same:
            free = [slot for slot in slots if slot.name not in self._states]
            same = [slot for slot in free if slot.was and can_be_one_office(base, slot.was)]
        there = [slot for slot in same if slot.number == identity.number - 1]
        return next(iter(there or (same if len(same) == 1 else ())), None)

    def _gone(self, table: Table, line: Line, row: Told) -> None:
        place = table.sheet.row_at(line.number)
        if not row.changed and row.answer != "sì":
            message = say("the row is no longer in the list, and stays away")
            self.problems.append(note(place, message))
            return
        message = say("the row is no longer in the list: it was taken off after the export")
        hint = say("if it must come back, write it into one of the empty rows, and choose «sì»")
        self.problems.append(error(place, message, hint))

    def _apply(self, table: Table, line: Line, slot: _Slot, base: Contatto, row: Told) -> None:
        """Bring what the office changed into the list, field by field."""
        if row.answer == "togli":
            self._take_off(table, line, slot, base)
            return
        if slot.now is None:
            self._contradicted(table, line, row)
            return
        update: dict[str, object] = {}
        elsewhere: list[str] = []
        for name in FIELDS:
            theirs, ours = getattr(slot.now, name), row.values[name]
            if theirs != getattr(base, name) and theirs != ours:
                elsewhere.append(name)
                if name in row.changed:
                    self._conflict(name, row, slot.now, base)
            elif name in row.changed and theirs != ours:
                update[name] = ours
        self._date(table, line, row, update, elsewhere)
        if update and slot.was:  # a file before this one may have confirmed what is changed here
            update.setdefault("verificato", slot.was.verificato)
        slot.now = slot.now.model_copy(update=update)
        slot.places = row.places

    def _contradicted(self, table: Table, line: Line, row: Told) -> None:
        """Point out what another file, which takes the row off, would lose."""
        if row.changed or row.answer == "sì":
            self.problems.append(_two_answers(table.at(line, "conferma")))

    def _conflict(self, name: str, row: Told, theirs: Contatto, base: Contatto) -> None:
        ours = theirs.model_copy(update={name: row.values[name]})
        message = say(
            "this has changed in the list since the export as well: "
            "there it is now «{theirs}», here «{ours}»; at the export it was «{base}»",
            theirs=shown(name, theirs),
            ours=shown(name, ours),
            base=shown(name, base),
        )
        hint = say("find out which is right; write here what the list says, or export again")
        self.problems.append(error(row.places.get((name,), row.places[()]), message, hint))

    def _date(
        self,
        table: Table,
        line: Line,
        row: Told,
        update: dict[str, object],
        elsewhere: Sequence[str],
    ) -> None:
        """Renew the day of the check, when the office has seen what the list will say."""
        place = table.at(line, "conferma")
        names = ", ".join(heading_of((FIELDS[name][0], 0)) for name in elsewhere)
        if row.answer == "sì" and not elsewhere:
            update["verificato"] = self.today
        elif row.answer == "sì":
            message = say("confirmed, but the list has changed since the export ({names}): "
                          "the day of the check stays", names=names)  # fmt: skip
            self.problems.append(warning(place, message))
        elif row.answer and update:
            who = _who(row.contatto(self.today))
            self._unconfirmed.setdefault(table.sheet.place, []).append(who)
        elif line.text("conferma") and row.is_clear:
            message = say("«no», but nothing was corrected: ask the office what is wrong")
            self.problems.append(warning(place, message))

    def _take_off(self, table: Table, line: Line, slot: _Slot, base: Contatto) -> None:
        place = table.at(line, "conferma")
        theirs = slot.now or slot.was
        changed = [n for n in FIELDS if theirs and getattr(theirs, n) != getattr(base, n)]
        if theirs and changed:
            name = changed[0]
            message = say("«togli», but the row has changed in the list since the export: "
                          "there it is now «{theirs}»; at the export it was «{base}»",
                          theirs=shown(name, theirs), base=shown(name, base))  # fmt: skip
            hint = say("find out which is right, and export again")
            self.problems.append(error(place, message, hint))
        elif theirs and slot.was and theirs.verificato != slot.was.verificato:
            self.problems.append(_two_answers(place))
        slot.now, slot.off = None, place

    def _copy(self, table: Table, line: Line, ambito: Ambito) -> None:
        """Take a row that was copied for a new office; a mere copy is left out.

        A copy that is still called the same, or stands in a copy of the sheet, may be a correction.
        """
        if not line.has_content:
            return  # a copy that was emptied says nothing
        place, own = table.sheet.row_at(line.number), self._own[line.text("riga")]
        if contents(own) == contents(line) and _answers_agree(own, line):
            self.problems.append(note(place, say("the same row is there twice: read once")))
        elif any(one is own for one in table.lines) and _called(own) != _called(line):
            self._new(table, line, ambito)
        else:
            message = say("this row is in the file twice, and each says something else")
            hint = say("delete the wrong one; a new office goes into one of the empty rows")
            self.problems.append(error(place, message, hint))

    def _without_id(self, table: Table, line: Line, ambito: Ambito) -> None:
        """Take a row without an id: it is new, unless the list has this very row."""
        now = contents(line)
        slots = [s for s in self.slots[ambito.id] if s.was and s not in self._found]
        same = next((s for s in slots if s.was and contents_of(s.was, line) == now), None)
        if same and same.was:
            row = told(table, line, same.was, ambito)
            self._found.append(same)
            self.problems += row.problems
            self._apply(table, line, same, same.was, row)
            return
        self._new(table, line, ambito)

    def _new(self, table: Table, line: Line, ambito: Ambito) -> None:
        row = told(table, line, None, ambito)
        self.problems += row.problems
        place = table.sheet.row_at(line.number)
        if self._is_there(table, line, row, ambito):
            return
        if self._is_known(row, table, place, ambito):
            return
        if row.answer == "togli":
            self.problems.append(note(place, say("«togli» in a row that the list does not have")))
            return
        if row.answer == "no":
            message = say("this office is not in the list yet")
            hint = say("to add it, choose «sì» in «Confermo che è giusto»; else empty the row")
            self.problems.append(error(table.at(line, "conferma"), message, hint))
        self._is_whole &= not row.unclear
        contatto = row.contatto(self.today)
        for slot in self.slots[ambito.id]:
            if slot.was and slot.now and have_same_names(contatto, slot.was):
                message = say("the list has an office of this name already, as its row {row}",
                              row=slot.number + 1)  # fmt: skip
                self.problems.append(warning(place, message, say("check that both are needed")))
        self.slots[ambito.id].append(_Slot(None, contatto, places=row.places))

    def _is_there(self, table: Table, line: Line, row: Told, ambito: Ambito) -> bool:
        """Return whether the list says just that already, however the cells spell it."""
        same = [s for s in self.slots[ambito.id] if s.now and row.is_clear and row.says(s.now)]
        if not same:
            return False
        slot = next((s for s in same if s.was and s not in self._found), None)
        if slot and slot.was:
            self._found.append(slot)
            self._apply(table, line, slot, slot.was, row)
            return True
        place = table.sheet.row_at(line.number)
        self.problems.append(note(place, say("the same row is there twice: read once")))
        return True

    def _is_known(self, row: Told, table: Table, place: Location, ambito: Ambito) -> bool:
        """Return, with a problem, whether a row without an id may be one that the list has.

        That is an office whose own row is not in this file, or was emptied.
        """
        contatto = row.contatto(self.today)
        has_ids = ("riga", 0) in table.columns
        are_one = can_be_corrected if has_ids else can_be_one_office
        for slot in self.slots[ambito.id]:
            is_free = slot not in self._found or slot in self._emptied
            if slot.was and is_free and are_one(contatto, slot.was):
                self.problems.append(_may_be_there(place, slot, has_ids=has_ids))
                return True
        return False

    def result(self) -> Merged:
        """Return the list as it would be, after looking at it with all rules."""
        for ambito in self.registry.ambiti:
            slots = self.slots[ambito.id]
            if not any(slot.now for slot in slots):
                place = next(slot.off for slot in slots if slot.off)
                message = say("an ambito needs at least one office")
                hint = say("write the new one into an empty row before you take the last one off")
                self.problems.append(error(place, message, hint))
                for slot in slots:
                    slot.now = slot.was
        proposed = Registry(
            fonte=self.registry.fonte,
            base_url=self.registry.base_url,
            ambiti=tuple(self._ambito_now(ambito) for ambito in self.registry.ambiti),
        ).located(self._places)
        self.problems += _new_problems(self.registry, proposed, whole=self._is_whole)
        self.problems += self._not_confirmed()
        problems = tuple(sorted(dict.fromkeys(self.problems), key=self._rank))
        return Merged(proposed, tuple(self._origins()), problems)

    def _origins(self) -> Iterator[Origin]:
        for number, ambito in enumerate(self.registry.ambiti):
            rows = [slot.number for slot in self.slots[ambito.id] if slot.now]
            yield Origin(number, [None if row < 0 else row for row in rows])

    def _not_confirmed(self) -> Iterator[Problem]:
        """Yield one note for each sheet that has such rows, not one for each of them."""
        for place, names in self._unconfirmed.items():
            message = say("changed, but not confirmed: {who}; the day of the check stays",
                          who=", ".join(names))  # fmt: skip
            yield note(place, message, say("choose «sì» when all of the row is right"))

    def _rank(self, problem: Problem) -> tuple[int, int, int, int]:
        """Return what to sort by: errors first, then sheet, row and column."""
        at, rank = problem.at, list(Severity).index(problem.severity)
        is_there = (at == s.place or at.file.startswith(s.where) for s in self._sheets)
        number = next((n for n, is_here in enumerate(is_there) if is_here), len(self._sheets))
        return rank, number, at.line, at.column

    def _ambito_now(self, ambito: Ambito) -> Ambito:
        rows = tuple(slot.now for slot in self.slots[ambito.id] if slot.now)
        return ambito if rows == ambito.contatti else ambito.model_copy(update={"contatti": rows})

    def _places(self) -> Mapping[Path, Location]:
        """Return where the values of the new list stand: in a cell, or in the file as before."""
        places: dict[Path, Location] = {}
        for i, ambito in enumerate(self.registry.ambiti):
            places |= {path: self.registry.at(*path) for path in _heads(i, ambito)}
            rows = [slot for slot in self.slots[ambito.id] if slot.now]
            for j, slot in enumerate(rows):
                here: Path = ("ambiti", i, "contatti", j)
                if slot.places:
                    places |= {(*here, *path): at for path, at in slot.places.items()}
                    continue
                old: Path = ("ambiti", i, "contatti", slot.number)
                for path in _inside(slot.was) if slot.was else ():
                    places[*here, *path] = self.registry.at(*old, *path)
        return places


def _heads(i: int, ambito: Ambito) -> Iterator[Path]:
    yield ("ambiti", i)
    yield from (("ambiti", i, name) for name in ("id", "nome", "ente", "comuni"))
    yield from (("ambiti", i, "comuni", k) for k in range(len(ambito.comuni)))


def _inside(record: Contatto | Registry) -> Iterator[Path]:
    """Yield the path of every value of a row, or of a list."""
    waiting: list[tuple[Path, object]] = [((), record.model_dump())]
    while waiting:
        path, value = waiting.pop()
        yield path
        if isinstance(value, dict):
            waiting += [((*path, key), child) for key, child in value.items()]
        elif isinstance(value, (list, tuple)):
            waiting += [((*path, index), child) for index, child in enumerate(value)]


def _may_be_there(place: Location, slot: _Slot, *, has_ids: bool) -> Problem:
    message = say(
        "the list may have this office already, as its row {row}: without "
        "the hidden column «riga» nobody can tell",
        row=slot.number + 1,
    )
    hint = say("write the corrections into the workbook that you were sent")
    if has_ids:
        hint = say("write the corrections into the row of this office; when the workbook has "
                   "none, export it again; a second office needs a name of its own")  # fmt: skip
    return error(place, message, hint)


def _called(line: Line) -> tuple[str, ...]:
    """Return what an office is called by."""
    return tuple(line.text(name) for name in ("comuni", "ufficio", "referente"))


def _answers_agree(own: Line, copy: Line) -> bool:
    """Return whether nothing is lost when only the one is read."""
    return folded(copy.text("conferma")) in {"", folded(own.text("conferma"))}


def _two_answers(place: Location) -> Problem:
    message = say("one file says «togli» for this row, another one corrects or confirms it")
    return error(place, message, say("find out which is right, and import only that one"))


def _who(contatto: Contatto) -> str:
    told_names = (", ".join(contatto.comuni), contatto.ufficio, contatto.referente)
    numbers = (telefono.numero for telefono in contatto.telefoni)
    return next(filter(None, (*told_names, *numbers, *contatto.email)), "–")


def _new_problems(old: Registry, new: Registry, *, whole: bool) -> Iterator[Problem]:
    """Yield what the rules find in the new list and did not find in the old one."""
    if old.ambiti == new.ambiti:
        return
    apart = {path: Location(f"{path}") for path in _inside(old)}  # equal ones must be counted
    known = Counter(map(_key, check(old.located(lambda: apart))))
    for problem in check(new, whole=whole):
        if known[_key(problem)]:
            known[_key(problem)] -= 1
        else:
            yield problem


def _key(problem: Problem) -> tuple[object, ...]:
    """Return what makes a problem the same one, wherever it stands now."""
    said = tuple(pair for pair in problem.message.values if pair[0] != "line")
    return problem.code, problem.severity is Severity.ERROR, problem.message.text, said
