# SPDX-License-Identifier: EUPL-1.2
"""A workspace of an older version, brought to the present.

A workspace once had a copy of every template and text. Copies that nobody changed go, so that the
program's own, with all corrections, take their place; what the territory changed stays as it is.

Order of writes: backup, new files, removals. So whenever a run is killed, each old file is in its
place or in the backup, and the next run does the rest.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import functools
import hashlib
import io
import stat
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.commit import BACKUPS
from leaflet.problems import LeafletError, Message, say, unwritable
from leaflet.registry.reading import read_file
from leaflet.registry.schema import aids_schema, registry_schema, schema_text
from leaflet.registry.territory import home_provinces
from leaflet.system.files import (
    hold_lock,
    read_bytes,
    read_bytes_if_there,
    remove_unfinished,
    walk_files,
    write_atomically,
    write_over,
)
from leaflet.system.workspace import (
    SHIPPED_PARTS,
    Workspace,
    layers,
    shipped_workspace,
    shown_name,
)
from leaflet.texts.completing import Completed, complete_catalogue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

OLDER_FILES = Path(__file__).with_name("older_files.csv")
"""What each template and text was in earlier versions, by digests; `make older` adds to it."""

ErrorCount = Counter[Message]
ErrorFinder = Callable[[Workspace], ErrorCount]
"""Returns what would stop a build with the templates and texts of a workspace."""


class Aim(NamedTuple):
    """What is to be migrated, and how.

    `completes` says that translations of the territory get the sentences that they lack.
    """

    workspace: Workspace
    find_errors: ErrorFinder
    completes: bool = False


_DIGITS = 16
"""Of a digest: enough to know a file by."""
_MOST_REASONS = 3
_HOW_ON = say("help: --complete adds the sentences that your translations lack; bring what else is "
              "yours up to date by what --diff shows, or remove it; then again")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What one step finds and does: in words, and as files by their paths in the workspace.

    `before` are those it touches, as they were when it looked, `written` what some of them are to
    be; the others go. `difference` is what the program says otherwise than files that stay, and
    what these get of it.
    """

    title: Message
    lines: tuple[Message, ...] = ()
    before: Mapping[str, bytes] = field(default_factory=dict)
    written: Mapping[str, bytes] = field(default_factory=dict)
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Migration:
    """All that is to be done in a workspace."""

    root: Path
    adjustments: tuple[Adjustment, ...]

    @property
    def before(self) -> dict[str, bytes]:
        """The files that it touches, as they were."""
        return {path: data for one in self.adjustments for path, data in one.before.items()}

    @property
    def written(self) -> dict[str, bytes]:
        """Those that are written anew."""
        return {path: data for one in self.adjustments for path, data in one.written.items()}

    @property
    def removed(self) -> list[str]:
        """Those that go."""
        return [path for path in self.before if path not in self.written]


def digest_of(data: bytes) -> str:
    """Return by what the table of older files knows one, with the line ends of any system."""
    return hashlib.sha256(_unix(data)).hexdigest()[:_DIGITS]


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


@functools.cache
def read_older_files() -> Mapping[str, frozenset[str]]:
    """Return the digests of what each file was, by its path in a workspace."""
    rows = csv.DictReader(io.StringIO(read_bytes(OLDER_FILES).decode()))
    return {row["path"]: frozenset(row["sha256"].split()) for row in rows}


def plan_migration(aim: Aim) -> Migration:
    """Return what is to be done; nothing is written yet.

    Raises LeafletError when the workspace is the program itself, or a file cannot be read.
    """
    root = aim.workspace.root
    is_program = (root / "leaflet" / "system" / "workspace.py").is_file()
    if is_program and root.resolve() != shipped_workspace().root.resolve():
        message = say("{folder} is another copy of the program itself", folder=root)
        raise LeafletError(message, say("a copy of the program is brought up to date as a whole; "
                                        "--root DIR names the folder of a list"))  # fmt: skip
    found = (adjustment for step in MIGRATION_STEPS for adjustment in step(aim))
    return Migration(root, tuple(found))


