# SPDX-License-Identifier: EUPL-1.2
"""Which sheet goes with the notices of a Comune, and whether it is the current one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.build.products import GENERIC, comune_names, comune_path, sheet_path
from leaflet.problems import LeafletError, say, unreadable
from leaflet.registry.finding import the_certain_comune
from leaflet.system.words import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.archive.manifest import Entry
    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Registry

_GENERIC = say("outside the ambiti of the list: the generic sheet")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A current sheet: the official name of the `comune` it is for, its file and its contents.

    `name` tells the files of Comuni from those of ambiti, which may be called the same; `remarks`
    say what is worth knowing about the choice. `known` are the digests of the pages of all sheets.
    """

    comune: str
    path: Path
    name: str
    code: str
    sha256: str
    data: bytes
    remarks: tuple[Message, ...] = ()
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of an output folder: what its manifest says of each, and why some are stale."""

    registry: Registry
    folder: Path
    files: Mapping[str, Entry]
    stale: Mapping[str, Message]

    def of(self, typed: str) -> Sheet:
        """Return the sheet for the Comune that was meant.

        That is the Comune's own one where the folder has it, else that of its ambito, else the
        generic one. Raises LeafletError when the Comune is not certain, or the sheet not current.
        """
        found = the_certain_comune(self.registry, typed)
        path = self._path(found.ambito, found.comune)
        if path in self.stale or path not in self.files:
            reason = self.stale.get(path, say("not made yet"))
            raise self._not_current(path, reason)
        sheet = self._read(found.comune, path)
        return sheet if found.ambito else replace(sheet, remarks=(_GENERIC,))

    def _path(self, ambito: Ambito | None, comune: str) -> str:
        if ambito is None:
            return sheet_path(GENERIC)
        names = comune_names(self.registry)
        own = (
            comune_path(name)
            for (identifier, known), name in names.items()
            if identifier == ambito.id and folded(known) == folded(comune)
        )
        return next((path for path in own if path in self.files), sheet_path(ambito.id))

    def _read(self, comune: str, path: str) -> Sheet:
        entry, file = self.files[path], self.folder / path
        try:
            data = file.read_bytes()
        except OSError as error:
            raise unreadable(file, error) from error
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise self._not_current(path, say("the file was altered"))
        known = frozenset(digest for other in self.files.values() for digest in other.pages)
        return Sheet(comune, file, _short(path), entry.code, entry.sha256, data, known=known)

    def _not_current(self, path: str, reason: Message) -> LeafletError:
        message = say("the sheet {name} is not current: {reason}", name=_short(path), reason=reason)
        if self.folder == Path(self.folder.name):
            return LeafletError(message, say("run leaflet build, then attach again"))
        hint = say("run leaflet build --output {folder}, then attach again", folder=self.folder)
        return LeafletError(message, hint)


def _short(path: str) -> str:
    """Return what people call a sheet: its path, without the folder that all are in."""
    return path.removeprefix("pdf/")
