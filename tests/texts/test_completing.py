# SPDX-License-Identifier: EUPL-1.2
"""A catalogue that lacks sentences gets them, and nothing else of it changes."""

from __future__ import annotations

import pytest

from leaflet.texts.completing import complete_catalogue

HEAD = b'# Ours.\n# Reviewed-By:\nmsgid ""\nmsgstr ""\n"Language: en\\n"\n'
OURS = HEAD + b'\n#, fuzzy\nmsgid "uno"\nmsgstr "ONE"\n\nmsgid "due"\nmsgstr ""\n'
LACKING = b'\n#: a.html\nmsgid ""\n"tre "\n"lunghi"\nmsgstr "three"\n'
OTHER = (
    HEAD + b'\nmsgid "uno"\nmsgstr "one"\n\nmsgid "due"\nmsgstr "two"\n' + LACKING + b"\n#~ msgid "
    b'"quattro"\n#~ msgstr "four"\n'
)


def test_what_is_lacking_comes_to_the_end() -> None:
    """Stale and empty ones are there: they stay for who translates them, and so does every byte."""
    completed = complete_catalogue(OURS, OTHER)
    assert completed.data == OURS + LACKING
    assert completed.added == 1
    assert complete_catalogue(completed.data, OTHER).added == 0


def test_line_ends_are_those_of_the_file() -> None:
    """Also where the last line has none."""
    windows = OURS.replace(b"\n", b"\r\n")
    added = LACKING.replace(b"\n", b"\r\n")
    assert complete_catalogue(windows, OTHER).data == windows + added
    cut = windows.removesuffix(b"\r\n")
    assert complete_catalogue(cut, OTHER).data == windows + added


@pytest.mark.parametrize(
    "own",
    [OURS.replace(b"Reviewed-By:", b"Reviewed-By: A. B., 2026-11-01"), b'msgid "\n', b"\xff\xfe"],
)
def test_one_that_is_signed_or_broken_stays_as_it_is(own: bytes) -> None:
    """A signature is for all that a catalogue says, and what cannot be read is for people."""
    assert complete_catalogue(own, OTHER) == (own, 0)
