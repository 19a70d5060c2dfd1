# SPDX-License-Identifier: EUPL-1.2
"""What a sound registry must also satisfy: one rule is one function, listed here by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.checks import comuni, emails, links, phones, shape
from leaflet.problems import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from leaflet.problems import Problem
    from leaflet.registry.model import Registry

    Rule = Callable[[Registry], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    shape.duplicate_ids,
    comuni.unknown,
    comuni.in_two_ambiti,
    comuni.row_outside_its_ambito,
    emails.invalid,
    links.invalid,
    phones.invalid,
)
"""Rules that look at single values: they hold for any part of a registry."""

WHOLE_RULES: tuple[Rule, ...] = (comuni.unreachable,)
"""Rules about what is missing: they make sense only when no row had to be left out."""


def check(registry: Registry, *, whole: bool = True) -> tuple[Problem, ...]:
    """Return every problem the rules find; `whole` says that no part was left out in reading."""
    rules = RULES + WHOLE_RULES if whole else RULES
    return in_order(problem for rule in rules for problem in rule(registry))
