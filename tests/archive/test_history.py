# SPDX-License-Identifier: EUPL-1.2
"""The history only grows; a code on paper and a state of the list can always be looked up."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from leaflet.archive.changes import changes_since_version, recorded_ambiti
from leaflet.archive.history import (
    HISTORY,
    History,
    contents_of,
    moment,
    read_history,
    records_after,
    records_of,
    records_of_codes,
    size,
)
from leaflet.problems import LeafletError
from leaflet.system.journal import append_record

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

MONDAY, TUESDAY, FRIDAY = (f"2026-11-{day}T09:00:00Z" for day in ("16", "17", "20"))


def contacts(on: str, ambito: str, data: object) -> dict[str, Any]:
    return {"record": "contacts", "on": on, "ambito": ambito, "contents": f"{ambito}{data}",
            "data": data}  # fmt: skip


def leaflet(on: str, path: str, code: str) -> dict[str, Any]:
    return {"record": "leaflet", "on": on, "path": path, "code": code, "key": "k" + code,
            "sha256": "s" + code}  # fmt: skip


def removed(on: str, path: str) -> dict[str, Any]:
    return {"record": "removed", "on": on, "path": path}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A history of three days."""
    history = read_history(tmp_path)
    for record in (
        contacts(MONDAY, "melzo", {"id": "melzo", "n": 1}),
        contacts(MONDAY, "rho", {"id": "rho", "n": 1}),
        leaflet(MONDAY, "pdf/melzo.pdf", "AAAA-2222"),
        leaflet(MONDAY, "pdf/rho.pdf", "BBBB-2222"),
        contacts(TUESDAY, "melzo", {"id": "melzo", "n": 2}),
        leaflet(TUESDAY, "pdf/melzo.pdf", "CCCC-2222"),
        contacts(FRIDAY, "rho", None),
        removed(FRIDAY, "pdf/rho.pdf"),
    ):
        history.append(record)
    return tmp_path


def test_what_is_added_is_read_back(folder: Path) -> None:
    """In order, and the size is that of the file."""
    history = read_history(folder)
    assert [record["record"] for record in history.records] == [
        "contacts", "contacts", "leaflet", "leaflet", "contacts", "leaflet", "contacts", "removed",
    ]  # fmt: skip
    assert history.size == size(folder) == (folder / HISTORY).stat().st_size


@pytest.mark.parametrize("typed", ["CCCC-2222", "cccc2222", " cccc 2222 "])
def test_a_code_is_found_however_it_is_typed(folder: Path, typed: str) -> None:
    """From paper, people copy it as they like."""
    found = read_history(folder).of_code(typed)
    assert found
    assert found["path"] == "pdf/melzo.pdf"


def test_an_unknown_code(folder: Path) -> None:
    """A code that was never printed is not taken for another."""
    assert read_history(folder).of_code("ZZZZ-2222") is None


def test_the_newest_of_a_file(folder: Path) -> None:
    """The last version of a file; none when it was removed since."""
    history = read_history(folder)
    newest = history.newest("pdf/melzo.pdf")
    assert newest
    assert newest["code"] == "CCCC-2222"
    assert history.newest("pdf/rho.pdf") is None
    assert history.newest_ones() == {"pdf/melzo.pdf": newest}


def test_states_at_a_time(folder: Path) -> None:
    """The last state of each ambito before then; those that left are not there any more."""
    history = read_history(folder)
    assert history.states() == {"melzo": {"id": "melzo", "n": 2}}
    assert history.states(before=TUESDAY) == {
        "melzo": {"id": "melzo", "n": 1},
        "rho": {"id": "rho", "n": 1},
    }


def test_before_the_first_build_there_is_its_state(folder: Path) -> None:
    """What changed since a day before the history began is what changed since it began."""
    history = read_history(folder)
    assert history.states(before="2020-01-01T00:00:00Z") == history.states(before=TUESDAY)


def test_a_torn_line_spoils_no_other(folder: Path) -> None:
    """A crash in the middle of a line loses that line alone, and the next one stands by itself."""
    with (folder / HISTORY).open("ab") as file:
        file.write(b'{"record": "leaf')
    history = read_history(folder)
    assert len(history.records) == 8
    history.append(removed(FRIDAY, "pdf/x.pdf"))
    assert read_history(folder).records[-1]["path"] == "pdf/x.pdf"
    assert len(read_history(folder).records) == 9


def test_a_line_of_somebody_else_is_passed_over(tmp_path: Path) -> None:
    """Of a kind that is known, but without what that has: no command ends over it."""
    kinds: tuple[object, ...] = ("leaflet", [], "x")
    for kind in kinds:
        append_record(tmp_path / HISTORY, {"record": kind, "on": MONDAY})
    append_record(tmp_path / HISTORY, removed("2026", "a.pdf"))
    history = read_history(tmp_path)
    assert history.records == [removed("2026", "a.pdf")]
    assert history.newest_ones() == {}


def test_only_what_is_new_can_be_read(folder: Path) -> None:
    """A build reads what was added after its manifest, not the whole history."""
    before = size(folder)
    read_history(folder).append(removed(FRIDAY, "pdf/x.pdf"))
    assert [record["path"] for record in records_after(folder, before)] == ["pdf/x.pdf"]
    assert records_after(folder / "nowhere", 0) == []


def published(code: str, until: str | None = None, by: str = "") -> dict[str, str | None]:
    return {"codice": code, "foglio": "Melzo", "fatto_il": "2026-11-16", "fino_al": until,
            "nuovo_codice": by}  # fmt: skip


