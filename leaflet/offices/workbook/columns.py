# SPDX-License-Identifier: EUPL-1.2
"""The one table of columns: which field stands where, under which heading, how it is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from leaflet.registry.wording import write_office
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.registry.model import Ambito, Contatto, Telefono

CellKey: TypeAlias = tuple[str, int]
"""Which cell of a row: the name of its column, and which of several groups of columns it is in."""

DAY = "%d/%m/%Y"
SEVERAL = "; "
"""What stands between several values in one cell."""
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook can hold."""


@dataclass(frozen=True, slots=True)
class BookColumn:
    """One column: `look` says how it is drawn, `choices` which drop-down list it has.

    `also` are other headings by which people may call it.
    """

    name: str
    heading: str
    instruction: str
    width: int
    look: str = "text"
    choices: str = ""
    also: tuple[str, ...] = ()


AMBITO = BookColumn("ambito", "Ambito", "a chi appartiene la riga", 20)
_OFFICE = (
    BookColumn("comuni", "Comuni serviti", "uno o più, con la virgola; vuoto = tutto l'ambito", 23,
               choices="comuni", also=("Comune", "Comuni", "Comune servito")),
    BookColumn("zone", "Zona", "parte del Comune: Municipio 3; vuoto = tutto il Comune", 18,
               also=("Zone", "Municipio", "Circoscrizione", "Municipalità", "Quartiere")),
    BookColumn("ufficio", "Ufficio", "come si chiama", 27, also=("Nome ufficio", "Servizio")),
    BookColumn("referente", "Referente", "titolo, nome e cognome", 24,
               also=("Persona di riferimento", "Nome e cognome")),
)  # fmt: skip
_PHONE = (
    BookColumn("numero", "Telefono", "un numero per cella, con il prefisso", 16,
               also=("Numero", "Tel", "Numero di telefono", "Telefono 1")),
    BookColumn("interno", "Interno", "solo cifre", 9, also=("Int",)),
    BookColumn("tasti", "Tasti", "da premere dopo la risposta: 4.1.2", 11),
    BookColumn("giorni", "Giorni", "quando rispondono: lun-ven", 12, choices="giorni"),
    BookColumn("dalle", "Dalle", "ora: 09:00", 8),
    BookColumn("alle", "Alle", "ora: 12:30", 8),
)  # fmt: skip
_EMAIL = (
    BookColumn("email", "E-mail", "più di una? con il punto e virgola", 31,
               also=("Email", "Mail", "Posta elettronica", "Indirizzo e-mail", "Indirizzo email")),
)  # fmt: skip
_LINK = (
    BookColumn("url", "Pagina web", "comincia con https://", 29, also=("Sito", "Sito web", "Link")),
    BookColumn("titolo", "Titolo della pagina", "che cosa ci si trova", 19, also=("Titolo",)),
)  # fmt: skip
_REST = (
    BookColumn("indirizzo", "Indirizzo", "via o piazza e numero", 25, also=("Via", "Sede")),
    BookColumn("cap", "CAP", "cinque cifre", 8),
    BookColumn("comune", "Comune della sede", "dove si trova l'ufficio", 18, also=("Comune sede",)),
    BookColumn("note", "Note", "una frase per i cittadini, solo se serve", 30, also=("Nota",)),
    BookColumn("verificato", "Verificato il", "non si scrive: cambia da sé", 12, "info"),
    BookColumn("conferma", "Confermo che è giusto", "sì, no, oppure togli", 13, "answer",
               "conferma", ("Confermo", "Conferma")),
    BookColumn("riga", "riga", "non toccare", 10, "hidden"),
    BookColumn("versione", "versione", "non toccare", 10, "hidden"),
)  # fmt: skip
ALL = (AMBITO, *_OFFICE, *_PHONE, *_EMAIL, *_LINK, *_REST)

DAY_CHOICES = ("lun-ven", "lun", "mar", "mer", "gio", "ven", "sab", "dom", "lun-gio", "lun-sab")
ANSWER_CHOICES = ("sì", "no", "togli")

