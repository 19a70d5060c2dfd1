# SPDX-License-Identifier: EUPL-1.2
"""Three territories from list to portal: real Comuni, invented contacts, and no word of Milan.

Each folder is a whole workspace, as `leaflet init` began it and an office filled it in.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from leaflet.cli.main import main
from leaflet.registry.reading import read_file
from leaflet.registry.territory import home_provinces
from leaflet.rules import check
from leaflet.rules.comuni import uncovered

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
TERRITORIES = sorted(path.name for path in HERE.iterdir() if (path / "contacts").is_dir())
_OTHER = re.compile(r"milan|lombard|rhodense|\b02 02", re.IGNORECASE)
_ALL_OF_ITALY = {"luoghi.js", "altrove.js"}
"""Files that name all Comuni and provinces: who looks for Milano is told where it is."""
_NAMES_OF_ITALY = re.compile(r'"(?:milano|lombardia)":"\w\w"|milano MI', re.IGNORECASE)


@pytest.fixture(scope="module", params=TERRITORIES)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """A territory with all that can be made of its list, and what the program said meanwhile."""
    name = request.param
    root = tmp_path_factory.mktemp(name) / name
    shutil.copytree(HERE / name, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr("sys.stdin", io.StringIO(""))
        said = io.StringIO()
        patch.setattr("sys.stdout", said)
        patch.setattr("sys.stderr", said)
        registry = read_file(root / "contacts" / "ambiti.yaml").registry
        assert registry
        first = registry.ambiti[0].id
        for arguments in (
            ["validate"],
            ["build", first, "--product", "sheet", "--product", "single", "--product", "bilingual",
             "--product", "poster", "--product", "text"],
            ["build"],
            ["site"],
            ["bundle", "--for", "ordine", "-o", "ordine.zip"],
            ["bundle", "--for", "unep", "-o", "unep.zip"],
            ["print", "--copies", f"{first}=10", "-o", "stampa"],
            ["contacts", "export", "-o", "contatti.xlsx"],
            ["contacts", "round", "--due", "2027-03-31", "-o", "giro"],
            ["find", registry.ambiti[0].comuni[0]],
            ["preview", first],
            ["schema"],
            ["changes"],
        ):  # fmt: skip
            said.write(f"$ {arguments}\n")
            said.write(f"{main(arguments)}\n")
        (root / "said.txt").write_text(said.getvalue(), encoding="utf-8")
    return name, root


def texts(path: Path, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a person can read in a file, or in those inside it."""
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(data)
        yield str(path), "\n".join(page.get_textpage().get_text_bounded() for page in document)
        yield f"{path} (about)", str(document.get_metadata_dict())
    elif path.suffix in {".zip", ".xlsx"}:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from texts(path / name, archive.read(name))
    else:
        yield str(path), data.decode("utf-8", errors="replace")


def test_a_territory_has_no_error_and_all_its_comuni(made: tuple[str, Path]) -> None:
    """Its list is sound, and every Comune of its provinces has an ambito."""
    registry = read_file(made[1] / "contacts" / "ambiti.yaml").registry
    assert registry
    assert not [problem for problem in check(registry) if problem.severity == "error"]
    assert uncovered(registry) == []
    assert len(home_provinces(registry)) == 1
    assert "inventat" in registry.fonte


def test_every_command_did_what_it_was_asked(made: tuple[str, Path]) -> None:
    """Each ended well, from the checks to the print shop's files."""
    said = (made[1] / "said.txt").read_text(encoding="utf-8")
    codes = re.findall(r"^\d+$", said, re.MULTILINE)
    assert len(codes) == said.count("$ [") > 10
    assert set(codes) == {"0"}, said[-2000:]


def test_nothing_that_is_made_has_a_word_of_another_territory(made: tuple[str, Path]) -> None:
    """Not a page, a table, a letter, a message or a PDF's own data."""
    looked_at = 0
    for path in sorted(path for path in made[1].rglob("*") if path.is_file()):
        for name, whole in texts(path, path.read_bytes()):
            looked_at += 1
            is_about_italy = path.name in _ALL_OF_ITALY
            text = _NAMES_OF_ITALY.sub("", whole.partition("\n")[0]) if is_about_italy else whole
            found = _OTHER.search(text)
            assert not found, (name, text[max(0, found.start() - 60) : found.end() + 60])
    assert looked_at > 300


def test_its_own_names_stand_on_its_pages(made: tuple[str, Path]) -> None:
    """An institution that has another name there is called by it, in every language."""
    name, root = made
    registry = read_file(root / "contacts" / "ambiti.yaml").registry
    assert registry
    assert registry.territorio
    sheet = next((root / "output" / "pdf").glob("*generico.pdf"))
    text = next(texts(sheet, sheet.read_bytes()))[1]
    spoken = " ".join(text.split())
    for one in registry.territorio.nomi:
        if one.invece_di == "Servizi Abitativi Pubblici, SAP":
            assert one.qui.partition(",")[0].split("/")[0] in spoken, name
            assert "Servizi Abitativi Pubblici" not in spoken
