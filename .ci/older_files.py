# SPDX-License-Identifier: EUPL-1.2
"""Adds what templates and texts were in this history to a table of digests: `make older`.

By that table, leaflet/offices/older_files.csv, `leaflet migrate` tells a copy that nobody changed
from one that somebody did. What it has stays: a history may begin later than the program.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.offices.migrating import OLDER_FILES, digest_of, read_older_files
from leaflet.system.files import write_atomically
from leaflet.system.workspace import SHIPPED_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
_GONE = "0" * 40


def _git(root: Path, *arguments: str, typed: bytes = b"") -> bytes:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, input=typed, check=True, capture_output=True).stdout  # noqa: S603  (our own arguments)


def read_states(root: Path) -> Iterator[tuple[str, str]]:
    """Yield path and digest of each state that a file of templates or texts had in a commit."""
    log = ["log", "-m", "--format=", "--raw", "--no-renames", "--no-abbrev", "-z"]
    fields = _git(root, *log, "HEAD", "--", *SHIPPED_PARTS).decode().split("\0")
    places = defaultdict(set)
    for words, path in zip(fields[::2], fields[1::2], strict=False):
        blob = words.split()[3]
        if blob != _GONE:
            places[blob].add(path)
    stream = io.BytesIO(_git(root, "cat-file", "--batch", typed="\n".join(places).encode()))
    for paths in places.values():
        size = int(stream.readline().split()[2])
        data = stream.read(size + 1)[:-1]
        yield from ((path, digest_of(data)) for path in paths)


def main() -> int:
    """Rewrite the table, and say how many states it has."""
    known = {path: set(digests) for path, digests in read_older_files().items()}
    for path, digest in read_states(ROOT):
        known.setdefault(path, set()).add(digest)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["path", "sha256"])
    writer.writerows([path, " ".join(sorted(known[path]))] for path in sorted(known))
    write_atomically(OLDER_FILES, text.getvalue().encode())
    sys.stdout.write(f"{len(known)} files, {sum(map(len, known.values()))} states\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
