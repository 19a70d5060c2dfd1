# SPDX-License-Identifier: EUPL-1.2
"""Reads lists of notices: .csv as offices save it, and .xlsx."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say, unreadable
from leaflet.registry.comuni import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from leaflet.problems import Message

MOST_BYTES = 20 * 2**20
"""A list of notices has some kilobytes; a spreadsheet can blow up to gigabytes."""
_HEADINGS = {
    "file": ("file", "nome file", "pdf", "file pdf", "notifica", "nome del file", "documento"),
    "comune": ("comune", "comune immobile", "comune dell immobile", "comune di residenza"),
}
"""Field → how lists head its column, as `folded` writes it. All other columns, such as that of
the act, are passed over: what is in them goes nowhere."""
_DELIMITERS = ";,\t"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its number as the spreadsheet shows it, the file and the Comune named."""

    number: int
    file: str
    comune: str


def read_list(path: Path) -> tuple[Row, ...]:
    """Return the rows that say anything; raises LeafletError when the list cannot be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) > MOST_BYTES:
        raise LeafletError(say("{file} is too large for a list of notices", file=path))
    return tuple(_rows(path, _cells(path, data)))


def _cells(path: Path, data: bytes) -> list[list[str]]:
    if data.startswith(_ZIP):
        return _spreadsheet(path, data)
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_a_list(path, say("it is neither .csv nor .xlsx"))
    return _text(data)


def _spreadsheet(path: Path, data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  (rarely needed)

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise _not_a_list(path, say("it is damaged")) from error
    return [[str(cell) for cell in row] for row in rows]


def _text(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):  # Excel's own line about the delimiter
        text, first = rest, rest.partition("\n")[0]
        return [[], *_parted(text, first)]
    return _parted(text, first)


def _parted(text: str, heading: str) -> list[list[str]]:
    delimiter = max(_DELIMITERS, key=heading.count)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # strict=False: Python passes over faults of quoting, and a wrong row names no file that exists.
    return list(csv.reader((f"{line}\n" for line in lines), delimiter=delimiter))


def _decoded(data: bytes) -> str:
    """Return the text: Unicode where it is that, else what Windows writes in Western Europe."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(path: Path, cells: Sequence[Sequence[str]]) -> Iterator[Row]:
    numbered = [(number, row) for number, row in enumerate(cells, 1) if any(map(str.strip, row))]
    if not numbered:
        raise _not_a_list(path, say("it is empty"))
    (_, heading), *rest = numbered
    file, comune = (_column(path, heading, field) for field in _HEADINGS)
    for number, row in rest:
        filled = [*row, *[""] * len(heading)]
        yield Row(number, filled[file].strip(), filled[comune].strip())


def _column(path: Path, heading: Iterable[str], field: str) -> int:
    names = [folded(name) for name in heading]
    for known in _HEADINGS[field]:
        if known in names:
            return names.index(known)
    raise _not_a_list(path, say("no column is headed «{name}»", name=field))


def _not_a_list(path: Path, reason: Message) -> LeafletError:
    message = say("{file} is no list of notices: {reason}", file=path, reason=reason)
    hint = say("the first row says: file, comune, atto; each other row names one notice")
    return LeafletError(message, hint)
