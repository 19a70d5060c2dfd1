# SPDX-License-Identifier: EUPL-1.2
"""The frozen model of the registry: what a row of contacts is made of.

Field names and descriptions are Italian: offices see them in their editor. Values are kept as
written; what they must mean beyond their shape is the business of `leaflet.rules`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field, PrivateAttr, StringConstraints

from leaflet.registry.record import (
    LONGEST_LINE,
    Data,
    Paragrafo,
    Path,
    PlacedRecord,
    Riga,
    StrictRecord,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from leaflet.registry.misure import Misure

MUNICIPIO, SOSTEGNO = "municipio", "sostegno"
"""Kinds of rows: the town hall of a Comune, and an organisation that helps beside the offices."""
GIORNI = ("lun", "mar", "mer", "gio", "ven", "sab", "dom")
_GIORNO = f"(?:{'|'.join(GIORNI)})"
_GIORNI_PATTERN = rf"^{_GIORNO}(?:-{_GIORNO})?(?:, {_GIORNO}(?:-{_GIORNO})?)*$"
_ORA_PATTERN = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"


class Orario(StrictRecord):
    """Quando si risponde: giorni e ore, sempre insieme."""

    giorni: Annotated[str, StringConstraints(pattern=_GIORNI_PATTERN)]
    """Giorni con tre lettere: `lun-ven`, `mar, gio`, `lun-mer, ven`."""
    dalle: Annotated[str, StringConstraints(pattern=_ORA_PATTERN)]
    """Ora di apertura, con i due punti e tra virgolette: `"09:00"`."""
    alle: Annotated[str, StringConstraints(pattern=_ORA_PATTERN)]
    """Ora di chiusura, con i due punti e tra virgolette: `"12:30"`."""

    def periodi(self) -> tuple[tuple[int, int], ...]:
        """Return the spans of days as (first, last), Monday being 0; a single day is (n, n)."""
        return tuple(
            (GIORNI.index(span[:3]), GIORNI.index(span[-3:])) for span in self.giorni.split(", ")
        )


class Telefono(StrictRecord):
    """Un numero di telefono e come usarlo."""

    numero: Riga
    """Il numero con il prefisso, tra virgolette: `"02 9512 0286"`."""
    interno: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")] | None = None
    """L'interno da chiedere al centralino, solo cifre: `"266"`."""
    tasti: Annotated[str, StringConstraints(pattern=r"^[0-9*#](?:\.[0-9*#])*$")] | None = None
    """I tasti da premere dopo la risposta, separati da punti: `"4.1.2"`."""
    orari: tuple[Orario, ...] = ()
    """Quando rispondono."""


class Link(StrictRecord):
    """Una pagina web dell'ufficio."""

    url: Riga
    """L'indirizzo intero, con `https://` davanti."""
    titolo: Riga | None = None
    """Che cosa si trova nella pagina, in poche parole."""


class Sede(StrictRecord):
    """Dove si trova l'ufficio."""

    indirizzo: Riga
    """Via o piazza e numero: `Via Larga, 12`."""
    cap: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")] | None = None
    """Codice di avviamento postale, cinque cifre tra virgolette."""
    comune: Riga
    """Il Comune dove si trova la sede."""


class Contatto(StrictRecord):
    """Chi risponde, per quali Comuni, e come raggiungerlo."""

    comuni: tuple[Riga, ...] = ()
    """I Comuni serviti; se manca, l'ufficio serve tutto l'ambito."""
    zone: tuple[Riga, ...] = ()
    """Le parti del Comune servite, se non è tutto: `[Municipio 3]`. Il Comune deve essere uno."""
    tipo: Annotated[str, StringConstraints(pattern=r"^(?:municipio|sostegno)$")] | None = None
    """`municipio`: la riga è il centralino e la sede di un Comune. `sostegno`: è un'organizzazione
    che aiuta, non un ufficio. Per gli uffici manca."""
    ufficio: Riga | None = None
    """Il nome dell'ufficio, o dell'organizzazione."""
    referente: Riga | None = None
    """La persona di riferimento, con il titolo: `Dott.ssa Ilaria Scovazzi`."""
    telefoni: tuple[Telefono, ...] = ()
    """I numeri di telefono, il più utile per primo."""
    email: tuple[Riga, ...] = ()
    """Gli indirizzi e-mail."""
    link: tuple[Link, ...] = ()
    """Le pagine web."""
    sede: Sede | None = None
    """L'indirizzo dove andare di persona."""
    note: Paragrafo | None = None
    """Una frase in italiano, stampata così com'è: solo se non c'è un campo adatto."""
    fonte: Riga | None = None
    """Da dove viene la riga, se non dal documento di tutto l'elenco."""
    verificato: Data
    """Il giorno dell'ultima conferma: `2026-11-21`."""

    @property
    def raggiungibile(self) -> bool:
        """Whether a person can reach somebody with this row: a phone, an e-mail or an address."""
        return bool(self.telefoni or self.email or self.sede)

    @property
    def is_office(self) -> bool:
        """Whether it is an office or a town hall: of others nobody is told to call them first."""
        return self.tipo != SOSTEGNO


