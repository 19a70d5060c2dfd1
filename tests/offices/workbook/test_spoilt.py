# SPDX-License-Identifier: EUPL-1.2
"""Workbooks as offices return them: what is repaired, what is asked, and in which words.

Each case is a real exported workbook, spoilt by a few lines; all that an import says of it stands
in the golden file, so that a change of words or of judgement is seen.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from leaflet.registry.model import Registry
from tests.offices.workbook.books import Page, merged, pages, report, text, xlsx
from tests.paths import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from leaflet.registry.model import Contatto

    Case = Callable[[Registry], tuple[Registry, bytes]]

GOLDEN = TESTS / "golden" / "spoilt-workbooks.txt"
MELZO, CASSANO, VIGNATE, SETTALA, INZAGO = "D6", "D7", "D8", "D9", "D10"
CASES: dict[str, Case] = {}


def spoilt(*ids: str) -> Callable[[Callable[[Page], object]], None]:
    """Make a case of a function that spoils the first worksheet; its docstring is its name."""

    def decorate(spoil: Callable[[Page], object]) -> None:
        def case(registry: Registry) -> tuple[Registry, bytes]:
            sheets = pages(registry, *ids or ("melzo",))
            spoil(sheets[0])
            return registry, xlsx(sheets)

        CASES[str(spoil.__doc__).rstrip(".")] = case

    return decorate


def in_text(separator: str, encoding: str) -> Callable[[Callable[[Page], object]], None]:
    """Make a case of a workbook that was saved as text."""

    def decorate(spoil: Callable[[Page], object]) -> None:
        def case(registry: Registry) -> tuple[Registry, bytes]:
            (page,) = pages(registry, "melzo")
            spoil(page)
            return registry, text(page, separator, encoding)

        CASES[str(spoil.__doc__).rstrip(".")] = case

    return decorate


def meanwhile(
    change: Callable[[list[Contatto]], list[Contatto]],
) -> Callable[[Callable[[Page], object]], None]:
    """Make a case of a list that changed while the office had the workbook."""

    def decorate(spoil: Callable[[Page], object]) -> None:
        def case(registry: Registry) -> tuple[Registry, bytes]:
            (page,) = pages(registry, "melzo")
            spoil(page)
            ambiti = tuple(
                ambito.model_copy(update={"contatti": tuple(change(list(ambito.contatti)))})
                if ambito.id == "melzo"
                else ambito
                for ambito in registry.ambiti
            )
            return Registry(fonte=registry.fonte, ambiti=ambiti), xlsx([page])

        CASES[str(spoil.__doc__).rstrip(".")] = case

    return decorate


def with_settala(**update: object) -> Callable[[list[Contatto]], list[Contatto]]:
    return lambda rows: [
        row.model_copy(update=update) if row.comuni == ("Settala",) else row for row in rows
    ]


def without_settala(rows: list[Contatto]) -> list[Contatto]:
    return [row for row in rows if row.comuni != ("Settala",)]


@spoilt()
def _(page: Page) -> None:
    """A number is corrected and the row confirmed."""
    page[SETTALA], page["R9"] = "02 9507 5900", "sì"


@spoilt()
def _(page: Page) -> None:
    """A number is corrected, but not confirmed."""
    page[SETTALA] = "02/95075900"


@spoilt()
def _(page: Page) -> None:
    """The columns are in another order."""
    page[SETTALA] = "02 9507 5900"
    for row in page.rows[2:]:
        row.reverse()


@spoilt()
def _(page: Page) -> None:
    """The office added columns of its own."""
    page.add_column({3: "Responsabile interno", 6: "Rossi"})
    page.add_column({7: "da richiamare"})


@spoilt()
def _(page: Page) -> None:
    """There are empty lines between the rows."""
    for number in (12, 9, 7):
        page.rows.insert(number, [""] * 20)


@spoilt()
def _(page: Page) -> None:
    """Excel took the zero of a number that did not change."""
    page[MELZO] = 295120286


@spoilt()
def _(page: Page) -> None:
    """Excel took the zero of a new number."""
    page[MELZO] = 295120300.0


@spoilt()
def _(page: Page) -> None:
    """A new number without its zero can be two numbers."""
    page[MELZO] = 3311816363


@in_text(";", "utf-8-sig")
def _(page: Page) -> None:
    """A number as 2.95120286E+8, all digits there."""
    page[MELZO] = "2.95120286E+8"


@in_text(";", "utf-8-sig")
def _(page: Page) -> None:
    """A number as 2,95E+08, most digits lost."""
    page[MELZO] = "2,95E+08"


@spoilt()
def _(page: Page) -> None:
    """Two numbers in one cell."""
    page[MELZO] = "02 9512 0286; 02/95120300"


@spoilt()
def _(page: Page) -> None:
    """Two numbers in one cell, and one extension."""
    page[MELZO], page["E6"] = "02 9512 0286 e 02 9512 0300", "12"


@spoilt()
def _(page: Page) -> None:
    """A second number in columns that the office added, both with hours and an extension."""
    page["E6"], page["G6"], page["H6"], page["I6"] = "12", "lun-ven", "9", "12"
    cells = {"Telefono 2": "0295120300", "Interno 2": "34", "Giorni 2": "mar",
             "Dalle 2": "14", "Alle 2": "16:30"}  # fmt: skip
    for heading, value in cells.items():
        page.add_column({3: heading, 6: value})


@spoilt()
def _(page: Page) -> None:
    """A number and something else in one cell."""
    page[MELZO] = "02 9512 0286; chiedere della dott.ssa Neri"


@spoilt()
def _(page: Page) -> None:
    """A number and an extension in one cell."""
    page[INZAGO] = "02/954398-266"


@spoilt()
def _(page: Page) -> None:
    """An extension without a number."""
    page["E10"] = 266


@spoilt()
def _(page: Page) -> None:
    """The office's name is merged over three rows."""
    page["B6"] = "Servizi Sociali"
    page.merge("B6", "B8")


