# SPDX-License-Identifier: EUPL-1.2
"""Commands that a test runs in its own process draw there too.

Workers of their own are the point elsewhere: the build that all tests share, the programs that
some journeys start, tests/faults. Starting them anew for each of these builds takes five times as
long as the builds.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pikepdf
import pytest

from leaflet.build import ordering
from leaflet.build.workers import WorkerPool, make_worker_pool

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _draw_here(monkeypatch: pytest.MonkeyPatch) -> None:
    @functools.wraps(make_worker_pool)
    def make_here(kind: str, *details: object) -> WorkerPool:
        return make_worker_pool("serial" if kind == "processes" else kind, *details)  # type: ignore[arg-type]

    monkeypatch.setattr(ordering, "make_worker_pool", make_here)


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A page with the same megabyte three thousand times over."""
    path = tmp_path / "bomba.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary())
        page.Contents = pikepdf.Array([pdf.make_stream(b"q Q " * 2**18)] * 3_000)
        pdf.save(path, compress_streams=True)
    return path
