# SPDX-License-Identifier: EUPL-1.2
"""`leaflet print`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leaflet.cli.options import Contacts, LangOption, OutputOption, select
from leaflet.problems import say
from leaflet.texts.messages import _, translate


def print_leaflets(
    context: typer.Context,
    copies: Annotated[
        str,
        typer.Option(
            metavar="AMBITO=N,…", help=_("How many copies of each, such as rhodense=500,melzo=200.")
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help=_("Folder for the print shop."))
    ],
    booklet: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help=_("Also as many A5 booklets in this language; repeatable.")
        ),
    ] = None,
    aids: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help=_("Also as many leaflets of aids in this language; repeatable.")
        ),
    ] = None,
    lang: LangOption = "",
    contacts: Contacts = None,
    output: OutputOption = None,
) -> None:
    """Write the files and a ticket for each ambito, when its leaflets are up to date."""
    from leaflet.distribution.print_run import leftovers, prepare_print, read_copies
    from leaflet.system.files import write_atomically

    asked = select(context, contacts, output, languages=lang)
    files, ambiti = prepare_print(asked, read_copies(copies), booklet or [], aids or [])
    for name, data in files.items():
        write_atomically(out / name, data)
        typer.echo(str(out / name))
    for path in leftovers(out, files, ambiti):
        message = say("{file} is not of this order: do not have it printed", file=path)
        typer.echo(translate(message), err=True)