class _State(Enum):
    """What a file of templates or texts is to the program."""

    AS_NOW = 1
    AS_BEFORE = 2
    OWN = 3
    PASSED_OVER = 4
    """A link, which may lead to the program itself, or a hidden file, which nobody reads."""


class _Copy(NamedTuple):
    """A file of templates or texts, and what the program has under that name now, if anything."""

    path: str
    state: _State
    data: bytes = b""
    present: bytes | None = None


def follow_program(aim: Aim) -> Iterator[Adjustment]:
    """Remove templates and texts that are as the program has them, or had them once."""
    copies = [copy for part in SHIPPED_PARTS for copy in _look(aim.workspace.root, part)]
    by_state: dict[_State, list[_Copy]] = {
        state: [copy for copy in copies if copy.state is state] for state in _State
    }
    same, older, own, passed_over = by_state.values()
    if same:
        yield Adjustment(
            say("as the program has them: removed here, nothing changes; files: {count}",
                count=len(same)),
            tuple(Message(copy.path) for copy in same),
            before={copy.path: copy.data for copy in same},
        )  # fmt: skip
    completed = dict(_complete(own)) if aim.completes else {}
    texts = {path: one.data for path, one in completed.items()}
    kept, reasons = _must_stay(aim, same, older, texts) if older else ((), ())
    if gone := [copy for copy in older if copy not in kept]:
        yield Adjustment(
            say("as an older version had them: removed here, those of today take their place; "
                "files: {count}", count=len(gone)),
            tuple(map(_compare_older, gone)),
            before={copy.path: copy.data for copy in gone},
        )  # fmt: skip
    if kept:
        yield Adjustment(
            say("as an older version had them, but kept: with those of today yours would not work"),
            (*map(_compare_older, kept), *reasons, _HOW_ON),
        )
    if completed:
        yield Adjustment(
            say("yours: kept, and at their end the sentences that they lack, as the program says "
                "them"),
            tuple(say("{file}: sentences: {count}", file=path, count=one.added)
                  for path, one in completed.items()),
            {copy.path: copy.data for copy in own if copy.path in completed},
            texts,
            "".join(_write_difference(copy.path, copy.data, texts[copy.path], copy.path)
                    for copy in own if copy.path in texts),
        )  # fmt: skip
    if untouched := [copy for copy in own if copy.path not in completed]:
        yield Adjustment(
            say("yours: kept as they are"),
            tuple(map(_compare_own, untouched)),
            difference="".join(
                _write_difference(copy.path, copy.data, copy.present, f"leaflet/{copy.path}")
                for copy in untouched
                if copy.present is not None
            ),
        )
    if passed_over:
        yield Adjustment(say("links and hidden files: kept, and not looked at"),
                     tuple(Message(copy.path) for copy in passed_over))  # fmt: skip


def _look(root: Path, part: str) -> Iterator[_Copy]:
    """Yield the files below a folder of the workspace; those of the program itself are none."""
    folder = root / part
    if folder.is_symlink():
        yield _Copy(part, _State.PASSED_OVER)
        return
    if len(layers(folder)) == 1:
        return
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        path = f"{part}/{entry.name}"
        if entry.is_symlink() or entry.name.startswith("."):
            yield _Copy(path, _State.PASSED_OVER)
        elif entry.is_dir():
            yield from _look(root, path)
        else:
            yield _compare_with_program(path, read_bytes(entry))


def _compare_with_program(path: str, data: bytes) -> _Copy:
    present = read_bytes_if_there(shipped_workspace().root / path)
    if present is not None and _unix(data) == _unix(present):
        return _Copy(path, _State.AS_NOW, data, present)
    is_known = digest_of(data) in read_older_files().get(path, ())
    return _Copy(path, _State.AS_BEFORE if is_known else _State.OWN, data, present)


def _complete(own: Sequence[_Copy]) -> Iterator[tuple[str, Completed]]:
    """Yield the catalogues of the territory that lack sentences, as they would be with them."""
    for copy in own:
        if copy.path.endswith(".po") and copy.present is not None:
            completed = complete_catalogue(copy.data, copy.present)
            if completed.added:
                yield copy.path, completed


