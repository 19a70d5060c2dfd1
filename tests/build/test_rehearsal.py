# SPDX-License-Identifier: EUPL-1.2
"""What `validate` finds beyond list and texts: sheets that a build could not make."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from leaflet.build.rehearsal import rehearse
from leaflet.problems import Severity
from leaflet.registry.reading import read
from leaflet.system.workspace import Workspace
from leaflet.texts.catalogues import read_texts
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.problems import Problem

ROW = """\
      - comuni: [Rho]
        telefoni: [{{numero: "02 9512 0{number}"}}]
        {said}
        verificato: 2026-11-01
"""
SHORT = "note: Il sabato solo con appuntamento."
LONG = f"email: [{'a' * 60}@{'b' * 60}.{'c' * 50}.it]"


def problems_with(
    count: int, said: str = SHORT, root: Path = ROOT, locales: Path = ROOT / "locales"
) -> list[Problem]:
    rows = "".join(ROW.format(number=100 + n, said=said) for n in range(count))
    head = "fonte: Prova\nambiti:\n  - id: rho\n    nome: Rho\n    comuni: [Rho]\n    contatti:\n"
    registry = read((head + rows).encode(), "f.yaml").registry
    assert registry is not None
    return list(rehearse(Workspace(root), registry, read_texts(locales)))


def test_a_list_that_fits_has_no_problem() -> None:
    """Nothing is said of a usual ambito."""
    assert problems_with(3) == []


@pytest.mark.parametrize(("count", "said"), [(40, SHORT), (1, LONG)])
def test_what_does_not_fit_is_found_where_it_stands(count: int, said: str) -> None:
    """Too many rows, or an address that no line can hold: the ambito is named, in the list."""
    (problem,) = problems_with(count, said)
    assert (problem.code, problem.severity, problem.at.line) == ("P001", Severity.ERROR, 3)
    assert problem.hint is not None


def test_a_page_that_is_nearly_full_is_laid_out_and_left_alone() -> None:
    """Twenty short rows are more than surely fit, and fit."""
    assert problems_with(18) == []


@pytest.mark.parametrize("name", ["contacts.html", "advice.html", "generic.html"])
@pytest.mark.parametrize("text", ["{% if %}", "", " \n"])
def test_a_broken_template_is_found(name: str, text: str, tmp_path: Path) -> None:
    """The folder is named, and what is wrong there; one that is not there is the program's own."""
    folder = tmp_path / "templates" / "sheet"
    folder.mkdir(parents=True)
    assert problems_with(1, root=tmp_path) == []
    (folder / name).write_text(text, encoding="utf-8")
    (problem,) = problems_with(1, root=tmp_path)
    assert (problem.code, problem.severity) == ("P008", Severity.ERROR)
    assert problem.at.file.endswith("templates")
    assert f"sheet/{name}" in str(problem.message)


def test_a_font_that_this_machine_lacks_is_found(tmp_path: Path) -> None:
    """A build would end with it; the table of languages is named."""
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    table = tmp_path / "locales" / "languages.toml"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("Noto Naskh Arabic", "Comic Naskh"), encoding="utf-8")
    (problem,) = problems_with(1, root=tmp_path, locales=tmp_path / "locales")
    assert (problem.code, problem.at.file) == ("P008", str(table))
    assert "Comic Naskh" in str(problem.message)


def test_a_sentence_that_the_texts_lack_is_found(tmp_path: Path) -> None:
    """A template says something new, and no catalogue has it yet."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    page = tmp_path / "templates" / "sheet" / "generic.html"
    text = page.read_text(encoding="utf-8")
    new = "{% for _, said in each('Una frase nuova') %}{{ said }}{% endfor %}</body>"
    page.write_text(text.replace("</body>", new), encoding="utf-8")
    assert new in page.read_text(encoding="utf-8")
    (problem,) = problems_with(1, root=tmp_path)
    assert problem.code == "P008"
    assert "Una frase nuova" in str(problem.message)
