# SPDX-License-Identifier: EUPL-1.2
"""A round is opened once; later calls bring its folder up to date and spoil nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.round.folder import RoundRequest, RoundTools, open_or_update
from leaflet.offices.round.opening import read_round
from leaflet.problems import LeafletError
from tests.offices.round.conftest import AFTER, BEFORE, DUE, OPENED, small

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Ambito

IDS = ("levante", "ponente", "segni", "senza-posta")
SUMMARY = {"riepilogo.md", "riepilogo.pdf", "riepilogo.txt"}
ALWAYS = {".lock", "giro.json", "scritti.sha256", *SUMMARY}


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_a_round_is_made_of(tmp_path: Path, tools: RoundTools) -> None:
    """A workbook for every ambito, a letter for those that have an address, and the summary."""
    open_or_update(tmp_path / "giro", RoundRequest(small(), OPENED, DUE), tools)
    letters = {f"{name}.eml" for name in IDS if name != "senza-posta"}
    expected = ALWAYS | {f"{name}.xlsx" for name in IDS} | letters
    assert set(_contents(tmp_path / "giro")) == expected


def test_the_same_call_again_changes_nothing(tmp_path: Path, tools: RoundTools) -> None:
    """Nor does one in another folder give anything else."""
    for name in ("a", "b", "a"):
        open_or_update(tmp_path / name, RoundRequest(small(), OPENED, DUE), tools)
    assert _contents(tmp_path / "a") == _contents(tmp_path / "b")


def test_a_later_call_tells_what_changed_since_the_opening(
    tmp_path: Path, tools: RoundTools
) -> None:
    """With the due day or without it; the record stays as it was."""
    open_or_update(tmp_path, RoundRequest(small(), OPENED, DUE), tools)
    record = (tmp_path / "giro.json").read_bytes()
    changed = small(("02 448 0641", "02 448 0642"))
    for due in (None, DUE):
        found = open_or_update(tmp_path, RoundRequest(changed, BEFORE, due), tools)
        assert [one.nome for one in found.changed] == ["Ponente"]
        assert (tmp_path / "giro.json").read_bytes() == record
    text = (tmp_path / "riepilogo.txt").read_text(encoding="utf-8")
    assert "Corsico: telefono 02 448 0641 → 02 448 0642" in text


def test_another_due_day_is_refused(tmp_path: Path, tools: RoundTools) -> None:
    """A round that is open is never opened over."""
    open_or_update(tmp_path, RoundRequest(small(), OPENED, DUE), tools)
    before = _contents(tmp_path)
    with pytest.raises(LeafletError) as caught:
        open_or_update(tmp_path, RoundRequest(small(), BEFORE, DUE + dt.timedelta(days=1)), tools)
    assert str(caught.value) == f"the round in {tmp_path} is open already, and due on 2026-12-15"
    assert _contents(tmp_path) == before


def test_after_the_due_day_it_can_still_be_looked_at(tmp_path: Path, tools: RoundTools) -> None:
    """The same due day is no new round, even when it has passed."""
    open_or_update(tmp_path, RoundRequest(small(), OPENED, DUE), tools)
    assert open_or_update(tmp_path, RoundRequest(small(), AFTER, DUE), tools).late == 4


def test_no_round_no_folder(tmp_path: Path, tools: RoundTools) -> None:
    """To look at a round that nobody opened leaves nothing behind."""
    with pytest.raises(LeafletError, match="no round was opened in"):
        open_or_update(tmp_path / "giro", RoundRequest(small(), BEFORE), tools)
    assert not (tmp_path / "giro").exists()


def test_a_round_of_some(tmp_path: Path, tools: RoundTools) -> None:
    """Only they take part, later too; another one cannot join."""
    open_or_update(tmp_path, RoundRequest(small(), OPENED, DUE, ["levante"]), tools)
    assert set(_contents(tmp_path)) == {*ALWAYS, "levante.eml", "levante.xlsx"}
    assert len(open_or_update(tmp_path, RoundRequest(small(), BEFORE), tools).offices) == 1
    with pytest.raises(LeafletError, match="«ponente» is not in the round of"):
        open_or_update(tmp_path, RoundRequest(small(), BEFORE, DUE, ["ponente"]), tools)


def test_a_letter_without_an_address_any_more_is_taken_away(
    tmp_path: Path, tools: RoundTools
) -> None:
    """Nobody shall send it by mistake."""
    open_or_update(tmp_path, RoundRequest(small(), OPENED, DUE), tools)
    without = small(("        email: [a_b@segni.fittizi.it]\n", ""))
    found = open_or_update(tmp_path, RoundRequest(without, BEFORE), tools)
    assert not (tmp_path / "segni.eml").exists()
    assert next(office for office in found.offices if office.id == "segni").letter == "nobody"


@pytest.mark.parametrize("name", ["segni.xlsx", "segni.eml"])
def test_what_somebody_changed_is_never_written_over(
    tmp_path: Path, tools: RoundTools, name: str
) -> None:
    """An answer that was saved over the workbook stays, whatever the list says by then."""
    open_or_update(tmp_path, RoundRequest(small(), OPENED, DUE), tools)
    (tmp_path / name).write_bytes(b"confirmed by the office")
    without = small(("        email: [a_b@segni.fittizi.it]\n", ""))
    for registry in (small(), without):
        for due in (None, DUE):
            assert open_or_update(tmp_path, RoundRequest(registry, BEFORE, due), tools).kept == (
                name,
            )
            assert (tmp_path / name).read_bytes() == b"confirmed by the office"
    (tmp_path / name).unlink()
    assert open_or_update(tmp_path, RoundRequest(small(), BEFORE), tools).kept == ()
    assert (tmp_path / name).exists()


def test_what_nobody_changed_follows_the_list(tmp_path: Path, tools: RoundTools) -> None:
    """A letter that has not gone yet takes the newest state along, however often that changes."""
    states = [small(), small(("02 448 0641", "02 448 0642")), small()]
    books = RoundTools(tools.composer, tools.renderer, lambda a: repr(a).encode())
    for registry in states:
        assert open_or_update(tmp_path, RoundRequest(registry, OPENED, DUE), books).kept == ()
        ponente = next(ambito for ambito in registry.ambiti if ambito.id == "ponente")
        assert (tmp_path / "ponente.xlsx").read_bytes() == repr(ponente).encode()


def test_an_opening_that_was_cut_short_is_finished_by_the_next_call(
    tmp_path: Path, tools: RoundTools
) -> None:
    """The record comes first: the state at the opening is never that of a later day."""

    class PowerCut(Exception):  # noqa: N818  (not an error of the program)
        pass

    def workbook(ambito: Ambito) -> bytes:
        if ambito.id == "ponente":
            raise PowerCut
        return tools.workbook(ambito)

    request = RoundRequest(small(), OPENED, DUE)
    with pytest.raises(PowerCut):
        open_or_update(tmp_path, request, RoundTools(tools.composer, tools.renderer, workbook))
    open_or_update(tmp_path, RoundRequest(small(), BEFORE, DUE), tools)
    assert {f"{name}.xlsx" for name in IDS} <= set(_contents(tmp_path))
    held = read_round(tmp_path)
    assert held
    assert held.opened == OPENED


def test_a_file_stands_where_the_folder_should_be(tmp_path: Path, tools: RoundTools) -> None:
    """One sentence, no traceback."""
    (tmp_path / "giro").write_text("x", encoding="utf-8")
    with pytest.raises(LeafletError, match="cannot be"):
        open_or_update(tmp_path / "giro", RoundRequest(small(), OPENED, DUE), tools)
