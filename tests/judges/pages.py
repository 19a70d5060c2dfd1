# SPDX-License-Identifier: EUPL-1.2
"""What the HTML files of a folder hold: text, anchors, and addresses that lead somewhere or not.

A parser of its own, which knows nothing of the program that wrote the pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ADDRESSES = {
    "a": "href",
    "area": "href",
    "audio": "src",
    "button": "formaction",
    "embed": "src",
    "form": "action",
    "iframe": "src",
    "image": "href",
    "img": "src",
    "input": "formaction",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "use": "href",
    "video": "src",
}
"""Tag → its attribute that holds an address."""
WITHOUT_END = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)
UNREAD = frozenset({"script", "style", "template"})
_CSS_ADDRESS = re.compile(r"""url\(\s*['"]?([^'")]+)""")
HOST = "folder.invalid"
ROOT = f"http://{HOST}/"
"""Where the folder lies, for the joining of addresses."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a page: the tag it stands in, what it says of it (`rel`), its text."""

    tag: str
    rel: str
    address: str
    attributes: Mapping[str, str]


@dataclass(slots=True)
class Document:
    """A parsed page."""

    links: list[Link] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    """Attributes of the root: language and direction."""
    title: str = ""
    scripts: list[tuple[dict[str, str], str]] = field(default_factory=list)
    """Attributes and content of script elements."""
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    """All that can be read."""


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.document.tags.append((tag, attributes))
        if tag not in WITHOUT_END:
            self._open.append(tag)
        self._note(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.document.tags.append((tag, attributes))
        self._note(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "script" in self._open:
            attributes, text = self.document.scripts[-1]
            self.document.scripts[-1] = (attributes, text + data)
        elif "title" in self._open and "svg" not in self._open:
            self.document.title += data
        elif not UNREAD & set(self._open):
            self.document.text += data

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        found = self.document
        if "id" in attributes:
            found.anchors.append(attributes["id"])
        if tag == "html":
            found.html = attributes
        elif tag == "meta":
            key = attributes.get("name") or attributes.get("property")
            found.metas[key or attributes.get("http-equiv", "")] = attributes.get("content", "")
        elif tag == "script":
            found.scripts.append((attributes, ""))
        for name in {ADDRESSES.get(tag, ""), "xlink:href"} & attributes.keys():
            link = Link(tag, attributes.get("rel", ""), attributes[name], attributes)
            found.links.append(link)
        for candidate in filter(None, attributes.get("srcset", "").split(",")):
            found.links.append(Link(tag, "srcset", candidate.split()[0], attributes))


def parsed(html: str) -> Document:
    """Return what a page holds."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.document


def documents(folder: Path) -> dict[str, Document]:
    """Return every page of a folder: its path in it → what it holds."""
    return {
        path.relative_to(folder).as_posix(): parsed(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def broken(folder: Path, found: Mapping[str, Document], base_url: str = "") -> list[str]:
    """Return every address in the pages and style sheets that leads to no file or no anchor.

    A link to a folder is broken too: without a web server it shows a list of files. Where there is
    a `base_url` there is one: addresses that begin with it are those of the folder itself, and a
    folder stands for its `index.html`. Links to other hosts are not looked at.
    """
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    trouble = defaultdict(list)
    for page, address in _addresses(folder, found):
        if reason := _why_broken(page, address, files, found, base_url):
            trouble[f"{address} ({reason})"].append(page)
    return [f"{what}: {pages[0]} and {len(pages) - 1} more" for what, pages in trouble.items()]


def _addresses(folder: Path, found: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    for page, document in found.items():
        for link in document.links:
            yield page, link.address
    for path in folder.rglob("*.css"):
        for address in _CSS_ADDRESS.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(folder).as_posix(), address


def _why_broken(
    page: str, address: str, files: set[str], found: Mapping[str, Document], base_url: str
) -> str:
    path = target(page, address, base_url)
    if path is None:
        return ""
    if path in files:
        anchor = unquote(urlsplit(address).fragment)
        missing = anchor and path in found and anchor not in found[path].anchors
        return "no such anchor" if missing else ""
    return "a folder" if not path or path.endswith("/") else "no such file"


def target(page: str, address: str, base_url: str = "") -> str | None:
    """Return the path in the folder that an address in a page leads to; None: it leads out of it.

    On a web server, which a `base_url` speaks of, a folder stands for the `index.html` in it.
    """
    if base_url and address.startswith("/"):
        address = urljoin(base_url, address)
    published = bool(base_url) and f"{address}/".startswith(f"{base_url}/")
    inside = address[len(base_url) :].lstrip("/") if published else address
    place = urlsplit(urljoin(ROOT + ("" if published else page), inside))
    if place.netloc != HOST:
        return None
    path = unquote(place.path)[1:]
    return f"{path}index.html" if base_url and (not path or path.endswith("/")) else path


def other_hosts(found: Mapping[str, Document], base_url: str = "") -> dict[str, set[str]]:
    """Return the addresses of other hosts: tag and `rel` → addresses."""
    leading: dict[str, set[str]] = defaultdict(set)
    for document in found.values():
        for link in document.links:
            scheme = urlsplit(link.address).scheme
            inside = bool(base_url) and link.address.startswith(base_url)
            if scheme in {"http", "https"} and not inside:
                leading[f"{link.tag} {link.rel}".strip()].add(link.address)
    return dict(leading)


def reachable(
    found: Mapping[str, Document], start: str = "index.html", base_url: str = ""
) -> set[str]:
    """Return all files that links of pages lead to, from the first page on."""
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for link in found[page].links if page in found else ():
            path = target(page, link.address, base_url)
            if link.tag == "a" and path is not None and path not in reached:
                reached.add(path)
                waiting.append(path)
    return reached
