# SPDX-License-Identifier: EUPL-1.2
"""The registry's JSON Schema, by which editors complete keys and check values while typing.

It is made from the model. Beyond it, editors get patterns for values that the model keeps as
written, proposals where there are some, and an Italian sentence for what is wrong: Visual Studio
Code shows `errorMessage` in place of its own words.
"""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from leaflet.registry import misure, model
from leaflet.registry.comuni import official
from leaflet.registry.model import Registry
from leaflet.registry.record import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import ModuleType

    from pydantic import BaseModel

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_AIDS_TITLE = "Aiuti e fasi dello sfratto"
_TITLE = "Contatti per il volantino «Cosa fare in caso di sfratto»"

_DAY = {
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "errorMessage": "Scrivi anno, mese e giorno con i trattini: 2026-11-21.",
}
_KEYWORDS = [
    "$schema",
    "$ref",
    "title",
    "description",
    "type",
    "enum",
    "minimum",
    "maximum",
    "format",
    "pattern",
    "errorMessage",
    "minLength",
    "maxLength",
    "minItems",
    "uniqueItems",
    "items",
    "additionalProperties",
    "required",
    "properties",
    "examples",
    "$defs",
]
"""The order of a schema's keywords; a keyword that is missing here is an error."""

_NOISE = frozenset({"title", "default"})
"""What pydantic adds to a property and editors would show or insert."""

_ADDRESS = r"^https://[^\s/]+\.[^\s/]+(?:/\S*)?$"
_TEXT = "Scrivi un testo, oppure cancella la riga."
_HINTS: Mapping[tuple[str, str], Schema] = {
    ("Registry", "base_url"): {
        "errorMessage": "Scrivi l'indirizzo intero, da https:// in poi, senza spazi.",
    },
    ("Registry", "pubblica_atti"): {
        "type": "boolean",
        "enum": [True, False],
        "errorMessage": "Scrivi true oppure false, senza virgolette.",
    },
    ("Portale", "accessibilita"): {
        "pattern": _ADDRESS,
        "errorMessage": "Scrivi l'indirizzo intero, da https:// in poi, senza spazi.",
    },
    ("Portale", "privacy"): {
        "pattern": _ADDRESS,
        "errorMessage": "Scrivi l'indirizzo intero, da https:// in poi, senza spazi.",
    },
    ("Portale", "logo"): {
        "errorMessage": "Solo il nome di un file .svg o .png che sta accanto all'elenco: logo.svg.",
    },
    ("Ambito", "id"): {
        "errorMessage": "Solo lettere minuscole senza accenti, cifre e trattini: pianura-nord.",
    },
    ("Ambito", "lingue"): {"uniqueItems": True},
    ("Contatto", "tipo"): {
        "errorMessage": "Scrivi municipio o sostegno, oppure cancella la riga.",
    },
    ("Contatto", "verificato"): _DAY,
    **{("Misura", key): _DAY for key in ("dal", "al", "ricontrolla", "verificato")},
    ("Misura", "id"): {
        "errorMessage": "Solo lettere minuscole senza accenti, cifre e trattini.",
    },
    ("Bozza", "raccolto"): _DAY,
    ("Firma", "giorno"): _DAY,
    ("Importo", "nome"): {"errorMessage": "Solo lettere minuscole, come tra le graffe: isee."},
    ("Telefono", "numero"): {
        "pattern": r"^\+?\d+(?: \d+)*$",
        "errorMessage": 'Solo cifre e spazi, tra virgolette: "02 9512 0286". '
        "L'interno va in «interno», i tasti in «tasti».",
    },
    ("Telefono", "interno"): {"errorMessage": 'Solo cifre, tra virgolette: "266".'},
    ("Telefono", "tasti"): {
        "errorMessage": 'I tasti separati da punti, tra virgolette: "4.1.2".',
    },
    ("Orario", "giorni"): {
        "errorMessage": "Giorni con tre lettere: lun-ven oppure mar, gio.",
        "examples": ["lun-ven", "lun, mer, ven", "mar, gio"],
    },
    ("Orario", "dalle"): {
        "errorMessage": 'L\'ora con due cifre e i due punti, tra virgolette: "09:00".',
        "examples": ["09:00", "14:00"],
    },
    ("Orario", "alle"): {
        "errorMessage": 'L\'ora con due cifre e i due punti, tra virgolette: "12:30".',
        "examples": ["12:30", "16:00"],
    },
    ("Link", "url"): {
        "pattern": _ADDRESS,
        "errorMessage": "Scrivi l'indirizzo intero, da https:// in poi, senza spazi.",
    },
    ("Sede", "cap"): {"errorMessage": 'Cinque cifre tra virgolette: "20089".'},
}
"""(record, key) → what editors are told beyond the model.

`examples` stand only where a proposal may be right as it is. Editors insert them at a stroke of
Enter: an example of a phone number or a verification date would end up on paper.
"""

