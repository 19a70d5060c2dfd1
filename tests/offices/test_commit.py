# SPDX-License-Identifier: EUPL-1.2
"""Changes of the list are whole, backed up, undone one by one, and never lose another's."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from leaflet.offices import commit
from leaflet.offices.commit import (
    BACKUPS,
    JOURNAL,
    commit_change,
    find_faults,
    open_list,
    redo,
    undo,
)
from leaflet.problems import LeafletError
from leaflet.registry.matching import origins_of
from leaflet.registry.model import Registry
from leaflet.registry.reading import read
from leaflet.registry.writing import edit_text, plain
from leaflet.system import files
from leaflet.system.files import hold_lock
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    """A copy of the real list."""
    path = tmp_path / "ambiti.yaml"
    shutil.copyfile(ROOT / "contacts" / "ambiti.yaml", path)
    return path


def with_note(registry: Registry, note: str) -> Registry:
    wanted: Any = plain(registry)
    wanted["ambiti"][0]["contatti"][0]["note"] = note
    return Registry.model_validate(wanted)


def change(contacts: Path, note: str, moment: dt.datetime = NOON) -> Path:
    listed = open_list(contacts, "ambiti.yaml")
    wanted = with_note(listed.registry, note)
    return commit_change(listed, wanted, origins_of(listed.registry), f"nota {note}", moment)


def test_the_old_list_is_kept_under_its_date(contacts: Path) -> None:
    before = contacts.read_bytes()
    backup = change(contacts, "Uno")
    assert backup == contacts.parent / BACKUPS / "ambiti-2026-11-22T120000.yaml"
    assert backup.read_bytes() == before
    assert b"note: Uno" in contacts.read_bytes()


def test_two_changes_within_a_second_have_two_backups(contacts: Path) -> None:
    first, second = change(contacts, "Uno"), change(contacts, "Due")
    assert first != second
    assert b"note: Uno" in second.read_bytes()


def test_changes_are_undone_from_the_last_to_the_first(contacts: Path) -> None:
    states = [contacts.read_bytes()]
    for note in ("Uno", "Due", "Tre"):
        change(contacts, note)
        states.append(contacts.read_bytes())
    for note, state in zip(("Tre", "Due", "Uno"), states[2::-1], strict=True):
        assert undo(contacts, NOON).words == f"nota {note}"
        assert contacts.read_bytes() == state
    with pytest.raises(LeafletError, match="there is no change to undo"):
        undo(contacts, NOON)


def test_what_was_undone_is_done_again_in_its_order(contacts: Path) -> None:
    """To every byte; a new change in between leaves nothing to be done again."""
    states = [contacts.read_bytes()]
    for note in ("Uno", "Due"):
        change(contacts, note)
        states.append(contacts.read_bytes())
    undo(contacts, NOON)
    undo(contacts, NOON)
    for note, state in zip(("Uno", "Due"), states[1:], strict=True):
        assert redo(contacts, NOON).words == f"nota {note}"
        assert contacts.read_bytes() == state
    with pytest.raises(LeafletError, match="there is no change to make again"):
        redo(contacts, NOON)
    assert undo(contacts, NOON).words == "nota Due"
    change(contacts, "Tre")
    with pytest.raises(LeafletError, match="there is no change to make again"):
        redo(contacts, NOON)


def test_what_an_editor_wrote_since_is_never_overwritten_by_a_redo(contacts: Path) -> None:
    change(contacts, "Uno")
    undo(contacts, NOON)
    contacts.write_bytes(contacts.read_bytes() + b"# a mano\n")
    with pytest.raises(LeafletError, match="there is no change to make again"):
        redo(contacts, NOON)
    assert contacts.read_bytes().endswith(b"# a mano\n")


def test_a_change_after_an_undo_is_undone_in_its_turn(contacts: Path) -> None:
    change(contacts, "Uno")
    one = contacts.read_bytes()
    change(contacts, "Due")
    undo(contacts, NOON)
    change(contacts, "Tre")
    assert undo(contacts, NOON).words == "nota Tre"
    assert contacts.read_bytes() == one
    assert undo(contacts, NOON).words == "nota Uno"


def test_what_an_editor_wrote_since_is_never_overwritten_by_an_undo(contacts: Path) -> None:
    change(contacts, "Uno")
    contacts.write_bytes(contacts.read_bytes() + b"# mio\n")
    with pytest.raises(LeafletError, match="changed by other means") as caught:
        undo(contacts, NOON)
    assert "ambiti-2026-11-22T120000.yaml" in str(caught.value.hint)
    assert contacts.read_bytes().endswith(b"# mio\n")


def test_two_people_at_once_never_lose_a_change(contacts: Path) -> None:
    mine = open_list(contacts, "ambiti.yaml")
    change(contacts, "Sua")
    theirs = contacts.read_bytes()
    with pytest.raises(LeafletError, match="changed by somebody else meanwhile"):
        commit_change(mine, with_note(mine.registry, "Mia"), origins_of(mine.registry), "x", NOON)
    assert contacts.read_bytes() == theirs


def test_who_comes_while_another_writes_is_told_so(contacts: Path) -> None:
    with (
        hold_lock(contacts.parent),
        pytest.raises(LeafletError, match="somebody else is changing"),
    ):
        change(contacts, "Uno")


def test_an_altered_backup_is_not_put_back(contacts: Path) -> None:
    backup = change(contacts, "Uno")
    backup.write_bytes(b"fonte: x\n")
    with pytest.raises(LeafletError, match="was altered"):
        undo(contacts, NOON)
    assert b"note: Uno" in contacts.read_bytes()


def test_a_line_of_the_journal_that_was_cut_short_spoils_no_other(contacts: Path) -> None:
    change(contacts, "Uno")
    journal = contacts.parent / BACKUPS / JOURNAL
    journal.write_bytes(journal.read_bytes() + b'{"on": "2026')
    change(contacts, "Due")
    assert undo(contacts, NOON).words == "nota Due"
    assert undo(contacts, NOON).words == "nota Uno"


@pytest.mark.parametrize("killed_at", ["backup", "journal"])
def test_a_change_killed_before_it_reached_the_list_is_no_change(
    contacts: Path, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    change(contacts, "Uno")
    one = contacts.read_bytes()
    write = files.write_atomically

    def dies(path: Path, data: bytes) -> None:
        if path == contacts:
            raise KeyboardInterrupt
        write(path, data)

    if killed_at == "journal":
        monkeypatch.setattr(commit, "write_over", dies)
    else:
        monkeypatch.setattr(commit, "append_record", dies_at_once)
    with pytest.raises(KeyboardInterrupt):
        change(contacts, "Due")
    monkeypatch.undo()
    assert contacts.read_bytes() == one
    assert undo(contacts, NOON).words == "nota Uno"


def dies_at_once(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_list_with_errors_of_shape_is_not_changed_this_way(tmp_path: Path) -> None:
    path = tmp_path / "ambiti.yaml"
    path.write_text("fonte: x\nambiti:\n  - id: A\n", encoding="utf-8")
    with pytest.raises(LeafletError, match="has errors"):
        open_list(path, "ambiti.yaml")


def test_only_faults_that_a_change_brings_stand_in_its_way(contacts: Path) -> None:
    listed = open_list(contacts, "ambiti.yaml")
    wanted: Any = plain(listed.registry)
    wanted["ambiti"][0]["contatti"][0]["telefoni"][0]["numero"] = "02"
    (fault,) = find_faults(listed, wanted, origins_of(listed.registry), NOON.date())
    assert (fault.problem.code, fault.is_error) == ("T001", True)
    assert fault.path == ("ambiti", 0, "contatti", 0, "telefoni", 0, "numero")
    contacts.write_bytes(edit_text(listed.data, wanted, origins_of(listed.registry)))
    broken = open_list(contacts, "ambiti.yaml")
    wanted = plain(with_note(broken.registry, "Uno"))
    assert find_faults(broken, wanted, origins_of(broken.registry), NOON.date()) == ()


def test_all_faults_of_shape_are_found_and_placed(contacts: Path) -> None:
    listed = open_list(contacts, "ambiti.yaml")
    wanted: Any = plain(listed.registry)
    wanted["ambiti"][0]["contatti"][0]["sede"] = {"cap": "2009"}
    found = find_faults(listed, wanted, origins_of(listed.registry), NOON.date())
    row = ("ambiti", 0, "contatti", 0)
    assert sorted((fault.problem.code, fault.path) for fault in found) == [
        ("S010", (*row, "sede")),
        ("S010", (*row, "sede")),
        ("S014", (*row, "sede", "cap")),
    ]


def test_the_list_is_one_file_beside_others(contacts: Path) -> None:
    """Backups never look like lists that a folder is validated for."""
    change(contacts, "Uno")
    assert [path.name for path in contacts.parent.glob("*.yaml")] == ["ambiti.yaml"]
    assert read((contacts.parent / BACKUPS / JOURNAL).read_bytes(), "j").registry is None
