# SPDX-License-Identifier: EUPL-1.2
"""From a workspace to an order: what `build`, `status`, `watch` and `clean` have in common."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.terminal import as_text, wants_colour
from leaflet.problems import LeafletError, Problem, Severity, in_order, say, stops_a_build
from leaflet.system.clock import now
from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _, in_italian

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from leaflet.archive.manifest import Inputs, Manifest
    from leaflet.build.ingredients import Typesetting
    from leaflet.build.run import Order, Seal
    from leaflet.build.workers import Kit
    from leaflet.registry.model import Registry
    from leaflet.rules.checked import Checked
    from leaflet.texts.catalogues import Locale

    Hire = Callable[[Kit, str], object]


class Per(StrEnum):
    """What there is one sheet for."""

    AMBITO = "ambito"
    COMUNE = "comune"


class Product(StrEnum):
    """What can be made of the list."""

    SHEET = "sheet"
    COMUNE = "comune"
    SINGLE = "single"
    BILINGUAL = "bilingual"
    POSTER = "poster"
    TEXT = "text"


OUTPUT = Path("output")

Contacts = Annotated[
    Path | None, typer.Option("--contacts", metavar="FILE", help=_("Registry to use instead."))
]
Output = Annotated[
    Path, typer.Option("--output", metavar="DIR", help=_("Folder for the leaflets."))
]
PerOption = Annotated[
    Per | None,
    typer.Option(
        "--per", help=_("A sheet for each of these; default: what the folder has, or ambito.")
    ),
]

ProductOption = Annotated[
    list[Product] | None,
    typer.Option(
        "--product",
        metavar="NAME",
        help=_("Make this kind: sheet, comune, single, bilingual, poster or text; repeatable."),
    ),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command was asked to bring up to date: all that the folder has when none is `chosen`.

    `chosen` are kinds of leaflets, by their names in `outputs.PRODUCTS`.
    """

    workspace: Workspace
    contacts: Path
    output: Path
    chosen: frozenset[str]

    def products(self) -> frozenset[str]:
        """Return the kinds of leaflets to bring up to date."""
        from leaflet.archive.manifest import known
        from leaflet.build.fast_path import products_of
        from leaflet.build.products import SHEET

        return self.chosen or products_of(known(self.output).manifest) or frozenset({SHEET})


def wanted(
    workspace: Workspace,
    contacts: Path | None,
    output: Path,
    per: Per | None = None,
    products: Sequence[Product] | None = None,
) -> Wanted:
    """Return what is to be brought up to date."""
    from leaflet.build.fast_path import PRODUCT_PER

    chosen = {product.value for product in products or ()} | ({PRODUCT_PER[per]} if per else set())
    return Wanted(workspace, contacts or workspace.contacts, output, frozenset(chosen))


def unchanged(asked: Wanted) -> Manifest | None:
    """Return the manifest when it is certain, without reading the list, that all is current."""
    from leaflet.build import fast_path

    day = now().date()
    return fast_path.unchanged(asked.output, asked.workspace, asked.contacts, day, asked.chosen)


def ordered(
    asked: Wanted,
    ambiti: Sequence[str] = (),
    *,
    force: bool = False,
    hire: Hire | None = None,
    seal: Seal | None = None,
) -> Ordered:
    """Read and check everything, and return what to build from it.

    `hire` is called as soon as it is known what workers need: they can begin while the list is
    read; `seal` is to sign what is made. Raises LeafletError, after it has shown the errors,
    when there are any.
    """
    from leaflet.archive.history import moment
    from leaflet.build.ingredients import typesetting
    from leaflet.build.products import plan
    from leaflet.build.run import Order
    from leaflet.pages.sheet import Composer
    from leaflet.rules.checked import check_published, read_registry
    from leaflet.texts.catalogues import read_texts

    files = _files_digest(asked)
    texts = read_texts(asked.workspace.locales)
    in_texts = check_published(texts)
    products = asked.products()
    if hire and not stops_a_build(in_texts):
        hire(*_needed(asked.workspace.templates, texts.published(), products))
    checked = read_registry(asked.contacts)
    problems = in_order([*checked.problems, *in_texts])
    if checked.registry is None or stops_a_build(problems):
        raise _refused(problems, checked)
    chosen = _chosen(checked.registry, ambiti)
    composer = Composer(asked.workspace.templates, texts.published(), checked.registry)
    setting = typesetting(asked.workspace.templates, texts.published(), checked.registry)
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    order = Order(
        plan(checked.registry, composer, chosen, products),
        asked.output,
        setting,
        moment(now()),
        in_italian,
        None if chosen else _inputs(files, products, checked.registry, setting, warnings),
        force,
        seal,
    )
    return Ordered(order, warnings)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order, and how many warnings the checks gave."""

    order: Order
    warnings: int


def _needed(
    templates: Path, locales: Sequence[Locale], products: frozenset[str]
) -> tuple[Kit, str]:
    """Return what workers need to draw in these languages, and the side that all sheets share.

    That is empty when no sheets are asked for.
    """
    from leaflet.build.ingredients import Typesetting, fonts_of
    from leaflet.build.products import COMUNE, SHEET
    from leaflet.build.workers import Kit
    from leaflet.pages.sheet import AdviceComposer

    setting = Typesetting(templates, fonts_of(locales))
    kit = Kit(templates / "sheet", setting.fonts, setting.environment)
    has_sheets = not products.isdisjoint({SHEET, COMUNE})
    return kit, AdviceComposer(templates, locales).advice if has_sheets else ""


def _files_digest(asked: Wanted) -> str:
    """Return the digest of what is about to be read; what cannot be read is said by who reads."""
    from leaflet.build import fast_path

    with contextlib.suppress(OSError):
        return fast_path.files_digest(asked.workspace, asked.contacts)
    return ""


def _inputs(
    files: str,
    products: frozenset[str],
    registry: Registry,
    setting: Typesetting,
    warnings: int,
) -> Inputs:
    from leaflet.archive.manifest import Inputs
    from leaflet.build import fast_path
    from leaflet.rules.dates import next_news

    digest = fast_path.digest(files, setting.fonts)
    return Inputs(
        digest, tuple(sorted(products)), setting.fonts, warnings, next_news(registry, now().date())
    )


def _refused(problems: Sequence[Problem], checked: Checked) -> LeafletError:
    """Show the errors, and return the one that ends the run."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    shown = as_text(errors, {checked.name: checked.text}, colour=wants_colour(sys.stderr))
    typer.echo(shown, err=True)
    return LeafletError(say("nothing was written: mend the errors first"))


def _chosen(registry: Registry, ambiti: Sequence[str]) -> list[str]:
    from leaflet.build.products import GENERIC
    from leaflet.registry.finding import known_ambito

    return [name if name == GENERIC else known_ambito(registry, name).id for name in ambiti]
