# SPDX-License-Identifier: EUPL-1.2
"""Answers `leaflet build` when there is nothing to do, before anything else is loaded.

That is the commonest run of all (every `make`, every hour on a server), and Typer with what it
needs would take three times as long as the answer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.build import fast_path
from leaflet.build.kinds import Product
from leaflet.build.selection import Selection
from leaflet.problems import say
from leaflet.system import workspace
from leaflet.texts.messages import translate

if TYPE_CHECKING:
    from collections.abc import Sequence


def answered(arguments: Sequence[str], *, quiet: bool) -> bool:
    """Return whether these arguments ask for a build of what is current; if so, it has said so.

    Whatever is not plainly that is left to Typer.
    """
    options = _options(arguments)
    if options is None:
        return False
    here = Path.cwd()
    if not workspace.is_workspace(here):
        return False
    found = workspace.find_workspace(None, here)
    contacts, output = (
        Path(options[name]) if name in options else None for name in ("--contacts", "--output")
    )
    asked = Selection.of(found, contacts, output, options.get("products", "").split())
    present = asked.manifest_if_current()
    if present is None:
        return False
    counts = (0, len(fast_path.paths_of(present, asked.chosen)), 0)
    tell(asked.output, counts, present.warnings(), quiet=quiet)
    return True


def _options(arguments: Sequence[str]) -> dict[str, str] | None:
    """Return the options of a plain `build`, the kinds of leaflets under `products`.

    None when there is anything else.
    """
    if not arguments or arguments[0] != "build":
        return None
    rest = iter(arguments[1:])
    options: dict[str, str] = {}
    for name in rest:
        value = next(rest, None)
        if name in {"--per", "--product"} and (product := _product(name, value)):
            options["products"] = f"{options.get('products', '')} {product}"
        elif name in {"--output", "--contacts"} and value:
            options[name] = value
        else:
            return None
    return options


def _product(option: str, value: str | None) -> str | None:
    """Return the kind of leaflets that an option asks for, None when there is no such kind."""
    if option == "--per":
        return fast_path.PRODUCT_PER.get(value or "")
    return value if value in set(Product) else None


def tell(folder: Path, counts: tuple[int, int, int], warnings: int, *, quiet: bool) -> None:
    """Say how many files were written, stayed and were removed, and how many warnings there are."""
    if quiet:
        return
    written, unchanged, removed = counts
    message = say(
        "{folder}: {written} written, {unchanged} up to date, {removed} removed",
        folder=folder,
        written=written,
        unchanged=unchanged,
        removed=removed,
    )
    sys.stdout.write(translate(message) + "\n")
    if warnings:
        sys.stdout.flush()
        message = say("warnings: {count}; leaflet validate shows them", count=warnings)
        sys.stderr.write(translate(message) + "\n")
