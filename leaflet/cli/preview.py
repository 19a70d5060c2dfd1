# SPDX-License-Identifier: EUPL-1.2
"""`leaflet preview`."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _

WIDEST = 80


def preview(
    context: typer.Context,
    ambito: Annotated[str, typer.Argument(metavar="AMBITO", help=_("Id of an ambito."))],
    lang: Annotated[
        str, typer.Option(metavar="CODE", help=_("Language, such as it or ar."))
    ] = "it",
    shape: Annotated[
        bool,
        typer.Option(
            "--shape/--no-shape",
            help=_("Join and order Arabic letters here, or leave it to the terminal."),
        ),
    ] = True,
) -> None:
    """Print both sides of an ambito's sheet in one language."""
    from leaflet.build.products import GENERIC
    from leaflet.pages.sheet import Composer
    from leaflet.pages.terminal import render_as_text
    from leaflet.registry.finding import known_ambito
    from leaflet.rules.checked import read_sound_registry
    from leaflet.texts.catalogues import read_texts

    workspace: Workspace = context.obj
    registry = read_sound_registry(workspace.contacts)
    texts = read_texts(workspace.locales)
    locale = texts.locale(lang)
    composer = Composer(workspace.templates, texts.locales, registry)
    width = min(WIDEST, shutil.get_terminal_size().columns)
    second = (
        composer.generic()
        if ambito == GENERIC
        else composer.contacts(known_ambito(registry, ambito))
    )
    for side in (composer.advice, second.html):
        direction = locale.language.direction
        typer.echo(render_as_text(side, lang, direction, width=width, shape=shape))
