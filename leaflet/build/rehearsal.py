# SPDX-License-Identifier: EUPL-1.2
"""Whether a build would make every sheet: pages are composed, and laid out where they are full.

Composing takes hundredths of a second a page, laying out a second, most of it to load WeasyPrint.
So only those pages are laid out that hold more than any that surely fits: lists as they are now
need none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.build.ingredients import must_have_fonts
from leaflet.build.run import report_full_advice, report_full_contacts
from leaflet.pages.environment import missing_names
from leaflet.pages.sheet import MOST_ON_ONE_SIDE, Composer
from leaflet.problems import LeafletError, Location, Problem, Severity
from leaflet.rules.checked import chosen_drafts
from leaflet.system.workspace import find_file, layers, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts

_ROW_WEIGHT = 60
"""Signs: as much room as so many takes a row beside what it says."""
_SURELY_FITS = 1_600
"""Signs of an ambito's rows: the fullest list that fits has 2,200 at least, the real ones 1,560."""
_LONGEST_WORD = 60
"""Signs: longer words may reach into the margin."""
_ADVICE_SURELY_FITS = 3_700
"""Signs of side one in all languages: the real ones have 3,390 and fit at the loosest setting."""
_TAGS = re.compile(r"<style>.*?</style>|<[^>]*>|\s+(?=\s)", re.DOTALL)


def rehearse(workspace: Workspace, registry: Registry, texts: Texts) -> Iterator[Problem]:
    """Yield what would keep a build of this list from making a sheet: P001, P002, P008."""
    drafts = [texts.locale(code) for code in chosen_drafts(registry, texts)]
    composer = Composer(workspace.templates, texts.published, registry, drafts)
    speakers = {ambito.id: composer.for_ambito(ambito) for ambito in registry.ambiti}
    at = Location(shown_name(workspace.templates))
    if wrong := _find_in_own_templates(workspace):
        yield from (Problem("P008", Severity.ERROR, at, message) for message in wrong)
        return
    try:
        must_have_fonts([*texts.published, *drafts])
    except LeafletError as error:
        table = Location(shown_name(find_file(workspace.locales, "languages.toml")))
        yield Problem("P008", Severity.ERROR, table, error.message, error.hint)
    try:
        every = dict.fromkeys((composer, *speakers.values()))
        advices = {page: it for it in every for page in (it.advice, *it.more_advice)}
        composer.generic()
        sides = [speakers[ambito.id].contacts(ambito).html for ambito in registry.ambiti]
    except LeafletError as error:
        yield Problem("P008", Severity.ERROR, at, error.message, error.hint)
        return
    full = (page for page in advices if len(_TAGS.sub("", page)) > _ADVICE_SURELY_FITS)
    if not all(_fits(advices[page], page) for page in full):
        yield report_full_advice(Location(shown_name(workspace.locales)))
    for number, (ambito, side) in enumerate(zip(registry.ambiti, sides, strict=True)):
        speaker = speakers[ambito.id]
        is_many = len(speaker.locales) > MOST_ON_ONE_SIDE
        if (is_many or _is_full(ambito)) and not _fits(speaker, side):
            yield report_full_contacts(ambito.nome, registry.at("ambiti", number))


def _find_in_own_templates(workspace: Workspace) -> list[Message]:
    """Return what a workspace's templates lack; the program's own lack nothing, so none is read."""
    own = layers(workspace.templates)[:-1]
    is_some = any(path.is_file() for folder in own for path in folder.rglob("*"))
    return list(missing_names(workspace.templates)) if is_some else []


def _is_full(ambito: Ambito) -> bool:
    """Return whether an ambito says so much that it may not fit on its side."""
    rows = [row.model_dump_json(exclude_defaults=True, exclude={"link"}) for row in ambito.contatti]
    signs = sum(map(len, ambito.comuni)) + sum(_ROW_WEIGHT + len(row) for row in rows)
    longest = max((len(word) for row in rows for word in row.replace('"', " ").split()), default=0)
    return signs > _SURELY_FITS or longest > _LONGEST_WORD


def _fits(composer: Composer, side: str) -> bool:
    """Lay out a page; signs that no font has are the business of another rule."""
    from leaflet.pdf.renderer import (  # noqa: PLC0415  (half a second, for full pages alone)
        DoesNotFitError,
        LacksSignsError,
        Renderer,
    )

    renderer = Renderer(composer.templates / "sheet", composer.fonts)
    try:
        renderer.side(side)
    except DoesNotFitError:
        return False
    except LacksSignsError:
        return True
    return True
