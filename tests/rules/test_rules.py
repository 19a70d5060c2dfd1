# SPDX-License-Identifier: EUPL-1.2
"""The rules: what each finds, what each leaves alone, and the two real registries."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.problems import Severity
from leaflet.registry.reading import read, read_file
from leaflet.rules import check
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

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
      - telefoni: [{numero: "02 020202", tasti: "4.1.2"}]
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
    """The list that is printed satisfies every rule; notes name a mobile and whom nobody serves."""
    registry = read_file(ROOT / "contacts" / "ambiti.yaml").registry
    assert registry is not None
    assert [(p.code, p.severity) for p in check(registry)] == [
        (code, Severity.INFO) for code in (*["C012"] * 5, "T003", *["C012"] * 19)
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: milano", "id: rhodense",
         ("S020", 15, 9, "the ambito Rhodense has it already: give this one its own")),
        ("[Rho, Pero]", "[Rho, Pero, Bernate]", ("C007", 5, 25, "write «Bernate Ticino»")),
        ("[Rho, Pero]", "[Rho, Pero, Vermezzo]",
         ("C008", 5, 25, "it is part of «Vermezzo con Zelo» now: write that")),
        ("[Rho, Pero]", "[Rho, Pero, Settimo Milanese, Setimo Milanese]",
         ("C001", 5, 43, "«Settimo Milanese» is in this list already: delete this one")),
        ("comune: Rho}", "comune: Rhoo}", ("C001", 10, 50, "write «Rho»")),
        ("[Milano]", "[Milano, Pero]",
         ("C002", 17, 22, "it belongs to the ambito Rhodense: delete one of the two")),
        ("comuni: [Pero]", "comuni: [Arese]",
         ("C003", 12, 18, "add it to the Comuni of the ambito, or move the row")),
        ("casa@comune.rho.mi.it", "casa@rho@mi.it",
         ("E001", 8, 17, "it must have one «@», and it has 2")),
        ("casa@comune.rho.mi.it", "casa;x@rho.it",
         ("E001", 8, 17, "«;» cannot be part of it: write only the address")),
        ("https://www.comune.rho.mi.it/casa", "www.comune.rho.mi.it",
         ("L002", 9, 22, "write «https://www.comune.rho.mi.it»")),
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


@pytest.mark.parametrize(
    "numero",
    ["02 95", "95120286x", "uno due", "0363 36O203", "0363 l66203", "0363 366203 / 4", "800 CASA"],
)
def test_a_number_that_nobody_can_dial_is_an_error(numero: str) -> None:
    """Too short, with letters or signs: no digit is ever guessed or dropped."""
    assert [p[:3] for p in found(GOOD.replace("02 9512 0286", numero))] == [("T001", 7, 30)]


@pytest.mark.parametrize(
    "numero", ["02/97288137 int. 2 2", "02/954398-266", "02954398-266", "02 9543 interno 3"]
)
def test_an_extension_does_not_belong_into_the_number(numero: str) -> None:
    """The annex mixes both; nobody could say where the number ends."""
    assert [p[:3] for p in found(GOOD.replace("02 9512 0286", numero))] == [("T004", 7, 30)]


@pytest.mark.parametrize("numero", ["02/95120286", "0295120286", "+39 02 95120286", "02-9512-0286"])
def test_a_number_in_another_format_has_one_replacement(numero: str) -> None:
    """How a number is grouped does not matter, but there is one house format."""
    text = GOOD.replace("02 9512 0286", numero)
    assert found(text) == [("T006", 7, 30, "write «02 9512 0286»")]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("casa@comune.bermateicino.mi.it", ["E002"]),
        ("casa@comune.bernate-ticino.mi.it", ["E007"]),
        ("casa@comune.bernateticino.mi.it", ["E007"]),
        ("casa@comune.rhoo.mi.it", []),  # too short a name to tell a misspelling
        ("casa@comuni-insieme.mi.it", []),
        ("casa@gmail.com", ["E003"]),
        ("Casa@comune.rho.mi.it", ["E004"]),
    ],
)
def test_a_suspicious_domain_is_told_from_an_unusual_one(address: str, expected: list[str]) -> None:
    """A near miss of a Comune's name is reported, a private mailbox, and another Comune."""
    text = GOOD.replace("casa@comune.rho.mi.it", address)
    assert [problem[0] for problem in found(text)] == expected


