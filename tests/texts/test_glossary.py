# SPDX-License-Identifier: EUPL-1.2
"""One word for one thing: the glossary of the translations, and what it asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.problems import LeafletError, Location
from leaflet.rules import check_texts
from leaflet.texts.catalogues import (
    PORTAL_DOMAIN,
    PUBLIC_DOMAIN,
    CatalogueEntry,
    Language,
    Locale,
    read_texts,
)
from leaflet.texts.glossary import GLOSSARY, Term, read_glossary
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMUNE = Term(("Comune", "Comuni"), ("municipalit", "local council"))
OFFICE = Term(("Ufficio Casa",), ("housing office",))


def asked_of(source: str, translation: str, *terms: Term) -> list[str]:
    """Return the hints of X014 for one translated sentence."""
    at = Location("leaflet.po")
    entry = CatalogueEntry(source, translation, stale=False, at=at)
    locale = Locale(Language("en", "English", "ltr", "Noto Sans"), (entry,), "somebody", at, terms)
    return [str(problem.hint) for problem in check_texts(locale) if problem.code == "X014"]


@pytest.mark.parametrize("domain", [PUBLIC_DOMAIN, PORTAL_DOMAIN])
def test_the_shipped_translations_keep_to_it(domain: str) -> None:
    """Each language has terms, and says them on the sheet and on the portal alike."""
    for locale in read_texts(ROOT / "locales", domain).locales:
        assert bool(locale.terms) == (locale.code != "it")
        assert not [found for found in check_texts(locale) if found.code == "X014"]


def test_a_term_may_be_called_what_its_row_says() -> None:
    """By the beginning of a word, whatever its case; another word is named with those to choose."""
    assert asked_of("Due Comuni", "Two municipalities", COMUNE) == []
    assert asked_of("Il Comune aiuta", "Local councils help", COMUNE) == []
    assert asked_of("Un Comune", "A town", COMUNE) == ["write one of: municipalit, local council"]
    assert asked_of("La comunità", "The community", COMUNE) == []


def test_a_name_in_brackets_is_one_term() -> None:
    """What stands inside the name of something else is not asked for."""
    assert asked_of("[Ufficio Casa]", "Homes [Ufficio Casa]", OFFICE) != []
    assert asked_of("[Ufficio Casa]", "housing office [Ufficio Casa]", OFFICE) == []
    assert asked_of("[Polizia del Comune]", "Police [Polizia del Comune]", COMUNE) == []
    assert asked_of("Vai da {Comune}", "Go to {Comune}", COMUNE) == []


def test_an_empty_cell_binds_nobody_and_a_workspace_needs_no_glossary(tmp_path: Path) -> None:
    """Neither has terms."""
    assert read_glossary(tmp_path) == {}
    (tmp_path / GLOSSARY).write_text("italiano,en,ar,nota\nfoglio,sheet,,di carta\n", "utf-8")
    assert read_glossary(tmp_path) == {"en": (Term(("foglio",), ("sheet",)),), "ar": ()}


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_spreadsheet_may_save_it(tmp_path: Path, sign: str) -> None:
    """With its own mark at the beginning, its own line ends, and semicolons or tabs."""
    text = "\ufeffitaliano,en,nota\r\nfoglio,sheet,\r\n".replace(",", sign)
    (tmp_path / GLOSSARY).write_bytes(text.encode())
    assert read_glossary(tmp_path) == {"en": (Term(("foglio",), ("sheet",)),)}


@pytest.mark.parametrize(
    "text",
    [
        "italiano,en,nota\nfoglio,sheet,\n".encode("utf-16"),
        b"italiano,en,nota\n,sheet,\n",
        b"termine,en,nota\nfoglio,sheet,\n",
        b'italiano,en,nota\n"foglio,sheet,\n',
        b"italiano,en,nota\nfoglio,sheet,,x,y\n",
        b"italiano,en,nota\nfoglio,\xff,\n",
    ],
)
def test_what_is_no_glossary_is_named(tmp_path: Path, text: bytes) -> None:
    """Nothing is taken for a term that nobody wrote."""
    (tmp_path / GLOSSARY).write_bytes(text)
    with pytest.raises(LeafletError, match=GLOSSARY):
        read_glossary(tmp_path)
