# SPDX-License-Identifier: EUPL-1.2
"""Messages, places and their order."""

from __future__ import annotations

from pathlib import Path

from leaflet.problems import (
    Location,
    Message,
    Problem,
    Severity,
    in_order,
    say,
    stops_a_build,
    unreadable,
)


def problem(line: int, severity: Severity = Severity.ERROR) -> Problem:
    return Problem("S001", severity, Location("a.yaml", line), say("x"))


def test_a_message_is_translated_with_what_it_holds() -> None:
    """A message inside a message is translated as well, and values are filled in last."""
    words = {"outer {inner} {n}": "{n} {inner} fuori", "inner": "dentro"}
    message = say("outer {inner} {n}", inner=say("inner"), n=3)
    assert message.translate(lambda text: words.get(text, text)) == "3 dentro fuori"
    assert str(message) == "outer inner 3"


def test_values_with_braces_stay_as_they_are() -> None:
    """What somebody typed is never taken for a gap of the sentence."""
    assert str(say("«{name}»", name="{0} {name} {{")) == "«{0} {name} {{»"
    assert str(Message("{no values}")) == "{no values}"


def test_a_location_is_shown_as_editors_link_it() -> None:
    """File, line and column are separated by colons."""
    assert str(Location("contacts/ambiti.yaml", 41, 7)) == "contacts/ambiti.yaml:41:7"


def test_problems_are_sorted_and_listed_once() -> None:
    """The same problem found twice is one, and the file's order counts."""
    assert in_order([problem(9), problem(2), problem(9)]) == (problem(2), problem(9))


def test_only_errors_stop_a_build() -> None:
    """Warnings and notes do not stop a build."""
    assert stops_a_build([problem(1)])
    assert not stops_a_build([problem(1, Severity.WARNING), problem(1, Severity.INFO)])


def test_a_missing_file_is_named_in_plain_words() -> None:
    """The error of the system is said in words that can be translated."""
    error = unreadable(Path("x.yaml"), FileNotFoundError(2, "No such file"))
    assert str(error) == "x.yaml cannot be read: there is no such file or folder"


def test_a_part_of_a_value_has_its_own_place() -> None:
    """The caret stands under the wrong word, unless the value is not written as it reads."""
    place = Location("f.yaml", 3, 10, 12)
    assert place.part("Pizza Roma 1", "Pizza") == Location("f.yaml", 3, 10, 5)
    assert place.part("Pizza Roma 1", "Roma") == Location("f.yaml", 3, 16, 4)
    assert place.part("Pizza Roma 12", "Roma") == place
    assert place.part("Pizza Roma 1", "Via") == place
