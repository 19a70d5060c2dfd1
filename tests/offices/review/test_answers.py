# SPDX-License-Identifier: EUPL-1.2
"""What a reader fills in is taken as it was said; what was spoilt is named by its cell."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from leaflet.offices.review.answers import language_of
from leaflet.offices.review.opening import OpenLanguage, open_language
from leaflet.offices.workbook.reading import read_workbook
from leaflet.problems import LeafletError
from leaflet.system.workspace import Workspace
from leaflet.texts.review import make_review
from tests.offices.review.filled import (
    COLUMN,
    FIRST,
    READER,
    answers_in,
    answers_of,
    exported,
    lines,
    name_reader,
    put,
    to_fill,
)
from tests.offices.workbook.books import Page, ods, text, xlsx
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from leaflet.texts.catalogues import CatalogueEntry


@pytest.fixture(scope="module")
def opened() -> OpenLanguage:
    """Return Arabic as it was shipped."""
    return open_language(Workspace(ROOT), "ar")


@pytest.fixture(scope="module")
def entries(opened: OpenLanguage) -> tuple[CatalogueEntry, ...]:
    return opened.domains["leaflet"].entries


@pytest.fixture(scope="module")
def book(opened: OpenLanguage) -> bytes:
    return exported(opened)


@pytest.fixture
def pages(book: bytes) -> list[Page]:
    """Return a workbook with the reader's name, and nothing else filled in."""
    found = to_fill(book)
    name_reader(found)
    return found


def test_an_empty_workbook_says_nothing(opened: OpenLanguage, pages: list[Page]) -> None:
    """Opening and saving alone signs no sentence."""
    answers = answers_of(opened, pages)
    assert (answers.verdicts, answers.questions, answers.problems) == ((), (), [])
    assert answers.reviewer == READER


def test_the_workbook_is_made_the_same_twice(opened: OpenLanguage, book: bytes) -> None:
    """Same texts, same bytes."""
    assert exported(opened) == book


def test_yes_a_correction_and_a_question_are_told_apart(
    opened: OpenLanguage, pages: list[Page], entries: tuple[CatalogueEntry, ...]
) -> None:
    """Yes signs what is there, a correction replaces it, a question changes nothing."""
    put(pages[1], 0, va_bene="sì")
    put(pages[1], 1, correzione="  صحيح\u200f ")
    put(pages[1], 2, domande="Quale fase?")
    answers = answers_of(opened, pages)
    assert [(one.entry, one.translation) for one in answers.verdicts] == [
        (entries[0], entries[0].translation),
        (entries[1], "صحيح"),
    ]
    (question,) = answers.questions
    assert (question.source, question.text) == (entries[2].source, "Quale fase?")
    assert question.at.file == f"foglio Foglio, cella F{FIRST + 3}"
    assert answers.problems == []


@pytest.mark.parametrize("said", ["sì", "SI", "Sì.", "x", "ok", "✓", "true"])
def test_yes_has_several_ways(opened: OpenLanguage, pages: list[Page], said: str) -> None:
    """People write it by hand, or tick a box."""
    put(pages[1], 0, va_bene=said if said != "true" else True)  # type: ignore[arg-type]
    answers = answers_of(opened, pages)
    assert len(answers.verdicts) == 1, lines(answers.problems)


def test_the_same_from_every_kind_of_file(opened: OpenLanguage, pages: list[Page]) -> None:
    """An .ods and a .csv say what the .xlsx says; a .csv has no name in it, which is asked for."""
    put(pages[1], 0, va_bene="sì")
    put(pages[1], 1, correzione="صحيح")
    wanted = [(one.entry.source, one.translation) for one in answers_of(opened, pages).verdicts]
    for data in (ods(pages), text(pages[1], ";", "utf-8")):
        answers = answers_in(opened, data, READER)
        assert answers.problems == []
        assert [(one.entry.source, one.translation) for one in answers.verdicts] == wanted
    (problem,) = answers_in(opened, text(pages[1], ";", "utf-8")).problems
    assert "nobody is named" in str(problem.message)


def test_sorted_rows_and_moved_columns_are_read(opened: OpenLanguage, pages: list[Page]) -> None:
    """A row is known by its key, a column by its heading."""
    put(pages[1], 0, va_bene="sì")
    head, rest = pages[1].rows[:FIRST], pages[1].rows[FIRST:]
    pages[1].rows = [[*row[1:], row[0]] for row in (*head, *rest[::-1])]
    answers = answers_of(opened, pages)
    assert len(answers.verdicts) == 1
    assert answers.problems == []


