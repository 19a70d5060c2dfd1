# SPDX-License-Identifier: EUPL-1.2
"""Rewrites the table of the official Comuni, leaflet/registry/comuni.csv: `make comuni`.

It is made of two public tables under CC BY 4.0: the Comuni of today as ISTAT lists them, and the
archive of ANPR (Ministero dell'Interno) of all that there ever were. They are downloaded from their
own addresses, or read from two files: `comuni.py ISTAT.csv ANPR.csv`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.registry.comuni import TABLE, Comune
from leaflet.system.files import write_atomically
from leaflet.system.web import fetch
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Row = Mapping[str, str]

ISTAT = "https://www.istat.it/storage/codici-unita-amministrative/Elenco-comuni-italiani.csv"
ANPR = "https://www.anagrafenazionale.interno.it/wp-content/uploads/ANPR_archivio_comuni.csv"
FEWEST, MOST = 7_000, 8_500
"""Comuni of today: outside of this, a table is not what it seems."""

_PARTICLES = frozenset(
    {
        "a",
        "ad",
        "ai",
        "al",
        "alla",
        "alle",
        "allo",
        "all'",
        "coi",
        "con",
        "d'",
        "da",
        "dal",
        "dalla",
        "dall'",
    }
    | {"de'", "degli", "dei", "del", "dell'", "della", "delle", "dello", "di", "e", "ed", "fra"}
    | {"il", "in", "la", "le", "li", "ne'", "nei", "nel", "nell'", "nella", "nelle", "per"}
    | {"presso", "sopra", "sotto", "su", "sul", "sull'", "sulla", "sulle", "sullo", "tra"}
)
"""Words that names have in lower case, except as the first word."""

_ROMAN = re.compile(r"(?=..)X*(?:IX|IV|V?I{0,3})", re.IGNORECASE)
"""The number of a pope or a king: Giovanni XXIII."""


def combine(istat: bytes, anpr: bytes) -> list[Comune]:
    """Return the Comuni of today, and the last state of each name that none has any more.

    What ISTAT does not list yet has no code of its own, and its region from its neighbours.
    """
    today = {row["Codice Catastale del comune"]: row for row in read_istat(istat)}
    regions = {row["Sigla automobilistica"]: row["Denominazione Regione"] for row in today.values()}
    archive = [row for row in read_anpr(anpr) if row["STATO"] != "D"]  # not founded yet
    found = [
        _comune(row, today.get(row["CODCATASTALE"], {}) if row["STATO"] == "A" else {}, regions)
        for row in archive
    ]
    active = [comune for comune in found if comune.attivo]
    names = {fold(name) for comune in active for name in (comune.nome, comune.altro)}
    last: dict[tuple[str, str], Comune] = {}
    for comune in sorted(found, key=lambda comune: comune.fino_al):
        if not comune.attivo and fold(comune.nome) not in names:
            last[fold(comune.nome), comune.codice] = comune
    gone = [comune._replace(successore=successor(comune, active)) for comune in last.values()]
    return sorted([*active, *gone])


def read_istat(data: bytes) -> list[Row]:
    """Return the rows of ISTAT's table; one line break stands inside its headings."""
    text = io.StringIO(data.decode("cp1252"), newline="")
    rows = csv.DictReader(text, delimiter=";")
    lost = {"Sovodnje ob So?i": "Sovodnje ob Soči"}  # that encoding has no «č»
    return [
        {key: lost.get(value, value) for key, value in row.items()}
        for row in rows
        if row["Denominazione in italiano"]
    ]


def read_anpr(data: bytes) -> list[Row]:
    """Return the rows of ANPR's archive."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _comune(row: Row, istat: Row, regions: Mapping[str, str]) -> Comune:
    """Return a line of the table; of a name that both have, ISTAT's spelling counts."""
    nome = row["DENOMINAZIONE_IT"].strip()
    official = istat.get("Denominazione in italiano", "").strip()
    # ANPR joins a second name to the first: Doberdò del Lago-Doberdob.
    is_same = fold(official) in {fold(nome), fold(nome.partition("-")[0])}
    other = istat.get("Denominazione altra lingua", "").strip() or row["ALTRADENOMINAZIONE"].strip()
    province = row["SIGLAPROVINCIA"]
    return Comune(
        codice=row["CODCATASTALE"],
        istat=istat.get("Codice Comune formato alfanumerico", "") or row["CODISTAT"],
        nome=official if is_same else spell(nome),
        altro=other,
        provincia=province,
        regione=istat.get("Denominazione Regione", "").strip() or regions.get(province, ""),
        dal=row["DATAISTITUZIONE"][:10],
        fino_al=row["DATACESSAZIONE"][:10] if row["STATO"] == "C" else "",
        successore="",
    )


def spell(name: str) -> str:
    """Return a name as the Comuni write it: Cassano d'Adda, and not CASSANO D'ADDA."""
    first, *others = (name.title() if name.isupper() else name).split(" ")
    spelt = [first, *map(_spell_word, others)]
    if spelt[-1] in {"sopra", "sotto"}:  # Bonate Sopra, but Castelletto sopra Ticino
        spelt[-1] = spelt[-1].title()
    return " ".join(spelt)


def _spell_word(word: str) -> str:
    if _ROMAN.fullmatch(word):
        return word.upper()
    if word.lower() in _PARTICLES:
        return word.lower()
    article, apostrophe, rest = word.partition("'")
    if rest and article.lower() + apostrophe in _PARTICLES:
        return article.lower() + apostrophe + rest
    return word


def successor(gone: Comune, active: Iterable[Comune]) -> str:
    """Return the code of the Comune that took the place of one, empty when the tables do not tell.

    They do when it only changed its name, or when a Comune of its province that bears a part of its
    name was founded the day after. Who was joined to a neighbour that kept its name is not told.
    """
    day = (dt.date.fromisoformat(gone.fino_al) + dt.timedelta(days=1)).isoformat()
    words = set(fold(gone.nome).split())
    heirs = {
        comune.codice
        for comune in active
        if comune.codice == gone.codice
        or (
            (comune.provincia, comune.dal) == (gone.provincia, day)
            and words & set(fold(comune.nome).split())
        )
    }
    return heirs.pop() if len(heirs) == 1 else ""


def write_table(comuni: Iterable[Comune]) -> bytes:
    """Return the table as a file: UTF-8, commas, one line a Comune, in the order of their codes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Comune._fields)
    writer.writerows(comuni)
    return text.getvalue().encode()


def main(arguments: list[str]) -> int:
    """Rewrite the table, and say what is in it; 1 when it would not be one of all Comuni."""
    istat, anpr = [Path(name).read_bytes() for name in arguments] or [fetch(ISTAT), fetch(ANPR)]
    comuni = combine(istat, anpr)
    active = sum(comune.attivo for comune in comuni)
    if not FEWEST < active < MOST:
        sys.stderr.write(f"{active} Comuni: the table stays as it is\n")
        return 1
    write_atomically(TABLE, write_table(comuni))
    sys.stdout.write(f"{TABLE.name}: {active} Comuni, {len(comuni) - active} names of old\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
