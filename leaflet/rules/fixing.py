# SPDX-License-Identifier: EUPL-1.2
"""Certain replacements, applied to the text of a registry; every other byte stays."""

from __future__ import annotations

import bisect
import difflib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import Severity
from leaflet.registry.reading import read, read_scalars
from leaflet.rules import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.problems import Problem
    from leaflet.registry.reading import Scalar

MOST_PASSES = 5
"""A fix may bring another to light; five rounds are more than any real file needs."""

_BLOCKS = frozenset({"|", ">"})
"""Signs that begin a value on lines of its own."""
_MARK = b"\xef\xbb\xbf"
_NEEDS_QUOTES = re.compile(r"^\W|\s$|[\[\]{},\"\\]|:(?:\s|$)|\s#")
"""Values that cannot stand without quotation marks, or not inside brackets."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The bytes after mending, how many replacements were made, and the difference for people.

    `left` are the problems that have a certain replacement which could not be made safely.
    """

    data: bytes
    count: int
    difference: str
    left: tuple[Problem, ...] = ()


class _Step(NamedTuple):
    """The bytes after some replacements, and those that were made."""

    data: bytes
    made: tuple[Problem, ...]


def fix(data: bytes, name: str) -> Fixed:
    """Return a registry file with all certain replacements made that do no harm.

    Mending again changes nothing. A replacement after which the file said anything else than what
    was wanted, or had an error that it did not have before, is not made; the others are.
    """
    now, count = data, 0
    fixes = _fixes(now, name)
    for _ in range(MOST_PASSES):
        step = _replace_safely(now, fixes, name)
        if not step.made:
            break
        now, count = step.data, count + len(step.made)
        fixes = _fixes(now, name)
    left = tuple(sorted(fixes, key=lambda problem: problem.at))
    return Fixed(now, count, _difference(data, now, name), left)


def _fixes(data: bytes, name: str) -> list[Problem]:
    """Return the problems with a certain replacement, one a place; the last place first."""
    registry = read(data, name).registry
    found = check(registry, whole=False) if registry else ()
    by_place = {problem.at: problem for problem in reversed(found) if problem.fix is not None}
    return sorted(by_place.values(), key=lambda problem: problem.at, reverse=True)


def _replace_safely(data: bytes, fixes: Sequence[Problem], name: str) -> _Step:
    """Make all replacements that do no harm: all at once, or else those of each half."""
    if not fixes:
        return _Step(data, ())
    better = _replace(data, fixes)
    if better is not None and _does_no_harm(data, better, fixes, name):
        return _Step(better, tuple(fixes))
    if len(fixes) == 1:
        return _Step(data, ())
    middle = len(fixes) // 2  # the later places first: the earlier ones stay where they are
    later = _replace_safely(data, fixes[:middle], name)
    earlier = _replace_safely(later.data, fixes[middle:], name)
    return _Step(earlier.data, (*later.made, *earlier.made))


def _text(data: bytes) -> str:
    return data.removeprefix(_MARK).decode("utf-8")


def _replace(data: bytes, fixes: Sequence[Problem]) -> bytes | None:
    """Return the text with each fix in the place of the whole value that stood there.

    None when a place is not that of one whole value.
    """
    text = _text(data)
    values = {scalar.at[1:]: scalar for scalar in read_scalars(text)}
    for problem in fixes:
        value = values.get(problem.at[1:])
        if value is None or value.quote in _BLOCKS:
            return None
        text = text[: value.start] + _write(problem.fix or "", value.quote) + text[value.end :]
    return (_MARK if data.startswith(_MARK) else b"") + text.encode("utf-8")


def _write(value: str, quote: str) -> str:
    """Return the value as YAML writes it between these quotation marks, or without any."""
    if quote == "'":
        return "'" + value.replace("'", "''") + "'"
    is_bare = not quote and not _NEEDS_QUOTES.search(value)
    return value if is_bare else json.dumps(value, ensure_ascii=False)


def _does_no_harm(before: bytes, after: bytes, fixes: Sequence[Problem], name: str) -> bool:
    """Return whether just the values of these fixes changed, and no error is new."""
    old, new = read_scalars(_text(before)), read_scalars(_text(after))
    wanted = {problem.at[1:3]: problem.fix for problem in fixes}
    if [wanted.get(scalar.at[1:3], scalar.value) for scalar in old] != [s.value for s in new]:
        return False
    return not _errors(after, new, name) - _errors(before, old, name)


def _errors(data: bytes, values: Sequence[Scalar], name: str) -> Counter[tuple[str, int]]:
    """Return the errors of a file: code, and which of its values has it."""
    reading = read(data, name)
    problems = [*reading.problems]
    if reading.registry:
        problems += check(reading.registry, whole=not problems)
    starts = [value.at[1:3] for value in values]
    return Counter(
        (problem.code, bisect.bisect(starts, problem.at[1:3]))
        for problem in problems
        if problem.severity is Severity.ERROR
    )


def _difference(before: bytes, after: bytes, name: str) -> str:
    """Return the changed lines, old and new, as `diff` writes them."""
    if before == after:
        return ""
    old, new = (_text(data).splitlines() for data in (before, after))
    if len(old) == len(new):
        changed = [
            f"@@ -{number} +{number} @@\n-{was}\n+{now}\n"
            for number, (was, now) in enumerate(zip(old, new, strict=True), start=1)
            if was != now
        ]
        return f"--- {name}\n+++ {name}\n{''.join(changed)}"
    lines = difflib.unified_diff(old, new, name, name, n=0, lineterm="")
    return "".join(f"{line}\n" for line in lines)
