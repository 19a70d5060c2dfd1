# SPDX-License-Identifier: EUPL-1.2
"""Several files at once, and files that Excel saved as text: nothing of anybody's gets lost."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from leaflet.offices.workbook import reading
from leaflet.registry.finding import rows_of
from leaflet.registry.model import Ambito, Contatto, Registry, Telefono
from tests.offices.workbook.books import TODAY, Page, merged, ods, pages, report, text, xlsx

if TYPE_CHECKING:
    from leaflet.offices.workbook.result import Merged

OLD = dt.date(2023, 1, 24)
TWO_ANSWERS = "one file says «togli» for this row, another one corrects or confirms it"


def answer(registry: Registry, **cells: str) -> bytes:
    """Return the workbook of Melzo as an office sends it back."""
    (page,) = pages(registry, "melzo")
    for name, value in cells.items():
        page[name] = value
    return xlsx([page])


def settala(result: Merged) -> Contatto:
    melzo = result.registry.ambito("melzo")
    assert melzo
    (row,) = rows_of(melzo, "Settala")
    return row


@pytest.mark.parametrize("cells", [{"D9": "02 9507 5900"}, {"R9": "sì"}])
def test_one_office_takes_off_what_another_one_corrects_or_confirms(
    registry: Registry, cells: dict[str, str]
) -> None:
    """Whichever comes first: a person decides."""
    files = [answer(registry, R9="togli"), answer(registry, **cells)]
    for some in (files, files[::-1]):
        result = merged(registry, *some)
        assert TWO_ANSWERS in {str(problem.message) for problem in result.problems} or any(
            "«togli», but the row has changed" in str(p.message) for p in result.problems
        )
        assert not result.is_sound


def test_one_office_confirms_what_another_one_changes(registry: Registry) -> None:
    """Whichever comes first: the day stays, because nobody has confirmed the new number."""
    files = [answer(registry, R9="sì"), answer(registry, D9="02 9507 5900")]
    for some in (files, files[::-1]):
        result = merged(registry, *some)
        assert result.is_sound
        row = settala(result)
        assert (row.telefoni[0].numero, row.verificato) == ("02 9507 5900", OLD)


def test_the_same_office_in_two_ambiti_is_two_rows() -> None:
    """A body that serves two ambiti has the same row in both: each is a row of its own."""
    row = Contatto(ufficio="SER.CO.P.", telefoni=(Telefono(numero="02 9512 0286"),), verificato=OLD)
    ambiti = [
        Ambito(id=name.lower(), nome=name, comuni=(name,), contatti=(row,))
        for name in ("Rho", "Arese")
    ]
    registry = Registry(fonte="x", ambiti=tuple(ambiti))
    emptied, confirmed = sheets = pages(registry)
    emptied.rows[4][:18] = [""] * 18
    confirmed["R5"] = "sì"
    result = merged(registry, xlsx(sheets))
    assert [a.contatti[0].verificato for a in result.registry.ambiti] == [OLD, TODAY]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
def test_every_kind_of_text_that_excel_saves(registry: Registry, encoding: str) -> None:
    """CSV, CSV (MS-DOS), CSV (Macintosh): which it is, the headings tell."""
    (page,) = pages(registry, "garbagnatese")
    column = page.rows[2].index("Confermo che è giusto")
    page.rows[4][column] = "sì"
    result = merged(registry, text(page, ";", encoding))
    assert report(registry, result).splitlines() == [
        "→ Garbagnatese: A.S.C. Comuni Insieme per lo Sviluppo Sociale: checked on 2026-11-22"
    ]


def in_text(registry: Registry, heading: str, value: str) -> Merged:
    """Return what comes of a text file with another value for Settala."""
    (page,) = pages(registry, "melzo")
    page.rows[8][page.rows[2].index(heading)] = value
    return merged(registry, text(page, ";", "cp1252"))


def test_bare_digits_in_a_text_file_may_lack_their_zero(registry: Registry) -> None:
    """Excel saves 03311816363 as 3311816363, which is somebody's mobile."""
    result = in_text(registry, "Telefono", "3311816363")
    (problem,) = [p for p in result.problems if p.severity == "error"]
    assert str(problem.message) == "a zero may be missing at the beginning of 3311816363"
    assert str(problem.hint) == "write the number again as text: 331 181 6363 / 0331 181 6363"
    for number in ("331 181 6363", "0331 181 6363", "03311816363"):
        result = in_text(registry, "Telefono", number)
        assert result.is_sound
        right = "331 181 6363" if number[0] == "3" else "0331 181 6363"
        assert settala(result).telefoni[0].numero == right


