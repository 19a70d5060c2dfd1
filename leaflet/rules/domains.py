# SPDX-License-Identifier: EUPL-1.2
"""Whether the domain of an e-mail or web address is a misspelling of a better known one."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from leaflet.registry.comuni import official
from leaflet.registry.emails import has_real_ending
from leaflet.registry.provinces import provinces
from leaflet.system.edit_distance import distance
from leaflet.system.words import fold, fold_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leaflet.registry.comuni import Comune
    from leaflet.registry.model import Registry

_OF_A_COMUNE = re.compile(r"(?:[a-z0-9-]+\.)?comune\.([a-z0-9-]+)\.([a-z]{2})\.([a-z]{2,4})")
_OF_A_TOWN = re.compile(r"(?:[a-z0-9-]+\.)?comune\.([a-z0-9-]{3,})\.it")
"""The same without the letters of a province, as the chief towns write it."""
_LONG = 8
"""Letters: in shorter names one wrong letter is a mistake, two are another name."""
_LINKING = frozenset(
    {"a", "al", "alla", "all", "con", "d", "da", "de", "degli", "dei", "del", "dell", "della", "di"}
    | {"e", "ed", "in", "la", "le", "nel", "nell", "sul", "sull", "sulla"}
)
"""Words that the domain of a Comune may leave out of its name."""
_WRITTEN_OUT = {"d": "di", "de": "dei", "all": "allo"}
_SAINTS = frozenset({"san", "sant", "santa", "santo", "castel", "monte", "villa"})
"""Words that too many names begin with to be the name of one."""

PERSONAL_PROVIDERS = frozenset(
    {"alice.it", "aol.com", "fastwebnet.it", "gmail.com", "googlemail.com", "hotmail.com"}
    | {"hotmail.it", "icloud.com", "inwind.it", "libero.it", "live.it", "me.com", "msn.com"}
    | {"outlook.com", "outlook.it", "proton.me", "tim.it", "tin.it", "tiscali.it", "virgilio.it"}
    | {"yahoo.com", "yahoo.it", "ymail.com"}
)
"""Domains whose addresses belong to private persons."""
_CERTIFIED = frozenset(
    {"arubapec.it", "cert.legalmail.it", "legalmail.it", "pec.it", "postecert.it"}
)
"""Domains of certified mail that many offices share."""
_REAL = frozenset({"email.it", "gmx.com", "hotmail.fr", "mail.com", "yahoo.fr"})
"""Domains that look like misspellings of the others, and are providers themselves."""

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
        return _comune_meant(match[1], match[2], match[3])
    return _provider_meant(bare) or _word_meant(bare) or _other_meant(bare, known)


def comuni_of(domain: str) -> frozenset[str]:
    """Return the names of the Comuni whose own domain this is; none for other domains."""
    bare = domain.removeprefix("www.")
    match = _OF_A_COMUNE.fullmatch(bare)
    if match:
        return _short_names(match[2].upper()).get(_join(match[1]), frozenset())
    match = _OF_A_TOWN.fullmatch(bare)
    return _full_names().get(_join(match[1]), frozenset()) if match else frozenset()


def _join(label: str) -> str:
    """Return a label, or a name, as domains are compared: Jonadi is ionadi, too."""
    return _run_together(fold(label))


def _run_together(folded: str) -> str:
    return folded.replace(" ", "").replace("j", "i")


@functools.lru_cache(maxsize=8192)
def _comune_meant(label: str, letters: str, ending: str) -> str | None:
    """Return the Comune, or the domain, that a domain misspells; None when it is one of a Comune.

    Right are a Comune's name and its first words, in its province or the one it came from.
    """
    written, province = _join(label), letters.upper()
    names = _short_names(province)
    if written in names:
        return None if ending == "it" else f"comune.{label}.{letters}.it"
    elsewhere = [c for name in _full_names().get(written, ()) for c in official().find_active(name)]
    if elsewhere:
        return f"comune.{label}.{elsewhere[0].provincia.lower()}.it"
    comuni = _comuni_of_letters(province)
    near = [
        (distance(written, _join(name)), name)
        for name in sorted({comune.nome for comune in comuni})
        if len(_join(name)) >= _SHORTEST
    ]
    best = min(near, default=(3, ""))
    return best[1] if best[0] <= (2 if len(written) >= _LONG else 1) else None


def _comuni_of_letters(letters: str) -> tuple[Comune, ...]:
    """Return the Comuni whose domains may have these letters of a province, by name."""
    siglas = [p.sigla for p in provinces().values() if letters == p.sigla or letters in p.former]
    return tuple(comune for sigla in siglas for comune in official().of_province(sigla))


@functools.cache
def _short_names(letters: str) -> Mapping[str, frozenset[str]]:
    """Return what the Comuni of a province are called in domains, and which ones each may be."""
    found: dict[str, set[str]] = defaultdict(set)
    for comune in _comuni_of_letters(letters):
        for name in filter(None, (comune.nome, comune.altro)):
            for written in _written_forms(name):
                found[written].add(comune.nome)
    return {written: frozenset(names) for written, names in found.items()}


def _written_forms(name: str) -> Iterator[str]:
    """Yield how domains write a name: whole, its first words, with «di» and «sul» or without."""
    words = fold(name).split()
    for way in (
        words,
        [word for word in words if word not in _LINKING],
        [_WRITTEN_OUT.get(word, word) for word in words],
    ):
        for count in range(1, len(way) + 1):
            if count == len(way) or way[count - 1] not in _LINKING | _SAINTS:
                yield _join(" ".join(way[:count]))


@functools.cache
def _full_names() -> Mapping[str, frozenset[str]]:
    """Return the names of all Comuni as domains write them: cassanodadda → Cassano d'Adda."""
    found: dict[str, set[str]] = defaultdict(set)
    names = [comune.nome for comune in official().active()]
    for name, folded in zip(names, fold_each(names), strict=True):
        found[_run_together(folded)].add(name)
    return {written: frozenset(names) for written, names in found.items()}


@functools.lru_cache(maxsize=8192)
def _provider_meant(domain: str) -> str | None:
    """Return the usual provider that a domain misspells by one letter: gmial.com → gmail.com."""
    usual = PERSONAL_PROVIDERS | _CERTIFIED
    if domain in usual | _REAL:
        return None
    certain = not has_real_ending(domain)
    near = (other for other in sorted(usual) if certain or len(other) > _LONG)
    return next((other for other in near if distance(domain, other, 1) == 1), None)


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