@pytest.mark.parametrize(
    ("person", "address", "expected"),
    [
        ("Dott.ssa Giulia Rita Cannnova", "gcannova@comune.rho.mi.it", ["N001", "N002"]),
        ("Dott.ssa Iliaria Scovazzi", "ilaria.scovazzi@assemi.it", ["N001"]),
        ("Dott.ssa Cristiana Cusano", "cristiana.cusano@comune.rho.mi.it", []),
        ("Dott.ssa Samuela Pedandola", "spedandola@comune.rho.mi.it", []),
        ("Arch. Barbara Dal Piaz", "ufficio.piano@comune.rho.mi.it", []),
        ("Dott.ssa Carmen Viscovo", "abitare.visconteo@comune.rho.mi.it", []),
        ("D.ssa Anna Rossi", "casa@comune.rho.mi.it", ["N003"]),
        ("Dott.sa Anna Rossi", "casa@comune.rho.mi.it", ["N003"]),
        ("Dott. ssa Anna Rossi", "casa@comune.rho.mi.it", ["N003"]),
        ("Dott.Luca Rossi", "casa@comune.rho.mi.it", ["N003"]),
        ("Dott. Luca  Rossi", "casa@comune.rho.mi.it", []),
        ("Sig.ra Avv. Anna Rossi", "casa@comune.rho.mi.it", ["N004"]),
        ("Dott. Dott. Luca Rossi", "casa@comune.rho.mi.it", ["N004"]),
        ("Dott.ssa Dott. Anna Rossi", "casa@comune.rho.mi.it", ["N004"]),
        ("Dot.ssa Anna Rossi", "casa@comune.rho.mi.it", ["N005"]),
        ("Prof. Avv. Anna Rossi", "casa@comune.rho.mi.it", []),
        ("Prof.ssa Arch. Anna Rossi", "casa@comune.rho.mi.it", []),
        ("Ins. Anna Rossi", "casa@comune.rho.mi.it", []),
        ("A.S. Anna Rossi", "casa@comune.rho.mi.it", []),
        ("G.B. Rossi", "casa@comune.rho.mi.it", []),
        ("Sigg. Rossi e Bianchi", "casa@comune.rho.mi.it", []),
        ("Papa Giovanni Paolo III", "casa@comune.rho.mi.it", []),
    ],
)
def test_names_are_compared_with_their_own_address(
    person: str, address: str, expected: list[str]
) -> None:
    """A near miss is reported, another word is not."""
    text = GOOD.replace("casa@comune.rho.mi.it]", f"{address}]\n        referente: {person}")
    assert sorted({problem[0] for problem in found(text)}) == expected


@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        ('indirizzo: "Pizza Roma, 1", comune: Rho', ["A001"]),
        ('indirizzo: "P.zza Roma, 1", comune: Rho', []),
        ('indirizzo: "Via Roma, 1", comune: Milano', ["A002"]),
        ('indirizzo: "Via Roma, 1", comune: Legnano', []),
        ('indirizzo: "Via Roma, 1", comune: Roma', ["A004"]),
        ('indirizzo: "Via Roma, 1", comune: Monza', ["A004"]),
        ('indirizzo: "Via Roma", comune: Rho', ["A005"]),
        ('indirizzo: "Via 25 Aprile", comune: Rho', ["A005"]),
        ('indirizzo: "V.le XX Settembre", comune: Rho', ["A005"]),
        ('indirizzo: "Via 25 Aprile 4", comune: Rho', []),
        ('indirizzo: "Via Roma, s.n.c.", comune: Rho', []),
        ('indirizzo: "Via Roma snc", comune: Rho', []),
        ('indirizzo: "Via Roma c/o Municipio", comune: Rho', []),
        ('indirizzo: "Piazza Visconti", comune: Rho', []),
        ('indirizzo: "Zona Industriale", comune: Rho', []),
        ('indirizzo: "VIA ROMA, 1", comune: Rho', ["W006"]),
        ('indirizzo: "Via Roma, 1", cap: "20017", comune: Rho', []),
        ('indirizzo: "Via Roma, 1", cap: "20121", comune: Rho', ["A003"]),
        ('indirizzo: "Via Roma, 1", cap: "00100", comune: Rho', ["A003"]),
    ],
)
def test_addresses_are_plausible(seat: str, expected: list[str]) -> None:
    """A kind of street, a Comune of the ambito or of none, a postal code that fits."""
    text = GOOD.replace('indirizzo: "Via Roma, 1", comune: Rho', seat)
    assert [problem[0] for problem in found(text)] == expected


