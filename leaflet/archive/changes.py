# SPDX-License-Identifier: EUPL-1.2
"""What changed on the sheets, since a moment or since one of them was made."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from leaflet.problems import Message
from leaflet.registry.changes import CHANGED, Change, between_ambiti, of_ambito
from leaflet.registry.model import Ambito

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.archive.history import History
    from leaflet.system.journal import Record


def recorded_ambiti(history: History, before: str | None = None) -> list[Ambito]:
    """Return the ambiti as they were recorded last, or before a moment (see `History.states`)."""
    states = map(read_ambito, history.states(before=before).values())
    return [ambito for ambito in states if ambito]


def read_ambito(data: Mapping[str, Any] | None) -> Ambito | None:
    """Return the ambito of a record; None where it has none, or somebody else wrote it."""
    try:
        return Ambito.model_validate(data) if data else None
    except ValidationError:
        return None


def changes_since(history: History, before: str) -> tuple[Change, ...]:
    """Return how the contacts that were recorded last differ from those before a moment."""
    return between_ambiti(recorded_ambiti(history, before), recorded_ambiti(history))


def changes_since_version(history: History, record: Record) -> tuple[Change, ...]:
    """Return what changed since a version of a file was made.

    That is in the contacts, or else why a sheet was made again whose contacts are the same, or that
    shows none: what the builds wrote down.
    """
    if then := read_ambito(history.contents(record.get("contents", ""))):
        changes = of_ambito(then, read_ambito(history.states().get(then.id)))
        if changes:
            return changes
    file = PurePosixPath(record["path"]).name
    later = history.succession(record["path"], record["code"]).later
    reasons = (Message(reason) for other in later for reason in other.get("changed", ()))
    return tuple(Change("", file, None, "", CHANGED, "", "", reason) for reason in reasons)
