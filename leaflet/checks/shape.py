# SPDX-License-Identifier: EUPL-1.2
"""Rules about the shape of the registry that no single value shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Registry


def duplicate_ids(registry: Registry) -> Iterator[Problem]:
    """S020: two ambiti have the same `id`, so that one's leaflet would overwrite the other's."""
    seen: dict[str, str] = {}
    for i, ambito in enumerate(registry.ambiti):
        if ambito.id in seen:
            yield Problem(
                "S020",
                Severity.ERROR,
                registry.at("ambiti", i, "id"),
                say("the id «{id}» is there twice", id=ambito.id),
                say(
                    "the ambito {nome} has it already: give this one its own", nome=seen[ambito.id]
                ),
            )
        seen.setdefault(ambito.id, ambito.nome)
