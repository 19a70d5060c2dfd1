# SPDX-License-Identifier: EUPL-1.2
"""Numbers of acts on the portal: only if the list says so, and no small ones."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import TYPE_CHECKING

import pytest

from leaflet.build.selection import Selection
from leaflet.offices.acts.report import report_acts
from leaflet.portal.making import portal_of
from leaflet.portal.pages import files
from leaflet.registry.atti import encode_acts
from leaflet.system.workspace import Workspace
from tests.acts import opened_with, simulate_acts
from tests.paths import ROOT
from tests.portal.small_portal import built, content_of, look, registry_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

YEARS = range(2023, 2026)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A small portal with simulated numbers, in every language."""
    registry, folder = registry_of(), tmp_path_factory.mktemp("atti")
    built(folder, registry)
    acts = report_acts(opened_with(registry, simulate_acts(YEARS)))
    dressed = dataclasses.replace(look(), acts=acts)
    return {path: data.decode() for path, data in files(content_of(folder, registry), dressed)}


def test_every_language_has_the_page(pages: dict[str, str]) -> None:
    """The plot says all numbers in words; every page leads there; tables are marked as Italian."""
    for code in ("it", "en", "es", "ar"):
        page = pages[f"{code}/atti/index.html"]
        assert page.count("<svg") - page.count("<symbol") >= 1
        assert "intimazione: 2023 " in page
        assert "Tutto il territorio" in text_of(page)
        assert "atti/" in pages[f"{code}/index.html"]
    assert "Eviction notices in numbers" in text_of(pages["en/atti/index.html"])


def test_no_small_number_is_published(pages: dict[str, str]) -> None:
    """Neither in the table for programs nor on the page; each column is explained."""
    rows = list(csv.DictReader(io.StringIO(pages["dati/atti.csv"])))
    told = json.loads(pages["dati/atti.csv-metadata.json"])
    assert [one["name"] for one in told["tableSchema"]["columns"]] == list(rows[0])
    assert {row["nascosto"] for row in rows} == {"true", "false"}
    assert not [row for row in rows if row["numero"] and 0 < int(row["numero"]) < 5]
    assert "atti.csv" in pages["it/dati/index.html"]


@pytest.mark.parametrize(("said", "is_there"), [("true", True), ("false", False), (None, False)])
def test_the_list_decides(tmp_path: Path, said: str | None, is_there: bool) -> None:  # noqa: FBT001
    """Without a word in its head nothing is published, however many numbers lie beside it."""
    contacts = tmp_path / "contacts"
    contacts.mkdir()
    text = (ROOT / "contacts" / "ambiti.yaml").read_text(encoding="utf-8")
    if said:
        text = text.replace("\nambiti:\n", f"\npubblica_atti: {said}\nambiti:\n", 1)
    (contacts / "ambiti.yaml").write_text(text, encoding="utf-8")
    (contacts / "atti.csv").write_bytes(encode_acts(simulate_acts(YEARS)))
    selection = Selection.of(Workspace(tmp_path), None, None, set())
    portal = portal_of(selection, tmp_path / "site", is_fragment=False)
    assert contacts / "atti.csv" in portal.beside
    assert (portal.prepare()[1].acts is not None) == is_there
