# SPDX-License-Identifier: EUPL-1.2
"""A review is written whole or not at all, checked as it would be printed, and undone as one."""

from __future__ import annotations

import datetime as dt
import difflib
import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.commit import BACKUPS
from leaflet.offices.review.answers import Verdict
from leaflet.offices.review.changing import change_review, present_translations, undo_review
from leaflet.offices.review.opening import open_language
from leaflet.offices.review.status import count_reviews
from leaflet.problems import LeafletError, Location
from leaflet.system.clock import ROME
from leaflet.system.workspace import Workspace
from tests.offices.review.filled import READER
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from leaflet.offices.review.opening import OpenLanguage

NOW = dt.datetime(2026, 11, 30, 9, 0, tzinfo=ROME)
DAY = NOW.date()
CELL = Location("foglio Foglio, cella E3", 3, 5)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace whose catalogues may be written."""
    for name in ("contacts", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "locales", tmp_path / "locales",
                    ignore=shutil.ignore_patterns(BACKUPS, ".lock"))  # fmt: skip
    return Workspace(tmp_path)


def verdict(opened: OpenLanguage, number: int, said: str = "", domain: str = "leaflet") -> Verdict:
    """Return that the sentence of a number is signed, or corrected."""
    entry = opened.domains[domain].entries[number]
    return Verdict(domain, entry, said or entry.translation, CELL)


def catalogues(workspace: Workspace) -> Mapping[str, bytes]:
    folder = workspace.locales / "ar" / "LC_MESSAGES"
    return {path.name: path.read_bytes() for path in folder.glob("*.po")}


def test_signing_adds_a_line_to_each_sentence(workspace: Workspace) -> None:
    """Nothing else of the catalogue changes, and the backup has the old one."""
    before = catalogues(workspace)
    opened = open_language(workspace, "ar")
    change = change_review(opened, [verdict(opened, 0), verdict(opened, 3)], READER, DAY)
    (backup,) = change.commit("review", NOW)
    after = catalogues(workspace)
    old, new = (texts["leaflet.po"].decode().splitlines() for texts in (before, after))
    differences = difflib.ndiff(old, new)
    changed = [line for line in differences if line[0] in "+-"]
    assert len(changed) == 2
    assert all(line.startswith("+ # Reviewed-By: Amina Rossi, 2026-11-30 (") for line in changed)
    assert backup.read_bytes() == before["leaflet.po"]
    assert {name for name in before if before[name] != after[name]} == {"leaflet.po"}


def test_who_signs_twice_changes_nothing(workspace: Workspace) -> None:
    """The day stays that of the first time; another reader's name takes the place of it."""
    opened = open_language(workspace, "ar")
    change_review(opened, [verdict(opened, 0)], READER, DAY).commit("review", NOW)
    opened = open_language(workspace, "ar")
    later = DAY + dt.timedelta(1)
    assert change_review(opened, [verdict(opened, 0)], READER, later).files == ()
    assert len(change_review(opened, [verdict(opened, 0)], "Mario Bianchi", later).files) == 1


def test_reviews_of_several_catalogues_are_undone_as_one(workspace: Workspace) -> None:
    """Of several imports the last is taken back first; then there is nothing to undo."""
    before = catalogues(workspace)
    for number, domains in enumerate((("leaflet", "portal"), ("misure",))):
        opened = open_language(workspace, "ar")
        said = [verdict(opened, 0, domain=domain) for domain in domains]
        moment = NOW + dt.timedelta(hours=number)
        change_review(opened, said, READER, DAY).commit(f"review {number}", moment)
    assert sum(before[name] != text for name, text in catalogues(workspace).items()) == 3
    assert undo_review(opened, NOW).words == "review 1"
    assert undo_review(opened, NOW).words == "review 0"
    assert catalogues(workspace) == before
    with pytest.raises(LeafletError, match="no change to undo"):
        undo_review(opened, NOW)


def test_all_catalogues_are_written_or_none(workspace: Workspace) -> None:
    """When one was changed meanwhile, what was written of the others is taken back."""
    opened = open_language(workspace, "ar")
    said = [verdict(opened, 0, domain=domain) for domain in ("leaflet", "portal")]
    change = change_review(opened, said, READER, DAY)
    portal = opened.path("portal")
    portal.write_bytes(portal.read_bytes() + b"\n# somebody else\n")
    before = catalogues(workspace)
    with pytest.raises(LeafletError, match="changed by somebody else meanwhile"):
        change.commit("review", NOW)
    assert catalogues(workspace) == before


