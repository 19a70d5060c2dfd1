# SPDX-License-Identifier: EUPL-1.2
"""The rooms of the design stand on floors, and imports only go down."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "leaflet"

FLOORS = {
    "leaflet": 0,
    "leaflet.problems": 0,
    "leaflet.registry.model": 1,
    "leaflet.registry.comuni": 1,
    "leaflet.booklet": 1,
    "leaflet.engine": 1,
    "leaflet.fetching": 1,
    "leaflet.files": 1,
    "leaflet.identity": 1,
    "leaflet.revisions": 1,
    "leaflet.workspace": 1,
    "leaflet.registry.answers": 2,
    "leaflet.registry.changes": 2,
    "leaflet.registry.reading": 2,
    "leaflet.registry.finding": 2,
    "leaflet.registry.schema": 2,
    "leaflet.history": 2,
    "leaflet.manifest": 2,
    "leaflet.signing": 2,
    "leaflet.texts": 2,
    "leaflet.checks": 3,
    "leaflet.cluster": 3,
    "leaflet.compose": 3,
    "leaflet.doctor": 3,
    "leaflet.inputs": 3,
    "leaflet.pdf": 3,
    "leaflet.registry.editing": 3,
    "leaflet.exchange": 4,
    "leaflet.keeping": 4,
    "leaflet.mending": 4,
    "leaflet.online": 4,
    "leaflet.outputs": 4,
    "leaflet.workers": 4,
    "leaflet.rounds": 5,
    "leaflet.bundle": 5,
    "leaflet.status": 6,
    "leaflet.ingredients": 5,
    "leaflet.validity": 7,
    "leaflet.build": 7,
    "leaflet.printing": 7,
    "leaflet.site": 8,
    "leaflet.notices": 8,
    "leaflet.cli": 9,
    "leaflet.__main__": 10,
}
"""Room → floor. A package without its own modules here is one room."""

ONLY_IMPORTERS = {
    "jinja2": {"leaflet.compose"},
    "weasyprint": {"leaflet.pdf"},
    "yaml": {"leaflet.registry.editing", "leaflet.registry.reading"},
    "babel": {"leaflet.texts"},
    "typer": {"leaflet.cli"},
    "qrcode": {"leaflet.compose"},
    "arabic_reshaper": {"leaflet.compose"},
    "bidi": {"leaflet.compose"},
    "PIL": {"leaflet.compose"},
    "distributed": {"leaflet.cluster"},
    "filelock": {"leaflet.files"},
    "smtplib": {"leaflet.rounds"},
    "pikepdf": {"leaflet.booklet", "leaflet.identity", "leaflet.notices"},
    "watchfiles": {"leaflet.cli"},
    "xlsxwriter": {"leaflet.exchange"},
    "python_calamine": {"leaflet.exchange"},
    "pypdfium2": {"leaflet.identity"},
    "pyhanko": {"leaflet.signing"},
    "pyhanko_certvalidator": {"leaflet.signing"},
    "pkcs11": {"leaflet.signing"},
    "asn1crypto": {"leaflet.signing"},
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    while module not in FLOORS:
        module = module.rpartition(".")[0]
        assert module, "every module belongs to a room"
    return module


def imports(path: Path) -> set[str]:
    """Return the full names that a file imports, wherever in the file it does so."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if is_module(name) else node.module for name in submodules}
    return names


def is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


FILES = sorted(PACKAGE.rglob("*.py"))


def test_there_is_something_to_look_at() -> None:
    """The files of the package are found, so that the tests below look at something."""
    assert len(FILES) > 25
    assert any("leaflet.problems" in imports(path) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_go_down(path: Path) -> None:
    """A room imports from lower floors and from itself, never from its own floor or above."""
    here = room(module_name(path))
    for name in imports(path):
        if name.partition(".")[0] == "leaflet" and room(name) != here:
            assert FLOORS[room(name)] < FLOORS[here], f"{here} imports {name}"


@pytest.mark.parametrize(("library", "allowed"), ONLY_IMPORTERS.items(), ids=ONLY_IMPORTERS)
def test_a_library_has_one_room(library: str, allowed: set[str]) -> None:
    """Each big library is known to one room only."""
    importers = {
        room(module_name(path))
        for path in FILES
        if any(name.partition(".")[0] == library for name in imports(path))
    }
    assert importers == allowed


def test_every_source_file_names_its_licence() -> None:
    """Each file that people edit as source says which licence it has."""
    kinds = {".py", ".html", ".css", ".js", ".svg", ".po", ".java"}
    folders = ("leaflet", "templates", "locales", "tests", ".ci")
    files = [p for f in folders for p in (ROOT / f).rglob("*") if p.suffix in kinds]
    files = [path for path in files if not {"golden", "node_modules"} & set(path.parts)]
    assert len(files) > 50
    unmarked = [
        path for path in files if "SPDX-License-Identifier: EUPL-1.2" not in path.read_text("utf-8")
    ]
    assert unmarked == []
