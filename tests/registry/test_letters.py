# SPDX-License-Identifier: EUPL-1.2
"""Signs in texts: what is invisible, foreign, mangled or lost, and what is in order."""

from __future__ import annotations

import pytest

from leaflet.registry.comuni import official
from leaflet.registry.letters import (
    foreign_letters,
    invisible_letters,
    is_mangled,
    lost_letter,
    main_script,
    name_sign,
    restore_letters,
)

IN_ORDER = [
    "Nicolò Però «CAFFÈ»",
    "CITTÀ DI CANTÙ – Ufficio n. 5, 2ª scala",
    "Bolzano/Bozen, Šempeter, Tomažič, Müller, Ağaoğlu, Hồ Chí",
    "L’ufficio “casa” risponde… µm, 3 ½ №",
    "IRMÃ São Paulo, Ângela, Åsa",
]


@pytest.mark.parametrize("text", IN_ORDER)
def test_what_is_in_order_is_left_alone(text: str) -> None:
    """Accents of all Latin languages, typographic signs and addresses are no fault."""
    assert list(foreign_letters(text)) == []
    assert list(invisible_letters(text)) == []
    assert not is_mangled(text)
    assert restore_letters(text) == text
    assert lost_letter(text) is None


def test_no_official_name_of_a_comune_is_accused() -> None:
    """All names of Comuni, of today and in their other language, are in order."""
    names = [name for c in official().active() for name in (c.nome, c.altro)]
    assert len(names) > 15_000
    assert [n for n in names if list(foreign_letters(n)) or is_mangled(n) or lost_letter(n)] == []


@pytest.mark.parametrize(
    ("text", "letter", "is_certain"),
    [
        ("Servizio Аbitare", "А", True),
        ("cοmune", "ο", True),
        ("саsа", "с", True),
        ("Via А. Manzoni", "А", True),
        ("ｃasa", "ｃ", True),
        ("𝐂asa", "𝐂", True),
        ("Ɩnɡresso", "ɡ", True),
        ("Centro «Дом»", "Д", False),
        ("مركز Casa", "م", False),
    ],
)
def test_a_letter_of_another_alphabet_is_found(text: str, letter: str, *, is_certain: bool) -> None:
    """Among Latin letters, or where it looks like one, it is certainly a mistake."""
    assert next(foreign_letters(text)) == (letter, is_certain)


def test_each_script_is_at_home_in_its_own_texts() -> None:
    """A Russian catalogue may be Cyrillic; a Latin letter inside its words is a mistake."""
    assert main_script(["Кому звонить: INPS"]) == "CYRILLIC"
    assert list(foreign_letters("Кому звонить: INPS", "CYRILLIC")) == []
    assert list(foreign_letters("Кoму", "CYRILLIC")) == [("o", True)]
    assert list(invisible_letters("می‌شود", "ARABIC")) == []
    assert list(invisible_letters("ca‌sa")) == ["\u200c"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("cittÃ\xa0 alta", "città alta"),
        ("cittÃ alta", "città alta"),
        ("Piazza della LibertÃ , 1", "Piazza della Libertà, 1"),
        ("perchÃ©", "perché"),
        ("lâ€™ufficio", "l’ufficio"),
        ("nÂ° 5", "n° 5"),
        ("perch√©", "perché"),
        ("perch├®", "perché"),
        ("citt&agrave;", "città"),
        ("l&#39;ufficio", "l'ufficio"),
    ],
)
def test_mangled_letters_are_found_and_restored(text: str, right: str) -> None:
    """What programs make of UTF-8 when they take it for something older, and of web pages."""
    assert is_mangled(text)
    assert restore_letters(text) == right


@pytest.mark.parametrize("text", ["NicolÚ", "Tr‡", "caffÞ", "Via Roma_x000D_, 1"])
def test_other_mangled_letters_are_found(text: str) -> None:
    """Which letter it was depends on the program: nothing is proposed."""
    assert is_mangled(text)
    assert restore_letters(text) == text


def test_a_lost_letter_is_found() -> None:
    """The mark of a lost letter anywhere, a question mark inside a word; not after one."""
    assert lost_letter("Nicol\ufffd") == "\ufffd"
    assert lost_letter("Cant? e Libert?a") == "?"
    assert lost_letter("Hai perso casa? Chiama") is None


def test_a_sign_is_named() -> None:
    """By its number and its name, so that people can look it up."""
    assert str(name_sign("\u202e")) == "U+202E, right-to-left override"
    assert str(name_sign("\x85")) == "U+0085, control character"
