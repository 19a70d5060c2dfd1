# SPDX-License-Identifier: EUPL-1.2
"""Whether an e-mail address is usable: printed, clicked, and written to in a round.

`top_level_domains.txt` beside this file lists the endings that names on the internet have: the root
zone, as IANA publishes it.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

_ENDINGS = Path(__file__).with_name("top_level_domains.txt")
_USUAL = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+){0,5}@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.){1,4}(?:it|com|eu|net|org)",
    re.ASCII | re.IGNORECASE,
)
"""Addresses without anything unusual: the validator, which is slow, would accept them all."""
_LONGEST_USUAL = 64
"""Signs: neither side of so short an address can be too long."""
_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]+")
"""What RFC 5322 lets stand without quotation marks: no space, comma, bracket or control sign."""
ENCODED = "=?"
"""Begins an encoded word (RFC 2047): Python's e-mail package would decode it in a header."""


@functools.lru_cache(maxsize=16_384)
def is_usable(address: str) -> bool:
    """Return whether every mail program accepts the address, and it means one mailbox.

    It can stand in the head of a letter as it is: signs beyond ASCII, which not all servers take,
    and what would be decoded there make it unusable.
    """
    if len(address) <= _LONGEST_USUAL and _USUAL.fullmatch(address):
        return True
    if not _PLAIN.fullmatch(address) or ENCODED in address or not has_real_ending(address):
        return False
    # Imported late: it takes a tenth of a second, and few addresses need it.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def has_real_ending(name: str) -> bool:
    """Return whether the last part of a domain, or of an address, is one that the internet has."""
    return name.rpartition(".")[2].lower() in _real_endings()


@functools.cache
def _real_endings() -> frozenset[str]:
    return frozenset(_ENDINGS.read_text(encoding="ascii").split())
