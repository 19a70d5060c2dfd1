# SPDX-License-Identifier: EUPL-1.2
"""Right lists of other territories: no rule about phones, e-mails and links accuses them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from leaflet.problems import Severity
from leaflet.registry.comuni import official
from leaflet.registry.phones import format_number
from leaflet.registry.provinces import provinces
from leaflet.registry.reading import read
from leaflet.rules import check
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 12
"""Of each province, spread over its Comuni."""
OF_BEFORE = {"MB": "mi", "LO": "mi", "LC": "co", "FM": "ap", "BT": "ba", "RN": "fo", "SU": "ca"}
"""Letters that many domains of a younger province still have."""


def write_list(letters: dict[str, str], *, words: int) -> str:
    """Return a list with an ambito for each province of Italy; domains have `words` of a name.

    `letters` are those of a province in its domains, where they are not its own.
    """
    return "fonte: Prova\nambiti:\n" + "".join(
        line for sigla in provinces() for line in write_ambito(sigla, letters, words)
    )


def write_ambito(sigla: str, letters: dict[str, str], words: int) -> Iterator[str]:
    """Yield the lines of a province: each row has a number, an address and a page of its Comune."""
    comuni = official().of_province(sigla)[:: max(1, len(official().of_province(sigla)) // ROWS)]
    names = [comune.nome for comune in comuni]
    codes = sorted(provinces()[sigla].area_codes) or ["02"]
    yield f"  - id: {sigla.lower()}\n    nome: Ambito {sigla}\n"
    yield f"    comuni: {json.dumps(names)}\n    contatti:\n"
    for i, name in enumerate(names):
        first = fold(name).split()[:words] if len(fold(name).split()[0]) > 5 else fold(name).split()
        host = f"comune.{'-'.join(first)}.{letters.get(sigla, sigla.lower())}.it"
        numero = format_number(f"{codes[i % len(codes)]}{234567 + i}")
        yield f"      - comuni: [{json.dumps(name)}]\n"
        yield f'        telefoni: [{{numero: "{numero}"}}]\n'
        yield f"        email: [protocollo@{host}]\n"
        yield f"        link: [{{url: https://www.{host}/casa}}]\n"
        yield "        verificato: 2023-01-24\n"


@pytest.mark.parametrize("letters", [{}, OF_BEFORE], ids=["of today", "of before"])
@pytest.mark.parametrize("words", [9, 1])
def test_no_rule_accuses_a_right_list(letters: dict[str, str], words: int) -> None:
    """Domains are whole names or first words, in the province or the one it came from."""
    reading = read(write_list(letters, words=words).encode(), "f.yaml")
    assert reading.registry is not None
    assert len(list(reading.registry.rows())) > 1000
    wrong = [
        f"{problem.code} {problem.message}"
        for problem in check(reading.registry)
        if problem.code[0] in "ELT" and problem.severity != Severity.INFO
    ]
    assert wrong == []
