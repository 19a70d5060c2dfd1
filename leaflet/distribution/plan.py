# SPDX-License-Identifier: EUPL-1.2
"""A print run planned from numbers of acts: a file that people correct and hand to `print`.

Copies = expected acts (see `demand`) and a reserve, less what is still good of the last order,
rounded up to whole packs. Of the last order is good what was printed and was there already, less
the acts since; nothing, when the sheet has another code today. Booklets are that part of the copies
which the user says for their language.
"""

from __future__ import annotations

import csv
import io
import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from leaflet.build.kinds import Product
from leaflet.build.products import GENERIC, sheet_path, single_path
from leaflet.offices.acts.statistics import OTHERS
from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.registry.periods import Month
from leaflet.system.formulas import guard_cell, without_guard
from leaflet.system.tables import read_worksheets
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.distribution.demand import Demand, Expected

PLAN_HEADINGS = ("ambito", "prodotto", "lingua", "copie", "dal", "al", "previsti", "avanzo",
                 "codice", "calcolo")  # fmt: skip
PRINTED_KINDS = {"foglio": Product.SHEET, "libretto": Product.SINGLE, "aiuti": Product.AIUTI}
"""What a plan calls what is printed."""
_SHEET, _BOOKLET = "foglio", "libretto"
MOST_MONTHS = 12
_NEEDED = ("ambito", "prodotto", "copie")


class PlanRow(NamedTuple):
    """How many copies of what; `expected` acts from a month to another, `left` from before."""

    ambito: str
    product: str
    language: str
    copies: int
    first: Month | None
    last: Month | None
    expected: Fraction
    left: int
    code: str
    sums: str = ""

    @property
    def what(self) -> tuple[str, str, str]:
        """What a row of another plan is of too."""
        return self.ambito, self.product, self.language


class PlanTerms(NamedTuple):
    """What a plan is made by: months from the first, percent of reserve, copies in a pack.

    `shares` are percents of copies that are booklets, by language; `codes` those of today's
    leaflets by path.
    """

    months: tuple[Month, ...]
    reserve: int
    pack: int
    shares: Mapping[str, int]
    codes: Mapping[str, str]


_MOST_DIGITS = 6
"""Of a number of copies."""


def read_shares(given: Sequence[str]) -> Mapping[str, int]:
    """Return language → percent, of `ar=10`; raises WrongValueError when it is not so."""
    shares: dict[str, int] = {}
    for text in given:
        code, _, percent = text.partition("=")
        if not percent.isdecimal() or not 0 < int(percent) <= 100 or code in shares:  # noqa: PLR2004
            message = say("«{value}» is no share of a language", value=text)
            raise WrongValueError(message, say("write for example ar=10, each language once"))
        shares[code] = int(percent)
    return shares


def plan_copies(demand: Demand, terms: PlanTerms, before: Sequence[PlanRow]) -> Iterator[PlanRow]:
    """Yield the rows of a plan; `before` are those of the last one, as it was ordered."""
    known, old = demand.before(terms.months[0]), {row.what: row for row in before}
    for ambito in known.ambiti():
        expected = known.expect(ambito, terms.months)
        if expected is None:
            continue
        name = GENERIC if ambito == OTHERS else ambito
        printed = [(name, _SHEET, "")]
        printed += [(name, _BOOKLET, code) for code in terms.shares if name != GENERIC]
        for what in printed:
            yield _row(known, terms, expected, what, old.get(what))


def _row(
    known: Demand,
    terms: PlanTerms,
    expected: Expected,
    what: tuple[str, str, str],
    before: PlanRow | None,
) -> PlanRow:
    ambito, product, language = what
    share = terms.shares[language] if product == _BOOKLET else 100
    path = sheet_path(ambito) if product == _SHEET else single_path(ambito, language)
    code = terms.codes.get(path, "")
    number = expected.number * share / 100
    wanted = number * (100 + terms.reserve) / 100
    left = _left_over(known, terms.months[0], before, code, share)
    packs = math.ceil(max(Fraction(0), wanted - left) / terms.pack)
    part = f" × quota {share} %" if product == _BOOKLET else ""
    sums = (
        f"media di {expected.years} anni {_say(expected.mean)} × tendenza "
        f"{_say(expected.trend, 2)}{part} × riserva {_say(Fraction(100 + terms.reserve, 100), 2)}"
        f" = {_say(wanted)}; meno avanzo {left}; confezioni da {terms.pack}: {packs}"
    )
    months = terms.months[0], terms.months[-1]
    return PlanRow(
        ambito,
        product,
        language,
        packs * terms.pack,
        months[0],
        months[1],
        number,
        left,
        code,
        sums,
    )


