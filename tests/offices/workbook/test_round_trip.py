# SPDX-License-Identifier: EUPL-1.2
"""What is exported and comes back untouched changes nothing, whatever the list says."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from io import BytesIO, StringIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leaflet.offices.workbook import reading
from leaflet.offices.workbook.export import workbook
from leaflet.offices.workbook.styles import HOW_TO
from leaflet.problems import LeafletError
from leaflet.registry.letters import INVISIBLE
from leaflet.registry.model import (
    GIORNI,
    Ambito,
    Contatto,
    Link,
    Orario,
    Registry,
    Sede,
    Telefono,
)
from leaflet.system.formulas import is_risky
from tests.offices.workbook.books import TODAY, merged

KINDS = ("xlsx", "csv")
HOSTILE = (
    "=1+1", "+39 02 1", "-1", "@SUM(A1)", "\t=1", "'=1", "''", '=HYPERLINK("https://x.it")',
    "_x0041_", "<b>&amp;</b>", "a;b", 'a"b', "1e5", "02020202", "12:30", "VERO", "2026-11-22",
    "a  b", "a\nb", "{=1}", "#RIF!", "لا", "]]>", "=cmd|' /C calc'!A0", "\\", "à",
)  # fmt: skip
DAY = st.sampled_from(GIORNI)
DAYS = st.one_of(DAY, st.tuples(DAY, DAY).map("-".join), st.tuples(DAY, DAY).map(", ".join))
HOUR = st.times().map(lambda time: f"{time:%H:%M}")
ANY_LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=12
)


def is_readable(text: str) -> bool:
    return bool(text.split()) and not INVISIBLE.search(text)


LINE = st.one_of(st.sampled_from(HOSTILE), ANY_LINE).map(str.strip).filter(is_readable)
EMAIL = st.from_regex(r"[a-z.]{1,9}@[a-z]{2,9}\.it", fullmatch=True)
NUMBER = st.from_regex(r"0[0-9]{1,3} [0-9]{4} [0-9]{3,4}", fullmatch=True) | LINE
TELEFONO = st.builds(
    Telefono,
    numero=NUMBER,
    interno=st.none() | st.from_regex(r"[0-9]{1,6}", fullmatch=True),
    tasti=st.none() | st.from_regex(r"[0-9*#](\.[0-9*#]){0,3}", fullmatch=True),
    orari=st.lists(st.builds(Orario, giorni=DAYS, dalle=HOUR, alle=HOUR), max_size=3).map(tuple),
)
SEDE = st.builds(
    Sede,
    indirizzo=LINE,
    cap=st.none() | st.from_regex(r"[0-9]{5}", fullmatch=True),
    comune=LINE,
)


def several(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


CONTATTO = st.builds(
    Contatto,
    comuni=several(LINE),
    zone=several(LINE),
    tipo=st.sampled_from([None, "municipio", "sostegno"]),
    ufficio=st.none() | LINE,
    referente=st.none() | LINE,
    telefoni=several(TELEFONO),
    email=several(EMAIL | LINE),
    link=several(st.builds(Link, url=LINE, titolo=st.none() | LINE)),
    sede=st.none() | SEDE,
    note=st.none() | LINE,
    verificato=st.dates(dt.date(2000, 1, 1), TODAY),
)
AMBITI = st.lists(
    st.builds(
        Ambito,
        id=st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,5})?", fullmatch=True),
        nome=LINE,
        comuni=st.lists(LINE, min_size=1, max_size=3).map(tuple),
        contatti=st.lists(CONTATTO, min_size=1, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda ambito: ambito.id,
)
REGISTRY = st.builds(Registry, fonte=LINE, ambiti=AMBITI.map(tuple))


def one_row(text: str) -> Registry:
    """Return a list whose texts are all this one."""
    row = Contatto(
        comuni=(text,), ufficio=text, referente=text, telefoni=(Telefono(numero=text),),
        email=(text,), link=(Link(url=text, titolo=text),),
        sede=Sede(indirizzo=text, comune=text), note=text, verificato=TODAY,
    )  # fmt: skip
    ambito = Ambito(id="a", nome=text, comuni=(text,), contatti=(row, row))
    return Registry(fonte="x", ambiti=(ambito,))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registry=REGISTRY)
@example(registry=one_row("_x0041_  b\nc"))
def test_export_then_import_is_identity(kind: str, registry: Registry) -> None:
    """Every field of every row survives, and nothing is asked."""
    result = merged(registry, workbook(registry.ambiti, kind))
    assert [problem for problem in result.problems if problem.severity == "error"] == []
    assert result.registry.ambiti == registry.ambiti


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_survive(kind: str, text: str) -> None:
    """What could be a formula, markup or a number comes back as the text that it was."""
    registry = one_row(text.strip())
    result = merged(registry, workbook(registry.ambiti, kind))
    assert result.is_sound
    assert result.registry.ambiti == registry.ambiti


@pytest.mark.parametrize("kind", KINDS)
def test_the_real_list_comes_back(registry: Registry, kind: str) -> None:
    """The shipped list, as a whole, without a word of complaint."""
    result = merged(registry, workbook(registry.ambiti, kind))
    assert result.problems == ()
    assert result.registry.ambiti == registry.ambiti


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_list_gives_the_same_bytes(registry: Registry, kind: str) -> None:
    """No clock and no chance: an unchanged workbook is not sent as a new one."""
    assert workbook(registry.ambiti, kind) == workbook(registry.ambiti, kind)


def test_no_cell_is_a_formula() -> None:
    """There is no formula in any part, and what looks like one is marked as text."""
    for text in HOSTILE:
        ambiti = one_row(text.strip()).ambiti
        with zipfile.ZipFile(BytesIO(workbook(ambiti, "xlsx"))) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist()]
            assert not any("<f>" in part or "<f " in part for part in parts)
            is_marked = any('quotePrefix="1"' in part for part in parts)
            assert is_marked == is_risky(text.strip())
        rows = csv.reader(StringIO(workbook(ambiti, "csv").decode("utf-8-sig")), delimiter=";")
        assert not any(cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row)


def test_the_title_is_not_printed_twice(registry: Registry) -> None:
    """The first column is repeated on the second page, where a title would be cut off."""
    sheet = next(iter(reading.read_workbook(workbook(registry.ambiti[:1], "xlsx"), "x")))
    title = f"Contatti dell'ambito {registry.ambiti[0].nome}"
    assert [row[:2] for row in sheet.rows[:2]] == [("", title), ("", HOW_TO)]


def test_a_number_keeps_its_zero_as_text(registry: Registry) -> None:
    """Every cell of the rows is text, so that no program guesses what it means."""
    for sheet in reading.read_workbook(workbook(registry.ambiti, "xlsx"), "x"):
        assert all(isinstance(value, str) for row in sheet.rows for value in row)


@pytest.mark.parametrize("nome", ["a" * 40, "A/B [1]", "Elenchi", "history", "'quoted'", "§"])
def test_any_name_of_an_ambito_makes_a_sheet(nome: str) -> None:
    """Excel forbids long names, some signs, and two sheets of one name."""
    ambiti = [one_row("x").ambiti[0].model_copy(update={"nome": nome, "id": i}) for i in "ab"]
    names = [sheet.name for sheet in reading.read_workbook(workbook(ambiti, "xlsx"), "x")]
    assert len(names) == len({name.casefold() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)


def test_unknown_kinds_are_refused(registry: Registry) -> None:
    """A wrong ending is said before anything is written, and what to write instead."""
    with pytest.raises(LeafletError, match="«doc» is not a kind of workbook"):
        workbook(registry.ambiti, "doc")
    with pytest.raises(LeafletError, match=r"no \.ods is written: give .* \.xlsx"):
        workbook(registry.ambiti, "ods")


def test_a_row_too_long_for_a_cell_is_refused() -> None:
    """Excel would cut it, and the import would take what is missing for a removal."""
    row = Contatto(email=tuple("x" * 200 for _ in range(200)), verificato=TODAY)
    ambito = Ambito(id="a", nome="A", comuni=("Rho",), contatti=(row,))
    with pytest.raises(LeafletError, match="row 1 is too long"):
        workbook([ambito], "xlsx")
