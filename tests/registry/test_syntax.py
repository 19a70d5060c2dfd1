# SPDX-License-Identifier: EUPL-1.2
"""A text that is no YAML: the mistake is named where it was made, not where the parser gave up."""

from __future__ import annotations

import pytest

from leaflet.registry.reading import read

GOOD = """\
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho, Pero]
    contatti:
      - ufficio: Ufficio Casa
        referente: "Anna Rossi"
        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "12:30", alle: "14:00"}]
        note: Il sabato no
        verificato: 2023-01-24
"""

UNCLOSED = "the quotation mark that opens here is never closed"
ENDED = "a quotation mark ends the value here, and more follows"
COLON = "a colon is missing in this line"
SPACE = "a space is missing after the colon"
MARGIN = "this line does not begin under the one that it goes with"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('"02 9512 0286"', '"02 9512 0286', (10, 21), UNCLOSED),
        ('"Anna Rossi"', '"Anna Rossi', (8, 20), UNCLOSED),
        ('"Anna Rossi"', "'Anna Rossi", (8, 20), UNCLOSED),
        ("Il sabato no", '"Il sabato no', (12, 15), UNCLOSED),
        ('"Anna Rossi"', "'Anna D'Amico'", (8, 28), ENDED),
        ('"Anna Rossi"', '"Anna "Rosa" Rossi"', (8, 27), ENDED),
        ('"02 9512 0286"', '"02 9512 0286" int. 4', (10, 35), ENDED),
        ("ufficio: Ufficio", "ufficio Ufficio", (7, 9), COLON),
        ("referente: ", "referente ", (8, 9), COLON),
        ("note: Il", "note Il", (12, 9), COLON),
        ("telefoni:", "telefoni", (9, 9), COLON),
        ("comuni: [", "comuni [", (5, 5), COLON),
        ("ufficio: Ufficio", "ufficio:Ufficio", (7, 9), SPACE),
        ("note: Il", "note:Il", (12, 9), SPACE),
        ("        note: Il", "         note: Il", (12, 10), MARGIN),
        ("        note: Il", "       note: Il", (12, 8), MARGIN),
        ("Il sabato no", "@casa", (12, 15), "a value cannot begin with «@»"),
        ("[Rho, Pero]", "[Rho, Pero", (5, 13), "the bracket «[» that opens here is never closed"),
    ],
)  # fmt: skip
def test_the_mistake_is_named_where_it_is(
    old: str, new: str, place: tuple[int, int], message: str
) -> None:
    """One mistake gives one problem, in the line where somebody made it."""
    assert GOOD.count(old) == 1
    problems = read(GOOD.replace(old, new).encode(), "f.yaml").problems
    assert [((p.at.line, p.at.column), p.code, str(p.message)) for p in problems] == [
        (place, "S001", message)
    ]


def test_each_merge_mark_is_named() -> None:
    """Two versions that a program wrote one after the other: nobody chose one."""
    note = "        note: Il sabato no\n"
    both = f"<<<<<<< HEAD\n{note}=======\n        note: Mai\n>>>>>>> branch\n"
    problems = read(GOOD.replace(note, both).encode(), "f.yaml").problems
    assert [p.at.line for p in problems] == [12, 14, 16]
    message = "two versions of the list were joined here, and nobody chose one"
    assert {str(p.message) for p in problems} == {message}


@pytest.mark.parametrize("end", ["nome: Rhodense", "nome:", "nome: ", "comuni: [Rho, Pero]"])
def test_a_file_that_was_cut_short_is_said_to_be(end: str) -> None:
    """What is missing at the end is one problem, at the end, and not one a key."""
    text = GOOD[: GOOD.index(end) + len(end)]
    problems = read(text.encode(), "f.yaml").problems
    line = text.count("\n") + 1
    assert [(p.at.line, p.code) for p in problems] == [(line, "S001")]
    assert "was it cut short?" in str(problems[0].message)


def test_a_whole_file_without_its_last_line_break_is_sound() -> None:
    """Editors leave it out: nothing is said of it."""
    assert read(GOOD.rstrip().encode(), "f.yaml").problems == ()
