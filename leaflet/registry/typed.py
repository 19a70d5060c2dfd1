# SPDX-License-Identifier: EUPL-1.2
"""A row of contacts as people type it, one answer a question, and back.

A phone number stands with all that belongs to it in one line, as the list of 2023 had it:
`02 4869 4677 int. 266 tasti 4.1.2 lun-ven 11:00-12:30; mar 14:00-16:00`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from leaflet.registry.model import GIORNI, SOSTEGNO, Contatto
from leaflet.registry.spellings import (
    is_nothing,
    parse_openings,
    plain_comune,
    plain_phone,
    split_emails,
)
from leaflet.registry.wording import read_office, write_office

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TypedRow: TypeAlias = dict[str, Any]
"""A contatto as mappings, lists and strings, without what is empty."""

QUESTIONS = (
    "comuni", "zone", "ufficio", "referente", "telefono", "email", "link",
    "indirizzo", "cap", "sede", "note",
)  # fmt: skip
"""What is asked about a row, in this order; `sede` is the Comune where the address is."""
SEVERAL_ANSWERS = frozenset({"comuni", "zone", "telefono", "email", "link"})
"""Questions with any number of answers."""

_SEDE = {"indirizzo": "indirizzo", "cap": "cap", "sede": "comune"}
_DAY = f"(?:{'|'.join(GIORNI)})"
_PHONE = re.compile(
    r"(?P<numero>.*?)"
    r"(?:[, ]+(?:int|interno)\.? *(?P<interno>\d{1,6}))?"
    r"(?:[, ]+tasti *(?P<tasti>[\d*#](?:\.[\d*#])*))?"
    rf"(?:[, ]+(?P<orari>(?:dal? )?{_DAY}[^ ,-]*[ ,-].*))?",
    re.IGNORECASE,
)


def place_of(question: str) -> tuple[str, ...]:
    """Return where in a row its answer stands: `("sede", "comune")` for `sede`."""
    if question in _SEDE:
        return ("sede", _SEDE[question])
    return ("telefoni",) if question == "telefono" else (question,)


def answers(row: TypedRow) -> dict[str, list[str]]:
    """Return what a row says, as answers to the questions; none where it says nothing."""
    sede = row.get("sede", {})
    found: dict[str, list[str]] = {
        "comuni": row.get("comuni", []),
        "zone": row.get("zone", []),
        "telefono": [_phone_line(telefono) for telefono in row.get("telefoni", [])],
        "email": row.get("email", []),
        "link": [_link_line(link) for link in row.get("link", [])],
    }
    for question in ("referente", "note"):
        found[question] = [row[question]] if question in row else []
    office = write_office(row.get("tipo"), row.get("ufficio"))
    found["ufficio"] = [office] if office else []
    for question, key in _SEDE.items():
        found[question] = [sede[key]] if key in sede else []
    return {question: found[question] for question in QUESTIONS}


def _phone_line(telefono: TypedRow) -> str:
    parts = [
        telefono["numero"],
        f"int. {telefono['interno']}" if "interno" in telefono else "",
        f"tasti {telefono['tasti']}" if "tasti" in telefono else "",
        "; ".join(f"{o['giorni']} {o['dalle']}-{o['alle']}" for o in telefono.get("orari", [])),
    ]
    return " ".join(part for part in parts if part)


def _link_line(link: TypedRow) -> str:
    return f"{link['titolo']}: {link['url']}" if "titolo" in link else str(link["url"])


def apply_answers(row: TypedRow, given: Mapping[str, Sequence[str]]) -> TypedRow:
    """Return the row after these answers; an empty one takes away what was there.

    A number that the row has already keeps what belongs to it when the answer says no more. What
    is no number, day or hour is not refused here: the rules have better words for it.
    """
    said = {question: [a.strip() for a in some if a.strip() and not _says_nothing(question, a)]
            for question, some in given.items()}  # fmt: skip
    new = dict(row)
    if "comuni" in said:
        new["comuni"] = [plain_comune(name) for name in said["comuni"]]
    if "email" in said:
        new["email"] = [address for text in said["email"] for address in split_emails(text)]
    if "zone" in said:
        new["zone"] = [" ".join(name.split()) for name in said["zone"]]
    for question in said.keys() & {"referente", "note"}:
        new[question] = " ".join(said[question])
    if "ufficio" in said:
        told = read_office(" ".join(said["ufficio"]))
        stays = SOSTEGNO if row.get("tipo") == SOSTEGNO else ""  # also under another name
        new |= {"tipo": told.tipo or stays, "ufficio": told.ufficio}
    if "telefono" in said:
        known = {_digits(telefono["numero"]): telefono for telefono in row.get("telefoni", [])}
        new["telefoni"] = [_phone(line, known) for line in said["telefono"]]
    if "link" in said:
        new["link"] = [_link(line) for line in said["link"]]
    if said.keys() & _SEDE.keys():
        place = {key: " ".join(said[q]) for q, key in _SEDE.items() if q in said}
        place |= {"comune": plain_comune(place["comune"])} if "comune" in place else {}
        sede = row.get("sede", {}) | place
        new["sede"] = {key: sede[key] for key in ("indirizzo", "cap", "comune") if sede.get(key)}
    return {key: value for key, value in _in_order(new).items() if value}


def _says_nothing(question: str, answer: str) -> bool:
    """Return whether people say «n.d.» and the like; no Comune would mean all of them."""
    return question != "comuni" and is_nothing(answer)


def _in_order(row: TypedRow) -> TypedRow:
    return {key: row[key] for key in Contatto.model_fields if key in row}


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.removeprefix("+39"))


def _phone(line: str, known: Mapping[str, TypedRow]) -> TypedRow:
    line = plain_phone(line)
    parts = _PHONE.fullmatch(line)
    if parts is None:  # a line break: the rules say so
        return {"numero": line}
    numero = parts["numero"].strip(" ,")
    said = {key: parts[key] for key in ("interno", "tasti") if parts[key]}
    openings = parse_openings(parts["orari"] or "")
    if openings is None:  # days without hours, and the like
        return {"numero": line}
    old = known.get(_digits(numero), {}) if not (said or openings) else {}
    orari = {"orari": [opening._asdict() for opening in openings]} if openings else {}
    return {**old, "numero": numero, **said, **orari}


def _link(line: str) -> TypedRow:
    title, colon, address = line.rpartition(": ")
    return {"titolo": title, "url": address} if colon else {"url": line}
