# SPDX-License-Identifier: EUPL-1.2
"""The picture that chat programs and social networks show beside a link to the portal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from leaflet.pages.terminal import shaped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SIZE = (1200, 630)
"""What the Open Graph protocol's readers cut nothing off."""
_BRAND, _WHITE, _SHADES, _MARGIN = (0x0B, 0x3A, 0x63), 255, 32, 90
_TITLE, _SMALLEST, _SECOND = 92, 40, 44


def picture(lines: Sequence[str], font: Path, direction: str) -> bytes:
    """Return a PNG with a title (the first line) and what stands below it.

    Pillow draws it, since WeasyPrint brings it and nothing else here can make a picture of dots.
    Its own line of letters is from left to right and not joined, so Arabic is put in order first.
    Same texts, same font, same bytes.
    """
    image = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, SIZE[1] - 24, SIZE[0], SIZE[1]), fill=_WHITE)
    _door(draw, SIZE[0] - _MARGIN - 110 if direction == "rtl" else _MARGIN)
    top = 250
    for size, line in zip((_TITLE, _SECOND), lines, strict=False):
        words = shaped(line) if direction == "rtl" else line
        fitted = _fitted(words, font, size)
        start = SIZE[0] - _MARGIN - fitted.getlength(words) if direction == "rtl" else _MARGIN
        draw.text((start, top), words, font=fitted, fill=_WHITE)
        top += int(size * 1.8)
    data = io.BytesIO()
    _coloured(image).save(data, "PNG")
    return data.getvalue()


def _coloured(image: Image.Image) -> Image.Image:
    """Return a drawing in white on black as white on the brand's colour, in a few shades."""
    last = _SHADES - 1
    few = image.point([level * last // _WHITE for level in range(256)])
    steps = [i / last for i in range(_SHADES)]
    few.putpalette([round(c + (_WHITE - c) * step) for step in steps for c in _BRAND])
    return few


def _fitted(words: str, font: Path, size: int) -> ImageFont.FreeTypeFont:
    """Return the font as large as `size`, or smaller if the line would not fit."""
    basic = ImageFont.Layout.BASIC  # the other one depends on what the machine has
    while size > _SMALLEST:
        fitted = ImageFont.truetype(font, size, layout_engine=basic)
        if fitted.getlength(words) <= SIZE[0] - 2 * _MARGIN:
            break
        size -= 4
    return ImageFont.truetype(font, size, layout_engine=basic)


def _door(draw: ImageDraw.ImageDraw, left: int) -> None:
    """Draw the door of the sheet's masthead."""
    frame = [(left, 190), (left, 90), (left + 66, 90), (left + 66, 190)]
    draw.line(frame, fill=_WHITE, width=12, joint="curve")
    draw.line([(left - 18, 190), (left + 100, 190)], fill=_WHITE, width=12)
    draw.line(
        [(left + 84, 118), (left + 106, 140), (left + 84, 162)],
        fill=_WHITE,
        width=12,
        joint="curve",
    )
    draw.ellipse((left + 42, 136, left + 54, 148), fill=_WHITE)