def test_a_row_that_reaches_nobody_is_an_error() -> None:
    """A row needs a phone, an e-mail or an address, or a note that says why it has none."""
    silent = GOOD.replace("        email: [sociali@comune.pero.mi.it]\n", "")
    assert [problem[:2] for problem in found(silent)] == [("C004", 12)]
    noted = silent.replace("comuni: [Pero]", "comuni: [Pero]\n        note: In verifica.")
    assert found(noted) == []


def test_a_note_does_not_excuse_a_whole_ambito() -> None:
    """When no row of an ambito reaches anybody, a note is not enough."""
    text = GOOD.replace('telefoni: [{numero: "02 020202", tasti: "4.1.2"}]', "note: In verifica.")
    assert [problem[0] for problem in found(text)] == ["C012", "C004"]


def test_comuni_that_no_number_serves_are_named() -> None:
    """Each with its place in the list; a number of the whole ambito serves them all."""
    registry = read_file(ROOT / "contacts" / "ambiti.yaml").registry
    assert registry is not None
    notes = [problem for problem in check(registry) if problem.code == "C012"]
    assert len(notes) == 24
    assert str(notes[0].message) == "no number serves «Inzago»"
    assert registry.ambiti[3].comuni[1] == "Inzago"
    assert notes[0].at == registry.at("ambiti", 3, "comuni", 1)


def test_a_comune_without_any_row_is_an_error() -> None:
    """Each Comune needs a row of its own, or one for the whole ambito."""
    text = GOOD.replace(
        '      - telefoni: [{numero: "02 020202"',
        '      - comuni: [Milano]\n        telefoni: [{numero: "02 020202"',
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


ANNEX = [
    (7, "C010"), (12, "T006"), (23, "C010"), (33, "T006"), (46, "T006"), (48, "L002"), (55, "C007"),
    (58, "N001"), (58, "N002"), (62, "L004"), (64, "A001"), (68, "T006"), (71, "T006"),
    (74, "T006"), (77, "T006"), (80, "T004"), (83, "T006"), (85, "C007"), (86, "T006"),
    (89, "T006"), (108, "E004"), (110, "T006"), (113, "L002"), (119, "T006"), (121, "L002"),
    (126, "E001"), (133, "W006"), (140, "T006"), (141, "T003"), (141, "T006"), (147, "C006"),
    (147, "C006"), (147, "C001"), (150, "N001"), (164, "L001"), (168, "C010"), (172, "C007"),
    (178, "T006"), (179, "T006"), (181, "L002"), (187, "T006"), (190, "L002"), (193, "T004"),
    (196, "L002"), (199, "T006"), (202, "L002"), (205, "T006"), (206, "E002"), (208, "L002"),
    (208, "L004"),
]  # fmt: skip
"""Line and code of all that is wrong with the 2023 annex as printed, beside missing numbers."""


def test_the_annex_as_printed_has_these_problems() -> None:
    """Every mistake that docs/annex-2023.md tells of is found, each at its line."""
    registry = read_file(ROOT / "tests" / "data" / "annex-2023.yaml").registry
    assert registry is not None
    problems = [problem for problem in check(registry) if problem.code != "C012"]
    assert [(problem.at.line, problem.code) for problem in problems] == ANNEX


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", []),
        ("2026-11-22", ["V001"]),
        ("2026-07-24", []),
        ("2026-07-23", ["V002"]),
        ("2025-11-21", ["V002"]),
        ("2025-11-20", ["V003"]),
        ("2016-01-01", ["V003"]),
        ("2015-12-31", ["V001", "V003"]),
    ],
)
def test_the_age_of_a_check_is_judged_by_the_day(day: str, expected: list[str]) -> None:
    """Four months are 120 days, a year is 365; the future, and ten years ago, an error."""
    text = GOOD.replace("2023-01-24", "2026-11-01").replace("2026-11-01", day, 1)
    registry = read(text.encode(), "f.yaml").registry
    assert registry is not None
    today = dt.date(2026, 11, 21)
    assert [problem.code for problem in check(registry, today=today)] == expected


