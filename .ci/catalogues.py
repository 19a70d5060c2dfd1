# SPDX-License-Identifier: EUPL-1.2
"""Brings the catalogues up to date with templates and code: `make messages`; `--check` only looks.

Those of the templates and aids of a workspace are `leaflet texts update`; here are the program's
own messages as well.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from leaflet.registry.reading import read_aids
from leaflet.rules.manual import pages, paragraphs
from leaflet.rules.misure import read_sentences
from leaflet.system.workspace import AIDS_FILE
from leaflet.texts.catalogues import AIDS_DOMAIN, PORTAL_DOMAIN, PROGRAM_DOMAIN, PUBLIC_DOMAIN
from leaflet.texts.extracting import (
    aids_catalogue,
    extract_sentences,
    update_catalogue,
    write_template,
)

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"


def extracted() -> dict[str, Catalog]:
    """Return the catalogues of all texts, as templates and code have them now, by domain."""
    today = dt.datetime.now(tz=dt.UTC).date()
    aids = read_aids((ROOT / "contacts" / AIDS_FILE).read_bytes(), AIDS_FILE).misure
    said = [text for _, text in read_sentences(aids, today)]
    return {
        PUBLIC_DOMAIN: extract_sentences(ROOT / "templates", PUBLIC_DOMAIN),
        PORTAL_DOMAIN: extract_sentences(ROOT / "templates", PORTAL_DOMAIN),
        AIDS_DOMAIN: aids_catalogue(said, f"contacts/{AIDS_FILE}"),
        PROGRAM_DOMAIN: program_catalogue(),
    }


def program_catalogue() -> Catalog:
    """Return the catalogue of what the program says in its own code."""
    calls = {"_": None, "say": None}
    found = extract_from_dir(ROOT / "leaflet", [("**.py", "python")], {}, calls)
    catalogue = Catalog(project="leaflet", domain=PROGRAM_DOMAIN)
    for file, _, text, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        place = (f"leaflet/{Path(file).as_posix()}", 0)
        catalogue.add(text, locations=[place], auto_comments=comments, context=context)
    for text in ("Wrong", "Right", *(t for page in pages().values() for t in paragraphs(page))):
        catalogue.add(text, locations=[("leaflet/rules/manual.py", 0)])
    return catalogue


def main(arguments: list[str]) -> int:
    """Write what is out of date, or with `--check` only name it; 1 when anything was."""
    stale = []
    for domain, template in extracted().items():
        texts = {LOCALES / f"{domain}.pot": write_template(template)}
        for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{domain}.po")):
            texts[path] = update_catalogue(path.read_text(encoding="utf-8"), template)
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
