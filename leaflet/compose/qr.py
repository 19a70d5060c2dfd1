# SPDX-License-Identifier: EUPL-1.2
"""QR codes as vector drawings."""

from __future__ import annotations

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
"""Modules of white around the code; ISO/IEC 18004 asks for at least four."""


def qr_svg(url: str, title: str) -> str:
    """Return an inline SVG of the QR code for `url`; `title` is its text alternative (escaped)."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(url)
    code.make(fit=True)
    matrix = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<title>{title}</title><path d="M0 0h{size}v{size}H0z" fill="#fff"/>'
        f'<path d="{dark}" fill="#000"/></svg>'
    )
