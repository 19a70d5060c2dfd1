# SPDX-License-Identifier: EUPL-1.2
"""A server for one portal on this machine alone."""

from __future__ import annotations

import functools
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from pathlib import Path

HERE = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Serves the portal as a server that is set up well does, without a line for each file."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

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
