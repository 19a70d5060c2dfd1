# SPDX-License-Identifier: EUPL-1.2
"""The manual: each rule has a page, and each page's examples do what they say."""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import textwrap

import pytest
from babel.messages.pofile import read_po

from leaflet.problems import Location
from leaflet.registry.reading import read, read_aids
from leaflet.rules import check, check_aids, check_texts
from leaflet.rules.ignores import apply_ignores
from leaflet.rules.manual import SUBJECTS, format_manual, format_page, pages
from leaflet.texts.catalogues import CatalogueEntry, Language, Locale
from leaflet.texts.glossary import read_glossary
from leaflet.texts.review import find_review
from tests.paths import ROOT

RULES = ROOT / "docs" / "rules.md"
TODAY = dt.date(2026, 11, 21)

WITHOUT_EXAMPLE = {
    "S002",
    "S003",
    "S005",
    "S007",
    "S015",
    "S024",
    "P001",
    "P002",
    "P003",
    "P004",
    "P005",
    "P006",
    "P007",
    "P008",
    "P009",
    "D001",
    "D002",
    "D003",
    "D004",
    "E010",
    "L007",
    "L010",
    "L011",
    "M011",
}
"""Codes about files, paper or the network: an example would not fit on a page."""

SKELETON = """\
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho, Pero, Pogliano Milanese, Pregnana Milanese, Settimo Milanese, Vanzago]
    contatti:
      - email: [rhodense@comune.pero.mi.it]
        verificato: 2026-11-20
      -
"""

AID = {
    "id": "prova",
    "nome": "Contributo per l'affitto",
    "ente": "Comune di Rho",
    "al": "2027-06-30",
    "descrizione": "[È un aiuto in denaro.]",
    "aiuti": "[{fasi: [convalida], testo: Pagare l'affitto.}]",
    "fonte": "Avviso del Comune",
    "verificato": "2026-11-20",
}
"""An aid in which no rule finds a fault."""

MANUAL = pages()
SHIPPED_TERMS = read_glossary(ROOT / "locales")["en"]


def registry_of(example: str) -> str:
    """Return a registry with the example as a whole, or as one more row."""
    if example.startswith("ambiti:"):
        return f"fonte: Prova\n{example}"
    dated = example if "verificato" in example else f"{example}verificato: 2026-11-20\n"
    return SKELETON + textwrap.indent(dated, " " * 8)


def codes_of_registry(example: str) -> set[str]:
    text = registry_of(example)
    reading = read(text.encode(), "f.yaml")
    problems = reading.problems
    if reading.registry:
        found = check(reading.registry, today=TODAY, whole=not problems)
        problems = apply_ignores([*problems, *found], reading.registry, text, "f.yaml")
    return {problem.code for problem in problems}


def aids_of(example: str) -> str:
    """Return a file of aids: the example as a whole, or an aid that says this instead."""
    if re.match("misure:|fasi:", example):
        return example
    own = set(re.findall(r"^(\w+):", example, re.MULTILINE))
    if own & {"fino_a", "ricontrolla"}:
        own.add("al")
    lines = [f"{key}: {value}\n" for key, value in AID.items() if key not in own]
    text = textwrap.indent("".join([*lines, example]), " " * 4)
    return f"misure:\n  - {text.removeprefix('    ')}"


def codes_of_aids(example: str) -> set[str]:
    registry = read(registry_of("email: [casa@comune.rho.mi.it]\n").encode(), "f.yaml").registry
    assert registry is not None
    reading = read_aids(aids_of(example).encode(), "misure.yaml")
    found = check_aids(registry.with_aids(reading.misure, TODAY), TODAY)
    return {problem.code for problem in (*reading.problems, *found)}


def codes_of_catalogue(example: str, code: str) -> set[str]:
    """Return what the text rules find in a catalogue with this one entry."""
    catalogue = read_po(io.BytesIO(example.encode()))
    at = Location("leaflet.po")
    entries = tuple(
        CatalogueEntry(
            str(message.id),
            str(message.string),
            message.fuzzy,
            at,
            find_review(message.user_comments, str(message.id), str(message.string)),
        )
        for message in catalogue
        if message.id
    )
    italian = code == "X009"
    direction = "rtl" if code == "X007" else "ltr"
    language = Language("it" if italian else "en", "x", direction, "Noto Sans")
    reviewer = "somebody" if all(entry.is_reviewed for entry in entries) else None
    locale = Locale(language, entries, reviewer, at, SHIPPED_TERMS)
    return {problem.code for problem in check_texts(locale)}


def codes(example: str, code: str) -> set[str]:
    if code.startswith("M"):
        return codes_of_aids(example)
    is_text = code.startswith("X")
    return codes_of_catalogue(example, code) if is_text else codes_of_registry(example)


def test_every_code_has_a_page_with_examples() -> None:
    """No page is empty, and only the codes named above have no examples."""
    assert len(MANUAL) > 60
    assert {page.code for page in MANUAL.values() if not page.wrong} == WITHOUT_EXAMPLE
    assert {page.code for page in MANUAL.values() if not page.right} == WITHOUT_EXAMPLE
    assert {code[0] for code in MANUAL} == set(SUBJECTS)
    assert all(page.title.endswith(".") for page in MANUAL.values())


def test_no_rule_is_left_out_of_the_lists() -> None:
    """What begins as a manual page in the code is one, and no code is used twice."""
    files = sorted((ROOT / "leaflet" / "rules").glob("*.py"))
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    texts = [n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    heads = [re.match(r"\s*([A-Z]\d{3}): ", text) for text in texts if isinstance(text, str)]
    assert sorted(head[1] for head in heads if head) == sorted(MANUAL)


@pytest.mark.parametrize("code", sorted(set(MANUAL) - WITHOUT_EXAMPLE))
def test_the_wrong_example_breaks_the_rule(code: str) -> None:
    """The failing example of a page gives its problem."""
    assert code in codes(MANUAL[code].wrong, code)


@pytest.mark.parametrize("code", sorted(set(MANUAL) - WITHOUT_EXAMPLE))
def test_the_right_example_keeps_the_rule(code: str) -> None:
    """The passing example of a page does not give its problem."""
    assert code not in codes(MANUAL[code].right, code)


def test_the_written_manual_is_up_to_date() -> None:
    """`make rules` would change nothing."""
    assert RULES.read_text(encoding="utf-8") == format_manual(MANUAL)


def test_a_page_for_the_terminal_is_whole() -> None:
    """Title, text and both examples are there."""
    text = format_page(MANUAL["T004"])
    assert text.startswith("T004: it is not clear where the number ends")
    assert '    telefoni: [{numero: "02/954398-266"}]' in text
    assert '    telefoni: [{numero: "02 954398", interno: "266"}]' in text
