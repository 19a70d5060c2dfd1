# SPDX-License-Identifier: EUPL-1.2
"""Open data: the list for programs, with what its columns mean, and a card for each office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from leaflet.pages.qr import qr_svg
from leaflet.pages.sheet import qr_url
from leaflet.registry.phones import dial_link, format_number
from leaflet.registry.wording import (
    SWITCHBOARD,
    TOWN_HALL,
    describe_hours,
    describe_served,
    describe_ways,
)
from leaflet.system.open_tables import (
    LICENCE,
    SEPARATOR,
    Column,
    OpenTable,
    encode_json,
    encode_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leaflet.portal.content import Content, Leaflet
    from leaflet.registry.model import Ambito, Contatto, Registry

_LONGEST_LINE = 75
"""Bytes of a line of a vCard; RFC 2426 asks for folding behind them."""


COLUMNS = (
    Column("ambito_id", "Ambito (codice)", "Nome breve dell'ambito, che non cambia."),
    Column("ambito", "Ambito", "Nome dell'ambito territoriale."),
    Column("ente", "Ente", "Ente che ha firmato il protocollo per l'ambito."),
    Column("comuni", "Comuni", "Comuni serviti dall'ufficio.", many=True),
    Column("zone", "Zone", "Parti del Comune servite; vuoto: tutto il Comune.", many=True),
    Column("tutto_ambito", "Tutto l'ambito", "Vero: l'ufficio serve tutto l'ambito.", "boolean"),
    Column(
        "tipo",
        "Tipo",
        "«municipio»: centralino e sede del Comune; «sostegno»: chi altro aiuta, non è un ufficio; "
        "vuoto: un ufficio.",
    ),
    Column("ufficio", "Ufficio", "Nome dell'ufficio, o di chi altro aiuta."),
    Column("referente", "Referente", "Persona di riferimento, con il titolo."),
    Column(
        "telefoni", "Telefoni", "Numeri con prefisso internazionale, interno e tasti.", many=True
    ),
    Column(
        "orari",
        "Orari",
        "Giorni e ore in cui rispondono al telefono; se i numeri sono più di "
        "uno, con il numero davanti.",
        many=True,
    ),
    Column("email", "E-mail", "Indirizzi di posta elettronica.", many=True),
    Column("link", "Pagine web", "Indirizzi delle pagine web.", many=True),
    Column("indirizzo", "Indirizzo", "Via o piazza e numero della sede."),
    Column("cap", "CAP", "Codice di avviamento postale della sede."),
    Column("comune_sede", "Comune della sede", "Comune in cui si trova la sede."),
    Column("note", "Note", "Altre informazioni."),
    Column("fonte", "Fonte", "Da dove viene la riga, se non dal documento di tutto l'elenco."),
    Column("verificato", "Controllato il", "Giorno dell'ultimo controllo della riga.", "date"),
)


CONTACT_TABLE = OpenTable("contatti.csv", "Contatti da chiamare in caso di sfratto", COLUMNS)


def files(content: Content) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file of open data."""
    registry = content.registry
    yield "dati/contatti.json", encode_json(_contacts(registry))
    yield from place_table(CONTACT_TABLE, _rows(registry), registry.fonte)
    yield "dati/manifest.json", encode_json(_manifest(content))
    yield "dati/codici.json", encode_json(_codes(content))
    for ambito in registry.ambiti:
        for number, contatto in enumerate(ambito.contatti, 1):
            if has_card(contatto):
                yield vcard_path(ambito, number), vcard(ambito, contatto, number).encode()
        if (path := code_path(registry, ambito)) and (url := qr_url(registry, ambito)):
            yield path, qr_svg(url, f"QR: {escape(url)}").encode()


