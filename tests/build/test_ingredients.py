# SPDX-License-Identifier: EUPL-1.2
"""What a page is made of is found in the program itself, wherever its files lie."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.build.ingredients import composing_modules
from tests.paths import ROOT

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

COMPOSE = """
import json, sys
from pathlib import Path
from typing import TYPE_CHECKING
from leaflet.pages.sheet import Composer
from leaflet.build.products import PRODUCTS, plan
from leaflet.registry.model import Registry
from leaflet.texts.catalogues import read_texts
registry = Registry.model_validate_json(sys.stdin.read())
composer = Composer(Path("templates"), read_texts(Path("locales")).published, registry)
made = plan(registry, composer, (), set(PRODUCTS)).outputs
kinds = {output.product: output for output in made}
assert all(output.pages().sides for output in kinds.values())
print(json.dumps([module.__file__ for name, module in sys.modules.items()
                  if name.partition(".")[0] == "leaflet" and not hasattr(module, "__path__")]))
"""


def test_all_that_composes_a_page_is_an_ingredient_of_it(registry: Registry) -> None:
    """Every module that Python loads to compose each product is found without running any."""
    command = [sys.executable, "-c", COMPOSE]
    read = (
        registry.model_dump_json()
    )  # reading the list is not composing: its result is in the page
    run = subprocess.run(command, input=read, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {Path(file) for file in json.loads(run.stdout)}  # packages hold only a sentence
    assert len(loaded) > 5
    assert loaded <= set(composing_modules())


def test_what_only_looks_or_draws_is_no_ingredient() -> None:
    """A change of the command line or of the renderer changes no page's words."""
    names = {path.relative_to(ROOT / "leaflet").as_posix() for path in composing_modules()}
    assert "registry/model.py" in names
    assert not [name for name in names if name.startswith(("cli/", "pdf/", "rules/"))]
