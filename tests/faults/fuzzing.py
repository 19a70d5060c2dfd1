# SPDX-License-Identifier: EUPL-1.2
"""Spoils lists, workbooks and notices many times over, and looks how the commands end.

    nice python -m tests.faults.fuzzing [COUNT [FIRST]]

Each input has a seed, which makes it again: seeds from FIRST on are tried, a quarter of each kind,
in processes that may die. Prints how many ended how, the slowest, and every seed that ended in a
fault: a code other than 0 and 1, a trace, a dead process, or more than a minute. Exits with 1 then,
and keeps the input as `fuzz-SEED.…`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
from weasyprint import HTML

from leaflet.cli.main import main as leaflet
from leaflet.offices.workbook.export import workbook
from leaflet.registry.reading import read_file
from tests.faults.programs import copy_workspace, short_list
from tests.offices.workbook.books import ods, pages
from tests.paths import ROOT, TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

KINDS = ("list", "workbook", "notice", "sheet")
BATCH = 60
"""Inputs of one process."""
LONGEST_SECONDS = 60
"""For one input, on a busy machine."""
PIECES = [
    *(b"\n", b"  ", b"\t", b":", b"- ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!int ", b"%"),
    *("\u202e".encode(), "\u00a0".encode(), b"\x00", b"\xff", b"'", b'"', b"#", b"? ", b"---\n"),
    *(b"a" * 300, b"[" * 200, b"0" * 50, b"@", b"..", b"www.", b"null", b"~", b"\r", b"\xc2\x85"),
    *(b"-1", b"65535", b"1048576", b"4294967295", b"XFD1048576", b"1e999", b" 0 R", b"\0" * 64),
    *(b"<", b">", b"<<", b">>", b'<c r="ZZ9" t="e">', b"PK\x03\x04", b"\xff\xff\xff\xff"),
]
SEEDS = range(1, 31)
"""What `make test` tries, beside the seeds that once ended in a fault."""
KEPT: tuple[int, ...] = (30_903,)


class Ending(NamedTuple):
    """How the program ended with one input: `fault` is empty unless it is one."""

    seed: int
    kind: str
    outcome: str
    seconds: float
    fault: str = ""


def spoil(data: bytes, chance: random.Random) -> bytes:
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


def spoil_inside(data: bytes, chance: random.Random) -> bytes:
    """Return a packed file of which one part is spoilt, left out, or there twice."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(file, "w") as copy:
        names = whole.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = whole.read(name)
            way = chance.random() if name == chosen else 1
            if way < 0.05:  # left out
                continue
            copy.writestr(name, spoil(part, chance) if way < 1 else part)
    return file.getvalue()


