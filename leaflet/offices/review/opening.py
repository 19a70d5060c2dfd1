# SPDX-License-Identifier: EUPL-1.2
"""A language with all that its catalogues say: what a review begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.offices.commit import commit_text
from leaflet.problems import WrongValueError, say
from leaflet.rules.checked import read_sound_registry
from leaflet.rules.misure import read_sentences
from leaflet.system.clock import now
from leaflet.system.files import read_bytes, write_atomically
from leaflet.system.workspace import AIDS_FILE
from leaflet.texts.catalogues import (
    AIDS_DOMAIN,
    PORTAL_DOMAIN,
    PUBLIC_DOMAIN,
    catalogue_path,
    own_catalogue_path,
    read_domain,
)
from leaflet.texts.messages import in_italian

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import CatalogueEntry, Language, Locale

DOMAIN_TITLES = {PUBLIC_DOMAIN: "Foglio", AIDS_DOMAIN: "Aiuti", PORTAL_DOMAIN: "Portale"}
"""Domain → what its worksheet is called: what people hold in their hands comes first."""


@dataclass(frozen=True, slots=True)
class OpenLanguage:
    """A language: `domains` are its catalogues as they were read; `registry` has its aids."""

    workspace: Workspace
    language: Language
    domains: Mapping[str, Locale]
    registry: Registry

    def path(self, domain: str) -> Path:
        """Return the file of a catalogue in the workspace, which need not have one of its own."""
        return own_catalogue_path(self.workspace.locales, self.language.code, domain)

    def read(self, domain: str) -> bytes:
        """Return what is in a catalogue: the workspace's, else the program's."""
        return read_bytes(catalogue_path(self.workspace.locales, self.language.code, domain))

    def entries(self) -> Iterator[tuple[str, CatalogueEntry]]:
        """Yield every sentence with its domain, in the order in which people read them."""
        for domain, locale in self.domains.items():
            for entry in locale.entries:
                yield domain, entry


def open_languages(workspace: Workspace) -> tuple[OpenLanguage, ...]:
    """Read the catalogues of every language; raises LeafletError when a file cannot be read."""
    registry = read_sound_registry(workspace.contacts)
    found: dict[Language, dict[str, Locale]] = {}
    for domain in DOMAIN_TITLES:
        sentences = _sentences_of_aids(registry) if domain == AIDS_DOMAIN else None
        for locale in read_domain(workspace.locales, domain, sentences):
            found.setdefault(locale.language, {})[domain] = locale
    return tuple(
        OpenLanguage(workspace, language, domains, registry) for language, domains in found.items()
    )


def open_language(workspace: Workspace, code: str) -> OpenLanguage:
    """Read the catalogues of a language; raises WrongValueError when there is no such one."""
    languages = open_languages(workspace)
    for one in languages:
        if one.language.code == code:
            return one
    codes = ", ".join(one.language.code for one in languages)
    message = say("«{code}» is no language to review: choose one of {codes}",
                  code=code, codes=codes)  # fmt: skip
    raise WrongValueError(message)


def _sentences_of_aids(registry: Registry) -> Sequence[str]:
    """Return the sentences that are, or will be, shown, each once."""
    aids = registry.every_aid
    today = now().date()
    return list(dict.fromkeys(text for _, text in read_sentences(aids, today))) if aids else []


def outdated_of(workspace: Workspace) -> list[tuple[Path, bytes]]:
    """Return the catalogues that a workspace must have anew, with what is to be in them."""
    from leaflet.texts.extracting import (  # noqa: PLC0415  (Babel's reading of templates)
        aids_catalogue,
        outdated_catalogues,
    )

    said = _sentences_of_aids(read_sound_registry(workspace.contacts))
    aids = aids_catalogue(said, f"contacts/{AIDS_FILE}") if said else None
    return list(outdated_catalogues(workspace.locales, workspace.templates, aids))


def keep_catalogue(path: Path, data: bytes, moment: dt.datetime) -> None:
    """Write a catalogue; the one that was there is kept. Raises LeafletError when it cannot."""
    if path.is_file():
        words = in_italian(say("new sentences of the templates"))
        commit_text(path, read_bytes(path), data, words, moment)
    else:
        write_atomically(path, data)
