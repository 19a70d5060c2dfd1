# SPDX-License-Identifier: EUPL-1.2
"""QR codes as vector drawings."""

from __future__ import annotations

import functools
from itertools import groupby
from typing import TYPE_CHECKING

import qrcode
from qrcode.constants import ERROR_CORRECT_M

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUIET_ZONE = 4
"""Modules of white around the code; ISO/IEC 18004 asks for at least four."""


@functools.lru_cache(maxsize=64)  # the sheets of an ambito's Comuni share it
def qr_svg(url: str, title: str) -> str:
    """Return an inline SVG of the QR code for `url`; `title` is its text alternative (escaped)."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(url)
    code.make(fit=True)
    matrix = code.get_matrix()
    dark = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for start, length in _runs(row)
    )
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<title>{title}</title><path d="M0 0h{size}v{size}H0z" fill="#fff"/>'
        f'<path d="{dark}" fill="#000"/></svg>'
    )


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield start and length of the dark runs: fewer pieces than modules, so quicker to draw."""
    start = 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            yield start, length
        start += length
