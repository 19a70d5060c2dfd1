# SPDX-License-Identifier: EUPL-1.2
"""A new workspace: what its list says, in which languages, and what it never says."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.beginning import (
    check_answer,
    find_province,
    make_territory,
    slug_of,
    usual_answer,
    workspace_files,
)
from leaflet.problems import LeafletError
from leaflet.registry.comuni import official
from leaflet.registry.reading import read
from leaflet.rules import check

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 30)
SAID = {
    "name": "Bologna",
    "province": "BO",
    "body": "Prefettura di Bologna",
    "source": "Accordo territoriale",
    "languages": "it, en, ar",
    "base_url": "",
    "logo": "",
}


def begun(**changed: str) -> dict[str, bytes]:
    return workspace_files(make_territory(SAID | changed), TODAY)


def test_a_new_list_has_all_comuni_of_its_provinces() -> None:
    """Under their official names, and without an error."""
    registry = read(begun()["contacts/ambiti.yaml"], "f.yaml").registry
    assert registry
    assert registry.territorio
    assert registry.territorio.province == ("BO",)
    listed = [comune for ambito in registry.ambiti for comune in ambito.comuni]
    assert listed == [one.nome for one in official().of_province("BO")]
    assert not [problem for problem in check(registry) if problem.severity == "error"]


def test_a_large_province_has_as_many_groups_as_its_sheets_need() -> None:
    """Each names no more Comuni than fit on its sheet."""
    registry = read(begun(province="Torino")["contacts/ambiti.yaml"], "f.yaml").registry
    assert registry
    sizes = [len(ambito.comuni) for ambito in registry.ambiti]
    assert sum(sizes) == 312
    assert max(sizes) <= 80
    assert len({ambito.id for ambito in registry.ambiti}) == len(sizes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("BO", "BO"), ("bo", "BO"), ("Bologna", "BO"), ("provincia di Bolzano", "BZ"),
     ("Città metropolitana di Napoli", "NA"), ("Reggio nell'Emilia", "RE")],
)  # fmt: skip
def test_a_province_is_known_by_its_letters_and_names(typed: str, code: str) -> None:
    """As people write them."""
    assert find_province(typed) == code


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("province", "Bolonia", "there is no province «Bolonia»"),
        ("languages", "it, xx", "there is no language «xx»"),
        ("base_url", "www.example.it", "is no address of a portal"),
        ("logo", "nowhere.svg", "nowhere.svg"),
        ("name", "", "this must be answered"),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused(question: str, answer: str, said: str) -> None:
    """At once, with what is wrong about it."""
    with pytest.raises(LeafletError) as caught:
        check_answer(question, answer)
    assert said in str(caught.value.message)


def test_what_nobody_said_is_named() -> None:
    """By the option that says it."""
    with pytest.raises(LeafletError, match="nobody said --name"):
        begun(name="")


def test_the_rest_is_usual() -> None:
    """A name that is a province's says the province, and who keeps the list."""
    said = SAID | {"province": "", "body": ""}
    assert usual_answer("province", said, ()) == "BO"
    assert usual_answer("body", said, ()) == "Prefettura di Bologna"
    assert usual_answer("languages", said, ()) == "it, en, es, ar"
    assert usual_answer("name", SAID, [{"comuni": ["Imola"]}]) == "Bologna"


def test_the_languages_that_were_chosen_come_first() -> None:
    """In the order that was typed, Italian first, drafts to be printed; the others are not."""
    text = begun(languages="ar, en")["locales/languages.toml"].decode()
    heads = [line for line in text.splitlines() if line.startswith("[")]
    assert heads[:3] == ["[it]", "[ar]", "[en]"]
    assert len(heads) == 14
    assert text.count("print_draft = true") == 2
    assert "print_draft = true" not in text.partition("Queste non si stampano")[2]


def test_a_logo_comes_along(tmp_path: Path) -> None:
    """Beside the list, which names it."""
    (tmp_path / "stemma.SVG").write_text("<svg/>", encoding="utf-8")
    files = begun(logo=str(tmp_path / "stemma.SVG"))
    assert files["contacts/logo.svg"] == b"<svg/>"
    assert b"logo: logo.svg" in files["contacts/ambiti.yaml"]


def test_a_new_workspace_says_nothing_of_another_territory() -> None:
    """No file has a word of Milan, schema and guide neither."""
    for name, data in begun().items():
        text = data.decode().lower()
        assert "milan" not in text, name
        assert "lombard" not in text, name


def test_an_answer_with_a_sign_that_no_list_has_is_refused() -> None:
    """In the words of who reads the list."""
    with pytest.raises(LeafletError):
        begun(body="Prefettura\u202e di Bologna")


@pytest.mark.parametrize(
    ("nome", "identifier"), [("Sant'Agata", "sant-agata"), ("MELZO ", "melzo"), ("È già", "e-gia")]
)
def test_the_id_of_an_ambito_follows_from_its_name(nome: str, identifier: str) -> None:
    """Small letters without accents, digits and hyphens."""
    assert slug_of(nome) == identifier
