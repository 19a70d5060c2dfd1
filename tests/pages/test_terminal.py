# SPDX-License-Identifier: EUPL-1.2
"""Pages as text for a terminal."""

from __future__ import annotations

import pytest

from leaflet.pages.terminal import render_as_text

PAGE = """<html lang="it"><head><title>T</title><style>x</style></head><body>
<h1>Chi chiamare</h1>
<p><span lang="en">Phone</span> · <span lang="ar" dir="rtl">الهاتف</span></p>
<p lang="ar" dir="rtl">الخدمات الاجتماعية <bdi lang="it" dir="ltr">(Servizi Sociali)</bdi> هنا</p>
<table><tr><th>Rho</th><td><bdi dir="ltr">02 9512 0286</bdi></td></tr></table>
<svg><title>hidden</title></svg></body></html>"""


def shown(language: str, *, shape: bool = True, width: int = 60) -> list[str]:
    direction = "rtl" if language == "ar" else "ltr"
    return render_as_text(PAGE, language, direction, width=width, shape=shape).splitlines()


def test_one_language_is_shown_with_the_names_and_numbers() -> None:
    """Other languages are left out; Italian names and numbers stay."""
    assert shown("en") == ["", "Chi chiamare", "Phone", "Rho 02 9512 0286"]


def test_arabic_is_shaped_and_ordered_for_plain_terminals() -> None:
    """Letters are joined, read from the right, and Latin words keep their own order."""
    lines = shown("ar")
    assert "ﻒﺗﺎﻬﻟﺍ" in lines[2]
    assert lines[2] == lines[2].rjust(60)
    assert "(Servizi Sociali)" in lines[3]
    assert lines[3].index("(Servizi Sociali)") < lines[3].index("ﺔﻴﻋﺎﻤﺘﺟﻻﺍ")
    assert lines[4] == "Rho 02 9512 0286"


def test_arabic_is_left_alone_for_terminals_that_shape_it() -> None:
    """Without shaping, the text is in logical order, its Latin words isolated."""
    assert shown("ar", shape=False)[3] == ("الخدمات الاجتماعية \u2066(Servizi Sociali)\u2069 هنا")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_line_is_wider_than_asked(language: str) -> None:
    """Text is wrapped to the width of the terminal."""
    lines = shown(language, width=24)
    assert len(lines) > 3
    assert max(map(len, lines)) <= 24
