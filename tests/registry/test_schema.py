# SPDX-License-Identifier: EUPL-1.2
"""The JSON Schema for editors agrees with the model, with the file on disk, with its standard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from leaflet.cli.main import main
from leaflet.registry.reading import read
from leaflet.registry.schema import DIALECT, aids_schema, registry_schema, schema_text
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONTACTS = ROOT / "contacts" / "ambiti.yaml"
ON_DISK = ROOT / "contacts" / "ambiti.schema.json"
SOUND = {
    "fonte": "Protocollo d'intesa",
    "ambiti": [
        {
            "id": "rhodense",
            "nome": "Rhodense",
            "comuni": ["Rho", "Pero"],
            "contatti": [
                {
                    "comuni": ["Rho"],
                    "telefoni": [
                        {
                            "numero": "02 9512 0286",
                            "interno": "266",
                            "tasti": "4.1.2",
                            "orari": [{"giorni": "lun-ven", "dalle": "09:00", "alle": "12:30"}],
                        }
                    ],
                    "email": ["casa@comune.rho.mi.it"],
                    "link": [{"url": "https://www.comune.rho.mi.it/casa"}],
                    "sede": {"indirizzo": "Via Roma, 1", "cap": "20017", "comune": "Rho"},
                    "verificato": "2026-11-21",
                }
            ],
        }
    ],
}


def errors(value: object) -> list[tuple[str | int, ...]]:
    """Return where an independent validator finds a value at odds with the schema."""
    validator = Draft202012Validator(registry_schema(["MI"]), format_checker=FormatChecker())
    return [tuple(error.absolute_path) for error in validator.iter_errors(value)]


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Return the sound registry after a change."""
    value: dict[str, Any] = json.loads(json.dumps(SOUND))
    change(value)
    return value


def row(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = value["ambiti"][0]["contatti"][0]
    return found


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no source": lambda value: value.pop("fonte"),
    "no ambiti": lambda value: value.update(ambiti=[]),
    "unknown key": lambda value: row(value).update(telefono="02 9512 0286"),
    "id with capitals": lambda value: value["ambiti"][0].update(id="Rhodense"),
    "no verification": lambda value: row(value).pop("verificato"),
    "date the Italian way": lambda value: row(value).update(verificato="21/11/2026"),
    "day that is not": lambda value: row(value).update(verificato="2026-02-30"),
    "number without quotation marks": lambda value: row(value)["telefoni"][0].update(numero=2951),
    "number with an extension": lambda value: row(value)["telefoni"][0].update(
        numero="02/954398-266"
    ),
    "extension in words": lambda value: row(value)["telefoni"][0].update(interno="int. 266"),
    "keys without dots": lambda value: row(value)["telefoni"][0].update(tasti="412"),
    "postal code as a number": lambda value: row(value)["sede"].update(cap=20017),
    "hour with a dot": lambda value: row(value)["telefoni"][0]["orari"][0].update(dalle="9.00"),
    "days in words": lambda value: row(value)["telefoni"][0]["orari"][0].update(giorni="tutti"),
    "e-mail with two signs": lambda value: row(value).update(email=["a@b@comune.rho.mi.it"]),
    "e-mail that is no list": lambda value: row(value).update(email="casa@comune.rho.mi.it"),
    "the same Comune twice": lambda value: value["ambiti"][0].update(comuni=["Rho", "Rho"]),
    "link in words": lambda value: row(value).update(link=[{"url": "il sito del Comune"}]),
    "key without a value": lambda value: row(value).update(ufficio=None),
}


