# SPDX-License-Identifier: EUPL-1.2
"""Is this sheet current, and why not? The one answer, for everybody who hands leaflets on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.archive.manifest import read_built_folder
from leaflet.build.fast_path import paths_of
from leaflet.build.freshness import Status, compare
from leaflet.build.products import leaflet_name
from leaflet.problems import LeafletError, say
from leaflet.system.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from leaflet.archive.manifest import Manifest, ManifestEntry
    from leaflet.build.run import BuildRequest
    from leaflet.build.selection import Selection
    from leaflet.problems import Message

NAMED = 5
"""How many leaflets are named in a sentence before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The leaflets of an output folder: what there is, what of it is current, what not and why."""

    selection: Selection
    manifest: Manifest
    status: Status

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.selection.output

    @property
    def files(self) -> Mapping[str, ManifestEntry]:
        """What is known of each file, by its path below the folder."""
        return self.manifest.files

    def reasons(self) -> Mapping[str, tuple[Message, ...]]:
        """Return why files are not current, by their paths."""
        gone = say("no longer in the list, to be removed")
        outdated = {item.output.path: item.reasons for item in self.status.outdated}
        return outdated | dict.fromkeys(self.status.gone, (gone,))

    def contradictions(self) -> Mapping[str, tuple[Message, ...]]:
        """Return the files that say something else than the list by now, and what.

        One that would only be set or signed anew, with the same code on it, is not among them.
        """
        codes = {item.output.path: item.pages.code for item in self.status.outdated}
        return {
            path: why
            for path, why in self.reasons().items()
            if path not in self.files or codes.get(path, "") != self.files[path].code
        }

    def read_current(self, path: str) -> bytes:
        """Return the bytes of a file; raises LeafletError when it is not the current one."""
        reason = self.reasons().get(path, (say("not made yet"),))[0]
        if path in self.reasons() or path not in self.files:
            raise self._refusal([(path, reason)])
        file = self.folder / path
        data = read_bytes(file)
        if hashlib.sha256(data).hexdigest() != self.files[path].sha256:
            raise self._refusal([(path, say("the file was altered"))])
        return data

    def refuse_outdated(self) -> None:
        """Raise LeafletError when any of the leaflets that were asked for is not current."""
        if self.status.outdated:
            raise self._refusal(
                [(item.output.path, item.reasons[0]) for item in self.status.outdated]
            )

    def _refusal(self, stale: list[tuple[str, Message]]) -> LeafletError:
        parts = [
            say("{name} ({reason})", name=leaflet_name(path), reason=why) for path, why in stale
        ]
        return LeafletError(
            say("not current: {names}", names=join_names(parts)),
            say("first run {command}", command=self.selection.build_command()),
        )


def look_at(selection: Selection, ambiti: Iterable[str] = ()) -> Shelf:
    """Return the leaflets of these ambiti (ids or names; all when empty) as the list has them now.

    Raises ProblemsError when the list or the texts have errors.
    """
    chosen = list(ambiti)
    if not chosen and (manifest := selection.manifest_if_current()) is not None:
        return Shelf(selection, manifest, Status((), paths_of(manifest, selection.chosen), ()))
    return compare_with_list(selection, chosen)[0]


def compare_with_list(
    selection: Selection, ambiti: Iterable[str] = ()
) -> tuple[Shelf, BuildRequest]:
    """Return the same as `look_at`, and the order that the leaflets were compared with."""
    from leaflet.build.ordering import order_of  # noqa: PLC0415  (slow, and seldom needed)

    order = order_of(selection, list(ambiti))
    here = read_built_folder(selection.output)
    status = compare(order.plan, selection.output, order.typesetting, here)
    return Shelf(selection, here.manifest, status), order


def join_names(names: list[Message]) -> Message:
    """Return the first names one after the other, and how many there are besides."""
    shown = names[0]
    for name in names[1:NAMED]:
        shown = say("{first}, {second}", first=shown, second=name)
    if len(names) > NAMED:
        return say("{names} and {count} more", names=shown, count=len(names) - NAMED)
    return shown
