# SPDX-License-Identifier: EUPL-1.2
"""LibreOffice opens the workbook, a clerk types into it and saves it: the import is exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.offices.workbook import reading
from leaflet.offices.workbook.export import workbook
from leaflet.registry.changes import between
from tests.judges import office
from tests.offices.workbook.books import merged

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Registry

pytestmark = pytest.mark.judged

KINDS = ("xlsx", "ods", "xls", "csv")
EDITS = (("", "D9", "0295075900"), ("", "R9", "sì"), ("", "P10", "=1+1"))
"""A number without spaces, a confirmation, and a note that looks like a formula."""


@pytest.fixture(scope="module")
def saved(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook of Melzo, typed into and saved in every kind, by kind."""
    folder = tmp_path_factory.mktemp("office")
    melzo = [ambito for ambito in registry.ambiti if ambito.id == "melzo"]
    book = folder / "melzo.xlsx"
    book.write_bytes(workbook(melzo, "xlsx"))
    jobs = {}
    for kind in KINDS:
        jobs[kind] = office.Job(book, folder / f"saved.{kind}", EDITS)
        jobs[f"{kind}, untouched"] = office.Job(book, folder / f"untouched.{kind}")
    office.save(folder, list(jobs.values()))
    return {name: job.target for name, job in jobs.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_clerk_types_is_imported_exactly(
    saved: dict[str, Path], registry: Registry, kind: str
) -> None:
    """The zero is there, what looks like a formula is text, and nothing else has changed."""
    result = merged(registry, saved[kind].read_bytes())
    assert result.is_sound
    assert [str(change.sentence) for change in between(registry, result.registry)] == [
        "Settala: phone 02 9507 59245 → 02 9507 5900",
        "Settala: checked on 2026-11-22",
        "Inzago: note Il numero di questo ufficio è in verifica. → =1+1",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_saving_without_typing_changes_nothing(
    saved: dict[str, Path], registry: Registry, kind: str
) -> None:
    """Opening and saving alone is no change, and nothing is asked."""
    result = merged(registry, saved[f"{kind}, untouched"].read_bytes())
    assert result.problems == ()
    assert result.registry.ambiti == registry.ambiti


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_hidden_columns_and_lists_survive(saved: dict[str, Path], kind: str) -> None:
    """The ids of the rows are still there, and so are the headings and the instructions."""
    (sheet, *_) = reading.read_workbook_file(saved[kind])
    assert sheet.name == "Melzo"
    assert sheet.rows[2][18:20] == ("riga", "versione")
    assert str(sheet.rows[4][18]).startswith("melzo/1/")
