# SPDX-License-Identifier: EUPL-1.2
"""Columns that were sorted, moved or filled alone never give an office what another one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices.workbook.books import Page, merged, pages, xlsx

if TYPE_CHECKING:
    from leaflet.offices.workbook.result import Merged
    from leaflet.registry.model import Registry

MIXED_UP = "this is what {} had when the workbook was exported"


def errors(result: Merged) -> dict[str, str]:
    """Return the errors of an import by their cells."""
    return {p.at.file: str(p.message) for p in result.problems if p.severity == "error"}


def melzo(registry: Registry) -> Page:
    (page,) = pages(registry, "melzo")
    for number in range(5, 14):
        page[f"R{number}"] = "sì"
        page[f"J{number}"] = page[f"J{number}"] or f"casa@comune.ufficio{number}.mi.it"
        page[f"D{number}"] = page[f"D{number}"] or "02 9543 9800"
    return page


def exported(registry: Registry) -> tuple[Registry, Page]:
    """Return a list in which every row of Melzo has a number and an address, and its workbook."""
    full = merged(registry, xlsx([melzo(registry)])).registry
    (page,) = pages(full, "melzo")
    return full, page


@pytest.mark.parametrize("letter", ["A", "D", "J"])
@pytest.mark.parametrize("move", ["sorted", "down", "swapped"])
def test_a_column_that_was_moved_alone_stops(registry: Registry, letter: str, move: str) -> None:
    """Names, numbers and addresses: it is said whose each was."""
    full, page = exported(registry)
    values = [page[f"{letter}{number}"] for number in range(6, 14)]
    if move == "sorted":
        moved = sorted(values, key=str)
        assert moved != values
    elif move == "down":
        moved = [values[0], *values[:-1]]
    else:
        moved = [values[1], values[0], *values[2:]]
    for number, value in enumerate(moved, start=6):
        page[f"{letter}{number}"], page[f"R{number}"] = value, "sì"
    result = merged(full, xlsx([page]))
    assert not result.is_sound
    assert any("had when the workbook was exported" in text or "nobody can tell" in text
               for text in errors(result).values())  # fmt: skip


def test_it_is_said_whose_a_number_was(registry: Registry) -> None:
    """By the name of the office, at the cell."""
    (page,) = pages(registry, "melzo")
    page["D6"], page["D7"] = page["D7"], page["D6"]
    assert errors(merged(registry, xlsx([page]))) == {
        "foglio Melzo, cella D6": MIXED_UP.format("Cassano d'Adda"),
        "foglio Melzo, cella D7": MIXED_UP.format("Melzo"),
    }


def test_rows_that_share_one_number_are_pointed_out(registry: Registry) -> None:
    """An ambito may answer for all of them, from the number that it keeps."""
    (page,) = pages(registry, "melzo")
    page["D8"] = page["D9"] = page["D6"]
    result = merged(registry, xlsx([page]))
    assert result.is_sound
    assert {p.at.file for p in result.problems if p.severity == "warning" and not p.code} == {
        "foglio Melzo, cella D8",
        "foglio Melzo, cella D9",
    }


def test_offices_of_one_name_are_no_mix_up(registry: Registry) -> None:
    """Two rows may be called what a third one is called."""
    (page,) = pages(registry, "melzo")
    page["B7"] = page["B8"] = page["B5"]
    assert not errors(merged(registry, xlsx([page])))


def test_one_number_that_moves_is_a_correction(registry: Registry) -> None:
    """An office takes over the line of one that has a new one."""
    (page,) = pages(registry, "melzo")
    page["D7"], page["D6"] = page["D6"], "02 9512 0300"
    assert not errors(merged(registry, xlsx([page])))


def test_numbers_that_count_up_are_asked_about(registry: Registry) -> None:
    """So does a program when a cell is pulled down."""
    (page,) = pages(registry, "melzo")
    for number in range(7, 10):
        page[f"D{number}"] = f"02 9512 028{number}"
    page["D6"] = "02 9512 0286"
    (message,) = errors(merged(registry, xlsx([page]))).values()
    assert message.endswith("has filled: D6, D7, D8, D9")


def test_two_numbers_that_follow_each_other_are_right(registry: Registry) -> None:
    """They are of the same switchboard."""
    (page,) = pages(registry, "melzo")
    page["D7"] = "02 9512 0287"
    assert not errors(merged(registry, xlsx([page])))


@pytest.mark.parametrize(
    "cells",
    [
        {"A7": "Cassano d'Adda, Vignate", "D7": "02 9512 0301 / 0363 366209"},
        {"B7": "Anagrafe / Casa", "D7": "02 9512 0301; 0363 366209"},
        {"A7": "Inzago e Vignate", "J7": "a@comune.inzago.mi.it; a@comune.vignate.mi.it"},
    ],
)
def test_two_offices_in_one_row_are_asked_about(registry: Registry, cells: dict[str, str]) -> None:
    """Nobody can tell whose each number is; both would get both."""
    (page,) = pages(registry, "melzo")
    for name, value in cells.items():
        page[name] = value
    found = errors(merged(registry, xlsx([page]))).values()
    assert any(text.startswith("this row names 2 offices, and the cell ") for text in found)


def test_two_lines_of_one_office_are_taken(registry: Registry) -> None:
    """So are a mailbox and the certified one of the same Comune."""
    (page,) = pages(registry, "melzo")
    page["D7"] = "0363 366203; 0363 366209"
    page["J7"] = "casa@comune.cassanodadda.mi.it; PEC: casa@pec.comune.cassanodadda.mi.it"
    assert not errors(merged(registry, xlsx([page])))
