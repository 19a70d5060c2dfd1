# SPDX-License-Identifier: EUPL-1.2
"""Questions are answered in the user's words, at a real terminal."""

from __future__ import annotations

import io
import os
import pty
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.prompts import confirmed
from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Typing = Callable[[str], int]

OTHERWISE = say("do it otherwise")


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Typing]:
    """Types at the terminal from which the program reads."""
    keyboard, terminal = pty.openpty()
    with Path(os.ttyname(terminal)).open(encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield lambda text: os.write(keyboard, text.encode())
    os.close(terminal)
    os.close(keyboard)


@pytest.mark.parametrize("yes", ["y", "yes", "s", "si", "sì", "si\u0300", "Sì", "SI", "si'", " s "])
def test_a_yes_is_understood_in_either_language(typing: Typing, yes: str) -> None:
    typing(f"{yes}\n")
    assert confirmed("Write?", OTHERWISE)


@pytest.mark.parametrize("no", ["n", "no", "No.", ""])
def test_enter_alone_is_a_no(typing: Typing, no: str) -> None:
    typing(f"{no}\n")
    assert not confirmed("Write?", OTHERWISE)


def test_any_other_answer_is_asked_for_again(
    typing: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typing("forse\ny\n")
    assert confirmed("Write?", OTHERWISE)
    shown = capsys.readouterr()
    assert shown.out.count("Write? [y/N]: ") == 2
    assert shown.err == "Answer y for yes or n for no.\n"


def test_where_nobody_can_answer_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(LeafletError, match="nobody is here to ask") as refused:
        confirmed("Write?", OTHERWISE)
    assert refused.value.hint == OTHERWISE
