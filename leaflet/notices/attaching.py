# SPDX-License-Identifier: EUPL-1.2
"""Puts a sheet into a copy of a notice, or beside a notice that must stay as it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from leaflet.archive.manifest import sha256_of
from leaflet.notices.intake import MustNotChange, UnusableError, open_notice, refuse_with_pages
from leaflet.notices.joining import join_notice
from leaflet.notices.lists import MADE
from leaflet.problems import LeafletError, Message, WrongValueError, say, unreadable
from leaflet.system.confined import GaveUpError, run_confined
from leaflet.system.files import read_bytes, write_atomically
from leaflet.system.settings import SettingsTable, read_optional_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from leaflet.notices.choosing import CurrentLeaflet

BESIDE_IT = say("the notice was not altered: serve the sheet with it, as a second file")
MOST_NOTICE_BYTES = 200_000_000
_TABLE = SettingsTable("attach", {"both-sides": bool}, "    [attach]\n    both-sides = true\n")
_JOINED, _BESIDE = (f"{end}.pdf" for end in MADE)


class TakenError(LeafletError):
    """Something else is at `path`, where a result is to go."""

    def __init__(self, path: Path, message: Message, hint: Message) -> None:
        """Keep which file it is."""
        super().__init__(message, hint)
        self.path = path


class Outcome(StrEnum):
    """What became of a notice."""

    JOINED = "joined"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A notice that has its sheet: in the file at `path`, or the sheet itself lies there.

    `remarks` say what is worth knowing: why the sheet lies beside, which claim was dropped.
    """

    outcome: Outcome
    path: Path
    remarks: tuple[Message, ...]
    sha256: str
    notice_sha256: str


@dataclass(frozen=True, slots=True)
class ResultPlace:
    """Where results go: into `folder`, under a name that begins as the notice's does, or `file`."""

    folder: Path
    file: Path | None = None

    def with_leaflet(self, notice: Path) -> Path:
        """Return where the notice with its sheet goes."""
        return self.file or self.folder / f"{_stem(notice)}{_JOINED}"

    def beside(self, notice: Path) -> Path:
        """Return where the sheet goes when it must not go into the notice."""
        return self.folder / f"{_stem(notice)}{_BESIDE}"


def result_place(notice: Path, out: Path | None) -> ResultPlace:
    """Return where results go: `out` is a PDF to be, or a folder; None: the notice's folder.

    Raises LeafletError when there is a file that can be neither.
    """
    if out is None:
        return ResultPlace(notice.parent)
    if out.suffix.lower() == ".pdf" and not out.is_dir():
        return ResultPlace(folder_at(out.parent), out)
    return ResultPlace(folder_at(out))


def places_of(notices: Sequence[Path], out: Path | None) -> list[tuple[Path, ResultPlace]]:
    """Return where the results of each notice go, without what an earlier run has made of one.

    Raises LeafletError as `result_place` does, WrongValueError for several into one file.
    """
    places = {notice: result_place(notice, out) for notice in notices}
    if len(places) > 1 and any(place.file for place in places.values()):
        message = say("{file} is one file, and there are several notices", file=out)
        raise WrongValueError(message, say("name a folder after -o"))
    made = {
        result
        for notice, chosen in places.items()
        for place in (chosen, ResultPlace(notice.parent))
        for result in (place.with_leaflet(notice), place.beside(notice))
        if result != notice
    }
    return [(notice, place) for notice, place in places.items() if notice not in made]


def folder_at(path: Path) -> Path:
    """Return a folder for results, there already or not; LeafletError when a file is there."""
    if path.exists() and not path.is_dir():
        raise LeafletError(
            say("{file} is a file, and results need a folder or a name that ends in .pdf",
                file=path),
            say("choose another name after -o"),
        )  # fmt: skip
    return path


def wants_both_sides(settings: Path) -> bool:
    """Return whether the file of settings says that each sheet is to be a leaf of its own."""
    return bool(read_optional_table(settings, _TABLE).get("both-sides", False))