def test_old_checks_are_reported_once_for_each_ambito() -> None:
    """The problem stands at the oldest row and counts the others."""
    registry = read(GOOD.encode(), "f.yaml").registry
    assert registry is not None
    problems = check(registry, today=dt.date(2026, 11, 21))
    age = "not checked for over a year, the oldest for 1397 days"
    assert [(p.code, p.at.line, str(p.message)) for p in problems] == [
        ("V003", 11, f"Rhodense: 2 of 2 rows {age}"),
        ("V003", 20, f"Milano: 1 of 1 rows {age}"),
    ]


def test_comuni_that_differ_by_an_accent_are_two() -> None:
    """Paterno and Paternò are two Comuni; RHO and Rho are one."""
    text = GOOD.replace("[Rho, Pero]", "[Rho, Pero, Paterno, Paternò]")
    assert "C002" not in [problem[0] for problem in found(text)]
    text = GOOD.replace("[Rho, Pero]", "[Rho, Pero, RHO]")
    assert "C002" in [problem[0] for problem in found(text)]


def test_a_truncated_number_is_suspicious() -> None:
    """It can be dialled, but no office has such a short one."""
    text = GOOD.replace("02 9512 0286", "0363 36")
    assert [problem[:3] for problem in found(text)] == [("T008", 7, 30)]


@pytest.mark.parametrize("numero", ["06 0606", "055 055", "02 0202", "010 1010", "011 011"])
def test_a_call_centre_of_a_town_has_a_short_number(numero: str) -> None:
    """Nothing is missing from them, and everybody may call them."""
    assert found(GOOD.replace("02 9512 0286", numero)) == []


def test_a_mobile_of_nine_digits_may_lack_one() -> None:
    """Those of the nineties had nine, hardly any is left."""
    text = GOOD.replace("02 9512 0286", "338 783 809")
    assert [problem[:3] for problem in found(text)] == [("T008", 7, 30)]


@pytest.mark.parametrize(
    ("numero", "code"),
    [
        ("338 412 77190", "T001"),  # the mailbox behind a mobile
        ("02 9512 02861 23", "T001"),
        ("0041 91 1234567", "T001"),
        ("+41 91 123 45 67", "T001"),
        ("00 33 1 42685300", "T001"),
        ("+377 9315 3600", "T001"),
        ("002 95120286", "T001"),
        ("199 123 456", "T002"),
        ("178 123 4567", "T002"),
        ("848 123 456", "T002"),
        ("892 424", "T002"),
        ("899 123 456", "T002"),
    ],
)
def test_what_is_no_number_of_an_office_is_refused(numero: str, code: str) -> None:
    """An office has a fixed line, a mobile or a toll-free number, in Italy; none is proposed."""
    (problem,) = found(GOOD.replace("02 9512 0286", numero))
    assert problem[:3] == (code, 7, 30)
    assert "«" not in (problem[3] or "").replace("«interno»", "")


def test_the_area_code_of_another_place_is_asked_about() -> None:
    """66429727 lacks its 02; as a number of Rome it is not grouped either."""
    assert [problem[:3] for problem in found(GOOD.replace("02 9512 0286", "06/6429727"))] == [
        ("T011", 7, 30)
    ]


