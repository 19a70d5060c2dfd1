# SPDX-License-Identifier: EUPL-1.2
"""`leaflet serve`."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from leaflet.build.selection import Selection
from leaflet.cli.options import Contacts, OutputOption, select
from leaflet.cli.site import Out, build_first, publish_site, show
from leaflet.cli.watch import on_save
from leaflet.problems import say
from leaflet.texts.messages import _, translate


def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help=_("Port; 0: any that is free."))
    ] = 8000,
    out: Out = None,
    contacts: Contacts = None,
    output: OutputOption = None,
) -> None:
    """Show the portal on this machine, and make it again whenever something is saved."""
    from leaflet.portal.making import portal_of, refuse_folder
    from leaflet.portal.serving import HERE, server

    asked = select(context, contacts, output)
    target = out or asked.output / "site"
    refuse_folder(portal_of(asked, target, is_fragment=False))
    with server(target, port) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        address = f"http://{HERE}:{served.server_port}/"
        ready = say("the portal is at {address}; Ctrl-C ends", address=address)
        try:
            on_save(asked, lambda: _renew(asked, target), lambda: typer.echo(translate(ready)))
        finally:
            served.shutdown()


def _renew(asked: Selection, target: Path) -> None:
    build_first(asked)
    show(target, publish_site(asked, target, fragment=False))