def test_the_codes_of_a_portal_are_read_as_a_history() -> None:
    """Oldest first; what is there today is left to the manifest, other products stay apart."""
    newest_first = [published("NEW"), published("OLD", "2026-11-17", "NEW"),
                    published("TEXT"), published("GONE", "2026-11-20")]  # fmt: skip
    found = records_of_codes(json.dumps({"codici": newest_first}).encode(), {"NEW": "a.pdf"})
    assert [(r["record"], r["path"], r.get("code"), r["on"][-2:]) for r in found] == [
        ("leaflet", "GONE/Melzo", "GONE", "16"), ("removed", "GONE/Melzo", None, "20"),
        ("leaflet", "TEXT/Melzo", "TEXT", "16"),
        ("leaflet", "a.pdf", "OLD", "16"), ("removed", "a.pdf", None, "17"),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b'{"codici": 5}', b'{"codici": [{}]}',
                                  b'{"codici": [{"codice": "A", "fino_al": 5}]}'])  # fmt: skip
def test_what_is_no_list_of_codes_tells_nothing(data: bytes) -> None:
    """A portal that answers with anything else, such as a page, is one that says no more."""
    assert records_of_codes(data, {}) == []


def test_a_history_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    """It is never taken for an empty one: codes would be lost."""
    (tmp_path / HISTORY).mkdir()
    with pytest.raises(LeafletError, match=r"history\.jsonl cannot be read: it is a folder"):
        read_history(tmp_path)


def test_contents_name_all_that_is_said_of_an_ambito(registry: Registry) -> None:
    """The same rows have the same digest; one digit more is another."""
    melzo = registry.ambito("melzo")
    assert melzo
    digest, data = contents_of(melzo)
    assert data["id"] == "melzo"
    assert digest == contents_of(type(melzo).model_validate(data))[0]
    assert digest != contents_of(melzo.model_copy(update={"nome": "Melzo 2"}))[0]


def test_moments_are_in_universal_time() -> None:
    """So their order as text is their order in time, also when clocks change."""
    summer = dt.datetime(2026, 10, 25, 2, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    winter = dt.datetime(2026, 10, 25, 2, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert moment(summer) == "2026-10-25T00:30:00Z"
    assert moment(summer) < moment(winter)


def test_what_became_of_a_code(tmp_path: Path) -> None:
    """It ended when something else took its place the first time, and for good."""
    history = read_history(tmp_path)
    days = [f"2026-11-{day}T09:00:00Z" for day in range(16, 22)]
    for day, code in zip(days, ("A", "B", "A", "C", "D"), strict=False):
        history.append(leaflet(day, "pdf/x.pdf", code))
    after = history.succession("pdf/x.pdf", "A")
    assert (after.is_current, after.until, after.replaced_by) == (False, days[3], "D")
    assert [record["code"] for record in after.later] == ["C", "D"]
    assert history.succession("pdf/x.pdf", "D").is_current
    history.append(removed(days[5], "pdf/x.pdf"))
    after = history.succession("pdf/x.pdf", "D")
    assert (after.is_current, after.until, after.replaced_by) == (False, days[5], "")


def test_a_code_of_several_files_is_that_of_a_current_one(tmp_path: Path) -> None:
    """It may have moved to another file, or stayed in one of two."""
    history = read_history(tmp_path)
    history.append(leaflet(MONDAY, "pdf/x.pdf", "A"))
    history.append(leaflet(TUESDAY, "pdf/y.pdf", "A"))
    history.append(removed(FRIDAY, "pdf/y.pdf"))
    found = history.of_code("a")
    assert found
    assert found["path"] == "pdf/x.pdf"


MADE = {"record": "leaflet", "on": "2026-11-01T00:00:00Z", "path": "a.pdf", "key": "k",
        "sha256": "s", "code": "C"}  # fmt: skip
STATE = {"record": "contacts", "on": "2026-11-01T00:00:00Z", "ambito": "m", "contents": "c",
         "data": None}  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        {"record": "leaflet", "on": "2026-11-01T00:00:00Z"},
        MADE | {"path": 5},
        MADE | {"path": ["a.pdf"]},
        MADE | {"code": None},
        MADE | {"on": 1},
        MADE | {"on": "yesterday"},
        MADE | {"pages": 5},
        MADE | {"pages": [1]},
        MADE | {"product": {}},
        MADE | {"changed": "x"},
        STATE | {"ambito": ["m"]},
        STATE | {"contents": {}},
        STATE | {"data": 5},
        {"record": "removed", "on": "2026-11-01T00:00:00Z", "path": None},
        {"record": ["leaflet"]},
    ],
)
def test_lines_that_are_not_of_our_kind_are_passed_over(line: dict[str, object]) -> None:
    """Nothing of them can be used: one that somebody else wrote must not stop us for ever."""
    assert records_of(json.dumps(line).encode() + b"\n" + json.dumps(MADE).encode()) == [MADE]


def test_an_ambito_that_somebody_else_wrote_is_passed_over() -> None:
    """Its line is well formed, and no list could have it."""
    history = History(Path("h"), [STATE | {"data": {"id": 1}}])
    assert recorded_ambiti(history) == []
    record = MADE | {"contents": "c"}
    assert changes_since_version(History(Path("h"), [*history.records, record]), record) == ()


def test_a_history_in_another_encoding_is_named_and_not_gone_on_with(tmp_path: Path) -> None:
    """An editor has saved it: nothing of it could be read, and nothing may be added."""
    (tmp_path / HISTORY).write_bytes('{"record": "leaflet"}\n'.encode("utf-16"))
    with pytest.raises(LeafletError, match="UTF-8"):
        read_history(tmp_path)
