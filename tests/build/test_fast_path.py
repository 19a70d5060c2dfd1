# SPDX-License-Identifier: EUPL-1.2
"""That nothing changed is known at a glance, and never believed when anything did."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from typing import TYPE_CHECKING, get_args

import pytest

from leaflet.archive.history import HISTORY, read_history
from leaflet.archive.manifest import (
    Inputs,
    Manifest,
    ManifestEntry,
    read_manifest,
    sha256_of,
    write_manifest,
)
from leaflet.build import fast_path
from leaflet.build.kinds import Product, Stage
from leaflet.build.products import PRODUCTS
from leaflet.cli.options import ProductOption
from leaflet.registry.misure import FASI
from leaflet.system.workspace import Workspace
from tests.building import TEMPLATES

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 22)
YESTERDAY = TODAY - dt.timedelta(days=1)
FONTS = ("Noto Sans",)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace of its own, and beside it a folder that is up to date."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(TEMPLATES.parent / name, tmp_path / name)
    found = Workspace(tmp_path)
    output = tmp_path / "output"
    output.mkdir()
    (output / "a.pdf").write_bytes(b"x")
    read_history(output).append({"record": "removed", "on": "2026", "path": "b.pdf"})
    digest = fast_path.digest(fast_path.files_digest(found, found.contacts), FONTS)
    manifest = Manifest(
        {"a.pdf": ManifestEntry("k", sha256_of(output / "a.pdf") or "", "C", "sheet")},
        {},
        Inputs(digest, ("sheet",), FONTS, 9, TODAY),
        (output / HISTORY).stat().st_size,
    )
    write_manifest(output, manifest)
    return found


def answer(workspace: Workspace, day: dt.date = YESTERDAY, *products: str) -> Manifest | None:
    chosen = frozenset(products)
    return fast_path.read_if_current(
        workspace.root / "output", workspace, workspace.contacts, day, chosen
    )


def test_a_renamed_folder_is_news(workspace: Workspace) -> None:
    """Each file is there as before, and bears its name: of another language."""
    (workspace.locales / "es").rename(workspace.locales / "eu")
    assert answer(workspace) is None


def test_files_that_changed_places_are_news(workspace: Workspace) -> None:
    """Their names and bytes are the same; which language says what is not."""
    catalogues = [workspace.locales / code for code in ("en", "es")]
    catalogues[0].rename(workspace.locales / "away")
    catalogues[1].rename(catalogues[0])
    (workspace.locales / "away").rename(catalogues[1])
    assert answer(workspace) is None


@pytest.mark.parametrize("linked", ["templates/sheet/icons", "locales/es", "templates"])
def test_what_is_behind_a_linked_folder_is_news(
    linked: str, workspace: Workspace, tmp_path: Path
) -> None:
    """A folder may lie elsewhere: nothing changed by that, and what is saved there is seen."""
    place, elsewhere = workspace.root / linked, tmp_path / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    assert answer(workspace)
    file = next(path for path in sorted(elsewhere.rglob("*")) if path.suffix in {".svg", ".po"})
    file.write_bytes(file.read_bytes() + b"\n")
    assert answer(workspace) is None


def test_a_link_that_leads_back_does_no_harm(workspace: Workspace) -> None:
    """Each folder is looked into once on each way to it."""
    (workspace.templates / "sheet" / "up").symlink_to(workspace.templates)
    assert answer(workspace)


def test_nothing_changed(workspace: Workspace) -> None:
    """The manifest is returned, with what the checks had found."""
    found = answer(workspace)
    assert found
    assert found.warnings() == 9
    assert answer(workspace, YESTERDAY, "sheet") == found


@pytest.mark.parametrize(
    "file",
    [
        "contacts/ambiti.yaml",
        "templates/sheet/sheet.css",
        "templates/sheet/macros.html",
        "templates/sheet/icons/phone.svg",
        "locales/ar/LC_MESSAGES/leaflet.po",
        "locales/languages.toml",
        "output/a.pdf",
        "output/history.jsonl",
    ],
)
def test_one_more_space_anywhere_is_noticed(workspace: Workspace, file: str) -> None:
    """In the list, a template, a text, or a file that was made."""
    with (workspace.root / file).open("a", encoding="utf-8") as opened:
        opened.write(" ")
    assert answer(workspace) is None


def test_a_template_more_is_noticed(workspace: Workspace) -> None:
    """So is a new file."""
    (workspace.templates / "new.html").write_text("", encoding="utf-8")
    assert answer(workspace) is None


def test_the_mark_of_an_open_editor_is_no_template(workspace: Workspace) -> None:
    """Emacs marks a file with changes not yet saved by a link that leads nowhere."""
    (workspace.templates / "sheet" / ".#sheet.css").symlink_to("somebody@somewhere.1234")
    assert answer(workspace)


def test_another_package_is_noticed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of any package may draw another page."""
    monkeypatch.setattr("leaflet.system.fonts.packages", lambda: {"weasyprint": "999"})
    assert answer(workspace) is None


def test_a_day_on_which_the_checks_say_something_else(workspace: Workspace) -> None:
    """From that day on the list is checked again, so that warnings grow with time."""
    assert answer(workspace, TODAY) is None


def test_another_kind_of_leaflet(workspace: Workspace) -> None:
    """What was not built is not up to date."""
    assert answer(workspace, YESTERDAY, "comune") is None
    assert answer(workspace, YESTERDAY, "sheet", "poster") is None


def test_the_kinds_that_can_be_asked_for_are_those_that_can_be_made() -> None:
    """Each has somebody who plans its files, and help and the guide to products name it."""
    assert set(PRODUCTS) == set(Product)
    guide = (TEMPLATES.parent / "docs" / "prodotti.md").read_text(encoding="utf-8")
    plain = [product for product in Product if product.stage is None]
    assert re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE) == plain
    _, option = get_args(ProductOption)
    assert re.findall("|".join(plain), option.help) == plain
    assert [product.stage for product in Product if product.stage] == list(FASI) == list(Stage)


@pytest.mark.parametrize("gone", ["output/manifest.json", "output/a.pdf", "contacts/ambiti.yaml"])
def test_what_is_missing_is_noticed(workspace: Workspace, gone: str) -> None:
    """Without the manifest, a file or the list, there is something to do or to say."""
    (workspace.root / gone).unlink()
    assert answer(workspace) is None


def test_the_kinds_of_a_folder(workspace: Workspace) -> None:
    """They are read off its files."""
    assert fast_path.products_of(read_manifest(workspace.root / "output")) == {"sheet"}
