# SPDX-License-Identifier: EUPL-1.2
"""The other ways to the same sheets, each as its users would go it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from side_by_side.measuring import figure, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from side_by_side.measuring import Commands, Figure
    from side_by_side.pages import SheetSet

_ONE_PROCESS = Path(__file__).with_name("one_process.py")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIET_BROWSER = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--no-pdf-header-footer",
)


@dataclass(frozen=True, slots=True)
class Peer:
    """A way: its letter, what it is, its commands for so many sheets, and why it cannot go."""

    letter: str
    name: str
    commands: Callable[[SheetSet, int], Commands]
    obstacle: Callable[[], str] = str

    def figure(self, sheets: SheetSet, wanted: int) -> Figure:
        """Make `wanted` sheets of the set, and return what the whole set takes."""
        ran = repeated(self.commands(sheets, wanted))
        return figure(self.letter, sheets.name, (sheets.count, min(wanted, sheets.count)), ran)


def _weasyprint_each(sheets: SheetSet, wanted: int) -> Commands:
    program = (sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/a-2a")
    return [[*program, str(page), _pdf(page)] for page in sheets.html(wanted)]


def _weasyprint_once(sheets: SheetSet, wanted: int) -> Commands:
    return _in_one_process("weasyprint", sheets.html(wanted))


def _typst_once(sheets: SheetSet, wanted: int) -> Commands:
    return _in_one_process("typst", sheets.typst_sources(wanted))


def _in_one_process(way: str, pages: Sequence[Path]) -> Commands:
    folder = pages[0].parent
    names = folder / "names"
    names.write_text("\n".join(page.name for page in pages), encoding="utf-8")
    return [[sys.executable, str(_ONE_PROCESS), way, str(folder), str(names)]]


def browser() -> str | None:
    """Return the program of Chromium, if there is one."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def _browser_each(sheets: SheetSet, wanted: int) -> Commands:
    """Return one process a sheet; they share a profile, as making a new one takes time."""
    program = browser()
    assert program is not None
    fixed = (program, *_QUIET_BROWSER, f"--user-data-dir={sheets.folder / 'profile'}")
    return [[*fixed, f"--print-to-pdf={_pdf(page)}", page.as_uri()] for page in sheets.html(wanted)]


def _pdf(page: Path) -> str:
    return str(page.with_suffix(".pdf"))


PEERS = (
    Peer("b", "weasyprint, one process a sheet", _weasyprint_each),
    Peer("c", "WeasyPrint, one process, no reuse", _weasyprint_once),
    Peer("d", "Typst, one process", _typst_once),
    Peer(
        "e",
        "headless Chromium, one process a sheet",
        _browser_each,
        lambda: "" if browser() else "Chromium is not installed",
    ),
)