def place_table(
    table: OpenTable, rows: Iterable[Sequence[str]], source: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of a table of open data and of its dictionary."""
    for name, data in encode_table(table, rows, source):
        yield f"dati/{name}", data


def vcard_path(ambito: Ambito, number: int) -> str:
    """Return where the card of an ambito's row is; rows count from 1."""
    return f"dati/vcard/{ambito.id}-{number}.vcf"


def has_card(contatto: Contatto) -> bool:
    """Return whether a row has a card for the address book: those to call first have one."""
    return contatto.raggiungibile and contatto.is_office


def code_path(registry: Registry, ambito: Ambito) -> str | None:
    """Return where the QR code of an ambito's sheet is, if that has one."""
    return f"dati/qr/{ambito.id}.svg" if qr_url(registry, ambito) else None


def _contacts(registry: Registry) -> dict[str, object]:
    return {
        "licenza": LICENCE,
        "fonte": registry.fonte,
        "ambiti": [
            # Of the paper alone: the contacts are the same in every language.
            ambito.model_dump(mode="json", exclude_none=True, exclude={"lingue"})
            for ambito in registry.ambiti
        ],
    }


def _rows(registry: Registry) -> Iterator[list[str]]:
    for ambito in registry.ambiti:
        for contatto in ambito.contatti:
            yield _cells(ambito, contatto)


def _cells(ambito: Ambito, contatto: Contatto) -> list[str]:
    sede = contatto.sede
    return [
        ambito.id,
        ambito.nome,
        ambito.ente or "",
        SEPARATOR.join(contatto.comuni or ambito.comuni),
        SEPARATOR.join(contatto.zone),
        "false" if contatto.comuni or contatto.zone else "true",
        contatto.tipo or "",
        contatto.ufficio or "",
        contatto.referente or "",
        SEPARATOR.join(_numbers(contatto)),
        SEPARATOR.join(_hours(contatto)),
        SEPARATOR.join(contatto.email),
        SEPARATOR.join(link.url for link in contatto.link),
        sede.indirizzo if sede else "",
        (sede.cap or "") if sede else "",
        sede.comune if sede else "",
        contatto.note or "",
        contatto.fonte or "",
        contatto.verificato.isoformat(),
    ]


def _numbers(contatto: Contatto) -> Iterator[str]:
    """Yield each number as `tel:+39…;ext=266`, with the keys to press after the answer."""
    for telefono in contatto.telefoni:
        extension = f";ext={telefono.interno}" if telefono.interno else ""
        keys = f";tasti={telefono.tasti}" if telefono.tasti else ""
        yield f"{dial_link(telefono.numero)}{extension}{keys}"


def _hours(contatto: Contatto) -> Iterator[str]:
    """Yield when each phone answers: which one, where there are several."""
    for telefono in contatto.telefoni:
        which = f"{dial_link(telefono.numero)} " if len(contatto.telefoni) > 1 else ""
        for orario in telefono.orari:
            yield f"{which}{orario.giorni} {orario.dalle}-{orario.alle}"


def _manifest(content: Content) -> dict[str, object]:
    leaflets = content.leaflets.values()
    return {"licenza": LICENCE, "fogli": [_described_leaflet(leaflet) for leaflet in leaflets]}


def _described_leaflet(leaflet: Leaflet) -> dict[str, object]:
    verified = leaflet.checked_days()
    return {
        "nome": leaflet.nome,
        "ambito": leaflet.ambito.id if leaflet.ambito else None,
        "file": leaflet.path,
        "versione": leaflet.kept,
        "codice": leaflet.code,
        "sha256": leaflet.sha256,
        "byte": leaflet.size,
        "fatto_il": leaflet.made,
        "contatti_controllati": verified,
        "pagine": leaflet.pages,
    }


def _codes(content: Content) -> dict[str, object]:
    keys = ("codice", "foglio", "fatto_il", "stato", "fino_al", "nuovo_codice")
    return {"codici": [dict(zip(keys, version[:-1], strict=True)) for version in content.versions]}


def vcard(ambito: Ambito, contatto: Contatto, number: int) -> str:
    """Return an office for the address book of a phone, as vCard 3.0 (RFC 2426).

    Version 3 because old phones know it.
    """
    what = TOWN_HALL.lower() if contatto.tipo else "sfratti"
    name = contatto.ufficio or f"{describe_served(contatto, ambito) or ambito.nome}: {what}"
    body = ambito.ente or ambito.nome
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:leaflet-{ambito.id}-{number}",
             f"N:{_value(name)};;;;", f"FN:{_value(name)}", f"ORG:{_value(body)}"]  # fmt: skip
    lines += [
        f"TEL;TYPE=WORK,VOICE:{dial_link(t.numero).removeprefix('tel:')}" for t in contatto.telefoni
    ]
    lines += [f"EMAIL;TYPE=INTERNET:{_value(address)}" for address in contatto.email]
    if sede := contatto.sede:
        parts = ("", "", sede.indirizzo, sede.comune, "", sede.cap or "", "Italia")
        lines.append(f"ADR;TYPE=WORK:{';'.join(map(_value, parts))}")
    lines += [f"URL:{link.url}" for link in contatto.link]
    said = [contatto.referente, contatto.note, *_how_to_call(contatto)]
    said += [] if contatto.telefoni else [re.sub(r"[\[\]]", "", SWITCHBOARD)]
    if note := ". ".join(text.rstrip(".") for text in said if text):
        lines.append(f"NOTE:{_value(note)}")
    lines += [f"REV:{contatto.verificato.isoformat()}", "END:VCARD"]
    return "".join(f"{folded}\r\n" for folded in map(_fold, lines))


