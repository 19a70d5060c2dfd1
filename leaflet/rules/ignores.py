# SPDX-License-Identifier: EUPL-1.2
"""Comments that silence one rule on one row: `# leaflet: ignore E012 reason`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import Location, Problem, Severity, in_order, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leaflet.registry.model import Registry

_COMMENT = re.compile(r"#\s*leaflet:\s*ignore\b[ \t]*(?P<code>[A-Z]\d{3})?[ \t]*(?P<reason>.*)$")


@dataclass(frozen=True, slots=True)
class _Ignore:
    at: Location
    code: str | None
    reason: str
    lines: range


def apply_ignores(
    problems: Iterable[Problem], registry: Registry, text: str, name: str
) -> tuple[Problem, ...]:
    """Return the problems without those silenced by a comment of their row in `text`.

    Comments that silence nothing, or without code or reason, are problems themselves. Problems of
    shape cannot be silenced: nothing could be printed.
    """
    left = list(problems)
    found: list[Problem] = []
    for ignore in _ignores(registry, text, name):
        if ignore.code is None or not ignore.reason:
            message = say("this comment does not say which rule to ignore, and why")
            hint = say(
                "write it like this: {example}", example=say("# leaflet: ignore E003 reason")
            )
            found.append(Problem("S022", Severity.WARNING, ignore.at, message, hint))
            continue
        kept = [problem for problem in left if not _is_silenced(problem, ignore)]
        if len(kept) == len(left):
            message = say("there is no {code} here to ignore", code=ignore.code)
            found.append(Problem("S021", Severity.WARNING, ignore.at, message, say("delete it")))
        left = kept
    return in_order([*left, *found])


def _is_silenced(problem: Problem, ignore: _Ignore) -> bool:
    return (
        problem.code == ignore.code
        and not problem.code.startswith("S")
        and problem.at.line in ignore.lines
    )


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


def _row_around(line: int, starts: list[int]) -> range:
    before = [start for start in starts if start <= line]
    after = [start for start in starts if start > line]
    return range(before[-1] if before else 1, after[0] if after else 1 << 31)
