# SPDX-License-Identifier: EUPL-1.2
"""Compare keys, draw what changed, write atomically, prune. The only writer of `output/`.

Order of writes for one file: its line in the history, then the file, at the end the manifest. So
whenever a build is killed, the next one knows what it finds, and goes on there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import sys
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from leaflet.archive.history import (
    AIDS,
    CONTACTS,
    HISTORY,
    LEAFLET,
    REMOVED,
    contents_of,
    read_history,
    shown_aids,
)
from leaflet.archive.manifest import (
    MANIFEST,
    ManifestEntry,
    is_foreign,
    is_inside,
    read_built_folder,
    read_manifest,
    sha256_of,
    write_manifest,
)
from leaflet.build.freshness import Outdated, Status, compare
from leaflet.build.rendering import Job, Rendered
from leaflet.problems import LeafletError, Location, Message, Problem, Severity, say, unwritable
from leaflet.system.files import hold_lock, remove_unfinished, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from leaflet.archive.manifest import BuiltFolder, Inputs, Manifest
    from leaflet.build.ingredients import Typesetting
    from leaflet.build.products import Plan, PlannedFile
    from leaflet.build.workers import WorkerPool
    from leaflet.registry.model import Ambito


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build: `now` is the moment for the history, `in_words` says messages in Italian.

    `inputs` are all that a whole plan was read from, so that the next run can be quick; `seal`
    signs the PDFs that are made, and those not yet signed with it. `warnings` counts what the
    checks of the list gave.
    """

    plan: Plan
    folder: Path
    typesetting: Typesetting
    now: str
    in_words: Callable[[Message], str] = str
    inputs: Inputs | None = None
    is_forced: bool = False
    seal: Signer | None = None
    warnings: int = 0


class Signer(Protocol):
    """Signs files: `name` tells its certificate from any other."""

    @property
    def name(self) -> str:
        """The fingerprint of the certificate."""

    def sign(self, pdf: bytes) -> bytes:
        """Return the file with a signature; raises LeafletError when it cannot be had."""


_NOTHING_TO_DO = Status((), (), ())


@dataclass(slots=True)
class BuildReport:
    """What a build did: paths below the output folder; `status` is what it found to do there.

    Of the `problems`, errors kept it from something.
    It is filled while the build runs, so that it tells the truth also of one that was stopped.
    """

    status: Status = _NOTHING_TO_DO
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_failed(self) -> bool:
        """Whether something is not as it should be now."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def unchanged(self) -> list[str]:
        """The paths of files that were up to date."""
        return list(self.status.unchanged)

    @property
    def outdated(self) -> dict[str, str]:
        """What is still to do: path → name."""
        written = set(self.written)
        outputs = (item.output for item in self.status.outdated)
        return {output.path: output.name for output in outputs if output.path not in written}

    def counts(self) -> tuple[int, int, int]:
        """Return how many files were written, stayed and were removed."""
        return len(self.written), len(self.unchanged), len(self.removed)


class Progress(Protocol):
    """Hears how a build goes on."""

    def begin(self, found: Status) -> object:
        """Hear what there is to do."""

    def count(self, path: str) -> object:
        """Hear of a file that is finished."""


def build(request: BuildRequest, pool: WorkerPool, progress: Progress, report: BuildReport) -> None:
    """Bring the files of a folder up to date with the plan, and write down in `report` how far.

    When the plan is the whole set, files of the old manifest that are not in it are removed.
    Raises LeafletError when files cannot be written at all; what is there then stays whole.
    """
    _refuse_foreign(request.folder)
    found = read_built_folder(request.folder)
    report.problems += _missing_history(request.folder, found)
    state = _compare(request, found)
    report.status = state
    if state.is_current:
        progress.begin(state)
        _note_making(request, found.manifest, state)
        _refresh(request, found.manifest)
        return
    with hold_lock(request.folder):
        if (
            newer := read_built_folder(request.folder)
        ) != found:  # another build has ended meanwhile
            found, state = newer, _compare(request, newer)
            report.status = state
        progress.begin(state)
        _note_making(request, found.manifest, state)
        BuildRun(request, found.manifest, report).run(pool, progress)


def _refuse_foreign(folder: Path) -> None:
    """Raise LeafletError when another program keeps its `manifest.json` in this folder."""
    if is_foreign(folder):
        hint = say("choose another folder for the leaflets: --output DIR")
        raise LeafletError(_stands_in_the_way(folder / MANIFEST), hint)


def _compare(request: BuildRequest, found: BuiltFolder) -> Status:
    state = compare(request.plan, request.folder, request.typesetting, found)
    stale = {item.output.path for item in state.outdated}
    more: list[Outdated] = []
    for output in request.plan.outputs:
        entry = found.manifest.files.get(output.path)
        if (
            entry
            and output.path not in stale
            and (why := _reason_to_remake(request, output, entry))
        ):
            more.append(Outdated(output, entry.key, output.pages(), (why,)))
    stale |= {item.output.path for item in more}
    unchanged = tuple(path for path in state.unchanged if path not in stale)
    return Status((*state.outdated, *more), unchanged, state.gone)


def _reason_to_remake(
    request: BuildRequest, output: PlannedFile, entry: ManifestEntry
) -> Message | None:
    """Return why a file that is up to date is to be made all the same."""
    if request.is_forced:
        return say("made again because --force asks for it")
    seal = _seal_of(output, request)
    if seal is None or entry.signed_by == seal.name:
        return None
    if entry.signed_by:
        return say("signed with another certificate")
    return say("not signed yet")


def _seal_of(output: PlannedFile, request: BuildRequest) -> Signer | None:
    """Return what signs a file: only PDFs, and those are drawn, can be signed."""
    return request.seal if output.is_drawn else None


def _note_making(request: BuildRequest, manifest: Manifest, state: Status) -> None:
    """Write down that files are what today's program would make: next time, none is composed."""
    name = request.typesetting.name
    manifest.makings[name] = dict(request.typesetting.making)
    for path in state.unchanged:
        manifest.files[path] = replace(manifest.files[path], making=name)


