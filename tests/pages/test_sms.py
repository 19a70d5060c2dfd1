# SPDX-License-Identifier: EUPL-1.2
"""Short messages: their alphabet, and how many parts they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.pages.products import OneLanguage
from leaflet.pages.sms import LONGEST, count_parts, to_gsm
from leaflet.registry.phones import national_digits

if TYPE_CHECKING:
    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("è" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ا" * 70, 1),
        ("ا" * 71, 2),
        ("ا" * 135, 3),
        ("í" + "a" * 70, 2),
    ],
)
def test_parts_are_counted_as_phones_count_them(text: str, parts: int) -> None:
    """One sign that GSM lacks more than halves what a part holds; some signs take two places."""
    assert count_parts(text) == parts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("¿Sin número? ¡Mañana!", "¿Sin numero? ¡Mañana!"),
        ("Cantù, perché «no»", 'Cantù, perché "no"'),
        ("رقم á", "رقم á"),
    ],
)
def test_accents_that_gsm_lacks_are_left_out(text: str, plain: str) -> None:
    """Where that is enough; what needs another alphabet anyway keeps them."""
    assert to_gsm(text) == plain


def test_every_ambito_has_a_short_message(
    shipped: Workspace, texts: Texts, registry: Registry
) -> None:
    """In two parts, which Arabic, outside GSM, cannot do; the portal's address where it has room.

    Numbers come first: who is told an address only must first read a page.
    """
    portal = registry.model_copy(update={"base_url": "https://a.example"})
    for locale in texts.published:
        for some in (registry, portal):
            alone = OneLanguage(shipped.templates, (locale,), some)
            for ambito in some.ambiti:
                text, code = alone.short(ambito)
                assert text.endswith(f"{code}\n")
                assert len(text.strip()) <= LONGEST
                assert count_parts(text.strip()) <= (5 if locale.code == "ar" else 2)
                numbers = {national_digits(t.numero) for c in ambito.contatti for t in c.telefoni}
                has_address = "https://a.example/it/ambiti/" in text
                assert has_address <= (some is portal)
                assert has_address or some is registry or all(one in text for one in numbers)
