# SPDX-License-Identifier: EUPL-1.2
"""`leaflet bundle`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli import planning
from leaflet.cli.planning import OUTPUT, Contacts, Output, Product
from leaflet.problems import LeafletError, say
from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _, in_italian, translated

if TYPE_CHECKING:
    from leaflet.build.run import Order
    from leaflet.distribution.bundle import Package


class Group(StrEnum):
    """For whom the bundle is."""

    ORDINE = "ordine"
    UNEP = "unep"
    AMBITO = "ambito"


def bundle(
    context: typer.Context,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE.zip", help=_("The file to write."))
    ],
    ambiti: Annotated[
        list[str] | None,
        typer.Argument(metavar="AMBITO", help=_("Ids of ambiti; default: all of them.")),
    ] = None,
    group: Annotated[
        Group | None,
        typer.Option("--for", help=_("For lawyers, bailiffs, or the office of an ambito.")),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=_("The bundle that the receivers have; default: the one that is replaced."),
        ),
    ] = None,
    contacts: Contacts = None,
    output: Output = OUTPUT,
) -> None:
    """Put all that a group needs into one ZIP file."""
    from leaflet.build.products import GENERIC
    from leaflet.distribution.bundle import packed
    from leaflet.system.files import write_atomically

    if group is Group.AMBITO and not ambiti:
        message = say("say which ambito the bundle is for")
        raise LeafletError(message, say("leaflet list shows them"))
    if since and not since.exists():
        raise LeafletError(say("there is no file {file}", file=since))
    asked = planning.wanted(context.obj, contacts, output, None, _products(output))
    order = planning.ordered(asked, [*ambiti, GENERIC] if ambiti else []).order
    _refuse_old(order)
    package = _package(context.obj, order, group, since or out)
    data = packed(package)
    write_atomically(out, data)
    values = {"file": out, "count": len(package.entries), "kilobytes": len(data) // 1000}
    typer.echo(translated(say("{file}: {kilobytes} kB, sheets: {count}", **values)))


def _products(output: Path) -> list[Product]:
    """Return the kinds of leaflets that are packed: sheets, and those of Comuni if there are any.

    Others may be out of date; that is no reason to refuse.
    """
    from leaflet.archive.manifest import read_manifest

    has_own = any(entry.product == Product.COMUNE for entry in read_manifest(output).files.values())
    return [Product.SHEET, *([Product.COMUNE] if has_own else [])]


def _refuse_old(order: Order) -> None:
    from leaflet.archive.manifest import known
    from leaflet.build.freshness import compare

    found = compare(order.plan, order.folder, order.typesetting, known(order.folder))
    if found.outdated:
        names = ", ".join(dict.fromkeys(item.output.name for item in found.outdated))
        message = say("no bundle: out of date or missing: {names}", names=names)
        raise LeafletError(message, say("leaflet build makes them; then try again"))


def _package(workspace: Workspace, order: Order, group: Group | None, before: Path) -> Package:
    from leaflet.archive.history import read_history
    from leaflet.archive.manifest import read_manifest
    from leaflet.build.products import GENERIC
    from leaflet.distribution import bundle

    files = read_manifest(order.folder).files
    wanted = {o.ambito.id if o.ambito else GENERIC for o in order.plan.outputs}
    entries, chosen = bundle.chosen(files, order.plan.ambiti, wanted)
    return bundle.Package(
        order.folder,
        workspace.templates,
        entries,
        chosen,
        read_history(order.folder),
        bundle.Group(group) if group else None,
        bundle.previous(before),
        in_italian,
        is_whole=len(chosen) == len(order.plan.ambiti),
    )
