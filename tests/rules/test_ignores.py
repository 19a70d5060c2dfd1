# SPDX-License-Identifier: EUPL-1.2
"""Comments that silence a rule on one row."""

from __future__ import annotations

from leaflet.registry.reading import read
from leaflet.rules import check
from leaflet.rules.ignores import apply_ignores

TEXT = """\
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho, Pero]
    contatti:
      - comuni: [Rho]
        email: [casa.rho@gmail.com] # FIRST
        verificato: 2026-11-20
      - telefoni: [{numero: "02 9333 2111"}]
        verificato: 2026-11-20
      - comuni: [Pero]
        # SECOND
        email: [casa.pero@gmail.com]
        verificato: 2026-11-20
"""


def found(first: str = "", second: str = "") -> list[tuple[str, int]]:
    text = TEXT.replace("# FIRST", first).replace("# SECOND", second)
    reading = read(text.encode(), "f.yaml")
    assert reading.registry is not None
    problems = apply_ignores(check(reading.registry), reading.registry, text, "f.yaml")
    return [(problem.code, problem.at.line) for problem in problems]


def test_without_comments_everything_is_said() -> None:
    """Both rows use a private mailbox."""
    assert found() == [("E003", 8), ("E003", 14)]


def test_a_comment_silences_its_rule_on_its_row_only() -> None:
    """At the end of a line or on a line of its own, it counts for the row it stands in."""
    assert found("# leaflet: ignore E003 no other address") == [("E003", 14)]
    assert found(second="# leaflet: ignore E003 no other address") == [("E003", 8)]


def test_a_comment_that_silences_nothing_is_reported() -> None:
    """It would hide the next mistake."""
    assert found("# leaflet: ignore T001 wrong rule") == [
        ("E003", 8),
        ("S021", 8),
        ("E003", 14),
    ]


def test_a_comment_needs_a_code_and_a_reason() -> None:
    """Without them it silences nothing."""
    assert ("S022", 8) in found("# leaflet: ignore E003")
    assert ("E003", 8) in found("# leaflet: ignore E003")
    assert ("S022", 8) in found("# leaflet: ignore")
