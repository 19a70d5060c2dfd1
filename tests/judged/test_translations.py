# SPDX-License-Identifier: EUPL-1.2
"""A review with real programs: LibreOffice fills in the workbook, veraPDF judges the proof."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from leaflet.offices.review.opening import open_language
from leaflet.offices.workbook.reading import read_workbook
from leaflet.system.workspace import Workspace
from tests.judges import office, verapdf
from tests.offices.review.filled import FIRST, READER
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.texts.catalogues import CatalogueEntry

pytestmark = pytest.mark.judged

KINDS = ("xlsx", "ods", "xls")
TEN = 10
NAME_ROW = 12
"""Row of the instructions in which the reader's name is asked for, from 1."""


def arabic(root: Path) -> tuple[CatalogueEntry, ...]:
    return open_language(Workspace(root), "ar").domains["leaflet"].entries


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the workbook of Arabic, ten sentences of which were read in LibreOffice, by kind."""
    folder = tmp_path_factory.mktemp("reading")
    book = folder / "revisione-ar.xlsx"
    assert main(["--root", str(ROOT), "texts", "export", "ar", "-o", str(book)]) == 0
    sheets = read_workbook(book.read_bytes(), "x.xlsx")
    assert sheets[0].rows[NAME_ROW - 1][0] == "Nome di chi rivede"
    entries = arabic(ROOT)
    edits = [("Istruzioni", f"B{NAME_ROW}", READER)]
    edits += [("Foglio", f"D{FIRST + 1 + n}", "sì") for n in range(TEN) if n != 2]
    edits += [("Foglio", f"E{FIRST + 3}", entries[2].translation.replace("على", "في"))]
    jobs = {kind: office.Job(book, folder / f"risposta.{kind}", edits) for kind in KINDS}
    jobs["untouched"] = office.Job(book, folder / "intatto.ods")
    office.save(folder, list(jobs.values()))
    return {kind: job.target for kind, job in jobs.items()}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of its own, in which commands are run."""
    for name in ("contacts", "templates", "locales"):
        ignored = shutil.ignore_patterns("backups", ".lock")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
def test_ten_arabic_sentences_from_export_to_signature(
    workspace: Path, answers: dict[str, Path], kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What LibreOffice saves is imported exactly, in each kind of file, without a question."""
    before = arabic(workspace)
    assert main(["texts", "import", str(answers[kind]), "--yes"]) == 0
    out = capsys.readouterr().out
    assert "error" not in out
    assert "warning" not in out
    after = arabic(workspace)
    assert [entry.is_reviewed for entry in after] == [n < TEN for n in range(len(after))]
    assert {entry.review.name for entry in after if entry.review} == {READER}
    changed = [n for n, entry in enumerate(after) if entry.translation != before[n].translation]
    assert changed == [2]


@pytest.mark.usefixtures("workspace")
def test_opening_and_saving_alone_signs_nothing(
    answers: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is asked either."""
    assert main(["texts", "import", str(answers["untouched"]), "--yes"]) == 0
    assert capsys.readouterr().out == "nothing changes: the catalogues say that already\n"


@pytest.mark.parametrize("code", ["ar", "es"])
def test_the_proof_is_a_pdf_like_all_ours(tmp_path: Path, code: str) -> None:
    """PDF/A-2a and PDF/UA-1 at once."""
    path = tmp_path / "prova.pdf"
    assert main(["--root", str(ROOT), "texts", "proof", code, "-o", str(path)]) == 0
    verdicts = verapdf.validate([path], ("2a", "ua1"))
    assert verdicts == {(path, "2a"): [], (path, "ua1"): []}
