# SPDX-License-Identifier: EUPL-1.2
"""Languages that an ambito chooses, or that somebody asks for by name, as people do it."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from tests.journeys.test_building import codes, stamps, workspace
from tests.judges import readers, structure

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["workspace"]

MELZO = "cosa-fare-in-caso-di-sfratto_melzo"
FIFTH = '[pt]\nname = "Português"\n\n'
"""Made up: it says what the Spanish does."""


def choose(workspace: Path, text: str, ambito: str = "Melzo") -> None:
    """Write what languages an ambito chooses."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    data = contacts.read_text(encoding="utf-8")
    line = f"    nome: {ambito}\n"
    assert line in data
    contacts.write_text(data.replace(line, f"{line}    lingue: {text}\n"), encoding="utf-8")


def add_draft(workspace: Path) -> None:
    """Put a fifth language into the workspace, which nobody has reviewed and nothing prints."""
    shutil.copytree(workspace / "locales" / "es", workspace / "locales" / "pt")
    languages = workspace / "locales" / "languages.toml"
    text = languages.read_text(encoding="utf-8")
    languages.write_text(text + "\n" + FIFTH, encoding="utf-8")


def text_of(pdf: Path) -> str:
    """Return what a reader finds in a PDF."""
    return "\n".join(readers.READERS["pdfium"](pdf))


def test_a_draft_that_nobody_asks_for_changes_nothing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sheets stay as they are, even when its catalogue is broken."""
    add_draft(workspace)
    before = stamps(workspace / "output" / "pdf")
    (workspace / "locales" / "pt" / "LC_MESSAGES" / "leaflet.po").write_text("msgid")
    assert main(["build"]) == 0
    assert "0 written, 10 up to date" in capsys.readouterr().out
    assert stamps(workspace / "output" / "pdf") == before
    assert main(["validate"]) == 0


def test_an_ambito_chooses_its_languages(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its sheet alone is made again, says why, has them Italian first, and marks the draft."""
    add_draft(workspace)
    choose(workspace, "[pt, it]")
    assert main(["build", "--explain"]) == 0
    out = capsys.readouterr().out
    assert "melzo: ambito: languages, added: pt, it" in out
    assert "1 written, 9 up to date" in out
    pdf = workspace / "output" / "pdf" / f"{MELZO}.pdf"
    text = text_of(pdf)
    assert text.index("Italiano") < text.index("Português")
    assert "English" not in text
    assert "Traducción aún no revisada" in text
    assert len(structure.page_sizes(pdf)) == 2
    assert main(["build"]) == 0
    assert "0 written" in capsys.readouterr().out


