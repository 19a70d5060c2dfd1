# SPDX-License-Identifier: EUPL-1.2
"""Rules about Comuni: the official name, one ambito each, and somebody who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.comuni import folded, nearest, official

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.registry.model import Path, Registry


def _named(registry: Registry) -> Iterator[tuple[Path, str]]:
    """Yield every Comune the registry names, with its place."""
    for i, ambito in enumerate(registry.ambiti):
        for j, comune in enumerate(ambito.comuni):
            yield ("ambiti", i, "comuni", j), comune
    for path, _, contatto in registry.rows():
        for j, comune in enumerate(contatto.comuni):
            yield (*path, "comuni", j), comune
        if contatto.sede:
            yield (*path, "sede", "comune"), contatto.sede.comune


def unknown(registry: Registry) -> Iterator[Problem]:
    """C001: no Comune has this name in the official list."""
    for path, name in _named(registry):
        if not official().named(name):
            message, hint = _unknown(name)
            yield Problem("C001", Severity.ERROR, registry.at(*path), message, hint)


def _unknown(name: str) -> tuple[Message, Message | None]:
    meant = official().nearest(name)
    hint = say("write «{name}»", name=meant) if meant else None
    if official().dissolved(name):
        return say("the Comune of «{name}» no longer exists", name=name), hint
    return say("no Comune is called «{name}»", name=name), hint


def in_two_ambiti(registry: Registry) -> Iterator[Problem]:
    """C002: a Comune is listed twice, in one ambito or in two."""
    seen: dict[str, str] = {}
    for i, ambito in enumerate(registry.ambiti):
        for j, comune in enumerate(ambito.comuni):
            key = folded(comune)
            if key in seen:
                yield Problem(
                    "C002",
                    Severity.ERROR,
                    registry.at("ambiti", i, "comuni", j),
                    say("«{comune}» is in the list already", comune=comune),
                    say("it belongs to the ambito {nome}: delete one of the two", nome=seen[key]),
                )
            seen.setdefault(key, ambito.nome)


def row_outside_its_ambito(registry: Registry) -> Iterator[Problem]:
    """C003: a row is for a Comune that its ambito does not list."""
    for path, ambito, contatto in registry.rows():
        for j, comune in enumerate(contatto.comuni):
            if comune in ambito.comuni or not official().named(comune):
                continue
            meant = nearest(comune, ambito.comuni)
            message = say("«{comune}» is not in the ambito {nome}", comune=comune, nome=ambito.nome)
            hint = (
                say("write «{name}»", name=meant)
                if meant
                else say("add it to the Comuni of the ambito, or move the row")
            )
            place = registry.at(*path, "comuni", j)
            yield Problem("C003", Severity.ERROR, place, message, hint)


def unreachable(registry: Registry) -> Iterator[Problem]:
    """C004: a row, or a Comune of an ambito, leads to nobody: no phone, e-mail or address.

    A row may be empty for a while, when a `note` says why and another row of the ambito answers.
    """
    for path, ambito, contatto in registry.rows():
        others = any(other.raggiungibile for other in ambito.contatti)
        if not contatto.raggiungibile and not (contatto.note and others):
            yield Problem(
                "C004",
                Severity.ERROR,
                registry.at(*path),
                say("this row reaches nobody: it has no phone, e-mail or address"),
                say("add one, or a «note» that says why it is missing"),
            )
    for i, ambito in enumerate(registry.ambiti):
        for j, comune in enumerate(ambito.comuni):
            if not ambito.del_comune(comune) and not ambito.di_ambito():
                yield Problem(
                    "C005",
                    Severity.ERROR,
                    registry.at("ambiti", i, "comuni", j),
                    say("no row serves «{comune}»", comune=comune),
                    say("add a row for it, or one for the whole ambito"),
                )
