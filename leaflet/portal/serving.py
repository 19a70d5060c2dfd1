# SPDX-License-Identifier: EUPL-1.2
"""A server for one portal on this machine alone."""

from __future__ import annotations

import functools
import re
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from leaflet.portal.pages import MISSING
from leaflet.problems import LeafletError, say

HERE = "127.0.0.1"
_HOME = re.compile(rb'href="(/(?:[^"]*/)?)assets/')
"""Where the page for missing pages says that the portal begins: on this server, at its root."""


class _Handler(SimpleHTTPRequestHandler):
    """Serves the portal as a server that is set up well does, without a line for each file."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the portal's own page where a file is not there, as its server will."""
        page = Path(self.directory) / MISSING
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        html = page.read_bytes()
        if home := _HOME.search(html):
            html = html.replace(b'="' + home[1], b'="/')
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(html)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(html)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        pass


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server for a folder; `port` 0 is any that is free.

    Raises LeafletError when the port cannot be had.
    """
    handler = functools.partial(_Handler, directory=str(folder))
    try:
        return ThreadingHTTPServer((HERE, port), handler)
    except OSError as error:
        message = say("port {port} of this computer cannot be used", port=port)
        hint = say("another program may have it: try another one, such as --port 8001")
        raise LeafletError(message, hint) from error
