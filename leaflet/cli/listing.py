# SPDX-License-Identifier: EUPL-1.2
"""`leaflet list`."""

from __future__ import annotations

import typer

from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _


def list_ambiti(context: typer.Context) -> None:
    """Print one line an ambito: id, name, Comuni, contacts, day of the oldest verification."""
    from leaflet.rules.checked import read_sound_registry

    workspace: Workspace = context.obj
    registry = read_sound_registry(workspace.contacts)
    header = ("id", _("name"), _("Comuni"), _("contacts"), _("oldest check"))
    rows = [header] + [
        (
            ambito.id,
            ambito.nome,
            str(len(ambito.comuni)),
            str(len(ambito.contatti)),
            min(contatto.verificato for contatto in ambito.contatti).isoformat(),
        )
        for ambito in registry.ambiti
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())