def place_among(contatto: Contatto) -> tuple[str, list[tuple[int, str]]]:
    """Return what the rows of a Comune are sorted by: town halls last, parts as people count.

    A part comes after the whole Comune, and 10 after 9.
    """
    pieces = re.findall(r"\d+|\D+", " ".join(contatto.zone))
    counted = [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]
    return contatto.tipo or "", counted


class CheckedDays(NamedTuple):
    """The days between which rows were last confirmed."""

    first: dt.date
    last: dt.date


class Ambito(StrictRecord):
    """Un ambito territoriale: i suoi Comuni e i suoi contatti."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]
    """Nome breve per file e link: lettere minuscole senza accenti, cifre, trattini. Non cambia."""
    nome: Riga
    """Il nome dell'ambito, come lo conoscono i cittadini."""
    ente: Riga | None = None
    """L'ente che ha firmato il protocollo per l'ambito."""
    lingue: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")], ...] = ()
    """Le lingue del foglio, con i codici di `locales/languages.toml`: se manca, quelle di tutti."""
    comuni: Annotated[tuple[Riga, ...], Field(min_length=1)]
    """Tutti i Comuni dell'ambito, con il nome ufficiale."""
    contatti: Annotated[tuple[Contatto, ...], Field(min_length=1)]
    """Un elemento per ogni ufficio, o per chi altro aiuta."""

    def checked_days(self) -> CheckedDays | None:
        """Return the days between which rows that reach somebody were confirmed, or None.

        Who helps besides may have been checked before all offices, which is said; that it was
        checked after them makes no list newer, and is no reason to trust one without offices.
        """
        reached = [contatto for contatto in self.contatti if contatto.raggiungibile]
        days = [contatto.verificato for contatto in reached if contatto.is_office]
        if not days:
            return None
        return CheckedDays(min(contatto.verificato for contatto in reached), max(days))

    def uffici(self) -> tuple[Contatto, ...]:
        """Return the rows of offices and town halls."""
        return tuple(contatto for contatto in self.contatti if contatto.is_office)

    def di_sostegno(self) -> tuple[Contatto, ...]:
        """Return the rows of organisations that help besides: those for all Comuni come first."""
        rows = (contatto for contatto in self.contatti if not contatto.is_office)
        return tuple(sorted(rows, key=lambda row: row.comuni))

    def di_ambito(self) -> tuple[Contatto, ...]:
        """Return the offices that serve the whole ambito."""
        return tuple(row for row in self.uffici() if not (row.comuni or row.zone))

    def di_comuni(self) -> tuple[Contatto, ...]:
        """Return the offices of single Comuni by name, those of their parts and town halls last."""
        rows = [row for row in self.uffici() if row.comuni or row.zone]
        return tuple(sorted(rows, key=lambda row: (self.serviti(row), *place_among(row))))

    def serviti(self, contatto: Contatto) -> tuple[str, ...]:
        """Return the Comuni that a row names; one that names parts alone means the only Comune."""
        return contatto.comuni or (self.comuni if contatto.zone else ())


class Portale(StrictRecord):
    """Chi pubblica il portale, e dove risponde di quello che pubblica."""

    ente: Riga
    """L'ente che pubblica il portale, con il nome per intero."""
    contatto: Riga | None = None
    """A chi segnalare un errore nelle pagine: un'e-mail, o l'indirizzo https di un modulo."""
    accessibilita: Riga | None = None
    """La dichiarazione di accessibilità dell'ente: l'indirizzo che le dà AGID."""
    privacy: Riga | None = None
    """L'informativa sulla privacy dell'ente: l'indirizzo della pagina."""
    logo: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*\.(?:svg|png)$")
    ] | (None) = None
    """Il file del logo, nella cartella dell'elenco: SVG o PNG, al massimo 30 kB."""


