# SPDX-License-Identifier: EUPL-1.2
"""Small pages and quick builds of them, for the tests of all that builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.build.ingredients import Typesetting
from leaflet.build.products import Pages, Plan, PlannedFile
from leaflet.build.rendering import RenderContext
from leaflet.build.run import BuildReport, BuildRequest, build
from leaflet.build.workers import WorkerPool, make_worker_pool
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.build.freshness import Status
    from leaflet.registry.model import Ambito

TEMPLATES = ROOT / "templates"
TYPESETTING = Typesetting(TEMPLATES, ("Noto Sans",))
NOW = "2026-11-22T08:30:00Z"


def page(text: str) -> str:
    """Return a small side that any machine sets quickly."""
    return (
        f'<html lang="it" data-fit="0"><head><title>{text}</title>'
        '<style>html { font-family: "Noto Sans" } @page { size: A4 }</style></head>'
        f"<body><h1>{text}</h1></body></html>"
    )


def output(name: str, text: str, ambito: Ambito | None = None, code: str = "CODE") -> PlannedFile:
    """Return a file of two small sides, the second of which says `text`."""
    return made_of(f"pdf/{name}.pdf", name, page("advice"), page(text), ambito=ambito, code=code)


def made_of(
    path: str, name: str, *sides: str, ambito: Ambito | None = None, code: str = "CODE"
) -> PlannedFile:
    """Return a file of these sides."""
    return PlannedFile(path, "sheet", name, lambda: Pages(sides, code), ambito)


def plan_of(*outputs: PlannedFile, whole: bool = True) -> Plan:
    """Return a plan of these files and their ambiti."""
    ambiti = {o.ambito.id: o.ambito for o in outputs if o.ambito}
    return Plan(outputs, whole, ambiti=tuple(ambiti.values()))


class Heard:
    """Remembers what a build told of itself."""

    def __init__(self) -> None:
        self.status: list[Status] = []
        self.paths: list[str] = []

    def begin(self, found: Status) -> None:
        """Remember what there was to do."""
        self.status.append(found)

    def count(self, path: str) -> None:
        """Remember a file."""
        self.paths.append(path)


def context_of(typesetting: Typesetting) -> RenderContext:
    """Return what a worker needs to draw such pages."""
    return RenderContext(
        typesetting.templates / "sheet", typesetting.fonts, typesetting.environment
    )


def built(
    plan: Plan,
    folder: Path,
    typesetting: Typesetting = TYPESETTING,
    *,
    force: bool = False,
    workers: WorkerPool | None = None,
) -> BuildReport:
    """Build in this process, or with these workers, and return the report."""
    order = BuildRequest(plan, folder, typesetting, NOW, is_forced=force)
    report = BuildReport()
    with workers or make_worker_pool("serial", context_of(typesetting)) as hired:
        build(order, hired, Heard(), report)
    return report


def stamps(folder: Path) -> dict[str, int]:
    """Return the time stamp of every file that people see in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
