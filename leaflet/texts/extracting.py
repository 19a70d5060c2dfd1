# SPDX-License-Identifier: EUPL-1.2
"""The sentences of templates and aids → catalogues: new ones join, changed ones become fuzzy.

Babel's own command rewrites each header with dates and addresses that nobody fills in; here the
headers stay as they are, and so do the comments, where reviewers sign: a review of other words is
none, as its digest tells.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from leaflet.registry import wording
from leaflet.system.files import read_bytes
from leaflet.system.workspace import find_file, walk_layers
from leaflet.texts import SOURCE_LANGUAGE
from leaflet.texts.catalogues import (
    AIDS_DOMAIN,
    PORTAL_DOMAIN,
    PUBLIC_DOMAIN,
    catalogue_path,
    own_catalogue_path,
    read_languages,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TEMPLATE_CALLS = {"_": None, "N_": None, "each": None}
"""What templates call with a text that is translated."""
_FOLDERS = {PUBLIC_DOMAIN: ("products", "sheet"), PORTAL_DOMAIN: ("site",)}
"""Domain → the folders of templates that say it."""


def extract_sentences(templates: Path, domain: str) -> Catalog:
    """Return the catalogue of what templates say: `leaflet` or `portal`.

    What the sheet says is said once, also where the portal says it too.
    """
    catalogue = Catalog(project="leaflet", domain=domain)
    told = extract_sentences(templates, PUBLIC_DOMAIN) if domain == PORTAL_DOMAIN else ()
    for folder in _FOLDERS[domain]:
        for name, path in walk_layers(templates / folder):
            if path.suffix == ".html":
                for text, comments, context in _in_file(path):
                    if text not in told:
                        place = (f"templates/{folder}/{name}", 0)
                        catalogue.add(text, locations=[place], auto_comments=comments,
                                      context=context)  # fmt: skip
    if domain == PUBLIC_DOMAIN:
        for text in wording.SOURCES:
            catalogue.add(text, locations=[("leaflet/registry/wording.py", 0)])
    return catalogue


def _in_file(path: Path) -> Iterator[tuple[str, list[str], str | None]]:
    found = extract_from_file("jinja2", path, TEMPLATE_CALLS, options={"trimmed": "true"})
    for _, text, comments, context in found:
        yield str(text), comments, context


def aids_catalogue(sentences: Iterable[str], place: str) -> Catalog:
    """Return the catalogue of the sentences of aids and stages, which stand in a file."""
    catalogue = Catalog(project="leaflet", domain=AIDS_DOMAIN)
    for text in sentences:
        catalogue.add(text, locations=[(place, 0)])
    return catalogue


def write_template(catalogue: Catalog) -> str:
    """Return the messages of a catalogue as text, without a header."""
    text = io.BytesIO()
    write_po(text, catalogue, 0, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return text.getvalue().decode()


def update_catalogue(old: str, template: Catalog) -> str:
    """Return the text of a catalogue brought up to date, its header kept to the letter."""
    header = old.split("\n\n", 1)[0]
    catalogue = read_po(io.BytesIO(old.encode()))
    catalogue.update(template)
    return f"{header}\n\n{write_template(catalogue)}"


def outdated_catalogues(
    locales: Path, templates: Path, aids: Catalog | None
) -> Iterator[tuple[Path, bytes]]:
    """Yield the catalogues that a workspace needs of its own, and what is to be in them.

    Its templates and aids say something else than the program's, or did when they were written;
    where they do not, the program's catalogues do. Raises LeafletError when one cannot be read.
    """
    made = {domain: extract_sentences(templates, domain) for domain in _FOLDERS}
    for domain, template in (made | ({AIDS_DOMAIN: aids} if aids else {})).items():
        text = write_template(template).encode()
        if read_bytes(find_file(locales, f"{domain}.pot")) != text:
            yield locales / f"{domain}.pot", text
        for language in read_languages(locales).values():
            if language.code == SOURCE_LANGUAGE:
                continue
            old = read_bytes(catalogue_path(locales, language.code, domain))
            new = update_catalogue(old.decode(), template).encode()
            if new != old:
                yield own_catalogue_path(locales, language.code, domain), new