def attach(  # noqa: PLR0913  (each but the first three has its default)
    notice: Path,
    sheet: CurrentLeaflet,
    at: ResultPlace,
    *,
    force: bool = False,
    both_sides: bool = False,
    earlier: Collection[str] = (),
    is_trial: bool = False,
) -> Attachment:
    """Make the notice with its sheet; the notice itself is only read.

    A notice that must not change is copied as it is when it lies elsewhere, so that the folder
    has all that is to be served. With `both_sides` the sheet is a leaf of its own. `earlier` are
    the digests of results that may be replaced; other files only if `force` says so. A trial does
    all of it but write. Raises
    LeafletError when the notice is unusable, TakenError when something else is where a result goes.
    """
    data = read_notice(notice)
    try:
        made = run_confined(_make, data, sheet, both_sides)
    except GaveUpError as error:
        hint = say("open it and print it as a new PDF, or serve the sheet as a second file")
        raise UnusableError(error.message, hint) from None
    is_joined = made.outcome is Outcome.JOINED
    path = at.with_leaflet(notice) if is_joined else at.beside(notice)
    files = [(path, made.data)]
    if not is_joined and at.folder.resolve() != notice.parent.resolve():
        files.append((at.folder / notice.name, data))
    missing = _find_missing(files, notice, earlier, force=force)
    for target, contents in () if is_trial else missing:
        write_atomically(target, contents)
    remarks = (*sheet.remarks, *made.remarks)
    return Attachment(made.outcome, path, remarks, _sha256(made.data), _sha256(data))


@dataclass(frozen=True, slots=True)
class _Result:
    outcome: Outcome
    data: bytes
    remarks: tuple[Message, ...]


def _make(data: bytes, sheet: CurrentLeaflet, both_sides: bool) -> _Result:  # noqa: FBT001
    found = open_notice(data)
    if isinstance(found, MustNotChange):
        return _Result(Outcome.BESIDE, sheet.data, (found.reason, BESIDE_IT))
    with found:
        refuse_with_pages(found, sheet.known, sheet.data)
        result = join_notice(found, sheet.data, both_sides=both_sides)
    if isinstance(result, MustNotChange):
        return _Result(Outcome.BESIDE, sheet.data, (result.reason, BESIDE_IT))
    return _Result(Outcome.JOINED, result.data, result.remarks)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_notice(notice: Path) -> bytes:
    """Return the bytes of a notice; raises LeafletError when it cannot be read."""
    try:
        if notice.is_dir():
            message = say("{file} is a folder, not a notice", file=notice)
            raise LeafletError(message, say("for many notices, make a list: leaflet attach --list"))
        data = read_bytes(notice, largest=MOST_NOTICE_BYTES)
    except OSError as error:
        raise unreadable(notice, error) from error
    if len(data) > MOST_NOTICE_BYTES:
        message = say("{file} is larger than 200 MB, more than can be served", file=notice)
        raise UnusableError(message, say("scan or save it smaller"))
    return data


def _find_missing(
    files: Sequence[tuple[Path, bytes]], notice: Path, earlier: Collection[str], *, force: bool
) -> list[tuple[Path, bytes]]:
    """Return the files that are not there yet; TakenError when another is in the place of any."""
    missing = [(path, data) for path, data in files if not _is_there(path, data)]
    for path, _ in missing:
        is_notice = path.exists() and path.samefile(notice)
        may_go = force or not path.exists() or sha256_of(path) in earlier
        if is_notice or not may_go:
            raise _taken_error(path, is_notice=is_notice)
    return missing


def _is_there(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _taken_error(path: Path, *, is_notice: bool) -> TakenError:
    if is_notice:
        message = say("{file} is the notice itself, which stays as it is", file=path)
        return TakenError(path, message, say("choose another name after -o"))
    return TakenError(
        path,
        say("{file} is there already, and it is something else", file=path),
        say("choose another place after -o, or write over it with --force"),
    )


def _stem(notice: Path) -> str:
    """Return the name of a notice without what says its kind: atto.pdf.p7m → atto."""
    name = notice.name
    for ending in (".p7m", ".pdf"):
        if name.lower().endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
    return name
