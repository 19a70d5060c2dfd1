# SPDX-License-Identifier: EUPL-1.2
"""What changed on the sheets, since a moment or since one of them was made."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from leaflet.problems import Message
from leaflet.registry.changes import CHANGED, Change, between_aids, between_ambiti, of_ambito
from leaflet.registry.misure import Misure
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


def recorded_aids(history: History, at: str | None = None) -> Misure:
    """Return the aids and stages that were shown last, or at a moment; none where none can be."""
    try:
        return Misure.model_validate(history.aids(at=at) or {})
    except ValidationError:
        return Misure()


def changes_since(history: History, before: str) -> tuple[Change, ...]:
    """Return how contacts and aids that were recorded last differ from those before a moment."""
    of_contacts = between_ambiti(recorded_ambiti(history, before), recorded_ambiti(history))
    return (*of_contacts, *between_aids(recorded_aids(history, before), recorded_aids(history)))


def changes_since_version(history: History, record: Record) -> tuple[Change, ...]:
    """Return what changed since a version of a file was made.

    That is in the contacts, on a leaflet of aids in these too, or else why a sheet was made again
    whose contacts are the same, or that shows none: what the builds wrote down.
    """
    if then := read_ambito(history.contents(record.get("contents", ""))):
        changes = of_ambito(then, read_ambito(history.states().get(then.id)))
        if record.get("product", "").startswith("aiuti"):
            old, new = recorded_aids(history, record["on"]), recorded_aids(history)
            changes += between_aids(old.of_place(then), new.of_place(then))
        if changes:
            return changes
    file = PurePosixPath(record["path"]).name
    later = history.succession(record["path"], record["code"]).later
    reasons = (Message(reason) for other in later for reason in other.get("changed", ()))
    return tuple(Change("", file, None, "", CHANGED, "", "", reason) for reason in reasons)
