# SPDX-License-Identifier: EUPL-1.2
"""Certain replacements, applied to the text of a registry; every other byte stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import stops_a_build
from leaflet.registry.reading import read
from leaflet.rules import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leaflet.problems import Problem

MOST_PASSES = 5
"""A fix may bring another to light; five rounds are more than any real file needs."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The bytes after mending, how many replacements were made, and the difference for people."""

    data: bytes
    count: int
    difference: str


def fix(data: bytes, name: str) -> Fixed:
    """Return a registry file with all certain replacements made.

    Mending again changes nothing. A replacement after which the file could not be read, or had an
    error that it did not have before, is not made.
    """
    now, count = data, 0
    for _ in range(MOST_PASSES):
        fixes = _fixes(now, name)
        better = _replace(now, fixes) if fixes else now
        if better == now or not _is_no_worse(now, better, name):
            break
        now, count = better, count + len(fixes)
    return Fixed(now, count, _difference(data, now, name))


def _fixes(data: bytes, name: str) -> list[Problem]:
    registry = read(data, name).registry
    found = check(registry, whole=False) if registry else ()
    by_place = {problem.at: problem for problem in reversed(found) if problem.fix is not None}
    return sorted(by_place.values(), key=lambda problem: problem.at, reverse=True)


def _replace(data: bytes, fixes: Iterable[Problem]) -> bytes:
    """Return the text with each fix in the place of what stood there; the last place first."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    lines = data.removeprefix(mark).decode("utf-8").split("\n")
    for problem in fixes:
        line = lines[problem.at.line - 1]
        start = problem.at.column - 1
        end = start + problem.at.length
        quote = line[start - 1] if start else ""
        lines[problem.at.line - 1] = line[:start] + _quote(problem.fix or "", quote) + line[end:]
    return mark + "\n".join(lines).encode("utf-8")


def _quote(value: str, quote: str) -> str:
    """Return the value as YAML writes it between these quotation marks, or without any."""
    return value.replace("'", "''") if quote == "'" else value


def _is_no_worse(before: bytes, after: bytes, name: str) -> bool:
    old, new = read(before, name), read(after, name)
    if new.registry is None or old.registry is None or len(new.problems) > len(old.problems):
        return False
    was_sound = not stops_a_build(check(old.registry))
    return not (was_sound and stops_a_build(check(new.registry)))


def _difference(before: bytes, after: bytes, name: str) -> str:
    """Return the changed lines, old and new, as `diff` writes them; lines are only replaced."""
    if before == after:
        return ""
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    changed = [
        f"@@ -{number} +{number} @@\n-{was}\n+{now}\n"
        for number, (was, now) in enumerate(zip(old, new, strict=True), start=1)
        if was != now
    ]
    return f"--- {name}\n+++ {name}\n{''.join(changed)}"
