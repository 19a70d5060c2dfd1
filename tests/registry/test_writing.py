# SPDX-License-Identifier: EUPL-1.2
"""Edits say exactly what was wanted, and leave every byte that nobody asked them to change."""

from __future__ import annotations

import difflib
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leaflet.problems import LeafletError, Location
from leaflet.registry import writing
from leaflet.registry.matching import Origin, match_lists, origins_of
from leaflet.registry.model import Ambito, Contatto, Link, Orario, Registry, Sede, Telefono
from leaflet.registry.reading import read
from leaflet.registry.writing import path_at, plain
from tests.paths import ROOT

CONTACTS = (ROOT / "contacts" / "ambiti.yaml").read_bytes()


def registry_of(data: bytes) -> Registry:
    found = read(data, "f.yaml")
    assert found.problems == ()
    assert found.registry
    return found.registry


def rewrite(data: bytes, wanted: Registry) -> bytes:
    """Return the file with other contents, for tests in which it is plain which row is which."""
    return writing.rewrite(data, wanted, match_lists(registry_of(data), wanted))


def edited(data: bytes, *path: str | int, **values: object) -> list[str]:
    """Return the changed lines after setting some fields of the record at `path`."""
    wanted: Any = plain(registry_of(data))
    record = wanted["ambiti"]
    for step in path:
        record = record[step]
    for name, value in values.items():
        if value is None:
            del record[name]
        else:
            record[name] = value
    registry = Registry.model_validate(wanted)
    return lines_between(data, writing.rewrite(data, registry, origins_of(registry)))


def lines_between(old: bytes, new: bytes) -> list[str]:
    before, after = (data.decode().splitlines() for data in (old, new))
    return [line for line in difflib.ndiff(before, after) if line[0] in "+-"]


SETTALA = (3, "contatti", 4)


def test_a_number_is_replaced_and_its_comment_stays() -> None:
    assert edited(CONTACTS, *SETTALA, "telefoni", 0, numero="02 9507 0000") == [
        '-           - numero: "02 9507 59245" # originale: 02/950759245',
        '+           - numero: "02 9507 0000" # originale: 02/950759245',
    ]


def test_a_new_key_stands_where_the_model_has_it() -> None:
    assert edited(CONTACTS, *SETTALA, email=["casa@comune.settala.mi.it"]) == [
        "+         email: [casa@comune.settala.mi.it]",
    ]
    assert edited(CONTACTS, *SETTALA, ufficio="Ufficio Casa: 1° piano") == [
        '+         ufficio: "Ufficio Casa: 1° piano"',
    ]
    sede = {"indirizzo": "Via Roma, 1", "cap": "20049", "comune": "Settala"}
    assert edited(CONTACTS, *SETTALA, sede=sede) == [
        "+         sede:",
        "+           indirizzo: Via Roma, 1",
        '+           cap: "20049"',
        "+           comune: Settala",
    ]


def test_the_dash_stays_when_the_first_key_goes_or_comes() -> None:
    assert edited(CONTACTS, *SETTALA, comuni=None) == [
        "-       - comuni: [Settala]",
        "-         telefoni:",
        "+       - telefoni:",
    ]
    assert edited(CONTACTS, 1, "contatti", 0, comuni=["Rho"]) == [
        "+       - comuni: [Rho]",
        "-       - ufficio: SER.CO.P. azienda speciale consortile",
        "+         ufficio: SER.CO.P. azienda speciale consortile",
    ]


def test_a_comment_between_two_keys_outlives_the_first() -> None:
    lines = edited(CONTACTS, 3, "contatti", 5, comuni=None)
    assert [line for line in lines if "#" in line] == []
    assert lines == [
        "-       - comuni: [Inzago]",
        "-         note: Il numero di questo ufficio è in verifica.",
        "+       - note: Il numero di questo ufficio è in verifica.",
    ]


def test_a_second_number_gets_lines_of_its_own() -> None:
    numbers = [{"numero": "02 9507 59245"}, {"numero": "02 1", "interno": "3"}]
    assert edited(CONTACTS, *SETTALA, telefoni=numbers) == [
        '+           - numero: "02 1"',
        '+             interno: "3"',
    ]


