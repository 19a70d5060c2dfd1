# SPDX-License-Identifier: EUPL-1.2
"""What people write in a cell is understood when it is certain, and asked about when not."""

from __future__ import annotations

import datetime as dt

import pytest

from leaflet.offices.workbook import cells
from leaflet.offices.workbook.cells import UnclearError
from leaflet.registry.phones import Locality, find_codes
from leaflet.registry.spellings import split_emails

MELZO = Locality(("Melzo", "Cassano d'Adda"), find_codes(["Melzo"], ["0363 366203"]))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("lun-ven", "09:00", "12:30"), [("lun-ven", "09:00", "12:30")]),
        (("dal lunedì al venerdì", "9", "12.30"), [("lun-ven", "09:00", "12:30")]),
        (("mar, gio", "ore 9,15", "12:30:00"), [("mar, gio", "09:15", "12:30")]),
        (("lunedì e mercoledì", "8:30", "10"), [("lun, mer", "08:30", "10:00")]),
        (("lun-ven", "09:00; 14:00", "12:30; 16:00"),
         [("lun-ven", "09:00", "12:30"), ("lun-ven", "14:00", "16:00")]),
        (("lun; mer", "09:00; 14:00", "12:30; 16:00"),
         [("lun", "09:00", "12:30"), ("mer", "14:00", "16:00")]),
        (("", "", ""), []),
    ],
)  # fmt: skip
def test_opening_hours(written: tuple[str, ...], meant: list[tuple[str, ...]]) -> None:
    """Days in words, hours with a point, and several openings of the same days."""
    assert [tuple(orario.values()) for orario in cells.hours(written, 0)] == meant


@pytest.mark.parametrize(
    "written",
    [
        ("ma", "9", "12"), ("lun mer", "9", "12"), ("lun-", "9", "12"), ("lun/ven", "9", "12"),
        ("lun", "25", "26"), ("lun", "9:60", "12"), ("lun", "mattina", "12"), ("", "9", "12"),
        ("lun", "9", ""),
    ],
)  # fmt: skip
def test_hours_that_nobody_can_be_sure_of(written: tuple[str, ...]) -> None:
    """They are asked about, never guessed."""
    with pytest.raises(UnclearError):
        cells.hours(written, 0)


@pytest.mark.parametrize(
    ("value", "name", "was", "meant"),
    [
        (295120286.0, "numero", "", "295120286"),
        (20066, "cap", "", "20066"),
        (187.0, "cap", "", "00187"),
        (12, "interno", "012", "012"),
        (4.1, "tasti", "", "4.1"),
        (dt.date(2002, 1, 4), "tasti", "4.1.2", "4.1.2"),
        (0.375, "dalle", "", "09:00"),
        (dt.time(9, 5), "dalle", "", "09:05"),
        (dt.timedelta(hours=12, minutes=30), "alle", "", "12:30"),
        (dt.timedelta(hours=12, minutes=29, seconds=59, microseconds=999997), "alle", "", "12:30"),
        (dt.time(16, 59, 59), "alle", "", "17:00"),
        (dt.datetime(1899, 12, 31, 9, 0), "dalle", "", "09:00"),  # noqa: DTZ001  (as Excel has it)
        (True, "conferma", "", "sì"),
        ("'=1", "note", "", "=1"),
        ("'=1", "note", "'=1", "'=1"),
        (None, "note", "x", ""),
    ],
)
def test_what_programs_made_of_a_value(
    value: str | float | dt.date | dt.time | dt.timedelta | None, name: str, was: str, meant: str
) -> None:
    """It is turned back when there is only one way."""
    assert cells.cell_text(value, name, was) == meant


@pytest.mark.parametrize(
    ("typed", "was", "numbers"),
    [
        ("02/95120286", "", ("02 9512 0286",)),
        ("0295120286", "02 9512 0286", ("02 9512 0286",)),
        ("02 9512 0286\n0363 366203", "", ("02 9512 0286", "0363 366203")),
        ("02 9512 0286, 0363 366203", "", ("02 9512 0286", "0363 366203")),
        ("02/954398-266", "", ("02/954398-266",)),
        ("02/954398-266", "02 9543 98266", ("02/954398-266",)),
        ("02 9512 0286 int. 4", "", ("02 9512 0286 int. 4",)),
        ("", "02 9512 0286", ()),
    ],
)
def test_phone_numbers(typed: str, was: str, numbers: tuple[str, ...]) -> None:
    """Signs between the digits do not matter; what may be an extension is left for a person."""
    assert cells.phone(typed, typed, was, MELZO)[0] == numbers


@pytest.mark.parametrize(
    ("value", "was", "numbers"),
    [
        ("0295120286", "295120286", ("02 9512 0286",)),
        ("338 783 8099", "0000 783 8099", ("338 783 8099",)),
        ("'0295120300", "02 9512 0286", ("02 9512 0300",)),
        ("02 9512 0286 ?", "02 9512 0286", ("02 9512 0286 ?",)),
        ("+39 331 181 6363", "0331 181 6363", ("331 181 6363",)),
        (3311816363, "0331 181 6363", ("0331 181 6363",)),
        ("2 9512 0286", "02 9512 0286", ("02 9512 0286",)),
        ("02954398-266", "", ("02954398-266",)),
        ("02-954398-266", "02 9543 98266", ("02-954398-266",)),
    ],
)
def test_a_number_that_was_corrected(value: str | int, was: str, numbers: tuple[str, ...]) -> None:
    """Zeros that somebody typed, and doubts, are no trace of a program: they are not taken back."""
    assert cells.phone(value, str(value), was, MELZO)[0] == numbers


