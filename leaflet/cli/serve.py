# SPDX-License-Identifier: EUPL-1.2
"""`leaflet serve`."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from leaflet.cli import planning
from leaflet.cli.language import _, translated
from leaflet.cli.planning import OUTPUT, Contacts, Output, Wanted
from leaflet.cli.site import Folder, build_first, made, show
from leaflet.problems import LeafletError, say, unreadable

HERE = "127.0.0.1"
TICK, QUIET = 200, 50
"""Milliseconds: how often the watcher looks up, and the rest after which a save is over."""


class _Handler(SimpleHTTPRequestHandler):
    """Serves the portal as a server that is set up well does, without a line for each file."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        del path
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        pass


def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help=_("Port; 0: any that is free."))
    ] = 8000,
    folder: Folder = None,
    contacts: Contacts = None,
    output: Output = OUTPUT,
) -> None:
    """Show the portal on this machine, and make it again whenever something is saved."""
    asked = planning.wanted(context.obj, contacts, output, None)
    target = folder or output / "site"
    with _server(target, port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            _watch(asked, target, f"http://{HERE}:{server.server_port}/")
        finally:
            server.shutdown()


def _server(target: Path, port: int) -> ThreadingHTTPServer:
    handler = functools.partial(_Handler, directory=str(target))
    try:
        return ThreadingHTTPServer((HERE, port), handler)
    except OSError as error:
        raise unreadable(Path(f"{HERE}:{port}"), error) from error


def _watch(asked: Wanted, target: Path, address: str) -> None:
    """Make the portal now and after every save; what is wrong is shown, and the last one stays."""
    from watchfiles import watch

    folders = [asked.contacts.parent, asked.workspace.templates, asked.workspace.locales]
    is_waiting = False
    for changed in watch(
        *folders, step=QUIET, yield_on_timeout=True, rust_timeout=TICK, raise_interrupt=True
    ):
        if changed or not is_waiting:
            _renew(asked, target)
        if not is_waiting:  # only now nothing that is saved can be missed
            message = say("the portal is at {address}; Ctrl-C ends", address=address)
            typer.echo(translated(message))
            is_waiting = True


def _renew(asked: Wanted, target: Path) -> None:
    try:
        build_first(asked)
        show(target, made(asked, target, fragment=False))
    except LeafletError as error:
        typer.echo(f"leaflet: {translated(error.message)}", err=True)
