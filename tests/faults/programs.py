# SPDX-License-Identifier: EUPL-1.2
"""Real builds in processes of their own, small ones, and what must be true after each of them."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from leaflet.archive.history import HISTORY, LEAFLET
from leaflet.archive.manifest import MANIFEST
from leaflet.cli.main import main
from leaflet.system.files import LOCK
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FALLING = Path(__file__).parent / "falling"
KILLS = int(os.environ.get("LEAFLET_KILLS", "2"))
"""How many builds to kill at random moments; `make torture` sets it."""
IS_TORTURE = "LEAFLET_KILLS" in os.environ
PATIENCE = 240
"""Seconds to wait for anything at all: the machine may be slow and busy."""
OLD, NEW = "old", "new"
LANGUAGE = '[it]\nname = "Italiano"\ndirection = "ltr"\nfont = "Noto Sans"\n'
HERE = ("--workers", "1")
"""Options for a build in one process: where workers do not matter, that is quickest."""
AMBITI = {"rhodense", "garbagnatese", "visconteo"}
"""Short sheets; with the generic one there are four."""
CHANGES = {
    "338 783 8099": "338 783 8098",
    "02 3834 8420": "02 3834 8421",
    "fonte: Protocollo": "fonte: Nuovo protocollo",
}
"""What a new list says otherwise; the source is on every sheet."""
_MARK = "LEAFLET_FAULTS"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str


class Program:
    """A program with all processes that came of it, found by a mark in their environment.

    Use as a context manager: nothing of it is left afterwards.
    """

    def __init__(self, command: Sequence[str], folder: Path, **environment: str) -> None:
        self._mark = f"{_MARK}={uuid.uuid4().hex}"
        self._files = contextlib.ExitStack()
        self._said = (self._file(), self._file())
        # It speaks English whatever the machine does, and all its processes load this checkout.
        plain = {n: v for n, v in os.environ.items() if not n.startswith(("LC_", "LA"))}
        paths = [environment.pop("PYTHONPATH", ""), str(ROOT)]
        path = os.pathsep.join(filter(None, paths))
        name, _, value = self._mark.partition("=")
        self._environment = plain | {"PYTHONPATH": path, name: value} | environment
        self.process = self._started(command, folder)

    def _started(self, command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._said[0],
            stderr=self._said[1],
            start_new_session=True,
        )

    def _file(self) -> IO[bytes]:
        return self._files.enter_context(tempfile.TemporaryFile())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while family := self.family():  # a dying process may just have had a child
            for pid in family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.poll()
            time.sleep(0.02)
        self.process.wait()
        self._files.close()

    def family(self) -> set[int]:
        """Return the processes of this program that live, whoever is their parent now."""
        mark = self._mark.encode()
        return {
            int(folder.name)
            for folder in Path("/proc").iterdir()
            if folder.name.isdecimal() and mark in _read(folder / "environ").split(b"\0")
        }

    def servers(self) -> set[int]:
        """Return the process that workers are copied from, and those that are its copies."""
        return {
            pid for pid in self.family() if b"forkserver" in _read(Path(f"/proc/{pid}/cmdline"))
        }

    def workers(self) -> set[int]:
        """Return the worker processes."""
        servers = self.servers()
        return {pid for pid in servers if _parent(pid) in servers}

    def said(self) -> tuple[str, str]:
        """Return what there is on the standard output and the standard error up to now."""
        texts = []
        for file in self._said:
            size = os.fstat(file.fileno()).st_size
            texts.append(os.pread(file.fileno(), size, 0).decode())
        return texts[0], texts[1]

    def ended(self) -> Ended:
        """Wait until the program has ended by itself, and return how."""
        code = self.process.wait(PATIENCE)
        return Ended(code, *self.said())

    def kill(self, *, group: bool = False) -> None:
        """Kill the program as the system does when memory is short, alone or with its group."""
        if self.process.poll() is None:
            (os.killpg if group else os.kill)(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


class Terminal(Program):
    """A program that runs on a terminal of its own; both its outputs are in `out`."""

    def _started(self, command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
        self._keyboard, screen = pty.openpty()
        self._files.callback(os.close, self._keyboard)
        process = subprocess.Popen(
            ["setsid", "--ctty", *command],  # noqa: S607
            cwd=folder,
            env=self._environment,
            stdin=screen,
            stdout=screen,
            stderr=screen,
        )
        os.close(screen)
        # Somebody must read, or the terminal is full one day and the program waits.
        threading.Thread(target=self._read_on, daemon=True).start()
        return process

    def _read_on(self) -> None:
        with contextlib.suppress(OSError):  # the terminal is gone
            while text := os.read(self._keyboard, 1024):
                os.write(self._said[0].fileno(), text)

    def press(self, keys: bytes) -> None:
        """Press keys: Ctrl-C makes the system interrupt all that runs in the foreground."""
        os.write(self._keyboard, keys)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended, or is somebody else's
        return b""


def _parent(pid: int) -> int:
    status = _read(Path(f"/proc/{pid}/stat"))
    return int(status.rpartition(b")")[2].split()[1]) if status else 0


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait until something is so; fail, and say what it is, when it never comes."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"in {PATIENCE} seconds it never came: {what}"
        time.sleep(0.005)


@dataclass(frozen=True, slots=True)
class World:
    """A small workspace with an old and a new list, and what undisturbed builds make of them."""

    base: Path

    @property
    def workspace(self) -> Path:
        """The folder to work in: the list and the texts in Italian, so that builds are quick."""
        return self.base / "workspace"

    def contacts(self, edition: str) -> Path:
        """Return the old or the new list."""
        return self.base / f"{edition}.yaml"

    def reference(self, edition: str) -> Path:
        """Return the output folder of an undisturbed build: the new one is made in the old one."""
        return self.base / edition

    @property
    def duration(self) -> float:
        """Seconds that the build of the new list took."""
        return float((self.base / "duration").read_text("ascii"))

    @property
    def steps(self) -> int:
        """How many changes of files the build of the new list made."""
        return (self.base / "steps").stat().st_size

    def command(self, output: Path, edition: str, *options: str) -> list[str]:
        """Return the command line of a build."""
        return [sys.executable, str(ROOT / "cli.py"), *self._arguments(output, edition, *options)]

    def _arguments(self, output: Path, edition: str, *options: str) -> list[str]:
        contacts = str(self.contacts(edition))
        return ["build", "--output", str(output), "--contacts", contacts, *options]

    def start(
        self,
        output: Path,
        edition: str,
        *options: str,
        within: Sequence[str] = (),
        **environment: str,
    ) -> Program:
        """Start a build, `within` another program if need be."""
        command = self.command(output, edition, *options)
        if within:  # a program may begin elsewhere in another namespace
            command = [*within, "env", "--chdir", str(self.workspace), *command]
        return Program(command, self.workspace, **environment)

    def run(self, output: Path, edition: str, *options: str, within: Sequence[str] = ()) -> Ended:
        """Build, and return how it ended."""
        with self.start(output, edition, *options, within=within) as program:
            return program.ended()

    def copy(self, edition: str, to: Path) -> Path:
        """Return a folder as the undisturbed build of this list leaves it."""
        shutil.copytree(self.reference(edition), to, dirs_exist_ok=True)
        return to

    def check_whole(self, output: Path) -> None:
        """Check that nothing in a folder is half written, and that no code is unknown."""
        codes: dict[tuple[str, str], str] = {}
        for edition in (OLD, NEW):
            for path, entry in manifest(self.reference(edition))["files"].items():
                codes[path, entry["sha256"]] = entry["code"]
        *lines, torn = _read(output / HISTORY).split(b"\n")
        del torn  # this one may be
        records = [json.loads(line) for line in lines]
        known = {(r["path"], r["sha256"]): r["code"] for r in records if r["record"] == LEAFLET}
        for path, digest in digests(output).items():
            assert (path, digest) in codes, f"{path} is neither the old file nor the new one"
            assert known[path, digest] == codes[path, digest]
        if (output / MANIFEST).exists():
            manifest(output)

    def check_finished(self, output: Path, edition: str = NEW) -> None:
        """Check that a folder is what the undisturbed build makes, byte for byte, and no more."""
        self.check_whole(output)
        assert digests(output) == digests(self.reference(edition))
        assert manifest(output)["files"] == manifest(self.reference(edition))["files"]
        wanted = {LOCK, HISTORY, MANIFEST, *digests(self.reference(edition))}
        assert files(output) == wanted

    def run_here(self, output: Path, edition: str) -> Ended:
        """Build in this process, which has drawn such sheets before: that is quickest."""
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.workspace),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(self._arguments(output, edition, *HERE))
        return Ended(code, out.getvalue(), err.getvalue())

    def finish(self, output: Path, edition: str = NEW) -> None:
        """Build once more, undisturbed, and check that this finishes the work."""
        ended = self.run_here(output, edition)
        assert ended.code == 0, ended.err
        self.check_finished(output, edition)


def files(folder: Path) -> set[str]:
    """Return the paths of all files below a folder, hidden ones too."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}


