# SPDX-License-Identifier: EUPL-1.2
"""The same sheets for every way: registries for this program, HTML pages for the others.

Pages are made before anything is timed, and only as many as are wanted: to find how tightly a page
must be set, it has to be laid out.
"""

from __future__ import annotations

import concurrent.futures
import functools
import shutil
from typing import TYPE_CHECKING

from registry import registry as synthetic

from leaflet.build.kinds import Product
from leaflet.build.products import plan
from leaflet.pages.sheet import Composer
from leaflet.registry.reading import read_file
from leaflet.system import workspace
from leaflet.system.fonts import families
from leaflet.texts.catalogues import read_texts
from side_by_side import typst_pages
from side_by_side.merging import Sides, merged, style_of_merged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leaflet.pdf.renderer import Renderer

AMBITI, ROWS = 1000, 5000
"""The set that 9, 90 and 900 sheets come from."""

NATIONAL_AMBITI, NATIONAL_ROWS = 600, 3000
NATIONAL = "national"


class SheetSet:
    """A registry and the sheets that are made from it.

    `name` is how many sheets («90»), or «national»: one sheet for each Comune of Italy.
    """

    def __init__(self, name: str, folder: Path) -> None:
        """Write the registry into `folder`; pages follow when they are asked for."""
        self.name = name
        self.is_national = name == NATIONAL
        self.folder = folder / name
        self.registry = self.folder / "ambiti.yaml"
        self.pages = self.folder / "pages"
        self.typst = self.folder / "typst"
        self.pages.mkdir(parents=True)
        self.typst.mkdir()
        only = None if self.is_national else int(name) - 1
        _write_registry(self.registry, only, is_national=self.is_national)
        _write_assets(self.pages)
        typst_pages.prepare(self.typst)

    @functools.cached_property
    def _sides(self) -> list[tuple[str, str]]:
        return list(_sides(self.registry, is_national=self.is_national))

    @functools.cached_property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self._sides) if self.is_national else int(self.name)

    def html(self, wanted: int) -> list[Path]:
        """Return `wanted` pages in HTML, each set as tightly as it must be."""
        files = {self.pages / f"{name}.html": pair for name, pair in self._spread(wanted)}
        missing = [file for file in files if not file.exists()]
        with concurrent.futures.ProcessPoolExecutor() as pool:
            found = pool.map(_fits, (files[file] for file in missing), chunksize=4)
            for file, fits in zip(missing, found, strict=True):
                file.write_text(merged(Sides(*files[file], fits)), encoding="utf-8")
        return list(files)

    def typst_sources(self, wanted: int) -> list[Path]:
        """Return the same pages as Typst's sources."""
        files = {self.typst / f"{name}.typ": (name, pair) for name, pair in self._spread(wanted)}
        typst_pages.write(self.typst, (files[file] for file in files if not file.exists()))
        return list(files)

    def _spread(self, wanted: int) -> list[tuple[str, tuple[str, str]]]:
        """Return names and sides of so many sheets, evenly from the whole set."""
        step = max(1.0, self.count / wanted)
        places = [int(number * step) for number in range(min(wanted, self.count))]
        return [(f"{place:05}", self._sides[place]) for place in places]

    def first_ambiti(self, sheets: int) -> Path:
        """Return the registry of a smaller set: of about so many sheets, at least."""
        only = sheets * NATIONAL_AMBITI // self.count + 1 if self.is_national else sheets - 1
        file = self.folder / f"first-{only}.yaml"
        _write_registry(file, only, is_national=self.is_national)
        return file


def _write_registry(file: Path, only: int | None, *, is_national: bool) -> None:
    """Write a registry, or the first `only` ambiti of it.

    A build makes one sheet more than there are ambiti: the one for any other Comune.
    """
    size = (NATIONAL_AMBITI, NATIONAL_ROWS) if is_national else (AMBITI, ROWS)
    lines = synthetic(*size, only=only)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _write_assets(pages: Path) -> None:
    """Put the style sheet and the pictograms beside the pages."""
    templates = workspace.shipped_workspace().templates / "sheet"
    shutil.copytree(templates / "icons", pages / "icons")
    style = (templates / "sheet.css").read_text(encoding="utf-8")
    (pages / "sheet.css").write_text(style_of_merged(style), encoding="utf-8")


def _sides(file: Path, *, is_national: bool) -> Iterator[tuple[str, str]]:
    """Yield both sides of every sheet that a build of this registry makes."""
    registry = read_file(file).registry
    assert registry is not None
    shipped = workspace.shipped_workspace()
    composer = Composer(shipped.templates, read_texts(shipped.locales).published, registry)
    products = (Product.COMUNE,) if is_national else (Product.SHEET,)
    for output in plan(registry, composer, products=products).outputs:
        advice, contacts = output.pages().sides
        yield advice, contacts


@functools.cache
def _renderer() -> Renderer:
    from leaflet.pdf.renderer import Renderer  # noqa: PLC0415  (half a second, and only workers need it)

    shipped = workspace.shipped_workspace()
    fonts = [locale.language.font for locale in read_texts(shipped.locales).published]
    return Renderer(shipped.templates / "sheet", families(fonts))


def _fits(sides: tuple[str, str]) -> tuple[int, int]:
    """Return how tightly each side must be set."""
    advice, contacts = (_renderer().side(html).fit for html in sides)
    return advice, contacts
