# SPDX-License-Identifier: EUPL-1.2
"""Rules about web addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.emails import has_real_ending
from leaflet.registry.publisher import LARGEST_LOGO, find_logo
from leaflet.rules import domains

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from leaflet.registry.model import Registry
    from leaflet.registry.record import Path

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_WEB_ADDRESS = re.compile(rf"https?://{_HOST}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_BARE_ADDRESS = re.compile(rf"{_HOST}(?:/\S*)?", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|mc_[ce]id|igshid|igsh|yclid)=[^&#]*",
    re.IGNORECASE,
)
"""What services add to an address to see who followed it."""
_SHORTENERS = frozenset(
    {"bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly"}
    | {"short.gy", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "urly.it", "v.gd"}
)
"""Hosts whose addresses only lead on to others."""
_OF_A_SENTENCE = frozenset(".,;:!»”’>]}\"'")


def _links(registry: Registry) -> Iterator[tuple[Path, str]]:
    for path, _, contatto in registry.rows():
        for i, link in enumerate(contatto.link):
            yield (*path, "link", i, "url"), link.url
    if block := registry.portale:
        for key in ("contatto", "accessibilita", "privacy"):
            url = getattr(block, key)
            if url and not (key == "contatto" and "@" in url):
                yield ("portale", key), url


def _propose(problem: Problem, right: str) -> Problem:
    """Return the problem with what to write instead, which is certain."""
    return replace(problem, hint=say("write «{name}»", name=right), fix=right)


def not_an_address(registry: Registry) -> Iterator[Problem]:
    """L001: what stands in the place of a link is not a web address.

    Words belong into `note`; an address begins with https:// and has no spaces, and its first part
    ends in .it, .eu, .org or another ending that the internet has. A host that begins with `xn--`
    has letters of other alphabets, which on paper look like others: no office has one.

    Wrong::

        link: [{url: il sito del Comune}]
        email: [casa@comune.rho.mi.it]

    Right::

        link: [{url: "https://www.comune.rho.mi.it"}]
        email: [casa@comune.rho.mi.it]
    """
    for path, url in _links(registry):
        is_address = _WEB_ADDRESS.fullmatch(url) or _BARE_ADDRESS.fullmatch(url)
        if is_address and not has_real_ending(domains.host_of(url)):
            message = say("«{url}» is not a web address", url=url)
            hint = say("no address ends in «.{ending}»: write all of it, to the last letter",
                       ending=domains.host_of(url).rpartition(".")[2])  # fmt: skip
            yield Problem("L001", Severity.ERROR, registry.at(*path), message, hint)
        elif is_address and any(p.startswith("xn--") for p in domains.host_of(url).split(".")):
            message = say("«{url}» has letters of another alphabet", url=url)
            hint = say("ask the office for its address, and type it")
            yield Problem("L001", Severity.ERROR, registry.at(*path), message, hint)
        elif not is_address:
            message = say("«{url}» is not a web address", url=url)
            hint = say("write the whole address, from https:// on; words belong into «note»")
            yield Problem("L001", Severity.ERROR, registry.at(*path), message, hint)


def without_scheme(registry: Registry) -> Iterator[Problem]:
    """L002: a web address lacks its https://.

    On paper it makes no difference, but nobody can follow the link in the PDF. `--fix` mends it.

    Wrong::

        link: [{url: www.comune.rho.mi.it}]
        email: [casa@comune.rho.mi.it]

    Right::

        link: [{url: "https://www.comune.rho.mi.it"}]
        email: [casa@comune.rho.mi.it]
    """
    for path, url in _links(registry):
        if _BARE_ADDRESS.fullmatch(url):
            right = f"https://{url}"
            message = say("«{url}» lacks https://", url=url)
            yield _propose(Problem("L002", Severity.ERROR, registry.at(*path), message), right)


def unencrypted(registry: Registry) -> Iterator[Problem]:
    """L003: a link is not encrypted.

    Public offices must serve https, and browsers warn of anything else. `--fix` mends it.

    Wrong::

        link: [{url: "http://www.comune.rho.mi.it"}]
        email: [casa@comune.rho.mi.it]

    Right::

        link: [{url: "https://www.comune.rho.mi.it"}]
        email: [casa@comune.rho.mi.it]
    """
    for path, url in _links(registry):
        if _WEB_ADDRESS.fullmatch(url) and url.lower().startswith("http://"):
            right = f"https://{url[len('http://') :]}"
            message = say("«{url}» is not encrypted", url=url)
            yield _propose(Problem("L003", Severity.WARNING, registry.at(*path), message), right)


def misspelt_host(registry: Registry) -> Iterator[Problem]:
    """L004: the host of a link is a letter or two off a Comune's, a usual word or a known domain.

    Wrong::

        link: [{url: "https://www.pianodizonaamito5.it"}]
        email: [casa@comune.rho.mi.it]

    Right::

        link: [{url: "https://www.comune.rho.mi.it"}]
        email: [casa@comune.rho.mi.it]
    """
    known = domains.of_registry(registry)
    for path, url in _links(registry):
        host = (
            domains.host_of(url)
            if _WEB_ADDRESS.fullmatch(url) or _BARE_ADDRESS.fullmatch(url)
            else ""
        )
        meant = domains.correct_domain(host, known) if host else None
        if meant:
            message = say("«{domain}» looks like a misspelling", domain=host)
            hint = say("is «{meant}» meant? ask the office how it is written", meant=meant)
            place = registry.at(*path).part(url.lower(), host)
            yield Problem("L004", Severity.ERROR, place, message, hint)


def with_tracking(registry: Registry) -> Iterator[Problem]:
    """L005: a link carries what a service added to see who follows it.

    It leads to the same page without that, and nobody can type it from paper. `--fix` mends it.

    Wrong::

        link: [{url: "https://www.comune.rho.mi.it/casa?utm_source=newsletter"}]
        email: [casa@comune.rho.mi.it]

    Right::

        link: [{url: "https://www.comune.rho.mi.it/casa"}]
        email: [casa@comune.rho.mi.it]
    """
    for path, url in _links(registry):
        right = _without_tracking(url)
        if right != url:
            message = say("«{url}» tells a service who follows it", url=url)
            yield _propose(Problem("L005", Severity.WARNING, registry.at(*path), message), right)


def _without_tracking(url: str) -> str:
    address, mark, rest = url.partition("?")
    query, sign, fragment = rest.partition("#")
    wanted = [part for part in query.split("&") if not _TRACKING.fullmatch(part)]
    if not mark or len(wanted) == len(query.split("&")):
        return url
    return address + ("?" if wanted else "") + "&".join(wanted) + sign + fragment


def through_a_shortener(registry: Registry) -> Iterator[Problem]:
    """L006: a link goes through a service that shortens addresses.

    Nobody sees where it leads, the service can stop or show advertising, and it counts who comes.

    Wrong::

        link: [{url: "https://bit.ly/3xYzAbC"}]
        email: [casa@comune.rho.mi.it]

    Right::

        link: [{url: "https://www.comune.rho.mi.it/casa"}]
        email: [casa@comune.rho.mi.it]
    """
    for path, url in _links(registry):
        host = domains.host_of(url).removeprefix("www.")
        if host in _SHORTENERS:
            message = say("«{domain}» only leads on to another address", domain=host)
            hint = say("follow it, and write the address of the page that opens")
            yield Problem("L006", Severity.WARNING, registry.at(*path), message, hint)


def with_a_sign_too_many(registry: Registry) -> Iterator[Problem]:
    """L008: a link ends with a sign of the sentence in which it stood.

    With a full stop or a bracket behind it, a page is not found. `--fix` mends it.

    Wrong::

        link: [{url: "https://www.comune.rho.mi.it/casa)."}]
        email: [casa@comune.rho.mi.it]

    Right::

        link: [{url: "https://www.comune.rho.mi.it/casa"}]
        email: [casa@comune.rho.mi.it]
    """
    for path, url in _links(registry):
        right = url
        while right[-1:] in _OF_A_SENTENCE or right.count(")") > right.count("("):
            right = right[:-1]
        if right != url and _WEB_ADDRESS.fullmatch(right):
            message = say("«{url}» ends with a sign that is not part of it", url=url)
            yield _propose(Problem("L008", Severity.WARNING, registry.at(*path), message), right)


def logo_that_cannot_be_shown(registry: Registry, folder: FilePath) -> Iterator[Problem]:
    """L007: the logo of the portal's publisher is not there, or is no picture for a page.

    It stands beside the list, as SVG or PNG, and is small: people wait for it on a slow network,
    before they see the number. Until then the portal is made without it.
    """
    block = registry.portale
    if block and block.logo and find_logo(registry, folder) is None:
        path = folder / block.logo
        message = (
            say("«{file}» is no SVG or PNG of at most {size} kB", file=path,
                size=LARGEST_LOGO // 1000)
            if path.is_file()
            else say("there is no file «{file}»", file=path)
        )  # fmt: skip
        hint = say("put the logo into the folder of the list, or delete the line")
        yield Problem("L007", Severity.WARNING, registry.at("portale", "logo"), message, hint)
