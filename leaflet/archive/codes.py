# SPDX-License-Identifier: EUPL-1.2
"""Version codes as people type them: what does not count, and what signs are taken for others."""

from __future__ import annotations

import itertools

LENGTH = 8
"""Signs of a version code, without the dash."""
_ALIKE = {"0": "DQ", "O": "DQ", "1": "LJ7", "I": "LJ7"}
"""Signs that no code has → those that people take for them."""
_MOST_READINGS = 1000


def signs_of(code: str) -> str:
    """Return what counts of a code: neither case nor spaces nor dashes."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def readings_of(signs: str) -> set[str]:
    """Return the codes that may have been read as this, which has signs that no code has."""
    if len(signs) != LENGTH or not set(signs) & set(_ALIKE):
        return set()
    readings = itertools.product(*(_ALIKE.get(sign, sign) for sign in signs))
    return {"".join(reading) for reading in itertools.islice(readings, _MOST_READINGS)}


def is_near(signs: str, code: str) -> bool:
    """Return whether one sign differs."""
    other = signs_of(code)
    return len(other) == len(signs) and sum(a != b for a, b in zip(signs, other, strict=True)) == 1
