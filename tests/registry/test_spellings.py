# SPDX-License-Identifier: EUPL-1.2
"""What people write clearly is understood; what can mean two things is left for a question."""

from __future__ import annotations

import pytest

from leaflet.registry.spellings import (
    is_nothing,
    parse_days,
    parse_openings,
    plain_comune,
    plain_phone,
    split_emails,
)


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("Mario Rossi <m@x.it>", ["m@x.it"]),
        ("Rossi, Mario <m@x.it>; c@x.it", ["m@x.it", "c@x.it"]),
        ("a@x.it, Mario <b@x.it>", ["a@x.it", "b@x.it"]),
        ("a@x.it / b@x.it", ["a@x.it", "b@x.it"]),
        ("a@x.it/b@x.it", ["a@x.it", "b@x.it"]),
        ("PEC: a@x.it", ["a@x.it"]),
        ("a@x.it (PEC)", ["a@x.it"]),
        ("<mailto:x@y.it>", ["x@y.it"]),
        ("a@x.it chiedere di Rossi", ["a@x.it chiedere di Rossi"]),
        ("", []),
    ],
)
def test_addresses(written: str, addresses: list[str]) -> None:
    """Names and signs around them go; other words stay, for the rules to complain of."""
    assert list(split_emails(written)) == addresses


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("tel. 02 9512 0286", "02 9512 0286"),
        ("Telefono: 02/95120286", "02/95120286"),
        ("numero verde 800 123 456", "800 123 456"),
        ("+39 (0)2 9512 0286", "+39 02 9512 0286"),
        ("(+39) 02 9512 0286", "+39 02 9512 0286"),
        ("\uff10\uff12 9512 0286", "02 9512 0286"),
        ("02\u20139512\u20110286", "02-9512-0286"),
        ("fax 02 9512 0286", "fax 02 9512 0286"),
    ],
)
def test_numbers(written: str, number: str) -> None:
    """A fax is none to call: that word stays."""
    assert plain_phone(written) == number


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("lunedi'", "lun"),
        ("lun. - ven.", "lun-ven"),
        ("lun mer ven", "lun, mer, ven"),
        ("lunedì, mercoledì e venerdì", "lun, mer, ven"),
        ("dal lunedì al venerdì", "lun-ven"),
        ("lun\u2013ven", "lun-ven"),
        ("Lun-Mer-Ven", None),
        ("lun ven", None),
        ("lun/ven", None),
        ("quando capita", None),
    ],
)
def test_days(written: str, days: str | None) -> None:
    """Two days without a sign between them may be a span."""
    assert parse_days(written) == days


@pytest.mark.parametrize(
    ("written", "openings"),
    [
        ("dal lunedì al venerdì dalle 9 alle 12", [("lun-ven", "09:00", "12:00")]),
        ("martedì: dalle ore 9 alle ore 12.30", [("mar", "09:00", "12:30")]),
        ("lun-ven 9-12 e 14-16", [("lun-ven", "09:00", "12:00"), ("lun-ven", "14:00", "16:00")]),
        ("lun 9-12; mar 14:00\u201316:00", [("lun", "09:00", "12:00"), ("mar", "14:00", "16:00")]),
        ("lun 9:00", None),
        ("lun 9-25", None),
        ("su appuntamento 9-12", None),
    ],
)
def test_openings(written: str, openings: list[tuple[str, str, str]] | None) -> None:
    """Days and hours in one sentence, as doors have them."""
    found = parse_openings(written)
    assert (None if found is None else list(map(tuple, found))) == openings


@pytest.mark.parametrize(
    ("written", "comune"),
    [
        ("Comune di Melzo", "Melzo"),
        ("comune di Cassano d'Adda (MI)", "Cassano d'Adda"),
        ("Comune dell'Aquila", "Comune dell'Aquila"),
        ("Città di Castello", "Città di Castello"),
    ],
)
def test_comuni(written: str, comune: str) -> None:
    """What may be a part of the name is not taken away."""
    assert plain_comune(written) == comune


@pytest.mark.parametrize("written", ["n.d.", "N/D", "-", "\u2014", "nessuno", "non ha e-mail",
                                     "Non ha l'indirizzo mail", "senza telefono"])  # fmt: skip
def test_words_for_nothing(written: str) -> None:
    """People write something where there is nothing to write."""
    assert is_nothing(written)


@pytest.mark.parametrize(
    "written", ["Nadia", "Nd Rossi", "Via Nessuno, 1", "0", "Senza appuntamento"]
)
def test_words_that_say_something(written: str) -> None:
    """A part of them is not enough."""
    assert not is_nothing(written)
