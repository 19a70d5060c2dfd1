# SPDX-License-Identifier: EUPL-1.2
"""Portals to look at: their kinds of pages, and how the real program makes them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.judges.pages import Document, documents
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("it", "en", "es", "ar")
SUBFOLDER = "uffici/sfratti"
"""Portals are looked at below a folder of a server, as in an office's own portal."""
BASE_URL = "https://sfratti.example.it/uffici"

KINDS = {
    "home": "",
    "advice": "cosa-fare/",
    "referents": "referenti/",
    "professionals": "professionisti/",
    "check": "verifica/",
    "changes": "modifiche/",
    "data": "dati/",
    "accessibility": "accessibilita/",
    "privacy": "privacy/",
    "comune": "comuni/cesano-boscone/",
    "comune of an ambito": "comuni/rho/",
    "comune without a referent": "comuni/legnano/",
    "ambito": "ambiti/corsichese/",
    "aids": "aiuti/",
    "aid": "aiuti/contributo-solidarieta/",
    "stage": "fasi/intimazione/",
}
"""Each kind of page → one of its pages, below the folder of a language."""
PATTERNS = ("", "comuni/[a-z0-9-]+/", "ambiti/[a-z0-9-]+/", "aiuti/[a-z0-9-]+/", "fasi/[a-z]+/")
"""Where pages of the same kind stand, beside the fixed ones."""

HOSTILE = """<script>alert("1")</script> & 'x' </title>"""
"""Text that a careless page would run."""
HOSTILE_LIST = """\
fonte: 'Elenco <b>di prova</b> & "altro" ]]>'
base_url: https://sfratti.example.it/uffici
portale:
  ente: 'Corte <i>di prova</i> & "altro"'
  contatto: sito@fittizi.it
  accessibilita: https://form.agid.gov.it/view/?a=1&b=2
  privacy: https://fittizi.it/privacy
  logo: logo.svg
ambiti:
  - id: prova
    nome: 'Prova <script>alert("1")</script> & ''x'' </title>'
    ente: '</script><img src=x onerror=alert(2)>'
    comuni: [Rho, Pero]
    contatti:
      - ufficio: '"><svg onload=alert(3)> & Ufficio; Casa, \\n'
        referente: '=HYPERLINK("https://example.org")'
        telefoni:
          - numero: "02 9512 0286"
            interno: "266"
            tasti: "4.1.2"
            orari: [{giorni: lun-ven, dalle: "11:00", alle: "12:30"}]
        email: [casa@fittizi.it]
        link:
          - titolo: '<a href="javascript:alert(4)">qui</a>'
            url: https://example.com/?a=1&b='2'
        sede:
          indirizzo: 'Via <i>Larga</i> & "Stretta", 1'
          cap: "20017"
          comune: Rho
        note: '{{ 7 * 7 }} <!-- --> & <style>*{display:none}</style>'
        verificato: 2026-11-20
      - comuni: [Pero]
        ufficio: Sportello di Pero
        telefoni: [{numero: "@NUMBER@"}]
        verificato: 2026-11-19
"""
GONE = """\
  - id: lasciato
    nome: Lasciato
    comuni: [Arese]
    contatti:
      - ufficio: Ufficio di Arese
        telefoni: [{numero: "02 93527500"}]
        verificato: 2026-11-18
"""
HOSTILE_AIDS = """\
fasi:
  - id: intimazione
    nome: '<b onclick="alert(5)">Intimazione</b> & ''altro'' </title>'
    riconosci: ['Leggi «[<i>Intimazione</i>]» & altro.']
    significa: ['<script>alert(6)</script> è cominciato.']
    fai: ['Chiama <img src=x onerror=alert(7)> subito.']
    porta: ['Un <!-- documento --> & altro']
    bozze:
      - testo: Questo fatto è una bozza.
        articolo: art. 1 c.p.c.
        raccolto: 2026-11-29
misure:
  - id: aiuto-di-prova
    nome: 'Aiuto <script>alert("8")</script> & ''x'' </title>'
    ente: '</script><img src=x onerror=alert(9)>'
    comuni: [Rho]
    fino_a: 'esaurimento <b>fondi</b> & altro'
    ricontrolla: 2030-01-01
    datata: 2020
    descrizione: ['È un aiuto <!-- di prova & per tutti.']
    requisiti: ['"><svg onload=alert(10)> entro {isee}?', 'Hai <b>un contratto</b>?']
    cause: ['Hai perso <i>il lavoro</i>?', 'Sei malato?']
    aiuti: [{fasi: [intimazione], testo: 'Pagare <u>tutto</u>.'}]
    documenti:
      - testo: Domanda <b>firmata</b>
      - {testo: Copia del permesso, solo_se: 'Hai <i>un permesso</i>'}
    domanda: {dove: 'Vai <a href="javascript:alert(11)">qui</a>.', tempi: 'Subito.'}
    avvertenze: ['=HYPERLINK("https://example.org")']
    importi: [{nome: isee, valore: 26000, unita: euro}]
    fonte: 'Avviso <b>di prova</b> & "altro" ]]>'
    link: ["https://example.com/?a=1&b=2"]
    verificato: 2026-11-20
"""
HOSTILE_KINDS = {
    "home": "",
    "referents": "referenti/",
    "professionals": "professionisti/",
    "check": "verifica/",
    "changes": "modifiche/",
    "comune": "comuni/rho/",
    "ambito": "ambiti/prova/",
    "ambito that left": "ambiti/lasciato/",
    "aids": "aiuti/",
    "aid": "aiuti/aiuto-di-prova/",
    "stage": "fasi/intimazione/",
}


@dataclass(frozen=True, slots=True)
class Portal:
    """A finished portal: its folder, where it says that it is, and its parsed pages."""

    folder: Path
    base_url: str
    pages: dict[str, Document]

    def text(self, path: str) -> str:
        """Return a file of the portal."""
        return (self.folder / path).read_text(encoding="utf-8")


def found(folder: Path, base_url: str = "") -> Portal:
    """Return the portal that is in a folder."""
    pages = documents(folder)
    assert len(pages) > len(LANGUAGES) * 10
    return Portal(folder, base_url, pages)


def make(root: Path, output: Path, folder: Path, *options: str) -> str:
    """Make a portal as people do, and return what the program told; fails when that fails."""
    command = [sys.executable, str(ROOT / "cli.py"), "--root", str(root), "site", *options]
    done = subprocess.run(
        [*command, "--output", str(output), "--out", str(folder)],
        env={**os.environ, "LANGUAGE": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make_hostile(base: Path, folder: Path) -> None:
    """Make a portal of a hostile list, which then lost an ambito and changed a number."""
    root = base / "workspace"
    for name in ("templates", "locales"):
        shutil.copytree(ROOT / name, root / name)
    contacts = root / "contacts" / "ambiti.yaml"
    contacts.parent.mkdir()
    contacts.with_name("misure.yaml").write_text(HOSTILE_AIDS, encoding="utf-8")
    shutil.copy(ROOT / "templates" / "site" / "assets" / "icon.svg", contacts.with_name("logo.svg"))
    for text in (HOSTILE_LIST.replace("@NUMBER@", "02 353711") + GONE,
                 HOSTILE_LIST.replace("@NUMBER@", "02 35371150")):  # fmt: skip
        contacts.write_text(text, encoding="utf-8")
        make(root, base / "output", folder)


def kind_of(path: str) -> str:
    """Return the pattern of a page's path below its language, which tells its kind."""
    for pattern in PATTERNS:
        if re.fullmatch(pattern, path):
            return pattern
    return path
