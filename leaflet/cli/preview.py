# SPDX-License-Identifier: EUPL-1.2
"""`leaflet preview`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.aids import AIDS_ARE_MISSING
from leaflet.problems import LeafletError, say
from leaflet.system.workspace import Workspace, aids_beside, shown_name
from leaflet.texts import SOURCE_LANGUAGE
from leaflet.texts.messages import _

if TYPE_CHECKING:
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Locale

WIDEST = 80


def preview(
    context: typer.Context,
    ambito: Annotated[str, typer.Argument(metavar="AMBITO", help=_("Id of an ambito."))],
    lang: Annotated[
        str, typer.Option(metavar="CODE", help=_("Language, such as it or ar."))
    ] = SOURCE_LANGUAGE,
    aids: Annotated[
        bool, typer.Option("--aids", help=_("The leaflet of stages and aids instead."))
    ] = False,
    shape: Annotated[
        bool,
        typer.Option(
            "--shape/--no-shape",
            help=_("Join and order Arabic letters here, or leave it to the terminal."),
        ),
    ] = True,
) -> None:
    """Print both sides of an ambito's sheet in one language, or its leaflet of aids."""
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
    if aids:
        typer.echo(_aids_as_text(workspace, registry, ambito, locale, shape=shape))
        return
    spoken = dict.fromkeys((texts.locale(SOURCE_LANGUAGE).code, locale.code))
    composer = Composer(workspace.templates, [texts.locale(code) for code in spoken], registry)
    width = min(WIDEST, shutil.get_terminal_size().columns)
    second = (
        composer.generic()
        if ambito == GENERIC
        else composer.contacts(known_ambito(registry, ambito))
    )
    for side in (composer.advice, second.html):
        direction = locale.language.direction
        typer.echo(render_as_text(side, lang, direction, width=width, shape=shape))


def _aids_as_text(
    workspace: Workspace, registry: Registry, ambito: str, locale: Locale, *, shape: bool
) -> str:
    from leaflet.pages.aids import AidsComposer
    from leaflet.pages.terminal import render_as_text
    from leaflet.registry.finding import known_ambito
    from leaflet.texts.catalogues import read_aid_texts, with_aid_texts

    if registry.every_aid is None:
        path = shown_name(aids_beside(workspace.contacts))
        raise LeafletError(say("there is no file {file}", file=path), AIDS_ARE_MISSING)
    sentences = registry.every_aid.list_sentences()
    said = read_aid_texts(workspace.locales, sentences, [locale.code])
    composer = AidsComposer(workspace.templates, with_aid_texts([locale], said), registry)
    page = composer.leaflet(known_ambito(registry, ambito))
    width = min(WIDEST, shutil.get_terminal_size().columns)
    direction = locale.language.direction
    return render_as_text(page.html, locale.code, direction, width=width, shape=shape)
