# SPDX-License-Identifier: EUPL-1.2
"""Tables for programs: CSV files, and what their columns mean."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, NamedTuple

from leaflet.system.formulas import guard_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SEPARATOR = " | "


class Column(NamedTuple):
    """A column of a table: `many` says that it holds several values."""

    name: str
    title: str
    description: str
    datatype: str = "string"
    many: bool = False


class OpenTable(NamedTuple):
    """A CSV file, and what its columns mean."""

    name: str
    title: str
    columns: tuple[Column, ...]


def encode_json(value: Mapping[str, object]) -> bytes:
    """Return a JSON file as it is published."""
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def encode_table(
    table: OpenTable, rows: Iterable[Sequence[str]], source: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of a table and of its dictionary; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    are_texts = [column.datatype == "string" for column in table.columns]
    for row in rows:
        cells = zip(row, are_texts, strict=True)
        writer.writerow([guard_cell(cell) if is_text else cell for cell, is_text in cells])
    yield table.name, text.getvalue().encode()
    yield f"{table.name}-metadata.json", encode_json(_dictionary(table, source))


def _dictionary(table: OpenTable, source: str) -> dict[str, object]:
    """Return what the columns mean, as W3C's «CSV on the Web» (2015) writes it."""
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "it"}],
        "url": table.name,
        "dc:title": table.title,
        "dc:source": source,
        "dc:license": {"@id": LICENCE},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": {"columns": [_describe_column(column) for column in table.columns]},
    }
    return {key: value for key, value in described.items() if value}


def _describe_column(column: Column) -> dict[str, object]:
    described: dict[str, object] = {
        "name": column.name,
        "titles": column.name,
        "dc:title": column.title,
        "dc:description": column.description,
        "datatype": column.datatype,
    }
    return described | ({"separator": SEPARATOR} if column.many else {})
