# SPDX-License-Identifier: EUPL-1.2
"""The frozen model of the aids (`misure`) and of the stages of an eviction (`fasi`).

They are in `misure.yaml` beside the list of contacts, read by the same reader. Field names and
descriptions are Italian, as in the list. Sentences are Italian too; their translations are in
catalogues of their own (domain `misure`), amounts and days are values that each language writes in
its own way.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from leaflet.registry.record import SOLE_CIFRE, Data, Paragrafo, PlacedRecord, Riga, StrictRecord
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from leaflet.registry.record import Path

    class Territory(Protocol):
        """What an aid may be for: an ambito."""

        @property
        def id(self) -> str:
            """Its name in files and links."""

        @property
        def comuni(self) -> tuple[str, ...]:
            """Its Comuni."""


NomeFase: TypeAlias = Literal["intimazione", "convalida", "precetto", "avviso", "accesso"]
FASI: tuple[NomeFase, ...] = ("intimazione", "convalida", "precetto", "avviso", "accesso")
"""The stages of an eviction, in their order (protocol of 24 January 2023, art. 3 a and e)."""
Unita: TypeAlias = Literal["euro", "giorni", "mesi", "anni", "percento"]
GAP = re.compile(r"\{([a-z_]+)\}")
"""Where an amount goes into a sentence."""
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]


class Importo(StrictRecord):
    """Una cifra, che le frasi chiamano per nome tra graffe: `{isee}`."""

    nome: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$", max_length=40)]
    """Il nome che sta tra graffe nelle frasi, in lettere minuscole: `isee`."""
    valore: Annotated[int, Field(ge=0, le=10_000_000), SOLE_CIFRE]
    """Il numero, senza punti: `26000`."""
    unita: Unita
    """Di che cosa: `euro`, `giorni`, `mesi`, `anni` o `percento`."""


class Aiuto(StrictRecord):
    """A che cosa serve la misura, e in quali fasi dello sfratto."""

    fasi: Annotated[tuple[NomeFase, ...], Field(min_length=1)]
    """Le fasi in cui vale: `intimazione`, `convalida`, `precetto`, `avviso`, `accesso`."""
    testo: Riga
    """Che cosa si può avere o fare, in una frase."""


class Documento(StrictRecord):
    """Una carta da portare."""

    testo: Riga
    """Quale carta, con parole di tutti."""
    solo_se: Riga | None = None
    """Quando serve, se non serve sempre: `Il tuo permesso di soggiorno è in rinnovo`."""


class Domanda(StrictRecord):
    """Come si chiede."""

    dove: Riga | None = None
    """Dove si presenta la domanda."""
    come: Riga | None = None
    """Come si fa."""
    tempi: Riga | None = None
    """Quanto tempo ci vuole."""


class Misura(StrictRecord):
    """Un aiuto che un ente offre a chi ha uno sfratto."""

    id: _Id
    """Nome breve per file e link: lettere minuscole senza accenti, cifre, trattini. Non cambia."""
    nome: Riga
    """Il nome, come lo conoscono i cittadini."""
    ente: Riga
    """Chi lo offre."""
    comuni: tuple[Riga, ...] = ()
    """I Comuni in cui vale; se mancano anche gli ambiti, vale dappertutto."""
    ambiti: tuple[Riga, ...] = ()
    """Gli ambiti in cui vale, con il loro id."""
    dal: Data | None = None
    """Il primo giorno in cui si può chiedere."""
    al: Data | None = None
    """L'ultimo giorno: dal giorno dopo non compare più da nessuna parte."""
    fino_a: Riga | None = None
    """Fin quando, se non c'è un ultimo giorno: `esaurimento fondi`."""
    ricontrolla: Data | None = None
    """Il giorno in cui chiedere di nuovo all'ente se è ancora così."""
    datata: Annotated[int, Field(ge=1990, le=2100), SOLE_CIFRE] | None = None
    """L'anno del documento, se non è recente: viene stampato accanto."""
    descrizione: Annotated[tuple[Riga, ...], Field(min_length=1)]
    """Che cos'è, in poche frasi."""
    requisiti: tuple[Riga, ...] = ()
    """Chi può chiedere: domande a cui si risponde sì o no; servono tutti sì."""
    cause: tuple[Riga, ...] = ()
    """Domande di cui basta un sì."""
    aiuti: Annotated[tuple[Aiuto, ...], Field(min_length=1)]
    """A che cosa serve, fase per fase."""
    documenti: tuple[Documento, ...] = ()
    """Le carte da portare."""
    domanda: Domanda | None = None
    """Come si chiede."""
    avvertenze: tuple[Riga, ...] = ()
    """Che cosa sapere ancora."""
    importi: tuple[Importo, ...] = ()
    """Le cifre che stanno nelle frasi."""
    fonte: Paragrafo
    """Da quale documento viene."""
    link: tuple[Riga, ...] = ()
    """Pagine web, con `https://` davanti."""
    verificato: Data
    """Il giorno dell'ultima conferma: `2026-11-21`."""

    def is_open(self, day: dt.date) -> bool:
        """Return whether one can ask for it on this day, as far as is known."""
        return (self.dal is None or self.dal <= day) and (self.al is None or day <= self.al)

    def is_to_come(self, day: dt.date) -> bool:
        """Return whether one cannot ask for it on this day, but later."""
        return self.dal is not None and self.dal > day

    def serves(self, ambito: Territory, comune: str | None = None) -> bool:
        """Return whether it is for an ambito as a whole or in part, or for one of its Comuni."""
        if not self.comuni and not self.ambiti:
            return True
        here = {fold(comune)} if comune else set(map(fold, ambito.comuni))
        return ambito.id in self.ambiti or not here.isdisjoint(map(fold, self.comuni))

    def helps_at(self, fase: str) -> tuple[Aiuto, ...]:
        """Return what it is good for at a stage; nothing at a stage where it comes too late."""
        return tuple(aiuto for aiuto in self.aiuti if fase in aiuto.fasi)

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield all that people read and is translated, with its place in the record."""
        yield ("nome",), self.nome
        for name in ("descrizione", "requisiti", "cause", "avvertenze"):
            yield from (((name, i), text) for i, text in enumerate(getattr(self, name)))
        yield from ((("aiuti", i, "testo"), aiuto.testo) for i, aiuto in enumerate(self.aiuti))
        for i, documento in enumerate(self.documenti):
            yield ("documenti", i, "testo"), documento.testo
            if documento.solo_se:
                yield ("documenti", i, "solo_se"), documento.solo_se
        for name in ("dove", "come", "tempi"):
            if self.domanda and (text := getattr(self.domanda, name)):
                yield ("domanda", name), text


class Firma(StrictRecord):
    """Chi dell'Ordine degli Avvocati ha letto e approvato una frase, e quando."""

    nome: Riga
    """Nome e cognome, con il titolo: `Avv. Maria Rossi`."""
    giorno: Data
    """Il giorno in cui l'ha approvata."""