def test_hours_are_written_in_one_line() -> None:
    hours = [{"giorni": "lun-ven", "dalle": "09:00", "alle": "12:00"}]
    assert edited(CONTACTS, *SETTALA, "telefoni", 0, orari=hours) == [
        '+             orari: [{ giorni: lun-ven, dalle: "09:00", alle: "12:00" }]',
    ]


def test_rows_come_and_go_as_whole_lines() -> None:
    wanted: Any = plain(registry_of(CONTACTS))
    row = wanted["ambiti"][3]["contatti"].pop(4)
    without = rewrite(CONTACTS, Registry.model_validate(wanted))
    assert lines_between(CONTACTS, without) == [
        "-       - comuni: [Settala]",
        "-         telefoni:",
        '-           - numero: "02 9507 59245" # originale: 02/950759245',
        "-         verificato: 2023-01-24",
    ]
    wanted["ambiti"][3]["contatti"].append(row)
    back = rewrite(without, Registry.model_validate(wanted))
    assert lines_between(without, back) == [
        "+       - comuni: [Settala]",
        "+         telefoni:",
        '+           - numero: "02 9507 59245"',
        "+         verificato: 2023-01-24",
    ]


def test_a_new_ambito_stands_apart() -> None:
    wanted: Any = plain(registry_of(CONTACTS))
    row = {"email": ["a@comune.binago.co.it"], "verificato": "2026-11-22"}
    new = {"id": "nuovo", "nome": "Nuovo", "comuni": ["Binago"], "contatti": [row]}
    wanted["ambiti"].append(new)
    assert lines_between(CONTACTS, rewrite(CONTACTS, Registry.model_validate(wanted))) == [
        "+ ",
        "+   - id: nuovo",
        "+     nome: Nuovo",
        "+     comuni: [Binago]",
        "+     contatti:",
        "+       - email: [a@comune.binago.co.it]",
        "+         verificato: 2026-11-22",
    ]


@pytest.mark.parametrize(
    "written",
    [
        CONTACTS.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + CONTACTS,
        CONTACTS.removesuffix(b"\n"),
    ],
    ids=["windows", "mark", "no-end"],
)
def test_line_ends_and_marks_stay(written: bytes) -> None:
    wanted: Any = plain(registry_of(written))
    wanted["ambiti"][-1]["contatti"][-1]["note"] = "Primo piano"
    wanted["ambiti"][-1]["contatti"].append({"ufficio": "Casa", "verificato": "2026-11-22"})
    changed = rewrite(written, Registry.model_validate(wanted))
    assert changed.startswith(b"\xef\xbb\xbf") == written.startswith(b"\xef\xbb\xbf")
    assert changed.count(b"\r\n") == (changed.count(b"\n") if b"\r" in written else 0)
    assert len(lines_between(written, changed)) == 3


def test_a_value_in_brackets_is_quoted_where_commas_divide() -> None:
    assert edited(CONTACTS, 1, "contatti", 0, email=["a,b@sercop.it"]) == [
        "-         email: [federica.rivolta@sercop.it]",
        '+         email: ["a,b@sercop.it"]',
    ]


def test_nothing_is_touched_when_nothing_changes() -> None:
    assert rewrite(CONTACTS, registry_of(CONTACTS)) == CONTACTS


def test_what_cannot_be_read_again_is_refused() -> None:
    wanted: Any = plain(registry_of(CONTACTS))
    wanted["ambiti"][0]["nome"] = "Mi\u202elano"
    with pytest.raises(LeafletError, match="invisible"):
        rewrite(CONTACTS, Registry.model_validate(wanted))