def _how_to_call(contatto: Contatto) -> Iterator[str]:
    for telefono in contatto.telefoni:
        ways, hours = describe_ways(telefono), describe_hours(telefono.orari)
        if how := ", ".join(filter(None, (ways, hours))):
            yield f"{format_number(telefono.numero) or telefono.numero}: {how}"


def _value(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.splitlines())


def _fold(line: str) -> str:
    """Return a line broken into pieces of at most 75 bytes, never inside a letter."""
    pieces = [""]
    for sign in line:
        if len((pieces[-1] + sign).encode()) > _LONGEST_LINE:
            pieces.append(" ")
        pieces[-1] += sign
    return "\r\n".join(pieces)


def json_ld(
    ambito: Ambito, contatti: Sequence[Contatto], comuni: Sequence[str], url: str
) -> dict[str, Any]:
    """Return what search engines may know of a service: schema.org's GovernmentService."""
    points = [_point(contatto) for contatto in contatti if has_card(contatto)]
    service: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": "Cosa fare in caso di sfratto: chi chiamare",
        "serviceType": "Aiuto a chi rischia di perdere la casa",
        "areaServed": [{"@type": "City", "name": comune} for comune in comuni],
        "provider": {
            "@type": "GovernmentOrganization",
            "name": ambito.ente or ambito.nome,
            "contactPoint": points,
        },
    }
    return service | ({"url": url} if url else {})


def _point(contatto: Contatto) -> dict[str, Any]:
    """Return one office; a ContactPoint has one number, so the first, the most useful, is it."""
    kind = contatto.ufficio or (TOWN_HALL if contatto.tipo else "Ufficio")
    point: dict[str, Any] = {"@type": "ContactPoint", "contactType": kind}
    if contatto.telefoni:
        telefono = contatto.telefoni[0]
        point["telephone"] = dial_link(telefono.numero).removeprefix("tel:")
        if telefono.orari:
            point["hoursAvailable"] = [_opening(*span, orario.dalle, orario.alle)
                                       for orario in telefono.orari
                                       for span in orario.periodi()]  # fmt: skip
    if contatto.email:
        point["email"] = contatto.email[0]
    if contatto.zone:
        point["areaServed"] = [{"@type": "Place", "name": zona} for zona in contatto.zone]
    elif contatto.comuni:
        point["areaServed"] = [{"@type": "City", "name": comune} for comune in contatto.comuni]
    return point


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _opening(first: int, last: int, opens: str, closes: str) -> dict[str, Any]:
    days = _DAYS[first : last + 1] if first <= last else _DAYS[first:] + _DAYS[: last + 1]
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day}" for day in days],
        "opens": opens,
        "closes": closes,
    }
