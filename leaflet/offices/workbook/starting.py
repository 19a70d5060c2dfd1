# SPDX-License-Identifier: EUPL-1.2
"""A table as offices keep them → the ambiti of a new list, with their Comuni and contacts."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from leaflet.offices.workbook import cells
from leaflet.offices.workbook.columns import AMBITO
from leaflet.offices.workbook.headings import error, table_of
from leaflet.offices.workbook.reading import read_workbook_file
from leaflet.offices.workbook.rows import read_row
from leaflet.problems import LeafletError, ProblemsError, say
from leaflet.registry.comuni import official
from leaflet.registry.model import Ambito, Contatto
from leaflet.registry.spellings import plain_comune
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from leaflet.offices.workbook.headings import SheetRow
    from leaflet.problems import Problem
    from leaflet.registry.writing import Plain


_NO_NAME = re.compile(r"(?:foglio|sheet|tabelle|feuil)\s*\d*", re.IGNORECASE)
"""What programs call a worksheet that nobody has named."""


def read_ambiti(path: Path, day: dt.date | None) -> tuple[Mapping[str, Plain], ...]:
    """Return the ambiti of a table, each with the Comuni that its rows name, in its order.

    An ambito is called what its column says, or its worksheet. `day` is the day of the check of
    rows that say none. Raises ProblemsError that names the cells that nobody can read.
    """
    from leaflet.offices.beginning import give_ids  # noqa: PLC0415  (it asks for tables itself)

    rows = list(_rows(path))
    if not rows:
        message = say("{file} has no table of contacts", file=path.name)
        hint = say("it needs a row of headings: Ambito, Comune, Ufficio, Telefono, E-mail…")
        raise LeafletError(message, hint)
    problems: list[Problem] = []
    found = [_ambito(nome, lines, day, problems) for nome, lines in _by_ambito(rows, problems)]
    give_ids(found)
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems, {})
    return tuple(found)


def _rows(path: Path) -> Iterator[SheetRow]:
    for sheet in read_workbook_file(path, f"{path.name}, "):
        table = table_of(sheet)
        if table and any(problem.severity == "error" for problem in table.problems):
            raise ProblemsError(table.problems, {})
        if table and table.unread:
            names = ", ".join(table.unread)
            message = say("columns whose heading nobody knows: {names}", names=names)
            hint = say("head them as others are headed (Telefono, Telefono 2, E-mail, Giorni, "
                       "Dalle, Alle, Note…), or delete them")  # fmt: skip
            raise ProblemsError([error(sheet.row_at(table.heading), message, hint)], {})
        yield from table.lines if table else ()


def _by_ambito(
    rows: Sequence[SheetRow], problems: list[Problem]
) -> list[tuple[str, list[SheetRow]]]:
    """Return the rows of each ambito, by its name as the first of them has it."""
    found: dict[str, tuple[str, list[SheetRow]]] = {}
    for line in rows:
        has_column = (AMBITO.name, 0) in line.cells
        sheet = "" if _NO_NAME.fullmatch(line.sheet.name) else line.sheet.name
        nome = line.text(AMBITO.name) if has_column else sheet
        if not nome:
            message = say("nobody can tell whose ambito this row is")
            hint = say("write its name in a column «{heading}»", heading=AMBITO.heading)
            problems.append(error(line.at(AMBITO.name), message, hint))
            continue
        found.setdefault(fold(nome), (nome, []))[1].append(line)
    return list(found.values())


def _ambito(
    nome: str, lines: Sequence[SheetRow], day: dt.date | None, problems: list[Problem]
) -> dict[str, Plain]:
    nome = _without_capitals(nome)
    served = {line.number: _comuni(line) for line in lines}
    comuni = list(dict.fromkeys(name for names in served.values() for name in names))
    comuni = comuni or [one.nome for one in official().find_active(nome)[:1]]
    if not comuni:
        message = say("no row says which Comuni the ambito {nome} has", nome=nome)
        hint = say("write them in one of its rows, with commas, in the column «Comuni serviti»")
        problems.append(error(lines[0].at("comuni"), message, hint))
        return {}
    known = Ambito(id="nuovo", nome=nome, comuni=tuple(comuni),
                   contatti=(Contatto(verificato=dt.date.min),))  # fmt: skip
    contatti: list[Plain] = []
    for line in lines:
        reading = read_row(line, None, known)
        problems += reading.problems
        seen = reading.seen or day
        if line.text("verificato") and reading.seen is None:
            message = say("this is no day")
            hint = say("write it like 24/01/2023, or empty the cell")
            problems.append(error(line.at("verificato"), message, hint))
        elif seen is None:
            message = say("this row does not say when somebody checked it last")
            hint = say("write the day in a column «Verificato il», or give it once: --day DATE")
            problems.append(error(line.place, message, hint))
        elif reading.is_clear:
            values = reading.values | {"comuni": _unless_all(reading.values["comuni"], comuni)}
            row = Contatto(**values, verificato=seen)
            contatti.append(row.model_dump(mode="json", exclude_defaults=True))
    return {"id": "", "nome": nome, "comuni": [*comuni], "contatti": contatti}


def _unless_all(names: Sequence[str], comuni: Sequence[str]) -> tuple[str, ...]:
    """Return whom a row serves: who serves all Comuni serves the ambito."""
    return () if set(names) == set(comuni) else tuple(names)


def _comuni(line: SheetRow) -> tuple[str, ...]:
    """Return the Comuni of a row under their official names, as written where there are none."""
    written = cells.comuni(line.text("comuni"), ())
    names = [one for part in written for one in _official(part)]
    return tuple(dict.fromkeys(names))


def _official(part: str) -> Iterator[str]:
    pieces = [plain_comune(piece) for piece in re.split(r"\se\s", part)]
    whole = official().find_active(part)
    if not whole and len(pieces) > 1 and all(map(official().find_active, pieces)):
        yield from (official().find_active(piece)[0].spelt_like(piece) for piece in pieces)
    else:
        yield whole[0].spelt_like(part) if whole else part


def _without_capitals(nome: str) -> str:
    """Return a name in capitals as people write names: MELZO is Melzo."""
    return nome.title() if nome.isupper() else nome
