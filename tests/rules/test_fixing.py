# SPDX-License-Identifier: EUPL-1.2
"""Certain replacements: what is mended, and that nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaflet.registry.reading import read
from leaflet.rules import check
from leaflet.rules.fixing import fix
from tests.paths import ROOT, TESTS

if TYPE_CHECKING:
    from pathlib import Path

ANNEX = TESTS / "data" / "annex-2023.yaml"
CONTACTS = ROOT / "contacts" / "ambiti.yaml"

TEXT = """\
fonte: Prova   # a comment, kept
ambiti:
  - id: melzo
    nome: "Melzo"
    comuni: [ 'CASSANO D''ADDA' , Melzo ]   # kept
    contatti:
      - telefoni: [{numero: 02/95120286}, {numero: "0363/366203" }]
        email: [Casa@Comune.Melzo.mi.it]
        referente: D.ssa Anna Rossi
        link: [{url: www.comune.melzo.mi.it}]
        verificato: 2026-11-20
"""
MENDED = """\
fonte: Prova   # a comment, kept
ambiti:
  - id: melzo
    nome: "Melzo"
    comuni: [ 'Cassano d''Adda' , Melzo ]   # kept
    contatti:
      - telefoni: [{numero: 02 9512 0286}, {numero: "0363 366203" }]
        email: [casa@comune.melzo.mi.it]
        referente: Dott.ssa Anna Rossi
        link: [{url: https://www.comune.melzo.mi.it}]
        verificato: 2026-11-20
"""


def test_only_the_certain_replacements_are_made() -> None:
    """Phones, capital letters, titles, https and official spelling; every other byte stays."""
    mended = fix(TEXT.encode(), "f.yaml")
    assert mended.data.decode() == MENDED
    assert mended.count == 6


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_line_ends_and_byte_order_mark_stay(ends: str) -> None:
    """A file from Windows stays one."""
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", ends).encode()
    assert fix(data, "f.yaml").data == b"\xef\xbb\xbf" + MENDED.replace("\n", ends).encode()


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ('"02/9512\n            0286"', '"02 9512 0286"'),
        ("'02/9512\n            0286'", "'02 9512 0286'"),
        ("02/9512\n            0286", "02 9512 0286"),
        ('"02\\x2F95120286"', '"02 9512 0286"'),
        ("+39 02/95120286", '"02 9512 0286"'),
    ],
)
def test_a_value_is_replaced_whole_however_it_is_written(written: str, mended: str) -> None:
    """One that runs over two lines, or has escapes in it, comes out as one sound value."""
    text = TEXT.replace("02/95120286", written)
    assert fix(text.encode(), "f.yaml").data.decode() in {
        MENDED.replace("02 9512 0286", mended, 1),
        MENDED.replace("02 9512 0286", mended.strip('"'), 1),
    }


def test_one_replacement_that_cannot_be_made_stops_no_other() -> None:
    """What stands in a block of lines is left to a person, and named; the rest is mended."""
    block = "  - referente: |\n          D.ssa Eva Bianchi\n        verificato: 2026-11-20\n"
    mended = fix(f"{TEXT}    {block}".encode(), "f.yaml")
    assert mended.data.decode() == f"{MENDED}    {block}"
    assert mended.count == 6
    assert [(problem.code, problem.at.line) for problem in mended.left] == [("N003", 12)]


def test_a_quotation_mark_in_a_value_stays_one() -> None:
    """The replacement is written as the marks around it ask for."""
    for quoted in ('"D.ssa Anna \\"Lella\\" Rossi"', "'D.ssa Anna \"Lella\" Rossi'"):
        text = TEXT.replace("D.ssa Anna Rossi", quoted)
        mended = MENDED.replace("Dott.ssa Anna Rossi", quoted.replace("D.ssa", "Dott.ssa"))
        assert fix(text.encode(), "f.yaml").data.decode() == mended


@pytest.mark.parametrize("path", [ANNEX, CONTACTS], ids=["annex", "shipped"])
def test_mending_twice_changes_nothing_more(path: Path) -> None:
    """Mending is idempotent, and has nothing to do on the shipped list."""
    first = fix(path.read_bytes(), "f.yaml")
    second = fix(first.data, "f.yaml")
    assert (second.data, second.count, second.difference) == (first.data, 0, "")
    assert (first.count == 0) == (path == CONTACTS)


def test_the_annex_keeps_what_a_person_must_decide() -> None:
    """After mending, only doubts are left: no problem that has a certain replacement."""
    registry = read(fix(ANNEX.read_bytes(), "f.yaml").data, "f.yaml").registry
    assert registry is not None
    left = check(registry)
    assert left
    assert all(problem.fix is None for problem in left)


def test_the_difference_is_shown() -> None:
    """Each changed line is there as it was and as it is."""
    difference = fix(TEXT.encode(), "f.yaml").difference
    assert "-        email: [Casa@Comune.Melzo.mi.it]\n" in difference
    assert "+        email: [casa@comune.melzo.mi.it]\n" in difference


def test_a_broken_file_is_left_alone() -> None:
    """What cannot be read is not touched."""
    assert fix(b"a: [", "f.yaml").data == b"a: ["
    assert fix(b"\xff", "f.yaml").data == b"\xff"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_mending_never_makes_a_file_worse(data: st.DataObject) -> None:
    """However a registry is mutilated, mending leaves as many rows, and no new problem of shape."""
    text = ANNEX.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    piece = data.draw(st.text(st.characters(codec="utf-8"), max_size=6))
    before = (text[:start] + piece + text[start + len(piece) :]).encode()
    after = fix(before, "f.yaml").data
    old, new = read(before, "f.yaml"), read(after, "f.yaml")
    assert len(new.problems) <= len(old.problems)
    if old.registry and new.registry:
        assert len(list(new.registry.rows())) == len(list(old.registry.rows()))
