# SPDX-License-Identifier: EUPL-1.2
"""The file of settings is read table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.problems import LeafletError
from leaflet.system.settings import SettingsTable, read_optional_table

if TYPE_CHECKING:
    from pathlib import Path

TABLE = SettingsTable("attach", {"both-sides": bool}, "")


def test_a_table_may_be_missing(tmp_path: Path) -> None:
    """Nobody needs a file of settings for what has a default; what is there must be right."""
    path = tmp_path / "leaflet.toml"
    assert read_optional_table(path, TABLE) == {}
    path.write_text("[sign]\nkey = 'a.p12'\n", encoding="utf-8")
    assert read_optional_table(path, TABLE) == {}
    path.write_text("[attach]\nboth-sides = true\n", encoding="utf-8")
    assert read_optional_table(path, TABLE) == {"both-sides": True}
    for wrong in (
        "[attach]\nboth-sides = 1\n",
        "[attach]\nsides = 2\n",
        "attach = 1\n",
        "[attach\n",
    ):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(LeafletError, match=r"leaflet\.toml"):
            read_optional_table(path, TABLE)
