# SPDX-License-Identifier: EUPL-1.2
"""Tables of the courts: what is read, what is refused as a whole, and that nothing counts twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.acts.importing import ActsChange, OpenActs, merge_counts, open_acts
from leaflet.offices.acts.table import read_court_table
from leaflet.offices.commit import undo
from leaflet.problems import LeafletError, stops_a_build
from leaflet.registry.atti import encode_acts, read_acts
from leaflet.registry.popolazione import Population
from tests.offices.acts.spoilt import CANARIES, READ, REFUSED, WRONG, corpus

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Registry

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def change(opened: OpenActs, *tables: str, day: dt.date = TODAY) -> ActsChange:
    """Return what tables, one row a line behind the headings, change."""
    read = [
        read_court_table(f"periodo,comune,atto,numero\n{rows}".encode(), f"{n}.csv",
                         opened.registry, "UNEP", day)
        for n, rows in enumerate(tables, 1)
    ]  # fmt: skip
    assert not [problem for table in read for problem in table.problems]
    return merge_counts(opened, [table.counts for table in read])


@pytest.fixture
def empty(registry: Registry, tmp_path: Path) -> OpenActs:
    """A list that has no acts yet."""
    return open_acts(tmp_path / "atti.csv", "atti.csv", registry)


def again(opened: OpenActs, done: ActsChange) -> OpenActs:
    """Return the file after a change, read again."""
    done.commit("prova", NOW)
    return open_acts(opened.path, "atti.csv", opened.registry)


@pytest.mark.parametrize("name", corpus())
def test_a_spoilt_table_has_the_right_end(registry: Registry, name: str) -> None:
    """It is refused as a whole, or its cells are named, or it is read; no cell is repeated."""
    spoilt = corpus()[name]
    problems, counts, said = [], 0, ""
    try:
        table = read_court_table(spoilt.data, "x.xlsx", registry, "UNEP", TODAY)
        done = merge_counts(OpenActs(None, b"", (), registry, Population()), [table.counts])  # type: ignore[arg-type]  # not written
        problems, counts = [*table.problems, *done.problems], len(done.added)
        said = "\n".join(f"{one.at.file}: {one.message} ({one.hint})" for one in problems)
        outcome = WRONG if stops_a_build(problems) else READ
    except LeafletError as error:
        said = f"{error.message} ({error.hint})"
        outcome = REFUSED if "refused as a whole" in said else WRONG
    assert (outcome, spoilt.says in said) == (spoilt.outcome, True), said
    assert not [canary for canary in CANARIES if canary in said]
    assert outcome != READ or counts == spoilt.counts


def test_there_are_thirty_of_them() -> None:
    assert len(corpus()) >= 30


def test_a_correction_takes_the_place_of_the_old_number(empty: OpenActs) -> None:
    """The same number again changes nothing, another one does not add up."""
    opened = again(empty, change(empty, "2025,Rho,precetto,10\n2025,Melzo,precetto,4"))
    assert change(opened, "2025,RHO,precetti,10").is_empty
    done = change(opened, "2025,Rho,precetto,12")
    assert [(old.numero, new.numero) for old, new in done.corrected] == [(10, 12)]
    opened = again(opened, done)
    assert sorted(count.numero for count in opened.counts) == [4, 12]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2025,Rho,precetto,10", "2025-01,Rho,precetto,3"),
        ("2025-01,Rho,precetto,3\n2025-02,Rho,precetto,3", "2025,Rho,precetto,30"),
        ("2025-T1,Rho,precetto,3", "2025-03/2025-05,Rho,precetto,3"),
        ("2025,Rho,precetto,10\n2025,Arese,precetto,1", "2025,ambito rhodense,precetto,30"),
        ("2025,ambito rhodense,precetto,30", "2025-T2,Rho,precetto,3"),
    ],
)
def test_what_would_count_twice_is_asked_about(empty: OpenActs, before: str, after: str) -> None:
    """The new number would take the place of the old ones: never do both stay."""
    opened = again(empty, change(empty, before))
    done = change(opened, after)
    assert len(done.displaced) == 1
    assert [problem.severity.value for problem in done.problems] == ["warning"]
    assert set(done.displaced[0].olds) == set(opened.counts)
    assert not read_acts(encode_acts(done.counts), "x", opened.registry).problems


def test_other_acts_and_months_do_not_count_the_same(empty: OpenActs) -> None:
    """An ambito of one Comune is that Comune; so are other spellings of it."""
    opened = again(empty, change(empty, "2025-01,Rho,precetto,10\n2025,ambito milano,precetto,9"))
    assert not change(opened, "2025-01,Rho,convalida,3\n2025-02,Rho,precetto,1").displaced
    assert change(opened, "2025,Milano,precetto,9").is_empty


def test_an_import_can_be_taken_back(empty: OpenActs) -> None:
    """What was there before the first one is an empty file."""
    opened = again(empty, change(empty, "2025,Rho,precetto,10"))
    assert len(opened.counts) == 1
    undo(opened.path, NOW)
    assert open_acts(opened.path, "atti.csv", opened.registry).counts == ()


def test_a_file_that_somebody_else_changed_is_not_overwritten(empty: OpenActs) -> None:
    done = change(empty, "2025,Rho,precetto,10")
    again(empty, change(empty, "2025,Melzo,precetto,10"))
    with pytest.raises(LeafletError, match="changed by somebody else"):
        done.commit("prova", NOW)


def test_two_tables_that_disagree_change_nothing(empty: OpenActs) -> None:
    """The cells of both are named."""
    done = change(empty, "2025,Rho,precetto,10", "2025,Rho,precetto,11")
    assert stops_a_build(done.problems)
    assert done.problems[0].at.file == "2.csv, cella D2"
    assert "1.csv, cella D2" in str(done.problems[0].message)
