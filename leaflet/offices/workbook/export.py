# SPDX-License-Identifier: EUPL-1.2
"""Ambiti → the bytes of a workbook that their offices fill in. Same ambiti, same bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.offices.workbook import csv
from leaflet.offices.workbook.aids_sheet import row_of
from leaflet.offices.workbook.columns import LONGEST_CELL, laid_out, row_id, texts, version
from leaflet.offices.workbook.grid import Grid
from leaflet.offices.workbook.styles import OF_AMBITO
from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.registry.finding import rows_of, without_number
from leaflet.registry.model import MUNICIPIO
from leaflet.registry.wording import TOWN_HALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.columns import CellKey
    from leaflet.registry.misure import Misura
    from leaflet.registry.model import Ambito

KINDS = ("xlsx", "csv")
_LONGEST_NAME = 31
"""Characters of a worksheet's name in Excel, which also forbids these signs."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_RESERVED = ("elenchi", "aiuti", "history")


def workbook(ambiti: Sequence[Ambito], kind: str, aids: Sequence[Misura] = ()) -> bytes:
    """Return a workbook of these ambiti, one worksheet each; `kind` is xlsx or csv.

    Their own `aids` have a worksheet behind those, in a text file no place.

    Raises LeafletError when a row is too long for a cell, or there is no such kind.
    """
    if kind == "ods":
        message = say("no .ods is written: give a file that ends in .xlsx, LibreOffice opens it")
        raise WrongValueError(message)
    if kind not in KINDS:
        message = say("«{kind}» is not a kind of workbook", kind=kind)
        raise WrongValueError(message, say("give a file that ends in .xlsx or .csv"))
    if kind == "csv":
        return csv.write([_table(ambiti)])
    from leaflet.offices.workbook import xlsx  # noqa: PLC0415  (slow)

    taken: list[str] = list(_RESERVED)
    return xlsx.write(
        [_grid(ambito, _name(ambito, taken)) for ambito in ambiti], [*map(row_of, aids)]
    )


def _grid(ambito: Ambito, name: str) -> Grid:
    columns = laid_out(ambito.contatti)
    title = f"{OF_AMBITO}{ambito.nome}"
    return Grid(name, title, columns, tuple(_rows(ambito)), ambito.comuni)


def _table(ambiti: Sequence[Ambito]) -> Grid:
    """Return all ambiti in one table: a text file has no worksheets."""
    columns = laid_out([row for ambito in ambiti for row in ambito.contatti], named=True)
    return Grid("", "", columns, tuple(row for ambito in ambiti for row in _rows(ambito)), ())


def _rows(ambito: Ambito) -> Iterator[Mapping[CellKey, str]]:
    """Yield its rows, then those that ask for the switchboards of Comuni without a number."""
    for index, contatto in enumerate(ambito.contatti):
        row = {("ambito", 0): ambito.nome, **texts(contatto), ("riga", 0): row_id(ambito, index)}
        if max(map(len, row.values())) > LONGEST_CELL:
            message = say("{nome}: row {row} is too long", nome=ambito.nome, row=index + 1)
            raise LeafletError(message, say("a cell holds {count} characters", count=LONGEST_CELL))
        base = version(contatto)  # a row that is too long for it is known by its digest
        yield row | ({("versione", 0): base} if len(base) <= LONGEST_CELL else {})
    for comune in without_number(ambito):
        if not any(row.tipo == MUNICIPIO for row in rows_of(ambito, comune)):
            yield {("ambito", 0): ambito.nome, ("comuni", 0): comune, ("ufficio", 0): TOWN_HALL}


def _name(ambito: Ambito, taken: list[str]) -> str:
    """Return a worksheet's name that Excel accepts and no other sheet has."""
    plain = " ".join(_FORBIDDEN.sub(" ", ambito.nome).split()) or ambito.id
    name, number = plain[:_LONGEST_NAME].strip(), 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.append(name.casefold())
    return name
