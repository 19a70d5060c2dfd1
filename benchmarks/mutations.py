# SPDX-License-Identifier: EUPL-1.2
"""Mutilates real registries many times over, and checks that validation always ends in problems.

    python benchmarks/mutations.py [COUNT [SEED]]

Prints how many were tried, the slowest in seconds, and the peak memory of the process. Exits with
1 at the first exception, leaving the file that caused it as `mutation.yaml`.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time
from pathlib import Path

from leaflet.cli.terminal import format_problems
from leaflet.registry.reading import read
from leaflet.rules import check
from leaflet.rules.ignores import apply_ignores

ROOT = Path(__file__).resolve().parent.parent
SEEDS = [ROOT / "contacts" / "ambiti.yaml", ROOT / "tests" / "data" / "annex-2023.yaml"]
TODAY = dt.date(2026, 11, 21)
PIECES = [
    *(b"\n", b"  ", b"\t", b":", b"- ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!int ", b"%"),
    *("\u202e".encode(), "\u00a0".encode(), b"\x00", b"\xff", b"'", b'"', b"#", b"? ", b"---\n"),
    *(b"a" * 300, b"[" * 200, b"0" * 50, b"@", b"..", b"www.", b"null", b"~", b"\r", b"\xc2\x85"),
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to six places cut, doubled, moved or filled with trouble."""
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 2, 8, 40, 400)))
        piece = chance.choice(
            (
                chance.choice(PIECES),
                b"",
                data[start:end] * 2,
                data[end : end + 60],
                chance.randbytes(3),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


def validated(data: bytes) -> str:
    """Return what a user would see of these bytes."""
    reading = read(data, "f.yaml")
    problems = reading.problems
    if reading.registry:
        found = check(reading.registry, today=TODAY, whole=not problems)
        problems = apply_ignores([*problems, *found], reading.registry, reading.text, "f.yaml")
    assert reading.registry is not None or problems
    return format_problems(problems, {"f.yaml": reading.text}, colour=False)


def main(arguments: list[str]) -> int:
    """Try COUNT mutations (default 10,000), from SEED (default 1) on."""
    count, seed = (*map(int, arguments), *(10_000, 1)[len(arguments) :])
    chance = random.Random(seed)  # noqa: S311  (for tests, not for secrets)
    sources = [path.read_bytes() for path in SEEDS]
    validated(sources[0])  # the first one loads the list of Comuni
    slowest = 0.0
    for _ in range(count):
        data = mutated(chance.choice(sources), chance)
        start = time.perf_counter()
        try:
            validated(data)
        except BaseException:
            Path("mutation.yaml").write_bytes(data)
            raise
        slowest = max(slowest, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{count} mutations, slowest {slowest:.3f} s, peak memory {peak} MiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