def _refresh(request: BuildRequest, manifest: Manifest) -> None:
    """Write down inputs that changed without touching any page; next time they are no news.

    They are gone also after a build that was killed when all its files were there.
    """
    if request.inputs is None:
        return
    manifest.inputs = _more_telling(manifest.inputs, request.inputs)
    if read_manifest(request.folder) != manifest:
        with (
            contextlib.suppress(LeafletError),
            hold_lock(request.folder),
        ):  # the sheets are all there
            writer = HistoryWriter(request)
            if writer.history.size != manifest.recorded:
                return  # another build has ended meanwhile, and has written down more
            _clear_away(request, manifest)
            writer.begin(manifest)
            writer.note_list()
            manifest.recorded = writer.history.size
            write_manifest(request.folder, manifest)


def _more_telling(old: Inputs | None, new: Inputs) -> Inputs:
    """Return what was known of more kinds of leaflets, when it says the same of these."""
    if old and set(new.products) <= set(old.products):
        return old if replace(old, products=new.products) == new else new
    return new


def _clear_away(request: BuildRequest, manifest: Manifest) -> None:
    """Remove what a killed build left of files that it was just writing."""
    names = {MANIFEST, *(output.path for output in request.plan.outputs), *manifest.files}
    remove_unfinished(request.folder / name for name in names if is_inside(name))


def made_files(folder: Path) -> list[str]:
    """Return the files that builds made in a folder: those that `clean` removes."""
    if not folder.is_dir() or is_foreign(folder):
        return []
    return [path for path in read_built_folder(folder).manifest.files if is_inside(path)]


def clean(folder: Path, now: str) -> int:
    """Remove every file that builds made in `folder`, and the manifest; return how many leaflets.

    The history stays, since codes on paper must be looked up; so does what others put there. `now`
    is the moment for the history.
    Raises LeafletError when a file cannot be removed, or another build is at work.
    """
    if not folder.is_dir() or is_foreign(folder):
        return 0
    with hold_lock(folder):
        files = made_files(folder)
        remove_unfinished(folder / name for name in (*files, MANIFEST))
        history = read_history(folder)
        for path in files:
            history.append({"record": REMOVED, "on": now, "path": path})
            _remove(folder / path)
        _remove(folder / MANIFEST)
        for parent in sorted({(folder / path).parent for path in files}, reverse=True):
            with contextlib.suppress(OSError):  # what is not empty is not ours
                parent.rmdir()
    return len(files)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


