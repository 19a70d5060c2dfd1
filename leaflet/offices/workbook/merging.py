# SPDX-License-Identifier: EUPL-1.2
"""The workbooks that came back, the list as it was at the export, the list as it is → what to do.

Nothing is overwritten: what changed in the list since the export stays, and where the office
changed the same field otherwise, a person decides. A row that is not in the workbook is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from leaflet.offices.workbook.aids_sheet import is_aids_sheet
from leaflet.offices.workbook.columns import FIELDS, heading_of
from leaflet.offices.workbook.headings import error, note, table_of, warning
from leaflet.offices.workbook.mix_ups import find_mix_ups
from leaflet.offices.workbook.overlooked import (
    find_changed_headings,
    find_contrary_copies,
    find_overlooked,
)
from leaflet.offices.workbook.result import (
    Merged,
    build_result,
    name_office,
    note_checked_since,
    note_unconfirmed,
)
from leaflet.offices.workbook.row_identity import (
    RowState,
    contents,
    expected_contents,
    find_base,
    find_owners,
    find_state,
    names_lost_ambito,
    parse_id,
    restore_row_ids,
    states_of,
)
from leaflet.offices.workbook.rows import format_field, read_row
from leaflet.problems import Location, say, stops_a_build
from leaflet.registry.matching import can_be_corrected, can_be_one_office, have_same_names
from leaflet.system.words import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leaflet.offices.workbook.headings import SheetRow, Table
    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.offices.workbook.row_identity import BaseOf, RestoredRows, RowId
    from leaflet.offices.workbook.rows import RowReading
    from leaflet.problems import Problem
    from leaflet.registry.model import Ambito, Contatto, Registry


@dataclass(frozen=True, slots=True)
class _File:
    """One workbook beside the list: `lines` are all its rows, `own` those that are no copies.

    `digests` are the states that its rows had at the export, `found` the rows of the list that it
    has, `emptied` those of them that say nothing here.
    """

    registry: Registry
    today: dt.date
    states: Mapping[str, list[RowState]]
    lines: Sequence[SheetRow]
    own: Mapping[str, SheetRow]
    digests: frozenset[str]
    found: list[RowState] = field(default_factory=list)
    emptied: list[RowState] = field(default_factory=list)

    def id_of(self, line: SheetRow) -> RowId | None:
        return parse_id(line.text("riga"), self.registry)

    def is_own(self, line: SheetRow) -> bool:
        text = line.text("riga")
        return bool(text) and self.own[text] is line

    def ambiti(self, sheet: OfficeSheet | None = None) -> list[Ambito]:
        """Return the ambiti that the hidden ids of the file name, or those of one sheet."""
        lines = (line for line in self.lines if sheet is None or line.sheet is sheet)
        ids = (self.id_of(line) for line in lines)
        return list({one.ambito.id: one.ambito for one in ids if one}.values())

    def free(self, ambito: Ambito) -> list[RowState]:
        """Return the rows of the list that no row of the file was yet."""
        return [s for s in self.states[ambito.id] if s.listed and s not in self.found]


def merge(registry: Registry, files: Sequence[Sequence[OfficeSheet]], today: dt.date) -> Merged:
    """Return the list after these workbooks, one transaction; `today` is for confirmed rows.

    Worksheets of aids are read by `aids_sheet`.

    Problems that the list has already are not told again; each that stands in a cell names it.
    """
    files = [[sheet for sheet in sheets if not is_aids_sheet(sheet)] for sheets in files]
    states = states_of(registry)
    problems: list[Problem] = []
    is_whole = True

    def base_of(line: SheetRow) -> Contatto | None:
        identity = parse_id(line.text("riga"), registry)
        return find_base(identity, line, states[identity.ambito.id]) if identity else None

    for sheets in files:
        tables = []
        for table in filter(None, map(table_of, sheets)):
            rows = restore_row_ids(table.lines, base_of)
            problems += _moved_rows(table, rows)
            tables.append(replace(table, lines=rows.lines))
        problems += find_overlooked(sheets, tables)
        problems += (p for t in tables for p in (*t.problems, *find_changed_headings(t, base_of)))
        is_whole &= not any(stops_a_build(table.problems) for table in tables)
        lines = [line for table in tables for line in table.lines]
        ids = (parse_id(line.text("riga"), registry) for line in lines)
        digests = frozenset(identity.digest for identity in ids if identity)
        file = _File(registry, today, states, lines, find_owners(lines, base_of), digests)
        problems += find_contrary_copies(lines, file.own)
        for table in tables:
            problems += find_mix_ups([one for one in table.lines if file.is_own(one)], base_of)
        for line in sorted(lines, key=lambda line: not file.is_own(line)):  # later ones are copies
            problems += _take(file, line, base_of)
        if not stops_a_build(problems):
            problems += _missing_rows(file, sheets)
    problems += _lost_comuni(registry, states)
    every = [sheet for sheets in files for sheet in sheets]
    return build_result(registry, states, problems, every, is_whole=is_whole)


def _moved_rows(table: Table, rows: RestoredRows) -> Iterator[Problem]:
    """Yield what is to be said when rows do not have the ids of what they say."""
    if rows.has_moved:
        message = say("rows were moved without their hidden cells: known by what they say")
        yield note(table.sheet.place, message)
    for line in rows.lost:
        message = say("rows were moved without their hidden cells, and this one was changed: "
                      "nobody can tell which it was")  # fmt: skip
        hint = say("start again from the workbook that you were sent, and sort nothing")
        yield error(line.place, message, hint)


def _lost_comuni(registry: Registry, states: Mapping[str, Sequence[RowState]]) -> Iterator[Problem]:
    """Yield the Comuni whose rows were written over, and not taken off."""
    for ambito in registry.ambiti:
        rows = states[ambito.id]
        own = {fold(comune) for comune in ambito.comuni}
        here = {fold(comune) for row in rows if row.now and row.now.is_office
                for comune in row.now.comuni}  # fmt: skip
        gone = {fold(c) for row in rows if row.listed and not row.now
                for c in row.listed.contatto.comuni}  # fmt: skip
        for row in rows:
            is_office = row.listed and row.listed.contatto.is_office
            was = row.listed.contatto.comuni if row.listed and is_office else ()
            now = row.now.comuni if row.now else ()
            lost = [c for c in was if fold(c) in own and fold(c) not in here | gone]
            if lost and now and own.issuperset(map(fold, now)):
                message = say("{names} would have no row any more", names=", ".join(lost))
                hint = say("write a new office into one of the empty rows, and leave this one as "
                           "it was; to take it off choose «togli»")  # fmt: skip
                yield error(row.places.get(("comuni",), row.places[()]), message, hint)


def _missing_rows(file: _File, sheets: Sequence[OfficeSheet]) -> Iterator[Problem]:
    """Say which rows of an ambito the file does not have: they are left alone."""
    for ambito in file.ambiti():
        left = [state.listed for state in file.free(ambito) if state.now]
        if left:
            who = ", ".join(name_office(row.contatto) for row in left if row)
            message = say("rows of the list that are not in this file stay: {who}", who=who)
            hint = say("to take a row off, keep it and choose «togli»")
            yield note(sheets[0].place, message, hint)


def _take(file: _File, line: SheetRow, base_of: BaseOf) -> Iterator[Problem]:
    """Let one row of a workbook do to the list what its office means."""
    found = list(_doubts_of_ambito(file, line))
    yield from found
    ambito = None if found else _ambito_of(file, line)
    if ambito is None:
        return
    identity = file.id_of(line)
    if identity is None:
        yield from _take_without_id(file, line, ambito)
    elif file.is_own(line):
        yield from _take_with_id(file, line, identity, base_of(line))
    else:
        yield from _take_copy(file, line, ambito)


def _doubts_of_ambito(file: _File, line: SheetRow) -> Iterator[Problem]:
    """Yield what there is to say when nobody can tell which ambito a row belongs to."""
    text, identity = line.text("riga"), file.id_of(line)
    named = _named_ambito(file, line)
    if text and identity is None:
        yield _unknown_id(file, line)
    elif identity and named and identity.ambito.id != named.id:
        message = say("this row belongs to the ambito {nome}", nome=identity.ambito.nome)
        hint = say("leave it where it was; for a new office use one of the empty rows")
        yield error(line.place, message, hint)
    elif _ambito_of(file, line) is None:
        message = say("nobody can tell which ambito this row is for")
        hint = say("give the sheet the name of the ambito, as in the workbook you were sent")
        yield error(line.place, message, hint)


def _ambito_of(file: _File, line: SheetRow) -> Ambito | None:
    """Return whose row it is, by its id, its name, or the other rows of a sheet."""
    identity = file.id_of(line)
    found = identity.ambito if identity else _named_ambito(file, line)
    if found is None:
        others = file.ambiti(line.sheet)
        found = others[0] if len(others) == 1 else None
    return found


def _named_ambito(file: _File, line: SheetRow) -> Ambito | None:
    wanted = fold(line.text("ambito") or line.sheet.name)
    found = [a for a in file.registry.ambiti if wanted in {fold(a.nome), fold(a.id)}]
    return found[0] if wanted and len(found) == 1 else None


def _unknown_id(file: _File, line: SheetRow) -> Problem:
    text = line.text("riga")
    if names_lost_ambito(text, file.registry):
        nome = text.partition("/")[0]
        return error(line.sheet.place, say("the ambito {nome} is no longer in the list", nome=nome))
    message = say("the hidden column «riga» was changed: {value}", value=text)
    hint = say("start again from the workbook that you were sent; that column stays as it is")
    return error(line.at("riga"), message, hint)


def _take_with_id(
    file: _File, line: SheetRow, identity: RowId, base: Contatto | None
) -> Iterator[Problem]:
    """Take a row that was exported: corrected, confirmed, emptied or to be taken off."""
    if base is None:
        message = say("the row has changed in the list since, and what it was is not here")
        hint = say("export again, and write the corrections into the new workbook")
        yield error(line.place, message, hint)
        return
    row = read_row(line, base, identity.ambito)
    state = find_state(identity, base, file.free(identity.ambito), file.digests)
    file.found.extend([state] if state else [])
    if not line.has_content and row.answer != "togli":
        file.emptied.extend([state] if state else [])
        message = say("the row was emptied, not taken off: it stays as it is")
        yield note(line.place, message, say("to take it off, choose «togli»"))
        return
    yield from row.problems
    if state:
        yield from _merge_row(file, line, state, row)
    elif row.changed or row.answer == "sì":
        message = say("the row is no longer in the list: it was taken off after the export")
        hint = say("if it must come back, write it into one of the empty rows, and choose «sì»")
        yield error(line.place, message, hint)
    else:
        yield note(line.place, say("the row is no longer in the list, and stays away"))


def _take_copy(file: _File, line: SheetRow, ambito: Ambito) -> Iterator[Problem]:
    """Take a row that was copied for a new office; a mere copy is left out.

    A copy that is still called the same, or stands in a copy of the sheet, may be a correction.
    """
    if not line.has_content:
        return  # a copy that was emptied says nothing
    own = file.own[line.text("riga")]
    is_silent = fold(line.text("conferma")) in {"", fold(own.text("conferma"))}
    names, own_names = ([one.text(n) for n in ("comuni", "zone", "ufficio", "referente")]
                        for one in (line, own))  # fmt: skip
    if contents(own) == contents(line) and is_silent:
        yield note(line.place, say("the same row is there twice: read once"))
    elif own.sheet is line.sheet and names != own_names:
        yield from _take_new(file, line, ambito)
    else:
        message = say("this row is in the file twice, and each says something else")
        hint = say("delete the wrong one; a new office goes into one of the empty rows")
        yield error(line.place, message, hint)


def _take_without_id(file: _File, line: SheetRow, ambito: Ambito) -> Iterator[Problem]:
    """Take a row without an id: it is new, unless the list has this very row."""
    now = contents(line)
    for state in file.free(ambito):
        if state.listed and expected_contents(state.listed.contatto, line) == now:
            row = read_row(line, state.listed.contatto, ambito)
            file.found.append(state)
            yield from row.problems
            yield from _merge_row(file, line, state, row)
            return
    yield from _take_new(file, line, ambito)


def _take_new(file: _File, line: SheetRow, ambito: Ambito) -> Iterator[Problem]:
    """Put a new row into the list, unless it is there, or may be there, already."""
    row = read_row(line, None, ambito)
    yield from row.problems
    states = file.states[ambito.id]
    same = [s for s in states if s.now and row.is_clear and row.says(s.now)]
    contatto = row.contatto(file.today)
    if same:
        yield from _take_again(file, line, row, same)
    elif state := _state_in_doubt(file, line, contatto, states):
        yield _may_be_there(line, state)
    elif row.answer == "togli":
        yield note(line.place, say("«togli» in a row that the list does not have"))
    else:
        if row.answer == "no":
            message = say("this office is not in the list yet")
            hint = say("to add it, choose «sì» in «Confermo che è giusto»; else empty the row")
            yield error(line.at("conferma"), message, hint)
        yield from _namesakes(line, contatto, states)
        states.append(RowState(None, contatto, row.places, is_unclear=bool(row.unclear)))


def _take_again(
    file: _File, line: SheetRow, row: RowReading, same: Sequence[RowState]
) -> Iterator[Problem]:
    """Take a row that says what the list says already, however its cells spell it."""
    state = next((s for s in same if s.listed and s not in file.found), None)
    if state and state.listed:
        file.found.append(state)
        yield from _merge_row(file, line, state, replace(row, base=state.listed.contatto))
    else:
        yield note(line.place, say("the same row is there twice: read once"))


def _state_in_doubt(
    file: _File, line: SheetRow, contatto: Contatto, states: Iterable[RowState]
) -> RowState | None:
    """Return the row of the list that one without an id may be, if there is one.

    That is an office whose own row is not in this file, or was emptied.
    """
    are_one = can_be_corrected if ("riga", 0) in line.cells else can_be_one_office
    for state in states:
        is_free = state not in file.found or state in file.emptied
        if state.listed and is_free and are_one(contatto, state.listed.contatto):
            return state
    return None


def _may_be_there(line: SheetRow, state: RowState) -> Problem:
    message = say(
        "the list may have this office already, as its row {row}: without "
        "the hidden column «riga» nobody can tell",
        row=state.listed.number + 1 if state.listed else 0,
    )
    hint = say("write the corrections into the workbook that you were sent")
    if ("riga", 0) in line.cells:
        hint = say("write the corrections into the row of this office; when the workbook has "
                   "none, export it again; a second office needs a name of its own")  # fmt: skip
    return error(line.place, message, hint)


def _namesakes(line: SheetRow, contatto: Contatto, states: Iterable[RowState]) -> Iterator[Problem]:
    for listed in (state.listed for state in states if state.now):
        if listed and have_same_names(contatto, listed.contatto):
            message = say("the list has an office of this name already, as its row {row}",
                          row=listed.number + 1)  # fmt: skip
            yield warning(line.place, message, say("check that both are needed"))


def _merge_row(file: _File, line: SheetRow, state: RowState, row: RowReading) -> Iterator[Problem]:
    """Bring what the office changed into a row of the list, field by field."""
    if row.answer == "togli":
        yield from _take_off(line, state, row)
        return
    if state.now is None:  # another file takes it off
        if row.changed or row.answer == "sì":
            yield _two_answers(line.at("conferma"))
        return
    theirs, day = state.now, _later_check(state, row)
    others = [name for name in FIELDS if getattr(theirs, name) != row.values[name]]
    elsewhere = [n for n in others if getattr(theirs, n) != getattr(row.base, n)]
    yield from (_conflict(name, row, theirs) for name in elsewhere if name in row.changed)
    mine = [name for name in others if name in row.changed and name not in elsewhere]
    if day:
        yield from (_too_late(name, row, theirs, day) for name in mine)
        if row.answer == "sì":
            yield note_checked_since(line.sheet.place, [name_office(theirs)])
        return
    update: dict[str, object] = {name: row.values[name] for name in mine}
    yield from _answer_problems(file, line, row, elsewhere, has_changed=bool(update))
    if row.answer == "sì" and not elsewhere:
        update["verificato"] = file.today
    elif update and state.listed:  # a file before this one may have confirmed what is changed here
        update["verificato"] = state.listed.contatto.verificato
    state.now, state.places = theirs.model_copy(update=update), row.places


def _later_check(state: RowState, row: RowReading) -> dt.date | None:
    """Return the day of a check that the office, when it answered, may not have known of."""
    day = state.listed.contatto.verificato if state.listed else None
    return day if day and (row.seen is None or row.seen < day) else None


def _too_late(name: str, row: RowReading, theirs: Contatto, day: dt.date) -> Problem:
    ours = theirs.model_copy(update={name: row.values[name]})
    message = say(
        "not taken: the list was checked on {day}, after this workbook was exported; "
        "there it is «{theirs}», here «{ours}»",
        day=day, theirs=format_field(name, theirs), ours=format_field(name, ours),
    )  # fmt: skip
    hint = say("find out which is right; export again, and write the correction there")
    return warning(row.places.get((name,), row.places[()]), message, hint)


def _conflict(name: str, row: RowReading, theirs: Contatto) -> Problem:
    ours = theirs.model_copy(update={name: row.values[name]})
    message = say(
        "this has changed in the list since the export as well: "
        "there it is now «{theirs}», here «{ours}»; at the export it was «{base}»",
        theirs=format_field(name, theirs),
        ours=format_field(name, ours),
        base=format_field(name, row.base) if row.base else "",
    )
    hint = say("find out which is right; write here what the list says, or export again")
    return error(row.places.get((name,), row.places[()]), message, hint)


def _answer_problems(
    file: _File, line: SheetRow, row: RowReading, elsewhere: Sequence[str], *, has_changed: bool
) -> Iterator[Problem]:
    """Yield what there is to say of «Confermo che è giusto»; most of the time nothing."""
    if row.answer == "sì":
        if elsewhere:
            names = ", ".join(heading_of((FIELDS[name][0], 0)) for name in elsewhere)
            message = say("confirmed, but the list has changed since the export ({names}): "
                          "the day of the check stays", names=names)  # fmt: skip
            yield warning(line.at("conferma"), message)
    elif row.answer and has_changed:
        yield note_unconfirmed(line.sheet.place, [name_office(row.contatto(file.today))])
    elif line.text("conferma") and row.is_clear:
        message = say("«no», but nothing was corrected: ask the office what is wrong")
        yield warning(line.at("conferma"), message)


def _take_off(line: SheetRow, state: RowState, row: RowReading) -> Iterator[Problem]:
    """Take a row off the list, unless it says something else there now, or was confirmed."""
    place, base = line.at("conferma"), row.base
    listed = state.listed.contatto if state.listed else None
    theirs = state.now or listed
    changed = [n for n in FIELDS if theirs and getattr(theirs, n) != getattr(base, n)]
    day = _later_check(state, row)
    if day and not changed:
        message = say("not taken off: the list was checked on {day}, after this workbook was "
                      "exported", day=day)  # fmt: skip
        hint = say("if the office is gone, export again, and choose «togli» there")
        yield warning(place, message, hint)
        return
    if theirs and base and changed:
        message = say("«togli», but the row has changed in the list since the export: "
                      "there it is now «{theirs}»; at the export it was «{base}»",
                      theirs=format_field(changed[0], theirs),
                      base=format_field(changed[0], base))  # fmt: skip
        yield error(place, message, say("find out which is right, and export again"))
    elif theirs and listed and theirs.verificato != listed.verificato:
        yield _two_answers(place)
    state.now, state.places = None, {(): place}


def _two_answers(place: Location) -> Problem:
    message = say("one file says «togli» for this row, another one corrects or confirms it")
    return error(place, message, say("find out which is right, and import only that one"))
