# SPDX-License-Identifier: EUPL-1.2
"""Does a table look as if it were about people? Then nothing of it is read.

Headings that speak of people are known, and so is what tax codes, addresses, phones and the like
look like. Words in a column that nobody knows might be names: they are refused as well. What stands
in such a column is never repeated: it is called by its letters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.acts.spellings import spelt_period
from leaflet.problems import LeafletError, chain, say
from leaflet.system.tables import column_letters
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leaflet.offices.workbook.reading import OfficeSheet
    from leaflet.problems import Message
    from leaflet.system.workbooks import Value

_NAMES = say("names")
_TAX_CODES = say("tax codes")
_ADDRESSES = say("addresses")
_BIRTHS = say("births or ages")
_PHONES = say("phone numbers")
_EMAILS = say("e-mail addresses")
_CASES = say("case numbers")
_DAYS = say("single days")
_UNKNOWN = say("words of which nobody knows whether they are names")

_NAMES_SPOKEN = """
nome cognome nominativo nominativi conduttore conduttrice conduttori inquilino inquilina inquilini
locatore locatrice locatori intimato intimata intimati intimante esecutato esecutata debitore
debitrice debitori creditore creditrice creditori proprietario proprietaria destinatario destinatari
ricorrente convenuto convenuta resistente attore parte parti soggetto soggetti persona persone
difensore avvocato avv legale occupante occupanti assistito assistita richiedente istante sfrattato
sfrattata anagrafica generalita utente sesso cittadinanza nazionalita note annotazioni osservazioni
"""
_WORDS = (
    (_BIRTHS, "nascita nato nata nati eta"),
    (_TAX_CODES, "cf codfisc fiscale codicefiscale iva piva"),
    (_EMAILS, "email mail pec posta"),
    (_PHONES, "telefono telefoni tel cellulare cell fax recapito recapiti"),
    (_CASES, "rg rge rgn rgac ruolo procedimento fascicolo cronologico cron repertorio sentenza"),
    (_ADDRESSES, "indirizzo via civico domicilio residenza ubicazione scala piano immobile cap"),
    (_NAMES, _NAMES_SPOKEN),
    (_DAYS, "data giorno udienza"),
)
_SPOKEN = tuple((kind, frozenset(words.split())) for kind, words in _WORDS)
"""Words of headings, by what they promise."""
_HARMLESS = frozenset(
    (
        *("fonte", "tribunale", "ufficio", "unep", "circondario", "provincia", "prov", "regione"),
        *("istat", "codice istat", "cod istat", "codice catastale", "zona", "municipio", "totale"),
        *("data aggiornamento", "data di aggiornamento", "aggiornato al", "unita di misura"),
        "caricato il",
    )
)
"""Headings of columns that a court's table may have beside its numbers: they are passed over."""
_TAX_CODE = re.compile(
    r"(?<![A-Z0-9])[A-Z]{6} ?[0-9LMNP-V]{2} ?[A-EHLMPRST][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3}[A-Z]"
    r"(?![A-Z0-9])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(
    r"(?<![\d.,/])(?:(?:\+|00)39[ .]?)?(?:0\d|3\d\d)[ ./-]?\d(?:[ ./-]?\d){4,9}(?!\d)"
)
_CASE = re.compile(
    r"\bR\.? ?G\.? ?(?:E\.?|N\.?|A\.? ?C\.?|ES\.?)? ?(?:n\.?|nr\.?|n°)? ?\d+"
    r"|(?<![\d/])\d{2,7} ?/ ?(?:19|20)\d\d(?!\d)|\bcron\w*\.? ?(?:n\.? ?)?\d+",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:via|v\.le|viale|p\.za|p\.zza|piazza|piazzale|corso|c\.so|largo|vicolo|strada|alzaia|"
    r"ripa|contrada|cascina|residenza)\b[ .]+\S.*\d",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:sig|sig\.ra|sig\.na|sigg|signor|signora|signori|dott|dott\.ssa|avv|geom|rag)"
    r"\b\.? +\w",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LARGEST_COUNT = 10_000_000
"""A number beyond is no count: it may be a phone, a document or a file."""
_ENOUGH_HEADINGS = 2
_MOST_NAMED = 6


class Suspicion(NamedTuple):
    """What seems to stand in a column."""

    column: int
    kind: Message


def looks_like_people(text: str) -> bool:
    """Return whether a text has what only somebody's name or papers have."""
    return _looks_like(text, "fonte", may_be_dated=True) is not None


