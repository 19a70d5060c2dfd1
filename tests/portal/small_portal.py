# SPDX-License-Identifier: EUPL-1.2
"""Small portals, and output folders to make them of, for the tests of all that publishes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import html
import re
from typing import TYPE_CHECKING

from leaflet.archive.history import CONTACTS, LEAFLET, REMOVED, contents_of, read_history
from leaflet.archive.manifest import Manifest, ManifestEntry, read_manifest, write_manifest
from leaflet.build.kinds import Product
from leaflet.build.products import GENERIC, comune_names, comune_path, sheet_path
from leaflet.portal.content import Content, gather
from leaflet.portal.making import Portal, make
from leaflet.portal.pages import Look, files
from leaflet.registry import reading
from leaflet.system.workspace import shipped_workspace
from leaflet.texts.catalogues import PORTAL_DOMAIN, join_texts, read_texts, with_aid_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from leaflet.portal.publishing import Report
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Locale, Texts

FIRST, SECOND = "2026-01-10T08:00:00Z", "2026-03-05T23:30:00Z"
SMALL = """\
fonte: Elenco di prova
base_url: https://unep.example/sfratto/
ambiti:
  - id: nord
    nome: Nord
    ente: Azienda di prova
    comuni: [Cassano d'Adda, Rho, San Donato Milanese]
    contatti:
      - ufficio: Ufficio di Piano
        referente: Dott.ssa Prova
        telefoni:
          - numero: "02 9512 0286"
            interno: "266"
            tasti: "4.1.2"
            orari: [{giorni: "lun-ven", dalle: "09:00", alle: "12:30"}]
        email: [ufficio@rho.example]
        link: [{url: "https://rho.example/casa", titolo: "Casa: chi può"}]
        sede: {indirizzo: "Via Larga, 12", cap: "20017", comune: Rho}
        verificato: 2026-01-09
      - comuni: [Rho]
        ufficio: Ufficio Casa
        telefoni: [{numero: "02 020202"}]
        verificato: 2026-01-08
  - id: cinisello-balsamo
    nome: Cinisello Balsamo
    comuni: [Bresso, Cormano]
    contatti:
      - comuni: [Bresso]
        email: [casa@bresso.example]
        verificato: 2026-01-07
      - comuni: [Cormano]
        note: L'e-mail di questo ufficio è in verifica.
        verificato: 2026-01-07
"""

AIDS = """\
fasi:
  - id: intimazione
    nome: Intimazione di prova
    riconosci: ["Sull'atto leggi «[Intimazione]»."]
    significa: [La prova è cominciata., C'è un'udienza.]
    fai: [Chiama il tuo Comune., Segna la data.]
    porta: [L'atto di prova]
    data: udienza
    bozze:
      - testo: Questo fatto è firmato.
        articolo: art. 1 c.p.c.
        raccolto: 2026-01-01
        firma: {nome: Avv. Maria Prova, giorno: 2026-01-05}
      - testo: Questo fatto è una bozza.
        articolo: art. 2 c.p.c.
        raccolto: 2026-01-01
  - id: accesso
    nome: Accesso di prova
    riconosci: [Viene qualcuno.]
    significa: [La prova finisce.]
    fai: [Chiedi aiuto oggi.]
misure:
  - id: contributo-rho
    nome: Contributo di prova
    ente: Comune di Rho
    comuni: [Rho]
    al: 2026-12-31
    ricontrolla: 2026-12-15
    descrizione: [È un aiuto di prova., Serve a pagare.]
    requisiti: ["Hai un [ISEE] entro {isee}?", Hai un contratto?]
    cause: [Hai perso il lavoro?, Sei malato?]
    aiuti:
      - {fasi: [intimazione], testo: Pagare l'arretrato.}
      - {fasi: [intimazione, accesso], testo: Affittare un'altra casa.}
    documenti:
      - testo: Domanda firmata
      - {testo: Copia del permesso, solo_se: Hai un permesso}
    domanda:
      dove: Vai in Comune.
      come: Compila il modulo.
      tempi: Il Comune risponde entro {attesa}.
    avvertenze: [Chiedi se è aperto.]
    importi:
      - {nome: isee, valore: 26000, unita: euro}
      - {nome: attesa, valore: 30, unita: giorni}
    fonte: Comune di Rho, avviso di prova
    link: [https://rho.example/contributo]
    verificato: 2026-01-10
  - id: aiuto-nord
    nome: Aiuto dell'ambito
    ente: Azienda di prova
    ambiti: [nord]
    fino_a: esaurimento fondi
    descrizione: [È un aiuto dell'ambito di prova.]
    aiuti: [{fasi: [accesso], testo: Avere una stanza.}]
    fonte: Azienda di prova, delibera 1
    verificato: 2026-01-10
  - id: casa-popolare
    nome: Casa popolare di prova
    ente: Regione di prova
    ricontrolla: 2026-06-01
    datata: 2020
    descrizione: ["Le [Case di prova, CP] sono di tutti."]
    requisiti: [Cerchi casa?]
    aiuti: [{fasi: [intimazione, accesso], testo: Chiedere una casa.}]
    fonte: Piano di prova, 2020
    verificato: 2026-01-10
  - id: scaduto
    nome: Aiuto scaduto
    ente: Comune di Rho
    comuni: [Rho]
    al: 2025-12-31
    descrizione: [Non c'è più.]
    aiuti: [{fasi: [accesso], testo: Non serve più.}]
    fonte: Avviso di prova del 2025
    verificato: 2025-01-10
"""
TODAY = dt.date(2026, 3, 6)


def helped(registry: Registry, text: str = AIDS, day: dt.date = TODAY) -> Registry:
    """Return a registry with the aids and stages that a YAML text says, as they are on a day."""
    read = reading.read_aids(text.encode(), "misure.yaml")
    assert not read.problems, read.problems
    return registry.with_aids(read.misure, day)


def registry_of(text: str = SMALL) -> Registry:
    """Return the registry that a YAML text says, without asking the rules."""
    read = reading.read(text.encode(), "prova.yaml")
    assert read.registry, read.problems
    return read.registry


def built(
    folder: Path, registry: Registry, *, on: str = FIRST, suffix: str = "", per_comune: bool = False
) -> None:
    """Leave in `folder` what a build leaves: files, manifest and history; the PDFs are words."""
    history = read_history(folder)
    known = history.states()
    for ambito in registry.ambiti:
        digest, state = contents_of(ambito)
        if known.get(ambito.id) != state:
            record = {"record": CONTACTS, "on": on, "ambito": ambito.id}
            history.append({**record, "contents": digest, "data": state})
    for gone in known.keys() - {ambito.id for ambito in registry.ambiti}:
        record = {"record": CONTACTS, "on": on, "ambito": gone}
        history.append({**record, "contents": "", "data": None})
    made = {sheet_path(a.id): (a.id, Product.SHEET) for a in registry.ambiti}
    made[sheet_path(GENERIC)] = (GENERIC, Product.SHEET)
    if per_comune:
        names = comune_names(registry).values()
        made |= {comune_path(slug): (slug, Product.COMUNE) for slug in names}
    for path in sorted(history.newest_ones().keys() - made.keys()):
        history.append({"record": REMOVED, "on": on, "path": path})
    manifest = Manifest()
    for path, (name, product) in made.items():
        data = f"%PDF {name}{suffix}".encode()
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        code = f"{sha256[:4]}-{sha256[4:8]}".upper()
        last = history.newest(path)
        if last is None or last["sha256"] != sha256:
            record = {"record": LEAFLET, "on": on, "path": path, "key": sha256}
            history.append({**record, "sha256": sha256, "code": code})
        manifest.files[path] = ManifestEntry(sha256, sha256, code, product)
    manifest.recorded = history.size
    write_manifest(folder, manifest)


@functools.cache
def locales() -> Sequence[Locale]:
    """Return the languages of the real portal."""
    folder = shipped_workspace().locales
    return join_texts(read_texts(folder), read_texts(folder, PORTAL_DOMAIN)).published


def look(*, fragment: bool = False, languages: int = 4) -> Look:
    """Return the dress of the real portal, in the first languages."""
    return Look(shipped_workspace().templates, locales()[:languages], fragment)


def content_of(folder: Path, registry: Registry) -> Content:
    """Return what there is to say of what was built in `folder`."""
    return gather(registry, folder, read_manifest(folder), read_history(folder))


def pages_of(
    folder: Path,
    registry: Registry,
    *,
    fragment: bool = False,
    languages: int = 4,
    said: Texts | None = None,
) -> dict[str, str]:
    """Return every text file of the portal in the first languages, by path.

    `said` are the translations of the sentences of its aids.
    """
    dressed = look(fragment=fragment, languages=languages)
    if said:
        dressed = dataclasses.replace(dressed, locales=with_aid_texts(dressed.locales, said))
    found = files(content_of(folder, registry), dressed)
    return {path: data.decode() for path, data in found}


def portal_of(output: Path, registry: Registry, folder: Path, *, languages: int = 1) -> Report:
    """Make the portal in `folder` of what was built in `output`, in the first languages."""
    dressed = look(languages=languages)
    return make(Portal(folder, output, lambda: (registry, dressed)))


def text_of(page: str) -> str:
    """Return what is read of a page, or of a piece of one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
