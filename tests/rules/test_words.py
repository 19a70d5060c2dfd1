# SPDX-License-Identifier: EUPL-1.2
"""Words and signs in the list: each fault is found where it stands, and real words are not."""

from __future__ import annotations

import pytest

from leaflet.problems import Severity
from leaflet.registry.reading import read
from leaflet.rules import check

LIST = """\
fonte: Prova
ambiti:
  - id: rhodense
    nome: Rhodense
    comuni: [Rho]
    contatti:
      - ufficio: Ufficio Casa
        referente: Dott.ssa Anna Rossi
        telefoni: [{numero: "02 9333 2111"}]
        email: [casa@comune.rho.mi.it]
        link: [{titolo: Casa, url: "https://www.comune.rho.mi.it/casa"}]
        sede: {indirizzo: "Via Roma, 1", comune: Rho}
        note: Il sabato no.
        verificato: 2023-01-24
"""


def found(old: str, new: str) -> list[tuple[str, Severity, int, str]]:
    assert LIST.count(old) == 1
    reading = read(LIST.replace(old, new).encode(), "f.yaml")
    assert reading.registry is not None
    assert not reading.problems
    problems = check(reading.registry)
    return [(p.code, p.severity, p.at.column, str(p.hint)) for p in problems]


ERROR, WARNING = Severity.ERROR, Severity.WARNING
AGAIN = "delete the word and type it again, on an Italian keyboard"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Ufficio Casa", "Ufficio Сasa", ("W001", ERROR, 26, AGAIN)),
        ("Anna Rossi", "Anna Rοssi", ("W001", ERROR, 35, AGAIN)),
        ("Via Roma", "Via Rоma", ("W001", ERROR, 33, AGAIN)),
        ("Il sabato no", "Associazione Дом", ("W001", WARNING, 28, AGAIN)),
        ("Casa,", "Cаsa,", ("W001", ERROR, 26, AGAIN)),
        ("Via Roma", "Piazza della LibertÃ ",
         ("W002", ERROR, 28, "write «Piazza della Libertà, 1»")),
        ("Il sabato no", "Il sabato Ã¨ chiuso", ("W002", ERROR, 15, "write «Il sabato è chiuso.»")),
        ("Anna Rossi", "Nicol\ufffd Rossi", ("W003", ERROR, 34, "type the word again")),
        ("Anna Rossi", "Nicol? Rossi", ("W003", WARNING, 34, "type the word again")),
        ("Dott.ssa Anna Rossi", "da definire",
         ("W004", ERROR, 20, "write what is true, or leave it out")),
        ("Ufficio Casa", "XXX", ("W004", ERROR, 18, "write what is true, or leave it out")),
        ("Ufficio Casa", "N.D.", ("W004", ERROR, 18, "write what is true, or leave it out")),
        ("Dott.ssa Anna Rossi", "---", ("W004", ERROR, 20, "write what is true, or leave it out")),
        ("Via Roma", "Via da completare",
         ("W004", WARNING, 28, "write what is true, or leave it out")),
        ("Ufficio Casa", "Ufficio ☎ Casa", ("W005", ERROR, 26, "leave it out, or say it in words")),
        ("Il sabato no", "→ Il sabato no",
         ("W005", ERROR, 15, "leave it out, or say it in words")),
        ("Anna Rossi", "Anna 🏠 Rossi", ("W005", ERROR, 34, "leave it out, or say it in words")),
        ("casa@comune", "nome.cognome@comune",
         ("W004", ERROR, 17, "write what is true, or leave it out")),
    ],
)  # fmt: skip
def test_a_fault_is_found_where_it_stands(
    old: str, new: str, expected: tuple[str, Severity, int, str]
) -> None:
    """One fault gives one problem, with what to do about it."""
    assert found(old, new) == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Via Roma", "Via XXX Aprile"),
        ("Via Roma", "Piazza Giovanni XXIII"),
        ("Il sabato no", "Hai perso la casa? Chiama"),
        ("Il sabato no", "Numero da confermare ogni mese"),
        ("Ufficio Casa", "Ufficio prova e idoneità alloggi"),
        ("Ufficio Casa", "Caffè «Città» – 2º piano"),
        ("Il sabato no", "Rispondono • sì “no” – … № ½ ’"),
        ("Anna Rossi", "Anna Tomažič Müller Ağaoğlu"),
    ],
)
def test_real_words_are_not_accused(old: str, new: str) -> None:
    """Roman numbers, questions, accents and typographic signs are in order."""
    assert found(old, new) == []


def test_the_sign_of_a_bad_address_is_named() -> None:
    """A long dash or a Cyrillic letter in an e-mail address is called by its name."""
    expected = "type the address again, letter by letter"
    for sign, name in (("–", "U+2013, en dash"), ("о", "U+043E, cyrillic small letter o")):
        ((code, _, _, hint),) = found("casa@", f"c{sign}sa@")
        assert (code, hint) == ("E001", f"«{sign}» ({name}) cannot be part of it: {expected}")


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        ("Ufficio Casa", "UFFICIO CASA", "Ufficio Casa"),
        ("Ufficio Casa", "SERVIZI DELL'AMBITO E DEL TERRITORIO",
         "Servizi dell'Ambito e del Territorio"),
        ("Dott.ssa Anna Rossi", "DOTT. LUCA DE ROSSI", "Dott. Luca De Rossi"),
        ("Dott.ssa Anna Rossi", "Dott.ssa ANNA ROSSI", "Dott.ssa Anna Rossi"),
        ("Via Roma, 1", "VIA PIO XII, 1", "Via Pio XII, 1"),
        ("Via Roma, 1", "PIAZZA CITTÀ DI CASTELLO, 1", "Piazza Città di Castello, 1"),
        ("Il sabato no.", "CHIUSO IL SABATO, SERVIZIO SOSPESO",
         "Chiuso il sabato, servizio sospeso"),
    ],
)  # fmt: skip
def test_words_in_capitals_are_named(old: str, new: str, right: str) -> None:
    """With how they would be written; a person decides."""
    problems = [problem for problem in found(old, new) if problem[0] == "W006"]
    assert [(p[1], p[3]) for p in problems] == [(WARNING, f"write it like this: {right}")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ufficio Casa", "UNEP"),
        ("Ufficio Casa", "ALER MILANO"),
        ("Ufficio Casa", "CGIL CISL UIL SUNIA"),
        ("Ufficio Casa", "SER.CO.P. ASC"),
        ("Ufficio Casa", "Sportello CAF ACLI"),
        ("Dott.ssa Anna Rossi", "Dott.ssa Anna ROSSI"),
        ("Dott.ssa Anna Rossi", "U.R.P."),
        ("Via Roma, 1", "Via XX Settembre, 1"),
    ],
)
def test_abbreviations_and_surnames_may_be_in_capitals(old: str, new: str) -> None:
    """They are written so, and read so."""
    assert "W006" not in {problem[0] for problem in found(old, new)}
