# SPDX-License-Identifier: EUPL-1.2
"""How long `leaflet watch` takes from a save of the list to the finished PDF of one sheet.

    python benchmarks/watching.py [AMBITO]

Works on a copy of the workspace. One digit of a phone number of the ambito (default: rhodense)
changes back and forth; the clock stops when the new PDF has taken the place of the old one.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TIMES = 8
PATIENCE = 60
"""Seconds after which something is wrong."""


def main(identifier: str = "rhodense") -> int:
    """Print the seconds of each save, and their median."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        for name in ("contacts", "templates", "locales"):
            shutil.copytree(ROOT / name, workspace / name)
        seconds = measured(workspace, identifier)
    sys.stdout.write(" ".join(f"{took:.2f}" for took in seconds))
    sys.stdout.write(f"\nmedian: {statistics.median(seconds):.2f} s ({identifier})\n")
    return 0


def measured(workspace: Path, identifier: str) -> list[float]:
    """Return the seconds from save to PDF, of several saves."""
    command = [sys.executable, str(ROOT / "cli.py"), "watch"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "LANGUAGE": "en"}
    with subprocess.Popen(
        command, cwd=workspace, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stderr is not None
            while b"waiting for changes" not in process.stderr.readline():
                assert process.poll() is None, "watch has ended"
            time.sleep(1)
            return [one_save(workspace, identifier) for _ in range(TIMES)]
        finally:
            process.terminate()


def one_save(workspace: Path, identifier: str) -> float:
    """Change a digit, and return how long the new sheet takes."""
    pdf = workspace / "output" / "pdf" / f"cosa-fare-in-caso-di-sfratto_{identifier}.pdf"
    before = pdf.stat().st_ino
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    start = text.index(f"- id: {identifier}\n")
    number = re.compile(r'numero: "[^"]*(\d)"').search(text, start)
    assert number is not None
    digit = str((int(number[1]) + 1) % 10)
    changed = text[: number.start(1)] + digit + text[number.end(1) :]
    begun = time.perf_counter()
    contacts.write_text(changed, encoding="utf-8")
    while pdf.stat().st_ino == before:
        assert time.perf_counter() - begun < PATIENCE, "no new sheet"
        time.sleep(0.005)
    took = time.perf_counter() - begun
    time.sleep(0.5)
    return took


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
