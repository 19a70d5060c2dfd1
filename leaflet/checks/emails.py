# SPDX-License-Identifier: EUPL-1.2
"""Rules about e-mail addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from leaflet.problems import Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.registry.model import Registry


_ALLOWED = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~@-]")


def invalid(registry: Registry) -> Iterator[Problem]:
    """E001: an e-mail address that no mail program accepts."""
    for path, _, contatto in registry.rows():
        for i, address in enumerate(contatto.email):
            try:
                validate_email(address, check_deliverability=False)
            except EmailNotValidError:
                place = registry.at(*path, "email", i)
                message = say("«{address}» is not an e-mail address", address=address)
                yield Problem("E001", Severity.ERROR, place, message, _what_is_wrong(address))


def _what_is_wrong(address: str) -> Message:
    signs = address.count("@")
    if signs != 1:
        return say("it must have one «@», and it has {count}", count=signs)
    strange = [char for char in address if not _ALLOWED.match(char)]
    if strange:
        return say("«{sign}» cannot be part of it: write only the address", sign=strange[0])
    return say("write it like this: {example}", example="servizi.sociali@comune.rho.mi.it")
