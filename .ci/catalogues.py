# SPDX-License-Identifier: EUPL-1.2
"""Brings the catalogues up to date with templates and code: `make messages`; `--check` only looks.

Babel's own command rewrites each header with dates and addresses that nobody fills in; here the
headers stay as they are. A changed sentence makes its translation fuzzy; the comments of all stay,
where reviewers sign: a review of other words is none, as its digest tells.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from leaflet.registry import wording
from leaflet.registry.reading import read_aids
from leaflet.rules.manual import pages, paragraphs
from leaflet.rules.misure import read_sentences
from leaflet.system.workspace import AIDS_FILE

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"
_TEXTS = {"_": None, "N_": None, "each": None}
SOURCES: dict[str, tuple[str, list[tuple[str, str]], dict[str, Any]]] = {
    "leaflet": (
        "templates",
        [("sheet/**.html", "jinja2"), ("products/**.html", "jinja2")],
        _TEXTS,
    ),
    "portal": ("templates/site", [("**.html", "jinja2")], _TEXTS),
    "misure": ("contacts", [], {}),
    "cli": ("leaflet", [("**.py", "python")], {"_": None, "say": None}),
}
"""Domain → folder, how to read its files, and the functions whose texts are translated."""


def extracted(domain: str) -> Catalog:
    """Return the catalogue of all texts of a domain, as templates and code have them now."""
    folder, methods, keywords = SOURCES[domain]
    found = extract_from_dir(ROOT / folder, methods, {"**.html": {"trimmed": "true"}}, keywords)
    catalogue = Catalog(project="leaflet", domain=domain)
    told = extracted("leaflet") if domain == "portal" else ()  # what the sheet says is said once
    for file, _, text, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        if text in told:
            continue
        place = (f"{folder}/{Path(file).as_posix()}", 0)
        catalogue.add(text, locations=[place], auto_comments=comments, context=context)
    if domain == "leaflet":
        for text in wording.SOURCES:
            catalogue.add(text, locations=[("leaflet/registry/wording.py", 0)])
    if domain == "misure":
        today = dt.datetime.now(tz=dt.UTC).date()
        aids = read_aids((ROOT / "contacts" / AIDS_FILE).read_bytes(), AIDS_FILE).misure
        for _, text in read_sentences(aids, today):
            catalogue.add(text, locations=[(f"contacts/{AIDS_FILE}", 0)])
    if domain == "cli":
        for text in ("Wrong", "Right", *(t for page in pages().values() for t in paragraphs(page))):
            catalogue.add(text, locations=[("leaflet/rules/manual.py", 0)])
    return catalogue


def written(catalogue: Catalog) -> str:
    """Return the messages of a catalogue as text, without a header."""
    text = io.BytesIO()
    write_po(text, catalogue, 0, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return text.getvalue().decode()


def updated(path: Path, template: Catalog) -> str:
    """Return the text of a catalogue brought up to date, its header kept to the letter."""
    old = path.read_text(encoding="utf-8")
    header = old.split("\n\n", 1)[0]
    catalogue = read_po(io.BytesIO(old.encode()))
    catalogue.update(template)
    return f"{header}\n\n{written(catalogue)}"


def main(arguments: list[str]) -> int:
    """Write what is out of date, or with `--check` only name it; 1 when anything was."""
    stale = []
    for domain in SOURCES:
        template = extracted(domain)
        texts = {LOCALES / f"{domain}.pot": written(template)}
        for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{domain}.po")):
            texts[path] = updated(path, template)
        for path, text in texts.items():
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                stale.append(path)
                if "--check" not in arguments:
                    path.write_text(text, encoding="utf-8")
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
