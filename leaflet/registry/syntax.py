# SPDX-License-Identifier: EUPL-1.2
"""Why a text is no YAML, and where: in the words of people who know only their own list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from leaflet.problems import Location, Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from leaflet.problems import Message

_MERGE = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
"""What Git, and programs that compare files, put between two versions."""
_NO_SPACE = re.compile(r"\s*(?:- )?\w+:(?=\S)(?!//)")


def _problem(at: Location, message: Message, hint: Message) -> Problem:
    return Problem("S001", Severity.ERROR, at, message, hint)


def merge_marks(text: str, name: str) -> Iterator[Problem]:
    """Yield a problem for each place where two versions of a file stand one after the other."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if _MERGE.match(line):
            message = say("two versions of the list were joined here, and nobody chose one")
            hint = say("keep the right one of the two, and delete this line")
            yield _problem(Location(name, number, 1, len(line)), message, hint)


def syntax_problem(
    error: yaml.MarkedYAMLError, name: str, text: str, last: yaml.ScalarEvent | None
) -> Problem:
    """Return what is wrong and how to mend it; `last` is the last value that was read before."""
    mark = error.problem_mark or error.context_mark
    at = Location(name, mark.line + 1, mark.column + 1) if mark else Location(name)
    lines = text.split("\n")
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        hint = say("use spaces in its place")
        return _problem(at, say("this line is indented with a tab"), hint)
    return (
        _about_marks(at, last)
        or _about_a_colon(error, at, lines, last)
        or _about_the_rest(error, at, line)
    )


class _Mark(Protocol):
    """A place in a text, counted from 0: libyaml and PyYAML have each a class for it."""

    line: int
    column: int


def _place(name: str, mark: _Mark) -> Location:
    return Location(name, mark.line + 1, mark.column + 1)


def _about_marks(at: Location, last: yaml.ScalarEvent | None) -> Problem | None:
    """Return the problem of a value that its quotation mark ends too late, or too early."""
    if last is None or last.style not in {'"', "'"} or not last.start_mark or not last.end_mark:
        return None
    if last.end_mark.line + 1 != at.line:
        return None
    if last.start_mark.line < last.end_mark.line:
        opened = _place(at.file, last.start_mark)
        return _problem(opened, _NEVER_CLOSED, say("close it"))
    hint = say("inside a value, write «» in the place of quotation marks, and '' for an apostrophe")
    message = say("a quotation mark ends the value here, and more follows")
    return _problem(_place(at.file, last.end_mark), message, hint)


_NEVER_CLOSED = say("the quotation mark that opens here is never closed")


def _about_a_colon(
    error: yaml.MarkedYAMLError, at: Location, lines: list[str], last: yaml.ScalarEvent | None
) -> Problem | None:
    """Return the problem of a key without its colon, or with no space after it."""
    if error.context_mark and "could not find expected ':'" in (error.problem or ""):
        at = _place(at.file, error.context_mark)
    elif "mapping values are not allowed" not in (error.problem or ""):
        return None
    elif last and last.start_mark and last.start_mark.line + 1 < at.line:
        at = _place(at.file, last.start_mark)
    else:
        hint = say("put a value that contains a colon in quotation marks; check the indentation")
        return _problem(at, say("this line is not valid YAML"), hint)
    if _NO_SPACE.match(lines[at.line - 1]):
        return _problem(at, say("a space is missing after the colon"), say("write «key: value»"))
    return _problem(at, say("a colon is missing in this line"), say("write «key: value»"))


def _about_the_rest(error: yaml.MarkedYAMLError, at: Location, line: str) -> Problem:
    context, problem = error.context or "", error.problem or ""
    opened = _place(at.file, error.context_mark) if error.context_mark else at
    if "quoted scalar" in context:
        return _problem(opened, _NEVER_CLOSED, say("close it"))
    if "flow sequence" in context:
        message = say("the bracket «[» that opens here is never closed")
        return _problem(opened, message, say("close it with «]»"))
    if "flow mapping" in context:
        message = say("the bracket «{» that opens here is never closed")
        return _problem(opened, message, say("close it with «}»"))
    if "cannot start any token" in problem:
        sign = line[at.column - 1 : at.column]
        message = say("a value cannot begin with «{sign}»", sign=sign)
        return _problem(at, message, say("write it in quotation marks"))
    if "did not find expected" in problem and "block" in context:
        message = say("this line does not begin under the one that it goes with")
        return _problem(at, message, say("put as many spaces before it as before the others"))
    hint = say("check the indentation, the colons and the quotation marks here and above")
    return _problem(at, say("this line is not valid YAML"), hint)
