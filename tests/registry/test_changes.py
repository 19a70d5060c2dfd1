# SPDX-License-Identifier: EUPL-1.2
"""What changed between two lists is said in sentences, and nothing that changed is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.registry import reading
from leaflet.registry.changes import between, field_name
from leaflet.registry.matching import Origin
from leaflet.registry.model import Ambito, Contatto, Orario, Registry, Sede, Telefono
from tests.paths import ROOT

if TYPE_CHECKING:
    from leaflet.registry.changes import Change

CONTACTS = (ROOT / "contacts" / "ambiti.yaml").read_text(encoding="utf-8")


def registry(text: str) -> Registry:
    read = reading.read(text.encode(), "ambiti.yaml").registry
    assert read
    return read


def changed(*swaps: tuple[str, str], text: str = CONTACTS) -> list[Change]:
    """Return the changes from the real list to one in which these words were swapped."""
    new = text
    for old, fresh in swaps:
        assert old in new
        new = new.replace(old, fresh, 1)
    return list(between(registry(text), registry(new)))


def sentences(*swaps: tuple[str, str]) -> list[str]:
    return [str(change.sentence) for change in changed(*swaps)]


def test_a_list_is_equal_to_itself() -> None:
    """Nothing changed, nothing is said."""
    assert changed() == []


def test_a_phone_number() -> None:
    """Whose it is, what it was and what it is now; the row counts from one."""
    (change,) = changed(("02 9507 59245", "02 9507 5900"))
    assert str(change.sentence) == "Settala: phone 02 9507 59245 → 02 9507 5900"
    assert (change.ambito, change.row, change.field, change.kind) == (
        "melzo", 5, "telefoni", "changed",
    )  # fmt: skip
    assert (change.old, change.new) == ("02 9507 59245", "02 9507 5900")


EMERGENZA = "Direzione Welfare e Salute - Emergenza Abitativa"
MENU = "(poi premi 4, poi 1, poi 2)"
ALLEGATO = "Protocollo d'intesa 24 gennaio 2023, allegato «Contatti servizi di riferimento»"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[gcannova@comune.melzo.mi.it]", "[gcannova@comune.melzo.mi.it, casa@comune.melzo.mi.it]",
         "Ufficio di Piano: e-mail, added: casa@comune.melzo.mi.it"),
        ("Dott.ssa Giulia Rita Cannova", "Dott. Ugo Neri",
         "Ufficio di Piano: person Dott.ssa Giulia Rita Cannova → Dott. Ugo Neri"),
        ('giorni: lun-ven, dalle: "11:00"', 'giorni: lun-gio, dalle: "10:00"',
         "Cesano Boscone: opening hours lun-ven 11:00–12:30 → lun-gio 10:00–12:30"),
        ('tasti: "4.1.2"', 'tasti: "4.1.3"',
         f"{EMERGENZA}: phone 02 020202 {MENU} → 02 020202 {MENU[:-2]}3)"),
        ("indirizzo: Via Larga, 12", "indirizzo: Via Larga, 14",
         f"{EMERGENZA}: address Via Larga, 12, Milano → Via Larga, 14, Milano"),
        ("verificato: 2023-01-24", "verificato: 2026-11-20", f"{EMERGENZA}: checked on 2026-11-20"),
        ("note: Il numero di questo ufficio è in verifica.", "note: Solo su appuntamento.",
         "Inzago: note Il numero di questo ufficio è in verifica. → Solo su appuntamento."),
        ("Inzago, Liscate, Melzo", "Inzago, Melzo", "ambito: Comune, removed: Liscate"),
        ("nome: Melzo", "nome: Adda Martesana", "ambito: name Melzo → Adda Martesana"),
        ("fonte: Protocollo", "fonte: Nuovo Protocollo",
         f"the list: source {ALLEGATO} → Nuovo {ALLEGATO}"),
    ],
)  # fmt: skip
def test_every_field_has_its_sentence(old: str, new: str, said: str) -> None:
    """Each is told in the words of the office, once."""
    assert said in sentences((old, new))


def test_rows_that_come_and_go() -> None:
    """A new row and one that left are named with what they tell."""
    row = """      - comuni: [Vignate]
        telefoni:
          - numero: "02 9508 0875" # originale: 02/95080875
        verificato: 2023-01-24
