# SPDX-License-Identifier: EUPL-1.2
"""How each language is written: the data of conventions, and what the rules make of them."""

from __future__ import annotations

import pytest

from leaflet.problems import Location
from leaflet.rules import check_texts
from leaflet.texts.catalogues import CatalogueEntry, Language, Locale
from leaflet.texts.conventions import OF_LANGUAGES, OF_SCRIPTS

GREEK = "Καλέστε τον δήμο σας, αν κανείς δεν απαντά."
AT = Location("leaflet.po")


def codes_of(code: str, *translations: str) -> set[str]:
    """Return what the rules find in a reviewed catalogue of these sentences."""
    entries = tuple(CatalogueEntry(f"frase {n}", text, stale=False, at=AT)
                    for n, text in enumerate(translations))  # fmt: skip
    direction = "rtl" if code in {"ar", "ur"} else "ltr"
    locale = Locale(Language(code, "x", direction, font="x"), entries, "A. Reader", AT)
    return {problem.code for problem in check_texts(locale)}


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        ("ar", "لا رقم أو لا رد?", "لا رقم أو لا رد؟"),
        ("ar", "نعم, لا", "نعم، لا"),
        ("ar", "بلديـــة", "بلدية"),
        ("ar", "بلدیة", "بلدية"),
        ("ar", "صفحة ٢", "صفحة 2"),
        ("ur", "بلدیہ کو فون کریں.", "بلدیہ کو فون کریں۔"),
        ("ur", "بلديہ", "بلدیہ"),
        ("ur", "بلدیه", "بلدیہ"),
        ("ur", "كون", "کون"),
        ("ur", "صفحہ ۲", "صفحہ 2"),
        ("zh", "请打电话.", "请打电话。"),
        ("zh", "您好,请打电话", "您好，请打电话"),
        ("bn", "ফোন করুন.", "ফোন করুন।"),
        ("ro", "Sunaţi la primărie", "Sunați la primărie"),
        ("uk", "об'єкт", "об’єкт"),
        ("uk", "телефоны", "телефони"),
        ("ru", "телефонi", "телефони"),
        ("ru", "телефоні", "телефони"),
    ],
)
def test_signs_of_other_languages_are_found(code: str, wrong: str, right: str) -> None:
    """The wrong sign is an error, the right one is none."""
    assert codes_of(code, wrong) & {"X015", "X008"}
    assert codes_of(code, right) == set()


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        ("fr", "Quand vous appelez :", "Quand vous appelez\u00a0:"),
        ("fr", "Pas de réponse?", "Pas de réponse\u00a0?"),
        ("fr", "la feuille «Que faire»", "la feuille «\u00a0Que faire\u00a0»"),
        ("fr", "la feuille « Que faire »", "la feuille «\u202fQue faire\u202f»"),
        ("zh", "请 打电话", "请打电话"),
        ("zh", "市政府 [Comune] 提供", "市政府[Comune]提供"),
    ],
)
def test_blanks_are_where_the_language_has_them(code: str, wrong: str, right: str) -> None:
    """In French before high signs, none between the signs of Chinese."""
    assert codes_of(code, wrong) == {"X016"}
    assert codes_of(code, right) == set()


def test_a_blank_may_stand_beside_a_gap_in_chinese() -> None:
    """Numbers are set off by many; a time or an address has its own colon in French."""
    assert "X016" not in codes_of("zh", "在第 {numero} 页")
    assert codes_of("fr", "De 9:30 à 12:30") == set()
    assert codes_of("fr", "https://exemple.fr") == {"X006"}  # a contact, and no blank is missing


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("uk", "Відділ [Servizi Abitativi Pubblici, SAP] [Ufficiale Giudiziario]"),
        ("ru", "Да [Servizi Sociali]"),
        ("el", GREEK),
        ("bn", "এলাকা [Ambito]"),
        ("si", "කලාපය [Ambito]"),
    ],
)
def test_a_catalogue_may_be_in_any_script(code: str, text: str) -> None:
    """Its own letters are not foreign, however many Italian names stand among them."""
    assert "X008" not in codes_of(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [("ru", "Позвонитe"), ("uk", "мунiципалітет"), ("el", "Kαλέστε"), ("en", "Who to cаll")],
)
def test_look_alikes_are_found_in_every_script(code: str, text: str) -> None:
    """A Latin letter in a word of another script, and the other way round."""
    assert "X008" in codes_of(code, text)


def test_every_convention_says_something() -> None:
    """No entry of the data is empty, and each sign has another one in its place."""
    conventions = [*OF_SCRIPTS.values(), *OF_LANGUAGES.values()]
    assert len(conventions) > 7
    for convention in conventions:
        assert convention.instead or convention.blanks
        assert all(wrong != right for wrong, right in convention.instead.items())
