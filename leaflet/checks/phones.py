# SPDX-License-Identifier: EUPL-1.2
"""Rules about phone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers

from leaflet.problems import Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Registry

REGION = "IT"


def invalid(registry: Registry) -> Iterator[Problem]:
    """T001: a phone number that nobody can dial."""
    for path, _, contatto in registry.rows():
        for i, telefono in enumerate(contatto.telefoni):
            if not _dialable(telefono.numero):
                yield Problem(
                    "T001",
                    Severity.ERROR,
                    registry.at(*path, "telefoni", i, "numero"),
                    say("«{numero}» is not a phone number", numero=telefono.numero),
                    say(
                        "write only the number with its area code, like {example}; "
                        "an extension goes under «interno»",
                        example='"02 9512 0286"',
                    ),
                )


def _dialable(numero: str) -> bool:
    try:
        parsed = phonenumbers.parse(numero, REGION)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) and parsed.extension is None
