# SPDX-License-Identifier: EUPL-1.2
"""Rules about rows as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.comuni import key_of
from leaflet.registry.phones import national_digits
from leaflet.registry.wording import name_row
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from leaflet.registry.model import Contatto, Registry, Row


def there_twice(registry: Registry) -> Iterator[Problem]:
    """C011: the same office is in an ambito twice.

    Comuni and their parts, office, person, numbers and addresses are the same: the sheet would
    print it twice. What else the two rows say may differ, and only one of them is true. The same
    part of a Comune twice in one row is named too.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti:
              - {ufficio: Ufficio Casa, email: [casa@comune.rho.mi.it], verificato: 2023-01-24}
              - {ufficio: Ufficio casa, email: [casa@comune.rho.mi.it], verificato: 2026-10-01}

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti:
              - {ufficio: Ufficio Casa, email: [casa@comune.rho.mi.it], verificato: 2026-10-01}
    """
    seen: set[Hashable] = set()
    for path, ambito, contatto in registry.rows():
        for i, zona in enumerate(contatto.zone):
            if fold(zona) in map(fold, contatto.zone[:i]):
                message = say("«{zona}» is in this row already", zona=zona)
                hint = say("delete one of the two")
                yield Problem(
                    "C011", Severity.WARNING, registry.at(*path, "zone", i), message, hint
                )
        key = _known_by(contatto)
        if key is not None and (ambito.id, key) in seen:
            message = say("this office is in the ambito already: {who}", who=name_row(contatto))
            hint = say("keep the one that is right, and take the other off")
            yield Problem("C011", Severity.WARNING, registry.at(*path), message, hint)
        seen.add((ambito.id, key))


def is_doubled(one: Row, other: Row) -> bool:
    """Return whether two rows are the same office, with the same contacts, twice in an ambito."""
    if one.path == other.path or one.ambito is not other.ambito:
        return False
    key = _known_by(one.contatto)
    return key is not None and key == _known_by(other.contatto)


def _known_by(contatto: Contatto) -> Hashable:
    """Return what tells an office with its contacts from others; None for one without any."""
    numbers = frozenset(
        (national_digits(telefono.numero), telefono.interno, telefono.tasti)
        for telefono in contatto.telefoni
    )
    addresses = frozenset(map(str.lower, contatto.email))
    if not numbers and not addresses:
        return None
    comuni = frozenset(map(key_of, contatto.comuni)), frozenset(map(fold, contatto.zone))
    names = fold(contatto.ufficio or ""), fold(contatto.referente or "")
    return comuni, names, numbers, addresses
