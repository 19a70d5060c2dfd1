# SPDX-License-Identifier: EUPL-1.2
"""One small world that all tests of faults share."""

from __future__ import annotations

import os
import shutil

import pytest
from filelock import FileLock

from tests.faults.programs import World, made_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The small workspace and its reference builds, made once for all pytest-xdist workers."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    whole, making = base / "faults", base / "faults-in-work"
    with FileLock(base / "faults.lock"):
        if not whole.exists():
            shutil.rmtree(making, ignore_errors=True)  # of another one, which failed
            making.mkdir()
            made_world(making)
            making.rename(whole)
    return World(whole)
