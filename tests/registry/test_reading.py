# SPDX-License-Identifier: EUPL-1.2
"""Reading: every problem of shape at once, each with its place; and never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaflet.problems import LeafletError
from leaflet.registry.reading import LARGEST_LIST, read, read_file
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONTACTS = ROOT / "contacts" / "ambiti.yaml"
ANNEX = ROOT / "tests" / "data" / "annex-2023.yaml"

GOOD = """\
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho, Pero]
    contatti:
      - telefoni:
          - numero: 02020202
            orari: [{giorni: lun-ven, dalle: 12:30, alle: "14:00"}]
        email: [casa@comune.rho.mi.it]
        ufficio: NO
        verificato: 2023-01-24
"""


def found(text: str) -> list[tuple[int, int, str]]:
    return [(p.at.line, p.at.column, p.code) for p in read(text.encode(), "f.yaml").problems]


def test_scalars_stay_what_was_typed() -> None:
    """Octal numbers, sexagesimal times and NO are text, not what YAML makes of them."""
    registry = read(GOOD.encode(), "f.yaml").registry
    assert registry is not None
    contatto = registry.ambiti[0].contatti[0]
    assert contatto.telefoni[0].numero == "02020202"
    assert contatto.telefoni[0].orari[0].dalle == "12:30"
    assert contatto.ufficio == "NO"


@pytest.mark.parametrize("path", [CONTACTS, ANNEX], ids=["shipped", "annex"])
def test_the_real_registries_have_a_sound_shape(path: Path) -> None:
    """All nine ambiti and 26 rows of the protocol are read without a problem of shape."""
    reading = read_file(path)
    assert reading.problems == ()
    assert reading.registry is not None
    assert len(reading.registry.ambiti) == 9
    assert len(list(reading.registry.rows())) == 26


def test_places_lead_to_the_very_characters() -> None:
    """The place of a value is where its text begins, inside the quotation marks."""
    registry = read(GOOD.replace("02020202", '"02020202"').encode(), "f.yaml").registry
    assert registry is not None
    at = registry.at("ambiti", 0, "contatti", 0, "telefoni", 0, "numero")
    assert (at.line, at.column, at.length) == (8, 22, 8)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("fonte: Prova", "fonte: [", (3, 3, "S001")),
        ("fonte: Prova", "", (2, 1, "S010")),
        ("fonte: Prova", "fonte:", (1, 1, "S013")),
        ("fonte: Prova", "fonte: Prova\nfonte: due", (2, 1, "S009")),
        ("fonte: Prova", "fonte: Prova\nbase_url: *a", (2, 11, "S006")),
        ("fonte: Prova", "fonte: &Prova uno", (1, 8, "S006")),
        ("fonte: Prova", "fonte: !Prova uno", (1, 8, "S006")),
        ("2023-01-24", '"2023-01-24', (12, 21, "S001")),
        ("[Rho, Pero]", "[Rho, Pero", (5, 13, "S001")),
        ("    nome: Rhodense", "\tnome: Rhodense", (4, 1, "S001")),
        ("fonte: Prova", "fonte: Prova\n? [a]\n: b", (2, 3, "S008")),
        ("fonte: Prova", "fonte: Pr\u202eova", (1, 10, "S004")),
        ("fonte: Prova", "fonte: Pr\u00adova", (1, 10, "S004")),
        ("id: rhodense", "id: Rhodense!", (3, 9, "S014")),
        ("nome: Rhodense", "nome: [a]", (4, 11, "S012")),
        ("nome: Rhodense", "nom: Rhodense", (4, 5, "S011")),
        ("comuni: [Rho, Pero]", "comuni: Rho", (5, 13, "S012")),
        ("comuni: [Rho, Pero]", "comuni: []", (5, 5, "S013")),
        ("numero:", "numer:", (8, 13, "S011")),
        ("lun-ven", "lunedi", (9, 30, "S014")),
        ("12:30", "12.30", (9, 46, "S014")),
        ("2023-01-24", "24/01/2023", (12, 21, "S014")),
        ("2023-01-24", "1674518400", (12, 21, "S014")),
        ("NO", "x" * 201, (11, 18, "S015")),
    ],
)
def test_a_fault_of_shape_is_found_at_its_place(
    old: str, new: str, expected: tuple[int, int, str]
) -> None:
    """One fault gives one problem, at the line and column where it stands."""
    assert old in GOOD
    assert found(GOOD.replace(old, new, 1)) == [expected]


def test_a_mistyped_key_is_not_reported_as_missing_too() -> None:
    """The hint names the key that was meant, and nothing else is said about it."""
    (problem,) = read(GOOD.replace("numero:", "numer:").encode(), "f.yaml").problems
    assert str(problem.message) == "unknown key «numer»"
    assert str(problem.hint) == "write «numero»"


def test_all_faults_are_found_at_once() -> None:
    """Ten faults in one file are ten problems in one run, and the sound rest is still read."""
    text = GOOD.replace("nome: Rhodense", "nom: x\n    colore: blu").replace("02020202", "[1]")
    text = text.replace("casa@comune.rho.mi.it", "{a: b}").replace("2023-01-24", "ieri")
    text += "  - id: sano\n    nome: Sano\n    comuni: [Arese]\n    contatti:\n"
    text += "      - email: [a@b.it]\n        verificato: 2023-01-24\n"
    reading = read(text.encode(), "f.yaml")
    assert [problem.code for problem in reading.problems] == [
        "S011", "S011", "S012", "S012", "S014",
    ]  # fmt: skip
    assert reading.registry is not None
    assert [ambito.id for ambito in reading.registry.ambiti] == ["sano"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "S001"),
        (b"- a\n", "S001"),
        (b"just text", "S001"),
        (b"a: b\n---\nc: d\n", "S005"),
        (b"\xff\xfe", "S003"),
        (b"{" * 5000, "S007"),
        (b"[" * 100_000, "S007"),
        (b"x" * (LARGEST_LIST + 1), "S002"),
        (b"ambiti:\n" + b"- a\n" * 30_000, "S002"),
        (b"a: 1\n" * 20_000, "S002"),
        (b"a: &x [*x, *x]\n", "S006"),
    ],
)
def test_what_is_no_registry_is_refused(
    data: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that cannot be a registry give a problem that says why."""
    monkeypatch.setattr("leaflet.registry.reading.MOST_VALUES", 30_000)  # ten times as quick
    reading = read(data, "f.yaml")
    assert code in {problem.code for problem in reading.problems}
    assert reading.registry is None


