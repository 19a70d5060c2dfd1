# SPDX-License-Identifier: EUPL-1.2
"""Two finished portals, a web server for them and a browser; each is made once and shared."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.judged.portal import portals
from tests.judges.chromium import Browser
from tests.judges.webserver import served
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all pytest-xdist workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _once(place: Path, make: Callable[[], object]) -> None:
    """Make something unless another worker has; a failure is everyone's."""
    done = place.with_suffix(".done")
    with FileLock(place.with_suffix(".lock")):
        if not done.exists():
            make()
            done.touch()


@pytest.fixture(scope="session")
def real(shared: Path, built: Path) -> portals.Portal:
    """The portal of the real list, below a folder of the server."""
    folder = shared / "server" / portals.SUBFOLDER
    folder.parent.mkdir(parents=True, exist_ok=True)
    _once(shared / "real", lambda: portals.make(ROOT, built, folder))
    return portals.found(folder)


@pytest.fixture(scope="session")
def hostile(shared: Path) -> portals.Portal:
    """The portal of a list full of markup, which also lost an ambito; it knows its address."""
    folder = shared / "server" / "ostile"
    folder.parent.mkdir(parents=True, exist_ok=True)
    _once(shared / "hostile", lambda: portals.make_hostile(shared / "hostile", folder))
    return portals.found(folder, portals.BASE_URL)


@pytest.fixture(scope="session")
def server(shared: Path) -> Iterator[str]:
    """The address of a web server that has all portals."""
    (shared / "server").mkdir(exist_ok=True)
    with served(shared / "server") as address:
        yield address


@pytest.fixture(scope="session")
def portal(real: portals.Portal, server: str) -> str:
    """The address of the real portal."""
    assert real.folder.is_dir()
    return f"{server}{portals.SUBFOLDER}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a worker; each opens pages of its own in it."""
    with Browser() as running:
        yield running