class Bozza(StrictRecord):
    """Un fatto di diritto: non è pubblicato finché un avvocato non l'ha firmato."""

    testo: Riga
    """Il fatto, in una frase."""
    articolo: Riga
    """La norma: `art. 663, co. 1, c.p.c.`."""
    fatto: Riga | None = None
    """Il numero nella raccolta dei fatti da cui viene."""
    raccolto: Data
    """Il giorno in cui il fatto è stato raccolto."""
    firma: Firma | None = None
    """Chi l'ha approvato; finché manca, la frase è una bozza."""


class Fase(StrictRecord):
    """Una fase dello sfratto: come riconoscere l'atto e che cosa si può ancora fare."""

    id: NomeFase
    """Quale fase: `intimazione`, `convalida`, `precetto`, `avviso` o `accesso`."""
    nome: Riga
    """Il nome dell'atto, come c'è scritto sopra."""
    riconosci: Annotated[tuple[Riga, ...], Field(min_length=1)]
    """Come si riconosce l'atto."""
    significa: Annotated[tuple[Riga, ...], Field(min_length=1)]
    """Che cosa vuol dire, in due frasi."""
    fai: Annotated[tuple[Riga, ...], Field(min_length=1)]
    """Che cosa si può ancora fare."""
    porta: tuple[Riga, ...] = ()
    """Che cosa portare con sé."""
    data: Literal["udienza", "accesso"] | None = None
    """Quale giorno scrivere sul foglio: `udienza` o `accesso`."""
    bozze: tuple[Bozza, ...] = ()
    """Fatti di diritto, pubblicati solo dopo la firma di un avvocato."""

    def list_signed(self) -> tuple[Bozza, ...]:
        """Return the facts of law that a lawyer has signed: only these are published."""
        return tuple(bozza for bozza in self.bozze if bozza.firma)

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield all that people read and is translated, with its place in the record."""
        yield ("nome",), self.nome
        for name in ("riconosci", "significa", "fai", "porta"):
            yield from (((name, i), text) for i, text in enumerate(getattr(self, name)))
        yield from ((("bozze", i, "testo"), bozza.testo) for i, bozza in enumerate(self.bozze))


class Misure(PlacedRecord):
    """Le misure di aiuto e le fasi dello sfratto."""

    fasi: tuple[Fase, ...] = ()
    """Le fasi dello sfratto, in ordine."""
    misure: tuple[Misura, ...] = ()
    """Gli aiuti, anche quelli scaduti."""

    def open_on(self, day: dt.date) -> Misure:
        """Return what may be shown on a day: what has expired, or not begun, is not there."""
        found = tuple(misura for misura in self.misure if misura.is_open(day))
        return self.model_copy(update={"misure": found})

    def for_place(self, ambito: Territory, comune: str | None = None) -> tuple[Misura, ...]:
        """Return the aids for an ambito, or for one of its Comuni, local ones first."""
        found = [misura for misura in self.misure if misura.serves(ambito, comune)]
        return tuple(sorted(found, key=lambda misura: not (misura.comuni or misura.ambiti)))

    def of_place(self, ambito: Territory) -> Misure:
        """Return the stages, and of the aids those for an ambito."""
        return self.model_copy(update={"misure": self.for_place(ambito)})

    def fase(self, identifier: str) -> Fase | None:
        """Return a stage by its id, None when the file does not describe it."""
        return next((fase for fase in self.fasi if fase.id == identifier), None)

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield all that people read and is translated, with its place in the file."""
        for name in ("fasi", "misure"):
            for i, record in enumerate(getattr(self, name)):
                yield from (((name, i, *path), text) for path, text in record.sentences())

    def list_sentences(self) -> list[str]:
        """Return the sentences, each once, in the order in which they stand."""
        return list(dict.fromkeys(text for _, text in self.sentences()))

    def days_of_news(self) -> Iterator[dt.date]:
        """Yield the days on which something is to be shown or said that was not before."""
        for misura in self.misure:
            if misura.dal:
                yield misura.dal
            if misura.al:
                yield from (_shift(misura.al, days) for days in (1, -WEEK, -MONTH))
            if misura.ricontrolla:
                yield misura.ricontrolla


def _shift(day: dt.date, days: int) -> dt.date:
    """Return another day; the first or last that there can be where it would lie beyond."""
    last = dt.date.max.toordinal()
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), last))


WEEK, MONTH = 7, 30
"""Days before its last one, on which an aid is said to expire."""
