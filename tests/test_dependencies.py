# SPDX-License-Identifier: EUPL-1.2
"""What the program imports is what `pyproject.toml` declares, no more and no less."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.paths import ROOT
from tests.test_architecture import imports, sources

PRIVATE = {"pydyf", "typer", "weasyprint"}
"""Of these, private parts are used: another version may have others."""
NEVER_IMPORTED = {"gstreamer-libs", "tzdata"}
"""They have no code for us: libraries, and time zones that Python finds by itself."""


def _requirements() -> dict[str, str]:
    """Return name → whole requirement, of the program and of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    return {_plain(re.split(r"[\[<>=!~ ]", line)[0]): line for line in wanted}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_declared() -> None:
    """No package is there only because another one needs it, and none is there for nothing."""
    names = {name.partition(".")[0] for module in sources() for name in imports(module)}
    foreign = names - sys.stdlib_module_names - {"leaflet"}
    distributions = packages_distributions()
    assert len(foreign) > 15
    imported = {_plain(distributions[name][0]) for name in foreign}
    assert imported | NEVER_IMPORTED == _requirements().keys()
    assert not imported & NEVER_IMPORTED


def test_what_is_used_in_private_has_an_upper_bound() -> None:
    """A new version waits until somebody has looked."""
    wanted = _requirements()
    assert [name for name in PRIVATE if "<" not in wanted[name]] == []