@pytest.mark.parametrize(
    ("number", "said", "code"),
    [(0, "صحيح {numero}", "X004"), (0, "صحيح Comune", "X007"), (0, "صح\u202eيح", "X011"),
     (0, "صحيح ☎", "X013")],
)  # fmt: skip
def test_a_correction_is_checked_by_the_rules(
    workspace: Workspace, number: int, said: str, code: str
) -> None:
    """What breaks one is named at its cell, and refuses all."""
    opened = open_language(workspace, "ar")
    change = change_review(opened, [verdict(opened, number, said)], READER, DAY)
    assert [(p.code, p.at) for p in change.problems if p.code == code] == [(code, CELL)]
    with pytest.raises(LeafletError, match="nothing was written"):
        change.commit("review", NOW)


def test_a_name_in_brackets_must_stay(workspace: Workspace) -> None:
    """It is what the sign on the door says."""
    opened = open_language(workspace, "ar")
    entries = opened.domains["leaflet"].entries
    number = next(n for n, entry in enumerate(entries) if "[Comune]" in entry.source)
    change = change_review(opened, [verdict(opened, number, "صحيح")], READER, DAY)
    assert "X005" in {problem.code for problem in change.problems}


def test_a_correction_that_the_sheet_has_no_room_for_is_refused(workspace: Workspace) -> None:
    """The real pages are laid out; the page and the cell are named."""
    opened = open_language(workspace, "ar")
    entries = opened.domains["leaflet"].entries
    number = next(n for n, e in enumerate(entries) if "templates/sheet/message.html" in e.places)
    long = f"{entries[number].translation} " + "كلمة " * 600
    change = change_review(opened, [verdict(opened, number, long)], READER, DAY)
    full = [problem for problem in change.problems if "has no room" in str(problem.message)]
    assert full
    assert {problem.at for problem in full} == {CELL}
    assert "the page «Foglio, lato uno»" in str(full[0].message)


def test_what_is_missing_or_stale_is_not_signed_on_paper(workspace: Workspace) -> None:
    """Nobody has read it; the other sentences are."""
    path = workspace.locales / "ar" / "LC_MESSAGES" / "portal.po"
    text = path.read_text("utf-8").split("\n\n")
    text[1] = text[1].replace("msgid", "#, fuzzy\nmsgid")
    text[2] = text[2].split("msgstr")[0] + 'msgstr ""'
    path.write_text("\n\n".join(text), encoding="utf-8")
    opened = open_language(workspace, "ar")
    every = len(opened.domains["portal"].entries)
    said = present_translations(opened, ["portal"])
    assert len(said) == every - 2
    change_review(opened, said, READER, DAY).commit("paper", NOW)
    counts = {one.domain: one for one in count_reviews([open_language(workspace, "ar")])}
    portal = counts["portal"]
    assert (portal.missing, portal.stale, portal.draft) == (1, 1, 0)
    assert (portal.reviewed, portal.reviewers) == (every - 2, {READER: every - 2})
    assert counts["leaflet"].reviewed == 0


def test_a_sentence_that_the_catalogue_lacks_is_added(workspace: Workspace) -> None:
    """So the aids of another Prefettura can be translated in the workbook alone."""
    path = workspace.locales / "ar" / "LC_MESSAGES" / "misure.po"
    path.write_text(path.read_text("utf-8").split("\n\n")[0] + "\n", encoding="utf-8")
    opened = open_language(workspace, "ar")
    assert not any(entry.translation for entry in opened.domains["misure"].entries)
    source = opened.domains["misure"].entries[0].source
    bracket = f" [{source.split('[')[1].split(']')[0]}]" if "[" in source else ""
    one = verdict(opened, 0, f"صحيح{bracket}", "misure")
    change = change_review(opened, [one], READER, DAY)
    change.commit("review", NOW)
    entry = open_language(workspace, "ar").domains["misure"].entries[0]
    assert (entry.translation, entry.is_reviewed) == (one.translation, True)
