# SPDX-License-Identifier: EUPL-1.2
"""`leaflet init`: from nothing to the leaflets of another territory."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from tests.offices.workbook.test_starting import annex_rows, write_table
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    """What somebody types, line by line."""

    def isatty(self) -> bool:
        """Return that somebody is there."""
        return True


def test_a_territory_begins_with_its_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It validates, builds and publishes at once, and says what comes next."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "bologna", "--name", "Bologna", "--yes"]) == 0
    assert "the list is contacts/ambiti.yaml" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path / "bologna")
    assert main(["validate"]) == 0
    assert main(["build"]) == 0
    assert main(["site"]) == 0
    made = (tmp_path / "bologna" / "output" / "pdf").iterdir()
    names = {path.name.partition("_")[2] for path in made}
    assert names == {"comuni-di-bologna.pdf", "generico.pdf"}


def test_what_is_not_said_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seven questions at most; a wrong answer is asked again, Enter takes what is usual."""
    monkeypatch.chdir(tmp_path)
    typed = ["Napoli", "Neapel", "", "", "", "it,en", "", ""]
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(typed) + "\n"))
    assert main(["init", "napoli"]) == 0
    said = capsys.readouterr()
    assert "there is no province «Neapel»" in said.err
    text = (tmp_path / "napoli" / "contacts" / "ambiti.yaml").read_text(encoding="utf-8")
    assert "ente: Prefettura di Napoli" in text
    assert "province: [NA]" in text


def test_without_anybody_to_ask_the_name_must_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is made then."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "nuovo", "--yes"]) == 2
    assert "nobody said --name" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_table_becomes_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The annex of 2023, as a table, is the list of its territory; its mistakes are counted."""
    monkeypatch.chdir(tmp_path)
    write_table(tmp_path / "allegato.csv", annex_rows())
    arguments = ["--from-workbook", "allegato.csv", "--day", "2023-01-24", "--yes"]
    assert main(["init", "milano", *arguments]) == 0
    assert "errors: " in capsys.readouterr().out
    monkeypatch.chdir(tmp_path / "milano")
    assert main(["validate", "--fix"]) == 1
    text = (tmp_path / "milano" / "contacts" / "ambiti.yaml").read_text(encoding="utf-8")
    assert text.count("  - id: ") == 9
    assert "- id: rhodense\n    nome: Rhodense" in text


def test_the_list_that_came_with_the_program_can_be_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own office begins with it: the list and its aids, nothing that would grow old."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "volantini", "--copy"]) == 0
    made = tmp_path / "volantini" / "contacts"
    assert (made / "ambiti.yaml").read_bytes() == (ROOT / "contacts/ambiti.yaml").read_bytes()
    assert (made / "misure.yaml").is_file()
    assert [path.name for path in (tmp_path / "volantini").iterdir()] == ["contacts"]


@pytest.mark.parametrize(
    "arguments",
    [["--copy", "--name", "Bologna"], ["--name", "Bologna", "--day", "2026-11-01"],
     ["--from-workbook", "t.csv", "--day", "2999-01-01"]],
)  # fmt: skip
def test_options_that_would_say_nothing_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """Nobody is to believe that they were heard."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "nuovo", *arguments, "--yes"]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_portal_names_each_comune_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one with two names, and all of each province that the list is for."""
    assert (
        main(["init", str(tmp_path / "ts"), "--name", "Trieste", "--province", "TS,GO", "--yes"])
        == 0
    )
    monkeypatch.chdir(tmp_path / "ts")
    listed = tmp_path / "ts" / "contacts" / "ambiti.yaml"
    text = listed.read_text(encoding="utf-8")
    listed.write_text(text.replace(", Grado,", ","), encoding="utf-8")
    assert main(["build"]) == 0
    assert main(["contacts", "set-ambito", "comuni-di-trieste", "--lingue", "it,en,uk"]) == 0
    assert main(["contacts", "set-ambito", "comuni-di-trieste", "--lingue", "it,xx"]) == 2
    assert main(["build"]) == 0
    assert main(["site"]) == 0
    pages = {path.name for path in (tmp_path / "ts/output/site/it/comuni").iterdir()}
    assert "duino-aurisina-devin-nabrezina" in pages
    assert "duino-aurisina" not in pages
    assert "grado" in pages


def test_a_workspace_begins_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an empty folder, without what a run that was killed has left beside it."""
    here = tmp_path / "qui"
    here.mkdir()
    (tmp_path / ".qui.unfinished" / "contacts").mkdir(parents=True)
    (tmp_path / ".qui.unfinished" / "contacts" / "misure.yaml").touch()
    monkeypatch.chdir(here)
    assert main(["init", ".", "--name", "Torino", "--yes"]) == 0
    assert not (here / "contacts" / "misure.yaml").exists()
    assert main(["validate"]) == 0
    for product in ("single", "text"):
        first = "comuni-di-torino-gruppo-1"
        assert main(["build", first, "--product", product]) == 0