class HistoryWriter:
    """Writes the history of a folder: a state of an ambito when it is on a sheet, not before."""

    def __init__(self, request: BuildRequest) -> None:
        self.history = read_history(request.folder)
        self._request = request
        self._states = self.history.states()

    def note(self, record: str, **values: object) -> None:
        """Add a line."""
        self.history.append({"record": record, "on": self._request.now, **values})

    def begin(self, manifest: Manifest) -> None:
        """Write down what the first build starts from, and what a history that was lost knew.

        A code that is on paper must be found, also after somebody has deleted the file.
        """
        if not self._states:
            for ambito in self._request.plan.ambiti:
                self.note_contacts(ambito)
        recorded = {(record["path"], record["sha256"]) for record in self.history.leaflets()}
        because = self._request.in_words(say("written down again: the history was lost"))
        for path, entry in manifest.files.items():
            if (path, entry.sha256) not in recorded and is_inside(path):
                values = {"path": path, **asdict(entry), "verified": [], "changed": [because]}
                self.note(LEAFLET, **values)

    def note_leaflet(
        self, output: PlannedFile, entry: ManifestEntry, reasons: Iterable[Message]
    ) -> None:
        """Write down a file that is about to be written, unless it was made the same last time."""
        last = self.history.newest(output.path)
        if last and (last["key"], last["sha256"]) == (entry.key, entry.sha256):
            return
        because = [self._request.in_words(reason) for reason in reasons]
        days = (output.ambito.checked_days() if output.ambito else None) or ()
        verified = [day.isoformat() for day in days]
        values = {"path": output.path, **asdict(entry), "verified": verified}
        self.note(LEAFLET, **values, changed=because)

    def note_contacts(self, ambito: Ambito) -> str:
        """Write down the state of an ambito where it is new; return the digest that names it."""
        digest, data = contents_of(ambito)
        if self._states.get(ambito.id) != data:
            self.note(CONTACTS, ambito=ambito.id, contents=digest, data=data)
            self._states[ambito.id] = data
        return digest

    def note_list(self) -> None:
        """Write down the whole list, now that no sheet says anything else, and who left it."""
        plan = self._request.plan
        if not plan.is_whole:
            return
        for ambito in plan.ambiti:
            self.note_contacts(ambito)
        for identifier in sorted(self._states.keys() - {ambito.id for ambito in plan.ambiti}):
            self.note(CONTACTS, ambito=identifier, contents="", data=None)
            del self._states[identifier]
        aids = shown_aids(plan.aids)
        if aids != self.history.aids():
            self.note(AIDS, data=aids)


class BuildRun:
    """One run under the lock: draws, publishes, prunes, and keeps manifest and history true."""

    def __init__(self, request: BuildRequest, manifest: Manifest, report: BuildReport) -> None:
        self._request = request
        self._manifest = manifest
        self._report = report
        self._writer = HistoryWriter(request)

    def run(self, pool: WorkerPool, progress: Progress) -> None:
        """Make what the report's status says is out of date, and remove what is to go."""
        self._prepare()
        outdated = self._report.status.outdated
        items = {item.output.path: item for item in outdated if item.obstacle is None}
        self._report.problems += filter(None, map(_not_composed, outdated))
        try:
            for path, rendered in _render(list(items.values()), pool):
                if self._publish(items[path], rendered):
                    progress.count(path)
            if not self._report.has_failed:
                self._prune()
            if not self._report.has_failed:
                self._writer.note_list()
                self._manifest.inputs = self._request.inputs
        finally:
            self._close()

    def _prepare(self) -> None:
        """Clear away what a killed build left, and write down what this one starts from."""
        _clear_away(self._request, self._manifest)
        self._manifest.inputs = None
        write_manifest(self._request.folder, self._manifest)
        self._writer.begin(self._manifest)

    def _publish(self, item: Outdated, rendered: Rendered) -> bool:
        """Write a file, its line in the history first; return whether it is there."""
        output = item.output
        if rendered.pdf is None:
            self._report.problems.append(_not_drawn(item, rendered))
            return False
        seal = _seal_of(output, self._request)
        pdf = seal.sign(rendered.pdf) if seal else rendered.pdf
        path, sha256 = self._request.folder / output.path, hashlib.sha256(pdf).hexdigest()
        if self._is_in_the_way(output.path, sha256):
            self._report.problems.append(_not_ours(path))
            return False
        entry = ManifestEntry(
            item.key,
            sha256,
            item.pages.code,
            output.product,
            making=self._request.typesetting.name,
            contents=self._writer.note_contacts(output.ambito) if output.ambito else "",
            pages=rendered.pages,
            signed_by=seal.name if seal else "",
        )
        self._writer.note_leaflet(output, entry, item.reasons)
        try:
            write_atomically(path, pdf)
        except LeafletError as error:
            if not _is_about_one_file(error.__cause__):
                raise
            self._report.problems.append(_not_replaced(path, error))
            return False
        except KeyboardInterrupt:
            if sha256_of(path) == sha256:  # it was just in its place
                self._count(output.path, entry)
            raise
        self._count(output.path, entry)
        return True

    def _is_in_the_way(self, path: str, sha256: str) -> bool:
        """Return whether a file that no build made, and that says something else, stands there."""
        is_ours = path in self._manifest.files or self._writer.history.newest(path)
        if self._request.is_forced or is_ours:
            return False
        return sha256_of(self._request.folder / path) not in {None, sha256}

    def _count(self, path: str, entry: ManifestEntry) -> None:
        """Take note of a file that is in its place."""
        self._manifest.files[path] = entry
        self._report.written.append(path)

    def _prune(self) -> None:
        for path in self._report.status.gone:
            try:
                _remove(self._request.folder / path)
            except LeafletError as error:
                if not _is_about_one_file(error.__cause__):
                    raise
                self._report.problems.append(_not_replaced(self._request.folder / path, error))
                continue
            self._writer.note(REMOVED, path=path)
            del self._manifest.files[path]
            self._report.removed.append(path)

    def _close(self) -> None:
        """Write the manifest; when the run is being stopped, without a word of its own."""
        self._manifest.recorded = self._writer.history.size
        if sys.exc_info()[0] is None:
            write_manifest(self._request.folder, self._manifest)
        else:
            with contextlib.suppress(LeafletError):
                write_manifest(self._request.folder, self._manifest)


