# SPDX-License-Identifier: EUPL-1.2
"""Whether the domain of an e-mail or web address is a misspelling of a better known one."""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from leaflet.registry.comuni import official
from leaflet.rules.edit_distance import distance
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leaflet.registry.model import Registry

_OF_A_COMUNE = re.compile(r"(?:www\.)?comune\.([a-z0-9-]+)\.([a-z]{2})\.it")
_WORDS = frozenset(
    {
        "abitare",
        "ambiti",
        "ambito",
        "azienda",
        "comune",
        "comuni",
        "comunita",
        "consorzio",
        "milanese",
    }
    | {"milano", "piano", "piani", "servizi", "servizio", "sociale", "sociali", "territoriale"}
    | {"ufficio", "unione", "zona"}
)
"""Words that the domains of social services are made of."""
_SHORTEST = 5
"""Letters: below this, words one letter apart are mostly different words."""


def host_of(url: str) -> str:
    """Return the host of a web address, in lower case; empty when it has none."""
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    except ValueError:  # what only looks like an address: http://[x
        return ""


def of_registry(registry: Registry) -> Mapping[str, int]:
    """Return how often each domain appears, without `www.`, in e-mails and links."""
    return Counter(_domains(registry))


def _domains(registry: Registry) -> Iterator[str]:
    for _, _, contatto in registry.rows():
        for address in contatto.email:
            yield address.rpartition("@")[2].lower()
        for link in contatto.link:
            yield host_of(link.url).removeprefix("www.")


def correct_domain(domain: str, known: Mapping[str, int]) -> str | None:
    """Return the domain or word that a misspelt `domain` stands for, or None when it looks right.

    `known` says how often each domain of the registry appears: a rarer one is the misspelling.
    """
    bare = domain.removeprefix("www.")
    match = _OF_A_COMUNE.fullmatch(bare)
    if match:
        return _comune_meant(match[1], match[2])
    return _word_meant(bare) or _other_meant(bare, known)


@functools.lru_cache(maxsize=8192)
def _comune_meant(label: str, province: str) -> str | None:
    """Return the name of the Comune that `label` misspells; None when it is the name of one."""
    written = label.replace("-", "")
    names = _joined_names(province.upper())
    if written in names or not names:
        return None
    near = [(distance(written, name), name) for name in names if len(name) >= _SHORTEST]
    best = min(near, default=(3, ""))
    return names[best[1]] if best[0] <= 2 else None  # noqa: PLR2004  (two letters, as the rule says)


@functools.cache
def _joined_names(province: str) -> Mapping[str, str]:
    """Return the names of a province's Comuni as domains write them: cassanodadda → name."""
    comuni = official().of_province(province)
    return {fold(comune.nome).replace(" ", ""): comune.nome for comune in comuni}


@functools.lru_cache(maxsize=8192)
def _word_meant(domain: str) -> str | None:
    """Return the usual word that a part of the domain misspells by one letter: amito → ambito."""
    for label in domain.split(".")[:-1]:
        for part in label.split("-"):
            rest = _without_words(part)
            if rest == part:
                continue  # a name of its own: nothing says which words it is made of
            for word in sorted(_WORDS):
                if len(rest) >= _SHORTEST and rest not in _WORDS and distance(rest, word, 1) == 1:
                    return word
    return None


def _without_words(part: str) -> str:
    """Return what remains of `pianodizonaamito5` without its usual words and digits: amito."""
    rest = re.sub(r"\d", "", part)
    for word in sorted(_WORDS, key=len, reverse=True):
        rest = re.sub(rf"{word}(?:di|del|della)?", "", rest)
    return rest if rest != re.sub(r"\d", "", part) else part


def _other_meant(domain: str, known: Mapping[str, int]) -> str | None:
    if len(domain) < 2 * _SHORTEST:
        return None
    often = [other for other, count in known.items() if count > known.get(domain, 0)]
    near = [other for other in often if 1 <= distance(domain, other) <= 2]  # noqa: PLR2004
    return min(near, default=None)
