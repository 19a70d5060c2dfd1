# SPDX-License-Identifier: EUPL-1.2
"""axe-core, which finds what keeps people with disabilities out of a page (WCAG 2.2 AA).

It runs in the page itself; what it calls «incomplete» is for human eyes.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.judges.programs import npm_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.judges.chromium import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

OF_COLOURS = ("color-contrast", "link-in-text-block")
"""Rules of these tags that look at colours; all others say the same of a dark page."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What axe found: broken rules, and places that a person must look at.

    `passed` is how many rules found something to check and no fault.
    """

    violations: tuple[str, ...]
    unsure: tuple[str, ...]
    passed: int


def judge(page: Page, tags: Sequence[str] = TAGS, rules: Sequence[str] = ()) -> Verdict:
    """Return what axe finds in a page as it looks now: by all rules of the tags, or these alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{_program()}; null")
    options = {
        "runOnly": {"type": "rule" if rules else "tag", "values": list(rules or tags)},
        "resultTypes": ["violations", "incomplete"],
    }
    found = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return Verdict(
        tuple(_places(found["violations"])),
        tuple(_places(found["incomplete"])),
        len(found["passes"]),
    )


@functools.cache
def _program() -> str:
    return npm_file("axe-core", "axe.min.js").read_text(encoding="utf-8")


def _places(rules: Sequence[dict[str, Any]]) -> list[str]:
    return [
        f"{rule['id']} at {node['target']}: {node.get('failureSummary', rule['help'])}"
        for rule in rules
        for node in rule["nodes"]
    ]
