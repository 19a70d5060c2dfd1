# SPDX-License-Identifier: EUPL-1.2
"""The notices of all producers, and each with the sheet of Settala: made once for all tests."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
import pytest
from filelock import FileLock

from leaflet.archive.manifest import read_manifest
from leaflet.build.current import Shelf
from leaflet.build.freshness import Status
from leaflet.build.selection import Selection
from leaflet.notices.attaching import Attachment, ResultPlace, attach
from leaflet.notices.choosing import CurrentLeaflet, CurrentLeaflets
from leaflet.system.workspace import Workspace
from tests.notices.producers import NAMES, accessible_archive, make_notices
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Registry


@dataclass(frozen=True, slots=True)
class Case:
    """A notice, what was made of it, and how many pages it has."""

    notice: Path
    done: Attachment
    pages: int

    @property
    def result(self) -> Path:
        """The notice with its sheet."""
        return self.done.path

    @property
    def remarks(self) -> list[str]:
        """What was said of it, in English."""
        return [str(remark) for remark in self.done.remarks]


@pytest.fixture(scope="session")
def current(registry: Registry, built: Path) -> CurrentLeaflets:
    """The sheets of the real build, all current."""
    selection = Selection.of(Workspace(ROOT), output=built)
    return CurrentLeaflets(registry, Shelf(selection, read_manifest(built), Status((), (), ())))


@pytest.fixture(scope="session")
def sheet(current: CurrentLeaflets) -> CurrentLeaflet:
    """The sheet for Settala: Melzo's, which has tables."""
    return current.of("Settala")


@pytest.fixture(scope="session")
def notices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The notices, by the name of their producer."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "notices"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            made = folder.with_suffix(".new")
            made.mkdir()
            make_notices(made)
            made.rename(folder)
    return {name: folder / f"made-{name}.pdf" for name in NAMES}


@pytest.fixture(scope="session")
def cases(
    notices: dict[str, Path], sheet: CurrentLeaflet, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Case]:
    """Each notice with the sheet, and `archive`, the one that is PDF/A-2a and PDF/UA-1."""
    folder = tmp_path_factory.mktemp("with-sheet")
    found = {}
    archive = accessible_archive(sheet.path, tmp_path_factory.mktemp("archive"))
    for name, notice in {**notices, "archive": archive}.items():
        with pikepdf.open(notice) as pdf:
            pages = len(pdf.pages)
        found[name] = Case(notice, attach(notice, sheet, ResultPlace(folder)), pages)
    return found
