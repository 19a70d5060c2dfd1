# SPDX-License-Identifier: EUPL-1.2
"""Whatever a file holds, a command ends by itself, with 0 or 1 and a sentence."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.faults.fuzzing import KEPT, SEEDS, try_batch
from tests.faults.programs import OLD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.faults.programs import World


def find_faults(world: World, folder: Path, seeds: Iterable[int]) -> list[str]:
    shutil.copytree(world.workspace, folder / "root")
    shutil.copy(world.contacts(OLD), folder / "root" / "contacts" / "ambiti.yaml")
    world.copy(OLD, folder / "root" / "output")
    endings = list(try_batch(folder, list(seeds)))
    assert {ending.kind for ending in endings} >= {"validate .yaml", "attach .pdf", "verify .pdf"}
    return [f"seed {ending.seed}: {ending.fault}" for ending in endings if ending.fault]


def test_spoilt_files_end_in_a_sentence(world: World, tmp_path: Path) -> None:
    """Lists, workbooks, notices and sheets, and the seeds that once ended in a fault."""
    assert find_faults(world, tmp_path, [*KEPT, *SEEDS]) == []


@pytest.mark.torture
def test_many_more_do_so(world: World, tmp_path: Path) -> None:
    """As many as some minutes allow; for more, `python -m tests.faults.fuzzing 20000`."""
    assert find_faults(world, tmp_path, range(1000, 2000)) == []
