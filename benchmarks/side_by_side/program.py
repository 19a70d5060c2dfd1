# SPDX-License-Identifier: EUPL-1.2
"""This program, as a real process of its command line: cold, no change, one change."""

from __future__ import annotations

import itertools
import re
import shutil
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.registry.reading import read_file
from leaflet.system import workspace
from side_by_side.measuring import Figure, figure, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from side_by_side.pages import SheetSet

ROOT = Path(__file__).resolve().parents[2]
CLI = (sys.executable, str(ROOT / "cli.py"))
COLD, NO_CHANGE, ONE_CHANGE = "a cold", "a no change", "a one change"
AMBITO = "rhodense"
"""The ambito of the real registry in which a phone number changes."""

_NUMBER = re.compile(r'(numero: "[^"]*)(\d)((?: ?\d){4}")')


def build_command(
    registry: Path,
    output: Path,
    *ambiti: str,
    is_national: bool = False,
    more: Sequence[str] = (),
) -> list[str]:
    """Return the command that a user would type; `more` are further options of `build`."""
    files = ["--contacts", str(registry), "--output", str(output), "--quiet"]
    per = ["--per", "comune"] if is_national else []
    return [*CLI, "build", *ambiti, *files, *per, *more]


def with_other_phone(registry: Path, changed: Path, number: str | None = None) -> None:
    """Write a copy of the registry in which one phone has another digit.

    It is `number`, or the one in the middle of the file.
    """
    text = registry.read_text(encoding="utf-8")
    found = [match for match in _NUMBER.finditer(text) if number is None or number in match[0]]
    match = found[len(found) // 2]
    other = f"{match[1]}{(int(match[2]) + 5) % 10}{match[3]}"
    changed.write_text(text[: match.start()] + other + text[match.end() :], encoding="utf-8")


class Folder:
    """An output folder, and the runs that fill it."""

    def __init__(
        self, path: Path, registry: Path, more: Sequence[str] = (), *, is_national: bool = False
    ) -> None:
        """Nothing is written yet; `registry` may be changed by `changes`."""
        self.path = path
        self._registry = registry
        self._more = more
        self._is_national = is_national

    def empty(self) -> None:
        """Remove all that was built."""
        shutil.rmtree(self.path, ignore_errors=True)

    def command(self, *ambiti: str) -> list[str]:
        """Return the command that brings the folder up to date."""
        return build_command(
            self._registry, self.path, *ambiti, is_national=self._is_national, more=self._more
        )

    def built(self) -> int:
        """Return how many sheets are in the folder."""
        return sum(1 for _ in self.path.rglob("*.pdf"))

    def changes(self, number: str | None = None) -> Callable[[], None]:
        """Return what changes one phone before a run, and back before the next one."""
        before = self._registry.with_suffix(".before")
        after = self._registry.with_suffix(".after")
        shutil.copy(self._registry, before)
        with_other_phone(before, after, number)
        versions: Iterator[Path] = itertools.cycle((after, before))

        def change() -> None:
            shutil.copy(next(versions), self._registry)

        return change


def figures(sheets: SheetSet, wanted: int, more: Sequence[str] = ()) -> list[Figure]:
    """Return what a cold build takes, and if all sheets are wanted, no change and one change."""
    is_part = wanted < sheets.count
    registry = sheets.first_ambiti(wanted) if is_part else sheets.registry
    folder = Folder(sheets.folder / "output", registry, more, is_national=sheets.is_national)
    cold = repeated([folder.command()], folder.empty)
    counts = (sheets.count, folder.built())
    assert sheets.is_national or counts[1] == wanted, counts
    found = [figure(COLD, sheets.name, counts, cold)]
    if not is_part:
        same = repeated([folder.command()])
        found.append(figure(NO_CHANGE, sheets.name, counts, same))
        change = repeated([folder.command()], folder.changes())
        found.append(figure(ONE_CHANGE, sheets.name, counts, change))
    folder.empty()
    return found


def real(work: Path, more: Sequence[str] = ()) -> dict[str, float]:
    """Return seconds for the shipped registry: what the bounds speak of."""
    registry = work / "real.yaml"
    shutil.copy(workspace.shipped_workspace().contacts, registry)
    whole, single = Folder(work / "real", registry, more), Folder(work / "single", registry, more)
    took = {
        "version": repeated([[*CLI, "--version"]]),
        "cold": repeated([whole.command()], whole.empty),
        "no change": repeated([whole.command()]),
        "one change": repeated([whole.command()], whole.changes(_phone_of(registry))),
        "one sheet": repeated([single.command(AMBITO)], single.empty),
    }
    return {name: statistics.median(seconds) for name, (_, seconds) in took.items()}


def _phone_of(file: Path) -> str:
    registry = read_file(file).registry
    assert registry is not None
    ambito = registry.ambito(AMBITO)
    assert ambito is not None
    return next(phone.numero for row in ambito.contatti for phone in row.telefoni)