def test_five_languages_are_two_leaves_for_the_print_shop(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ticket counts the paper, and the sheet is known again, page by page."""
    add_draft(workspace)
    choose(workspace, "[it, en, es, ar, pt]")
    assert main(["build"]) == 0
    pdf = workspace / "output" / "pdf" / f"{MELZO}.pdf"
    assert len(structure.page_sizes(pdf)) == 4
    assert main(["print", "--copies", "melzo=10", "-o", "stampa"]) == 0
    ticket = (workspace / "stampa" / "melzo" / "scheda-di-stampa.txt").read_text(encoding="utf-8")
    assert "Fogli di carta A4: 20, cioè 2 per copia" in ticket
    assert "un punto metallico in alto a sinistra" in ticket
    capsys.readouterr()
    assert main(["verify", str(pdf)]) == 0
    assert "is current" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("chosen", "said", "hint"),
    [
        ("[it, en, en]", "S023: the language «en» is there twice", "lingue: [it, en]"),
        ("[en, ar]", "S023: Italian is missing", "lingue: [it, en, ar]"),
        ("[it, xx]", "S024: there is no language «xx»", "write one of: it, en, es, ar"),
        ("[it, English]", "S014: «English» is not a valid «lingue»", "[it, en, zh]"),
        ("it, en", "S014: «it, en» is not a valid «lingue»", "[it, en, zh]"),
    ],
)
def test_a_wrong_choice_is_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str], chosen: str, said: str, hint: str
) -> None:
    """Before anything is made, and by the check of the list too."""
    choose(workspace, chosen)
    for command in ("build", "validate"):
        assert main([command]) == 1
        captured = capsys.readouterr()
        told = " ".join((captured.out + captured.err).split())
        assert said in told
        assert hint in told


def test_the_choice_is_made_and_taken_back_in_the_terminal(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One option writes it; every other byte of the list stays, and undo takes it back."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    before = contacts.read_text(encoding="utf-8")
    assert main(["contacts", "set-ambito", "melzo", "--lingue", "it, ar"]) == 0
    after = contacts.read_text(encoding="utf-8")
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(new) == 1
    assert re.fullmatch(r" *lingue: \[it, ar\]", new[0])
    assert main(["contacts", "set", "melzo", "--comune", "Settala", "--telefono", "029507590"]) == 0
    assert new[0] in contacts.read_text(encoding="utf-8")
    assert main(["contacts", "set-ambito", "melzo", "--lingue", ""]) == 0
    assert "lingue" not in contacts.read_text(encoding="utf-8")
    assert main(["contacts", "set-ambito", "melzo", "--lingue", "en,ar"]) == 1
    assert "S023" in capsys.readouterr().err


def test_a_sheet_in_other_languages_is_made_for_one_order(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the usual one, under a name of its own; later builds keep it current."""
    add_draft(workspace)
    asked = ["--lang", "ar,pt"]
    assert main(["print", "--copies", "melzo=5", "-o", "stampa", *asked]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "help: first run leaflet build --product sheet --lang it,ar,pt"
    )
    assert main(["build", "melzo", *asked]) == 0
    path = f"pdf/lingue/{MELZO}_it-ar-pt.pdf"
    assert f"output/{path}" in capsys.readouterr().out
    assert main(["print", "--copies", "melzo=5", "-o", "stampa", *asked]) == 0
    printed = workspace / "stampa" / "melzo" / f"{MELZO}_it-ar-pt.pdf"
    assert printed.read_bytes() == (workspace / "output" / path).read_bytes()
    assert "Português" in text_of(printed)
    assert codes(workspace)[path] != codes(workspace)[f"pdf/{MELZO}.pdf"]
    assert main(["build"]) == 0
    assert (workspace / "output" / path).is_file()


@pytest.mark.parametrize(
    ("product", "path"),
    [
        ("single", "pdf/una-lingua/cosa-fare-in-caso-di-sfratto_melzo_pt.pdf"),
        ("bilingual", "pdf/bilingue/cosa-fare-in-caso-di-sfratto_melzo_it-pt.pdf"),
        ("poster", "pdf/manifesto/cosa-fare-in-caso-di-sfratto_manifesto_it-pt.pdf"),
        ("aiuti", "pdf/aiuti/che-cosa-puoi-fare_melzo_it-pt.pdf"),
        ("text", "testo/cosa-fare-in-caso-di-sfratto_melzo_pt_sms.txt"),
    ],
)
def test_every_product_speaks_a_draft_that_is_asked_for(
    workspace: Path, product: str, path: str
) -> None:
    """By name, and only by name."""
    add_draft(workspace)
    assert main(["build", "melzo", "--product", product]) == 0
    assert not (workspace / "output" / path).exists()
    assert main(["build", "melzo", "--product", product, "--lang", "pt"]) == 0
    assert (workspace / "output" / path).is_file()


def test_what_is_no_language_is_wrong_usage(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the codes that there are."""
    assert main(["build", "--lang", "italiano e arabo"]) == 2
    assert "write their codes with commas: it,en,zh" in capsys.readouterr().err
    assert main(["build", "--lang", "xx"]) == 2
    assert "there is no language «xx»: choose one of it, en, es, ar" in capsys.readouterr().err
    assert main(["preview", "melzo", "--lang", "xx"]) == 2
    assert workspace.is_dir()
