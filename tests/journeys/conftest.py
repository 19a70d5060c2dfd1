# SPDX-License-Identifier: EUPL-1.2
"""Commands that a test runs in its own process draw there too.

Workers of their own are the point elsewhere: the build that all tests share, the programs that
some journeys start, tests/faults. Starting them anew for each of these builds takes five times as
long as the builds.
"""

from __future__ import annotations

import functools

import pytest

from leaflet.build import ordering
from leaflet.build.workers import WorkerPool, make_worker_pool


@pytest.fixture(autouse=True)
def _draw_here(monkeypatch: pytest.MonkeyPatch) -> None:
    @functools.wraps(make_worker_pool)
    def make_here(kind: str, *details: object) -> WorkerPool:
        return make_worker_pool("serial" if kind == "processes" else kind, *details)  # type: ignore[arg-type]

    monkeypatch.setattr(ordering, "make_worker_pool", make_here)
