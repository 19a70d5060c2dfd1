# SPDX-License-Identifier: EUPL-1.2
"""What a reader has filled in → which sentences are signed or corrected, and all there is to say.

Nothing is taken that was not said of the sentence as it is now: a row is known by its hidden key,
and what stands beside it must still be what was exported.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.review import sheet as words
from leaflet.offices.workbook.cells import collapse_spaces
from leaflet.offices.workbook.headings import error, note, warning
from leaflet.offices.workbook.overlooked import name_cells
from leaflet.problems import LeafletError, say
from leaflet.system.formulas import without_guard
from leaflet.system.words import fold
from leaflet.system.workbooks import Uncomputed
from leaflet.texts.review import LONGEST_NAME, is_persons_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.problems import Location, Problem
    from leaflet.texts.catalogues import CatalogueEntry

_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")
_YES = frozenset({"si", "s", "x", "ok", "yes"})
_SIGNS_OF_YES = frozenset("✓✔☑")
_NO = frozenset({"no", "n"})
_TOLD = ("va_bene", "correzione", "domande")
_NEEDED = ("italiano", "traduzione", "va_bene", "correzione", "chiave")
_FEWEST_HEADINGS = 3
_DEEPEST_HEADING = 20
_CELLS_BESIDE = 4
"""Cells right of its label in which a name is looked for."""


class Verdict(NamedTuple):
    """A sentence that a reader has signed: `translation` is as it is, or as it is corrected.

    `at` is the cell that says so.
    """

    domain: str
    entry: CatalogueEntry
    translation: str
    at: Location


class Question(NamedTuple):
    """What a reader asks about a sentence, and in which cell."""

    at: Location
    source: str
    text: str


@dataclass(slots=True)
class Answers:
    """What a reader says: all of it, or with an error nothing, is to be taken.

    `reviewer` is empty where nobody is named, None where it is not clear who it is.
    """

    reviewer: str | None
    verdicts: tuple[Verdict, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def read_answers_of_review(
    opened: OpenLanguage, sheets: Sequence[OfficeSheet], reviewer: str = ""
) -> Answers:
    """Return what a workbook says of a language; `reviewer` is who was named beside it."""
    answers = Answers("")
    answers.reviewer = _find_reviewer(sheets, reviewer, answers.problems)
    tables = [table for sheet in sheets if (table := _table_of(sheet, answers.problems))]
    answers.problems += _find_unread(sheets, tables)
    known = {
        (domain, words.digest_of_source(entry.source)): entry for domain, entry in opened.entries()
    }
    for row in _without_copies([row for table in tables for row in table.rows()], answers.problems):
        _judge(row, opened, known, answers)
    answers.problems += _find_same_corrections(answers.verdicts)
    if answers.verdicts and answers.reviewer == "":
        message = say("nobody is named as the reader")
        hint = say("write the name beside «{label}», or give it: --reviewer 'Nome Cognome'",
                   label=words.WHOSE_NAME)  # fmt: skip
        answers.problems.append(error(sheets[0].place, message, hint))
    return answers


def _without_copies(rows: Sequence[_Row], problems: list[Problem]) -> list[_Row]:
    """Return the rows, one for each sentence: that which says something, if one does.

    What others say must be the same; what stands only in a hidden sheet, nobody has seen there.
    """
    kept: dict[object, _Row] = {}
    seen = [row for row in rows if not row.table.sheet.is_hidden]
    for number, row in enumerate(seen):
        identity = row.identity or number
        other = kept.setdefault(identity, row)
        if not other.says_something:
            kept[identity] = row
        elif row.says_something and other.said != row.said:
            message = say("two rows are about this sentence, and answer differently: see {cell}",
                          cell=other.at("correzione").file)  # fmt: skip
            problems.append(error(row.at("correzione"), message, say("delete the one that does "
                            "not count")))  # fmt: skip
    for row in rows:
        if row.table.sheet.is_hidden and row.says_something:
            other = kept.get(row.identity or -1, row)
            if other is row or other.said != row.said:
                message = say("this answer stands in a hidden sheet, and nowhere else")
                hint = say("delete that sheet, or show it: right click on the names of the sheets")
                problems.append(error(row.at("correzione"), message, hint))
    return list(kept.values())


def _find_same_corrections(verdicts: Sequence[Verdict]) -> Iterator[Problem]:
    """Yield a warning where two sentences get one correction: somebody may have filled a column."""
    first: dict[str, Verdict] = {}
    for one in verdicts:
        if one.translation != one.entry.translation:
            other = first.setdefault(one.translation, one)
            if other is not one:
                message = say("the same correction stands in {cell}, for another sentence",
                              cell=other.at.file)  # fmt: skip
                yield warning(one.at, message, say("look whether it belongs to both"))


def language_of(sheets: Sequence[OfficeSheet]) -> str:
    """Return the code of the language that most rows are of.

    Raises LeafletError when no row says which: the hidden column is gone, or it is another file.
    """
    tables = (table for sheet in sheets if (table := _table_of(sheet, [])))
    keys = (words.read_key(row.text("chiave")) for table in tables for row in table.rows())
    codes = Counter(key.code for key in keys if key)
    if not codes:
        hint = say("give the workbook that leaflet texts export wrote, with its headings and its "
                   "hidden column «chiave»")  # fmt: skip
        raise LeafletError(say("this is no workbook of a review"), hint)
    return codes.most_common(1)[0][0]


def _find_reviewer(
    sheets: Sequence[OfficeSheet], reviewer: str, problems: list[Problem]
) -> str | None:
    """Return who has read: the name given, or in the cell beside its label; both if they agree."""
    written, place = "", None
    label = fold(words.WHOSE_NAME)
    for sheet in sheets:
        for number, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and fold(value) == label:
                    beside = range(column + 1, column + 1 + _CELLS_BESIDE)
                    found = ((_text(sheet.cell(number, c).value), c) for c in beside)
                    name, at = next(((n, c) for n, c in found if n), ("", column + 1))
                    if name and not written:
                        written, place = name, sheet.at(number, at)
    if place and not is_persons_name(written):
        message = say("«{name}» is not the name of a person", name=written)
        hint = say("write name and surname, in at most {count} letters", count=LONGEST_NAME)
        problems.append(error(place, message, hint))
        return None
    if place and reviewer and fold(reviewer) != fold(written):
        message = say("here it says that {written} has read, on the command line {given}",
                      written=written, given=reviewer)  # fmt: skip
        problems.append(error(place, message, say("ask who has read the texts")))
        return None
    return reviewer or written


@dataclass(frozen=True, slots=True)
class _Table:
    """A worksheet with headings: `columns` are the keys of those, and where they stand."""

    sheet: OfficeSheet
    heading: int
    columns: Mapping[str, int]

    def rows(self) -> Iterator[_Row]:
        for number in range(self.heading + 1, len(self.sheet.rows)):
            row = _Row(self, number)
            if row.says_something or row.text("chiave") or row.text("italiano"):
                yield row


def _table_of(sheet: OfficeSheet, problems: list[Problem]) -> _Table | None:
    for number, values in enumerate(sheet.rows[:_DEEPEST_HEADING]):
        keys = [words.KEYS.get(fold(value)) if isinstance(value, str) else None for value in values]
        columns = {key: column for column, key in enumerate(keys) if key}
        if len(columns) < _FEWEST_HEADINGS:
            continue
        lost = [
            one.heading
            for one in words.REVIEW_COLUMNS
            if one.key in _NEEDED and one.key not in columns
        ]
        for heading in lost:
            message = say("the heading «{heading}» is missing", heading=heading)
            hint = say("write the headings as they were in the workbook that you were sent")
            problems.append(error(sheet.at(number, 0), message, hint))
        return None if lost else _Table(sheet, number, columns)
    return None


@dataclass(frozen=True, slots=True)
class _Row:
    table: _Table
    number: int

    def value(self, key: str) -> object:
        if key not in self.table.columns:
            return None
        return self.table.sheet.bare_cell(self.number, self.table.columns[key]).value

    def text(self, key: str) -> str:
        return _text(self.value(key))

    def at(self, key: str) -> Location:
        return self.table.sheet.at(self.number, self.table.columns.get(key, 0))

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(collapse_spaces(self.text(key)) for key in _TOLD)

    @property
    def says_something(self) -> bool:
        return any(self.text(key) for key in _TOLD)

    @property
    def identity(self) -> tuple[str, str] | None:
        """The sentence that the row is about, by its domain and a digest."""
        key = words.read_key(self.text("chiave"))
        return (key.domain, key.source) if key else None


def _text(value: object) -> str:
    """Return what a cell says, without marks of direction: pages set apart what needs it."""
    if value is None:
        return ""
    plain = unicodedata.normalize("NFC", str(value)).translate(_MARKS).strip()
    return without_guard(plain)


def _is_same(cell: str, text: str) -> bool:
    return collapse_spaces(cell) == collapse_spaces(_text(text))


def _judge(
    row: _Row,
    opened: OpenLanguage,
    known: Mapping[tuple[str, str], CatalogueEntry],
    answers: Answers,
) -> None:
    """Add what a row says to the answers, or why it cannot be taken."""
    key = words.read_key(row.text("chiave"))
    if key is None or key.code != opened.language.code:
        answers.problems += _name_lost(row, key, opened.language.code)
        return
    entry = known.get((key.domain, key.source))
    if entry is None:
        if row.says_something:
            message = say("the Italian sentence has changed since the export, or is gone: this "
                          "answer is not taken")  # fmt: skip
            hint = say("export again, and have the new sentence read")
            answers.problems.append(warning(row.at("italiano"), message, hint))
        return
    if not _is_same(row.text("italiano"), entry.source):
        say_so = error if row.says_something else warning
        message = say("the Italian in this cell is not that of the sentence: «{source}»",
                      source=entry.source)  # fmt: skip
        hint = say("put it back; when rows were sorted, all columns must move together")
        answers.problems.append(say_so(row.at("italiano"), message, hint))
        return
    _judge_translation(row, key, entry, answers)


def _name_lost(row: _Row, key: words.SentenceKey | None, code: str) -> Iterator[Problem]:
    if not row.says_something:
        return
    if key is None:
        message = say("nothing says which sentence this is: its hidden cell «chiave» is not right")
        hint = say("copy the answer into the workbook that you were sent")
    else:
        message = say("this row is of another language: {other}, not {code}",
                      other=key.code, code=code)  # fmt: skip
        hint = say("import the answers of each language in a file of their own")
    yield error(row.at("chiave"), message, hint)


def _judge_translation(
    row: _Row, key: words.SentenceKey, entry: CatalogueEntry, answers: Answers
) -> None:
    """Judge a row whose sentence is known: what it says of the translation."""
    corrected = row.text("correzione")
    wanted = corrected or entry.translation
    now = words.sentence_key(key.code, key.domain, entry)
    wrong = list(_wrong_cells(row, entry, is_current=key.pair == now.pair))
    if key.pair != now.pair and row.says_something:
        is_taken = corrected == entry.translation and entry.is_reviewed
        if not is_taken:
            message = say("the translation has changed since the export: this answer is not taken")
            hint = say("export again; now it says «{translation}»",
                       translation=entry.translation)  # fmt: skip
            answers.problems.append(warning(row.at("traduzione"), message, hint))
        return
    answers.problems += wrong
    if question := row.text("domande"):
        answers.questions += (Question(row.at("domande"), entry.source, question),)
    said = _answer(row.text("va_bene"))
    if wrong:
        return
    if corrected or said == "sì":
        at = row.at("correzione" if corrected else "va_bene")
        answers.verdicts += (Verdict(key.domain, entry, wanted, at),)
    elif said == "no":
        message = say("the reader says no, and no correction: the sentence stays as it is")
        answers.problems.append(note(row.at("va_bene"), message, say("ask what it should say")))


def _wrong_cells(row: _Row, entry: CatalogueEntry, *, is_current: bool) -> Iterator[Problem]:
    """Yield each cell of a row that cannot be taken as it is, and what to write instead."""
    translated = row.text("traduzione")
    if is_current and not _is_same(translated, entry.translation):
        message = say("the translation was changed in its own cell")
        hint = say("put back «{old}», and write the new sentence in «Correzione»",
                   old=entry.translation)  # fmt: skip
        say_so = error if row.says_something or translated else warning
        yield say_so(row.at("traduzione"), message, hint)
    for key in _TOLD:
        value = row.value(key)
        is_odd = isinstance(value, Uncomputed) or not isinstance(value, str | None)
        if is_odd and not (key == "va_bene" and isinstance(value, bool)):
            message = say("this cell has no text, but a number, a day or a formula")
            yield error(row.at(key), message, say("write it again, as text"))
    sheet = row.table.sheet
    places = {
        key: (row.number, row.table.columns[key]) for key in _TOLD if key in row.table.columns
    }
    for key, place in places.items():
        if place in sheet.struck and row.text(key):
            message = say("words are struck through: are they to go, or to stay?")
            yield error(row.at(key), message, say("delete them, or take the line off"))
        if any(a.top <= place[0] <= a.bottom and a.left <= place[1] <= a.right
               for a in sheet.merged):  # fmt: skip
            message = say("this cell is merged with others: nobody knows whose answer it is")
            yield error(row.at(key), message, say("separate the cells, and answer each row"))
    yield from _contrary_cells(row, entry)


def _contrary_cells(row: _Row, entry: CatalogueEntry) -> Iterator[Problem]:
    """Yield what a row says that cannot be, or not together."""
    said = row.text("va_bene")
    corrected = row.text("correzione")
    if said and _answer(said) is None:
        message = say("«{value}» is no answer", value=collapse_spaces(said))
        yield error(row.at("va_bene"), message, say("write sì, or leave it empty"))
    elif _answer(said) == "sì" and corrected and corrected != entry.translation:
        message = say("here it says sì, and beside it stands a correction")
        hint = say("empty one of the two: sì is for the translation as it was")
        yield error(row.at("va_bene"), message, hint)
    elif _answer(said) == "sì" and not corrected and not entry.translation:
        message = say("there is no translation that could be right")
        yield error(row.at("va_bene"), message, say("write it in «Correzione»"))
    if "\n" in corrected and "\n" not in entry.source:
        message = say("the correction has more than one line")
        yield error(row.at("correzione"), message, say("write the whole sentence in one line"))


def _answer(text: str) -> str | None:
    """Return sì or no, «no» also for nothing; None when it is neither."""
    word = fold(text)
    if word in _YES or text in _SIGNS_OF_YES or text == "True":
        return "sì"
    if word in _NO or text == "False":
        return "no"
    return None if text else ""


def _find_unread(sheets: Sequence[OfficeSheet], tables: Sequence[_Table]) -> Iterator[Problem]:
    """Yield what somebody may have written where nothing is read."""
    ours = [table.sheet for table in tables]
    pictures = {table.sheet.where: table.columns.get("dove") for table in tables}
    for sheet in sheets:
        remarks = [one for one in sheet.commented if one[1] != pictures.get(sheet.where, -1)]
        if remarks:
            message = say("somebody has put comments or boxes on cells: they are not read: {cells}",
                          cells=name_cells(remarks))  # fmt: skip
            hint = say("open the file, and read them before you go on")
            yield warning(sheet.place, message, hint)
        is_filled = any(_text(value) for row in sheet.rows for value in row)
        if sheet not in ours and is_filled and not _is_instructions(sheet):
            first = next(t for row in sheet.rows for value in row if (t := _text(value)))
            message = say("this sheet is not read, and somebody has written there: {words}",
                          words=first[:60])  # fmt: skip
            yield warning(sheet.place, message, say("write what belongs to a sentence in its row"))


def _is_instructions(sheet: OfficeSheet) -> bool:
    label = fold(words.WHOSE_NAME)
    return any(isinstance(v, str) and fold(v) == label for row in sheet.rows for v in row)
