# SPDX-License-Identifier: EUPL-1.2
"""From leaflets that are up to date to a published portal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.archive.history import HISTORY, read_history
from leaflet.archive.manifest import MANIFEST, read_manifest, sha256_of
from leaflet.portal.publishing import (
    Piece,
    Report,
    is_current,
    piece,
    publish,
    read_published,
    refuse_others,
)
from leaflet.problems import LeafletError, ProblemsError, say, stops_a_build
from leaflet.registry.publisher import find_logo, missing_keys
from leaflet.system.workspace import acts_beside, population_beside, shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from leaflet.build.selection import Selection
    from leaflet.offices.acts.report import ActsReport
    from leaflet.portal.content import Content
    from leaflet.portal.pages import Look
    from leaflet.problems import Message
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Locale, Texts

FIRST = "index.html"
"""The first page, which whole portals have and pieces do not."""


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal to make in `folder` of the leaflets that a build has just left in `output`.

    `prepare` reads the list and the texts: it is called only when something may have changed.
    """

    folder: Path
    output: Path
    prepare: Callable[[], tuple[Registry, Look]]
    is_fragment: bool = False
    beside: tuple[Path, ...] = ()
    """What lies beside the list and may go in: its publisher's logo, numbers of acts."""


def portal_of(selection: Selection, folder: Path, *, is_fragment: bool) -> Portal:
    """Return the portal of the leaflets of a selection, to make in `folder`."""

    def read() -> tuple[Registry, Look]:
        from leaflet.portal.pages import Look  # noqa: PLC0415  (slow, and seldom needed)
        from leaflet.rules.checked import read_sound_registry  # noqa: PLC0415  (same)
        from leaflet.texts.catalogues import read_languages  # noqa: PLC0415  (same)

        registry = read_sound_registry(selection.contacts)
        locales = _read_locales(selection.workspace.locales, registry)
        logo = find_logo(registry, beside)
        languages = read_languages(selection.workspace.locales)
        acts = _read_acts(selection.contacts, registry)
        templates = selection.workspace.templates
        return registry, Look(templates, locales, is_fragment, logo, languages, acts)

    beside = selection.contacts.parent
    files = sorted((*beside.glob("*.svg"), *beside.glob("*.png")))
    numbers = (acts_beside(selection.contacts), population_beside(selection.contacts))
    files += [path for path in numbers if path.is_file()]
    return Portal(folder, selection.output, read, is_fragment, tuple(files))


def _read_acts(contacts: Path, registry: Registry) -> ActsReport | None:
    """Return what the portal may say of numbers of acts; None unless the list wants it."""
    from leaflet.offices.acts.importing import open_acts  # noqa: PLC0415  (seldom needed)
    from leaflet.offices.acts.report import report_acts  # noqa: PLC0415  (same)

    if registry.pubblica_atti != "true":
        return None
    path = acts_beside(contacts)
    report = report_acts(open_acts(path, shown_name(path), registry))
    return report if report.tally.numbers else None


def list_missing(registry: Registry) -> Iterator[Message]:
    """Yield what the list does not say of the portal's publisher, and what the law asks for."""
    missing = missing_keys(registry)
    if missing:
        keys = ", ".join(missing)
        yield say("nobody can see whose portal this is: «portale» lacks {keys}", keys=keys)
    if "accessibilita" in missing:
        yield say(
            "the law asks public bodies for a declaration of accessibility, "
            "made on AGID's form (form.agid.gov.it)"
        )
    if missing:
        yield say("how to write it: docs/portale.md")


def _read_locales(folder: Path, registry: Registry) -> Sequence[Locale]:
    """Return the languages of the portal, who say the sentences of aids as well."""
    from leaflet.texts.catalogues import (  # noqa: PLC0415  (same)
        name_locally,
        read_aid_texts,
        with_aid_texts,
    )

    locales = name_locally(_read_all_texts(folder).published, registry.territorio)
    if not registry.aids:
        return locales
    return with_aid_texts(locales, read_aid_texts(folder, registry.aids.list_sentences()))


def _read_all_texts(folder: Path) -> Texts:
    """Return what the portal says, and what the sheet does; raises ProblemsError on errors."""
    from leaflet.rules.checked import check_published  # noqa: PLC0415  (same)
    from leaflet.texts.catalogues import PORTAL_DOMAIN, join_texts, read_texts  # noqa: PLC0415

    portal = read_texts(folder, PORTAL_DOMAIN)
    problems = check_published(portal)
    if stops_a_build(problems):
        raise ProblemsError(problems, {})
    return join_texts(read_texts(folder), portal)


def make(portal: Portal) -> Report:
    """Bring a portal up to date; what did not change is not touched.

    Raises LeafletError when a leaflet or a translation is missing, or the folder is not
    one of ours, has the other kind of pages or cannot be written; the old portal stays whole then.
    """
    refuse_folder(portal)
    inputs = _inputs(portal)
    if is_current(portal.folder, inputs):
        present = read_published(portal.folder)
        return Report(0, len(present.files) if present else 0, 0)
    return publish(portal.folder, pieces_of(portal), inputs)


def pieces_of(portal: Portal) -> dict[str, Piece]:
    """Return every file of a portal by its path; raises LeafletError when one cannot be had."""
    from leaflet.portal.content import gather  # noqa: PLC0415  (with Jinja and the list of Comuni)
    from leaflet.portal.pages import files  # noqa: PLC0415  (same)

    registry, look = portal.prepare()
    manifest, history = read_manifest(portal.output), read_history(portal.output)
    content = gather(registry, portal.output, manifest, history)
    pieces = {path: piece(data) for path, data in files(content, look)}
    return pieces | dict(_leaflets(content, portal.output))


def refuse_folder(portal: Portal) -> None:
    """Raise LeafletError where a portal would take the place of what is no portal.

    Nor do pieces ever take the place of whole pages, or these of pieces.
    """
    refuse_others(portal.folder)
    present = read_published(portal.folder)
    if present is None or (FIRST in present.files) != portal.is_fragment:
        return
    if portal.is_fragment:
        message = say("{folder} has whole pages: pieces would replace them", folder=portal.folder)
    else:
        message = say("{folder} has pieces: whole pages would replace them", folder=portal.folder)
    raise LeafletError(message, say("choose an empty folder, or one that does not exist yet"))


def _inputs(portal: Portal) -> str:
    """Return the digest of all that the portal is made of; the manifest has that of the build's."""
    made = [sha256_of(portal.output / name) for name in (MANIFEST, HISTORY)]
    made += [sha256_of(path) for path in portal.beside]
    return hashlib.sha256(repr([made, portal.is_fragment]).encode()).hexdigest()


def _leaflets(content: Content, output: Path) -> Iterator[tuple[str, Piece]]:
    """Yield each leaflet under the name that always has the current one, and that of its code.

    Addresses whose own sheet left have the leaflet that answers there today.
    """
    for leaflet in content.leaflets.values():
        source = Piece(leaflet.sha256, source=output / leaflet.source)
        yield leaflet.path, source
        yield leaflet.kept, source
    for path, leaflet in content.former.items():
        yield path, Piece(leaflet.sha256, source=output / leaflet.source)
