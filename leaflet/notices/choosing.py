# SPDX-License-Identifier: EUPL-1.2
"""Which sheet goes with the notices of a Comune, and whether it is the current one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.archive.manifest import read_built_folder
from leaflet.build.current import look_at
from leaflet.build.products import GENERIC, aids_path, comune_names, comune_path, sheet_path
from leaflet.notices.joining import join_leaflets
from leaflet.problems import LeafletError, say
from leaflet.registry.finding import the_certain_comune
from leaflet.rules.checked import read_sound_registry
from leaflet.system.words import fold
from leaflet.texts import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.build.current import Shelf
    from leaflet.build.kinds import Stage
    from leaflet.build.selection import Selection
    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Registry

_GENERIC = say("outside the ambiti of the list: the generic sheet")


@dataclass(frozen=True, slots=True)
class CurrentLeaflet:
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
class CurrentLeaflets:
    """The sheets of an output folder, and the list that says for which Comune each is."""

    registry: Registry
    shelf: Shelf

    def of(self, typed: str, stage: Stage | None = None) -> CurrentLeaflet:
        """Return the sheet for the Comune that was meant; at a stage, with the aids behind it.

        That is the Comune's own one where the folder has it, else that of its ambito, else the
        generic one. Raises LeafletError when the Comune is not certain, or a leaflet not current.
        """
        found = the_certain_comune(self.registry, typed)
        path = self._path(found.ambito, found.comune)
        data, entry = self.shelf.read_current(path), self.shelf.files[path]
        if stage and found.ambito:
            data = join_leaflets(data, self._aids(found.ambito, stage))
        return CurrentLeaflet(
            found.comune,
            self.shelf.folder / path,
            path.removeprefix("pdf/"),
            entry.code,
            hashlib.sha256(data).hexdigest(),
            data,
            () if found.ambito else (_GENERIC,),
            frozenset(page for other in self.shelf.files.values() for page in other.pages),
        )

    def _aids(self, ambito: Ambito, stage: Stage) -> bytes:
        """Return the leaflet of aids of an ambito, in Italian, with a stage marked."""
        path = aids_path(ambito.id, SOURCE_LANGUAGE, stage)
        if path not in self.shelf.files:
            message = say("there is no leaflet of aids for {nome} at the stage {stage}",
                          nome=ambito.nome, stage=stage)  # fmt: skip
            hint = say("first run {command}",
                       command=f"leaflet build --product aiuti --stage {stage}")  # fmt: skip
            raise LeafletError(message, hint)
        return self.shelf.read_current(path)

    def _path(self, ambito: Ambito | None, comune: str) -> str:
        if ambito is None:
            return sheet_path(GENERIC)
        names = comune_names(self.registry)
        own = (
            comune_path(name)
            for (identifier, known), name in names.items()
            if identifier == ambito.id and fold(known) == fold(comune)
        )
        return next((path for path in own if path in self.shelf.files), sheet_path(ambito.id))


def read_leaflets(selection: Selection) -> CurrentLeaflets:
    """Return the sheets of a folder, and what of them is current, as `status` finds it.

    Raises LeafletError when there are none.
    """
    if not read_built_folder(selection.output).manifest.files:
        message = say("there are no leaflets in {folder}", folder=selection.output.resolve())
        hint = say("first run {command}", command=selection.build_command())
        if not selection.workspace.is_chosen:
            hint = say("go to the folder of your list, or name it: --root DIR")
        raise LeafletError(message, hint)
    return CurrentLeaflets(read_sound_registry(selection.contacts), look_at(selection))
