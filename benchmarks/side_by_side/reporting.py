# SPDX-License-Identifier: EUPL-1.2
"""The results: a text table, a Markdown file, a plot, and all figures as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import psutil

from side_by_side.ways import PEERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from side_by_side.bounds import Bound
    from side_by_side.measuring import Figure

HEAD = ("way", "set", "sheets", "seconds", "ms/sheet", "CPU s", "MiB", "MiB, largest", "made")
NOTES = """\
seconds: of the clock; the median of 5 runs after one that does not count, or the only run when \
that is long. ~: only a part of the sheets was made («made»), the rest is extrapolated.
CPU s: processor time of all processes, in the first run; only (a) makes pages on several cores.
MiB: the largest sum of all processes at one time; MiB, largest: of the largest process.
(a) also validates the registry, composes the pages, finds how tightly each must be set, looks \
for missing letters and keeps a manifest; the others get finished pages, set as they must be.
(b), (c): PDF/A-2a as WeasyPrint makes it: no claim of PDF/UA, and no languages in the structure.
(d): a second template, in Typst's language. Its PDF is PDF/A-2a and PDF/UA-1 too. It lacks the \
direction of writing in the structure, and row headers in the table. The typesetter is compiled \
code, and remembers from sheet to sheet what they have in common.
""".splitlines()
_MARKERS = "osD^v*P"


@dataclass(frozen=True, slots=True)
class Results:
    """All that one run found."""

    figures: Sequence[Figure]
    real: Mapping[str, float]
    bounds: Sequence[Bound]


def as_text(results: Results) -> str:
    """Return the table, the real registry and the bounds, for a terminal."""
    rows = [HEAD, *_rows(results.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)  # noqa: PLR2004  (two of words)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    lines += ["", *_words(results)]
    return "\n".join(lines) + "\n"


def as_markdown(results: Results) -> str:
    """Return the same as Markdown, with what must be known to read it."""
    rows = [HEAD, ("---",) * 2 + ("--:",) * (len(HEAD) - 2), *_rows(results.figures)]
    table = [f"| {' | '.join(row)} |" for row in rows]
    lines = [
        "# The same sheets in several ways",
        "",
        "`make bench` wrote this.",
        "",
        *(f"- {name}: {value}" for name, value in machine().items()),
        "",
        *(f"- ({peer.letter}) {peer.name}" for peer in PEERS),
        "",
        *table,
        "",
        "![Seconds against sheets](plot.svg)",
        "",
        *(f"- {line}" for line in _words(results) if line),
        "",
        "## How to read it",
        "",
        *(f"- {note}" for note in NOTES),
    ]
    return "\n".join(lines) + "\n"


def _rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    return [
        (
            figure.way,
            figure.set_name,
            f"{figure.sheets}",
            f"{'~' if figure.is_extrapolated else ''}{figure.seconds:.2f}",
            f"{1000 * figure.each:.1f}",
            f"{figure.processor:.1f}",
            _mebibytes(figure.peak),
            _mebibytes(figure.worker),
            f"{figure.measured}",
        )
        for figure in figures
    ]


def _mebibytes(size: float) -> str:
    """Return the size, or a dash when all was over before anybody looked."""
    return f"{size:.0f}" if size else "–"


def _words(results: Results) -> list[str]:
    real = [f"real registry, {name}: {seconds:.2f} s" for name, seconds in results.real.items()]
    held = [f"{bound.said}: {bound.value or '–'}: {bound.verdict}" for bound in results.bounds]
    return [*real, "", *held]


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": platform.platform(),
        "Python": platform.python_version(),
        **{name: version(name) for name in ("leaflet-sfratto", "weasyprint", "typst")},
    }


def write(results: Results, folder: Path) -> None:
    """Write the Markdown, the plot and the raw figures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.md").write_text(as_markdown(results), encoding="utf-8")
    raw: dict[str, Any] = {"machine": machine(), **asdict(results)}
    text = json.dumps(raw, indent=2, ensure_ascii=False) + "\n"
    (folder / "results.json").write_text(text, encoding="utf-8")
    _plot(results.figures, folder / "plot.svg")


def _plot(figures: Sequence[Figure], file: Path) -> None:
    """Draw seconds against sheets, a line for each way; hollow points are extrapolated."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "leaflet"
    from matplotlib import pyplot as plt  # noqa: PLC0415  (only now it knows what to draw with)

    picture, axes = plt.subplots(figsize=(8, 6))
    for marker, way in zip(_MARKERS, dict.fromkeys(f.way for f in figures), strict=False):
        points = [figure for figure in figures if figure.way == way]
        (line,) = axes.plot([f.sheets for f in points], [f.seconds for f in points], label=way)
        for figure in points:
            fill = "white" if figure.is_extrapolated else line.get_color()
            axes.plot(
                figure.sheets,
                figure.seconds,
                marker,
                color=line.get_color(),
                markerfacecolor=fill,
            )
    axes.set(xscale="log", yscale="log", xlabel="sheets", ylabel="seconds")
    axes.grid(visible=True, which="both", alpha=0.3)
    names = {peer.letter: f"{peer.letter}: {peer.name}" for peer in PEERS}
    lines, ways = axes.get_legend_handles_labels()
    axes.legend(lines, [names.get(way, f"{way}: leaflet build") for way in ways], fontsize="small")
    picture.savefig(file, metadata={"Date": None})
    plt.close(picture)
