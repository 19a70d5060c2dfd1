# SPDX-License-Identifier: EUPL-1.2
"""What `languages.toml` says of type reaches the page, and no style sheet names a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from leaflet.pages.type_rules import write_type_rules
from leaflet.texts.catalogues import Language
from tests.paths import ROOT

if TYPE_CHECKING:
    from leaflet.texts.catalogues import Texts

LATIN = Language("it", "Italiano")


def test_a_page_of_plain_languages_needs_no_rule_for_any() -> None:
    """Those that are set as the text around them are not named."""
    rules = write_type_rules([LATIN, Language("en", "English"), Language("uk", "Українська")])
    assert "lang=" not in rules
    assert 'html { font-family: "Noto Sans"; --size: 1; --back: 1em; }' in rules


def test_a_language_of_its_own_type_is_set_as_the_list_says(texts: Texts) -> None:
    """Arabic has its font, size and line height; Italian names inside it go back to Noto Sans."""
    rules = write_type_rules([LATIN, texts.locale("ar").language])
    here = '[lang="ar"]:where(:not(html))'
    assert 'html { font-family: "Noto Sans", "Noto Naskh Arabic";' in rules
    assert f'{here} {{ font-family: "Noto Naskh Arabic", "Noto Sans"; font-size: 1.2em;' in rules
    assert f'{here} bdi:where(:not(.amount)), {here} [lang="it"]' in rules
    assert "--tight: 1.08" in rules


@given(size=st.floats(0.5, 2), body=st.floats(10, 24))
def test_what_is_set_back_is_never_smaller_than_the_text_around(size: float, body: float) -> None:
    """Rounded up, so that no name in brackets falls under 10 points."""
    rules = write_type_rules([LATIN, Language("xx", "X", font="Noto Sans Xx", size=size)])
    back = float(re.findall(r"font-size: ([\d.]+)em; }", rules)[-1])
    assert body <= body * float(f"{size:g}") * back * (1 + 1e-4) <= body * 1.02


def test_no_style_or_template_asks_which_language_it_is() -> None:
    """Languages are data: a style sheet or a condition that names one would not know a fifth."""
    styles = list((ROOT / "templates").rglob("*.css"))
    pages = list((ROOT / "templates").rglob("*.html"))
    assert len(styles) > 4
    assert len(pages) > 20
    for path in styles:
        assert not re.search(r"""lang[\^|]?=|:lang\(""", path.read_text(encoding="utf-8")), path
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""code\s*[!=]=\s*["']""", text), path