def spoil_streams(data: bytes, chance: random.Random) -> bytes:
    """Return a PDF of which one object is spoilt before it is written again."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
            one = chance.choice(streams)
            one.write(spoil(one.read_bytes(), chance))
            if chance.random() < 0.5:
                key = chance.choice([*one.keys(), "/Length", "/Filter", "/Resources", "/Parent"])
                one[key] = chance.choice([pdf.Root, -1, pikepdf.Name("/X"), pikepdf.Array([one])])
            file = io.BytesIO()
            pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return file.getvalue()
    except (pikepdf.PdfError, ValueError, RuntimeError, KeyError, TypeError, zlib.error):
        return spoil(data, chance)


def make_notices() -> Iterator[bytes]:
    """Yield sound notices: tagged, packed into object streams, and as plain as can be."""
    text = "<h1>Atto</h1><p>Si <a href='https://example.org'>notifica</a>.<ul><li>uno</ul>"
    tagged = HTML(string=f"<html lang=it><title>Atto</title>{text}").write_pdf(
        pdf_variant="pdf/ua-1"
    )
    yield tagged
    for mode in (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable):
        file = io.BytesIO()
        with pikepdf.open(io.BytesIO(tagged)) as pdf:
            pdf.save(file, object_stream_mode=mode, qdf=mode is pikepdf.ObjectStreamMode.disable)
        yield file.getvalue()


class World:
    """A small workspace with its leaflets, and sound inputs of each kind to spoil."""

    def __init__(self, folder: Path) -> None:
        """Use the workspace in `folder`, which is made when it is not there yet."""
        self.root, self.folder = folder / "root", folder
        if not self.root.exists():
            copy_workspace(self.root)
            (self.root / "contacts" / "ambiti.yaml").write_text(short_list(), encoding="utf-8")
            _, code, said = run(["--root", str(self.root), "build", "--workers", "1"])
            assert code == 0, said
        registry = read_file(self.root / "contacts" / "ambiti.yaml").registry
        assert registry
        books = {kind: workbook(registry.ambiti, kind) for kind in ("xlsx", "csv")}
        books["ods"] = ods(pages(registry))
        books["xls"] = (TESTS / "faults" / "data" / "melzo.xls").read_bytes()
        names = ("ambiti.yaml", "misure.yaml", "territorio.yaml")
        lists = [self.root / "contacts" / name for name in names]
        lists += [ROOT / "tests" / "data" / "annex-2023.yaml"]
        self.bases: dict[str, list[tuple[str, bytes]]] = {
            "list": [("yaml", path.read_bytes()) for path in lists if path.exists()],
            "workbook": list(books.items()),
            "notice": [("pdf", data) for data in make_notices()],
            "sheet": [
                ("pdf", path.read_bytes()) for path in self.root.glob("output/**/*_rhodense.pdf")
            ],
        }

    def make(self, seed: int) -> tuple[str, Path]:
        """Write the input of a seed; return its kind and where it is."""
        chance = random.Random(seed)  # noqa: S311  (for tests, not for secrets)
        kind = KINDS[seed % len(KINDS)]
        suffix, data = chance.choice(self.bases[kind])
        inside: dict[str, Callable[[bytes, random.Random], bytes]] = {
            "xlsx": spoil_inside, "ods": spoil_inside, "pdf": spoil_streams,
        }  # fmt: skip
        how = inside.get(suffix, spoil) if chance.random() < 0.7 else spoil
        path = self.folder / f"fuzz-{seed}.{suffix}"
        path.write_bytes(how(data, chance))
        return kind, path

    def try_seed(self, seed: int) -> Ending:
        """Let the program do its work with the input of a seed."""
        kind, path = self.make(seed)
        commands = {
            "list": ["validate", *(["--fix"] if seed // len(KINDS) % 2 else []), str(path)],
            "workbook": ["contacts", "import", "--dry-run", str(path)],
            "notice": ["attach", str(path), "--comune", "Rho", "--force", "--out",
                       str(self.folder / "out.pdf")],
            "sheet": ["verify", str(path)],
        }  # fmt: skip
        seconds, code, said = run(["--root", str(self.root), *commands[kind]])
        fault = ""
        if code not in {0, 1}:
            fault = f"exit code {code}: {said[-300:]}"
        elif "Traceback" in said:
            fault = f"a trace: {said[-300:]}"
        elif seconds > LONGEST_SECONDS:
            fault = f"{seconds:.0f} seconds"
        if not fault:
            path.unlink()
        name = f"{commands[kind][0]} {path.suffix}"
        return Ending(seed, name, "taken" if code == 0 else "refused", seconds, fault)


def run(arguments: Sequence[str]) -> tuple[float, int | str, str]:
    """Return the seconds that the program took, its exit code, and all that it said."""
    said = io.StringIO()
    start = time.monotonic()
    code: int | str
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = leaflet(arguments)
        except SystemExit as ended:
            code = ended.code or 0
    return time.monotonic() - start, code, said.getvalue()


def try_batch(folder: Path, seeds: Sequence[int]) -> Iterator[Ending]:
    """Yield the endings of some seeds, tried in a process of their own."""
    command = [sys.executable, "-m", "tests.faults.fuzzing", "--batch", str(folder)]
    left = list(seeds)
    while left:
        with subprocess.Popen(
            [*command, *map(str, left)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT
        ) as process:
            assert process.stdout
            said = ""
            while True:
                timer = threading.Timer(3 * LONGEST_SECONDS, process.kill)
                timer.start()
                line = process.stdout.readline().decode()
                timer.cancel()
                if line.startswith("{"):
                    yield Ending(**json.loads(line))
                    left.pop(0)
                elif line:
                    said = (said + line)[-300:]
                else:
                    break
        if left:  # it died over the first of those that are left
            seed = left.pop(0)
            fault = f"the process ended with {process.returncode}: {said}"
            yield Ending(seed, KINDS[seed % len(KINDS)], "died", 0, fault)


def main(arguments: Sequence[str]) -> int:
    """Try COUNT seeds (default 300), from FIRST (default 1) on."""
    if arguments[:1] == ["--batch"]:
        screen = sys.stdout
        world = World(Path(arguments[1]))
        for seed in arguments[2:]:
            screen.write(json.dumps(world.try_seed(int(seed))._asdict()) + "\n")
            screen.flush()
        return 0
    count, first = (*map(int, arguments), *(300, 1)[len(arguments) :])
    endings, slowest, faults = Counter[tuple[str, str]](), (0.0, 0), 0
    with tempfile.TemporaryDirectory() as folder:
        World(Path(folder))
        for start in range(first, first + count, BATCH):
            seeds = range(start, min(start + BATCH, first + count))
            for ending in try_batch(Path(folder), seeds):
                endings[ending.kind, ending.outcome] += 1
                slowest = max(slowest, (ending.seconds, ending.seed))
                if ending.fault:
                    faults += 1
                    sys.stdout.write(f"seed {ending.seed} ({ending.kind}): {ending.fault}\n")
                    for path in Path(folder).glob(f"fuzz-{ending.seed}.*"):
                        shutil.copy(path, path.name)
            sys.stdout.flush()
    for (kind, outcome), number in sorted(endings.items()):
        sys.stdout.write(f"{number:6} {kind}: {outcome}\n")
    sys.stdout.write(f"{endings.total():6} in all, {faults} faults; ")
    sys.stdout.write(f"slowest {slowest[0]:.1f} s (seed {slowest[1]})\n")
    return 1 if faults else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    sys.exit(main(sys.argv[1:]))