@spoilt()
def _(page: Page) -> None:
    """Cells are merged across columns."""
    page["B7"] = "Servizi Sociali, dott.ssa Neri"
    page.merge("B7", "C7")


@spoilt()
def _(page: Page) -> None:
    """A column is missing."""
    page.take_column("J")


@spoilt()
def _(page: Page) -> None:
    """A heading is there twice."""
    page["L3"] = "E-mail"


@spoilt()
def _(page: Page) -> None:
    """The row of headings was deleted."""
    del page.rows[2:4]


@spoilt()
def _(page: Page) -> None:
    """A row was deleted."""
    del page.rows[7]


@spoilt()
def _(page: Page) -> None:
    """A row was emptied."""
    page.rows[7][:18] = [""] * 18


@spoilt()
def _(page: Page) -> None:
    """A row is to be taken off."""
    page["R8"] = "togli"


@spoilt("milano")
def _(page: Page) -> None:
    """The last row of an ambito is to be taken off."""
    page["V5"] = "togli"


@spoilt()
def _(page: Page) -> None:
    """A row was copied for a new office."""
    number = page.copy(6)
    page[f"D{number}"], page[f"B{number}"], page[f"R{number}"] = "02 9512 0300", "Casa", "si"


@spoilt()
def _(page: Page) -> None:
    """A row is there twice."""
    page.copy(6)


@spoilt()
def _(page: Page) -> None:
    """A new office was not confirmed."""
    page["A15"], page["D15"] = "Inzago", "02 9543 9800"


@spoilt()
def _(page: Page) -> None:
    """The switchboard of a Comune without a number, as the last row asks for it."""
    page["D14"], page["M14"], page["O14"] = "02 954 3981", "Piazza Maggiore, 1", "Inzago"
    page["R14"] = "sì"


@spoilt()
def _(page: Page) -> None:
    """A new office for two Comuni, spelt as people do."""
    page["A14"], page["B14"] = "inzago e CASSANO D’ADDA", "Sportello Casa"
    page["D14"], page["R14"] = "0363 366204", "x"
    page["G14"], page["H14"], page["I14"] = "dal lunedì al venerdì", "9", "12.30"


@spoilt()
def _(page: Page) -> None:
    """Opening hours that Excel made times of."""
    page["G6"], page["H6"], page["I6"] = "lun, mer", dt.time(9, 0), dt.time(12, 30)


@spoilt()
def _(page: Page) -> None:
    """Days and hours that do not fit together."""
    page["G6"], page["H6"], page["I6"] = "lun; mer", "9:00; 14:00", "12:00"


@spoilt()
def _(page: Page) -> None:
    """Words in place of days."""
    page["G6"], page["H6"], page["I6"] = "su appuntamento", "9:00", "12:00"


@spoilt("milano")
def _(page: Page) -> None:
    """Keys that Excel made a day of."""
    page["F5"] = dt.date(2002, 1, 4)


@spoilt()
def _(page: Page) -> None:
    """A number that Excel made a day of."""
    page[MELZO] = dt.date(2026, 2, 9)


@spoilt()
def _(page: Page) -> None:
    """An error of a formula in place of a number."""
    page[MELZO] = "#RIF!"


@spoilt()
def _(page: Page) -> None:
    """An answer that is none."""
    page["R6"] = "forse"


@spoilt()
def _(page: Page) -> None:
    """«no», and nothing corrected."""
    page["R6"] = "no"


@spoilt()
def _(page: Page) -> None:
    """A Comune that does not exist, a number and an address that nobody can use."""
    page["A7"], page[VIGNATE], page["J9"] = "Casano d'Ada", "02 95", "servizi@lapersona@settala.it"


