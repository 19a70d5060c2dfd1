# SPDX-License-Identifier: EUPL-1.2
"""The other ways to the same sheets, each as its users would go it."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Peer:
    """A way: its letter, what it is, and its commands for so many sheets."""

    letter: str
    name: str
    commands: Callable[[SheetSet, int], Commands]

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


def _pdf(page: Path) -> str:
    return str(page.with_suffix(".pdf"))


PEERS = (
    Peer("b", "weasyprint, one process a sheet", _weasyprint_each),
    Peer("c", "WeasyPrint, one process, no reuse", _weasyprint_once),
    Peer("d", "Typst, one process", _typst_once),
)
