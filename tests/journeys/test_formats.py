# SPDX-License-Identifier: EUPL-1.2
"""What programs read: JSON, SARIF that its schema accepts, and GitHub's workflow commands."""

from __future__ import annotations

import json
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

import leaflet
from leaflet.cli import formats
from leaflet.cli.formats import as_github, as_json, as_sarif
from leaflet.problems import Location, Problem, Severity, say
from tests.paths import TESTS

if TYPE_CHECKING:
    import pytest

SCHEMA = json.loads((TESTS / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
RULES = {
    "E001": "E001: an e-mail address that no mail program accepts.\n\nWrong::\n\n    email: [a]\n",
    "T006": "T006: a number is not grouped as the leaflets print it.",
}
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


def sarif(*problems: Problem) -> dict[str, Any]:
    """Return the log of these problems, after the schema has accepted it."""
    log: dict[str, Any] = json.loads(as_sarif(problems, RULES))
    Draft4Validator(SCHEMA).validate(log)
    return log


def test_json_has_the_documented_keys() -> None:
    """Place, code, severity, what is wrong, what to write, and the certain replacement."""
    assert json.loads(as_json([PLAIN, FIXED])) == [
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
    assert as_json([]) == "[]\n"
    assert as_github([]) == ""
    assert sarif()["runs"][0]["results"] == []


def test_the_schema_is_the_real_one() -> None:
    """The schema is sound, knows SARIF's objects, and refuses what is not SARIF."""
    Draft4Validator.check_schema(SCHEMA)
    assert {"artifactChange", "physicalLocation", "region"} <= set(SCHEMA["definitions"])
    log = sarif(PLAIN)
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not Draft4Validator(SCHEMA).is_valid(log)


def test_sarif_names_tool_and_rules() -> None:
    """The driver carries its version and one sentence for each rule, the manual page if longer."""
    driver = sarif()["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("leaflet", leaflet.__version__)
    assert driver["rules"] == [
        {
            "id": "E001",
            "shortDescription": {"text": "an e-mail address that no mail program accepts."},
            "help": {"text": RULES["E001"].strip()},
        },
        {
            "id": "T006",
            "shortDescription": {"text": "a number is not grouped as the leaflets print it."},
        },
    ]


def test_sarif_says_where_and_what() -> None:
    """A result has its rule, its level, both sentences and the region, its end excluded."""
    (result,) = sarif(PLAIN)["runs"][0]["results"]
    assert result == {
        "ruleId": "E001",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "«a@b@» is not an e-mail address\nhelp: it must have one «@», and it has 2"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "contacts/ambiti.yaml"},
                    "region": {"startLine": 12, "startColumn": 7, "endColumn": 11},
                }
            }
        ],
    }


def test_sarif_carries_the_fix() -> None:
    """A certain replacement becomes a fix of the very characters; the file name is a URI."""
    (result,) = sarif(FIXED)["runs"][0]["results"]
    assert result["level"] == "warning"
    assert result["fixes"] == [
        {
            "description": {"text": "write «02 9512 0286»"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "dati%20nuovi/%C3%A8.yaml"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 3, "startColumn": 10, "endColumn": 21},
                            "insertedContent": {"text": "02 9512 0286"},
                        }
                    ],
                }
            ],
        }
    ]


def test_sarif_has_results_of_rules_without_a_page() -> None:
    """A code that has no manual page is reported all the same; a piece of information is a note."""
    (result,) = sarif(NOTE)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("T003", "note")
    assert "ruleIndex" not in result


def test_paths_of_windows_have_forward_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub and SARIF know no backslashes."""
    monkeypatch.setattr(formats, "PurePath", PureWindowsPath)
    problem = Problem("E001", Severity.ERROR, Location(r"contacts\ambiti.yaml"), say("wrong"))
    absolute = Problem("E001", Severity.ERROR, Location(r"C:\dati\ambiti.yaml"), say("wrong"))
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in sarif(problem, absolute)["runs"][0]["results"]
    ]
    assert uris == ["contacts/ambiti.yaml", "file:///C:/dati/ambiti.yaml"]
    assert as_github([problem]).startswith("::error file=contacts/ambiti.yaml,")


def test_sarif_messages_hold_no_placeholders() -> None:
    """Braces have a meaning in SARIF's messages, and are doubled as its standard says."""
    problem = Problem("S014", Severity.ERROR, Location("a.yaml"), say("«{value}»", value="{0}"))
    assert sarif(problem)["runs"][0]["results"][0]["message"]["text"] == "«{{0}}»"


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
    """Whatever names and sentences hold, the logs parse, fit the schema, and lose nothing."""
    assert [row["fix"] for row in json.loads(as_json(problems))] == [p.fix for p in problems]
    assert len(sarif(*problems)["runs"][0]["results"]) == len(problems)
    assert as_github(problems).count("\n") == len(problems)
