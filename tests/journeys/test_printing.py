# SPDX-License-Identifier: EUPL-1.2
"""What goes to the print shop, run as offices run it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from tests.acts import real_table
from tests.journeys.test_building import change_the_phone, codes, stamps, workspace
from tests.judges import layout, readers, structure, verapdf

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["workspace"]

SHEET = "cosa-fare-in-caso-di-sfratto_rhodense.pdf"
TICKET = "scheda-di-stampa"
KNOWN = "it, en, es, ar, fr, ro, uk, ru, zh, fil, bn, si, ur, sq"
LANGUAGES = f"there is no language «xx»: choose one of {KNOWN}"


def test_the_sheet_goes_out_as_it_is_with_a_ticket(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each ambito has a folder; the ticket says how many of what, and how to know it is right."""
    assert main(["print", "--copies", "Rhodense=500, generico=20", "-o", "stampa"]) == 0
    out = workspace / "stampa"
    made = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*"))
    generic = SHEET.replace("rhodense", "generico")
    assert made == [
        *(f"generico/{name}" for name in (generic, f"{TICKET}.pdf", f"{TICKET}.txt")),
        *(f"rhodense/{name}" for name in (SHEET, f"{TICKET}.pdf", f"{TICKET}.txt")),
    ]
    assert len(capsys.readouterr().out.splitlines()) == 6
    sheet = (workspace / "output" / "pdf" / SHEET).read_bytes()
    assert (out / "rhodense" / SHEET).read_bytes() == sheet
    text = (out / "rhodense" / f"{TICKET}.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == "Scheda di stampa: Rhodense"
    assert "Copie: 500" in lines
    assert "Fogli di carta A4: 500, cioè 1 per copia" in lines
    assert "Stampa: fronte-retro, girando sul lato lungo; foglio verticale" in lines
    assert f"Codice del foglio: {codes(workspace)[f'pdf/{SHEET}']}" in lines
    assert hashlib.sha256(sheet).hexdigest() in text
    assert "Colore: scala di grigi; i colori non servono" in lines
    assert "libretto" not in text


def test_leaflets_of_aids_are_ordered_with_the_sheet(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They must be there and current; what has several leaves is stapled, Arabic on the right."""
    command = ["print", "--copies", "milano=3", "-o", "stampa", "--aids", "ar"]
    assert main(command) == 1
    error = capsys.readouterr().err.splitlines()
    assert error[-1] == "help: first run leaflet build --product aiuti --product sheet"
    assert not (workspace / "stampa").exists()
    assert main(["build", "--product", "sheet", "--product", "aiuti", "milano"]) == 0
    assert main(command) == 0
    name = "che-cosa-puoi-fare_milano_ar.pdf"
    made = workspace / "stampa" / "milano"
    assert (made / name).read_bytes() == (workspace / "output/pdf/aiuti" / name).read_bytes()
    lines = (made / f"{TICKET}.txt").read_text(encoding="utf-8").splitlines()
    assert "Foglio «Che cosa puoi ancora fare» in arabo" in lines
    assert "Fogli di carta A4: 6, cioè 2 per copia" in lines
    assert "Finitura: un punto metallico in alto a destra; non si piega" in lines
    generic = ["print", "--copies", "generico=3", "-o", "altra", "--aids", "it"]
    capsys.readouterr()
    assert main(generic) == 2
    assert "there are no aids of «generico»" in capsys.readouterr().err


@pytest.mark.judged
def test_booklets(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are made of the large print, which must be there; Arabic ones are bound on the right."""
    command = ["print", "--copies", "rhodense=3", "-o", "stampa", "--booklet", "ar"]
    assert main([*command, "--booklet", "it"]) == 1
    error = capsys.readouterr().err.splitlines()
    assert error[-2].startswith("leaflet: not current: una-lingua/rhodense_it (not made yet), ")
    assert error[-1] == "help: first run leaflet build --product sheet --product single"
    assert not (workspace / "stampa").exists()
    assert main(["build", "rhodense", "--product", "single", "--quiet"]) == 0
    assert main([*command, "--booklet", "it"]) == 0
    folder = workspace / "stampa" / "rhodense"
    booklets = {code: folder / f"libretto_rhodense_{code}.pdf" for code in ("ar", "it")}
    sides = {code: layout.pages(file) for code, file in booklets.items()}
    for code, on_the_left in (("ar", True), ("it", False)):
        assert [page.box[2] for page in sides[code]] == pytest.approx([841.89] * 2, abs=1)
        pieces = [piece for page in sides[code] for piece in page.pieces]
        assert min(piece.size for piece in pieces) >= 9
        (first,) = (piece for piece in sides[code][0].pieces if "1 / 2" in piece.text)
        assert (first.box[0] < 421) == on_the_left
    lines = (folder / f"{TICKET}.txt").read_text(encoding="utf-8").splitlines()
    assert "Libretto A5 in arabo" in lines
    assert "Rilegatura: a destra: è una lingua che si legge da destra a sinistra" in lines
    assert "Rilegatura: a sinistra" in lines
    assert "Pagine A5: 2; bianche prima dell'ultima: 2" in lines
    assert "Non è un PDF/A e non è accessibile" in " ".join(lines)
    ticket = folder / f"{TICKET}.pdf"
    assert structure.page_sizes(ticket) == [pytest.approx((595.28, 841.89), abs=0.01)]
    assert set(" ".join(lines).split()) <= set(" ".join(readers.texts(ticket)["mupdf"]).split())
    verdicts = verapdf.validate([ticket, *booklets.values()], ("2a",))
    assert [key[0] for key, broken in verdicts.items() if not broken] == [ticket]


def test_nothing_old_is_printed(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet that is out of date is refused, one that is not is printed."""
    change_the_phone(workspace)
    assert main(["print", "--copies", "melzo=5,rhodense=5", "-o", "stampa"]) == 1
    assert "leaflet: not current: melzo (contact row 5, " in capsys.readouterr().err
    assert not (workspace / "stampa").exists()
    (workspace / "output" / "pdf" / SHEET).write_bytes(b"altered")
    assert main(["print", "--copies", "rhodense=5", "-o", "stampa"]) == 1
    assert "leaflet: not current: rhodense (the file was altered)\n" in capsys.readouterr().err
    assert main(["print", "--copies", "milano=5", "-o", "stampa"]) == 0


def test_what_an_earlier_order_left_is_named(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The print shop gets the whole folder: an old booklet or ambito in it would be printed."""
    assert main(["print", "--copies", "melzo=5,rhodense=5", "-o", "stampa"]) == 0
    assert capsys.readouterr().err == ""
    old = workspace / "stampa" / "rhodense" / "libretto_rhodense_ar.pdf"
    old.write_bytes(b"%PDF")
    assert main(["print", "--copies", "rhodense=5", "-o", "stampa"]) == 0
    names = [SHEET.replace("rhodense", "melzo"), f"{TICKET}.pdf", f"{TICKET}.txt"]
    left = ["rhodense/libretto_rhodense_ar.pdf", *(f"melzo/{name}" for name in names)]
    assert capsys.readouterr().err.splitlines() == [
        f"stampa/{name} is not of this order: do not have it printed" for name in left
    ]
    assert old.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--copies", "rhodens=5"], "there is no ambito «rhodens»"),
        (["--copies", "rhodense=0"], "rhodense: copies must be from 1 to 1000000"),
        (["--copies", "rhodense=-1"], "rhodense: copies must be from 1 to 1000000"),
        (["--copies", "rhodense"], "«rhodense» does not say how many copies for which ambito"),
        (["--copies", "rhodense=5", "--booklet", "xx"], LANGUAGES),
        (["--copies", "generico=5", "--booklet", "it"], "there are no booklets of «generico»"),
    ],
)
def test_wrong_orders_are_explained(
    arguments: list[str], said: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line; nothing is written."""
    before = stamps(workspace)
    assert main(["print", *arguments, "-o", "stampa"]) == 2
    assert f"leaflet: {said}\n" in capsys.readouterr().err
    assert stamps(workspace) == before


def test_a_plan_is_corrected_and_printed(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From numbers of acts to the files for the print shop; the next plan judges this one."""
    (workspace / "atti.csv").write_text(real_table(), encoding="utf-8")
    assert main(["acts", "import", "atti.csv", "--yes"]) == 0
    command = ["print", "--plan", "--from", "2019-01", "--months", "12", "-o", "piano.csv"]
    assert main(command) == 0
    assert "milano foglio: 500" in capsys.readouterr().out
    plan = workspace / "piano.csv"
    plan.write_text(plan.read_text("utf-8").replace(";500;", ";650;"), encoding="utf-8")
    assert main(["print", "--copies", "piano.csv", "-o", "stampa"]) == 0
    ticket = (workspace / "stampa" / "milano" / f"{TICKET}.txt").read_text(encoding="utf-8")
    assert "Copie: 650" in ticket.splitlines()
    capsys.readouterr()
    command = ["print", "--plan", "--from", "2020-01", "--last", "piano.csv", "-o", "dopo.csv"]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "last plan, milano: expected 422, came 460 (-8%)" in out
    assert "meno avanzo 190" in out
    assert main(["print", "--plan", "-o", "altro.csv"]) == 2
    assert "no ambito has numbers of the same months" in capsys.readouterr().err
    assert main(["print", "-o", "x"]) == 2
    assert main(["print", "--plan", "--copies", "melzo=5", "-o", "x"]) == 2
    assert main(["print", "--plan", "--from", "maggio", "-o", "x"]) == 2
