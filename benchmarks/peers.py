# SPDX-License-Identifier: EUPL-1.2
"""This program beside other ways to the same sheets: seconds, memory, and bounds on their ratios.

    make bench
    make bench BENCH='--sheets 9,90 --ways a,c,d'

a: this program; b: one `weasyprint` a sheet; c: WeasyPrint in one process; d: Typst in one process.
What would take longer than the limit is measured on as many sheets as fit into the budget, and
extrapolated («~»).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from side_by_side import program
from side_by_side.bounds import bounds
from side_by_side.pages import NATIONAL, SheetSet
from side_by_side.reporting import Results, as_text, write
from side_by_side.ways import PEERS

if TYPE_CHECKING:
    from side_by_side.measuring import Figure

RESULTS = Path(__file__).resolve().parent / "results"
OURS = "a"
PROBE = 9
"""Sheets that tell how long others will take, when nothing is known of a way."""


class Bench:
    """Measures set after set; what it learns of a way tells how much of the next set fits."""

    def __init__(self, work: Path, wanted: argparse.Namespace) -> None:
        """Nothing is measured yet; `work` is where sheets are made."""
        self._work = work
        self._wanted = wanted
        self._sets: dict[str, SheetSet] = {}
        self._each: dict[str, float] = {}
        self.figures: list[Figure] = []

    def measure(self, name: str) -> None:
        """Measure every wanted way on a set."""
        for way in self._wanted.ways:
            sheets = self._set(name)
            made = self._made(way, sheets, self._fitting(way, sheets))
            self.figures += made
            for figure in made:
                mark = "~" if figure.is_extrapolated else ""
                self._say(f"{figure.way}, {name}: {mark}{figure.seconds:.2f} s")

    def _set(self, name: str) -> SheetSet:
        if name not in self._sets:
            self._sets[name] = SheetSet(name, self._work)
        return self._sets[name]

    def _fitting(self, way: str, sheets: SheetSet) -> int:
        """Return how many sheets of the set can be made: all, or what the budget allows."""
        if way not in self._each:
            if sheets.count <= PROBE:
                return sheets.count
            self._made(way, self._set(str(PROBE)), PROBE)
        each = self._each[way]
        if each * sheets.count <= self._wanted.limit:
            return sheets.count
        return min(sheets.count, max(PROBE, int(self._wanted.budget / each)))

    def _made(self, way: str, sheets: SheetSet, count: int) -> list[Figure]:
        """Make so many sheets of the set, and remember how long each takes."""
        if way == OURS:
            made = program.figures(sheets, count, self._wanted.build)
            start = made[1].seconds if len(made) > 1 else 0.0
            self._each[way] = (made[0].seconds - start) / made[0].sheets
            return made
        peer = next(peer for peer in PEERS if peer.letter == way)
        figure = peer.figure(sheets, count)
        self._each[way] = figure.each
        return [figure]

    @staticmethod
    def _say(words: str) -> None:
        sys.stderr.write(f"{words}\n")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    letters = [OURS, *(peer.letter for peer in PEERS)]

    def names(text: str) -> list[str]:
        return text.split(",")

    parser.add_argument("--sheets", type=names, default=["9", "90", "900", NATIONAL])
    parser.add_argument("--ways", type=names, default=letters)
    parser.add_argument("--budget", type=float, default=60, help="seconds for a part of a set")
    parser.add_argument("--limit", type=float, default=600, help="seconds for a whole set")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument(
        "--build", type=str.split, default=[], help="options of build, such as '--workers 1'"
    )
    wanted = parser.parse_args(arguments)
    if unknown := sorted({*wanted.ways} - {*letters}):
        parser.error(f"--ways: there is no {', '.join(unknown)}")
    if unknown := [name for name in wanted.sheets if name != NATIONAL and not name.isdigit()]:
        parser.error(f"--sheets: neither a number nor «{NATIONAL}»: {', '.join(unknown)}")
    return wanted


def main(arguments: list[str]) -> int:
    """Measure, print, and write the results."""
    wanted = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), wanted)
        real = program.real(Path(folder), wanted.build) if OURS in wanted.ways else {}
        for name in wanted.sheets:
            bench.measure(name)
            held = list(bounds(bench.figures, real))
            results = Results(bench.figures, real, held)
            write(results, wanted.results)  # after each set: the last one may take an hour
    sys.stdout.write(as_text(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