def _must_stay(
    aim: Aim, same: Sequence[_Copy], older: Sequence[_Copy], texts: Mapping[str, bytes]
) -> tuple[Sequence[_Copy], Sequence[Message]]:
    """Return the older files without which there would be new errors, and what these would be.

    A file that somebody changed is made for its neighbours of then, and may lack what those of
    today need: a macro, a sentence. Files that go together stay together. `texts` are files of the
    territory as they are to be.
    """
    before = aim.find_errors(aim.workspace)
    gone = {copy.path for copy in same}
    if not _find_errors_without(aim, gone | {copy.path for copy in older}, texts) - before:
        return (), ()
    families = defaultdict(list)
    for copy in older:
        families[_family(copy.path)].append(copy)
    kept: list[_Copy] = []
    reasons: ErrorCount = Counter()
    for _, family in sorted(families.items()):
        trial = gone | {copy.path for copy in family}
        if news := _find_errors_without(aim, trial, texts) - before:
            kept += family
            reasons |= news
        else:
            gone = trial
    lines = list(reasons)[:_MOST_REASONS]
    if len(reasons) > len(lines):
        lines.append(say("and {count} more", count=len(reasons) - len(lines)))
    return kept, [say("otherwise: {reason}", reason=line) for line in lines]


def _family(path: str) -> str:
    """Return with which others a file goes: a catalogue with the templates whose texts it has."""
    parts = Path(path).parts
    if parts[0] == "locales":
        return Path(path).stem
    return {"sheet": "leaflet", "products": "leaflet", "site": "portal"}.get(parts[1], parts[1])


def _find_errors_without(aim: Aim, gone: set[str], texts: Mapping[str, bytes]) -> ErrorCount:
    """Return the errors that there would be without these files, and with these texts."""
    with tempfile.TemporaryDirectory() as folder:
        for part in SHIPPED_PARTS:
            for path in walk_files(aim.workspace.root / part):
                name = path.relative_to(aim.workspace.root).as_posix()
                if name not in gone:
                    copied = Path(folder) / name
                    copied.parent.mkdir(parents=True, exist_ok=True)
                    copied.write_bytes(texts.get(name) or read_bytes(path))
        return aim.find_errors(Workspace(Path(folder)))


def _compare_older(copy: _Copy) -> Message:
    if copy.present is None:
        return say("{file}: the program needs it no more", file=copy.path)
    old, new = _lines_of(copy.data), _lines_of(copy.present)
    return say("{file}: lines that are new: {count}", file=copy.path, count=(new - old).total())


def _compare_own(copy: _Copy) -> Message:
    if copy.present is None:
        return say("{file}: the program has none", file=copy.path)
    ours, theirs = _lines_of(copy.data), _lines_of(copy.present)
    return say("{file}: lines that only yours has: {ours}, that only the program's has: {theirs}",
               file=copy.path, ours=(ours - theirs).total(),
               theirs=(theirs - ours).total())  # fmt: skip


def _lines_of(data: bytes) -> Counter[bytes]:
    return Counter(_unix(data).splitlines())