@spoilt()
def _(page: Page) -> None:
    """All sorts of faults in one file: each is told at once, with the cell it is in."""
    page["J9"], page["A7"], page["K10"] = "servizi.settala.it", "Casano d'Ada", "www.inzago.it"
    page[MELZO], page["E6"] = "02 9512 0286; 02 9512 0300", "12"
    page["O12"], page["R8"] = "Solo il martedì.", "boh"
    for number, phone, answer in ((15, "02 95", "boh"), (16, "02 9543", "")):
        page[f"A{number}"], page[f"D{number}"], page[f"R{number}"] = "Inzago", phone, answer
    page["A17"], page["G17"], page["R17"] = "Inzago", "quando capita", "sì"


@spoilt()
def _(page: Page) -> None:
    """Three rows are corrected, and none confirmed."""
    page[MELZO], page[VIGNATE], page[SETTALA] = "0295120300", "0295080876", "0295075900"


@spoilt()
def _(page: Page) -> None:
    """An invisible sign in a number."""
    page[MELZO] = "02 9512\u202e 0300"


@spoilt()
def _(page: Page) -> None:
    """A Cyrillic letter in a name, a long dash in an e-mail address."""
    page["C6"] = "Dott.ssa Аnna Rossi"
    page["J6"] = "casa–sociale@comune.melzo.mi.it"


@spoilt()
def _(page: Page) -> None:
    """Letters that another program mangled, lost, or has no font for."""
    page["B6"] = "Servizi per la cittÃ\xa0"
    page["C6"] = "Dott. Nicol\ufffd Rossi"
    page["P6"] = "Il sabato → chiuso"


@spoilt()
def _(page: Page) -> None:
    """What was to be filled in later."""
    page["C6"] = "da definire"


@spoilt()
def _(page: Page) -> None:
    """Half an address."""
    page["M6"], page["N6"] = "Via Roma, 1", 20066


@spoilt()
def _(page: Page) -> None:
    """A day typed into «Verificato il»."""
    page["Q6"] = dt.date(2026, 11, 20)


@spoilt()
def _(page: Page) -> None:
    """The hidden columns were deleted, and a number corrected."""
    page.take_column("T")
    page.take_column("S")
    page[SETTALA] = "02 9507 5900"


@spoilt()
def _(page: Page) -> None:
    """A hidden id was overwritten."""
    page["S6"] = "Melzo"


@spoilt()
def _(page: Page) -> None:
    """The sheet has another name."""
    page.name, page[SETTALA] = "Foglio1", "02 9507 5900"


@spoilt()
def _(page: Page) -> None:
    """A row of Melzo in the sheet of another ambito."""
    page.name = "Rhodense"
    del page.rows[5:]


@in_text(",", "cp1252")
def _(page: Page) -> None:
    """A text file with commas, in the encoding of Windows."""
    page["B9"], page["R9"] = "Servizi alla città", "sì"


@in_text("\t", "utf-8")
def _(page: Page) -> None:
    """A text file with tabs."""
    page[SETTALA] = "02 9507 5900"


@meanwhile(with_settala(note="Solo su appuntamento."))
def _(page: Page) -> None:
    """Another field of the row changed in the list meanwhile."""
    page[SETTALA], page["R9"] = "02 9507 5900", "sì"


@meanwhile(with_settala(email=("sociali@comune.settala.mi.it",)))
def _(page: Page) -> None:
    """The same field of the row changed in the list meanwhile."""
    page["J9"] = "casa@comune.settala.mi.it"


@meanwhile(with_settala(email=("casa@comune.settala.mi.it",)))
def _(page: Page) -> None:
    """Both sides made the same change."""
    page["J9"] = "casa@comune.settala.mi.it"


@meanwhile(with_settala(note="Solo su appuntamento."))
def _(page: Page) -> None:
    """A row is to be taken off that changed in the list meanwhile."""
    page["R9"] = "togli"


@meanwhile(without_settala)
def _(page: Page) -> None:
    """The list lost a row that the office corrected."""
    page[SETTALA] = "02 9507 5900"


@meanwhile(without_settala)
def _(page: Page) -> None:
    """The list lost a row that the office left alone."""
    page["R6"] = "sì"


def said(registry: Registry, name: str) -> str:
    present, data = CASES[name](registry)
    return report(present, merged(present, data))


def golden() -> dict[str, str]:
    """Return the sections of the golden file."""
    parts = GOLDEN.read_text(encoding="utf-8").split("# ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2].strip("\n") + "\n" for part in parts}


def test_there_are_thirty_of_them(registry: Registry, pytestconfig: pytest.Config) -> None:
    """The golden file has exactly the cases of this file; the option writes it anew."""
    if pytestconfig.getoption("--update-golden"):
        parts = (f"# {name}\n{said(registry, name)}" for name in CASES)
        GOLDEN.write_text("\n".join(parts), encoding="utf-8")
    assert list(golden()) == list(CASES)
    assert len(CASES) >= 30


@pytest.mark.parametrize("name", CASES)
def test_what_an_import_says(registry: Registry, name: str) -> None:
    """Every word, and every change, is as the golden file has it."""
    assert said(registry, name) == golden()[name]