FIELDS: Mapping[str, tuple[str, ...]] = {
    "comuni": ("comuni",),
    "zone": ("zone",),
    "ufficio": ("ufficio",),
    "referente": ("referente",),
    "telefoni": tuple(column.name for column in _PHONE),
    "email": ("email",),
    "link": tuple(column.name for column in _LINK),
    "sede": ("indirizzo", "cap", "comune"),
    "note": ("note",),
    "tipo": ("ufficio",),
}
"""Field of a contatto → the columns that tell it. What is compared and merged is a field."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column as a sheet has it: `index` counts the groups of phones and of links from 0."""

    column: BookColumn
    index: int

    @property
    def key(self) -> CellKey:
        """Which cell of a row stands in this column."""
        return self.column.name, self.index

    @property
    def heading(self) -> str:
        """What stands above it: «Telefono», then «Telefono 2»."""
        return f"{self.column.heading} {self.index + 1}" if self.index else self.column.heading


def laid_out(contatti: Sequence[Contatto], *, named: bool = False) -> tuple[Placed, ...]:
    """Return the columns that these rows need; `named`: with the ambito of each row.

    Few lists divide a Comune: the others do not have «Zona», which whoever needs it may add.
    """
    has_parts = any(contatto.zone for contatto in contatti)
    phones = max([1, *(len(contatto.telefoni) for contatto in contatti)])
    links = max([1, *(len(contatto.link) for contatto in contatti)])
    return (
        *([Placed(AMBITO, 0)] if named else []),
        *(Placed(column, 0) for column in _OFFICE if column.name != "zone" or has_parts),
        *(Placed(column, index) for index in range(phones) for column in _PHONE),
        *(Placed(column, 0) for column in _EMAIL),
        *(Placed(column, index) for index in range(links) for column in _LINK),
        *(Placed(column, 0) for column in _REST),
    )


def texts(contatto: Contatto) -> dict[CellKey, str]:
    """Return what the cells of a row say; empty ones are left out."""
    sede = contatto.sede
    told = {
        ("comuni", 0): ", ".join(contatto.comuni),
        ("zone", 0): SEVERAL.join(contatto.zone),
        ("ufficio", 0): write_office(contatto.tipo, contatto.ufficio),
        ("referente", 0): contatto.referente,
        ("email", 0): SEVERAL.join(contatto.email),
        ("indirizzo", 0): sede.indirizzo if sede else None,
        ("cap", 0): sede.cap if sede else None,
        ("comune", 0): sede.comune if sede else None,
        ("note", 0): contatto.note,
        ("verificato", 0): contatto.verificato.strftime(DAY),
    }
    for index, telefono in enumerate(contatto.telefoni):
        told |= {(name, index): text for name, text in _phone(telefono)}
    for index, link in enumerate(contatto.link):
        told |= {("url", index): link.url, ("titolo", index): link.titolo}
    return {key: text for key, text in told.items() if text}


def _phone(telefono: Telefono) -> Iterator[tuple[str, str | None]]:
    yield "numero", telefono.numero
    yield "interno", telefono.interno
    yield "tasti", telefono.tasti
    yield "giorni", SEVERAL.join(orario.giorni for orario in telefono.orari)
    yield "dalle", SEVERAL.join(orario.dalle for orario in telefono.orari)
    yield "alle", SEVERAL.join(orario.alle for orario in telefono.orari)


def version(contatto: Contatto) -> str:
    """Return the row as it is now, in one line: what a workbook is later compared with."""
    data = contatto.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def row_digest(contatto: Contatto) -> str:
    """Return the short name of this very state of a row."""
    return hashlib.sha256(version(contatto).encode()).hexdigest()[:10]


def row_id(ambito: Ambito, index: int) -> str:
    """Return the id of a row: whose it is, its number counted from 1, and its state."""
    return f"{ambito.id}/{index + 1}/{row_digest(ambito.contatti[index])}"


def known_headings() -> Mapping[str, str]:
    """Return heading, without case, accents and punctuation → name of the column."""
    return {fold(word): column.name for column in ALL for word in (column.heading, *column.also)}


def instruction_of(name: str) -> str:
    """Return the instruction under the heading of a column."""
    return next(column.instruction for column in ALL if column.name == name)


def heading_of(key: CellKey) -> str:
    """Return what people call a cell of a row: the heading of its column."""
    return Placed(next(column for column in ALL if column.name == key[0]), key[1]).heading
