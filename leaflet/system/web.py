# SPDX-License-Identifier: EUPL-1.2
"""One file from the web, with care: encrypted, in time, and no larger than it may be."""

from __future__ import annotations

import http.client
import time
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import leaflet
from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 50_000_000
SECONDS = 20.0
"""How long a server may be silent, and how long the whole file may take."""
_PIECE = 1 << 16
_HERE = {"127.0.0.1", "::1", "localhost"}


def is_address(text: str) -> bool:
    """Return whether this is the address of a web page, and not the name of a file."""
    return urlsplit(text).scheme in {"http", "https"}


def fetched(  # noqa: PLR0913  (each limit can be narrowed)
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
        raise _unfetched(url, reason) from None
    except TimeoutError:
        raise _unfetched(url, say("no answer in time")) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise _unfetched(url, say("the connection fails")) from None


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
            raise _unfetched(url, say("it is larger than it may be"))
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(data)


def _unfetched(url: str, reason: object) -> LeafletError:
    return LeafletError(say("{url} cannot be fetched: {reason}", url=url, reason=reason))