@pytest.mark.parametrize("numero", ["0331 181 6363", "0363 366203", "039 123456", "800 123 456"])
def test_the_area_code_of_a_neighbour_is_right(numero: str) -> None:
    """Telephone districts cross the borders of provinces."""
    assert found(GOOD.replace("02 9512 0286", numero)) == []


@pytest.mark.parametrize("named", ["ente: Comune di Monza", "ente: Unione di Rho e Monza"])
def test_a_seat_in_another_province_is_right_where_its_comune_is_named(named: str) -> None:
    """The body that signed may have its seat there."""
    text = GOOD.replace("comune: Rho}", "comune: Monza}")
    assert [problem[0] for problem in found(text)] == ["A004"]
    assert found(text.replace("    nome: Rhodense", f"    nome: Rhodense\n    {named}")) == []


HALL = """\
      - comuni: [Pero]
        tipo: municipio
        telefoni: [{numero: "02 353711"}]
        sede: {indirizzo: "Piazza Marconi, 2", comune: Pero}
        verificato: 2026-10-01
"""


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (HALL, []),
        (HALL.replace("comune: Pero", "comune: Rho"), [("C013", 18)]),
        (HALL + HALL.replace("353711", "353712"), [("C013", 21)]),
        (HALL.replace("[Pero]", "[Pero, Rho]"), [("C013", 16)]),
        (HALL.replace("tipo", "ufficio: Casa\n        tipo"), [("C013", 17)]),
    ],
)
def test_a_comune_has_one_town_hall(rows: str, problems: list[tuple[str, int]]) -> None:
    """It stands there, and whoever has two of them would call the wrong one."""
    codes = [
        problem[:2]
        for problem in found(GOOD.replace("  - id: milano\n", f"{rows}  - id: milano\n"))
    ]
    assert [code for code in codes if code[0] == "C013"] == problems


TWICE = """\
      - comuni: [Pero]
        ufficio: Ufficio casa
        telefoni: [{numero: "02/95120287"}]
        email: [Sociali@comune.pero.mi.it]
        verificato: 2026-10-01
  - id: milano
"""


def test_an_office_that_is_there_twice_is_said_once() -> None:
    """However its number and address are written; its number is not told as doubled too."""
    text = GOOD.replace("email: [soc", "ufficio: Ufficio Casa\n        email: [soc", 1)
    text = text.replace(
        "        email: [soc", '        telefoni: [{numero: "02 9512 0287"}]\n        email: [soc'
    )
    codes = [problem[:2] for problem in found(text.replace("  - id: milano\n", TWICE))]
    assert codes == [("C011", 17), ("T006", 19), ("E004", 20)]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Ufficio casa", "Sportello"), ("[Pero]", "[Rho]"), ("95120287", "95120288"), ("Soc", "Soc2")],
)
def test_two_rows_that_differ_in_something_are_two(old: str, new: str) -> None:
    """Another office, Comune, number or address."""
    text = GOOD.replace("email: [soc", "ufficio: Ufficio Casa\n        email: [soc", 1)
    text = text.replace(
        "        email: [soc", '        telefoni: [{numero: "02 9512 0287"}]\n        email: [soc'
    )
    text = text.replace("  - id: milano\n", TWICE.replace(old, new))
    assert "C011" not in {problem[0] for problem in found(text)}


