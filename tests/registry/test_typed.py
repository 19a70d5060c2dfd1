# SPDX-License-Identifier: EUPL-1.2
"""What people type about a row becomes the row, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.registry.typed import QUESTIONS, TypedRow, answers, apply_answers
from leaflet.registry.writing import plain

if TYPE_CHECKING:
    from leaflet.registry.model import Registry


def phone(line: str) -> TypedRow:
    row = apply_answers({}, {"telefono": [line]})
    numbers: list[TypedRow] = row["telefoni"]
    return numbers[0]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("02 4869 4677", {"numero": "02 4869 4677"}),
        ("02 954398 int. 266", {"numero": "02 954398", "interno": "266"}),
        ("02 954398, interno 266", {"numero": "02 954398", "interno": "266"}),
        ("02 0202 tasti 4.1.2", {"numero": "02 0202", "tasti": "4.1.2"}),
        (
            "02 1 lun-ven 9.00-12:30; mar, gio 14:00 – 16:00",
            {
                "numero": "02 1",
                "orari": [
                    {"giorni": "lun-ven", "dalle": "09:00", "alle": "12:30"},
                    {"giorni": "mar, gio", "dalle": "14:00", "alle": "16:00"},
                ],
            },
        ),
        ("02 1 mar quando capita", {"numero": "02 1 mar quando capita"}),
        ("chiedere in portineria", {"numero": "chiedere in portineria"}),
    ],
)
def test_a_number_is_read_with_all_that_belongs_to_it(line: str, meant: TypedRow) -> None:
    assert phone(line) == meant


def test_a_known_number_keeps_what_belongs_to_it_and_a_new_one_has_nothing() -> None:
    row = {"telefoni": [{"numero": "02 48", "interno": "3"}]}
    assert apply_answers(row, {"telefono": ["0248", "02 49"]})["telefoni"] == [
        {"numero": "0248", "interno": "3"},
        {"numero": "02 49"},
    ]


def test_an_empty_answer_takes_away_what_was_there() -> None:
    row = {"note": "x", "email": ["a@b.it"], "sede": {"indirizzo": "Via A", "comune": "Rho"}}
    assert apply_answers(row, {"note": [""], "email": [], "indirizzo": [""], "sede": [""]}) == {}


def test_a_town_hall_is_typed_as_it_is_written_in_a_workbook() -> None:
    """It is the office by that name; another name makes it an office again."""
    hall = apply_answers({"comuni": ["Inzago"]}, {"ufficio": ["centralino e municipio"]})
    assert hall == {"comuni": ["Inzago"], "tipo": "municipio"}
    assert answers(hall)["ufficio"] == ["Centralino e municipio"]
    assert apply_answers(hall, answers(hall)) == hall
    office = apply_answers(hall, {"ufficio": ["Ufficio Casa"]})
    assert office == {"comuni": ["Inzago"], "ufficio": "Ufficio Casa"}


def test_what_is_not_asked_stays() -> None:
    row = {"ufficio": "Casa", "verificato": "2023-01-24"}
    assert apply_answers(row, {"cap": ["20017"]}) == {
        "ufficio": "Casa",
        "sede": {"cap": "20017"},
        "verificato": "2023-01-24",
    }


def test_the_real_rows_are_told_as_they_are(registry: Registry) -> None:
    """Typing all answers of a row again changes nothing; only the order of phones is kept too."""
    data = plain(registry)
    rows = [row for ambito in data["ambiti"] for row in ambito["contatti"]]  # type: ignore[union-attr, call-overload, index]
    assert len(rows) == 26
    for row in rows:
        again = apply_answers({"verificato": row["verificato"]}, answers(row))  # type: ignore[arg-type, call-overload, index]
        assert again == row


@given(st.dictionaries(st.sampled_from(QUESTIONS), st.lists(st.text(max_size=30), max_size=3)))
def test_nothing_that_is_typed_can_break_it(given_: dict[str, list[str]]) -> None:
    once = apply_answers({}, given_)
    assert apply_answers(once, {}) == once


@pytest.mark.parametrize(
    ("question", "typed", "field", "meant"),
    [
        ("email", "Mario Rossi <m@x.it>; PEC: p@x.it", "email", ["m@x.it", "p@x.it"]),
        ("comuni", "Comune di Melzo", "comuni", ["Melzo"]),
        ("telefono", "tel. 02 4869 4677", "telefoni", [{"numero": "02 4869 4677"}]),
        ("telefono", "02 4869 4677 dal lunedì al venerdì dalle 9 alle 12", "telefoni",
         [{"numero": "02 4869 4677",
           "orari": [{"giorni": "lun-ven", "dalle": "09:00", "alle": "12:00"}]}]),
    ],
)  # fmt: skip
def test_what_is_clear_in_a_workbook_is_clear_here(
    question: str, typed: str, field: str, meant: object
) -> None:
    """Both ask the same functions."""
    assert apply_answers({}, {question: [typed]}) == {field: meant}


def test_a_word_for_nothing_takes_away_but_never_a_comune() -> None:
    """Without its Comuni a row would be for the whole ambito."""
    row = {"comuni": ["Melzo"], "email": ["a@x.it"]}
    assert apply_answers(row, {"email": ["non ha e-mail"]}) == {"comuni": ["Melzo"]}
    assert apply_answers(row, {"comuni": ["n.d."]})["comuni"] == ["n.d."]


def test_who_helps_besides_is_typed_as_it_is_written_in_a_workbook() -> None:
    """Another name leaves it what it is: it becomes no office because two words were left out."""
    body = apply_answers({}, {"ufficio": ["Chi altro aiuta: Sportello Casa"]})
    assert body == {"tipo": "sostegno", "ufficio": "Sportello Casa"}
    assert answers(body)["ufficio"] == ["Chi altro aiuta: Sportello Casa"]
    assert apply_answers(body, answers(body)) == body
    renamed = apply_answers(body, {"ufficio": ["Sportello Casa Milano"]})
    assert renamed == {"tipo": "sostegno", "ufficio": "Sportello Casa Milano"}


def test_parts_of_a_comune_are_typed_one_by_one() -> None:
    """They stand behind the Comune; none means the whole of it."""
    row = apply_answers({"comuni": ["Napoli"]}, {"zone": ["Municipalità 3", " Municipalità  4 "]})
    assert row == {"comuni": ["Napoli"], "zone": ["Municipalità 3", "Municipalità 4"]}
    assert apply_answers(row, {"zone": [""]}) == {"comuni": ["Napoli"]}
