# SPDX-License-Identifier: EUPL-1.2
"""Pictures of places: what is asked for is marked, and nothing else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from leaflet.pdf.pictures import TALLEST, WIDTH, take_pictures
from leaflet.pdf.renderer import Renderer

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!DOCTYPE html><html lang="{lang}" dir="{dir}" data-flows><head><title>x</title>
<style>@page {{ size: A4; margin: 20mm }} html {{ font-family: "{font}", "Noto Sans" }} </style>
</head>
<body><p>{before}</p><p>a <x-mark data-n="1">{said}</x-mark> b</p>
<p style="position: absolute; bottom: 0"><x-mark data-n="2">{said}</x-mark></p>
<p style="break-before: page"><x-mark data-n="3">{said}</x-mark></p></body></html>"""
LATIN = PAGE.format(
    lang="it", dir="ltr", font="Noto Sans", before="uno " * 300, said="Chi <b>c</b>"
)
ARABIC = PAGE.format(
    lang="ar",
    dir="rtl",
    font="Noto Naskh Arabic",
    before="من " * 300,
    said="بمن <bdi>(C)</bdi> تتصل",
)


@pytest.mark.parametrize("html", [LATIN, ARABIC], ids=["ltr", "rtl"])
def test_each_number_has_a_picture_with_its_words_marked(tmp_path: Path, html: str) -> None:
    """Also on later pages, at the foot, and with other elements inside."""
    renderer = Renderer(tmp_path, ["Noto Sans", "Noto Naskh Arabic"])
    pictures = take_pictures(renderer, html, "x-mark", {1, 2, 3, 4})
    assert set(pictures) == {1, 2, 3}
    for picture in pictures.values():
        assert picture.width == pytest.approx(WIDTH)
        assert picture.height <= TALLEST
        image = Image.open(io.BytesIO(picture.png)).convert("RGB")
        raw = image.tobytes()
        pixels = list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))
        marked = sum(red > 200 and blue < 150 for red, _, blue in pixels)
        assert 0.005 < marked / len(pixels) < 0.5


def test_only_what_is_asked_for_is_taken(tmp_path: Path) -> None:
    """Pages without any of these numbers are not drawn."""
    renderer = Renderer(tmp_path, ["Noto Sans"])
    assert set(take_pictures(renderer, LATIN, "x-mark", {3})) == {3}
    assert take_pictures(renderer, LATIN, "x-mark", set()) == {}
