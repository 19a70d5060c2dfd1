# SPDX-License-Identifier: EUPL-1.2
"""Short messages: how many parts a text takes, and the alphabet in which it takes the fewest."""

from __future__ import annotations

import unicodedata

LONGEST = 300
"""Characters: two parts in the alphabet of GSM."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")
"""Signs that take the place of two (3GPP TS 23.038, section 6.2.1.1)."""
_GSM_SIZES = (160, 153)
_UCS2_SIZES = (70, 67)
"""Places in a message of one part, and in each part of a longer one."""


def to_gsm(text: str) -> str:
    """Return a text in the alphabet of GSM, without the accents that this lacks.

    Text in which other signs are left, as all Arabic has, is returned as it is.
    """
    plain = "".join(
        sign if sign in _BASIC | _TWICE else unicodedata.normalize("NFKD", sign)[0]
        for sign in text.replace("’", "'").replace("«", '"').replace("»", '"')
    )
    return plain if _is_gsm(plain) else text


def count_parts(text: str) -> int:
    """Return as how many messages a phone sends and pays a text."""
    if _is_gsm(text):
        places = sum(2 if sign in _TWICE else 1 for sign in text)
        whole, part = _GSM_SIZES
    else:
        places = len(text.encode("utf-16-be")) // 2
        whole, part = _UCS2_SIZES
    return 1 if places <= whole else -(-places // part)


def _is_gsm(text: str) -> bool:
    return all(sign in _BASIC or sign in _TWICE for sign in text)
