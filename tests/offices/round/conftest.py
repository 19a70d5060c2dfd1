# SPDX-License-Identifier: EUPL-1.2
"""A small list, and what the papers of its round are made with."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.round.folder import RoundRequest, RoundTools, open_or_update
from leaflet.pages.round import RoundComposer
from leaflet.pdf.renderer import Renderer
from leaflet.registry import reading
from tests.paths import TESTS

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Ambito, Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts

SMALL = TESTS / "data" / "giro.yaml"
OPENED = dt.date(2026, 11, 22)
DUE = dt.date(2026, 12, 15)
BEFORE, AFTER = dt.date(2026, 12, 1), dt.date(2026, 12, 20)


def small(*swaps: tuple[str, str]) -> Registry:
    """Return the small list, with these words swapped wherever they stand."""
    text = SMALL.read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    read = reading.read(text.encode(), "giro.yaml")
    assert read.registry
    assert read.problems == ()
    return read.registry


def workbook(ambito: Ambito) -> bytes:
    """Stand for a workbook: golden files shall not change with the library that writes it."""
    return f"the workbook of {ambito.id}".encode()


@pytest.fixture(scope="session")
def round_composer(shipped: Workspace, texts: Texts) -> RoundComposer:
    """The real templates."""
    return RoundComposer(shipped.templates, texts.locale("it"))


@pytest.fixture(scope="session")
def tools(shipped: Workspace, round_composer: RoundComposer) -> RoundTools:
    """The real templates, printer and sentences; workbooks are stand-ins."""
    renderer = Renderer(shipped.templates / "round", ("Noto Sans",))
    return RoundTools(round_composer, lambda: renderer, workbook)


@pytest.fixture(scope="session")
def fresh(tools: RoundTools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a round of the small list, just opened: to be copied, not changed."""
    folder = tmp_path_factory.mktemp("fresh") / "giro"
    open_or_update(folder, RoundRequest(small(), OPENED, DUE), tools)
    return folder
