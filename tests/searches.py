# SPDX-License-Identifier: EUPL-1.2
"""What people type, and what it can mean: one set of cases for the program and for the portal."""

from __future__ import annotations

import tomllib
from typing import NamedTuple

from tests.paths import TESTS


class Search(NamedTuple):
    """Some words, the kind of their answer, the first names of it and how many there are."""

    typed: str
    kind: str
    names: list[str]
    total: int

    def fits(self, kind: str, names: list[str]) -> bool:
        """Return whether this is the answer."""
        return (kind, names[: len(self.names)], len(names)) == (self.kind, self.names, self.total)


def read_searches() -> list[Search]:
    """Return the cases that `tests/data/searches.toml` has."""
    text = (TESTS / "data" / "searches.toml").read_text(encoding="utf-8")
    found = []
    for typed, kind, *names in tomllib.loads(text)["cases"]:
        total = names.pop(0) if names and isinstance(names[0], int) else len(names)
        found.append(Search(typed, kind, names, total))
    assert len(found) > 60
    return found
