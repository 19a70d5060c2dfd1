# SPDX-License-Identifier: EUPL-1.2
"""`leaflet init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leaflet.problems import say
from leaflet.system.workspace import begin_workspace
from leaflet.texts.messages import _, translate


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=_("Folder to make, for your own list."))
    ],
) -> None:
    """Make a folder with a list, templates and texts of one's own."""
    begin_workspace(folder)
    typer.echo(translate(say("{folder}: a copy of the list, the templates and the texts, for you "
                             "to change", folder=folder)))  # fmt: skip
    typer.echo(translate(say("now go there: cd {folder}; the list is contacts/ambiti.yaml; leaflet "
                             "build makes its leaflets", folder=folder)))  # fmt: skip
