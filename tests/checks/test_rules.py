# SPDX-License-Identifier: EUPL-1.2
"""The rules: what each finds, what each leaves alone, and the two real registries."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaflet.checks import check
from leaflet.registry.reading import read, read_file

ROOT = Path(__file__).parents[2]

GOOD = """\
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho, Pero]
    contatti:
      - telefoni: [{numero: "02 9512 0286"}]
        email: [casa@comune.rho.mi.it]
        link: [{url: https://www.comune.rho.mi.it/casa}]
        sede: {indirizzo: "Via Roma, 1", comune: Rho}
        verificato: 2023-01-24
      - comuni: [Pero]
        email: [sociali@comune.pero.mi.it]
        verificato: 2023-01-24
  - id: milano
    nome: Milano
    comuni: [Milano]
    contatti:
      - telefoni: [{numero: "02020202", tasti: "4.1.2"}]
        verificato: 2023-01-24
"""


def found(text: str) -> list[tuple[str, int, int, str | None]]:
    reading = read(text.encode(), "f.yaml")
    assert reading.problems == ()
    assert reading.registry is not None
    return [
        (p.code, p.at.line, p.at.column, str(p.hint) if p.hint else None)
        for p in check(reading.registry)
    ]


def test_a_sound_registry_has_no_problem() -> None:
    """Nothing is said about a registry in order."""
    assert found(GOOD) == []


def test_the_shipped_registry_has_no_problem() -> None:
    """The list that is printed satisfies every rule."""
    registry = read_file(ROOT / "contacts" / "ambiti.yaml").registry
    assert registry is not None
    assert check(registry) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: milano", "id: rhodense",
         ("S020", 15, 9, "the ambito Rhodense has it already: give this one its own")),
        ("[Rho, Pero]", "[Rho, Pero, Bernate]", ("C001", 5, 25, "write «Bernate Ticino»")),
        ("[Rho, Pero]", "[Rho, Pero, Vermezzo]", ("C001", 5, 25, "write «Vermezzo con Zelo»")),
        ("comune: Rho}", "comune: Rhoo}", ("C001", 10, 50, "write «Rho»")),
        ("[Milano]", "[Milano, PERO]",
         ("C002", 17, 22, "it belongs to the ambito Rhodense: delete one of the two")),
        ("comuni: [Pero]", "comuni: [Arese]",
         ("C003", 12, 18, "add it to the Comuni of the ambito, or move the row")),
        ("casa@comune.rho.mi.it", "casa@rho@mi.it",
         ("E001", 8, 17, "it must have one «@», and it has 2")),
        ("casa@comune.rho.mi.it", "casa;x@rho.it",
         ("E001", 8, 17, "«;» cannot be part of it: write only the address")),
        ("https://www.comune.rho.mi.it/casa", "www.comune.rho.mi.it",
         ("L001", 9, 22, "write «https://www.comune.rho.mi.it»")),
        ("https://www.comune.rho.mi.it/casa", "javascript:alert(1)",
         ("L001", 9, 22,
          "write the whole address, from https:// on; words belong into «note»")),
    ],
)  # fmt: skip
def test_a_fault_is_found_where_it_stands(
    old: str, new: str, expected: tuple[str, int, int, str]
) -> None:
    """One fault gives one problem, at its place, with what to write instead."""
    assert old in GOOD
    assert found(GOOD.replace(old, new, 1)) == [expected]


@pytest.mark.parametrize("numero", ["02 95", "02/97288137 int. 2 2", "95120286x", "uno due"])
def test_a_number_that_nobody_can_dial_is_an_error(numero: str) -> None:
    """Too short, with an extension or with words: none is a phone number."""
    (problem,) = found(GOOD.replace("02 9512 0286", numero))
    assert problem[:3] == ("T001", 7, 30)


@pytest.mark.parametrize("numero", ["02/95120286", "0295120286", "+39 02 95120286", "338 7838099"])
def test_a_number_in_another_format_can_be_dialled(numero: str) -> None:
    """How a number is grouped does not matter here."""
    assert found(GOOD.replace("02 9512 0286", numero)) == []


def test_a_row_that_reaches_nobody_is_an_error() -> None:
    """A row needs a phone, an e-mail or an address, or a note that says why it has none."""
    silent = GOOD.replace("        email: [sociali@comune.pero.mi.it]\n", "")
    assert [problem[:2] for problem in found(silent)] == [("C004", 12)]
    noted = silent.replace("comuni: [Pero]", "comuni: [Pero]\n        note: In verifica.")
    assert found(noted) == []


def test_a_note_does_not_excuse_a_whole_ambito() -> None:
    """When no row of an ambito reaches anybody, a note is not enough."""
    text = GOOD.replace('telefoni: [{numero: "02020202", tasti: "4.1.2"}]', "note: In verifica.")
    assert [problem[0] for problem in found(text)] == ["C004"]


def test_a_comune_without_any_row_is_an_error() -> None:
    """Each Comune needs a row of its own, or one for the whole ambito."""
    text = GOOD.replace(
        '      - telefoni: [{numero: "02020202"',
        '      - comuni: [Milano]\n        telefoni: [{numero: "02020202"',
    )
    assert found(text) == []
    text = text.replace("comuni: [Milano]\n    contatti", "comuni: [Milano, Arese]\n    contatti")
    assert [problem[:3] for problem in found(text)] == [("C005", 17, 22)]


def test_coverage_is_not_judged_when_a_row_had_to_be_left_out() -> None:
    """A broken row is reported once, not a second time as a Comune that nobody serves."""
    text = GOOD.replace('tasti: "4.1.2"', "tasti: x").replace("verificato: 2023-01-24\n", "", 3)
    reading = read(text.encode(), "f.yaml")
    assert reading.problems != ()
    assert reading.registry is None or all(
        problem.code not in {"C004", "C005"} for problem in check(reading.registry, whole=False)
    )


def test_the_annex_as_printed_has_these_errors() -> None:
    """In the 2023 annex, each misspelt Comune, bare link, broken e-mail and number is found."""
    registry = read_file(ROOT / "tests" / "data" / "annex-2023.yaml").registry
    assert registry is not None
    assert [(problem.at.line, problem.code) for problem in check(registry)] == [
        (48, "L001"), (55, "C001"), (85, "C001"), (113, "L001"), (121, "L001"), (126, "E001"),
        (147, "C001"), (147, "C001"), (147, "C001"), (164, "L001"), (172, "C001"), (181, "L001"),
        (190, "L001"), (193, "T001"), (196, "L001"), (202, "L001"), (204, "C003"), (208, "L001"),
    ]  # fmt: skip
