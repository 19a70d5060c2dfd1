# SPDX-License-Identifier: EUPL-1.2
"""How problems and changes are written: pure functions of them, one a format."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import leaflet
from leaflet.problems import Severity, say
from leaflet.texts.messages import LANGUAGE, _, translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.problems import Problem
    from leaflet.registry.changes import Change

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_json(problems: Sequence[Problem]) -> str:
    """Return the problems as a JSON list of objects; their keys are stable.

    `fix` is the text that certainly belongs at the place, null where a person has to decide.
    """
    return _dumped([_row(problem) for problem in problems])


def _row(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.at.file,
        "line": problem.at.line,
        "column": problem.at.column,
        "length": problem.at.length,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": translated(problem.message),
        "help": translated(problem.hint) if problem.hint else None,
        "fix": problem.fix,
    }


def _dumped(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def as_sarif(problems: Sequence[Problem], rules: Mapping[str, str]) -> str:
    """Return the problems as a SARIF 2.1.0 log, as code scanners upload it.

    `rules` maps each code to its manual page, whose first line says in one sentence what is wrong.
    """
    codes = list(rules)
    driver = {
        "name": "leaflet",
        "version": leaflet.__version__,
        "rules": [_sarif_rule(code, page) for code, page in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "language": LANGUAGE,
        # Our columns count characters, not UTF-16 units as SARIF takes for granted.
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(problem, codes) for problem in problems],
    }
    return _dumped({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _sarif_rule(code: str, page: str) -> dict[str, Any]:
    first, _, rest = page.strip().partition("\n")
    rule: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": first.removeprefix(f"{code}:").strip()},
    }
    if rest.strip():
        rule["help"] = {"text": page.strip()}
    return rule


def _sarif_result(problem: Problem, codes: Sequence[str]) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _uri(problem.at.file)}, "region": _region(problem)}
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": _SARIF_LEVELS[problem.severity],
        "message": _sarif_message(_sentences(problem)),
        "locations": [{"physicalLocation": place}],
    }
    if problem.code in codes:
        result["ruleIndex"] = codes.index(problem.code)
    if problem.fix is not None:
        result["fixes"] = [_sarif_fix(problem, problem.fix)]
    return result


def _sarif_fix(problem: Problem, text: str) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(problem), "insertedContent": {"text": text}}
    change = {
        "artifactLocation": {"uri": _uri(problem.at.file)},
        "replacements": [replacement],
    }
    fix: dict[str, Any] = {"artifactChanges": [change]}
    if problem.hint:
        fix["description"] = _sarif_message(translated(problem.hint))
    return fix


def _sarif_message(text: str) -> dict[str, str]:
    # Single braces would be placeholders (SARIF 3.11.5).
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _region(problem: Problem) -> dict[str, int]:
    at = problem.at
    return {"startLine": at.line, "startColumn": at.column, "endColumn": at.column + at.length}


def _uri(file: str) -> str:
    """Return the file as a URI: relative, with forward slashes, unless its path is absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _sentences(problem: Problem) -> str:
    """Return what is wrong and, on a second line, what to write instead."""
    lines = [translated(problem.message)]
    if problem.hint:
        lines.append(translated(say("help: {hint}", hint=problem.hint)))
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
    lines = [f"# {_escaped(title)}"]
    for name, members in _by_ambito(changes):
        lines += ["", f"## {_escaped(name)}", "", *(f"- {_escaped(line)}" for line in members)]
    return "\n".join(lines if changes else [*lines, "", _("nothing changed in the list")])


def _by_ambito(changes: Sequence[Change]) -> Iterator[tuple[str, list[str]]]:
    for name in dict.fromkeys(change.nome for change in changes):
        lines = [translated(change.sentence) for change in changes if change.nome == name]
        yield name or _("The list"), lines


def _escaped(text: str) -> str:
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
            "sentence": translated(change.sentence),
        }
        for change in changes
    ]
    return _dumped(rows)
