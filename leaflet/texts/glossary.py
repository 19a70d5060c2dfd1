# SPDX-License-Identifier: EUPL-1.2
"""The glossary: which word each language has for a term of the Italian texts.

`locales/glossario.csv` has a row a term, a column a language, and a note for who translates. A cell
holds what a text may say, one or the other: `Comune | Comuni`; in the translations the beginning of
a word is enough, so that one entry covers its forms. An empty cell binds nobody.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say
from leaflet.system.files import read_bytes
from leaflet.system.workspace import find_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GLOSSARY = "glossario.csv"
SOURCE_COLUMN, NOTE_COLUMN = "italiano", "nota"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the Italian texts, as it is written there, and what a language may call it."""

    italian: tuple[str, ...]
    words: tuple[str, ...]


def read_glossary(folder: Path) -> Mapping[str, tuple[Term, ...]]:
    """Read the glossary in `folder` (`locales/`): code of a language → its terms.

    A workspace without one has no terms. Raises LeafletError when the file is no such table.
    """
    path = find_file(folder, GLOSSARY)
    if not path.is_file():
        return {}
    lines: csv.DictReader[str] | None = None
    try:
        text = read_bytes(path).decode("utf-8-sig")
        sign = next((sign for sign in ";\t" if sign in text.partition("\n")[0]), ",")
        lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        codes = [
            name for name in lines.fieldnames or () if name not in {SOURCE_COLUMN, NOTE_COLUMN}
        ]
        found: dict[str, list[Term]] = {code: [] for code in codes}
        for row in lines:
            if None in row:
                raise ValueError(row)  # noqa: TRY301  (cells without a heading)
            italian = _either(row[SOURCE_COLUMN])
            for code in (code for code in codes if row[code]):
                found[code].append(Term(italian, _either(row[code])))
    except (csv.Error, KeyError, AttributeError, TypeError, ValueError) as error:
        line = lines.line_num if lines else 1
        message = say("{file}:{line}: this is no line of a glossary", file=path, line=line)
        hint = say("save it as CSV in UTF-8, with the columns italiano, the languages' codes, nota")
        raise LeafletError(message, hint) from error
    return {code: tuple(terms) for code, terms in found.items()}


def _either(cell: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in cell.split("|"))
    if not all(words):
        raise ValueError(repr(cell))
    return words
