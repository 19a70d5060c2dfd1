# SPDX-License-Identifier: EUPL-1.2
"""Aids and stages: which are open, for whom, and where each sentence stands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.registry.misure import FASI, GAP, Misure
from leaflet.registry.reading import read_aids
from tests.paths import ROOT

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

FILE = ROOT / "contacts" / "misure.yaml"
DAY = dt.timedelta(days=1)
MILANO, PANTIGLIATE = "morosita-incolpevole-milano", "morosita-incolpevole-pantigliate"


@pytest.fixture(scope="module")
def misure() -> Misure:
    """The real aids, expired ones too."""
    reading = read_aids(FILE.read_bytes(), "misure.yaml")
    assert reading.problems == ()
    return reading.misure


def test_an_aid_is_open_until_the_end_of_its_last_day(misure: Misure) -> None:
    """The day after it is shown nowhere; nobody has to do anything."""
    milano = next(one for one in misure.misure if one.id == MILANO)
    assert milano.al
    for day, shown in ((milano.al, True), (milano.al + DAY, False)):
        assert (MILANO in [one.id for one in misure.open_on(day).misure]) == shown


def test_what_expired_years_ago_is_in_the_file_and_shown_nowhere(misure: Misure) -> None:
    assert PANTIGLIATE in [one.id for one in misure.misure]
    assert PANTIGLIATE not in [one.id for one in misure.open_on(dt.date(2026, 11, 30)).misure]
    assert PANTIGLIATE in [one.id for one in misure.open_on(dt.date(2021, 12, 31)).misure]


def test_an_aid_is_for_its_comuni_its_ambiti_or_all(misure: Misure, registry: Registry) -> None:
    """Milano's own comes first in Milano, and is proposed nowhere else."""
    milano, rhodense = registry.ambito("milano"), registry.ambito("rhodense")
    assert milano
    assert rhodense
    shown = misure.open_on(dt.date(2026, 11, 30))
    assert shown.for_place(milano)[0].id == MILANO
    everywhere = [one.id for one in shown.for_place(rhodense)]
    assert everywhere == ["servizi-abitativi-pubblici", "servizi-abitativi-transitori",
                          "contributo-solidarieta"]  # fmt: skip
    assert [one.id for one in shown.for_place(rhodense, "Rho")] == everywhere


def test_all_stages_are_there_in_their_order(misure: Misure) -> None:
    assert tuple(fase.id for fase in misure.fasi) == FASI


def test_no_fact_of_law_is_signed_by_nobody(misure: Misure) -> None:
    """Until a lawyer has signed one, none is published."""
    assert sum(len(fase.bozze) for fase in misure.fasi) > 10
    assert not any(fase.list_signed() for fase in misure.fasi)


def test_each_sentence_stands_where_its_place_says(misure: Misure) -> None:
    """So problems point at the line."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    found = 0
    for path, text in misure.sentences():
        at = misure.at(*path)
        assert text.replace("'", "'")[:12] in lines[at.line - 1][at.column - 1 :]
        found += 1
    assert found > 200


def test_every_amount_of_a_sentence_is_a_value(misure: Misure) -> None:
    for misura in misure.misure:
        named = {name for _, text in misura.sentences() for name in GAP.findall(text)}
        assert named == {importo.nome for importo in misura.importi}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("    unita: lire\n", "S011"),
        ("    al: 31/12/2026\n", "S014"),
        ("    aiuti: [{fasi: [sfratto], testo: Pagare.}]\n", "S014"),
        ("    requisti: [Hai un contratto?]\n", "S011"),
        ("    importi: [{nome: isee, valore: tanti, unita: euro}]\n", "S014"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(line: str, code: str) -> None:
    """As in the list: the rest can be used, and the right key or an example is proposed."""
    text = (
        "misure:\n  - id: prova\n    nome: Prova\n    ente: Comune di Rho\n"
        "    descrizione: [È un aiuto.]\n    fonte: Prova\n    verificato: 2026-11-20\n"
        f"{line}"
    )
    found = [p for p in read_aids(text.encode(), "misure.yaml").problems if p.at.line == 8]
    assert [problem.code for problem in found] == [code]
    assert all(problem.hint for problem in found)


@given(st.binary(max_size=300))
def test_any_bytes_give_aids_or_problems(data: bytes) -> None:
    """Nothing that somebody saves ends the program."""
    reading = read_aids(data, "misure.yaml")
    assert isinstance(reading.misure, Misure)
    assert all(problem.at.file == "misure.yaml" for problem in reading.problems)


def test_a_list_of_contacts_read_as_aids_ends_with_problems() -> None:
    """Its «fonte», which aids do not have at that place, once was put back for ever."""
    reading = read_aids((ROOT / "contacts" / "ambiti.yaml").read_bytes(), "misure.yaml")
    assert not reading.misure.misure
    assert {problem.code for problem in reading.problems} == {"S011"}