def test_a_number_of_another_office_names_that_office() -> None:
    """By its Comune and its ambito: whoever reads it may never have seen the file."""
    text = GOOD.replace(
        "        email: [soc", '        telefoni: [{numero: "02 9512 0286"}]\n        email: [soc'
    )
    registry = read(text.encode(), "f.yaml").registry
    assert registry is not None
    (problem,) = check(registry)
    assert (problem.code, problem.at.line) == ("T005", 13)
    assert str(problem.message) == (
        "«02 9512 0286» is the number of another office too: whole ambito (Rhodense)"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            '[{numero: "02 9512 0286"}]',
            '[{numero: "02 9512 0286"}, {numero: "02/95120286"}]',
        ),
        (
            "      - comuni: [Pero]",
            """\
      - telefoni: [{numero: "02 9512 0286"}]
        verificato: 2023-01-24
      - comuni: [Pero]""",
        ),
    ],
)
def test_a_number_that_an_office_has_twice(old: str, new: str) -> None:
    """Twice in a row, or in two rows of one office: one was meant to be another."""
    assert "T010" in {problem[0] for problem in found(GOOD.replace(old, new, 1))}


def test_one_number_with_two_extensions_is_two_ways_to_call() -> None:
    """The menu of a switchboard is no repetition."""
    text = GOOD.replace(
        '[{numero: "02 9512 0286"}]',
        '[{numero: "02 9512 0286", tasti: "1"}, {numero: "02 9512 0286", tasti: "2"}]',
    )
    assert found(text) == []


def test_a_misspelt_comune_is_not_proposed_to_itself() -> None:
    """The list of the ambito may hold the very mistake."""
    text = GOOD.replace("[Rho, Pero]", "[Rho, Pero, Inzzago]")
    assert ("C001", 5, 25, "write «Inzago»") in found(text)


@pytest.mark.parametrize(
    ("domain", "code", "meant"),
    [
        ("comune.rho.pv.it", "E002", "comune.rho.mi.it"),
        ("pec.comune.rho.lo.it", "E002", "comune.rho.mi.it"),
        ("comune.rho.mi.eu", "E002", "comune.rho.mi.it"),
        ("pec.comune.cesanobosscone.mi.it", "E002", "Cesano Boscone"),
        ("gmial.com", "E002", "gmail.com"),
        ("hotmial.it", "E002", "hotmail.it"),
        ("legalmal.it", "E002", "legalmail.it"),
        ("libero.i", "E001", "libero.it"),
        ("pec.i", "E001", "pec.it"),
        ("comune.rho.mi.i", "E001", None),
        ("comune.rho", "E001", None),
        ("gmail.con", "E001", "gmail.com"),
    ],
)
def test_a_domain_that_nobody_has(domain: str, code: str, meant: str | None) -> None:
    """Wrong provinces, endings and usual providers are errors, with what may be meant."""
    text = GOOD.replace("casa@comune.rho.mi.it", f"casa@{domain}")
    (problem,) = [problem for problem in found(text) if problem[0] != "E003"]
    assert problem[:2] == (code, 8)
    assert meant is None or f"«{meant}»" in (problem[3] or "")


@pytest.mark.parametrize(
    "domain",
    ["mail.com", "email.it", "comune.cesano.mi.it", "comune.busnago.mi.it", "comune.lodi.mi.it",
     "comune.cassanoadda.mi.it", "secmail.it", "sercop.bio", "comune.sestosg.net"],
)  # fmt: skip
def test_a_domain_that_is_right(domain: str) -> None:
    """Short names, the province of before, and what only looks like a usual provider."""
    text = GOOD.replace("casa@comune.rho.mi.it", f"casa@{domain}")
    assert [problem for problem in found(text) if problem[0] in {"E001", "E002"}] == []


def test_a_link_ends_in_what_the_internet_has() -> None:
    """What the end of an address lacks, nobody can follow."""
    text = GOOD.replace("https://www.comune.rho.mi.it/casa", "https://www.comune.rho.mi.i/casa")
    assert [problem[:2] for problem in found(text)] == [("L001", 9)]


