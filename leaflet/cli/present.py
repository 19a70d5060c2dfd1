# SPDX-License-Identifier: EUPL-1.2
"""How problems look: pure functions of them."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from leaflet.cli.language import _, translated
from leaflet.problems import Severity, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leaflet.problems import Problem

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def as_text(problems: Sequence[Problem], texts: Mapping[str, str], *, colour: bool) -> str:
    """Return the problems for people: place, sentence, the line with a caret, what to write.

    `texts` maps file names to their contents.
    """
    blocks = [_block(problem, texts, colour=colour) for problem in problems]
    return "\n".join(blocks)


def _block(problem: Problem, texts: Mapping[str, str], *, colour: bool) -> str:
    name = {"error": _("error"), "warning": _("warning"), "info": _("note")}[problem.severity]
    kind = _painted(name, _COLOURS[problem.severity], on=colour)
    lines = [f"{problem.at}: {kind} {problem.code}: {translated(problem.message)}"]
    lines += _excerpt(problem, texts)
    if problem.hint:
        word, colon, hint = translated(say("help: {hint}", hint=problem.hint)).partition(":")
        lines.append(f"  {_painted(word, '32', on=colour)}{colon}{hint}")
    return "\n".join(lines) + "\n"


def _painted(text: str, code: str, *, on: bool) -> str:
    return f"\x1b[1;{code}m{text}\x1b[0m" if on else text


def _excerpt(problem: Problem, texts: Mapping[str, str]) -> list[str]:
    lines = texts.get(problem.at.file, "").split("\n")
    if problem.at.line > len(lines) or not lines[problem.at.line - 1].strip():
        return []
    line = "".join(" " if unicodedata.category(c) in {"Cc", "Cf"} else c for c in
                   lines[problem.at.line - 1])  # fmt: skip
    number = str(problem.at.line)
    before, under = problem.at.column - 1, problem.at.length
    caret = " " * _width(line[:before]) + "^" * max(1, _width(line[before : before + under]))
    return [f"  {number} | {line}", f"  {' ' * len(number)} | {caret}"]


def _width(text: str) -> int:
    """Return how many terminal columns the text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def as_json(problems: Sequence[Problem]) -> str:
    """Return the problems for programs: a list of objects."""
    rows = [
        {
            "file": problem.at.file,
            "line": problem.at.line,
            "column": problem.at.column,
            "length": problem.at.length,
            "code": problem.code,
            "severity": problem.severity.value,
            "message": translated(problem.message),
            "help": translated(problem.hint) if problem.hint else None,
        }
        for problem in problems
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