_Sigla = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class NomeLocale(StrictRecord):
    """Un'istituzione che in questo territorio ha un altro nome."""

    invece_di: Riga
    """Il nome come sta tra parentesi quadre nei testi: `Servizi Abitativi Pubblici, SAP`."""
    qui: Riga
    """Il nome che si legge sulla porta: `Edilizia Residenziale Pubblica, ERP`."""


class Territorio(StrictRecord):
    """Di chi è il foglio, e per quale territorio."""

    nome: Riga
    """Il nome del territorio: `Città metropolitana di Bologna`."""
    ente: Riga
    """L'ente che tiene l'elenco, con il nome per intero: `Prefettura di Bologna`."""
    province: Annotated[tuple[_Sigla, ...], Field(min_length=1)]
    """Le province che l'elenco deve coprire, con due lettere: `[BO]`."""
    vicine: tuple[_Sigla, ...] = ()
    """Le province in cui si cercano i Comuni che si potrebbero confondere; se manca, quelle della
    stessa regione e quelle che confinano."""
    avvocati: Riga | None = None
    """Come si chiama qui l'ordine degli avvocati: `Ordine degli Avvocati di Bologna`."""
    ufficiali_giudiziari: Riga | None = None
    """Come si chiama qui l'ufficio degli ufficiali giudiziari: `UNEP di Bologna`."""
    firma: Riga | None = None
    """Chi firma le lettere agli uffici; se manca, il coordinamento dell'elenco."""
    nomi: tuple[NomeLocale, ...] = ()
    """Le istituzioni che qui hanno un altro nome, o due: in italiano e in un'altra lingua."""


class Row(NamedTuple):
    """A contatto with its ambito and its place in the registry."""

    path: Path
    ambito: Ambito
    contatto: Contatto


class Registry(PlacedRecord):
    """L'elenco dei contatti di tutti gli ambiti."""

    fonte: Paragrafo
    """Da quale documento vengono i contatti."""
    base_url: Annotated[
        str, StringConstraints(pattern=r"^https://\S+$", max_length=LONGEST_LINE)
    ] | (None) = None
    """L'indirizzo del portale che pubblica i volantini; il codice QR porta lì."""
    portale: Portale | None = None
    """Di chi è il portale; chi visita un sito pubblico lo deve sapere."""
    territorio: Territorio | None = None
    """Di chi è il foglio, e per quale territorio."""
    pubblica_atti: Literal["true", "false"] | None = None
    """`true`: il portale mostra quanti atti di sfratto ci sono, senza i numeri piccoli."""
    ambiti: Annotated[tuple[Ambito, ...], Field(min_length=1)]
    """Gli ambiti territoriali."""

    _rows: list[Row] | None = PrivateAttr(default=None)
    _every_aid: Misure | None = PrivateAttr(default=None)
    _aids: Misure | None = PrivateAttr(default=None)

    @property
    def every_aid(self) -> Misure | None:
        """The aids and stages beside the list, expired ones too; None where it has none."""
        return self._every_aid

    @property
    def aids(self) -> Misure | None:
        """Those that may be shown on the day for which the list was read."""
        return self._aids

    def with_aids(self, aids: Misure, day: dt.date) -> Self:
        """Return this registry with aids and stages; on `day` only the open ones are shown."""
        helpful = self.model_copy()
        helpful._every_aid, helpful._aids = aids, aids.open_on(day)  # noqa: SLF001  (same class)
        return helpful

    def with_ambiti(self, ambiti: tuple[Ambito, ...]) -> Self:
        """Return this registry with other ambiti, and all else that its head says."""
        changed = self.model_copy(update={"ambiti": ambiti})
        changed._rows = None  # noqa: SLF001  (same class)
        return changed

    def rows(self) -> Iterator[Row]:
        """Yield every contatto of every ambito, in file order."""
        if self._rows is None:
            self._rows = [
                Row(("ambiti", i, "contatti", j), ambito, contatto)
                for i, ambito in enumerate(self.ambiti)
                for j, contatto in enumerate(ambito.contatti)
            ]
        yield from self._rows

    def ambito(self, identifier: str) -> Ambito | None:
        """Return the ambito with this `id`, or None."""
        return next((ambito for ambito in self.ambiti if ambito.id == identifier), None)
