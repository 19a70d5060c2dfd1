# SPDX-License-Identifier: EUPL-1.2
"""Which leaflets a command is about: of which list, in which folder, of which kinds.

It is quick to load: what only asks whether anything was touched needs no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.archive.manifest import read_built_folder, read_manifest
from leaflet.build import fast_path
from leaflet.build.kinds import Product
from leaflet.system.clock import now
from leaflet.system.workspace import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from leaflet.archive.manifest import Manifest
    from leaflet.system.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Selection:
    """What to bring up to date: the kinds of leaflets that are `chosen`, by their product names.

    All that the folder has when none is chosen, sheets when it has none. `languages` are codes that
    somebody asks for by name: `it-zh`.
    """

    workspace: Workspace
    contacts: Path
    output: Path
    chosen: frozenset[str] = frozenset()
    languages: str = ""

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        contacts: Path | None = None,
        output: Path | None = None,
        products: Iterable[str] = (),
        languages: str = "",
    ) -> Selection:
        """Return the selection where the workspace's own list and folder stand for what is None."""
        return cls(
            workspace,
            contacts or workspace.contacts,
            output or workspace.output,
            frozenset(products),
            languages,
        )

    def products(self) -> frozenset[str]:
        """Return the kinds of leaflets to bring up to date."""
        found = fast_path.products_of(read_built_folder(self.output).manifest)
        return self.chosen or found or frozenset({Product.SHEET})

    def list_asked(self) -> frozenset[tuple[str, str]]:
        """Return products with languages that were asked for by name, now or by builds before."""
        kinds = self.products()
        found = fast_path.asked_in(read_built_folder(self.output).manifest)
        now = {(kind, self.languages) for kind in kinds if self.languages}
        return frozenset(now | {pair for pair in found if pair[0] in kinds})

    def manifest_if_current(self) -> Manifest | None:
        """Return the manifest when it is certain, without reading the list, that all is current."""
        day = now().date()
        there = fast_path.asked_in(read_manifest(self.output)) if self.languages else set()
        if self.languages and not self.list_asked() <= there:
            return None
        return fast_path.read_if_current(
            self.output, self.workspace, self.contacts, day, self.chosen
        )

    def build_command(self) -> str:
        """Return what to type to bring just these leaflets up to date."""
        words = ["leaflet"]
        if self.workspace.is_chosen and shown_name(self.workspace.root) != ".":
            words += ["--root", shown_name(self.workspace.root)]
        words += ["build"]
        words += [word for product in sorted(self.chosen) for word in ("--product", product)]
        words += ["--lang", self.languages.replace("-", ",")] if self.languages else []
        if self.contacts != self.workspace.contacts:
            words += ["--contacts", shown_name(self.contacts)]
        if self.output != self.workspace.output:
            words += ["--output", shown_name(self.output)]
        return " ".join(f'"{word}"' if " " in word else word for word in words)
