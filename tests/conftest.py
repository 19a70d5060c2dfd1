# SPDX-License-Identifier: EUPL-1.2
"""The shipped workspace, and one real build of it that all tests share."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from leaflet.build.ingredients import Typesetting
from leaflet.build.ingredients import typesetting as typesetting_of
from leaflet.build.workers import count_cores
from leaflet.pages.sheet import Composer
from leaflet.pdf.renderer import Renderer
from leaflet.registry import reading
from leaflet.system import workspace
from leaflet.system.clock import now
from leaflet.system.garbage import collect_rarely
from leaflet.system.workspace import aids_beside
from leaflet.texts.catalogues import read_texts
from tests.paths import ROOT, TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Texts

PATIENCE = 300
"""Seconds to wait for the worker that builds; a build takes about fifteen."""
JUDGED = ("judged", "faults")
"""Folders of tests that need programs beside Python, or do harm for long."""
JUDGED_FIXTURES = {"device", "notices"}
"""Fixtures that are made with such programs."""
WAITING = "test_cluster.py"
STARTS = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"}
"""What Python tells its hooks when a program is started."""
EVERYWHERE = re.compile(
    r"python[\d.]*|pythonw?\.exe|leaflet|bash|git|setsid|sha256sum|ldconfig|gcc|cc|ld"
)
"""Programs that any test may start; with the last four Python finds libraries."""


# A busy machine is no fault of the program. The same examples each time: what fails after a change
# was broken by it. `pytest --hypothesis-profile=search` looks for new ones, `check` tries few.
settings.register_profile("search", deadline=None)
settings.register_profile("leaflet", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("check", deadline=None, derandomize=True, max_examples=10)
settings.load_profile("leaflet")

collect_rarely()  # as the program does

# Whoever starts the tests in the background may start them deaf to Ctrl-C, and the programs that
# the tests start, and then interrupt, would be deaf as well.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait for a clock, a browser or another process."""
    return count_cores() + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files instead of comparing"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs judges by its folder or fixtures; leave out what only `make torture` runs.

    The file that mostly waits comes first: at the end, nobody would work beside it.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.path.relative_to(TESTS).parts[0] in JUDGED or fixtures & JUDGED_FIXTURES:
            item.add_marker("judged")
    if "LEAFLET_KILLS" not in os.environ:
        long = [item for item in items if item.get_closest_marker("torture")]
        items[:] = [item for item in items if item not in long]
        config.hook.pytest_deselected(items=long)
    items.sort(key=lambda item: item.path.name != WAITING)


def pytest_collection_finish() -> None:
    """All tests stay until the end: no search for garbage need look through them."""
    gc.freeze()


_without_judges: list[str] = []
"""The test that runs now, if it is not marked as `judged`."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Know which test runs, so that one that is not marked starts no judge."""
    _without_judges[:] = [] if item.get_closest_marker("judged") else [item.nodeid]
    try:
        return (yield)
    finally:
        _without_judges.clear()


def _refuse_judges(event: str, values: tuple[Any, ...]) -> None:
    if _without_judges and event in STARTS:  # at the end Python has taken both away
        command = values[0] or values[1]
        program = os.fsdecode(command[0] if isinstance(command, list | tuple) else command)
        if not EVERYWHERE.fullmatch(Path(program).name):
            pytest.fail(f"{_without_judges[0]} starts {program}: mark it as `judged`")


sys.addaudithook(_refuse_judges)


@pytest.fixture(scope="session")
def shipped() -> workspace.Workspace:
    """The workspace of this checkout."""
    found = workspace.shipped_workspace()
    assert found.root == ROOT
    return found


@pytest.fixture(scope="session")
def registry(shipped: workspace.Workspace) -> Registry:
    """The real registry, which must be sound."""
    read = reading.read_file(shipped.contacts)
    assert read.registry
    assert read.problems == ()
    aids = reading.read_aids(aids_beside(shipped.contacts).read_bytes(), "misure.yaml")
    assert aids.problems == ()
    return read.registry.with_aids(aids.misure, now().date())


@pytest.fixture(scope="session")
def texts(shipped: workspace.Workspace) -> Texts:
    """The real catalogues."""
    return read_texts(shipped.locales)


@pytest.fixture(scope="session")
def composer_of(shipped: workspace.Workspace, texts: Texts) -> Callable[[Registry], Composer]:
    """Makes a composer with the real templates and texts for any registry."""
    return lambda registry: Composer(shipped.templates, texts.published, registry)


@pytest.fixture(scope="session")
def composer(composer_of: Callable[[Registry], Composer], registry: Registry) -> Composer:
    """The composer of the real sheets."""
    return composer_of(registry)


@pytest.fixture(scope="session")
def typesetting(shipped: workspace.Workspace, texts: Texts, registry: Registry) -> Typesetting:
    """The real templates, fonts and texts."""
    return typesetting_of(shipped.templates, texts.published, registry)


@pytest.fixture(scope="session")
def renderer(typesetting: Typesetting) -> Renderer:
    """A renderer that has never failed; tests of failures make their own."""
    return Renderer(typesetting.templates / "sheet", typesetting.fonts)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `python cli.py build`, run once for all pytest-xdist workers."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    output, log = base / "output", base / "build.log"
    try:
        (base / "building").mkdir()  # only the first worker can
    except FileExistsError:
        _wait_for(log)
    else:
        done = build(ROOT, output)
        unfinished = log.with_suffix(".tmp")
        unfinished.write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
        unfinished.rename(log)
    report = log.read_text(encoding="utf-8")
    assert report.startswith("0\n"), report
    return output


@pytest.fixture(scope="session")
def sheets(built: Path) -> dict[str, Path]:
    """The built sheets: id of the ambito (or `generico`) → PDF."""
    return {file.stem.partition("_")[2]: file for file in sorted((built / "pdf").glob("*.pdf"))}


def build(root: Path, output: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the real program on a workspace, in a process of its own that starts there."""
    return subprocess.run(
        [sys.executable, str(root / "cli.py"), "build", "--output", str(output)],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _wait_for(file: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < deadline, "the worker that builds did not finish"
        time.sleep(0.1)