def test_an_address_at_another_comune_is_asked_about() -> None:
    """A copied row keeps the address of the Comune that it was for."""
    at_rho = GOOD.replace("sociali@comune.pero.mi.it", "sociali@comune.rho.mi.it")
    assert [problem[:2] for problem in found(at_rho)] == [("E007", 13)]
    assert found(at_rho.replace("    nome: Rhodense", "    nome: R\n    ente: Comune di Rho")) == []
    far = GOOD.replace("casa@comune.rho.mi.it", "casa@comune.bologna.it")
    assert [problem[:2] for problem in found(far)] == [("E007", 8)]


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://x.it/casa?utm_source=fb&utm_medium=post", "https://x.it/casa"),
        ("https://x.it/?id=7&fbclid=IwAR2#orari", "https://x.it/?id=7#orari"),
        ("https://x.it/p?gclid=&a=1", "https://x.it/p?a=1"),
    ],
)
def test_what_a_service_added_to_a_link_is_taken_away(url: str, right: str) -> None:
    """The rest of the address stays, sign by sign."""
    (problem,) = found(GOOD.replace("https://www.comune.rho.mi.it/casa", f'"{url}"'))
    assert (problem[0], problem[3]) == ("L005", f"write «{right}»")


@pytest.mark.parametrize("url", ["https://bit.ly/3xYz", "https://www.tinyurl.com/abc"])
def test_a_shortened_link_is_named(url: str) -> None:
    """Nobody sees where it leads."""
    text = GOOD.replace("https://www.comune.rho.mi.it/casa", url)
    assert [problem[:2] for problem in found(text)] == [("L006", 9)]


@pytest.mark.parametrize("end", [".", ").", "»", "';"])
def test_a_link_ends_where_its_address_ends(end: str) -> None:
    """What stood behind it in a sentence is taken off; brackets of the address itself stay."""
    whole = "https://www.comune.rho.mi.it/casa_(sfratti)"
    text = GOOD.replace("email: [soc", f'link: [{{url: "{whole}{end}"}}]\n        email: [soc')
    [problem] = found(text)
    assert (problem[0], problem[3]) == ("L008", f"write «{whole}»")
    assert found(text.replace(end + '"', '"')) == []


def test_a_host_in_another_alphabet_is_no_address() -> None:
    """«comunerho» with one Cyrillic letter looks the same on paper."""
    text = GOOD.replace("email: [soc", 'link: [{url: "https://xn--cmunerho-7bj.it"}]\n'
                        "        email: [soc")  # fmt: skip
    assert [problem[:2] for problem in found(text)] == [("L001", 13)]


BLOCK = """\
portale:
  ente: Corte di prova
  contatto: sito@comune.rho.mi.it
  accessibilita: https://form.agid.gov.it/view/1
  privacy: https://www.comune.rho.mi.it/privacy
  logo: logo.svg
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sito@", "sito@@", [("E001", 3, 13)]),
        ("sito@comune.rho.mi.it", "il sito del Comune", [("L001", 3, 13)]),
        ("sito@comune.rho.mi.it", "http://www.comune.rho.mi.it/aiuto", [("L003", 3, 13)]),
        ("https://form.agid", "form.agid", [("L002", 4, 18)]),
        ("https://www.comune.rho.mi.it/privacy", "qui", [("L001", 5, 12)]),
        ("Corte di prova", "da definire", [("W004", 2, 9)]),
    ],
)
def test_whose_portal_it_is_is_checked_too(
    old: str, new: str, expected: list[tuple[str, int, int]]
) -> None:
    """Its addresses as those of offices are, its words as all others."""
    assert found(BLOCK + GOOD) == []
    assert [problem[:3] for problem in found(BLOCK.replace(old, new) + GOOD)] == expected


def test_the_logo_lies_beside_the_list(tmp_path: Path) -> None:
    """One that is not there, is no picture or is heavy is a warning: the portal goes on without."""
    registry = read((BLOCK + GOOD).encode(), "f.yaml").registry
    assert registry
    logo = tmp_path / "logo.svg"
    said = []
    for data in (None, b"<html>", b"<svg>" + b" " * 30_000, b"<svg></svg>"):
        if data:
            logo.write_bytes(data)
        said += [(p.code, p.severity, p.at.line, str(p.message).rpartition("»")[2])
                 for p in check(registry, folder=tmp_path)]  # fmt: skip
    no_picture = ("L007", Severity.WARNING, 6, " is no SVG or PNG of at most 30 kB")
    assert said == [("L007", Severity.WARNING, 6, ""), no_picture, no_picture]


BODY = """\
      - tipo: sostegno
        ufficio: Sportello Casa
        telefoni: [{numero: "02 353711"}]
        email: [aiuto@sportello-casa.it]
        sede: {indirizzo: "Via Larga, 1", comune: Milano}
        verificato: 2026-10-01
