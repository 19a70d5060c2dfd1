# SPDX-License-Identifier: EUPL-1.2
"""`output/manifest.json`: what the last build made of what."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from leaflet.archive.history import LEAFLET, REMOVED, records_after, size
from leaflet.system.files import write_atomically
from leaflet.system.journal import NO_SUCH_JSON

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What is kept of one file, by its path below the output folder.

    `key` stands for all that the file is made of, `making` and `contents` for parts of that (see
    `Manifest.makings`, and the history for the contacts of an ambito); all digests are SHA-256.
    `pages` are the digests by which its pages are known again in other files (`page_digest.py`),
    `signed_by` names the certificate that it was signed with. Older records have neither. `asked`
    are the languages that somebody asked for by name, without whom it would not be there: `it-zh`.
    """

    key: str
    sha256: str
    code: str
    product: str = "sheet"
    making: str = ""
    contents: str = ""
    pages: tuple[str, ...] = ()
    signed_by: str = ""
    asked: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> ManifestEntry:
        """Return the entry that JSON has, in a manifest or a line of the history.

        Raises KeyError or TypeError when it is none.
        """
        fields = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        return cls(**{**fields, "pages": tuple(fields.get("pages", ()))})


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the last whole build read, so that an unchanged folder is known at a glance.

    `digest` is that of every file it read and of the program, `products` what it brought up to
    date; `warnings` counts what its checks found, `until` is the first day on which they would
    find something else.
    """

    digest: str
    products: tuple[str, ...]
    fonts: tuple[str, ...]
    warnings: int
    until: dt.date | None


@dataclass(slots=True)
class Manifest:
    """What is in an output folder; `recorded` counts the bytes of history that are in `files`.

    `makings` explains the digests of entries: name of a template, language or program → digest.
    """

    files: dict[str, ManifestEntry] = field(default_factory=dict)
    makings: dict[str, dict[str, str]] = field(default_factory=dict)
    inputs: Inputs | None = None
    recorded: int = 0

    def pdfs(self) -> dict[str, ManifestEntry]:
        """Return the files that have pages and can be signed: not the plain texts."""
        return {path: entry for path, entry in self.files.items() if path.endswith(".pdf")}

    def list_unsigned(self) -> list[str]:
        """Return the names of the PDFs without a signature, where any other has one."""
        files = self.pdfs()
        plain = [PurePath(path).name for path, entry in files.items() if not entry.signed_by]
        return plain if len(plain) < len(files) else []

    def warnings(self) -> int:
        """Return how many warnings the checks gave when the folder was last brought up to date."""
        return self.inputs.warnings if self.inputs else 0


def read_manifest(folder: Path) -> Manifest:
    """Return what the last build wrote; empty when there is none, or it cannot be understood."""
    try:
        return parse_manifest((folder / MANIFEST).read_bytes()) or Manifest()
    except OSError:
        return Manifest()


@dataclass(frozen=True, slots=True)
class BuiltFolder:
    """What is known of an output folder: the manifest, brought up to date from the history.

    `unfinished` are the files that the history has and the manifest does not: a build was stopped.
    `lacks_history`: there is less of it than a build left.
    """

    manifest: Manifest
    unfinished: frozenset[str]
    lacks_history: bool = False


def read_built_folder(folder: Path) -> BuiltFolder:
    """Return what the builds of this folder have written down."""
    manifest = read_manifest(folder)
    unfinished: set[str] = set()
    for record in records_after(folder, manifest.recorded):
        if record["record"] == LEAFLET:
            manifest.files[record["path"]] = ManifestEntry.of(record)
            unfinished.add(record["path"])
        elif record["record"] == REMOVED:
            manifest.files.pop(record["path"], None)
    recorded, manifest.recorded = manifest.recorded, size(folder)
    return BuiltFolder(manifest, frozenset(unfinished), manifest.recorded < recorded)


def is_inside(path: str) -> bool:
    """Return whether a path of a manifest, which somebody may have edited, stays in its folder."""
    return ".." not in path and not path.startswith("/") and ":" not in path and "\\" not in path


def is_foreign(folder: Path) -> bool:
    """Return whether the manifest there is another program's: web applications have one as well.

    One that is damaged may be ours, and is.
    """
    try:
        stored = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, *NO_SUCH_JSON):
        return False
    return isinstance(stored, dict) and bool(stored) and "files" not in stored


def parse_manifest(data: bytes) -> Manifest | None:
    """Return the manifest that these bytes are; None when they are something else.

    That of a portal, which names its leaflets in Italian, is understood as well.
    """
    try:
        stored: Mapping[str, Any] = json.loads(data)
        if "fogli" in stored:
            return Manifest(
                {leaflet["file"]: _portal_entry(leaflet) for leaflet in stored["fogli"]}
            )
        files = {path: ManifestEntry.of(entry) for path, entry in stored["files"].items()}
        inputs = _inputs(stored["inputs"]) if stored.get("inputs") else None
        makings = {name: dict(making) for name, making in stored.get("makings", {}).items()}
        return Manifest(files, makings, inputs, int(stored.get("recorded", 0)))
    except NO_SUCH_JSON:
        return None


def _portal_entry(leaflet: Mapping[str, Any]) -> ManifestEntry:
    pages = tuple(leaflet.get("pagine", ()))
    return ManifestEntry("", leaflet["sha256"], leaflet["codice"], pages=pages)


def _inputs(stored: Mapping[str, Any]) -> Inputs:
    until = dt.date.fromisoformat(stored["until"]) if stored["until"] else None
    fonts, products = tuple(stored["fonts"]), tuple(stored["products"])
    return Inputs(stored["digest"], products, fonts, int(stored["warnings"]), until)


def sha256_of(path: Path) -> str | None:
    """Return the digest of a file; None when there is none, or it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Return whether every file of the manifest is in the folder as it was written."""
    return all(sha256_of(folder / path) == entry.sha256 for path, entry in manifest.files.items())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, unless the folder has it already.

    Raises LeafletError when it cannot be written.
    """
    used = {entry.making for entry in manifest.files.values()}
    stored = {
        "inputs": asdict(manifest.inputs) if manifest.inputs else None,
        "recorded": manifest.recorded,
        "makings": {name: manifest.makings[name] for name in sorted(used & set(manifest.makings))},
        "files": {path: asdict(entry) for path, entry in sorted(manifest.files.items())},
    }
    data = (json.dumps(stored, indent=1, ensure_ascii=False, default=str) + "\n").encode()
    path = folder / MANIFEST
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
