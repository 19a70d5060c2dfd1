# SPDX-License-Identifier: EUPL-1.2
"""How problems and changes are written: pure functions of them, one a format."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from leaflet.problems import Severity, say
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.problems import Problem
    from leaflet.registry.changes import Change

_GITHUB_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def problems_json(problems: Sequence[Problem]) -> str:
    """Return the problems as a JSON list of objects; their keys are stable.

    `fix` is the text that certainly belongs at the place, null where a person has to decide.
    """
    return _dump_json([_row(problem) for problem in problems])


def _row(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.at.file,
        "line": problem.at.line,
        "column": problem.at.column,
        "length": problem.at.length,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": translate(problem.message),
        "help": translate(problem.hint) if problem.hint else None,
        "fix": problem.fix,
    }


def _dump_json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _sentences(problem: Problem) -> str:
    """Return what is wrong and, on a second line, what to write instead."""
    lines = [translate(problem.message)]
    if problem.hint:
        lines.append(translate(say("help: {hint}", hint=problem.hint)))
    return "\n".join(lines)


def as_github(problems: Sequence[Problem]) -> str:
    """Return the problems as workflow commands, which GitHub shows beside the changed lines."""
    return "".join(f"{_github_command(problem)}\n" for problem in problems)


def _github_command(problem: Problem) -> str:
    properties = {
        "file": PurePath(problem.at.file).as_posix(),
        "line": problem.at.line,
        "col": problem.at.column,
        "endColumn": problem.at.column + problem.at.length,
        "title": problem.code,
    }
    shown = ",".join(f"{name}={_github_property(value)}" for name, value in properties.items())
    return f"::{_GITHUB_COMMANDS[problem.severity]} {shown}::{_github_data(_sentences(problem))}"


def _github_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(value: object) -> str:
    return _github_data(str(value)).replace(":", "%3A").replace(",", "%2C")


def changes_text(title: str, changes: Sequence[Change]) -> str:
    """Return changes for people: a line each, below the name of the ambito."""
    lines = [title]
    for name, members in _by_ambito(changes):
        lines += ["", name, *(f"  {line}" for line in members)]
    return "\n".join(lines if changes else [*lines, "", _("nothing changed in the list")])


def changes_markdown(title: str, changes: Sequence[Change]) -> str:
    """Return changes as Markdown, for minutes and e-mails."""
    lines = [f"# {_escape_markdown(title)}"]
    for name, members in _by_ambito(changes):
        lines += [
            "",
            f"## {_escape_markdown(name)}",
            "",
            *(f"- {_escape_markdown(line)}" for line in members),
        ]
    return "\n".join(lines if changes else [*lines, "", _("nothing changed in the list")])


def _by_ambito(changes: Sequence[Change]) -> Iterator[tuple[str, list[str]]]:
    for name in dict.fromkeys(change.nome for change in changes):
        lines = [translate(change.sentence) for change in changes if change.nome == name]
        yield name or _("The list"), lines


def _escape_markdown(text: str) -> str:
    """Return the text so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def changes_json(title: str, changes: Sequence[Change]) -> str:
    """Return changes for programs: a list of objects; `row` counts from 1."""
    del title
    rows = [
        {
            "ambito": change.ambito,
            "nome": change.nome,
            "row": change.row,
            "field": change.field,
            "kind": change.kind,
            "old": change.old,
            "new": change.new,
            "sentence": translate(change.sentence),
        }
        for change in changes
    ]
    return _dump_json(rows)
