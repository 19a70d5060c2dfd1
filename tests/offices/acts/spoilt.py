# SPDX-License-Identifier: EUPL-1.2
"""Thirty tables as courts might really send them, spoilt each in its own way, and what is right.

Whatever must never be repeated has one of the `CANARIES` in it: invented people.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tests.offices.workbook.books import Page, ods, text, xlsx

if TYPE_CHECKING:
    from leaflet.system.workbooks import Value

CANARIES = ("Zanzottera", "ZNZMRA80A01F205X", "Passeracqua", "zanzottera@", "0299887766", "98765",
            "Roh", "1937")  # fmt: skip
HEAD: list[Value] = ["periodo", "comune", "atto", "numero"]
GOOD: list[Value] = ["2025-01", "Rho", "intimazione", 12]
REFUSED, WRONG, READ = "refused", "wrong", "read"


class Spoilt(NamedTuple):
    """A file, and what must become of it: `says` is among the words, `counts` are how many."""

    data: bytes
    outcome: str
    says: str = ""
    counts: int = 0


def _csv(*rows: list[Value], separator: str = ";", encoding: str = "utf-8") -> bytes:
    return text(Page("", [[str(cell) for cell in row] for row in rows]), separator, encoding)


def _xlsx(*rows: list[Value]) -> bytes:
    return xlsx([Page("Dati", list(rows))])


def _with(heading: str, value: Value) -> bytes:
    return _xlsx([*HEAD, heading], [*GOOD, value])


def corpus() -> dict[str, Spoilt]:
    """Return the files by what is the matter with them."""
    person = "Zanzottera Maria"
    grouped = Page("Dati", [HEAD, list(GOOD), ["", "Rho", "precetto", 4]])
    grouped.merge("A2", "A3")
    hidden = [Page("Dati", [HEAD, GOOD]), Page("Foglio2", [["Cognome", "Nome"], [person, "x"]])]
    numbered: list[list[Value]] = [[n, f"2025-{n:02}", "Rho", "precetto"] for n in range(1, 6)]
    codes = [Page("Dati", [HEAD, GOOD]), Page("Note", [["vedi ZNZMRA80A01F205X"]])]
    return {
        "a column of names": Spoilt(_with("Conduttore", person), REFUSED, "column E: names"),
        "names below a heading nobody knows": Spoilt(_with("X", person), REFUSED, "column E"),
        "names without a heading": Spoilt(_with("", person), REFUSED, "column E"),
        "tax codes": Spoilt(_with("Codice fiscale", "ZNZMRA80A01F205X"), REFUSED, "tax codes"),
        "a tax code among the kinds": Spoilt(
            _xlsx(HEAD, GOOD, ["2025-01", "Rho", "precetto ZNZMRA80A01F205X", 1]), REFUSED, "C: tax"
        ),
        "addresses": Spoilt(_with("Immobile", "Via Passeracqua 3"), REFUSED, "addresses"),
        "addresses for Comuni": Spoilt(
            _xlsx(HEAD, ["2025-01", "Via Passeracqua 3, Rho", "intimazione", 1]),
            REFUSED,
            "column B: addresses",
        ),
        "days of birth": Spoilt(_with("Nascita", dt.date(1937, 3, 2)), REFUSED, "births"),
        "days of birth without words": Spoilt(_with("N.", dt.date(1937, 3, 2)), REFUSED, "E"),
        "case numbers": Spoilt(_with("R.G.E.", "98765/2025"), REFUSED, "case numbers"),
        "case numbers for periods": Spoilt(
            _xlsx(HEAD, ["98765/2025", "Rho", "intimazione", 1]), REFUSED, "column A: case"
        ),
        "phones": Spoilt(_with("Tel.", "0299887766"), REFUSED, "phone numbers"),
        "e-mails in a csv": Spoilt(
            _csv([*HEAD, "contatto"], [*GOOD, "zanzottera@posta.example"]), REFUSED, "e-mail"
        ),
        "a second sheet of people": Spoilt(xlsx(hidden), REFUSED, "sheet 2, column A: names"),
        "a note with a tax code": Spoilt(xlsx(codes), REFUSED, "sheet 2, column A: tax codes"),
        "a title of respect in a remark": Spoilt(
            _xlsx(HEAD, GOOD, ["Escluso il sig. Zanzottera"]), REFUSED, "column A: names"
        ),
        "one row an act": Spoilt(
            _xlsx(["data", "comune", "atto"], [dt.date(2025, 3, 4), "Rho", "precetto"]),
            REFUSED,
            "single days",
        ),
        "people in an OpenDocument": Spoilt(
            ods([Page("Dati", [[*HEAD, "Debitore"], [*map(str, GOOD), person]])]), REFUSED, "names"
        ),
        "a misspelt Comune": Spoilt(
            _xlsx(HEAD, GOOD, ["2025-01", "Roh", "intimazione", 3]), WRONG, "cella B3"
        ),
        "a name for a Comune": Spoilt(
            _xlsx(HEAD, ["2025-01", person, "intimazione", 3]), WRONG, "cella B2"
        ),
        "a Comune of another province": Spoilt(
            _xlsx(HEAD, ["2025-01", "Como", "intimazione", 3]), WRONG, "another province"
        ),
        "a kind that nobody knows": Spoilt(
            _xlsx(HEAD, ["2025-01", "Rho", "pignoramento", 3]), WRONG, "no kind of act"
        ),
        "numbers that are none": Spoilt(
            _xlsx(HEAD, ["2025-01", "Rho", "precetto", "<5"], ["2025-02", "Rho", "precetto", -1],
                  ["2025-03", "Rho", "precetto", 1.5], ["2025-04", "Rho", "precetto", ""]),
            WRONG, "cella D5",
        ),
        "periods that are none": Spoilt(
            _xlsx(HEAD, ["2025-13", "Rho", "precetto", 1], ["ieri", "Rho", "precetto", 1]),
            WRONG,
            "cella A3",
        ),
        "a year that is not over": Spoilt(
            _xlsx(HEAD, ["2026", "Rho", "precetto", 1]), WRONG, "not over yet"
        ),
        "two numbers for one": Spoilt(
            _xlsx(HEAD, GOOD, ["gennaio 2025", "RHO", "intimazioni", 13]), WRONG, "another number"
        ),
        "a year beside its month": Spoilt(
            _xlsx(HEAD, GOOD, ["2025", "Rho", "intimazione", 90]), WRONG, "some of the same acts"
        ),
        "an ambito beside its Comune": Spoilt(
            _xlsx(HEAD, GOOD, ["2025-01", "ambito Rhodense", "intimazione", 30]),
            WRONG,
            "some of the same acts",
        ),
        "no column of numbers": Spoilt(
            _xlsx(["periodo", "comune", "atto"], ["2025-01", "Rho", "precetto"]), WRONG, "how many"
        ),
        "a heading twice": Spoilt(_with("Comune", "Rho"), WRONG, "two columns say comune"),
        "titles, sums, remarks, and Windows' letters": Spoilt(
            _csv(["UNEP, tel. 02 5555 5555, situazione al 31/12/2025"], ["Mese", "Anno", *HEAD[1:]],
                 ["gennaio", "2025", "Bollate", "Preavvisi di rilascio", "1.234"],
                 ["", "", "Totale", "", "1.234"], ["Attività fino al 31/12/2025"],
                 encoding="cp1252"),
            READ, "sum of other rows", 1,
        ),
        "numbers of rows": Spoilt(
            _xlsx(["N.", *HEAD[:3]], *numbered),
            READ,
            "or of rows",
            5,
        ),
        "a column a kind": Spoilt(
            _xlsx(["Trimestre", "Anno", "Città", "Precetti", "Sfratti eseguiti"],
                  ["I", 2025, "S. Donato Milanese", 7, "-"], ["II", 2025, "Rho", 5, 0]),
            READ, "", 3,
        ),
        "dates for months, merged cells": Spoilt(
            _xlsx(HEAD, [dt.date(2025, 1, 1), "Rho", "precetto", 4]), READ, "", 1
        ),
        "one period for several rows": Spoilt(xlsx([grouped]), READ, "", 2),
    }  # fmt: skip
