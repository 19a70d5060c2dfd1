# SPDX-License-Identifier: EUPL-1.2
"""Which sheet goes with a Comune, and what it is called."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from leaflet.archive.manifest import Manifest
from leaflet.build.current import Shelf
from leaflet.build.products import comune_path, sheet_path
from leaflet.notices.choosing import CurrentLeaflets

if TYPE_CHECKING:
    from pathlib import Path


def test_the_sheet_of_a_comune_is_told_from_its_ambitos(
    current: CurrentLeaflets, tmp_path: Path
) -> None:
    """Both files are called …_melzo.pdf: the name says in which folder the one that was used is."""
    ambitos, own = sheet_path("melzo"), comune_path("melzo")
    (tmp_path / own).parent.mkdir(parents=True)
    shelf = current.shelf
    shutil.copy(shelf.folder / ambitos, tmp_path / own)
    manifest = Manifest({own: replace(shelf.files[ambitos], code="ABCD-2345")})
    selection = replace(shelf.selection, output=tmp_path)
    sheet = CurrentLeaflets(current.registry, Shelf(selection, manifest, shelf.status)).of("Melzo")
    assert (sheet.name, sheet.code) == (
        "comuni/cosa-fare-in-caso-di-sfratto_melzo.pdf",
        "ABCD-2345",
    )
    assert current.of("Melzo").name == "cosa-fare-in-caso-di-sfratto_melzo.pdf"
