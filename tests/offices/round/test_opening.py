# SPDX-License-Identifier: EUPL-1.2
"""A round remembers when it was opened, by when it is due, and what the list said then."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaflet.offices.round.opening import RECORD, Round, begin_round, read_round, round_as_json
from leaflet.problems import LeafletError
from tests.offices.round.conftest import DUE, OPENED, small

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Registry


def _read(folder: Path, data: bytes) -> Round | None:
    (folder / RECORD).write_bytes(data)
    return read_round(folder)


def test_what_is_recorded_is_read_back(tmp_path: Path, registry: Registry) -> None:
    """The real list and a choice of it."""
    for chosen in ([], ["melzo", "milano"]):
        held = begin_round(registry, DUE, OPENED, chosen)
        assert _read(tmp_path, round_as_json(held)) == held
        assert len(held.then) == len(chosen or registry.ambiti)


def test_the_same_round_has_the_same_bytes(registry: Registry) -> None:
    """Whoever opens it twice in a day gets one record."""
    assert round_as_json(begin_round(registry, DUE, OPENED)) == round_as_json(
        begin_round(registry, DUE, OPENED)
    )


def test_no_round_was_opened(tmp_path: Path) -> None:
    """An empty folder has none."""
    assert read_round(tmp_path) is None


def test_a_day_that_has_passed_is_refused() -> None:
    """Nobody can answer by yesterday; today is just possible."""
    with pytest.raises(LeafletError) as caught:
        begin_round(small(), OPENED - dt.timedelta(days=1), OPENED)
    assert str(caught.value) == "2026-11-21 has passed already: choose a day to come"
    assert begin_round(small(), OPENED, OPENED).due == OPENED


def test_who_joins_the_list_takes_part_unless_others_were_chosen() -> None:
    """A round of the whole list is about the list as it is now."""
    registry = small()
    whole = Round(OPENED, DUE, (), registry.ambiti[:1])
    assert whole.partakers(registry) == registry.ambiti
    chosen = Round(OPENED, DUE, ("levante", "sparito"), registry.ambiti[:1])
    assert [ambito.id for ambito in chosen.partakers(registry)] == ["levante"]


GOOD = json.loads(round_as_json(begin_round(small(), DUE, OPENED)))


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("value", [None, "x", 7, [7], [{}]])
def test_a_spoilt_record_is_an_error(tmp_path: Path, name: str, value: object) -> None:
    """Never a crash, and never half a round."""
    data = json.dumps(GOOD | {name: value}).encode()
    with pytest.raises(LeafletError, match="is not the record of a round"):
        _read(tmp_path, data)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_an_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever stands in the file."""
    with pytest.raises(LeafletError, match="is not the record of a round"):
        _read(tmp_path_factory.mktemp("giro"), data)