def test_an_extension_keeps_its_zero_in_a_text_file(registry: Registry) -> None:
    """Excel saves 012 as 12: that is nobody's correction."""
    with_extension = in_text(registry, "Interno", "012").registry
    (page,) = pages(with_extension, "melzo")
    column = page.rows[2].index("Interno")
    assert page.rows[8][column] == "012"
    page.rows[8][column] = "12"
    result = merged(with_extension, text(page, ";", "cp1252"))
    assert report(with_extension, result) == "→ nothing changes\n"


def commented(page: Page) -> bytes:
    """Return a workbook with a comment on one cell, and a box over another, as Excel saves it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(page.name)
    for number, row in enumerate(page.rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, str(value))
    sheet.write_comment("D9", "Dal 1° dicembre: 02 9507 5900")
    sheet.insert_textbox("E12", "In ferie fino al 3")
    sheet.insert_textbox("F14", "")
    book.close()
    return file.getvalue()


def test_comments_on_cells_are_pointed_out(registry: Registry) -> None:
    """Somebody typed them: whoever imports has to read them."""
    (page,) = pages(registry, "melzo")
    said = "somebody has put comments or boxes on cells: they are not read: D9, E12"
    assert report(registry, merged(registry, commented(page))).splitlines() == [
        f"foglio Melzo: warning: {said}",
        "  help: open the file, and read them before you go on",
        "→ nothing changes",
    ]


def test_comments_of_libreoffice_are_pointed_out(registry: Registry) -> None:
    """It keeps them in the cell."""
    sheets = pages(registry, "melzo", "visconteo")
    remark = '<office:annotation office:display="false"><text:p>x</text:p></office:annotation>'
    found = reading.read_workbook(ods(sheets, remark=remark), "x.ods")
    assert all(sheet.commented for sheet in found)
    assert not any(s.commented for s in reading.read_workbook(ods(sheets), "x.ods"))


def test_what_is_drawn_over_a_cell_of_libreoffice_is_no_part_of_it(registry: Registry) -> None:
    """A box with words is pointed out as a comment is, and its words stay out of the value."""
    sheets = pages(registry, "melzo")
    inner = "<draw:text-box><text:p>verificare!</text:p></draw:text-box>"
    remark = f"<draw:g><draw:frame draw:z-index='0'>{inner}</draw:frame><draw:line/></draw:g>"
    (drawn,) = reading.read_workbook(ods(sheets, remark=remark), "x.ods")
    (plain,) = reading.read_workbook(ods(sheets), "x.ods")
    assert drawn.rows == plain.rows
    assert drawn.commented


def test_an_ods_file_is_imported_like_any_other(registry: Registry) -> None:
    """LibreOffice saves that kind unless it is told otherwise."""
    (page,) = pages(registry, "melzo")
    page["D9"], page["R9"] = "02 9507 5900", "sì"
    assert report(registry, merged(registry, ods([page]))).splitlines() == [
        "→ Melzo: Settala: phone 02 9507 59245 → 02 9507 5900",
        "→ Melzo: Settala: checked on 2026-11-22",
    ]


def test_what_stands_beside_the_table_is_pointed_out(registry: Registry) -> None:
    """A second number, typed where there is no heading: in a text file, where no column was."""
    (page,) = pages(registry, "melzo")
    page.rows[8] = [*page.rows[8], "02 9507 5900"]
    for data in (xlsx([page]), text(page, ";", "cp1252")):
        result = merged(registry, data)
        assert [str(problem.message) for problem in result.problems] == [
            "column U: what stands there without a heading was not read"
        ]
        assert result.problems[0].severity == "warning"


def test_hours_that_end_first_are_asked_about_in_their_cell(registry: Registry) -> None:
    """An office that means half past four in the afternoon."""
    (page,) = pages(registry, "melzo")
    page["G6"], page["H6"], page["I6"] = "lun-ven", "14:30", "4:30"
    result = merged(registry, xlsx([page]))
    (problem,) = [p for p in result.problems if p.severity == "error"]
    assert (problem.code, problem.at.file) == ("T009", "foglio Melzo, cella I6")


@pytest.mark.parametrize("heading", ["Recapito", "Cellulare", ""])
@pytest.mark.parametrize(("column", "usual"), [("D", "Telefono"), ("J", "Telefono 2")])
def test_a_heading_that_was_changed_is_asked_about(
    registry: Registry, column: str, usual: str, heading: str
) -> None:
    """The row would be confirmed with the number that the office has corrected."""
    (page,) = pages(registry, "alto-milanese")
    page[f"{column}3"], page[f"{column}5"], page["X5"] = heading, "0331 181 6364", "sì"
    result = merged(registry, xlsx([page]))
    unread = heading or column
    assert [str(problem.message) for problem in result.problems if problem.severity == "error"] == [
        f"a heading may have been changed: {unread} is not known, {usual} is missing"
    ]


@pytest.mark.parametrize("is_emptied", [True, False])
def test_a_row_that_lost_its_id_is_not_added_beside_the_old_one(
    registry: Registry,
    is_emptied: bool,  # noqa: FBT001  (two cases)
) -> None:
    """It was cut and put into an empty row, where it was corrected."""
    (page,) = pages(registry, "melzo")
    page.rows[14][:18] = page.rows[8][:18]
    page["D15"], page["R15"] = "02 9507 5900", "sì"
    page.rows[8][:18] = [""] * 18
    if not is_emptied:
        del page.rows[8]
    errors = [p for p in merged(registry, xlsx([page])).problems if p.severity == "error"]
    (message,) = (str(problem.message) for problem in errors)
    assert message.startswith("the list may have this office already, as its row 5: ")


def test_a_workbook_of_an_ambito_that_left_the_list(registry: Registry) -> None:
    """It is said once, and nobody is suspected of having changed hidden cells."""
    left = tuple(ambito for ambito in registry.ambiti if ambito.id != "melzo")
    result = merged(registry.model_copy(update={"ambiti": left}), answer(registry, R9="sì"))
    assert [str(problem.message) for problem in result.problems] == [
        "the ambito melzo is no longer in the list"
    ]


def test_an_office_that_is_replaced_is_there_once(registry: Registry) -> None:
    """«togli» and a new row: there are no two of the name to be checked."""
    result = merged(
        registry, answer(registry, R9="togli", A15="Settala", D15="02 9507 5900", R15="sì")
    )
    assert result.problems == ()
    assert settala(result).telefoni[0].numero == "02 9507 5900"


def test_a_number_that_another_office_has_names_offices_and_no_line(registry: Registry) -> None:
    """The later of the two may be in the list alone: it is called as `contacts list` shows it."""
    numbers = {
        number: [(p.at.file, str(p.message)) for p in result.problems if p.code == "T005"]
        for number in ("338 783 8099", "02 4869 4677")
        for result in [merged(registry, answer(registry, D9=number))]
    }
    who = "is the number of another office too"
    assert numbers == {
        "338 783 8099": [
            (
                "foglio Melzo, cella D9",
                f"«338 783 8099» {who}: SER.CO.P. azienda speciale consortile (Rhodense)",
            )
        ],
        "02 4869 4677": [
            (
                "elenco, Corsichese, riga 3 (Cesano Boscone)",
                f"«02 4869 4677» {who}: Settala (Melzo)",
            )
        ],
    }


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"G9": "lun, lun", "H9": "09:00", "I9": "12:00"}, ("T013", "G9")),
        ({"G9": "lun", "H9": "02:00", "I9": "05:00"}, ("T014", "H9")),
        ({"G9": "lun", "H9": "09:00", "I9": "08:00"}, ("T009", "I9")),
        ({"G9": "lun 9-12; lun 11-13"}, ("T012", "G9")),
    ],
)
def test_doubts_about_hours_name_the_cell_that_says_them(
    registry: Registry, cells: dict[str, str], named: tuple[str, str]
) -> None:
    """Days, beginnings and ends have cells of their own, unless all is written into one."""
    found = {(p.code, p.at.file) for p in merged(registry, answer(registry, **cells)).problems}
    assert (named[0], f"foglio Melzo, cella {named[1]}") in found


def napoli() -> Registry:
    """Return a list with parts of a Comune, and who helps besides."""
    rows = [
        {"zone": ["Municipalità 3 (Stella, San Carlo)", "Municipalità 4"],
         "telefoni": [{"numero": "081 795 3333"}], "verificato": OLD},
        {"tipo": "sostegno", "ufficio": "Sportello Casa",
         "telefoni": [{"numero": "081 795 4444"}], "verificato": OLD},
        {"telefoni": [{"numero": "081 795 1111"}], "verificato": OLD},
    ]  # fmt: skip
    ambito = {"id": "napoli", "nome": "Napoli", "comuni": ["Napoli"], "contatti": rows}
    return Registry.model_validate({"fonte": "x", "ambiti": [ambito]})


def test_a_part_and_who_helps_besides_have_their_cells() -> None:
    """«Zona» is a column where a row has one; «Chi altro aiuta» stands before a name."""
    (page,) = pages(napoli())
    assert page.rows[2][:3] == ["Comuni serviti", "Zona", "Ufficio"]
    assert page["B5"] == "Municipalità 3 (Stella, San Carlo); Municipalità 4"
    assert page["C6"] == "Chi altro aiuta: Sportello Casa"


@pytest.mark.parametrize(
    ("cells", "row", "field", "value"),
    [
        ({"B5": "Municipalità 4"}, 0, "zone", ("Municipalità 4",)),
        ({"B7": "Vomero\nArenella"}, 2, "zone", ("Vomero", "Arenella")),
        ({"C6": "Sportello Casa Napoli"}, 1, "tipo", "sostegno"),
        ({"C6": "chi altro aiuta - Caritas"}, 1, "ufficio", "Caritas"),
        ({"C7": "Chi altro aiuta: Caritas"}, 2, "tipo", "sostegno"),
    ],
)  # fmt: skip
def test_what_an_office_writes_there_is_understood(
    cells: dict[str, str], row: int, field: str, value: object
) -> None:
    """Who helps besides becomes no office because somebody left two words out."""
    registry = napoli()
    (page,) = pages(registry)
    for name, words in cells.items():
        page[name] = words
    result = merged(registry, xlsx([page]))
    assert getattr(result.registry.ambiti[0].contatti[row], field) == value
    others = [n for n in range(3) if n != row]
    before, after = registry.ambiti[0].contatti, result.registry.ambiti[0].contatti
    assert [after[n] for n in others] == [before[n] for n in others]


def test_a_part_that_is_taken_away_is_pointed_out() -> None:
    """The office would serve the whole Comune then."""
    registry = napoli()
    (page,) = pages(registry)
    page["B5"] = ""
    result = merged(registry, xlsx([page]))
    assert "without a part, this row is for the whole Comune" in map(
        str, (problem.message for problem in result.problems)
    )
    assert result.registry.ambiti[0].contatti[0].zone == ()


def test_a_workbook_without_parts_may_get_the_column(registry: Registry) -> None:
    """Whoever needs it adds it, under its heading; others are not asked for it."""
    (page,) = pages(registry, "milano")
    page.add_column({3: "Zona", 5: "Municipio 3"})
    result = merged(registry, xlsx([page]))
    milano = result.registry.ambito("milano")
    assert milano
    assert milano.contatti[0].zone == ("Municipio 3",)
