# SPDX-License-Identifier: EUPL-1.2
"""`leaflet doctor`."""

from __future__ import annotations

import typer

from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _, translate


def doctor(context: typer.Context) -> None:
    """Print one line a check, and how to mend what failed."""
    from leaflet.pdf.doctor import examine
    from leaflet.rules.checked import read_registry
    from leaflet.texts.catalogues import read_texts

    workspace: Workspace = context.obj
    locales = read_texts(workspace.locales).published
    ill = False
    for finding in examine(locales, read_registry(workspace.contacts).text):
        ill |= not finding.healthy
        mark = _("ok") if finding.healthy else _("MISSING")
        typer.echo(f"{mark:<8} {translate(finding.subject)}")
        for system, remedy in finding.remedies:
            typer.echo(f"         {system}: {remedy}")
        if finding.hint:
            typer.echo(f"         {translate(finding.hint)}")
    raise typer.Exit(int(ill))
