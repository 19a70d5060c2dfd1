# SPDX-License-Identifier: EUPL-1.2
"""What WeasyPrint would leave out, with a warning or in silence, is an error."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree.ElementTree import Element, fromstring

from weasyprint.logger import LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse

from leaflet.problems import LeafletError, say
from leaflet.system.workspace import find_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"


class FolderFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Reads files below one folder and nothing else: no network, no other path."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; `refused` names what was asked for outside it."""
        super().__init__(allowed_protocols=("file",))
        self._allowed = folder
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the contents of a file, or of the program's own where the folder has none.

        ValueError when it is not in the folder.
        """
        del headers
        address = urlsplit(url)
        path = type(self._allowed)(url2pathname(address.path)).resolve()
        if address.scheme != "file" or address.netloc or not path.is_relative_to(self._allowed):
            self.refused.append(url)  # WeasyPrint drops parts of drawings without a word
            message = f"{url} is outside the templates"
            raise ValueError(message)
        name = path.relative_to(self._allowed).as_posix()
        data = find_file(self._allowed, name).read_bytes()
        if path.suffix == ".svg":
            self.refused += foreign_parts(fromstring(data))  # noqa: S314  (our own drawings)
        kinds = {".css": "text/css", ".svg": "image/svg+xml"}
        kind = {"Content-Type": kinds.get(path.suffix, "application/octet-stream")}
        return URLFetcherResponse(url, data, kind)


def foreign_parts(root: Element) -> Iterator[str]:
    """Yield the parts of other files that drawings use: WeasyPrint leaves them out in silence."""
    for element in root.iter(f"{{{_SVG}}}use"):
        target = element.get("href") or element.get(f"{{{_XLINK}}}href") or ""
        if not target.startswith("#"):
            yield target


@contextlib.contextmanager
def warnings_are_errors() -> Iterator[None]:
    """Turn what WeasyPrint would only log into a LeafletError."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    level, propagate = LOGGER.level, LOGGER.propagate
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.WARNING)
    LOGGER.propagate = False
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(level)
        LOGGER.propagate = propagate
    if said:
        raise not_whole(said[0])


def not_whole(reason: str) -> LeafletError:
    """Return the error for a page of which a part would be missing."""
    return LeafletError(say("the page cannot be drawn whole: {reason}", reason=reason))
