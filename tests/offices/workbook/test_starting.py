# SPDX-License-Identifier: EUPL-1.2
"""A table as offices keep them becomes the ambiti of a new list."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from leaflet.offices.workbook.starting import read_ambiti
from leaflet.problems import LeafletError, ProblemsError
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ANNEX = ROOT / "tests" / "data" / "annex-2023.yaml"
DAY = dt.date(2023, 1, 24)
HEADINGS = ("Ambito", "Comuni serviti", "Ufficio", "Referente", "Telefono", "E-mail", "Indirizzo",
            "Comune della sede")  # fmt: skip


def write_table(
    path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS
) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([headings, *rows])
    return path


def _annex() -> Sequence[Any]:
    ambiti: Sequence[Any] = yaml.load(ANNEX.read_bytes(), yaml.BaseLoader)["ambiti"]  # noqa: S506
    return ambiti


def annex_rows() -> list[list[str]]:
    """The annex of 2023, a row an office, as printed."""
    rows = []
    for ambito in _annex():
        for contatto in ambito["contatti"]:
            sede = contatto.get("sede", {})
            rows.append([
                ambito["nome"], ", ".join(contatto.get("comuni", ambito["comuni"])),
                contatto.get("ufficio", ""), contatto.get("referente", ""),
                contatto.get("telefoni", [{}])[0].get("numero", ""),
                "; ".join(contatto.get("email", [])), sede.get("indirizzo", ""),
                sede.get("comune", "") if sede.get("indirizzo") else "",
            ])  # fmt: skip
    return rows


def test_the_annex_of_2023_is_read_as_a_table(tmp_path: Path) -> None:
    """All its ambiti and offices; who serves all Comuni of an ambito serves the ambito."""
    found = read_ambiti(write_table(tmp_path / "allegato.csv", annex_rows()), DAY)
    assert [ambito["id"] for ambito in found][:4] == ["milano", "rhodense", "garbagnatese", "melzo"]
    rhodense = found[1]
    assert rhodense["nome"] == "Rhodense"
    assert "Settimo Milanese" in (rhodense["comuni"] or ())
    rows = rhodense["contatti"]
    assert isinstance(rows, list)
    (row,) = rows
    assert isinstance(row, dict)
    assert "comuni" not in row
    assert row["email"] == ["federica.rivolta@sercop.it"]
    assert row["verificato"] == "2023-01-24"
    assert found[0]["comuni"] == ["Milano"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "Imola", "Ufficio Casa", "", "0542 602111", "", "", ""], "whose ambito"),
        (["Imola", "", "Ufficio Casa", "", "#N/D", "", "", ""], "#N/D"),
        (["Pianura", "", "Ufficio Casa", "", "051 234567", "", "", ""], "which Comuni"),
        (["Imola", "Imola", "Ufficio", "", "", "", "Via Roma, 1", ""], "an address needs"),
    ],
)  # fmt: skip
def test_a_cell_that_nobody_can_read_is_named(tmp_path: Path, row: list[str], said: str) -> None:
    """Nothing of the table is taken then."""
    with pytest.raises(ProblemsError) as caught:
        read_ambiti(write_table(tmp_path / "t.csv", [row]), DAY)
    (problem,) = caught.value.errors
    assert said in str(problem.message)
    assert problem.at.line == 2


def test_a_day_that_nobody_said_is_asked_for(tmp_path: Path) -> None:
    """It is printed on the sheet: today is no answer."""
    row = ["Imola", "Imola", "Ufficio Casa", "", "0542 602111", "", "", ""]
    path = write_table(tmp_path / "t.csv", [row])
    with pytest.raises(ProblemsError) as caught:
        read_ambiti(path, None)
    assert "--day" in str(caught.value.errors[0].hint)
    headings = (*HEADINGS, "Verificato il")
    (ambito,) = read_ambiti(write_table(path, [[*row, "24/01/2023"]], headings), None)
    assert "2023-01-24" in str(ambito["contatti"])


def test_a_file_without_a_table_says_which_headings_it_needs(tmp_path: Path) -> None:
    """Nothing is guessed from cells without a heading."""
    (tmp_path / "t.csv").write_text("a;b\nc;d\n", encoding="utf-8")
    with pytest.raises(LeafletError) as caught:
        read_ambiti(tmp_path / "t.csv", DAY)
    assert "Comune" in str(caught.value.hint)


def test_a_column_that_nobody_knows_stops_it(tmp_path: Path) -> None:
    """Else what stands there would be gone, and nobody would know."""
    row = ["Imola", "Imola", "Ufficio Casa", "", "", "", "", "", "0542 602111"]
    path = write_table(tmp_path / "t.csv", [row], (*HEADINGS, "Cell."))
    with pytest.raises(ProblemsError) as caught:
        read_ambiti(path, DAY)
    assert "Cell." in str(caught.value.errors[0].message)


def test_a_day_that_is_none_is_no_day(tmp_path: Path) -> None:
    """What stands in the cell is asked about, whatever day the rest of the table has."""
    row = ["Imola", "Imola", "Ufficio Casa", "", "0542 602111", "", "", "", "31/02/2025"]
    path = write_table(tmp_path / "t.csv", [row], (*HEADINGS, "Verificato il"))
    with pytest.raises(ProblemsError) as caught:
        read_ambiti(path, DAY)
    assert "no day" in str(caught.value.errors[0].message)


def test_each_ambito_has_an_id_of_its_own(tmp_path: Path) -> None:
    """Long names that end otherwise, and the name of the sheet for everybody."""
    long = "Unione dei Comuni della pianura a nord della citta"
    rows = [[nome, comune, "Ufficio", "", "051 234567", "", "", ""]
            for nome, comune in ((f"{long} A", "Imola"), (f"{long} B", "Budrio"),
                                 ("Generico", "Dozza"))]  # fmt: skip
    found = read_ambiti(write_table(tmp_path / "t.csv", rows), DAY)
    ids = [str(ambito["id"]) for ambito in found]
    assert len(set(ids)) == 3
    assert "generico" not in ids
    assert max(map(len, ids)) <= 40