"""


def with_rows(*rows: str) -> list[tuple[str, int]]:
    """Return what is found where each row is the last of an ambito: Rhodense, then Milano."""
    text = GOOD.replace("  - id: milano\n", f"{rows[0]}  - id: milano\n")
    return [problem[:2] for problem in found(text + "".join(rows[1:]))]


def test_who_helps_besides_may_help_everywhere() -> None:
    """The same number and address in each ambito, of an organisation that lies in one of them."""
    assert with_rows(BODY, BODY) == []
    other = with_rows(BODY, BODY.replace("Sportello", "Centro"))
    assert [code for code, _ in other] == ["T005", "E006"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("        ufficio: Sportello Casa\n", "", "C015"),
        ("".join(BODY.splitlines(keepends=True)[2:5]), "        note: In verifica.\n", "C004"),
        ('"02 353711"', '"02 12"', "T001"),
    ],
)
def test_who_helps_besides_has_a_name_and_can_be_reached(old: str, new: str, code: str) -> None:
    """No note excuses it: nobody needs the name of somebody who cannot be asked."""
    assert old in BODY
    assert [problem[0] for problem in with_rows(BODY.replace(old, new))] == [code]


@pytest.mark.parametrize(
    ("said", "code"),
    [("province: [MI, XX]", "C016"), ("province: [MI]\n  vicine: [FO]", "C016"),
     ("province: [MI]\n  vicine: [LO]", None)],
)  # fmt: skip
def test_the_territory_is_of_provinces_that_there_are(said: str, code: str | None) -> None:
    """An old code too is none: its Comuni would be missed by nobody."""
    text = f"territorio:\n  nome: Milano\n  ente: Prefettura di Milano\n  {said}\n{GOOD}"
    assert [problem[0] for problem in found(text)] == ([code] if code else [])


def test_who_helps_besides_serves_no_comune() -> None:
    """An ambito with nobody else has no office, however many numbers it has."""
    text = GOOD.partition("      - telefoni:")[0] + BODY
    assert [problem[0] for problem in found(text)] == ["C005", "C005"]
    doubtful = "      - {note: In verifica., verificato: 2026-10-01}\n"
    assert [problem[0] for problem in found(text + doubtful)] == ["C012", "C012", "C004"]


@pytest.mark.parametrize(
    ("zone", "codes"),
    [
        ("comuni: [Rho]\n        zone: [Lucernate, Mazzo]", []),
        ("zone: [Lucernate]", ["C014"]),
        ("comuni: [Rho, Pero]\n        zone: [Lucernate]", ["C014"]),
        ("comuni: [Rho]\n        zone: [Lucernate, LUCERNATE]", ["C011"]),
        ("comuni: [Rho]\n        tipo: municipio\n        zone: [Lucernate]", ["C013"]),
    ],
)
def test_a_part_is_that_of_one_comune(zone: str, codes: list[str]) -> None:
    """Which one is said, and the part once; a town hall is the whole Comune's."""
    row = f'      - {zone}\n        telefoni: [{{numero: "02 353711"}}]\n'
    found_here = with_rows(f"{row}        verificato: 2026-10-01\n")
    assert [problem[0] for problem in found_here] == codes


def test_an_ambito_of_one_comune_need_not_name_it() -> None:
    """There, a part can be of no other; two offices of two parts are no office twice."""
    row = (
        "      - {zone: [Municipio 3], telefoni: [{numero: '02 353711'}], verificato: 2026-10-01}\n"
    )
    other = row.replace("Municipio 3", "Municipio 4").replace("353711", "353712")
    assert with_rows("", row, other) == []
    assert [problem[0] for problem in with_rows("", row, row)] == ["C011"]
