# SPDX-License-Identifier: EUPL-1.2
"""However a workbook is spoilt, nothing is signed that does not stand in one row as it was."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from leaflet.offices.review import sheet as words
from leaflet.offices.review.answers import read_answers_of_review
from leaflet.offices.review.opening import open_language
from leaflet.offices.workbook.reading import OfficeSheet, read_workbook
from leaflet.problems import LeafletError
from leaflet.system.workspace import Workspace
from tests.offices.review.filled import COLUMN, FIRST, READER, exported
from tests.paths import ROOT

if TYPE_CHECKING:
    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.system.workbooks import Value

ROWS = 12
"""Sentences of the worksheet that is spoilt."""
VALUES = ("", "sì", "no", "forse", "صحيح", "x", 41, True, None, "=A1", "\u200f", "?" * 300)

Cells = list[list["Value"]]


@cache
def arabic() -> OpenLanguage:
    return open_language(Workspace(ROOT), "ar")


@cache
def first_rows() -> OfficeSheet:
    """Return the worksheet of the sheet, its first rows alone."""
    sheet = read_workbook(exported(arabic()), "x.xlsx", headings=words.KEYS)[1]
    return replace(sheet, rows=sheet.rows[: FIRST + ROWS])


KINDS = ("write", "swap", "move", "copy", "delete", "insert", "fill")
PLACES = st.integers(0, 40)
SPOILS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, len(words.REVIEW_COLUMNS) - 1), PLACES,
              PLACES, st.sampled_from(VALUES)),
    max_size=6,
)  # fmt: skip


def _spoil(cells: Cells, kind: str, column: int, places: tuple[int, int], value: Value) -> None:
    """Do one of the things that people and programs do to a table."""
    one, other = (place % len(cells) for place in places)
    match kind:
        case "write":
            cells[one][column] = value
        case "swap":
            cells[one][column], cells[other][column] = cells[other][column], cells[one][column]
        case "move":
            cells.insert(other, cells.pop(one))
        case "copy":
            cells.append([*cells[one]])
        case "delete" if len(cells) > 1:
            del cells[one]
        case "insert":
            cells.insert(one, [""] * len(words.REVIEW_COLUMNS))
        case "fill":
            for row in cells[min(one, other) : max(one, other)]:
                row[column] = cells[min(one, other)][column]


@given(SPOILS)
def test_a_verdict_stands_in_one_row_with_its_sentence(
    spoils: list[tuple[str, int, int, int, Value]],
) -> None:
    """Its key, its Italian, its translation and its answer are those of that row."""
    cells: Cells = [[*row] for row in first_rows().rows]
    for number in range(0, ROWS, 2):
        cells[FIRST + number][COLUMN["va_bene"]] = "sì"

    for kind, column, one, other, value in spoils:
        _spoil(cells, kind, column, (one, other), value)
    sheet = replace(first_rows(), rows=tuple(map(tuple, cells)))
    try:
        answers = read_answers_of_review(arabic(), (sheet,), READER)
    except LeafletError:
        return
    headings = {words.KEYS.get(str(v).casefold().strip(".")) for row in cells for v in row}
    assert not answers.verdicts or "chiave" in headings
    columns = _columns(cells) if answers.verdicts else {}
    for verdict in answers.verdicts:
        row = cells[verdict.at.line - 1]
        assert row[columns["italiano"]] == verdict.entry.source
        assert row[columns["traduzione"]] == verdict.entry.translation
        key = words.sentence_key("ar", verdict.domain, verdict.entry).cell()
        assert row[columns["chiave"]] == key
        said = row[columns["va_bene"]]
        assert said in {"sì", "x", True} or row[columns["correzione"]] == verdict.translation
    assert len({verdict.entry.source for verdict in answers.verdicts}) == len(answers.verdicts)


def _columns(cells: Cells) -> dict[str, int]:
    """Return where the headings stand: in the row that has most of them."""
    heads = {column.heading: column.key for column in words.REVIEW_COLUMNS}
    rows = ({heads[v]: n for n, v in enumerate(row) if v in heads} for row in cells)  # type: ignore[index]
    return max(rows, key=len)