def digests(output: Path) -> dict[str, str]:
    """Return the digest of each leaflet in an output folder."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*.pdf"))
        if path.is_file()
    }


def manifest(output: Path) -> dict[str, Any]:
    """Return the manifest of an output folder."""
    stored: dict[str, Any] = json.loads((output / MANIFEST).read_bytes())
    return stored


def made_world(base: Path) -> World:
    """Make the workspace, the lists and the two reference builds in an empty folder."""
    world = World(base)
    copy_workspace(world.workspace)
    old = short_list()
    new = old
    for before, after in CHANGES.items():
        assert before in new
        new = new.replace(before, after)
    world.contacts(OLD).write_text(old, encoding="utf-8")
    world.contacts(NEW).write_text(new, encoding="utf-8")
    ended = world.run_here(world.reference(OLD), OLD)
    assert ended.code == 0, ended.err
    world.copy(OLD, world.reference(NEW))
    counting = falling(world.reference(NEW), steps=base / "steps")
    start = time.monotonic()
    with world.start(world.reference(NEW), NEW, **counting) as build:
        ended = build.ended()
    (base / "duration").write_text(str(time.monotonic() - start), encoding="ascii")
    assert ended.code == 0, ended.err
    assert "4 written" in ended.out
    old_ones, new_ones = digests(world.reference(OLD)), digests(world.reference(NEW))
    assert old_ones.keys() == new_ones.keys()
    assert not set(old_ones.values()) & set(new_ones.values()), "every sheet must differ"
    return world


def copy_workspace(to: Path) -> None:
    """Copy the workspace with its first language only, since that is drawn quickest."""
    for part in ("templates", "contacts"):
        shutil.copytree(ROOT / part, to / part)
    (to / "locales").mkdir()
    for catalogue in (ROOT / "locales").glob("*.pot"):
        shutil.copy(catalogue, to / "locales")
    shutil.copytree(ROOT / "locales" / "it", to / "locales" / "it")
    (to / "locales" / "languages.toml").write_text(LANGUAGE, encoding="utf-8")


def short_list() -> str:
    text = (ROOT / "contacts" / "ambiti.yaml").read_text("utf-8")
    head, *ambiti = text.split("\n  - id: ")
    kept = [ambito for ambito in ambiti if ambito.partition("\n")[0] in AMBITI]
    assert len(kept) == len(AMBITI)
    return "\n  - id: ".join([head, *kept])


def falling(output: Path, at: int = 0, steps: Path | None = None) -> dict[str, str]:
    """Return the environment in which a build is killed just before its n-th change of a file."""
    told = {"FALL_STEPS": str(steps)} if steps else {}
    return {"PYTHONPATH": str(FALLING), "FALL_IN": str(output), "FALL_AT": str(at), **told}


@contextlib.contextmanager
def stopped(*pids: int) -> Iterator[None]:
    """Hold processes still for a while."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