def test_two_lines_are_never_one_number() -> None:
    """The second one may be an extension, which many numbers are long enough to swallow."""
    for typed in ("0331 438930\n12", "02 954398\r\n266"):
        with pytest.raises(UnclearError) as caught:
            cells.phone(typed, typed, "", MELZO)
        assert str(caught.value.hint) == "write one number in each cell, and nothing else"


def test_a_text_that_may_be_a_mobile_or_lack_its_zero_is_asked_about() -> None:
    """No program takes zeros from a text, and both can be dialled; the answer is then certain."""
    with pytest.raises(UnclearError) as caught:
        cells.phone("331 181 6363", "331 181 6363", "0331 181 6363", MELZO)
    names = "+39 331 181 6363 / 0331 181 6363"
    assert str(caught.value.hint) == f"write the number again as text: {names}"


@pytest.mark.parametrize(
    ("value", "comuni", "hint"),
    [
        ("66429727", ["Melzo"], "write it with its area code: 02 6642 9727"),
        (66429727, ["Melzo"], "write it with its area code: 02 6642 9727"),
        (95120286, ["Melzo"], "write it with its area code: 02 9512 0286"),
        ("38348420", ["Bollate"], "write it with its area code: 02 3834 8420"),
        (66429727, ["Roma"], "write it with its area code: 06 642 9727 / 06 6642 9727"),
        (512193111, ["Milano"], "write it with its area code: 02 9512 0286"),
        ("363366203", ["Melzo"], "write the number again as text: 363 366 203 / 0363 366203"),
        ("066429727", ["Melzo"], "if it is right, write it like this: 06 642 9727"),
    ],
)
def test_a_number_never_becomes_one_of_another_city(
    value: str | int, comuni: list[str], hint: str
) -> None:
    """A zero is put back only where the area code is the place's, and the number the only one."""
    place = MELZO if comuni == ["Melzo"] else Locality(tuple(comuni), find_codes(comuni, []))
    with pytest.raises(UnclearError) as caught:
        cells.phone(value, str(value), "", place)
    assert str(caught.value.hint) == hint


@pytest.mark.parametrize(
    ("value", "comuni", "number"),
    [
        (295120286, ["Melzo"], "02 9512 0286"),
        (512193111, ["Bologna"], "051 219 3111"),
        (3387838099, ["Melzo"], "338 783 8099"),
        (800123456, ["Melzo"], "800 123 456"),
        ("06/6429727", ["Melzo"], "06/6429727"),
    ],
)
def test_a_number_is_made_whole_where_that_is_certain(
    value: str | int, comuni: list[str], number: str
) -> None:
    """Programs take the zero away every day; what somebody wrote with its area code is theirs."""
    place = MELZO if comuni == ["Melzo"] else Locality(tuple(comuni), find_codes(comuni, []))
    assert cells.phone(value, str(value), "", place)[0] == (number,)


@pytest.mark.parametrize(
    "value", ["0041 91 1234567", "+41 91 123 45 67", "0041911234567", 41911234567, "00295120286"]
)
def test_a_number_abroad_stays_as_it_is(value: str | int) -> None:
    """The rules then say that it is one: no sign of it is taken away."""
    assert cells.phone(value, str(value), "", MELZO) == ((str(value),), None)


@pytest.mark.parametrize("name", ["numero", "dalle", "tasti", "note"])
@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_number_without_end_is_asked_about(value: float, name: str) -> None:
    """1E999 in a damaged file: no crash."""
    with pytest.raises(UnclearError):
        cells.cell_text(value, name, "")


@pytest.mark.parametrize("value", [dt.date(2026, 9, 30), dt.timedelta(hours=55)])
def test_a_day_in_place_of_an_hour_is_asked_about(value: dt.date | dt.timedelta) -> None:
    """Programs make 9.30 a day of September: that is not midnight."""
    with pytest.raises(UnclearError):
        cells.cell_text(value, "dalle", "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("inzago", ["Inzago"]),
        ("Inzago e Cassano d’Adda", ["Inzago", "Cassano d'Adda"]),
        ("INZAGO; Rho", ["Inzago", "Rho"]),
        ("tutti i Comuni", []),
        ("Inzago, inzago", ["Inzago"]),
    ],
)
def test_comuni(typed: str, meant: list[str]) -> None:
    """Those of the ambito are spelt as it spells them; others are left for the rules."""
    assert list(cells.comuni(typed, ["Inzago", "Cassano d'Adda"])) == meant


@pytest.mark.parametrize("typed", ["sì", "SI", " x ", "ok", "Confermo"])
def test_yes(typed: str) -> None:
    """Offices say yes in many ways."""
    assert cells.answer(typed) == "sì"


def test_addresses() -> None:
    """However they are separated, and whatever a mail program put around them."""
    assert split_emails("a@x.it;b@x.it, <c@x.it>\nmailto:d@x.it e e@x.it") == (
        "a@x.it", "b@x.it", "c@x.it", "d@x.it", "e@x.it",
    )  # fmt: skip