def _render(items: Sequence[Outdated], pool: WorkerPool) -> Iterator[tuple[str, Rendered]]:
    """Yield path and contents of each file to make: first those that need no workers."""
    for item in items:
        if not item.output.is_drawn:
            yield item.output.path, Rendered("".join(item.pages.sides).encode())
    drawn = (item for item in items if item.output.is_drawn)
    jobs = (Job(item.output.path, item.pages.sides) for item in drawn)
    for job, rendered in pool.render_all(jobs):
        yield job.path, rendered


def _is_about_one_file(error: BaseException | None) -> bool:
    """Return whether other files can be written all the same: this one is locked, or a folder."""
    if isinstance(error, PermissionError | IsADirectoryError):
        return True
    return isinstance(error, OSError) and error.errno in {errno.EBUSY, errno.ETXTBSY}


def _not_composed(item: Outdated) -> Problem | None:
    if item.obstacle is None:
        return None
    message = say("{name}: {reason}", name=item.output.name, reason=item.obstacle.message)
    return Problem("P008", Severity.ERROR, Location(item.output.path), message, item.obstacle.hint)


def _not_drawn(item: Outdated, rendered: Rendered) -> Problem:
    output = item.output
    match rendered.misfit:
        case _ if rendered.lacking:
            message = say("{name}: no font of the leaflets has these signs: {signs}",
                          name=output.name, signs=" ".join(rendered.lacking))  # fmt: skip
            hint = say("leaflet validate says where they stand; leave them out")
            return Problem("P007", Severity.ERROR, Location(output.path), message, hint)
        case 0 if len(item.pages.sides) == 1:
            message = say("{name}: what it says does not fit on the page", name=output.name)
            hint = say("shorten what is longest in the list or in the texts")
            return Problem("P006", Severity.ERROR, Location(output.path), message, hint)
        case None:
            message = say("{name}: drawing it ended the worker, again and again", name=output.name)
            hint = say("close other programs: there may not be enough memory; or --workers 1")
            return Problem("P003", Severity.ERROR, Location(output.path), message, hint)
        case 0:
            return report_full_advice(Location("locales"))
        case _:
            name = output.ambito.nome if output.ambito else output.name
            return report_full_contacts(name, Location(output.path))


def report_full_advice(at: Location) -> Problem:
    """Return the problem of texts that are too long for side one."""
    message = say("the advice does not fit on side one, even set tightly")
    hint = say("shorten the longest language, or print fewer languages")
    return Problem("P002", Severity.ERROR, at, message, hint)


def report_full_contacts(name: str, at: Location) -> Problem:
    """Return the problem of an ambito that has too many contacts for side two."""
    message = say("{name}: the contacts do not fit on side two, even set tightly", name=name)
    hint = say("shorten the notes and the names of offices, or split the ambito")
    return Problem("P001", Severity.ERROR, at, message, hint)


def _not_ours(path: Path) -> Problem:
    hint = say("move it away, or let it be replaced with --force")
    return Problem("P005", Severity.ERROR, Location(str(path)), _stands_in_the_way(path), hint)


def _stands_in_the_way(path: Path) -> Message:
    return say("{file} stands in the way: this program did not make it", file=path)


def _missing_history(folder: Path, found: BuiltFolder) -> Iterator[Problem]:
    """Yield that there is less history than the last build left."""
    if found.lacks_history:
        place = Location(str(folder / HISTORY))
        message = say("codes of sheets that were printed are missing here: the file was cut or "
                      "deleted")  # fmt: skip
        hint = say("put it back from a copy, then build again")
        yield Problem("P009", Severity.WARNING, place, message, hint)


def _not_replaced(path: Path, error: LeafletError) -> Problem:
    hint = say("close the program that has it open, or allow writing, then build again")
    return Problem("P004", Severity.ERROR, Location(str(path)), error.message, hint)
