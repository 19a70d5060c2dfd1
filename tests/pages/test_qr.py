# SPDX-License-Identifier: EUPL-1.2
"""QR codes."""

from __future__ import annotations

import re

from leaflet.pages.qr import QUIET_ZONE, qr_svg


def test_the_code_is_a_drawing_with_a_quiet_zone() -> None:
    """The SVG has a text alternative, and no dark module within four of its edge."""
    svg = qr_svg("https://www.comune.rho.mi.it", "QR")
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert size is not None
    assert "<title>QR</title>" in svg
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg)
    places = [(int(x) + i, int(y)) for x, y, length in runs for i in range(int(length))]
    assert len(places) > 200
    assert min(min(place) for place in places) == QUIET_ZONE
    assert max(max(place) for place in places) == int(size[1]) - QUIET_ZONE - 1


def test_the_same_address_gives_the_same_drawing() -> None:
    """Nothing random goes into a code."""
    assert qr_svg("https://a.it", "t") == qr_svg("https://a.it", "t")