def _write_difference(path: str, data: bytes, other: bytes, name: str) -> str:
    """Return what another file says otherwise, as a difference of texts."""
    old, new = (_unix(one).decode("utf-8", "replace").splitlines() for one in (data, other))
    lines = difflib.unified_diff(old, new, path, name, n=1, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def renew_schemas(aim: Aim) -> Iterator[Adjustment]:
    """Write the schemas anew by which editors check the list, where there are some."""
    contacts = aim.workspace.contacts
    registry = read_file(contacts).registry
    if registry is None:
        return
    home = home_provinces(registry)
    made = {"ambiti.schema.json": registry_schema(home), "misure.schema.json": aids_schema(home)}
    before, written = {}, {}
    for name, schema in made.items():
        path = contacts.with_name(name)
        data = None if path.is_symlink() else read_bytes_if_there(path)
        new = schema_text(schema).encode()
        if data is not None and _unix(data) != new:
            shown = path.relative_to(aim.workspace.root).as_posix()
            before[shown], written[shown] = data, new
    if written:
        yield Adjustment(say("written anew, for editors that check the list while one types"),
                     tuple(map(Message, written)), before, written)  # fmt: skip


def name_territory(aim: Aim) -> Iterator[Adjustment]:
    """Say that the list does not say whose it is: its body is known to nobody here."""
    registry = read_file(aim.workspace.contacts).registry
    if registry and registry.territorio is None:
        block = ", ".join(sorted(home_provinces(registry))) or "…"
        yield Adjustment(
            say("{file} does not say whose leaflets these are; write above «ambiti:», with the "
                "name and the body that keeps the list: territorio: {block}",
                file=shown_name(aim.workspace.contacts),
                block=f"{{ nome: …, ente: …, province: [{block}] }}")
        )  # fmt: skip


MIGRATION_STEPS: tuple[Callable[[Aim], Iterator[Adjustment]], ...] = (
    follow_program,
    renew_schemas,
    name_territory,
)
"""From older versions to this one. A new step goes to the end; it finds nothing once it is done."""


def carry_out(migration: Migration, now: dt.datetime) -> Path:
    """Do what was planned, all or nothing, and return the ZIP file that has the old files.

    Raises LeafletError, with everything as it was, when somebody changed a file meanwhile, or one
    cannot be written.
    """
    contacts = migration.root / "contacts"
    with hold_lock(contacts, say("somebody else is changing {file} right now", file=contacts)):
        for path, data in migration.before.items():
            if read_bytes(migration.root / path) != data:
                message = say("{file} was changed by somebody else meanwhile: nothing was written",
                              file=path)  # fmt: skip
                raise LeafletError(message, say("try again: you will see the new state"))
        modes = {path: stat.S_IMODE((migration.root / path).stat().st_mode)
                 for path in migration.before}  # fmt: skip
        remove_unfinished(migration.root / path for path in migration.before)
        backup = _back_up(contacts / BACKUPS, migration.before, modes, now)
        try:
            for path, data in migration.written.items():
                write_over(migration.root / path, data)
            for path in migration.removed:
                _remove(migration.root / path)
        except BaseException:  # Ctrl-C too
            _put_back(migration, modes, backup)
            raise
        _remove_empty(migration)
    return backup


def _back_up(
    folder: Path, files: Mapping[str, bytes], modes: Mapping[str, int], now: dt.datetime
) -> Path:
    """Write the files into a ZIP of this moment, by their paths in the workspace."""
    stem = f"migrate-{now:%Y-%m-%dT%H%M%S}"
    number = 1
    backup = folder / f"{stem}.zip"
    while backup.exists():
        number += 1
        backup = folder / f"{stem}-{number}.zip"
    left = (part.name[1:].rsplit(".", 2)[0] for part in folder.glob(".migrate-*"))
    remove_unfinished(folder / name for name in left)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(path, now.timetuple()[:6])
            entry.external_attr = (stat.S_IFREG | modes[path]) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    write_atomically(backup, packed.getvalue())
    return backup


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise unwritable(path, error) from error


def _put_back(migration: Migration, modes: Mapping[str, int], backup: Path) -> None:
    """Make every file that is gone, or not as it was, what it was; the backup tells of nothing."""
    try:
        for path, data in migration.before.items():
            there = migration.root / path
            if read_bytes_if_there(there) != data:
                write_atomically(there, data, modes[path])
    except LeafletError as error:
        hint = say("the old files are in {file}: unpack it in the folder of the list to have them "
                   "back", file=backup)  # fmt: skip
        raise LeafletError(error.message, hint) from error
    backup.unlink()


def _remove_empty(migration: Migration) -> None:
    """Remove the folders that have nothing left; one that still has something is no fault."""
    folders = {parent for path in migration.removed for parent in Path(path).parents} - {Path()}
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with contextlib.suppress(OSError):
            (migration.root / folder).rmdir()
