# SPDX-License-Identifier: EUPL-1.2
"""`giro.json`: when a round was opened, by when it is due, and what the list said on that day."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.archive.history import contents_of
from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.registry.model import Ambito
from leaflet.system.files import read_bytes_if_there
from leaflet.system.journal import NO_SUCH_JSON

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from leaflet.registry.model import Registry

RECORD = "giro.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Round:
    """A round: `then` are the ambiti as they were on the day it was opened.

    `chosen` are the ids of those that take part; empty: all of the list, newcomers as well.
    """

    opened: dt.date
    due: dt.date
    chosen: tuple[str, ...]
    then: tuple[Ambito, ...]

    def partakers(self, registry: Registry) -> tuple[Ambito, ...]:
        """Return the ambiti of the list that take part, as they are now."""
        return tuple(a for a in registry.ambiti if not self.chosen or a.id in self.chosen)


def begin_round(
    registry: Registry, due: dt.date, today: dt.date, chosen: Sequence[str] = ()
) -> Round:
    """Return a round that begins today; LeafletError when its due day has passed already."""
    if due < today:
        message = say("{day} has passed already: choose a day to come", day=due)
        raise WrongValueError(message)
    then = tuple(a for a in registry.ambiti if not chosen or a.id in chosen)
    return Round(today, due, tuple(dict.fromkeys(chosen)), then)


def round_as_json(held: Round) -> bytes:
    """Return the record of a round, as its file has it."""
    data = {
        "format": _FORMAT,
        "opened": held.opened.isoformat(),
        "due": held.due.isoformat(),
        "chosen": list(held.chosen),
        "ambiti": [contents_of(ambito)[1] for ambito in held.then],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def read_round(folder: Path) -> Round | None:
    """Return the round that was opened in a folder, None when there was none.

    Raises LeafletError when its record cannot be read, or somebody has spoilt it.
    """
    path = folder / RECORD
    data = read_bytes_if_there(path)
    if data is None:
        return None
    try:
        return _round(data)
    except NO_SUCH_JSON as error:
        message = say("{file} is not the record of a round", file=path)
        hint = say("take the file from a copy, or open a new round in another folder")
        raise LeafletError(message, hint) from error


def _round(data: bytes) -> Round:
    record = json.loads(data)
    chosen = record["chosen"]
    if record["format"] != _FORMAT or not isinstance(chosen, list):
        raise ValueError(record["format"])
    if not all(isinstance(name, str) for name in chosen):
        raise ValueError(chosen)
    return Round(
        dt.date.fromisoformat(record["opened"]),
        dt.date.fromisoformat(record["due"]),
        tuple(chosen),
        tuple(Ambito.model_validate(ambito) for ambito in record["ambiti"]),
    )
