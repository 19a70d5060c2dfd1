# SPDX-License-Identifier: EUPL-1.2
"""The one door to the web.

A file is had with care: encrypted, in time, and no larger than it may be. A page is only visited,
to see whether it is there.
"""

from __future__ import annotations

import http.client
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import leaflet
from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.request import OpenerDirector

LARGEST = 50_000_000
SECONDS = 20.0
"""How long a server may be silent, and how long the whole file may take."""
VISITOR = f"leaflet/{leaflet.__version__} (checks the links of a list of public offices)"
"""As which a page is visited."""
MOST_REDIRECTS = 10
_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_PIECE = 1 << 16
_HERE = {"127.0.0.1", "::1", "localhost"}


def is_address(text: str) -> bool:
    """Return whether this is the address of a web page, and not the name of a file."""
    return urlsplit(text).scheme in {"http", "https"}


def fetch(  # noqa: PLR0913  (each limit can be narrowed)
    url: str,
    *,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    largest: int = LARGEST,
    seconds: float = SECONDS,
    must_be_safe: bool = True,
) -> bytes:
    """Return what stands at a web address; with `data`, the answer to that.

    Only https, since what says which sheet is current must come from who it seems to come from;
    plain http is for a server on this very machine, and without `must_be_safe` for what proves
    itself. Raises LeafletError when it cannot be had.
    """
    if not (_is_safe(url) if must_be_safe else is_address(url)):
        message = say("{url} is not a safe address", url=url)
        raise LeafletError(message, say("give one that begins with https://"))
    named = {"User-Agent": f"leaflet/{leaflet.__version__}", **(headers or {})}
    request = Request(url, data=data, headers=named)  # noqa: S310  (checked above)
    end = time.monotonic() + seconds
    try:
        opener = build_opener(*([_SafeRedirects()] if must_be_safe else []))
        with opener.open(request, timeout=seconds) as response:
            return _whole(response, url, largest, end)
    except HTTPError as error:
        error.close()
        reason = say("it answers with the error {status}", status=error.code)
        raise _cannot_fetch(url, reason) from None
    except TimeoutError:
        raise _cannot_fetch(url, say("no answer in time")) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise _cannot_fetch(url, say("the connection fails")) from None


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


class _SafeRedirects(HTTPRedirectHandler):
    """Follows redirects to safe addresses only."""

    def redirect_request(  # noqa: PLR0913, PLR0917  (the parameters are urllib's)
        self,
        req: Request,
        fp: object,
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> Request | None:
        if not _is_safe(newurl):
            raise LeafletError(say("{url} leads to an address that is not safe", url=req.full_url))
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # urllib's own type is narrower than what it passes


def _whole(response: http.client.HTTPResponse, url: str, largest: int, end: float) -> bytes:
    data = bytearray()
    while piece := response.read1(_PIECE):
        data += piece
        if len(data) > largest:
            raise _cannot_fetch(url, say("it is larger than it may be"))
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(data)


def _cannot_fetch(url: str, reason: object) -> LeafletError:
    return LeafletError(say("{url} cannot be fetched: {reason}", url=url, reason=reason))


class Visit(NamedTuple):
    """Where a visit ended: the status, and the address that the page has for good."""

    status: int
    address: str


class _NoRedirect(HTTPRedirectHandler):
    """Hands redirects back to us: urllib follows them without saying so."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def new_visitor() -> OpenerDirector:
    """Return what visits one page, perhaps twice: it keeps the cookies that it is given."""
    return build_opener(_NoRedirect, HTTPCookieProcessor())


def visit(visitor: OpenerDirector, url: str, method: str, seconds: float) -> Visit | None:
    """Return what a page answers, behind all redirects; None when they go round in circles.

    Nothing of it is read. Raises OSError, HTTPException or ValueError, whatever the network does.
    """
    current, address, is_for_good = url, url, True
    for _ in range(MOST_REDIRECTS + 1):
        status, location = _knock(visitor, current, method, seconds)
        if status not in _REDIRECTS or not location:
            return Visit(status, address)
        current = urljoin(current, location)
        is_for_good = is_for_good and status in _PERMANENT
        address = current if is_for_good else address
    return None


def _knock(
    visitor: OpenerDirector, url: str, method: str, seconds: float
) -> tuple[int, str | None]:
    """Return the status and, of a redirect, the new address."""
    if not is_address(url):
        raise ValueError(url)
    headers = {"User-Agent": VISITOR, "Accept": "text/html, */*;q=0.5"}
    request = Request(_in_ascii(url), headers=headers, method=method)  # noqa: S310  (checked above)
    try:
        with visitor.open(request, timeout=seconds) as response:
            return int(response.status), None
    except HTTPError as error:
        error.close()
        location = error.headers.get("Location")
        # Headers arrive as Latin-1, whatever they were.
        return error.code, location and location.encode("latin-1").decode("utf-8", "replace")


def _in_ascii(url: str) -> str:
    """Return the address in ASCII, as servers expect it."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode("ascii")
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    return parts._replace(netloc=host, path=path, query=query, fragment="").geturl()
