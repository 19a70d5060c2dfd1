# SPDX-License-Identifier: EUPL-1.2
"""A list and its texts, read and checked: what every command begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, Severity, in_order, say, stops_a_build
from leaflet.registry import reading
from leaflet.rules import check, check_aids, check_said, check_texts
from leaflet.rules.ignores import apply_ignores
from leaflet.system.clock import now
from leaflet.system.files import read_bytes_if_there
from leaflet.system.workspace import AIDS_FILE, shown_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from leaflet.problems import Problem
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Texts


@dataclass(frozen=True, slots=True)
class Checked:
    """A registry file after reading and checking; `registry` is None where nothing can be used.

    `sources` are the texts of all files that were read, by the names that problems have for them:
    the list's own, and that of the aids beside it.
    """

    registry: Registry | None
    problems: tuple[Problem, ...]
    text: str
    name: str
    sources: Mapping[str, str]


def read_registry(path: Path) -> Checked:
    """Read and check a registry file; raises LeafletError when it cannot be opened."""
    name = shown_name(path)
    return check_reading(reading.read_file(path, name), name, folder=path.parent)


def check_reading(
    result: reading.Reading,
    name: str,
    today: dt.date | None = None,
    folder: Path | None = None,
) -> Checked:
    """Apply the rules to what was read; `today` is the day to judge by, None for this one.

    `folder` is where the list lies, None where it is in no file.
    """
    problems, registry = result.problems, result.registry
    sources = {name: result.text}
    if registry:
        day = today or now().date()
        found = check(registry, today=day, whole=not result.problems, folder=folder)
        every = in_order([*problems, *found])
        problems = apply_ignores(every, registry, result.text, name)
        if folder and (aids := _read_aids(folder / AIDS_FILE)):
            sources[shown_name(folder / AIDS_FILE)] = aids.text
            registry = registry.with_aids(aids.misure, day)
            news = check_aids(registry, day, whole=not aids.problems)
            problems = in_order([*problems, *aids.problems, *news])
    return Checked(registry, problems, result.text, name, sources)


def _read_aids(path: Path) -> reading.AidsReading | None:
    """Read the file of aids beside a list; None where there is none."""
    data = read_bytes_if_there(path)
    return None if data is None else reading.read_aids(data, shown_name(path))


def check_aid_texts(
    registry: Registry, locales: Path, also: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Return what is not translated of the aids and stages that a list has beside it.

    `also` are the codes of languages that are shown beside those that all leaflets have.
    Raises LeafletError when a catalogue cannot be read.
    """
    from leaflet.rules.misure import without_translation  # noqa: PLC0415  (as below)
    from leaflet.texts.catalogues import read_aid_texts  # noqa: PLC0415  (as below)

    if not registry.every_aid:
        return ()
    texts = read_aid_texts(locales, registry.every_aid.list_sentences(), also)
    day = now().date()
    shown = dict.fromkeys((*(it.code for it in texts.published), *also))
    return in_order(
        problem
        for locale in map(texts.locale, shown)
        for problem in (*without_translation(registry.every_aid, locale, day), *check_said(locale))
        if locale.entries or problem.code == "M011"
    )


def read_sound_registry(path: Path) -> Registry:
    """Return the registry, for commands that only look: errors elsewhere do not stop them.

    Raises LeafletError when nothing of the file could be used.
    """
    checked = read_registry(path)
    if checked.registry is None or stops_a_build(checked.problems):
        wrong = (p.at.file for p in checked.problems if p.severity is Severity.ERROR)
        raise LeafletError(
            say("{file} has errors", file=next(wrong, checked.name)),
            say("leaflet validate shows them"),
        )
    return checked.registry


def check_portal_texts(locales: Path, also: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return the problems of what the portal says beside the sheets; none without a portal.

    They are warnings of the workspace as others are, and stop no build. Raises LeafletError when a
    catalogue cannot be read.
    """
    from leaflet.texts.catalogues import read_portal_texts  # noqa: PLC0415  (Babel: 15 ms)

    portal = read_portal_texts(locales)
    return check_published(portal, also) if portal else ()


def check_chosen(registry: Registry, texts: Texts) -> tuple[Problem, ...]:
    """Return the problems of languages that ambiti choose beside those that all have."""
    from leaflet.rules.languages import unlisted_language  # noqa: PLC0415  (as above)

    found = list(unlisted_language(registry, texts.codes))
    for code in chosen_drafts(registry, texts):
        found += check_texts(texts.locale(code))
    return in_order(found)


def chosen_drafts(registry: Registry, texts: Texts) -> tuple[str, ...]:
    """Return the codes that ambiti choose of languages that are not printed otherwise."""
    printed = {locale.code for locale in texts.published}
    codes = dict.fromkeys(code for ambito in registry.ambiti for code in ambito.lingue)
    return tuple(code for code in codes if code not in printed and code in texts.codes)


def check_published(texts: Texts, also: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return the problems of all languages that are printed, and of drafts that somebody names."""
    printed = [locale.code for locale in texts.published]
    locales = map(texts.locale, dict.fromkeys((*printed, *also)))
    return in_order(problem for locale in locales for problem in check_texts(locale))
