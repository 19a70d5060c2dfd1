# SPDX-License-Identifier: EUPL-1.2
"""`leaflet bundle`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leaflet.cli.options import Contacts, OutputOption, select
from leaflet.distribution.groups import Group
from leaflet.problems import LeafletError, say
from leaflet.texts.messages import _, translate


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
    output: OutputOption = None,
) -> None:
    """Put all that a group needs into one ZIP file."""
    from leaflet.distribution import bundle as bundles
    from leaflet.system.files import write_result

    if group is Group.AMBITO and not ambiti:
        message = say("say which ambito the bundle is for")
        raise LeafletError(message, say("leaflet contacts list shows them"))
    if since and not since.exists():
        raise LeafletError(say("there is no file {file}", file=since))
    asked = select(context, contacts, output)
    package = bundles.package_of(asked, ambiti or (), group, since or out)
    data = bundles.pack(package)
    is_file = write_result(out, data)
    values = {"file": out, "count": len(package.entries), "kilobytes": len(data) // 1000}
    message = say("{file}: {kilobytes} kB, leaflets: {count}", **values)
    typer.echo(translate(message), err=not is_file)
