# SPDX-License-Identifier: EUPL-1.2
"""Rows that were moved, with or without their hidden cells, are still known for what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices.workbook.books import Page, merged, pages, report, xlsx

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

SETTALA_NOW = "→ Melzo: Settala: phone 02 9507 59245 → 02 9507 5900\n"


def melzo(registry: Registry) -> Page:
    (page,) = pages(registry, "melzo")
    return page


def seen(page: Page) -> list[list[object]]:
    """Return what people see of the rows of offices: all but the two hidden columns."""
    return [list(row[:18]) for row in page.rows[4:13]]


def show(page: Page, rows: list[list[object]]) -> None:
    """Put this before people's eyes: the hidden columns stay where they are."""
    for row, values in zip(page.rows[4:13], rows, strict=True):
        row[:18] = values  # type: ignore[assignment]  # cells, all of them


def changes(registry: Registry, page: Page) -> str:
    return "".join(f"{line}\n" for line in said(registry, page) if line.startswith("→"))


def said(registry: Registry, page: Page) -> list[str]:
    return report(registry, merged(registry, xlsx([page]))).splitlines()


def test_rows_that_were_sorted_without_the_hidden_columns(registry: Registry) -> None:
    """What was confirmed is confirmed, what was corrected corrected, and nothing else changes."""
    page = melzo(registry)
    page["D9"], page["R9"], page["R7"] = "02 9507 5900", "sì", "sì"
    show(page, sorted(seen(page), key=str))
    assert changes(registry, page) == (
        "→ Melzo: Cassano d'Adda: checked on 2026-11-22\n"
        f"{SETTALA_NOW}"
        "→ Melzo: Settala: checked on 2026-11-22\n"
    )


def test_a_hidden_cell_that_was_made_to_harm_is_passed_over(registry: Registry) -> None:
    """What the row was at the export, the list says as well."""
    page = melzo(registry)
    page["D9"], page["R9"], page["T9"] = "02 9507 5900", "sì", "[" * 32_000
    assert changes(registry, page) == f"{SETTALA_NOW}→ Melzo: Settala: checked on 2026-11-22\n"


def test_two_corrected_rows_that_changed_places_keep_their_days(registry: Registry) -> None:
    """What was confirmed is the row with the number that was confirmed."""
    page = melzo(registry)
    page["D8"], page["D9"], page["R9"] = "02 9508 0876", "02 9507 5900", "sì"
    rows = seen(page)
    show(page, [*rows[:3], rows[4], rows[3], *rows[5:]])
    assert changes(registry, page) == (
        "→ Melzo: Vignate: phone 02 9508 0875 → 02 9508 0876\n"
        f"{SETTALA_NOW}"
        "→ Melzo: Settala: checked on 2026-11-22\n"
    )


def test_cells_that_were_deleted_so_that_those_below_moved_up(registry: Registry) -> None:
    """The row that was deleted stays in the list, as every row does that is not «togli»."""
    page = melzo(registry)
    rows = seen(page)
    show(page, [*rows[:3], *rows[4:], [""] * 18])
    assert changes(registry, page) == "→ nothing changes\n"


def test_rows_that_were_sorted_and_changed_beyond_recognition_are_asked_about(
    registry: Registry,
) -> None:
    """Which of two is which nobody can tell: nothing is written."""
    page = melzo(registry)
    page["A7"], page["D7"], page["A8"], page["D8"] = "Melzo", "0363 36620", "Melzo", "02 9508 087"
    show(page, seen(page)[::-1])
    lines = said(registry, page)
    assert sum("nobody can tell which it was" in line for line in lines) == 2
    assert lines[-1] == "→ nothing is written"


def test_whole_rows_sorted_together_with_the_headings(registry: Registry) -> None:
    """Excel sorts all that touches: headings end up among the offices, the title below them."""
    page = melzo(registry)
    page["D7"], page["D9"] = "0363 366204", "02 9507 5900"
    page.rows = sorted(page.rows[:13], key=lambda row: (not row[0], str(row[0])))
    headings = next(n for n, row in enumerate(page.rows) if row[0] == "Comuni serviti")
    assert "Cassano d'Adda" in {row[0] for row in page.rows[:headings]}
    assert changes(registry, page) == (
        f"→ Melzo: Cassano d'Adda: phone 0363 366203 → 0363 366204\n{SETTALA_NOW}"
    )


@pytest.mark.parametrize("answer", ["sì", ""])
def test_a_copy_for_a_new_office_may_stand_above_the_row(registry: Registry, answer: str) -> None:
    """The row that says what it said is the office's own; the other one is new."""
    page = melzo(registry)
    page.rows.insert(8, list(page.rows[8]))
    page["B9"], page["D9"], page["R9"], page["R10"] = "Casa", "02 9507 5900", "sì", answer
    confirmed = "→ Melzo: Settala: checked on 2026-11-22\n" if answer else ""
    assert changes(registry, page) == (
        f"{confirmed}→ Melzo: Settala: new contact Casa, 02 9507 5900\n"
    )


def test_a_copy_that_has_the_same_name_is_asked_about(registry: Registry) -> None:
    """It may be the correction of a row that was kept to look at: the old number would stay."""
    page = melzo(registry)
    number = page.copy(9)
    page[f"D{number}"], page[f"R{number}"] = "02 9507 5900", "sì"
    head = f"foglio Melzo, riga {number}: error: "
    assert said(registry, page) == [
        f"{head}this row is in the file twice, and each says something else",
        "  help: delete the wrong one; a new office goes into one of the empty rows",
        "→ nothing is written",
    ]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_copy_of_the_sheet_loses_no_answer(registry: Registry, is_first: bool) -> None:  # noqa: FBT001  (two cases)
    """Offices keep one before they begin: a row that was corrected is there in two states."""
    page, kept = melzo(registry), melzo(registry)
    kept.name, page["R9"] = "Melzo (2)", "sì"
    sheets = [kept, page] if is_first else [page, kept]
    confirmed = merged(registry, xlsx(sheets))
    assert report(registry, confirmed).endswith("→ Melzo: Settala: checked on 2026-11-22\n")
    page["D9"] = "02 9507 5900"
    corrected = merged(registry, xlsx(sheets))
    assert not corrected.is_sound
    assert "this row is in the file twice, and each says something else" in {
        str(problem.message) for problem in corrected.problems
    }


def test_a_copy_that_was_emptied_is_nothing(registry: Registry) -> None:
    """Its hidden cells are still there."""
    page = melzo(registry)
    number = page.copy(9)
    page.rows[number - 1][:18] = [""] * 18
    assert said(registry, page) == ["→ nothing changes"]


def test_a_row_that_was_copied_down_and_emptied_above(registry: Registry) -> None:
    """The copy is the office now."""
    page = melzo(registry)
    number = page.copy(9)
    page.rows[8][:18] = [""] * 18
    page[f"D{number}"] = "02 9507 5900"
    assert changes(registry, page) == SETTALA_NOW
