# SPDX-License-Identifier: EUPL-1.2
"""`make comuni` makes the table of Comuni of two public ones, small ones here."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from leaflet.registry.comuni import TABLE, Comune
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

ISTAT = """\
Codice Regione;"Codice dell'Unità territoriale
(valida)";Codice Comune formato alfanumerico;Denominazione in italiano;Denominazione altra lingua;\
Denominazione Regione;Sigla automobilistica;Codice Catastale del comune
03;215;015060;Cassano d'Adda;;Lombardia;MI;C003
03;215;015251;Vermezzo con Zelo;;Lombardia;MI;M424
06;231;031019;San Floriano del Collio;Števerjan;Friuli-Venezia Giulia;GO;H845
;;;;;;;
"""
ANPR = """\
ID,DATAISTITUZIONE,DATACESSAZIONE,CODISTAT,CODCATASTALE,DENOMINAZIONE_IT,ALTRADENOMINAZIONE,STATO,SIGLAPROVINCIA
1,1861-03-17,1923-01-01,015060,C003,CASSANO D'ADDA,,C,MI
2,1923-01-02,9999-12-31,015060,C003,CASSANO D'ADDA,,A,MI
3,1861-03-17,2019-02-07,015235,L768,VERMEZZO,,C,MI
4,1861-03-17,2019-02-07,015246,M160,ZELO SURRIGONE,,C,MI
5,2019-02-08,9999-12-31,015251,M424,VERMEZZO CON ZELO,,A,MI
6,2009-01-29,9999-12-31,031019,H845,SAN FLORIANO DEL COLLIO-ŠTEVERJAN,Å TEVERJAN,A,GO
7,2026-02-21,9999-12-31,,M439,Nuovo Sull'Adda,,A,MI
8,1861-03-17,1923-12-06,,C650,CHIARAVALLE MILANESE,,C,MI
9,2030-01-01,9999-12-31,,M999,DOMANI,,D,MI
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The program behind `make comuni`."""
    spec = importlib.util.spec_from_file_location("comuni_script", ROOT / ".ci" / "comuni.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_two_tables_become_one(script: ModuleType) -> None:
    """Names as ISTAT spells them, days of ANPR, and who took the place of whom."""
    comuni: list[Comune] = script.combine(ISTAT.encode("cp1252"), ANPR.encode())
    told = {c.codice: (c.nome, c.altro, c.regione, c.dal, c.fino_al, c.successore) for c in comuni}
    friuli = "Friuli-Venezia Giulia"
    assert told == {
        "C003": ("Cassano d'Adda", "", "Lombardia", "1923-01-02", "", ""),
        "C650": ("Chiaravalle Milanese", "", "Lombardia", "1861-03-17", "1923-12-06", ""),
        "H845": ("San Floriano del Collio", "Števerjan", friuli, "2009-01-29", "", ""),
        "L768": ("Vermezzo", "", "Lombardia", "1861-03-17", "2019-02-07", "M424"),
        "M160": ("Zelo Surrigone", "", "Lombardia", "1861-03-17", "2019-02-07", "M424"),
        "M424": ("Vermezzo con Zelo", "", "Lombardia", "2019-02-08", "", ""),
        "M439": ("Nuovo sull'Adda", "", "Lombardia", "2026-02-21", "", ""),
    }


def test_the_table_is_a_fixed_point_of_its_writer(script: ModuleType) -> None:
    """What is in the repository is what the program writes: sorted, plain, in UTF-8."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    comuni = [Comune._make(row) for row in script.csv.reader(lines)]
    assert script.write_table(sorted(comuni)) == TABLE.read_bytes()


def test_a_table_of_too_few_comuni_is_not_written(script: ModuleType, tmp_path: Path) -> None:
    """A download that broke off, or another table, leaves everything as it was."""
    before = TABLE.read_bytes()
    files = [tmp_path / "istat.csv", tmp_path / "anpr.csv"]
    for file, data in zip(files, (ISTAT.encode("cp1252"), ANPR.encode()), strict=True):
        file.write_bytes(data)
    assert script.main([str(file) for file in files]) == 1
    assert TABLE.read_bytes() == before


@pytest.mark.parametrize(
    ("archived", "spelt"),
    [
        ("SOTTO IL MONTE GIOVANNI XXIII", "Sotto il Monte Giovanni XXIII"),
        ("BONATE SOPRA", "Bonate Sopra"),
        ("CASTELLETTO SOPRA TICINO", "Castelletto sopra Ticino"),
        ("BAGNOLI DI SOPRA", "Bagnoli di Sopra"),
        ("SAN GREGORIO NELLE ALPI", "San Gregorio nelle Alpi"),
        ("SANT'AGATA LI BATTIATI", "Sant'Agata li Battiati"),
    ],
)
def test_a_name_in_capitals_is_spelt_as_istat_does(
    script: ModuleType, archived: str, spelt: str
) -> None:
    """Numbers of popes stay large, and what comes last is no particle."""
    assert script.spell(archived) == spelt


def test_a_letter_that_the_table_cannot_write_is_put_back(script: ModuleType) -> None:
    """ISTAT's encoding has no «č»: its table says «So?i»."""
    table = ISTAT.replace("Števerjan", "Sovodnje ob So?i")
    (row,) = [r for r in script.read_istat(table.encode("cp1252")) if "San Floriano" in str(r)]
    assert row["Denominazione altra lingua"] == "Sovodnje ob Soči"
