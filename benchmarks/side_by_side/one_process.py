# SPDX-License-Identifier: EUPL-1.2
"""Makes many sheets in one process, without anything that this program does to be quick.

    python one_process.py weasyprint|typst FOLDER NAMES

NAMES is a file with one page a line. Prints how many seconds went by until the first was begun.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

BEGUN = time.perf_counter()


def _with_weasyprint(folder: Path, names: list[str]) -> None:
    import weasyprint  # noqa: PLC0415  (each way loads only what it needs)

    _ready()
    for name in names:
        html = (folder / name).read_text(encoding="utf-8")
        document = weasyprint.HTML(string=html, base_url=f"{folder.as_uri()}/")
        document.write_pdf((folder / name).with_suffix(".pdf"), pdf_variant="pdf/a-2a")


def _with_typst(folder: Path, names: list[str]) -> None:
    import typst  # noqa: PLC0415  (same)

    compiler = typst.Compiler(
        root=folder, font_paths=[folder / "fonts"], ignore_system_fonts=True
    )  # kept for all sheets: it remembers what they have in common
    _ready()
    for name in names:
        compiler.compile(
            folder / name,
            output=(folder / name).with_suffix(".pdf"),
            pdf_standards=["a-2a", "ua-1"],
        )


def _ready() -> None:
    sys.stdout.write(f"ready {time.perf_counter() - BEGUN:.3f}\n")


if __name__ == "__main__":
    ways = {"weasyprint": _with_weasyprint, "typst": _with_typst}
    names = Path(sys.argv[3]).read_text(encoding="utf-8").split()
    ways[sys.argv[1]](Path(sys.argv[2]), names)
