# SPDX-License-Identifier: EUPL-1.2
"""The worksheets that a reader fills in: columns, instructions, and how a row is known again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from leaflet.system.words import fold
from leaflet.texts.review import digest_of_pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.texts.catalogues import CatalogueEntry

INSTRUCTIONS = "Istruzioni"
WHOSE_NAME = "Nome di chi rivede"
REVIEW_TITLE = "Revisione delle traduzioni: {language}"
HOW_TO = """\
Leggi la frase italiana e la traduzione. In «Dove sta» la vedi evidenziata sulla pagina vera.
La traduzione è giusta: scegli sì in «Va bene».
La traduzione è sbagliata: scrivi in «Correzione» la frase intera, come deve essere, e lascia \
vuoto «Va bene».
Hai un dubbio: scrivilo in «Domande». Una domanda non cambia niente: ti risponde chi coordina.
I nomi tra [parentesi quadre] restano in italiano, tra parentesi quadre: sono scritti così sulla \
porta dell'ufficio. Le parole tra {parentesi graffe} sono posti vuoti che il programma riempie, \
per esempio con una data: copiale come sono, dove la tua lingua le vuole.
Usa le parole di «Parole da usare»: chi legge due parole diverse pensa a due cose diverse.
Le righe che lasci vuote restano da rivedere: puoi continuare un altro giorno.
Scrivi qui sotto il tuo nome e cognome, salva, e rispedisci il file.""".splitlines()
ABOVE = "{title}: scrivi solo nelle colonne gialle. Le istruzioni sono nel primo foglio."
HEADINGS = 1
"""Row of the headings, counted from 0."""
ANSWERS = ("sì", "no")
UNREAD = "da rivedere"
_KEY_DIGITS = 12


class ReviewColumn(NamedTuple):
    """A column: `look` is text, answer or hidden; `is_said`: it is in the language reviewed."""

    key: str
    heading: str
    width: int
    look: str = "text"
    is_said: bool = False


REVIEW_COLUMNS = (
    ReviewColumn("n", "N.", 5),
    ReviewColumn("italiano", "Italiano", 32),
    ReviewColumn("traduzione", "Traduzione", 32, is_said=True),
    ReviewColumn("va_bene", "Va bene", 8, "answer"),
    ReviewColumn("correzione", "Correzione", 32, "answer", is_said=True),
    ReviewColumn("domande", "Domande", 20, "answer"),
    ReviewColumn("parole", "Parole da usare", 19),
    ReviewColumn("dove", "Dove sta", 43),
    ReviewColumn("stato", "A che punto è", 14),
    ReviewColumn("chiave", "chiave", 10, "hidden"),
)
KEYS: Mapping[str, str] = {fold(column.heading): column.key for column in REVIEW_COLUMNS}
"""Heading, as `fold` returns it → the column's key."""


class SentenceKey(NamedTuple):
    """Which sentence a row is of, and in which state it was exported."""

    code: str
    domain: str
    source: str
    pair: str

    def cell(self) -> str:
        """Return the key as it stands in the hidden column."""
        return " ".join(self)


def sentence_key(code: str, domain: str, entry: CatalogueEntry) -> SentenceKey:
    """Return the key of a sentence as it is now."""
    pair = digest_of_pair(entry.source, entry.translation)
    return SentenceKey(code, domain, digest_of_source(entry.source), pair)


def digest_of_source(source: str) -> str:
    """Return what tells an Italian sentence from others."""
    return hashlib.sha256(source.encode()).hexdigest()[:_KEY_DIGITS]


def read_key(cell: str) -> SentenceKey | None:
    """Return the key that a hidden cell has, None when it has none."""
    parts = cell.split()
    return SentenceKey._make(parts) if len(parts) == len(SentenceKey._fields) else None


def state_of(entry: CatalogueEntry) -> str:
    """Return in Italian at which point the review of a sentence is."""
    if not entry.translation:
        return "manca"
    if entry.stale:
        return "l'italiano è cambiato"
    if entry.review is None:
        return UNREAD
    if entry.is_reviewed:
        return f"rivista da {entry.review.name} il {entry.review.day:%d/%m/%Y}"
    return f"cambiata dopo la revisione di {entry.review.name}"
