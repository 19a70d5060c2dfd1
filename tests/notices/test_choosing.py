# SPDX-License-Identifier: EUPL-1.2
"""Which sheet goes with a Comune, and what it is called."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from leaflet.build.products import comune_path, sheet_path

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.notices.choosing import Sheets


def test_the_sheet_of_a_comune_is_told_from_its_ambitos(current: Sheets, tmp_path: Path) -> None:
    """Both files are called …_melzo.pdf: the name says in which folder the one that was used is."""
    ambitos, own = sheet_path("melzo"), comune_path("melzo")
    (tmp_path / own).parent.mkdir(parents=True)
    shutil.copy(current.folder / ambitos, tmp_path / own)
    files = {own: replace(current.files[ambitos], code="ABCD-2345")}
    sheet = replace(current, folder=tmp_path, files=files).of("Melzo")
    assert (sheet.name, sheet.code) == (
        "comuni/cosa-fare-in-caso-di-sfratto_melzo.pdf",
        "ABCD-2345",
    )
    assert current.of("Melzo").name == "cosa-fare-in-caso-di-sfratto_melzo.pdf"