def _left_over(known: Demand, start: Month, row: PlanRow | None, code: str, share: int) -> int:
    """Return what is still good of the last order: nothing, when the leaflet has changed since.

    Months of which nothing is known yet took what the last plan expected of them.
    """
    if row is None or not code or row.code != code or not row.first or not row.last:
        return 0
    planned = _months(row.first, row.last)
    a_month = row.expected / len(planned) * 100 / share
    ambito = OTHERS if row.ambito == GENERIC else row.ambito
    used = Fraction(0)
    for month in _months(row.first, start.plus(-1)):
        actual = known.find_actual(ambito, (month,))
        used += a_month if actual is None else actual
    return max(0, math.floor(row.copies + row.left - used * share / 100))


def _months(first: Month, last: Month) -> tuple[Month, ...]:
    found = [first]
    while found[-1] < last:
        found.append(found[-1].plus(1))
    return tuple(found) if first <= last else ()


class Judgement(NamedTuple):
    """How good a plan was for an ambito: what it expected, and how many acts came."""

    ambito: str
    expected: Fraction
    actual: Fraction


def judge_plan(rows: Sequence[PlanRow], demand: Demand) -> Iterator[Judgement]:
    """Yield what came of a plan, for ambiti of which all its months are known today."""
    for row in rows:
        if row.product == _SHEET and row.first and row.last:
            ambito = OTHERS if row.ambito == GENERIC else row.ambito
            actual = demand.find_actual(ambito, _months(row.first, row.last))
            if actual is not None:
                yield Judgement(row.ambito, row.expected, actual)


def encode_plan(rows: Sequence[PlanRow]) -> bytes:
    """Return the file of a plan, as Excel in Italy opens it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(PLAN_HEADINGS)
    for row in rows:
        cells = (row.ambito, row.product, row.language, str(row.copies), str(row.first or ""),
                 str(row.last or ""), _say(row.expected), str(row.left), row.code,
                 row.sums)  # fmt: skip
        writer.writerow(map(guard_cell, cells))
    return ("\ufeff" + text.getvalue()).encode()


def _say(number: Fraction, digits: int = 1) -> str:
    return f"{float(number):.{digits}f}".replace(".", ",")


def read_plan(data: bytes, file: str) -> tuple[PlanRow, ...]:
    """Return the rows of a plan that people may have corrected, in any kind of table.

    Raises LeafletError when it is none, or a number of copies is no number.
    """
    sheet = read_worksheets(data, file, lambda cell: fold(cell) in PLAN_HEADINGS)[0]
    rows = [[_text(value) for value in row] for row in sheet.rows]
    heading = next((n for n, row in enumerate(rows) if {*map(fold, row)} >= {*_NEEDED}), None)
    if heading is None:
        message = say("{file} is no plan: no row has the headings {names}", file=file,
                      names=", ".join(_NEEDED))  # fmt: skip
        raise LeafletError(message, say("leaflet print --plan makes one"))
    names = [fold(cell) for cell in rows[heading]]
    return tuple(_read_row(file, number, dict(zip(names, row, strict=False)))
                 for number, row in enumerate(rows[heading + 1 :], heading + 2)
                 if any(row))  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else without_guard(str(value).strip())


def _read_row(file: str, number: int, cells: Mapping[str, str]) -> PlanRow:
    copies, product = cells.get("copie", ""), fold(cells.get("prodotto", ""))
    if not copies.isdecimal() or len(copies.lstrip("0")) > _MOST_DIGITS:
        message = say("{file}, row {number}: «{value}» is no number of copies", file=file,
                      number=number, value=copies[:20])  # fmt: skip
        raise LeafletError(message, say("write digits alone; 0 prints nothing"))
    if product not in PRINTED_KINDS or (product != _SHEET) != bool(cells.get("lingua")):
        message = say("{file}, row {number}: «{product}» is printed in the language «{language}»?",
                      file=file, number=number, product=product,
                      language=cells.get("lingua", ""))  # fmt: skip
        hint = say("write foglio without a language; libretto or aiuti with one, such as ar")
        raise LeafletError(message, hint)
    expected = cells.get("previsti", "").replace(",", ".")
    left = cells.get("avanzo", "")
    return PlanRow(
        cells.get("ambito", ""),
        product,
        cells.get("lingua", ""),
        int(copies),
        _month(cells.get("dal", "")),
        _month(cells.get("al", "")),
        Fraction(expected) if expected.replace(".", "", 1).isdecimal() else Fraction(0),
        int(left) if left.isdecimal() and len(left) <= _MOST_DIGITS else 0,
        cells.get("codice", ""),
    )


def _month(text: str) -> Month | None:
    """Return a month; programs make a day of 2026-01, or a date with an hour."""
    parts = text[:7].split("-")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):  # noqa: PLR2004
        return None
    return Month(int(parts[0]), int(parts[1]))
