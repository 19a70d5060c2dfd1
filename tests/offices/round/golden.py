# SPDX-License-Identifier: EUPL-1.2
"""Golden files of the papers of a round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

FOLDER = Path(__file__).parent / "golden"


def check(request: pytest.FixtureRequest, folder: str, found: dict[str, bytes]) -> None:
    """Compare files and the set of their names; `--update-golden` writes them instead."""
    golden = FOLDER / folder
    if request.config.getoption("--update-golden"):
        golden.mkdir(parents=True, exist_ok=True)
        for file in golden.iterdir():
            file.unlink()
        for name, data in found.items():
            (golden / name).write_bytes(data)
    expected = {file.name: file.read_bytes() for file in golden.iterdir()}
    assert sorted(found) == sorted(expected)
    assert expected
    for name, data in found.items():
        assert data == expected[name], name
