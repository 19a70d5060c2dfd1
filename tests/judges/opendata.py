# SPDX-License-Identifier: EUPL-1.2
"""What other people's programs read from the portal's files for programs.

Each reader is somebody else's: rdflib for JSON-LD, feedparser for Atom, csvw for the table and
its data dictionary, vobject for cards. What they accept in silence, the rules of RFC 4287 and of
sitemaps.org written out below do not.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import feedparser
import rdflib
import vobject
from csvw.metadata import Table
from rdflib.namespace import RDF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = "https://schema.org/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MOST_PLACES = 50_000
LONGEST_PLACE = 2048
PROPERTIES = {
    "GovernmentService": {"name", "serviceType", "areaServed", "provider", "url", "description"},
    "GovernmentOrganization": {"name", "contactPoint", "url"},
    "ContactPoint": {
        *("contactType", "telephone", "email", "areaServed", "hoursAvailable"),
        *("name", "availableLanguage", "url"),
    },
    "City": {"name"},
    "OpeningHoursSpecification": {"dayOfWeek", "opens", "closes"},
}
"""The types of schema.org that the portal uses → properties that schema.org gives them."""


def things(json_ld: str) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """Yield each thing that JSON-LD tells of: its schema.org type and its properties.

    schema.org's own context would have to be fetched; all that it says of these words is that
    they are schema.org's.
    """
    data = json.loads(json_ld)
    assert data["@context"] == SCHEMA.rstrip("/")
    graph = rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself
        graph.parse(data=json.dumps(data | {"@context": {"@vocab": SCHEMA}}), format="json-ld")
    for subject in set(graph.subjects()):
        told: dict[str, list[Any]] = {}
        for name, value in graph.predicate_objects(subject):
            if name != RDF.type:
                told.setdefault(str(name).removeprefix(SCHEMA), []).append(str(value))
        yield str(graph.value(subject, RDF.type)).removeprefix(SCHEMA), told


def unknown_words(json_ld: str) -> list[str]:
    """Return the types and properties that are not schema.org's, or not of that type."""
    found = list(things(json_ld))
    assert found
    return [
        f"{kind}.{name}"
        for kind, told in found
        for name in told
        if name not in PROPERTIES.get(kind, set())
    ]


@dataclass(frozen=True, slots=True)
class Feed:
    """An Atom feed: what feedparser reads, and what breaks RFC 4287."""

    read: Any
    broken: tuple[str, ...]


def feed(path: Path) -> Feed:
    """Return an Atom feed as a feed reader has it."""
    data = path.read_bytes()
    read = feedparser.parse(data)
    trouble = [str(read.bozo_exception)] if read.bozo else []
    return Feed(read, tuple(trouble + list(_against_rfc_4287(_xml(data)))))


def _xml(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314  (our own file)


def _against_rfc_4287(root: ET.Element) -> Iterator[str]:
    """Yield what sections 4.1.1 and 4.1.2 demand and the feed lacks."""
    if root.tag != f"{ATOM}feed":
        yield f"{root.tag} is no feed"
    entries = root.findall(f"{ATOM}entry")
    identifiers = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(identifiers)) != len(identifiers):
        yield "two entries have the same id"
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            texts = [(child.text or "").strip() for child in element.findall(f"{ATOM}{name}")]
            if len(texts) != 1 or not texts[0]:
                yield f"{element.tag}: {name} {texts}"
        if not _is_moment(element.findtext(f"{ATOM}updated") or ""):
            yield f"{element.tag}: updated is no moment with a time zone"
        if not element.findall(f"{ATOM}author") and not root.findall(f"{ATOM}author"):
            yield f"{element.tag}: no author"
        relations = [link.get("rel", "alternate") for link in element.findall(f"{ATOM}link")]
        if (
            element is not root
            and "alternate" not in relations
            and element.find(f"{ATOM}content") is None
        ):
            yield f"{element.tag}: neither content nor a link to it"


def _is_moment(text: str) -> bool:
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def sitemap(path: Path) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return the pages of a sitemap with their versions by language, and what is wrong in it."""
    root = _xml(path.read_bytes())
    trouble = [] if root.tag == f"{SITEMAP}urlset" else [root.tag]
    pages: dict[str, dict[str, str]] = {}
    for url in root:
        place = (url.findtext(f"{SITEMAP}loc") or "").strip()
        if not re.fullmatch(r"https://[!-~]+", place) or len(place) > LONGEST_PLACE:
            trouble.append(f"loc {place!r}")
        if place in pages:
            trouble.append(f"{place} twice")
        alternates = [link.attrib for link in url.findall(f"{XHTML}link")]
        pages[place] = {link["hreflang"]: link["href"] for link in alternates}
        trouble += [f"{place}: {child.tag}" for child in url if not _known_in_sitemap(child)]
    return pages, trouble + (["too many"] if len(pages) > MOST_PLACES else [])


def _known_in_sitemap(element: ET.Element) -> bool:
    if element.tag == f"{XHTML}link":
        return element.get("rel") == "alternate"
    if element.tag == f"{SITEMAP}lastmod":
        return re.fullmatch(r"\d{4}-\d\d-\d\d", element.text or "") is not None
    return element.tag == f"{SITEMAP}loc"


def table(dictionary: Path) -> list[dict[str, Any]]:
    """Return the rows of a CSV file as its data dictionary (CSV on the Web) describes them.

    Raises ValueError when a cell is not what the dictionary says.
    """
    return [dict(row) for row in Table.from_file(dictionary).iterdicts(strict=True)]


def card(path: Path) -> Any:  # noqa: ANN401  (vobject makes the attributes as it reads)
    """Return a card as an address book reads it; raises when a required line is missing."""
    text = path.read_bytes().decode("utf-8")
    assert re.search(r"(?<!\r)\n", text) is None, "a line does not end with CR LF"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = vobject.readOne(text)
    read.validate(raiseException=True)
    return read
