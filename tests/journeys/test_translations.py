# SPDX-License-Identifier: EUPL-1.2
"""A language given to a reader and taken back: export, answers, import, status, a changed text."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from babel.messages.pofile import read_po

from leaflet.cli.main import main
from leaflet.offices.review.opening import open_language
from leaflet.system.workspace import Workspace
from tests.offices.review.filled import FIRST, READER, name_reader, put, to_fill
from tests.offices.workbook.books import xlsx
from tests.paths import ROOT
from tests.terminal import at_a_terminal

if TYPE_CHECKING:
    from pathlib import Path

TEN = 10
"""Sentences that the reader reads."""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of its own, in which commands are run."""
    for name in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns("backups", ".lock")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook of Arabic with its pictures, as the command writes it."""
    path = tmp_path_factory.mktemp("book") / "revisione-ar.xlsx"
    assert main(["--root", str(ROOT), "texts", "export", "ar", "-o", str(path)]) == 0
    return path


def catalogue(workspace: Path, domain: str = "leaflet") -> Path:
    return workspace / "locales" / "ar" / "LC_MESSAGES" / f"{domain}.po"


def state(capsys: pytest.CaptureFixture[str], domain: str = "leaflet") -> dict[str, Any]:
    capsys.readouterr()
    assert main(["texts", "status", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    (found,) = (row for row in rows if (row["language"], row["domain"]) == ("ar", domain))
    assert isinstance(found, dict)
    return found


def filled(book: Path, target: Path, **corrections: str) -> Path:
    """Write the workbook back: ten sentences read, one of them corrected, one asked about."""
    pages = to_fill(book.read_bytes())
    name_reader(pages)
    for number in range(TEN):
        put(pages[1], number, va_bene="sì")
    for row, text in corrections.items():
        put(pages[1], int(row.removeprefix("row")), va_bene="", correzione=text)
    put(pages[1], TEN, domande="Che cosa vuol dire?")
    target.write_bytes(xlsx(pages))
    return target


def change_italian(workspace: Path, old: str, new: str) -> None:
    """Change an Italian sentence in the templates, and what waits for its translation."""
    for path in workspace.glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f'"{old}"', f'"{new}"'), encoding="utf-8")
    assert main(["texts", "update"]) == 0


def test_the_workbook_shows_sentences_on_their_pages(book: Path) -> None:
    """It has pictures, a hidden key, protected cells, and Arabic read from right to left."""
    with zipfile.ZipFile(book) as parts:
        names = parts.namelist()
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
        words = parts.read("xl/sharedStrings.xml").decode()
    assert sum(name.startswith("xl/media/") for name in names) > 100
    assert "<sheetProtection" in sheet
    assert re.search(r'<col [^>]*hidden="1"', sheet)
    assert '<pane xSplit="1" ySplit="2"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'horizontal="right" vertical="top" wrapText="1" readingOrder="2"' in styles
    for said in ("Nome di chi rivede", "Foglio, lato uno", "Va bene", "Correzione", "Domande"):
        assert said in words


def test_a_review_from_export_to_signature(
    workspace: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten sentences are signed, one in new words; all else stays as it was to the byte."""
    before = catalogue(workspace).read_text("utf-8")
    entries = open_language(Workspace(workspace), "ar").domains["leaflet"].entries
    new = entries[2].translation.replace("على", "في")
    assert new != entries[2].translation
    answer = filled(book, workspace / "risposta.xlsx", row2=new)
    assert main(["texts", "import", str(answer), "--dry-run"]) == 0
    assert catalogue(workspace).read_text("utf-8") == before
    out = capsys.readouterr().out
    assert f"  - {entries[2].translation}\n  + {new}\n" in out
    assert f"signed as they are: {TEN - 1}; corrected and signed: 1" in out
    assert (
        f"cella F{FIRST + TEN + 1}: question on «{entries[TEN].source}»: Che cosa vuol dire?" in out
    )
    assert main(["texts", "import", str(answer), "--yes"]) == 0
    after = catalogue(workspace).read_text("utf-8")
    unsigned = re.sub(r"# Reviewed-By: Amina Rossi, .*\n", "", after)
    assert unsigned == before.replace(entries[2].translation, new)
    counted = state(capsys)
    assert (counted["reviewed"], counted["reviewers"]) == (TEN, {READER: TEN})
    assert counted["draft"] == counted["sentences"] - TEN
    assert main(["texts", "import", str(answer), "--yes"]) == 0
    assert "nothing changes" in capsys.readouterr().out
    assert catalogue(workspace).read_text("utf-8") == after
    assert main(["texts", "undo", "ar"]) == 0
    assert catalogue(workspace).read_text("utf-8") == before


