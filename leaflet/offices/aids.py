# SPDX-License-Identifier: EUPL-1.2
"""Changes of the aids: edited in their file as contacts are, checked, backed up and undoable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from leaflet.offices.commit import commit_text
from leaflet.problems import LeafletError, WrongValueError, say, stops_a_build
from leaflet.registry.reading import LARGEST_LIST, read_aids
from leaflet.registry.writing import edit_text
from leaflet.rules import check_aids
from leaflet.system.files import read_bytes
from leaflet.system.words import nearest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from leaflet.problems import Problem
    from leaflet.registry.misure import Misura, Misure
    from leaflet.registry.model import Registry


@dataclass(frozen=True, slots=True)
class OpenAids:
    """The file of aids as it was when it was read; `registry` is the list beside it."""

    path: Path
    name: str
    data: bytes
    misure: Misure
    registry: Registry

    def find(self, identifier: str) -> Misura:
        """Return an aid by its id; raises WrongValueError when there is none."""
        for misura in self.misure.misure:
            if misura.id == identifier:
                return misura
        ids = [misura.id for misura in self.misure.misure]
        near = nearest(identifier, ids)
        hint = say("did you mean {id}?", id=near) if near else say("leaflet aids list shows them")
        raise WrongValueError(say("there is no aid «{id}»", id=identifier), hint)


def open_aids(path: Path, name: str, registry: Registry) -> OpenAids:
    """Read the aids to change them; raises LeafletError when they cannot be read as a whole."""
    data = read_bytes(path, largest=LARGEST_LIST)
    reading = read_aids(data, name)
    if reading.problems:
        message = say("{file} has errors: it cannot be changed this way", file=name)
        raise LeafletError(message, say("leaflet validate shows them"))
    return OpenAids(path, name, data, reading.misure, registry)


class AidSaid(NamedTuple):
    """What an aid says now, and what it said: `key` is the file's word, such as al."""

    identifier: str
    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AidChange:
    """The file after a change, what differs, and the problems that it would bring."""

    opened: OpenAids
    data: bytes
    said: tuple[AidSaid, ...]
    problems: tuple[Problem, ...]

    def commit(self, words: str, now: dt.datetime) -> Path:
        """Write the file, and return where the old one is kept.

        Raises LeafletError, with nothing written, when the change brings an error, or somebody else
        changed the file meanwhile.
        """
        if stops_a_build(self.problems):
            raise LeafletError(say("nothing was written: mend this first"))
        return commit_text(self.opened.path, self.opened.data, self.data, words, now)


def change_aids(
    opened: OpenAids, values: Mapping[str, Mapping[str, str]], today: dt.date
) -> AidChange:
    """Let aids say other values, by their ids; an empty one takes away what was there.

    Every other byte of the file stays. Raises WrongValueError when there is no such aid.
    """
    wanted = _plain(opened.misure.model_dump(mode="json"))
    said = []
    for identifier, changed in values.items():
        record = wanted["misure"][opened.misure.misure.index(opened.find(identifier))]
        for key, value in changed.items():
            old = record.pop(key, "")
            record |= {key: value} if value else {}
            said += [AidSaid(identifier, key, old, value)] if value != old else []
    data = edit_text(opened.data, wanted, ()) if said else opened.data
    reading = read_aids(data, opened.name)
    before = check_aids(opened.registry.with_aids(opened.misure, today), today)
    after = check_aids(opened.registry.with_aids(reading.misure, today), today)
    known = {(problem.code, problem.message) for problem in before}
    news = [problem for problem in after if (problem.code, problem.message) not in known]
    return AidChange(opened, data, tuple(said), (*reading.problems, *news))


def _plain(value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """Return what is said as mappings, lists and strings; what is empty is left out."""
    if isinstance(value, dict):
        kept = {key: _plain(child) for key, child in value.items()}
        return {key: child for key, child in kept.items() if child not in (None, [], {})}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    return None if value is None else str(value)
