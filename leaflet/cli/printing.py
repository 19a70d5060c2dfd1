# SPDX-License-Identifier: EUPL-1.2
"""`leaflet print`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli import planning
from leaflet.cli.planning import OUTPUT, Contacts, Product
from leaflet.problems import say
from leaflet.texts.messages import _, translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leaflet.build.run import Order
    from leaflet.cli.planning import Wanted


def print_leaflets(
    context: typer.Context,
    copies: Annotated[
        str,
        typer.Option(
            metavar="AMBITO=N,…", help=_("How many copies of each, such as rhodense=500,melzo=200.")
        ),
    ],
    into: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=_("Folder for the print shop."))
    ],
    booklet: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help=_("Also as many A5 booklets in this language; repeatable.")
        ),
    ] = None,
    leaflets: Annotated[
        Path, typer.Option(metavar="DIR", help=_("Folder that the leaflets were built into."))
    ] = OUTPUT,
    contacts: Contacts = None,
) -> None:
    """Write the files and a ticket for each ambito, when its leaflets are up to date."""
    from leaflet.distribution.print_run import of_other_orders, read_copies
    from leaflet.system.files import write_atomically

    products = [Product.SHEET, *([Product.SINGLE] if booklet else [])]
    asked = planning.wanted(context.obj, contacts, leaflets, None, products)
    order = planning.ordered(asked, list(typed := read_copies(copies))).order
    files = _files(asked, order, typed, booklet or [])
    for name, data in files.items():
        write_atomically(into / name, data)
        typer.echo(str(into / name))
    for path in of_other_orders(into, files, order.plan.ambiti):
        message = say("{file} is not of this order: do not have it printed", file=path)
        typer.echo(translated(message), err=True)


def _files(
    asked: Wanted, order: Order, copies: Mapping[str, int], booklet: Sequence[str]
) -> Mapping[str, bytes]:
    """Return the files to write, once it is certain that the leaflets are current."""
    from leaflet.archive.manifest import known
    from leaflet.build.freshness import compare
    from leaflet.distribution.print_run import PrintOrder, by_id, print_files, refuse_old
    from leaflet.pages.ticket import TicketComposer
    from leaflet.pdf.renderer import Renderer
    from leaflet.texts.catalogues import Texts, read_texts

    templates = asked.workspace.templates
    texts = Texts(read_texts(asked.workspace.locales).published())
    languages = [texts.locale(code) for code in dict.fromkeys(booklet)]
    found = known(asked.output)
    codes = {path: entry.code for path, entry in found.manifest.files.items()}
    names = {ambito.id: ambito.nome for ambito in order.plan.ambiti}
    wanted = PrintOrder(asked.output, codes, by_id(copies, order.plan.ambiti), names, languages)
    refuse_old(compare(order.plan, asked.output, order.typesetting, found))
    renderer = Renderer(templates / "sheet", order.typesetting.fonts)
    return print_files(wanted, TicketComposer(templates, texts.locales[:1]), renderer.pdf)
