# SPDX-License-Identifier: EUPL-1.2
"""Rules about web addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Registry

_WEB_ADDRESS = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:[:/?#]\S*)?")
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?")


def invalid(registry: Registry) -> Iterator[Problem]:
    """L001: a link that is not a web address."""
    for path, _, contatto in registry.rows():
        for i, link in enumerate(contatto.link):
            if _WEB_ADDRESS.fullmatch(link.url, 0):
                continue
            hint = (
                say("write «https://{url}»", url=link.url)
                if _BARE_ADDRESS.fullmatch(link.url)
                else say("write the whole address, from https:// on; words belong into «note»")
            )
            yield Problem(
                "L001",
                Severity.ERROR,
                registry.at(*path, "link", i, "url"),
                say("«{url}» is not a web address", url=link.url),
                hint,
            )
