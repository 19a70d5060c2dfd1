# SPDX-License-Identifier: EUPL-1.2
"""What stands at the end of each command's help: lines to type, and the guide that says more."""

from __future__ import annotations

from typing import NamedTuple


class Examples(NamedTuple):
    """Command lines without the program's name, and the guide's file in the repository."""

    lines: tuple[str, ...]
    guide: str = ""


_BUILDS, _OFFICES, _ROUND = "docs/builds.md", "docs/uffici.md", "docs/giro.md"
_LAWYERS, _BAILIFFS, _PORTAL = "docs/avvocati.md", "docs/unep.md", "docs/portale.md"
_AIDS, _TEXTS, _INSTALLING = "docs/aiuti.md", "docs/traduzioni.md", "docs/installare.md"
_ACTS = "docs/atti.md"
_PRODUCTS, _FORMATS, _RULES = "docs/prodotti.md", "docs/formats.md", "docs/rules.md"

EXAMPLES = {
    "init": Examples(("init volantini",)),
    "migrate": Examples(("migrate --dry-run", "migrate"), _INSTALLING),
    "build": Examples(("build", "build melzo --explain", "build --product poster"), _BUILDS),
    "status": Examples(("status",), _BUILDS),
    "watch": Examples(("watch",), _BUILDS),
    "clean": Examples(("clean",), _BUILDS),
    "print": Examples(("print --copies rhodense=500,melzo=200 -o stampa",
                       "print --copies melzo=50 --booklet ar -o stampa",
                       "print --plan --months 4 -o piano.csv",
                       "print --copies piano.csv -o stampa"), _PRODUCTS),
    "sign": Examples(("sign foglio.pdf -o firmati",)),
    "contacts list": Examples(("contacts list", "contacts list melzo")),
    "contacts show": Examples(("contacts show melzo",)),
    "contacts set": Examples(
        ("contacts set melzo --comune Settala",
         'contacts set melzo --comune Settala --telefono "02 9507 5900"'), _OFFICES),
    "contacts add": Examples(
        ("contacts add melzo",
         "contacts add melzo --comune Inzago --email uff@example.it"), _OFFICES),
    "contacts add-body": Examples(
        ('contacts add-body "Sportello Casa" --email aiuto@example.it',
         'contacts add-body "Sportello Casa" --ambito melzo --confirmed'), _OFFICES),
    "contacts remove": Examples(("contacts remove melzo --row 3",), _OFFICES),
    "contacts confirm": Examples(("contacts confirm melzo --comune Settala",
                                  "contacts confirm melzo"), _OFFICES),
    "contacts add-ambito": Examples(
        ("contacts add-ambito rho --nome Rho --comune Rho --email uff@example.it",),
        _OFFICES),
    "contacts set-ambito": Examples(
        ('contacts set-ambito melzo --nome "Adda Martesana"',
         "contacts set-ambito rhodense --comune Cusago"), _OFFICES),
    "contacts set-list": Examples(
        ("contacts set-list --base-url https://sfratti.example.it",), _PORTAL),
    "contacts export": Examples(("contacts export melzo -o melzo.xlsx",
                                 "contacts export --each -o uffici.xlsx"), _OFFICES),
    "contacts import": Examples(("contacts import melzo.xlsx --dry-run",
                                 "contacts import risposte/*.xlsx"), _OFFICES),
    "contacts round": Examples(("contacts round --due 2026-12-15 -o giro",
                                "contacts round -o giro --send --really"), _ROUND),
    "contacts undo": Examples(("contacts undo",), _OFFICES),
    "contacts redo": Examples(("contacts redo",), _OFFICES),
    "aids list": Examples(("aids list",), _AIDS),
    "aids show": Examples(("aids show morosita-incolpevole-milano",), _AIDS),
    "aids set": Examples(("aids set morosita-incolpevole-milano --al 2027-06-30",), _AIDS),
    "aids confirm": Examples(("aids confirm morosita-incolpevole-milano",), _AIDS),
    "aids undo": Examples(("aids undo",), _AIDS),
    "aids redo": Examples(("aids redo",), _AIDS),
    "texts export": Examples(("texts export ar -o revisione-ar.xlsx",), _TEXTS),
    "texts import": Examples(("texts import revisione-ar.xlsx --dry-run",
                              "texts import revisione-ar.xlsx"), _TEXTS),
    "texts status": Examples(("texts status", "texts status --format json"), _TEXTS),
    "texts sign": Examples(('texts sign ar --reviewer "Amina Rossi" --domain leaflet',), _TEXTS),
    "texts proof": Examples(("texts proof ar -o prova-ar.pdf",), _TEXTS),
    "texts undo": Examples(("texts undo ar",), _TEXTS),
    "texts update": Examples(("texts update",), _TEXTS),
    "acts import": Examples(("acts import unep-2025.xlsx --dry-run",
                             "acts import unep-2025.xlsx --fonte UNEP"), _ACTS),
    "acts report": Examples(("acts report", "acts report melzo --internal",
                             "acts report --since 2023 -o atti.pdf"), _ACTS),
    "acts undo": Examples(("acts undo",), _ACTS),
    "acts redo": Examples(("acts redo",), _ACTS),
    "validate": Examples(("validate", "validate --fix", "validate --format json"), _RULES),
    "explain": Examples(("explain C007",), _RULES),
    "changes": Examples(("changes --since 2026-11-01", "changes vecchio.yaml nuovo.yaml")),
    "schema": Examples(("schema > ambiti.schema.json",
                        "schema --aids > misure.schema.json"), _FORMATS),
    "attach": Examples(("attach atto.pdf --comune Rho", "attach 2026/*.pdf --comune Rho",
                        "attach --list atti.xlsx -o notifiche"),
                       _LAWYERS),
    "verify": Examples(("verify atto_con-foglio.pdf", "verify --code 28UE-RGS9"), _LAWYERS),
    "site": Examples(("site", "site --out /srv/www/sfratti"), _PORTAL),
    "serve": Examples(("serve",), _PORTAL),
    "bundle": Examples(("bundle --for unep -o unep.zip", "bundle --for ambito rhodense -o r.zip"),
                       _BAILIFFS),
    "find": Examples(("find Rho", 'find "San Donato"', "find Milano --stage precetto")),
    "preview": Examples(("preview melzo --lang ar", "preview milano --aids"), _PRODUCTS),
    "doctor": Examples(("doctor",)),
}  # fmt: skip
"""Names of a command, with those of its groups → its examples."""
