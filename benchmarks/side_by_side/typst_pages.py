# SPDX-License-Identifier: EUPL-1.2
"""Typst's sheets: data files, the template and its fonts in one folder, ready to be compiled."""

from __future__ import annotations

import concurrent.futures
import functools
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from leaflet.system import workspace
from leaflet.system.fonts import STYLES, font_file
from leaflet.texts.catalogues import read_texts
from side_by_side.content import content
from side_by_side.merging import Sides, merged

if TYPE_CHECKING:
    from collections.abc import Iterable

TEMPLATE = Path(__file__).with_name("sheet.typ")
FITS = range(5)
_PAGES = """#context [#metadata((
  query(<turn>).first().location().page(), counter(page).final().first()
)) <pages>]
"""
"""Says which page side two begins on, and the last page; only sheets on trial say it."""


def prepare(folder: Path) -> None:
    """Put what all sheets share into `folder`: only the fonts in use, as a search costs time."""
    shipped = workspace.shipped_workspace()
    shutil.copytree(shipped.templates / "sheet" / "icons", folder / "icons")
    shutil.copy(TEMPLATE, folder)
    (folder / "fonts").mkdir()
    locales = read_texts(shipped.locales).published
    for family in {locale.language.font for locale in locales}:
        for style in STYLES:
            file = font_file(family, style)
            assert file is not None, family
            shutil.copy(file, folder / "fonts")


def write(folder: Path, sides: Iterable[tuple[str, tuple[str, str]]]) -> None:
    """Write each named sheet, set as loosely as its two pages allow."""
    with concurrent.futures.ProcessPoolExecutor() as pool:
        list(pool.map(functools.partial(_write, folder), sides, chunksize=4))


def _write(folder: Path, named: tuple[str, tuple[str, str]]) -> None:
    name, (advice, contacts) = named
    said, data = content(merged(Sides(advice, contacts, (0, 0))))
    _write_json(folder / f"{name}.json", data)
    if not (folder / "advice.json").exists():
        _write_json(folder / "advice.json", said)
    fit = _advice_fit(folder)
    for contacts_fit in FITS:
        if _pages(folder, name, (fit, contacts_fit)) == (2, 2):
            sheet = _sheet(name, (fit, contacts_fit))
            (folder / f"{name}.typ").write_text(sheet, encoding="utf-8")
            return
    raise SystemExit(f"{name} does not fit in Typst")


def _write_json(file: Path, data: object) -> None:
    """Write the file in one step: another process may be reading it."""
    new = file.with_suffix(f".{os.getpid()}.new")
    new.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    new.replace(file)


def _sheet(name: str, fits: tuple[int, int]) -> str:
    return (
        '#import "sheet.typ": sheet\n'
        f'#sheet(json("advice.json"), json("{name}.json"), ({fits[0]}, {fits[1]}))\n'
    )


@functools.cache
def _advice_fit(folder: Path) -> int:
    """Return how tightly side one must be set: the same for all."""
    name = next(folder.glob("[0-9]*.json")).stem
    for fit in FITS:
        begins, _ = _pages(folder, name, (fit, 0))
        if begins == 2:  # noqa: PLR2004  (side two is page two)
            return fit
    raise SystemExit("side one does not fit in Typst")


def _pages(folder: Path, name: str, fits: tuple[int, int]) -> tuple[int, int]:
    """Return on which page side two begins, and on which it ends."""
    trial = folder / f"trial-{os.getpid()}.typ"
    trial.write_text(_sheet(name, fits) + _PAGES, encoding="utf-8")
    found = typst.query(
        trial,
        "<pages>",
        field="value",
        one=True,
        root=folder,
        font_paths=[folder / "fonts"],
        ignore_system_fonts=True,
    )
    begins, ends = json.loads(found)
    return begins, ends