SIGNS = st.sampled_from(["null", "no", "1e3", "~", "2023-01-24", "- x", "a: b", "a #b"]) | (
    st.text("abz019 :#-,'\"[]{}&*!|>%@`?=~\\/\n\té«", min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
ROWS = st.builds(
    Contatto,
    comuni=st.lists(SIGNS, max_size=2).map(tuple),
    ufficio=st.none() | SIGNS,
    telefoni=st.lists(
        st.builds(
            Telefono,
            numero=SIGNS,
            interno=st.none() | st.just("012"),
            orari=st.lists(
                st.just(Orario(giorni="lun, gio", dalle="09:00", alle="12:30")), max_size=2
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    email=st.lists(SIGNS, max_size=2).map(tuple),
    link=st.lists(st.builds(Link, url=SIGNS, titolo=st.none() | SIGNS), max_size=2).map(tuple),
    sede=st.none() | st.builds(Sede, indirizzo=SIGNS, comune=SIGNS),
    verificato=st.dates(),
)
REGISTRIES = st.builds(
    Registry,
    fonte=SIGNS,
    base_url=st.none() | st.just("https://x.it"),
    ambiti=st.lists(
        st.builds(
            Ambito,
            id=st.sampled_from(["a", "b", "c"]),
            nome=SIGNS,
            ente=st.none() | SIGNS,
            comuni=st.lists(SIGNS, min_size=1, max_size=3).map(tuple),
            contatti=st.lists(ROWS, min_size=1, max_size=4).map(tuple),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
)


@settings(deadline=None)
@given(old=REGISTRIES, new=REGISTRIES, flow=st.sampled_from([None, True, False]))
def test_any_list_becomes_any_other(old: Registry, new: Registry, flow: Any) -> None:  # noqa: ANN401  (three states)
    """Whatever the style of the file, what is written says what was wanted."""
    text = yaml.safe_dump(
        plain(old), default_flow_style=flow, allow_unicode=True, sort_keys=False, width=30
    )
    data = text.encode()
    assert plain(registry_of(data)) == plain(old)
    assert plain(registry_of(rewrite(data, new))) == plain(new)
    assert rewrite(data, old) == data


@settings(deadline=None)
@given(old=REGISTRIES, new=REGISTRIES, data=st.data())
def test_whatever_is_told_of_the_rows_the_file_says_what_was_wanted(
    old: Registry, new: Registry, data: st.DataObject
) -> None:
    """Who is wrong about which row is which may lose a comment, never a value."""
    text = yaml.safe_dump(plain(old), allow_unicode=True, sort_keys=False).encode()
    origins = []
    for ambito in new.ambiti:
        was = data.draw(st.none() | st.integers(0, len(old.ambiti) - 1))
        last = 0 if was is None else len(old.ambiti[was].contatti) - 1
        rows = [data.draw(st.none() | st.integers(0, last)) for _ in ambito.contatti]
        origins.append(Origin(was, rows))
    assert plain(registry_of(writing.rewrite(text, new, origins))) == plain(new)


COMMENTED = b"""fonte: x
ambiti:
  - id: a
    nome: A
    comuni: [Rho, Pero, Arese, Lainate]
    contatti:
""" + b"".join(
    f"""      - comuni: [{name}]  # of {name}
        # leaflet: ignore E003 {name}
        referente: Anna
        telefoni:
          - numero: "02 {number}"  # below {name}
        email: [casa@{name}.it]
        # before the day of {name}
        verificato: 2026-01-10
""".encode()
    for number, name in enumerate(("Rho", "Pero", "Arese", "Lainate"))
)
"""Rows with comments beside and between their keys."""
FULL_ROWS = ROWS.map(
    lambda row: row.model_copy(
        update={
            "comuni": row.comuni or ("Rho",),
            "referente": row.ufficio or "Bruno",
            "telefoni": row.telefoni or (Telefono(numero="1"),),
            "email": row.email or ("b",),
        }
    )
)
"""Rows that have a value for each key of those above: no line of those has to go."""


@settings(deadline=None)
@given(
    rows=st.lists(FULL_ROWS, min_size=4, max_size=4),
    changed=st.sets(st.integers(0, 3), min_size=2),
    gone=st.none() | st.integers(0, 3),
    come=st.lists(ROWS, max_size=2),
)
def test_rows_that_stay_keep_their_comments_however_many_change(
    rows: list[Contatto], changed: set[int], gone: int | None, come: list[Contatto]
) -> None:
    """Several neighbours at once, whole: who changes them says which row is which."""
    (ambito,) = registry_of(COMMENTED).ambiti
    stay = [number for number in range(4) if number != gone]
    now = [rows[n] if n in changed else ambito.contatti[n] for n in stay]
    new = ambito.model_copy(update={"contatti": (*now, *come)})
    wanted = Registry(fonte="x", ambiti=(new,))
    origins = [Origin(0, [*stay, *[None] * len(come)])]
    text = writing.rewrite(COMMENTED, wanted, origins).decode()
    before, after = (
        re.findall("# (?:of|leaflet|below|before).*", some) for some in (COMMENTED.decode(), text)
    )
    lost = ambito.contatti[gone].comuni[0] if gone is not None else "#"
    kept = [comment for comment in before if not comment.endswith(lost)]
    assert [comment for comment in after if comment in before] == kept


def test_of_two_equal_rows_the_one_that_is_taken_out_goes() -> None:
    """The comment of the other one stays: nobody guesses which of them was meant."""
    row = "      - email: [a@rho.it]  # {}\n        verificato: 2026-01-10\n"
    head = "fonte: x\nambiti:\n  - id: a\n    nome: A\n    comuni: [Rho]\n    contatti:\n"
    data = (head + row.format("first") + row.format("second")).encode()
    registry = registry_of(data)
    (ambito,) = registry.ambiti
    wanted = Registry(
        fonte="x", ambiti=(ambito.model_copy(update={"contatti": ambito.contatti[:1]}),)
    )
    for stays, word in enumerate(("first", "second")):
        text = writing.rewrite(data, wanted, [Origin(0, [stays])]).decode()
        assert text == head + row.format(word)


def test_a_row_that_moved_up_is_written_anew() -> None:
    """No command moves rows; whoever does, loses the comments of some, and no value."""
    (ambito,) = registry_of(COMMENTED).ambiti
    moved = ambito.model_copy(update={"contatti": ambito.contatti[::-1]})
    wanted = Registry(fonte="x", ambiti=(moved,))
    text = writing.rewrite(COMMENTED, wanted, [Origin(0, [3, 2, 1, 0])])
    assert plain(registry_of(text)) == plain(wanted)
    assert b"# of Lainate" in text
    assert b"# of Rho" not in text


@settings(deadline=None)
@given(row=ROWS, place=st.integers(0, 25))
def test_other_rows_of_the_real_list_keep_their_bytes(row: Contatto, place: int) -> None:
    registry = registry_of(CONTACTS)
    path, ambito, _ = list(registry.rows())[place]
    wanted: Any = plain(registry)
    alone = Registry(fonte="x", ambiti=(ambito.model_copy(update={"contatti": (row,)}),))
    new: Any = plain(alone)["ambiti"]
    wanted["ambiti"][path[1]]["contatti"][path[3]] = new[0]["contatti"][0]
    before = CONTACTS.splitlines()
    after = rewrite(CONTACTS, Registry.model_validate(wanted)).splitlines()
    starts = sorted(registry.at(*row.path).line - 1 for row in registry.rows())
    start = starts[place]
    rest = len(before) - (starts[place + 1] if place + 1 < len(starts) else len(before))
    assert after[:start] == before[:start]
    assert after[len(after) - rest :] == before[len(before) - rest :]


def test_a_place_in_the_file_leads_back_to_its_value() -> None:
    """And so does one inside a value, or in the key before it: to what is around it."""
    registry = registry_of(CONTACTS)
    for path, _, contatto in registry.rows():
        values = [(*path, "email", i) for i in range(len(contatto.email))]
        for value in [path, (*path, "verificato"), *values]:
            at = registry.at(*value)
            assert path_at(CONTACTS, at) == value
            if value != path:
                assert path_at(CONTACTS, at._replace(column=at.column + 2)) == value
    assert path_at(b"[", Location("f.yaml")) == ()
    assert path_at(b"", Location("f.yaml")) == ()
