# SPDX-License-Identifier: EUPL-1.2
"""Workbooks of a review as readers return them: exported for real, filled in and spoilt here."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from leaflet.offices.review import sheet as words
from leaflet.offices.review.answers import read_answers_of_review
from leaflet.offices.review.places import Spot
from leaflet.offices.review.xlsx import write_review
from leaflet.offices.workbook.reading import read_workbook
from tests.offices.workbook.books import Page, xlsx

if TYPE_CHECKING:
    from leaflet.offices.review.answers import Answers
    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.problems import Problem

READER = "Amina Rossi"
FIRST = words.HEADINGS + 1
"""Row of the first sentence, from 0."""
COLUMN = {column.key: number for number, column in enumerate(words.REVIEW_COLUMNS)}


def exported(opened: OpenLanguage) -> bytes:
    """Return the workbook of a language, without pictures."""
    return write_review(opened, defaultdict(lambda: Spot("Foglio, lato uno")))


def to_fill(data: bytes) -> list[Page]:
    """Return the worksheets of a workbook, to be changed: instructions, Foglio, Aiuti, Portale."""
    sheets = read_workbook(data, "x.xlsx", headings=words.KEYS)
    return [Page(sheet.name, [[*row] for row in sheet.rows]) for sheet in sheets]


def put(page: Page, row: int, **said: str) -> None:
    """Write into the row of a sentence, the first of which is 0."""
    for key, text in said.items():
        page.rows[FIRST + row][COLUMN[key]] = text


def name_reader(pages: list[Page], name: str = READER) -> None:
    """Write a name beside its label."""
    row = next(row for row in pages[0].rows if row and row[0] == words.WHOSE_NAME)
    row[1] = name


def answers_of(opened: OpenLanguage, pages: list[Page], reviewer: str = "") -> Answers:
    """Return what the import takes from these worksheets."""
    return answers_in(opened, xlsx(pages), reviewer)


def answers_in(opened: OpenLanguage, data: bytes, reviewer: str = "") -> Answers:
    """Return what the import takes from a file."""
    sheets = read_workbook(data, "x.xlsx", headings=words.KEYS)
    return read_answers_of_review(opened, sheets, reviewer)


def lines(problems: list[Problem]) -> list[str]:
    """Return cell, weight and words of each problem."""
    return [f"{p.at.file}: {p.severity.value}: {p.message}" for p in problems]