def test_a_changed_italian_sentence_takes_back_that_signature_alone(
    workspace: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its answer in an old workbook is told and not taken; the nine others stay signed."""
    answer = filled(book, workspace / "risposta.xlsx")
    assert main(["texts", "import", str(answer), "--yes"]) == 0
    source = open_language(Workspace(workspace), "ar").domains["leaflet"].entries[2].source
    change_italian(workspace, source, f"{source} Subito.")
    counted = state(capsys)
    assert (counted["reviewed"], counted["stale"]) == (TEN - 1, 1)
    text = catalogue(workspace).read_text("utf-8")
    assert text.count("# Reviewed-By: ") == TEN  # the old one stays, and is of no worth
    assert main(["texts", "import", str(answer), "--yes"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "the Italian sentence has changed since the export" in out
    assert "nothing changes" in out
    assert state(capsys)["reviewed"] == TEN - 1
    catalogue(workspace).write_text(text.replace("#, fuzzy\n", ""), encoding="utf-8")
    counted = state(capsys)
    assert (counted["reviewed"], counted["lapsed"], counted["stale"]) == (TEN - 1, 1, 0)


def test_a_wrong_cell_refuses_the_whole_workbook(
    workspace: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The cell is named with what to write instead, and nothing is signed."""
    before = catalogue(workspace).read_bytes()
    answer = filled(book, workspace / "risposta.xlsx", row3="صحيح Comune {numero}")
    assert main(["texts", "import", str(answer), "--yes"]) == 1
    shown = capsys.readouterr()
    assert f"risposta.xlsx, foglio Foglio, cella E{FIRST + 4}: error X004" in shown.out
    assert f"risposta.xlsx, foglio Foglio, cella E{FIRST + 4}: error X007" in shown.out
    assert "nothing was written: mend these cells, then import again" in shown.err
    assert catalogue(workspace).read_bytes() == before


def test_somebody_is_asked_before_anything_is_written(workspace: Path, book: Path) -> None:
    """Enter alone is a no."""
    filled(book, workspace / "risposta.xlsx")
    before = catalogue(workspace).read_bytes()
    question = "Write this into the catalogues?"
    left = at_a_terminal(workspace, ["texts", "import", "risposta.xlsx"], (question, "\r"))
    assert left.code == 1
    assert catalogue(workspace).read_bytes() == before
    done = at_a_terminal(workspace, ["texts", "import", "risposta.xlsx"], (question, "s\r"))
    assert done.code == 0
    assert catalogue(workspace).read_bytes() != before


def test_who_reads_on_paper_signs_a_whole_catalogue(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then it is no draft any more, for other commands too; what is no name signs nothing."""
    assert main(["texts", "sign", "ar", "--reviewer", "n/a", "--yes"]) == 1
    assert "is not the name of a person" in capsys.readouterr().err
    command = ["texts", "sign", "ar", "--reviewer", READER, "--domain", "leaflet", "--yes"]
    assert main(command) == 0
    counted = state(capsys)
    assert counted["reviewed"] == counted["sentences"]
    assert state(capsys, "portal")["reviewed"] == 0
    assert open_language(Workspace(workspace), "ar").domains["leaflet"].reviewed_by == READER
    assert main(["validate"]) == 0
    out = capsys.readouterr().out
    assert "locales/ar/LC_MESSAGES/leaflet.po" not in out
    assert "locales/es/LC_MESSAGES/leaflet.po" in out


@pytest.mark.usefixtures("workspace")
def test_the_proof_has_every_sentence(tmp_path: Path) -> None:
    """It is a PDF like all ours; the line to sign is its end."""
    assert main(["texts", "proof", "es", "-o", "prova.pdf"]) == 0
    with pikepdf.open(tmp_path / "prova.pdf") as pdf:
        assert len(pdf.pages) > 10
        with pdf.open_metadata() as data:
            assert data.pdfa_status == "2A"
    assert main(["texts", "proof", "es", "-o", "prova.pdf"]) == 0  # the same again
    (tmp_path / "prova.pdf").write_bytes(b"another")
    assert main(["texts", "proof", "es", "-o", "prova.pdf"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["texts", "export", "xx", "-o", "x.xlsx"], "«xx» is no language to review"),
        (["texts", "export", "it", "-o", "x.xlsx"], "«it» is no language to review"),
        (["texts", "export", "ar", "-o", "x.ods"], "is not a kind of workbook"),
        (["texts", "sign", "ar", "--reviewer", READER, "--domain", "cli"], "--domain"),
    ],
)
@pytest.mark.usefixtures("workspace")
def test_wrong_usage_is_explained(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """With what can be typed instead."""
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_a_workspace_signs_its_own_copy_of_the_programs_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program's catalogue is never written; undo takes the signatures back."""
    ours = (ROOT / "locales" / "ar" / "LC_MESSAGES" / "leaflet.po").read_bytes()
    assert main(["init", str(tmp_path / "bo"), "--name", "Bologna", "--yes"]) == 0
    monkeypatch.chdir(tmp_path / "bo")
    own = catalogue(tmp_path / "bo")
    assert not own.exists()
    signed = ["texts", "sign", "ar", "--reviewer", READER, "--domain", "leaflet", "--yes"]
    assert main(signed) == 0
    assert READER.encode() in own.read_bytes()
    assert (ROOT / "locales" / "ar" / "LC_MESSAGES" / "leaflet.po").read_bytes() == ours
    assert main(["texts", "undo", "ar"]) == 0
    assert own.read_bytes() == ours


def test_a_sentence_of_ones_own_template_waits_in_ones_own_catalogues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the program's sources; what the program says itself needs no copy."""
    assert main(["init", str(tmp_path / "bo"), "--name", "Bologna", "--yes"]) == 0
    monkeypatch.chdir(tmp_path / "bo")
    capsys.readouterr()
    assert main(["texts", "update"]) == 0
    assert "the catalogues have all that the templates say" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "bo" / "locales").iterdir()] == ["languages.toml"]
    own = tmp_path / "bo" / "templates" / "sheet" / "generic.html"
    own.parent.mkdir(parents=True)
    text = (ROOT / "templates" / "sheet" / "generic.html").read_text(encoding="utf-8")
    new = '<main>{{ m.in_lines(N_("Chiama anche il numero verde."), "lines") }}'
    own.write_text(text.replace("<main>", new), encoding="utf-8")
    assert main(["build"]) == 1
    assert "leaflet texts update" in capsys.readouterr().err
    assert main(["texts", "update"]) == 0
    catalog = read_po(io.BytesIO(catalogue(tmp_path / "bo").read_bytes()))
    message = catalog.get("Chiama anche il numero verde.")
    assert message
    assert not message.string or message.fuzzy
    assert "Che cosa fare" in catalogue(tmp_path / "bo").read_text(encoding="utf-8")


def test_aids_that_nobody_has_reviewed_say_so(workspace: Path) -> None:
    """Also in a language whose sheet somebody has signed."""
    signed = ["texts", "sign", "en", "--reviewer", READER, "--yes"]
    assert main([*signed, "--domain", "leaflet"]) == 0
    assert main(["build", "melzo", "--product", "text"]) == 0
    text = next((workspace / "output").rglob("che-cosa-puoi-fare_melzo_en.txt"))
    assert "Translation not reviewed yet" in text.read_text(encoding="utf-8")
    assert main([*signed, "--domain", "misure"]) == 0
    assert main(["build", "melzo", "--product", "text"]) == 0
    assert "Translation not reviewed yet" not in text.read_text(encoding="utf-8")
