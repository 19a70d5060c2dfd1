# SPDX-License-Identifier: EUPL-1.2
"""The rooms of the design stand on floors, and imports only go down."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ROOT / "leaflet"

LINES = {
    "leaflet": 0,
    "leaflet.problems": 1,
    "leaflet.system": 2,
    "leaflet.registry": 3,
    "leaflet.texts": 4,
    "leaflet.pages": 5,
    "leaflet.rules": 5,
    "leaflet.pdf": 5,
    "leaflet.archive": 6,
    "leaflet.offices": 7,
    "leaflet.build": 7,
    "leaflet.notices": 8,
    "leaflet.portal": 8,
    "leaflet.distribution": 8,
    "leaflet.cli": 9,
    "leaflet.__main__": 10,
}
"""Room → the line it stands on: imports go from a higher line to a lower one."""

ONLY_IMPORTERS = {
    "jinja2": {"leaflet.pages"},
    "weasyprint": {"leaflet.pdf"},
    "yaml": {"leaflet.registry"},
    "babel": {"leaflet.texts"},
    "typer": {"leaflet.cli"},
    "qrcode": {"leaflet.pages"},
    "arabic_reshaper": {"leaflet.pages"},
    "bidi": {"leaflet.pages"},
    "PIL": {"leaflet.pages"},
    "distributed": {"leaflet.build"},
    "filelock": {"leaflet.system"},
    "smtplib": {"leaflet.offices"},
    "pikepdf": {"leaflet.pdf", "leaflet.notices"},
    "watchfiles": {"leaflet.cli"},
    "xlsxwriter": {"leaflet.offices"},
    "python_calamine": {"leaflet.offices"},
    "pypdfium2": {"leaflet.pdf"},
    "pyhanko": {"leaflet.pdf"},
    "pyhanko_certvalidator": {"leaflet.pdf"},
    "pkcs11": {"leaflet.pdf"},
    "asn1crypto": {"leaflet.pdf"},
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    while module not in LINES:
        module = module.rpartition(".")[0]
    assert module != "leaflet", "every module belongs to a room"
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


FILES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem != "__init__"
)


def test_there_is_something_to_look_at() -> None:
    """The files of the package are found, so that the tests below look at something."""
    assert len(FILES) > 25
    assert any("leaflet.problems" in imports(path) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_go_down(path: Path) -> None:
    """A room imports from lower floors and from itself, never from its own floor or above."""
    here = room(module_name(path))
    for name in imports(path) - {"leaflet"}:
        if name.partition(".")[0] == "leaflet" and room(name) != here:
            assert LINES[room(name)] < LINES[here], f"{here} imports {name}"


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
