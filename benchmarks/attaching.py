# SPDX-License-Identifier: EUPL-1.2
"""Joins sheets to notices in three ways, and prints what each costs and what each loses.

    python benchmarks/attaching.py SHEET.pdf NOTICE.pdf... [--batch COUNT]

For every notice: `leaflet` (in this process), `qpdf --empty --pages` and Ghostscript's pdfwrite:
seconds, kilobytes, and whether tags, bookmarks, links, title and attachments are still there, and
how many elements the structure tree has. With --batch, COUNT copies of the notices go through
`leaflet.notices` one after the other, and seconds and peak memory are printed.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from leaflet.notices.intake import MustNotChange, open_notice
from leaflet.notices.joining import join_notice
from leaflet.notices.tags import elements, is_tagged

if TYPE_CHECKING:
    from collections.abc import Callable

MEBI = 1024


def by_leaflet(notice: Path, sheet: Path, target: Path) -> None:
    """Join as `leaflet attach` does."""
    found = open_notice(notice.read_bytes())
    assert not isinstance(found, MustNotChange)
    result = join_notice(found, sheet.read_bytes())
    assert not isinstance(result, MustNotChange)
    target.write_bytes(result.data)


def by_qpdf(notice: Path, sheet: Path, target: Path) -> None:
    """Join as qpdf's manual shows it."""
    _run("qpdf", "--empty", "--pages", str(notice), str(sheet), "--", str(target))


def by_ghostscript(notice: Path, sheet: Path, target: Path) -> None:
    """Join as most scripts on the web do."""
    options = ("-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-sOutputFile={target}")
    _run("gs", *options, str(notice), str(sheet))


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    assert path, f"{program} is not installed"
    subprocess.run([path, *arguments], check=True, capture_output=True)


WAYS: dict[str, Callable[[Path, Path, Path], None]] = {
    "leaflet": by_leaflet,
    "qpdf": by_qpdf,
    "gs": by_ghostscript,
}


def facts(path: Path) -> dict[str, int]:
    """Return what there is to lose in a file, counted."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        has_tree = "/StructTreeRoot" in pdf.Root
        annotations = [a for page in pdf.pages for a in page.get("/Annots", ())]
        return {
            "tagged": int(is_tagged(pdf)),
            "elements": len([*elements(pdf)]) if has_tree else 0,
            "bookmarks": len(outline.root),
            "links": sum(a.get("/Subtype") == pikepdf.Name.Link for a in annotations),
            "title": int(bool(str(pdf.docinfo.get("/Title", "")))),
            "files": len(pdf.attachments),
        }


def compare(sheet: Path, notices: list[Path], folder: Path) -> None:
    """Print the table of ways."""
    columns = [*facts(sheet)]
    sys.stdout.write(f"{'notice':16} {'way':8} {'s':>6} {'kB':>6} {' '.join(columns)}\n")
    by_leaflet(notices[0], sheet, folder / "warm.pdf")
    for notice in notices:
        before = " ".join(f"{n:{len(c)}}" for c, n in facts(notice).items())
        size = notice.stat().st_size // 1000
        sys.stdout.write(f"{notice.stem:16} {'(alone)':8} {'':6} {size:6} {before}\n")
        for name, way in WAYS.items():
            target = folder / f"{notice.stem}-{name}.pdf"
            start = time.perf_counter()
            way(notice, sheet, target)
            seconds = time.perf_counter() - start
            found = " ".join(f"{n:{len(c)}}" for c, n in facts(target).items())
            size = target.stat().st_size // 1000
            sys.stdout.write(f"{'':16} {name:8} {seconds:6.2f} {size:6} {found}\n")


def batch(sheet: Path, notices: list[Path], count: int, folder: Path) -> None:
    """Print how long so many notices take, one after the other, and how much memory."""
    start, used = time.perf_counter(), time.process_time()
    for number in range(count):
        by_leaflet(notices[number % len(notices)], sheet, folder / f"{number}.pdf")
    seconds, used = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBI
    sys.stdout.write(f"{count} notices: {seconds:.1f} s ({used:.1f} s of processor), {peak} MiB\n")


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sheet", type=Path)
    parser.add_argument("notices", type=Path, nargs="+")
    parser.add_argument("--batch", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(asked.sheet, asked.notices, Path(folder))
        batch(asked.sheet, asked.notices, asked.batch, Path(folder))


if __name__ == "__main__":
    main()
