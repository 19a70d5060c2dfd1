# SPDX-License-Identifier: EUPL-1.2
"""What programs read: JSON and GitHub's workflow commands."""

from __future__ import annotations

import json
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from leaflet.cli import formats
from leaflet.cli.formats import as_github, problems_json
from leaflet.problems import Location, Problem, Severity, say

if TYPE_CHECKING:
    import pytest

PLAIN = Problem(
    "E001",
    Severity.ERROR,
    Location("contacts/ambiti.yaml", 12, 7, 4),
    say("«{address}» is not an e-mail address", address="a@b@"),
    say("it must have one «@», and it has {count}", count=2),
)
FIXED = Problem(
    "T006",
    Severity.WARNING,
    Location("dati nuovi/è.yaml", 3, 10, 11),
    say("«{numero}» is not in the usual form", numero="02/95120286"),
    say("write «{name}»", name="02 9512 0286"),
    fix="02 9512 0286",
)
NOTE = Problem("T003", Severity.INFO, Location("-"), say("a note"))

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PROBLEMS = st.builds(
    Problem,
    st.sampled_from(["E001", "T006", "Z999"]),
    st.sampled_from(Severity),
    st.builds(
        Location,
        TEXTS.filter(lambda name: "\0" not in name),
        st.integers(1, 9999),
        st.integers(1, 200),
        st.integers(1, 200),
    ),
    st.builds(lambda text: say("{words}", words=text), TEXTS),
    st.none() | st.builds(lambda text: say("{words}", words=text), TEXTS),
    st.none() | TEXTS,
)


def test_json_has_the_documented_keys() -> None:
    """Place, code, severity, what is wrong, what to write, and the certain replacement."""
    assert json.loads(problems_json([PLAIN, FIXED])) == [
        {
            "file": "contacts/ambiti.yaml",
            "line": 12,
            "column": 7,
            "length": 4,
            "code": "E001",
            "severity": "error",
            "message": "«a@b@» is not an e-mail address",
            "help": "it must have one «@», and it has 2",
            "fix": None,
        },
        {
            "file": "dati nuovi/è.yaml",
            "line": 3,
            "column": 10,
            "length": 11,
            "code": "T006",
            "severity": "warning",
            "message": "«02/95120286» is not in the usual form",
            "help": "write «02 9512 0286»",
            "fix": "02 9512 0286",
        },
    ]


def test_no_problems_are_an_empty_answer() -> None:
    """Programs get a whole document even when all is well."""
    assert problems_json([]) == "[]\n"
    assert as_github([]) == ""


def test_paths_of_windows_have_forward_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub knows no backslashes."""
    monkeypatch.setattr(formats, "PurePath", PureWindowsPath)
    problem = Problem("E001", Severity.ERROR, Location(r"contacts\ambiti.yaml"), say("wrong"))
    assert as_github([problem]).startswith("::error file=contacts/ambiti.yaml,")


def test_github_commands() -> None:
    """One line a problem, with its severity as GitHub calls it."""
    assert as_github([PLAIN, FIXED, NOTE]) == (
        "::error file=contacts/ambiti.yaml,line=12,col=7,endColumn=11,title=E001::«a@b@» is not "
        "an e-mail address%0Ahelp: it must have one «@», and it has 2\n"
        "::warning file=dati nuovi/è.yaml,line=3,col=10,endColumn=21,title=T006::«02/95120286» is "
        "not in the usual form%0Ahelp: write «02 9512 0286»\n"
        "::notice file=-,line=1,col=1,endColumn=2,title=T003::a note\n"
    )


def test_github_commands_are_escaped() -> None:
    """What has a meaning in a command cannot end it or begin another."""
    text = "100%\r\n::warning::x, y"
    problem = Problem("E001", Severity.ERROR, Location("a,b:c%.yaml"), say("{words}", words=text))
    assert as_github([problem]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,endColumn=2,title=E001::"
        "100%25%0D%0A::warning::x, y\n"
    )


@given(st.lists(PROBLEMS, max_size=3))
def test_any_problem_has_a_sound_form(problems: list[Problem]) -> None:
    """Whatever names and sentences hold, the answers parse and lose nothing."""
    assert [row["fix"] for row in json.loads(problems_json(problems))] == [p.fix for p in problems]
    assert as_github(problems).count("\n") == len(problems)