"""
    assert sentences((row, "")) == ["Vignate: contact 02 9508 0875 removed"]
    came = changed((row, row + row.replace("02 9508 0875", "02 9508 0876")))
    assert [str(change.sentence) for change in came] == ["Vignate: new contact 02 9508 0876"]
    assert came[0].row == 5


def test_a_new_row_is_told_with_all_that_it_has() -> None:
    """Hours and address as well: somebody has to say yes to them."""
    row = """      - comuni: [Vignate]
        ufficio: Servizi sociali
        telefoni:
          - numero: "02 9508 0876"
            interno: "12"
            orari: [{giorni: lun-ven, dalle: "09:00", alle: "12:30"}]
        email: [casa@comune.vignate.mi.it]
        sede: {indirizzo: "Via Roma, 19", cap: "20052", comune: Vignate}
        note: Solo su appuntamento.
        verificato: 2026-11-22
"""
    known = "      - comuni: [Vignate]\n"
    (came,) = sentences((known, row + known))
    assert came == (
        "Vignate: new contact Servizi sociali, Solo su appuntamento., "
        "02 9508 0876 (interno 12), lun-ven 09:00–12:30, casa@comune.vignate.mi.it, "
        "Via Roma, 19, 20052 Vignate"
    )


def test_a_row_that_changed_its_comune_is_still_the_same_row() -> None:
    """Whose number it is matters: the row is followed by its number."""
    (change,) = changed(("- comuni: [Vignate]", "- comuni: [Liscate]"))
    assert str(change.sentence) == "Liscate: Comune Vignate → Liscate"


def test_ambiti_that_come_and_go() -> None:
    """An id that changed is another ambito: its links and files are others."""
    assert sentences(("- id: visconteo\n", "- id: visconteo-sud\n")) == [
        "new ambito Visconteo Sud Milano",
        "the ambito Visconteo Sud Milano is no longer in the list",
    ]


def of_phones(*phones: str) -> Registry:
    """Return a list of one row with these phones, as YAML has them."""
    row = f"      - telefoni: [{', '.join(phones)}]\n        verificato: 2026-01-01\n"
    return registry(
        f"fonte: x\nambiti:\n  - id: a\n    nome: A\n    comuni: [Rho]\n    contatti:\n{row}"
    )


ALONE, HOURS = (
    "{numero: '02 %d'}",
    "{numero: '02 %d', orari: [{giorni: %s, dalle: '09:00', alle: '12:00'}]}",
)


def test_hours_that_are_now_another_number_s() -> None:
    """The same hours beside another number are news, and each sentence says whose they are."""
    old = of_phones(HOURS % (1, "lun"), ALONE % 2)
    assert [
        str(change.sentence) for change in between(old, of_phones(ALONE % 1, HOURS % (2, "lun")))
    ] == [
        "whole ambito, 02 1: opening hours, removed: lun 09:00–12:00",
        "whole ambito, 02 2: opening hours, added: lun 09:00–12:00",
    ]
    (change,) = between(old, of_phones(HOURS % (1, "mar"), ALONE % 2))
    said = "whole ambito, 02 1: opening hours lun 09:00–12:00 → mar 09:00–12:00"
    assert str(change.sentence) == said


def test_hours_that_stay_with_a_number_that_changed() -> None:
    """The new number is news, its hours are not."""
    (change,) = between(of_phones(HOURS % (1, "lun")), of_phones(HOURS % (2, "lun")))
    assert str(change.sentence) == "whole ambito: phone 02 1 → 02 2"


def test_a_number_that_was_there_twice() -> None:
    """One of two equal ones goes."""
    (change,) = between(of_phones(ALONE % 1, ALONE % 1), of_phones(ALONE % 1))
    assert str(change.sentence) == "whole ambito: phone, removed: 02 1"


def test_rows_without_names_are_those_that_their_editor_knows() -> None:
    """By likeness, the first row would be the second one of before, which lost its number."""
    row = "      - telefoni: [{numero: '02 %d'}]\n        verificato: 2026-01-01\n"
    head = "fonte: x\nambiti:\n  - id: a\n    nome: A\n    comuni: [Rho]\n    contatti:\n"
    old, new = (registry(head + row % a + row % b) for a, b in ((1, 2), (2, 3)))
    assert [(c.row, c.old, c.new) for c in between(old, new, origins=[Origin(0, [0, 1])])] == [
        (1, "02 1", "02 2"),
        (2, "02 2", "02 3"),
    ]
    assert [(c.row, c.old, c.new) for c in between(old, new, origins=[Origin(0, [None, 1])])] == [
        (2, "02 2", "02 3"),
        (1, "", "02 2"),
        (1, "02 1", ""),
    ]


def test_two_numbers_that_change_places() -> None:
    """The first number is the one people call: their order is news, too."""
    row = "      - telefoni: [{numero: '02 1'}, {numero: '02 2'}]\n        verificato: 2026-01-01\n"
    text = "fonte: x\nambiti:\n  - id: a\n    nome: A\n    comuni: [Rho]\n    contatti:\n" + row
    swapped = text.replace("'02 1'", "'02 3'").replace("'02 2'", "'02 1'").replace("02 3", "02 2")
    (change,) = between(registry(text), registry(swapped))
    assert str(change.sentence) == "whole ambito: phone 02 1, 02 2 → 02 2, 02 1"


WORDS = st.sampled_from(["Uno", "Due", "Tre", "Quattro"])
OPEN = st.sampled_from(["lun", "mar"]).map(lambda day: (_from_nine(day),)) | st.just(())


def _from_nine(giorni: str) -> Orario:
    return Orario(giorni=giorni, dalle="09:00", alle="12:00")


ROWS = st.builds(
    Contatto,
    comuni=st.lists(WORDS, max_size=2, unique=True).map(tuple),
    ufficio=st.none() | WORDS,
    referente=st.none() | WORDS,
    telefoni=st.lists(
        st.builds(Telefono, numero=WORDS, interno=st.none() | st.just("12"), orari=OPEN),
        max_size=2,
        unique_by=lambda telefono: (telefono.numero, telefono.interno),
    ).map(tuple),
    email=st.lists(WORDS, max_size=2).map(tuple),
    sede=st.none() | st.builds(Sede, indirizzo=WORDS, comune=WORDS),
    note=st.none() | WORDS,
    verificato=st.dates(),
)
AMBITI = st.builds(
    Ambito,
    id=st.just("a"),
    nome=WORDS,
    comuni=st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple),
    contatti=st.lists(ROWS, min_size=1, max_size=4).map(tuple),
)
REGISTRIES = AMBITI.map(lambda ambito: Registry(fonte="x", ambiti=(ambito,)))


@given(REGISTRIES, REGISTRIES)
def test_nothing_that_changed_goes_unsaid(old: Registry, new: Registry) -> None:
    """Two lists have no changes exactly when they are the same list."""
    assert (between(old, new) == ()) == (old == new)


@given(ROWS, ROWS, st.data())
def test_not_one_field_that_changed_goes_unsaid(
    old: Contatto, other: Contatto, data: st.DataObject
) -> None:
    """Also when it is the only one: two lists made at random differ in almost everything."""
    field = data.draw(st.sampled_from(sorted(Contatto.model_fields)))
    new = old.model_copy(update={field: getattr(other, field)})
    lists = [Registry(fonte="x", ambiti=(_of(row),)) for row in (old, new)]
    assert (between(*lists) == ()) == (old == new)


def _of(row: Contatto) -> Ambito:
    return Ambito(id="a", nome="A", comuni=("Uno",), contatti=(row,))


@given(REGISTRIES, REGISTRIES)
def test_every_change_can_be_told(old: Registry, new: Registry) -> None:
    """Each has a sentence without gaps, and a field with a name."""
    for change in between(old, new):
        assert "{" not in str(change.sentence)
        assert change.field == "" or str(field_name(change.field))