_SHOWN: Mapping[tuple[str, str], str] = {
    ("Registry", "fonte"): "Protocollo d'intesa 24 gennaio 2023, allegato «Contatti»",
    ("Registry", "base_url"): "https://www.example.it/sfratti",
    ("Portale", "ente"): "Prefettura di Bologna",
    ("Portale", "accessibilita"): "https://form.agid.gov.it/view/…",
    ("Portale", "logo"): "logo.svg",
    ("Ambito", "id"): "pianura-nord",
    ("Ambito", "nome"): "Pianura Nord",
    ("Ambito", "ente"): "Unione dei Comuni della Pianura",
    ("Ambito", "lingue"): "[it, en, zh]",
    ("Contatto", "ufficio"): "Settore Welfare, Ufficio Casa",
    ("Contatto", "fonte"): "Sito del Comune",
    ("Contatto", "email"): "[servizi.sociali@comune.esempio.it]",
    ("Link", "url"): "https://www.comune.esempio.it/casa",
    ("Link", "titolo"): "Case popolari",
    ("Sede", "cap"): '"20089"',
}
"""Examples to read, added to descriptions that have none; nothing inserts them."""

_EMAIL: Schema = {
    "pattern": r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
    "errorMessage": "Scrivi un solo indirizzo, con una @ e senza spazi.",
}
_COMUNE = "NomeComune"
_COMUNE_ITEMS = {"items": {"$ref": f"#/$defs/{_COMUNE}"}, "uniqueItems": True}


def registry_schema(home: Iterable[str]) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a registry file of the provinces at `home`."""
    tidied = _records(Registry, model)
    _name_comuni(tidied)
    return _whole(tidied, "Registry", _TITLE, home)


def aids_schema(home: Iterable[str]) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a file of aids and stages."""
    tidied = _records(misure.Misure, misure)
    tidied["Misura"]["properties"]["comuni"] |= _COMUNE_ITEMS
    return _whole(tidied, "Misure", _AIDS_TITLE, home)


def schema_text(schema: Schema) -> str:
    """Return a schema as the files in `contacts/` hold it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _records(root: type[BaseModel], source: ModuleType) -> dict[str, Schema]:
    made = root.model_json_schema()
    records = {root.__name__: made} | made["$defs"]
    descriptions = dict(_descriptions(source))
    return {name: _record(name, record, descriptions) for name, record in records.items()}


def _whole(records: dict[str, Schema], root: str, title: str, home: Iterable[str]) -> Schema:
    top = records.pop(root)
    defs = dict(sorted((records | {_COMUNE: _comune(home)}).items()))
    return _order_keywords({**top, "$schema": DIALECT, "title": title, "$defs": defs})


def _descriptions(module: ModuleType) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield (record, key) and the Italian sentence below the key in the model's source.

    Pydantic can do this, but does it whenever the program starts.
    """
    source = ast.parse(inspect.getsource(module))
    for record in (node for node in source.body if isinstance(node, ast.ClassDef)):
        for field, below in pairwise(record.body):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=key)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    yield (record.name, key), inspect.cleandoc(text)
                case _:
                    pass


def _record(name: str, record: Schema, descriptions: Mapping[tuple[str, str], str]) -> Schema:
    properties = {
        key: {
            **_property(value),
            "description": _with_example(descriptions[name, key], _SHOWN.get((name, key))),
            **_HINTS.get((name, key), {}),
        }
        for key, value in record["properties"].items()
    }
    kept = {key: value for key, value in record.items() if key not in {"title", "$defs"}}
    return kept | {"properties": properties}


def _property(value: Schema) -> Schema:
    """Return the schema of a value that is there: an empty one is a fault, so null is left out."""
    for choice in value.get("anyOf", ()):
        if choice.get("type") != "null":
            value = value | choice
    kept = {key: part for key, part in value.items() if key not in {*_NOISE, "anyOf"}}
    return kept | {"errorMessage": _TEXT} if kept.get("type") == "string" else kept


def _with_example(description: str, example: str | None) -> str:
    return f"{description} Per esempio: `{example}`." if example else description


def _name_comuni(records: Mapping[str, Schema]) -> None:
    """Give names of Comuni and e-mail addresses, which stand in lists, their own schemas."""
    ambito, contatto = records["Ambito"]["properties"], records["Contatto"]["properties"]
    ambito["comuni"] |= _COMUNE_ITEMS
    contatto["comuni"] |= _COMUNE_ITEMS
    contatto["zone"] |= {"uniqueItems": True}
    contatto["email"] |= {"items": contatto["email"]["items"] | _EMAIL, "uniqueItems": True}
    sede = records["Sede"]["properties"]
    sede["comune"] = {"$ref": f"#/$defs/{_COMUNE}", "description": sede["comune"]["description"]}


def _comune(home: Iterable[str]) -> Schema:
    """Return the schema of a Comune's name; editors propose those of the list's provinces."""
    return {
        "description": "Il nome ufficiale di un Comune, per intero.",
        "type": "string",
        "errorMessage": "Scrivi il nome ufficiale del Comune, per intero.",
        "minLength": 1,
        "maxLength": LONGEST_LINE,
        "examples": [one.nome for sigla in sorted(home) for one in official().of_province(sigla)],
    }


def _order_keywords(schema: Schema) -> Schema:
    """Return the schema with its keywords in one order, whatever pydantic's."""
    ordered = {key: schema[key] for key in sorted(schema, key=_KEYWORDS.index)}
    for key in ("properties", "$defs"):
        if key in ordered:
            ordered[key] = {name: _order_keywords(part) for name, part in ordered[key].items()}
    if "items" in ordered:
        ordered["items"] = _order_keywords(ordered["items"])
    return ordered