def test_windows_line_ends_and_byte_order_marks_are_fine() -> None:
    """What Windows editors add to a file does not matter."""
    reading = read(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "f.yaml")
    assert reading.problems == ()
    assert reading.registry is not None


def test_a_missing_file_is_a_leaflet_error(tmp_path: Path) -> None:
    """A file that is not there stops the run with its name."""
    with pytest.raises(LeafletError, match=r"gone\.yaml"):
        read_file(tmp_path / "gone.yaml")


@given(st.binary(max_size=400))
def test_any_bytes_give_problems_not_tracebacks(data: bytes) -> None:
    """Whatever the bytes, reading ends with a registry or with at least one problem."""
    reading = read(data, "f.yaml")
    assert reading.registry is not None or reading.problems


@settings(max_examples=200)
@given(st.data())
def test_a_mutated_registry_gives_problems_inside_the_file(data: st.DataObject) -> None:
    """However a real registry is mutilated, each problem points into it."""
    text = CONTACTS.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        length = data.draw(st.integers(0, 40))
        piece = data.draw(st.text(st.characters(codec="utf-8"), max_size=8) | st.just("\n  - "))
        text = text[:start] + piece + text[start + length :]
    reading = read(text.encode(), "f.yaml")
    assert reading.registry is not None or reading.problems
    lines = text.count("\n") + 2
    assert all(1 <= p.at.line <= lines and p.at.column >= 1 for p in reading.problems)


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("    nome: Rhodense", "\tnome: Rhodense", "this line is indented with a tab",
         "use spaces in its place"),
        ("nome: Rhodense", "nome: Ambito: uno", "this line is not valid YAML",
         "put a value that contains a colon in quotation marks; check the indentation"),
        ("2023-01-24", "24/1/2023", "«24/1/2023» is not a valid «verificato»",
         "write it like this: 2023-01-24"),
        ("2023-01-24", "ieri", "«ieri» is not a valid «verificato»",
         "write it like this: AAAA-MM-GG"),
    ],
)  # fmt: skip
def test_the_hint_names_the_cause(old: str, new: str, message: str, hint: str) -> None:
    """What offices get wrong most often is named, and no hint invites a false date."""
    (problem,) = read(GOOD.replace(old, new, 1).encode(), "f.yaml").problems
    assert (str(problem.message), str(problem.hint)) == (message, hint)


@pytest.mark.parametrize("escape", ["u202E", "u200b", "L", "u2028", "x07", "U000E0041", "uFEFF"])
def test_an_escape_hides_no_character(escape: str) -> None:
    """What the value says counts, not how it is written; in keys too."""
    sign = f"\\{escape}"
    text = GOOD.replace("NO", f'"Casa {sign}"')
    assert found(text) == [(11, 19, "S004")]
    assert "S004" in {code for _, _, code in found(GOOD.replace("ufficio:", f'"uffi{sign}cio":'))}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("ufficio: NO", "ufficio: ~", (11, 9)),
        ("ufficio: NO", "ufficio: null", (11, 9)),
        ("ufficio: NO", "ufficio:", (11, 9)),
        ("ufficio: NO", 'ufficio: ""', (11, 9)),
        ("ufficio: NO", "comuni: []", (11, 9)),
        ("ufficio: NO", "sede: {}", (11, 9)),
        ("comuni: [Rho, Pero]", "comuni: []", (5, 5)),
        ("[casa@comune.rho.mi.it]", "[casa@comune.rho.mi.it, ~]", (10, 40)),
    ],
)
def test_what_has_no_value_is_said(old: str, new: str, place: tuple[int, int]) -> None:
    """Nobody can tell whether «comuni: []» means all or none, and «~» is not printed."""
    assert found(GOOD.replace(old, new)) == [(*place, "S013")]
