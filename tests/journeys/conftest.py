# SPDX-License-Identifier: EUPL-1.2
"""Commands that a test runs in its own process draw there too.

Workers of their own are the point elsewhere: the build that all tests share, the programs that
some journeys start, tests/faults. Starting them anew for each of these builds takes five times as
long as the builds. Where a workspace has the templates of this checkout, it draws with these, so
that the side that all sheets share is laid out once for all tests.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pikepdf
import pytest

from leaflet.build import ordering
from leaflet.build.workers import WorkerPool, make_worker_pool
from leaflet.system.confined import FOR_PDF, run_confined
from tests.building import context_of

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.build.ingredients import Typesetting
    from leaflet.build.rendering import RenderContext


@pytest.fixture(autouse=True)
def _draw_here(monkeypatch: pytest.MonkeyPatch, typesetting: Typesetting) -> None:
    ours = context_of(typesetting)

    @functools.wraps(make_worker_pool)
    def make_here(kind: str, context: RenderContext, *details: object) -> WorkerPool:
        kind = "serial" if kind == "processes" else kind
        context = ours if context.edition == ours.edition else context
        return make_worker_pool(kind, context, *details)  # type: ignore[arg-type]

    monkeypatch.setattr(ordering, "make_worker_pool", make_here)


@pytest.fixture
def bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page with the same megabyte three thousand times over.

    The process that reads it may take half of the usual memory, which is sooner used up.
    """
    less = FOR_PDF._replace(megabytes=FOR_PDF.megabytes // 2)
    monkeypatch.setattr(run_confined, "__kwdefaults__", {"limits": less})
    path = tmp_path / "bomba.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary())
        page.Contents = pikepdf.Array([pdf.make_stream(b"q Q " * 2**18)] * 3_000)
        pdf.save(path, compress_streams=True)
    return path
