# SPDX-License-Identifier: EUPL-1.2
"""How long validation takes, and how it grows: a table from one to ten national registries.

    python benchmarks/validation.py

Each row is a process of its own that validates so many files of a synthetic national registry
(`benchmarks/registry.py`) in one run of `leaflet validate`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = (1, 2, 5, 10)


def main() -> int:
    """Print files, bytes, seconds, seconds a file, and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "national.yaml"
        made = [sys.executable, str(HERE / "registry.py"), "--ambiti", "600", "--rows", "3000"]
        file.write_bytes(subprocess.run(made, check=True, stdout=subprocess.PIPE).stdout)
        sys.stdout.write("files       MB  seconds  s/file  peak MiB\n")
        for count in FILES:
            seconds, peak = measured([file] * count)
            size = count * file.stat().st_size / 1e6
            row = f"{count:5} {size:8.2f} {seconds:8.2f} {seconds / count:7.2f} {peak:9}\n"
            sys.stdout.write(row)
    return 0


def measured(files: list[Path]) -> tuple[float, int]:
    """Return the seconds and the peak MiB of validating these files in one run."""
    program = (
        "import resource, sys; from leaflet.cli.main import main; code = main(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024); sys.exit(code)"
    )
    command = [sys.executable, "-c", program, "validate", "--today", "2026-11-21"]
    start = time.perf_counter()
    done = subprocess.run([*command, *map(str, files)], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, int(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(main())
