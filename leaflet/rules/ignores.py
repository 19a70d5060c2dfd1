# SPDX-License-Identifier: EUPL-1.2
"""Comments that silence one rule on one row: `# leaflet: ignore E012 reason`."""

from __future__ import annotations

import bisect
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import Location, Problem, Severity, in_order, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leaflet.registry.model import Registry

_COMMENT = re.compile(r"#\s*leaflet:\s*ignore\b[ \t]*(?P<code>[A-Z]\d{3})?[ \t]*(?P<reason>.*)$")


@dataclass(frozen=True, slots=True)
class _Ignore:
    at: Location
    code: str | None
    reason: str
    lines_of_row: tuple[int, int]
    """The first line of its row, and the first that is no longer of it."""


def apply_ignores(
    problems: Iterable[Problem], registry: Registry, text: str, name: str
) -> tuple[Problem, ...]:
    """Return the problems without those silenced by a comment of their row in `text`.

    Comments that silence nothing, or without code or reason, are problems themselves. Problems of
    shape cannot be silenced: nothing could be printed.
    """
    every = list(problems)
    lines = _lines_by_code(every)
    silenced: set[int] = set()
    found: list[Problem] = []
    for ignore in _ignores(registry, text, name):
        if ignore.code is None or not ignore.reason:
            message = say("this comment does not say which rule to ignore, and why")
            hint = say(
                "write it like this: {example}", example=say("# leaflet: ignore E003 reason")
            )
            found.append(Problem("S022", Severity.WARNING, ignore.at, message, hint))
            continue
        here = lines.get(ignore.code, [])
        first, end = (bisect.bisect(here, (line, -1)) for line in ignore.lines_of_row)
        news = {number for _, number in here[first:end]} - silenced
        if not news:
            message = say("there is no {code} here to ignore", code=ignore.code)
            found.append(Problem("S021", Severity.WARNING, ignore.at, message, say("delete it")))
        silenced |= news
    left = (problem for number, problem in enumerate(every) if number not in silenced)
    return in_order([*left, *found])


def _lines_by_code(problems: Sequence[Problem]) -> dict[str, list[tuple[int, int]]]:
    """Return the lines of the problems that can be silenced, with their numbers, in order."""
    lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, problem in enumerate(problems):
        if not problem.code.startswith("S"):
            lines[problem.code].append((problem.at.line, number))
    return {code: sorted(found) for code, found in lines.items()}


def _ignores(registry: Registry, text: str, name: str) -> Iterator[_Ignore]:
    if "leaflet:" not in text:
        return
    starts = sorted(_starts(registry))
    for number, line in enumerate(text.split("\n"), start=1):
        match = _COMMENT.search(line)
        if match:
            length = len(line) - match.start()
            at = Location(name, number, match.start() + 1, length)
            yield _Ignore(at, match["code"], match["reason"].strip(), _row_around(number, starts))


def _starts(registry: Registry) -> Iterator[int]:
    """Yield the lines where ambiti and rows begin."""
    for i, ambito in enumerate(registry.ambiti):
        yield registry.at("ambiti", i).line
        for j in range(len(ambito.contatti)):
            yield registry.at("ambiti", i, "contatti", j).line


def _row_around(line: int, starts: list[int]) -> tuple[int, int]:
    after = bisect.bisect(starts, line)
    first = starts[after - 1] if after else 1
    return first, starts[after] if after < len(starts) else sys.maxsize
