# SPDX-License-Identifier: EUPL-1.2
"""Answers that are old, doubtful or double confirm nothing; what no import reads is said."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from leaflet.offices.workbook.merging import merge
from leaflet.offices.workbook.reading import read_workbook
from tests.offices.workbook.books import TODAY, Page, merged, pages, report, text, xlsx

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

LATER = TODAY + dt.timedelta(days=30)


def answered(registry: Registry, **cells: str) -> Page:
    (page,) = pages(registry, "melzo")
    for name, value in cells.items():
        page[name] = value
    return page


@pytest.mark.parametrize(
    "cells",
    [
        {"R9": "sì"},
        {"D9": "02 9507 5900", "R9": "sì"},
        {"A14": "Inzago", "D14": "02 9543 9800", "R14": "sì"},
    ],
    ids=["confirmed", "corrected", "new"],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_old_reply_confirms_nothing_again(
    registry: Registry, cells: dict[str, str], kind: str
) -> None:
    """A month later the same file is no check of that day."""
    page = answered(registry, **cells)
    data = xlsx([page]) if kind == "xlsx" else text(page, ";", "utf-8-sig")
    first = merge(registry, [read_workbook(data, "x")], TODAY)
    assert first.is_sound
    again = merge(first.registry, [read_workbook(data, "x")], LATER)
    assert again.is_sound
    assert again.registry.ambiti == first.registry.ambiti
    assert any("checked in the list after" in str(p.message) for p in again.problems)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"J9": "casa@comune.settala.mi.it", "R9": "sì"}, "not taken: the list was checked on"),
        ({"R9": "togli"}, "not taken off: the list was checked on"),
    ],
)
def test_an_old_reply_changes_nothing_that_was_checked_since(
    registry: Registry, cells: dict[str, str], said: str
) -> None:
    """The list stays as it was confirmed, and the difference is shown."""
    confirmed = merged(registry, xlsx([answered(registry, R9="sì")])).registry
    again = merge(confirmed, [read_workbook(xlsx([answered(registry, **cells)]), "x")], LATER)
    assert again.registry.ambiti == confirmed.ambiti
    assert any(str(p.message).startswith(said) for p in again.problems)


@pytest.mark.parametrize("said", ["sì?", "✓", "?", "-", "0", "n.d.", "sì/no"])
def test_a_doubtful_answer_is_asked_about(registry: Registry, said: str) -> None:
    """It is neither yes nor no."""
    result = merged(registry, xlsx([answered(registry, R6=said)]))
    assert not result.is_sound
    assert result.problems[0].at.file == "foglio Melzo, cella R6"


@pytest.mark.parametrize("said", ["si'", "Sì.", "SI!", "sì, confermo"])
def test_a_clear_yes_is_one(registry: Registry, said: str) -> None:
    """Whatever sign ends it."""
    assert report(registry, merged(registry, xlsx([answered(registry, R6=said)]))) == (
        "→ Melzo: Melzo: checked on 2026-11-22\n"
    )


def test_copies_of_a_sheet_that_answer_differently_stop(registry: Registry) -> None:
    """Nobody can tell which one the office means."""
    copy = answered(registry, R6="togli")
    copy.name = "Melzo (2)"
    result = merged(registry, xlsx([answered(registry, R6="sì"), copy]))
    assert "answer differently: rows 6" in str(result.problems[0].message)
    assert not result.is_sound


def test_a_hidden_copy_does_not_answer(registry: Registry) -> None:
    """Its office does not see it: an answer that stands only there is not one."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name, page in (
            ("Melzo", answered(registry)),
            ("Archivio", answered(registry, R6="sì")),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(page.rows):
                sheet.write_row(number, 0, row)
        sheet.hide()
    result = merged(registry, file.getvalue())
    assert "answer differently: rows 6" in str(result.problems[0].message)
    assert not result.is_sound


def test_a_comune_does_not_lose_its_row_unsaid(registry: Registry) -> None:
    """A new office was written over it."""
    result = merged(registry, xlsx([answered(registry, A8="Inzago", D8="02 9543 9800", R8="sì")]))
    assert [(p.at.file, str(p.message)) for p in result.problems if p.severity == "error"] == [
        ("foglio Melzo, cella A8", "Vignate would have no row any more")
    ]


def test_words_in_another_sheet_are_said(registry: Registry) -> None:
    """An empty one, and the lists of the export, hold nothing."""
    sheets = [answered(registry), Page("Correzioni", [["", "Settala: 02 9507 5924"]])]
    (problem,) = merged(registry, xlsx([*sheets, Page("Foglio2", [[""]])])).problems
    assert (problem.at.file, problem.severity) == ("foglio Correzioni", "warning")
    assert str(problem.message).endswith("written there: Settala: 02 9507 5924")


@pytest.mark.parametrize(("said", "severity"), [("", "warning"), ("sì", "error"), ("togli", None)])
def test_words_that_are_struck_through_are_said(
    registry: Registry, said: str, severity: str | None
) -> None:
    """They may be meant to go: a row that is confirmed with them is asked about."""
    page = answered(registry, R9=said)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet, struck = book.add_worksheet("Melzo"), book.add_format({"font_strikeout": True})
        for number, row in enumerate(page.rows):
            sheet.write_row(number, 0, row)
        sheet.write_string("D9", str(page["D9"]), struck)
        sheet.write_blank("E9", "", struck)
    found = [p for p in merged(registry, file.getvalue()).problems if "struck" in str(p.message)]
    assert [(str(p.severity), str(p.message)[-2:]) for p in found] == (
        [(severity, "D9")] if severity else []
    )


def test_headings_with_small_additions_are_known(registry: Registry) -> None:
    """What is in brackets, and words that say nothing of what stands below."""
    page = answered(registry, D9="02 9507 5900", J9="casa@comune.settala.mi.it")
    page["D3"], page["J3"] = "Telefono dell'ufficio", "E-mail (istituzionale) *"
    result = merged(registry, xlsx([page]))
    assert "Settala: phone 02 9507 59245 → 02 9507 5900" in report(registry, result)
    assert "casa@comune.settala.mi.it" in report(registry, result)


def test_a_word_for_nothing_is_an_empty_cell_and_said(registry: Registry) -> None:
    """In the column of Comuni it is none: that would be the whole ambito."""
    result = merged(registry, xlsx([answered(registry, J5="non ha e-mail", C5="n.d.")]))
    assert "e-mail, removed" in report(registry, result)
    assert {p.at.file for p in result.problems if "read as an empty cell" in str(p.message)} == {
        "foglio Melzo, cella J5", "foglio Melzo, cella C5",
    }  # fmt: skip
    assert not merged(registry, xlsx([answered(registry, A8="n.d.")])).is_sound
