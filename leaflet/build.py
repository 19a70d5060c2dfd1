# SPDX-License-Identifier: EUPL-1.2
"""Compare keys, render what changed, write atomically, prune. The only writer of `output/`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from leaflet.engine import fingerprint
from leaflet.files import write_atomically
from leaflet.problems import Location, Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from leaflet.outputs import Output, Plan
    from leaflet.pdf import Renderer

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Typesetting:
    """What pages are set with: the templates' folder and the font families that may appear."""

    templates: Path
    fonts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest keeps of one file, by its path below the output folder."""

    key: str
    sha256: str
    code: str


@dataclass(slots=True)
class Report:
    """What a build did: paths below the output folder, and the sheets that do not fit."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def build(
    plan: Plan,
    output_folder: Path,
    typesetting: Typesetting,
    on_written: Callable[[str], object] = str,
) -> Report:
    """Bring the files in `output_folder` up to date with `plan`.

    When the plan is the whole set, files of the old manifest that are not in it are removed.
    `on_written` hears of each path. Raises LeafletError when a file cannot be written.
    """
    old = read_manifest(output_folder)
    environment = _environment_digest(typesetting)
    new: dict[str, Entry] = {}
    report = Report()
    renderer: Renderer | None = None
    for output in plan.outputs:
        key = _key(output, environment)
        present = old.get(output.path)
        if (
            present
            and present.key == key
            and _sha256_of(output_folder / output.path) == present.sha256
        ):
            new[output.path] = present
            report.unchanged.append(output.path)
            continue
        renderer = renderer or _renderer(typesetting)
        data = _rendered(output, renderer, report)
        if data is None:
            continue
        write_atomically(output_folder / output.path, data)
        new[output.path] = Entry(key, hashlib.sha256(data).hexdigest(), output.code)
        report.written.append(output.path)
        on_written(output.path)
    kept = {path: entry for path, entry in old.items() if path not in new}
    if plan.is_whole and not report.problems:
        report.removed = list(_prune(output_folder, kept))
        kept = {}
    _write_manifest(output_folder, {**kept, **new}, old)
    return report


def _renderer(typesetting: Typesetting) -> Renderer:
    """Return a renderer; WeasyPrint is loaded only now, when there is something to draw."""
    from leaflet.pdf import Renderer  # noqa: PLC0415  (half a second)

    return Renderer(typesetting.templates / "sheet", typesetting.fonts)


def _rendered(output: Output, renderer: Renderer, report: Report) -> bytes | None:
    from leaflet.pdf import DoesNotFitError  # noqa: PLC0415  (half a second)

    try:
        return renderer.pdf(output.sides)
    except DoesNotFitError as error:
        is_advice = error.side == output.sides[0]
        report.problems.append(_too_long_advice() if is_advice else _too_long_contacts(output))
        return None


def _too_long_advice() -> Problem:
    message = say("the advice does not fit on side one, even set tightly")
    hint = say("shorten the longest language, or print fewer languages")
    return Problem("P002", Severity.ERROR, Location("locales"), message, hint)


def _too_long_contacts(output: Output) -> Problem:
    message = say("{name}: the contacts do not fit on side two, even set tightly", name=output.name)
    hint = say("shorten the notes and the names of offices, or split the ambito")
    return Problem("P001", Severity.ERROR, Location(output.path), message, hint)


def _key(output: Output, environment: str) -> str:
    """Return the digest of all that makes up the file; the same key means the same bytes."""
    digest = hashlib.sha256(environment.encode())
    for side in output.sides:
        digest.update(hashlib.sha256(side.encode()).digest())
    return digest.hexdigest()


def _environment_digest(typesetting: Typesetting) -> str:
    """Return the digest of what the HTML does not show: assets, fonts and program versions."""
    templates = typesetting.templates
    digest = hashlib.sha256(fingerprint(typesetting.fonts).encode())
    for path in sorted(templates.rglob("*")):
        if path.is_file() and path.suffix in {".css", ".svg"}:
            digest.update(path.relative_to(templates).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def read_manifest(output_folder: Path) -> dict[str, Entry]:
    """Return what the last build wrote; empty when there is none, or it cannot be understood."""
    try:
        stored: Mapping[str, Any] = json.loads((output_folder / MANIFEST).read_bytes())
        return {path: Entry(**entry) for path, entry in stored["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _write_manifest(
    output_folder: Path, entries: Mapping[str, Entry], old: Mapping[str, Entry]
) -> None:
    if entries == old and (output_folder / MANIFEST).is_file():
        return
    files = {
        path: {"key": entry.key, "sha256": entry.sha256, "code": entry.code}
        for path, entry in sorted(entries.items())
    }
    text = json.dumps({"files": files}, indent=2, ensure_ascii=False) + "\n"
    write_atomically(output_folder / MANIFEST, text.encode())


def _sha256_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _prune(output_folder: Path, stale: Mapping[str, Entry]) -> Iterator[str]:
    for path in stale:
        if ".." in path or path.startswith("/"):
            continue  # a manifest that somebody edited must not reach outside the folder
        (output_folder / path).unlink(missing_ok=True)
        yield path