def refuse_people(
    file: str, sheets: Sequence[OfficeSheet], tables: Mapping[int, tuple[int, Mapping[int, str]]]
) -> None:
    """Raise LeafletError when a file looks as if it were about people.

    `tables` are, by the place of a sheet, its row of headings and column → what it says.
    """
    found: list[Message] = []
    for place, sheet in enumerate(sheets):
        heading, known = tables.get(place, (None, {}))
        for one in _suspicions(sheet, heading, known):
            letters = column_letters(one.column)
            found.append(say("sheet {number}, column {column}: {kind}", number=place + 1,
                             column=letters, kind=one.kind))  # fmt: skip
    if found:
        message = say("{file} is refused as a whole, and nothing of it was kept: it looks as if "
                      "it were about people ({columns})",
                      file=file, columns=chain(found[:_MOST_NAMED]))  # fmt: skip
        hint = say("only counts are read: delete these columns and rows, and give one number for "
                   "each period, Comune and kind of act")  # fmt: skip
        raise LeafletError(message, hint)


def _suspicions(
    sheet: OfficeSheet, heading: int | None, known: Mapping[int, str]
) -> Iterator[Suspicion]:
    """Yield what is suspicious of a sheet, one kind a column."""
    spoken = _spoken_headings(sheet, heading, known)
    remarks = list_remarks(sheet, heading)
    for column in range(max(map(len, sheet.rows), default=0)):
        cells = [(number, row[column]) for number, row in enumerate(sheet.rows)
                 if column < len(row) and row[column] not in {None, ""}]  # fmt: skip
        field, is_harmless = known.get(column, ""), _is_harmless(sheet, heading, column)
        kind = spoken.get(column) or _kind_of(
            _in_title(cell)
            if number < (heading or 0)
            else _looks_like(cell, field, may_be_dated=is_harmless or number in remarks)
            for number, cell in cells
            if number != heading
        )
        is_foreign = heading is not None and column not in known
        if not kind and is_foreign and not is_harmless:
            below = (cell for number, cell in cells
                     if number > (heading or 0) and number not in remarks)  # fmt: skip
            is_worded = any(isinstance(cell, str) and _LETTERS.search(cell) for cell in below)
            kind = _UNKNOWN if is_worded else None
        if kind:
            yield Suspicion(column, kind)


def list_remarks(sheet: OfficeSheet, heading: int | None) -> frozenset[int]:
    """Return the rows below the headings in which a single cell says anything, in words."""
    found = set()
    for number, row in enumerate(sheet.rows):
        said = [cell for cell in row if cell not in {None, ""}]
        if heading is not None and number > heading and len(said) == 1:
            found |= {number} if isinstance(said[0], str) and _LETTERS.search(said[0]) else set()
    return frozenset(found)


def _in_title(cell: Value) -> Message | None:
    """Return what a cell above the headings tells of people: offices say their own phone there."""
    return _TAX_CODES if _TAX_CODE.search(str(cell)) else None


def _is_harmless(sheet: OfficeSheet, heading: int | None, column: int) -> bool:
    row = sheet.rows[heading] if heading is not None else ()
    return column < len(row) and fold(str(row[column] or "")) in _HARMLESS


def _spoken_headings(
    sheet: OfficeSheet, heading: int | None, known: Mapping[int, str]
) -> Mapping[int, Message]:
    """Return the columns whose headings speak of people.

    Without a row of ours, that is any row in which several cells do, and are short.
    """
    if heading is not None:
        row = sheet.rows[heading]
        others = {n: cell for n, cell in enumerate(row) if n not in known}
        return {n: kind for n, cell in others.items() if (kind := _speaks_of(cell))}
    for row in sheet.rows:
        found = {n: kind for n, cell in enumerate(row) if (kind := _speaks_of(cell))}
        if len(found) >= _ENOUGH_HEADINGS:
            return found
    return {}


def _speaks_of(cell: Value) -> Message | None:
    text = fold(str(cell or ""))
    joined = text.replace(" ", "")
    if text in _HARMLESS or len(text) > 60:  # noqa: PLR2004  (letters: a sentence is no heading)
        return None
    words = {*text.split(), joined}
    return next((kind for kind, spoken in _SPOKEN if words & spoken), None)


def _kind_of(kinds: Iterable[Message | None]) -> Message | None:
    """Return what most of the suspicious cells of a column look like."""
    counted = Counter(kind for kind in kinds if kind)
    return counted.most_common(1)[0][0] if counted else None


def _looks_like(cell: Value, field: str, *, may_be_dated: bool) -> Message | None:
    """Return what a cell looks like; `field`: what its column says."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _PHONES if abs(cell) >= _LARGEST_COUNT else None
    is_period = field in {"periodo", "anno", "mese", "trimestre"}
    if isinstance(cell, dt.date):
        return None if may_be_dated or (is_period and cell.day == 1) else _DAYS
    text = " ".join(str(cell).split())
    if is_period and spelt_period(text):
        return None
    for kind, pattern in (
        (_TAX_CODES, _TAX_CODE), (_EMAILS, _EMAIL), (_DAYS, _DAY), (_CASES, _CASE),
        (_ADDRESSES, _STREET), (_NAMES, _TITLE), (_PHONES, _PHONE),
    ):  # fmt: skip
        if pattern.search(text) and not (may_be_dated and kind is _DAYS):
            return kind
    return None
