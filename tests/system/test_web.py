# SPDX-License-Identifier: EUPL-1.2
"""A file from the web is had safely, in time and within a size, or not at all."""

from __future__ import annotations

import http.server
import time

import pytest

from leaflet.problems import LeafletError
from leaflet.system.web import fetch, is_address
from tests.authority import serving


class Server(http.server.BaseHTTPRequestHandler):
    """Answers each path in its own way."""

    def do_GET(self) -> None:
        """Send a file, an error, a redirect, or nothing for a while."""
        match self.path:
            case "/file":
                self._send(200, b"x" * 1000)
            case "/back":
                self._send(302, b"", Location="/file")
            case "/away":
                self._send(302, b"", Location="http://example.org/")
            case "/slow":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(1)
            case _:
                self._send(404, b"")

    def _send(self, status: int, data: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_file_is_fetched_also_behind_a_redirect() -> None:
    with serving(Server) as address:
        assert fetch(f"{address}file") == fetch(f"{address}back") == b"x" * 1000


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nowhere", "it answers with the error 404"),
        ("file", "it is larger than it may be"),
        ("slow", "no answer in time"),
        ("away", "leads to an address that is not safe"),
    ],
)
def test_what_cannot_be_had_says_why(path: str, reason: str) -> None:
    with serving(Server) as address, pytest.raises(LeafletError, match=reason):
        fetch(f"{address}{path}", largest=999, seconds=0.3)


@pytest.mark.parametrize(
    "url",
    ["http://example.org/x", "ftp://127.0.0.1/x", "file:///etc/hosts", "https://", "http://["],
)
def test_an_address_that_is_not_safe_is_never_asked(url: str) -> None:
    with pytest.raises(LeafletError, match="is not a safe address"):
        fetch(url)


def test_nobody_there() -> None:
    with serving(Server) as address:
        pass
    with pytest.raises(LeafletError, match="the connection fails"):
        fetch(address)


def test_addresses_and_files_are_told_apart() -> None:
    assert is_address("https://example.org/manifest.json")
    assert not is_address("output/manifest.json")
    assert not is_address("C:/output/manifest.json")
