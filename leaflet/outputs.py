# SPDX-License-Identifier: EUPL-1.2
"""The products: which pages make up a file, and what it is called. A new one is one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from leaflet.compose.sheet import Coded, Composer
    from leaflet.registry.model import Registry

    Product = Callable[[Registry, Composer, Collection[str]], Iterator["Output"]]

GENERIC = "generico"
"""The id, in file names, of the leaflet for a Comune without a signatory ambito."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file to make: `path` below the output folder, `sides` as HTML, one page each."""

    path: str
    product: str
    name: str
    sides: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to make; `is_whole` says that there are to be no others."""

    outputs: tuple[Output, ...]
    is_whole: bool


def sheet_path(identifier: str) -> str:
    """Return where the sheet of an ambito (its id, or `generico`) goes."""
    return f"pdf/cosa-fare-in-caso-di-sfratto_{identifier}.pdf"


def _sheets(registry: Registry, composer: Composer, chosen: Collection[str]) -> Iterator[Output]:
    for ambito in registry.ambiti:
        if not chosen or ambito.id in chosen:
            yield _sheet(ambito.id, ambito.nome, composer.advice, composer.contacts(ambito))
    if not chosen or GENERIC in chosen:
        yield _sheet(GENERIC, GENERIC, composer.advice, composer.generic())


def _sheet(identifier: str, name: str, advice: str, contacts: Coded) -> Output:
    path = sheet_path(identifier)
    return Output(path, "sheet", name, (advice, contacts.html), contacts.code)


PRODUCTS: Mapping[str, Product] = {"sheet": _sheets}


def plan(registry: Registry, composer: Composer, chosen: Collection[str] = ()) -> Plan:
    """Return the files to make, of every product; `chosen` ids only, or all when empty."""
    outputs = (o for make in PRODUCTS.values() for o in make(registry, composer, chosen))
    return Plan(tuple(outputs), is_whole=not chosen)