def schemas(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property of every record, with its name."""
    for name, record in {"Registry": schema, **schema["$defs"]}.items():
        for key, part in record.get("properties", {}).items():
            yield f"{name}.{key}", part


def test_the_files_on_disk_are_up_to_date() -> None:
    """They are written by `leaflet schema`, that of the aids with `--aids`."""
    assert ON_DISK.read_text(encoding="utf-8") == schema_text(registry_schema(["MI"]))
    of_aids = ON_DISK.with_name("misure.schema.json")
    assert of_aids.read_text(encoding="utf-8") == schema_text(aids_schema(["MI"]))


@pytest.mark.parametrize("name", ["ambiti", "misure"])
def test_the_shipped_files_name_their_schemas(name: str) -> None:
    """Editors find the schema by the first line."""
    first = CONTACTS.with_name(f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={name}.schema.json"


def test_the_schema_of_aids_takes_the_real_ones_and_no_others() -> None:
    """An independent validator finds nothing in the shipped file, and what is wrong in others."""
    schema = aids_schema(["MI"])
    Draft202012Validator.check_schema(schema)
    described = {name: part for name, part in schemas(schema) if name.startswith("Misura.")}
    assert len(described) > 15
    assert all(part.get("description") for part in described.values())
    text = CONTACTS.with_name("misure.yaml").read_text(encoding="utf-8")
    real = json.loads(json.dumps(yaml.load(text, _Words)))  # noqa: S506  (a safe loader)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert list(validator.iter_errors(real)) == []
    for key, value in (("al", "31/12/2026"), ("comuni", "Milano"), ("datta", 2020)):
        wrong = json.loads(json.dumps(real))
        wrong["misure"][0][key] = value
        assert list(validator.iter_errors(wrong))


class _Words(yaml.SafeLoader):
    """Reads days as they are written."""


_Words.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if "timestamp" not in tag]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_schema_is_sound() -> None:
    """It is draft 2020-12, needs no other file, and says so in a text that ends its last line."""
    schema = registry_schema(["MI"])
    assert schema["$schema"] == DIALECT
    Draft202012Validator.check_schema(schema)
    assert "$id" not in schema
    assert schema_text(registry_schema(["MI"])) == schema_text(registry_schema(["MI"]))
    assert schema_text(registry_schema(["MI"])).endswith("}\n")


def test_every_key_is_described_in_italian() -> None:
    """Whoever types sees what belongs there, and no word of pydantic's."""
    described = dict(schemas(registry_schema(["MI"])))
    assert len(described) > 20
    assert [name for name, part in described.items() if not part.get("description")] == []
    assert [name for name, part in described.items() if {"title", "default"} & set(part)] == []
    assert "Il numero con il prefisso" in described["Telefono.numero"]["description"]


def test_every_example_is_sound() -> None:
    """What an editor proposes, it accepts."""
    seen = 0
    parts = [part for _, part in schemas(registry_schema(["MI"]))]
    parts += [part["items"] for part in parts if "items" in part]
    for part in [*parts, registry_schema(["MI"])["$defs"]["NomeComune"]]:
        for example in part.get("examples", ()):
            Draft202012Validator(part, format_checker=FormatChecker()).validate(example)
            seen += 1
    assert seen > 135


def test_facts_are_never_proposed() -> None:
    """An editor inserts an example at a stroke of Enter: numbers and dates must not have any."""
    parts = dict(schemas(registry_schema(["MI"])))
    proposed = {name for name, part in parts.items() if "examples" in part}
    assert proposed == {"Orario.giorni", "Orario.dalle", "Orario.alle"}
    for name in ("Telefono.numero", "Contatto.email", "Contatto.verificato", "Link.url"):
        assert "`" in parts[name]["description"], "there is an example to read"


def test_a_pattern_comes_with_a_sentence() -> None:
    """Nobody must read a pattern, or English, to learn what is wrong with a value."""
    parts = dict(schemas(registry_schema(["MI"])))
    values = {name: part for name, part in parts.items() if part.get("type") == "string"}
    assert len([name for name, part in values.items() if "pattern" in part]) > 8
    assert [name for name, part in values.items() if not part.get("errorMessage")] == []


def test_the_shipped_registry_fits() -> None:
    """The real file passes an independent reader and an independent validator."""
    loaded = yaml.load(CONTACTS.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    assert len(loaded["ambiti"]) == 9
    assert errors(loaded) == []


def test_a_full_row_fits() -> None:
    """A registry that uses every kind of record passes schema and reading."""
    assert errors(SOUND) == []
    assert read(json.dumps(SOUND).encode(), "sound.yaml").problems == ()


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_broken_registry_does_not_fit(change: Callable[[dict[str, Any]], object]) -> None:
    """Each fault is found, in one place."""
    assert len(set(errors(changed(change)))) == 1


@pytest.mark.parametrize("extra", ["Melzo", "Roè Volciano", "Sant'Angelo Lodigiano"])
def test_comuni_elsewhere_fit(extra: str) -> None:
    """The names near Milan are proposed; any other is accepted too."""
    near = registry_schema(["MI"])["$defs"]["NomeComune"]["examples"]
    assert len(near) == 133
    assert (extra in near) == (extra == "Melzo")
    assert errors(changed(lambda value: value["ambiti"][0]["comuni"].append(extra))) == []


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    """`leaflet schema` writes what the file holds."""
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == schema_text(registry_schema(["MI"]))
