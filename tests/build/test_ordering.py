# SPDX-License-Identifier: EUPL-1.2
"""What is to be built: what is wrong in the texts stops what it is in, and nothing else."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.build.ordering import order_of
from leaflet.build.selection import Selection
from leaflet.system.workspace import Workspace
from leaflet.texts.catalogues import UntranslatedError
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TITLE = 'msgstr "What to do in case of eviction"'
APPOINTMENT = 'msgid "Il mio appuntamento"\nmsgstr "'


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("leaflet.pot", 'msgid "Ambito"', 'msgid "Nuova"\nmsgstr ""\n\nmsgid "Ambito"', (10, True)),
        ("en/LC_MESSAGES/leaflet.po", TITLE, f'{TITLE[:-1]} →"', (10, True)),
        ("en/LC_MESSAGES/leaflet.po", APPOINTMENT, f"#, fuzzy\n{APPOINTMENT}", (1, True)),
        ("en/LC_MESSAGES/leaflet.po", TITLE, 'msgstr ""', (0, False)),
    ],
    ids=["used nowhere", "sign without a font", "of side two", "of side one"],
)  # fmt: skip
def test_what_a_text_lacks_stops_the_sheets_that_say_it(
    tmp_path: Path, file: str, old: str, new: str, expected: tuple[int, bool]
) -> None:
    """Whatever it is, workers are hired; they begin with side one when that can be made."""
    for folder in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    catalogue = tmp_path / "locales" / file
    text = catalogue.read_text(encoding="utf-8")
    assert text.count(old) == 1
    catalogue.write_text(text.replace(old, new), encoding="utf-8")
    begun: list[str] = []
    order = order_of(Selection.of(Workspace(tmp_path)), hire=lambda _, advice: begun.append(advice))
    made = []
    for output in order.plan.outputs:
        with contextlib.suppress(UntranslatedError):
            made.append(output.pages())
    (advice,) = begun
    assert (len(made), bool(advice)) == expected
