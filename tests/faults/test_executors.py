# SPDX-License-Identifier: EUPL-1.2
"""The same list gives the same bytes, whoever draws and wherever the folders are."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.archive.history import HISTORY
from leaflet.archive.manifest import MANIFEST
from tests.faults.programs import IS_TORTURE, NEW, Program, digests, manifest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.programs import World

WORKERS = ["3", "1"] if IS_TORTURE else ["3"]
"""The reference builds are one by two processes and one by none; Dask has its own tests."""


@pytest.mark.parametrize("workers", WORKERS)
def test_whoever_draws_and_wherever_the_bytes_are_the_same(
    world: World, tmp_path: Path, workers: str
) -> None:
    """A first build from a copy of the workspace, into another folder, makes what the others do."""
    copy = tmp_path / f"Área di prova {workers}"
    shutil.copytree(world.workspace, copy)
    output = copy / "pdf e altro"
    with Program(world.command(output, NEW, "--workers", workers), copy) as build:
        ended = build.ended()
    assert ended.code == 0, ended.err
    assert "4 written" in ended.out
    assert digests(output) == digests(world.reference(NEW))
    assert manifest(output)["files"] == manifest(world.reference(NEW))["files"]
    assert {path.name for path in output.iterdir() if path.is_file()} == {
        ".lock", HISTORY, MANIFEST,
    }  # fmt: skip