def _italian(page: Page) -> None:
    put(page, 0, italiano="Un'altra frase", va_bene="sì")


def _sorted_alone(page: Page) -> None:
    for key in ("chiave",):
        page.rows[FIRST][COLUMN[key]], page.rows[FIRST + 1][COLUMN[key]] = (
            page.rows[FIRST + 1][COLUMN[key]],
            page.rows[FIRST][COLUMN[key]],
        )
    put(page, 0, va_bene="sì")


def _copied(page: Page) -> None:
    put(page, 0, va_bene="sì")
    page.rows.append([*page.rows[FIRST]])
    page.rows[-1][COLUMN["va_bene"]] = ""
    page.rows[-1][COLUMN["correzione"]] = "صحيح"


def _merged(page: Page) -> None:
    put(page, 0, va_bene="sì")
    page.merge(f"D{FIRST + 1}", f"D{FIRST + 2}")


SPOILT: dict[str, tuple[Callable[[Page], None], str, str]] = {
    "the Italian was changed": (_italian, "B", "error: the Italian in this cell is not"),
    "a column was sorted alone": (_sorted_alone, "B", "error: the Italian in this cell is not"),
    "the translation was changed in its cell": (
        lambda page: put(page, 0, traduzione="صحيح"), "C",
        "error: the translation was changed in its own cell"),
    "neither yes nor no": (
        lambda page: put(page, 0, va_bene="forse"), "D", "error: «forse» is no answer"),
    "yes and a correction": (
        lambda page: put(page, 0, va_bene="sì", correzione="صحيح"), "D", "error: here it says sì"),
    "no alone": (
        lambda page: put(page, 0, va_bene="no"), "D", "info: the reader says no"),
    "a number": (
        lambda page: put(page, 0, correzione=41), "E",  # type: ignore[arg-type]
        "error: this cell has no text"),
    "two lines": (
        lambda page: put(page, 0, correzione="صحيح\nصحيح"), "E", "error: the correction has more"),
    "the key is gone": (
        lambda page: put(page, 0, chiave="", va_bene="sì"), "J", "error: nothing says which"),
    "the key is of another language": (
        lambda page: put(page, 0, chiave="es leaflet 0 0", va_bene="sì"), "J",
        "error: this row is of another language: es, not ar"),
    "the key is of a sentence that is gone": (
        lambda page: put(page, 0, chiave="ar leaflet 000000000000 0", va_bene="sì"), "B",
        "warning: the Italian sentence has changed since"),
    "a copy answers otherwise": (_copied, "E", "error: two rows are about this sentence"),
    "merged cells": (_merged, "D", "error: this cell is merged"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_named_and_not_taken(
    opened: OpenLanguage, pages: list[Page], name: str
) -> None:
    """The message names the cell, and the help says what to write instead."""
    spoil, column, said = SPOILT[name]
    spoil(pages[1])
    answers = answers_of(opened, pages)
    assert answers.problems
    assert any(
        f"cella {column}" in line and f": {said}" in line for line in lines(answers.problems)
    ), lines(answers.problems)
    assert all(problem.hint for problem in answers.problems)
    if "copy" not in name:  # of which the first is judged too, and the file refused
        assert answers.verdicts == ()


def test_an_answer_to_a_translation_that_changed_since_is_not_taken(
    opened: OpenLanguage, pages: list[Page], entries: tuple[CatalogueEntry, ...]
) -> None:
    """It is told, and the other answers are taken."""
    put(pages[1], 0, va_bene="sì")
    put(pages[1], 1, va_bene="sì")
    locale = opened.domains["leaflet"]
    now = (replace(entries[0], translation="صحيح"), *entries[1:])
    later = replace(opened, domains={**opened.domains, "leaflet": replace(locale, entries=now)})
    answers = answers_of(later, pages)
    assert [one.entry for one in answers.verdicts] == [entries[1]]
    (line,) = lines(answers.problems)
    assert line.startswith(f"foglio Foglio, cella C{FIRST + 1}: warning: the translation has chang")


def test_a_correction_that_is_in_the_catalogue_already_is_no_news(
    opened: OpenLanguage, pages: list[Page], entries: tuple[CatalogueEntry, ...]
) -> None:
    """So a workbook can be imported twice."""
    put(pages[1], 0, correzione="صحيح")
    locale = opened.domains["leaflet"]
    signed = make_review(READER, dt.date(2026, 11, 30), entries[0].source, "صحيح")
    now = (replace(entries[0], translation="صحيح", review=signed), *entries[1:])
    later = replace(opened, domains={**opened.domains, "leaflet": replace(locale, entries=now)})
    answers = answers_of(later, pages)
    assert (answers.verdicts, answers.problems) == ((), [])


@pytest.mark.parametrize("name", ["?", "n/a", "-", "X"])
def test_a_name_that_is_none_refuses_the_file(
    opened: OpenLanguage, pages: list[Page], name: str
) -> None:
    """Its cell is named; nothing is signed by nobody."""
    put(pages[1], 0, va_bene="sì")
    name_reader(pages, name)
    (problem,) = answers_of(opened, pages).problems
    assert "is not the name of a person" in str(problem.message)
    assert "foglio Istruzioni, cella B" in problem.at.file


def test_two_names_that_differ_are_asked_about(opened: OpenLanguage, pages: list[Page]) -> None:
    """The name in the workbook and that on the command line must be one."""
    put(pages[1], 0, va_bene="sì")
    (problem,) = answers_of(opened, pages, "Mario Bianchi").problems
    assert "on the command line Mario Bianchi" in str(problem.message)
    assert answers_of(opened, pages, READER.lower()).problems == []


def _with_hidden_copy(pages: list[Page], said: str) -> bytes:
    """Return the workbook with a hidden copy of a worksheet, in which the first row is answered."""
    copy = Page("Foglio (2)", [[*row] for row in pages[1].rows])
    put(copy, 0, va_bene=said)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for page in (*pages, copy):
        sheet = book.add_worksheet(page.name)
        for number, values in enumerate(page.rows):
            for column, value in enumerate(values):
                if value:
                    sheet.write_string(number, column, str(value))
        if page is copy:
            sheet.hide()
    book.close()
    return file.getvalue()


def test_an_answer_in_a_hidden_sheet_is_not_taken(opened: OpenLanguage, pages: list[Page]) -> None:
    """Nobody has seen it there; one that says what the visible one says does no harm."""
    answers = answers_in(opened, _with_hidden_copy(pages, "sì"))
    (line,) = lines(answers.problems)
    assert line.startswith(f"foglio Foglio (2), cella E{FIRST + 1}: error: this answer stands in a")
    assert answers.verdicts == ()
    put(pages[1], 0, va_bene="sì")
    answers = answers_in(opened, _with_hidden_copy(pages, "sì"))
    assert (len(answers.verdicts), answers.problems) == (1, [])


def test_one_correction_for_two_sentences_is_told(opened: OpenLanguage, pages: list[Page]) -> None:
    """Somebody may have filled a column downwards."""
    put(pages[1], 0, correzione="صحيح")
    put(pages[1], 1, correzione="صحيح")
    (problem,) = answers_of(opened, pages).problems
    assert "the same correction stands in foglio Foglio" in str(problem.message)


def test_words_elsewhere_are_told(opened: OpenLanguage, pages: list[Page]) -> None:
    """A sheet that a reader added is read by nobody, which is said."""
    pages.append(Page("Note mie", [["Guardate la riga 7"]]))
    (problem,) = answers_of(opened, pages).problems
    assert "Guardate la riga 7" in str(problem.message)
    assert problem.at.file == "foglio Note mie"


def test_a_lost_heading_is_named(opened: OpenLanguage, pages: list[Page]) -> None:
    """What stands below it would be lost."""
    pages[1].rows[FIRST - 1][COLUMN["correzione"]] = "Correction"
    (problem, *_) = answers_of(opened, pages).problems
    assert str(problem.message) == "the heading «Correzione» is missing"


def test_another_workbook_is_refused() -> None:
    """Nothing says of which language it is."""
    sheets = read_workbook(xlsx([Page("Foglio1", [["a", "b"]])]), "x.xlsx")
    with pytest.raises(LeafletError, match="no workbook of a review"):
        language_of(sheets)


def test_the_language_is_read_from_the_rows(pages: list[Page]) -> None:
    """So nobody has to name it."""
    assert language_of(read_workbook(xlsx(pages), "x.xlsx")) == "ar"
