# SPDX-License-Identifier: EUPL-1.2
"""A list of notices, each with its sheet: one wrong row does not stop the others.

`esiti.csv` in the folder of the results is the report, and what a run that was killed goes on
from: a row's line is added when its files are whole. It names files and Comuni, nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import unicodedata
from collections import Counter
from dataclasses import astuple, dataclass, fields, replace
from enum import Enum
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from leaflet.archive.manifest import sha256_of
from leaflet.build.kinds import Stage
from leaflet.notices.attaching import (
    BESIDE_IT,
    Outcome,
    ResultPlace,
    TakenError,
    attach,
    folder_at,
    read_notice,
)
from leaflet.notices.joining import leaf_remark
from leaflet.pdf.page_digest import page_digests
from leaflet.problems import LeafletError, Message, chain, say, unread
from leaflet.registry.finding import UnknownComuneError
from leaflet.system.confined import run_confined
from leaflet.system.files import (
    hold_lock,
    read_bytes_if_there,
    remove_unfinished,
    write_atomically,
)
from leaflet.system.formulas import guard_cell, without_guard
from leaflet.system.journal import append_line
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from leaflet.notices.choosing import CurrentLeaflet, CurrentLeaflets
    from leaflet.notices.lists import NoticeRow

    RowListener = Callable[[Message, "Weight"], None]
    """Hears of each row when it is done."""

REPORT = "esiti.csv"
_HEADING = ("riga", "file", "comune", "esito", "risultato", "foglio", "codice", "avvisi",
            "sha256 dell'atto", "sha256 del foglio", "sha256 del risultato")  # fmt: skip
_MARK = "\ufeff".encode()
"""What makes Excel read UTF-8."""
FAILED = say("failed")
_WORDS = {Outcome.JOINED: say("joined"), Outcome.BESIDE: say("beside")}


class Weight(Enum):
    """How much people need to hear of a row: nothing to do, something to know, or it failed."""

    PLAIN, NOTABLE, FAILED = range(3)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of the report, as text; `outcome` is a word of the report's language."""

    number: str
    file: str
    comune: str
    outcome: str
    result: str = ""
    sheet: str = ""
    code: str = ""
    remarks: str = ""
    notice_sha256: str = ""
    sheet_sha256: str = ""
    sha256: str = ""

    def encode(self) -> bytes:
        """Return the line as it stands in the file, without its end."""
        return _encode(astuple(self))

    @property
    def is_done(self) -> bool:
        """Whether there is a result."""
        return bool(self.sha256)


_FIELDS = [field.name for field in fields(ReportLine)]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run over a list needs: `base` is where its relative names begin.

    `translate` says messages in the report's language; `both_sides`: each sheet is a leaf of its
    own. A trial writes nothing, no report either. The aids of a `stage` go behind each sheet whose
    row names no other.
    """

    sheets: CurrentLeaflets
    base: Path
    folder: Path
    translate: Callable[[Message], str]
    force: bool = False
    both_sides: bool = False
    is_trial: bool = False
    stage: Stage | None = None


def attach_all(batch: Batch, rows: Sequence[NoticeRow], tell: RowListener) -> Counter[str]:
    """Attach a sheet to each notice, write the report, and count `done`, `kept` and `failed`.

    Raises LeafletError when the report or the folder cannot be written, or a file is in the place
    of the report that is none.
    """
    if batch.is_trial:
        work = _BatchRun(batch)
        for row in rows:
            work.line(row, tell)
        return work.counts
    with hold_lock(folder_at(batch.folder)):
        work = _BatchRun(batch)
        remove_unfinished([batch.folder / REPORT, *work.targets(rows)])
        lines: list[ReportLine] = []
        try:
            for row in rows:
                lines.append(work.line(row, tell))  # noqa: PERF401  (those before a Ctrl-C count)
        finally:
            write_atomically(batch.folder / REPORT, _report([*lines, *work.others(lines)]))
    return work.counts


class _InTheWayError(LeafletError):
    """A result of an earlier run is in the place of this one, and the message says so."""


class _BatchRun:
    """A run: what earlier runs have done, and which row makes which file."""

    def __init__(self, batch: Batch) -> None:
        self.counts: Counter[str] = Counter()
        self._batch = batch
        self._makers: dict[str, tuple[int, str]] = {}
        self._sheets: dict[tuple[str, Stage | None], CurrentLeaflet | LeafletError] = {}
        self._path = batch.folder / REPORT
        self._recorded = {line.result: line for line in self._read_report()}

    def targets(self, rows: Iterable[NoticeRow]) -> Iterator[Path]:
        """Yield all files that the rows may make."""
        for row in rows:
            notice, at = self._places(row)
            yield from (at.with_leaflet(notice), at.beside(notice), at.folder / notice.name)

    def line(self, row: NoticeRow, tell: RowListener) -> ReportLine:
        """Do what a row asks for, and return its line; what is there already is kept."""
        try:
            line, sentence, weight = self._attach(row)
        except Exception as error:  # noqa: BLE001  (whatever a row meets, the next one is done)
            reason = chain([*_reasons(error), *self._left_over(row, error)])
            line = self._fail(row, reason)
            sentence = say("row {number}, {file}: failed: {reason}", number=row.number,
                           file=row.file, reason=reason)  # fmt: skip
            weight = Weight.FAILED
            self.counts["failed"] += 1
        if not self._batch.is_trial:
            append_line(self._path, line.encode())
        if line.is_done:
            self._recorded[line.result] = line
        tell(sentence, weight)
        return line

    def others(self, lines: Iterable[ReportLine]) -> list[ReportLine]:
        """Return the lines of results that these do not replace and that are still there.

        They are without a number: it was that of another list.
        """
        replaced = {line.result for line in lines if line.is_done}
        return [
            replace(line, number="")
            for result, line in self._recorded.items()
            if result not in replaced and _is_file(self._file(line))
        ]

    def _attach(self, row: NoticeRow) -> tuple[ReportLine, Message, Weight]:
        if not row.file:
            raise LeafletError(say("no file is named"))
        sheet = self._sheet(row.comune, self._stage(row))
        notice, at = self._places(row)
        earlier = self._earlier(notice, at)
        self._claim(row, at.with_leaflet(notice), sheet.comune)
        kept = self._find_kept(row, sheet, earlier, at.folder / notice.name)
        line = kept or self._make(row, sheet, at, earlier)
        self.counts["kept" if kept else "done"] += 1
        hidden = [say("its row is hidden in the list")] if row.is_hidden else []
        notes = [*sheet.remarks, *self._notes(line), *hidden]
        result = say("{file}: {result}", file=row.file, result=line.result)
        return line, chain([result, *notes]), Weight.NOTABLE if notes else Weight.PLAIN

    def _left_over(self, row: NoticeRow, error: Exception) -> Iterator[Message]:
        """Warn of what an earlier run made of a row that fails now: nobody looks for it there."""
        if not row.file or isinstance(error, _InTheWayError):  # which names it already
            return
        notice, at = self._places(row)
        maker, _ = self._makers.get(_key(at.with_leaflet(notice)), (row.number, ""))
        for name in map(self._name, (at.with_leaflet(notice), at.beside(notice))):
            line = self._recorded.get(name)
            if line and maker == row.number and _is_file(self._file(line)):
                yield say("{file}, made earlier for {comune}, is still there: do not use it",
                          file=line.result, comune=line.comune)  # fmt: skip

    def _notes(self, line: ReportLine) -> Iterator[Message]:
        if self._is_beside(line):
            yield BESIDE_IT
        if not self._batch.is_trial and self._is_changed(line):
            yield say("somebody changed it since: it has this sheet still, and stays as it is")

    def _earlier(self, notice: Path, at: ResultPlace) -> list[ReportLine]:
        """Return the lines of earlier runs over this very notice."""
        digest = hashlib.sha256(read_notice(notice)).hexdigest()
        names = (self._name(path) for path in (at.with_leaflet(notice), at.beside(notice)))
        found = (self._recorded[name] for name in names if name in self._recorded)
        return [line for line in found if line.notice_sha256 == digest]

    def _make(
        self, row: NoticeRow, sheet: CurrentLeaflet, at: ResultPlace, earlier: Sequence[ReportLine]
    ) -> ReportLine:
        notice, say_it = self._places(row)[0], self._batch.translate
        replaceable = {line.sha256 for line in earlier}
        try:
            done = attach(
                notice,
                sheet,
                at,
                force=self._batch.force,
                both_sides=self._batch.both_sides,
                earlier=replaceable,
                is_trial=self._batch.is_trial,
            )
        except TakenError as error:
            raise self._in_the_way(error, sheet, earlier) from None
        return ReportLine(
            str(row.number), _plain(row.file), sheet.comune, say_it(_WORDS[done.outcome]),
            self._name(done.path), sheet.name, sheet.code,
            "; ".join(map(say_it, done.remarks)), done.notice_sha256, sheet.sha256, done.sha256,
        )  # fmt: skip

    def _in_the_way(
        self, error: TakenError, sheet: CurrentLeaflet, earlier: Sequence[ReportLine]
    ) -> LeafletError:
        """Return what to say of a result of ours that is not replaced unasked."""
        line = self._recorded.get(self._name(error.path))
        if line is None:
            return error
        values = {"file": line.result, "old": line.comune, "code": line.code,
                  "new": sheet.comune, "new_code": sheet.code}  # fmt: skip
        if line not in earlier:
            message = say("{file} was made of another notice of this name", **values)
            hint = say("choose another place after -o, or write over it with --force")
            return _InTheWayError(message, hint)
        message = say("{file} was changed since it got the sheet for {old} (version {code}); "
                      "it is to have that for {new} (version {new_code})", **values)  # fmt: skip
        return _InTheWayError(message, say("--force makes it anew, without those changes"))

    def _find_kept(
        self, row: NoticeRow, sheet: CurrentLeaflet, earlier: Iterable[ReportLine], copy: Path
    ) -> ReportLine | None:
        """Return the line of an earlier run with the same sheet, if its files are whole.

        `copy` is the notice beside which a sheet was laid.
        """
        for line in earlier:
            is_whole = self._has(line, sheet) and (
                not self._is_beside(line) or sha256_of(copy) == line.notice_sha256
            )
            if is_whole and line.sheet_sha256 == sheet.sha256 and self._is_leaf_as_asked(line):
                number, file = str(row.number), _plain(row.file)
                return replace(line, number=number, file=file, comune=sheet.comune)
        return None

    def _is_leaf_as_asked(self, line: ReportLine) -> bool:
        """Return whether a result has the blank page that is asked for now, or needs none.

        One that somebody changed since stays as it is.
        """
        otherwise = self._batch.translate(leaf_remark(both_sides=not self._batch.both_sides))
        return otherwise not in line.remarks or self._is_changed(line)

    def _has(self, line: ReportLine, sheet: CurrentLeaflet) -> bool:
        """Return whether a result is as it was made, or has its sheet still: it may be signed."""
        if not self._is_changed(line):
            return True
        try:
            found = run_confined(page_digests, self._file(line).read_bytes())
            return set(page_digests(sheet.data)) <= set(found)
        except (OSError, LeafletError):
            return False

    def _is_changed(self, line: ReportLine) -> bool:
        return sha256_of(self._file(line)) != line.sha256

    def _is_beside(self, line: ReportLine) -> bool:
        return line.outcome == self._batch.translate(_WORDS[Outcome.BESIDE])

    def _name(self, path: Path) -> str:
        """Return what the report calls a file."""
        return _plain(path.relative_to(self._batch.folder).as_posix())

    def _file(self, line: ReportLine) -> Path:
        """Return the result that a line names."""
        return self._batch.folder / line.result

    def _stage(self, row: NoticeRow) -> Stage | None:
        """Return the stage that a row names, as people write it, else that of the whole run."""
        if not row.stage:
            return self._batch.stage
        said = fold(row.stage).replace("citazione per la convalida", Stage.INTIMAZIONE)
        found = [stage for stage in Stage if stage in said]  # atto di precetto, preavviso
        if len(found) != 1:
            raise LeafletError(
                say("its stage «{value}» is none of: {stages}",
                    value=row.stage, stages=", ".join(Stage))
            )  # fmt: skip
        if self._batch.stage not in {None, found[0]}:
            message = say("its stage is {stage}, and --stage says {other}",
                          stage=found[0], other=self._batch.stage)  # fmt: skip
            raise LeafletError(message)
        return found[0]

    def _sheet(self, typed: str, stage: Stage | None) -> CurrentLeaflet:
        if not typed:
            raise LeafletError(say("its Comune is missing"))
        key = typed, stage
        if key not in self._sheets:
            try:
                self._sheets[key] = self._batch.sheets.of(typed, stage)
            except UnknownComuneError:  # it may be somebody's name: it is not repeated anywhere
                self._sheets[key] = UnknownComuneError(
                    say("what stands under «comune» is no Comune")
                )
            except LeafletError as error:
                self._sheets[key] = error
        sheet = self._sheets[key]
        if isinstance(sheet, LeafletError):
            raise sheet
        return sheet

    def _places(self, row: NoticeRow) -> tuple[Path, ResultPlace]:
        """Return the notice that a row names, and where its results go: into the same subfolder."""
        windows = Path(*PureWindowsPath(row.file).parts)  # a list written on Windows
        names = [Path(row.file), windows, Path(f"{row.file}.pdf"), Path(f"{windows}.pdf")]
        name = next(filter(None, (_find(self._batch.base, name) for name in names)), names[0])
        inside = not name.is_absolute() and ".." not in name.parts
        folder = self._batch.folder / name.parent if inside else self._batch.folder
        return self._batch.base / name, ResultPlace(folder)

    def _claim(self, row: NoticeRow, target: Path, comune: str) -> None:
        """Note which row makes a file."""
        number, other = self._makers.setdefault(_key(target), (row.number, comune))
        if number == row.number:
            return
        if fold(other) == fold(comune):
            raise LeafletError(say("row {number} makes the same file", number=number))
        values = {"number": number, "other": other, "comune": comune}
        raise LeafletError(
            say("row {number} makes the same file, but with the Comune {other}, not {comune}",
                **values),
            say("leave only the row with the right Comune"),
        )  # fmt: skip

    def _fail(self, row: NoticeRow, reason: Message) -> ReportLine:
        say_it = self._batch.translate
        found = (sheet for (typed, _), sheet in self._sheets.items() if typed == row.comune)
        is_unknown = any(isinstance(sheet, UnknownComuneError) for sheet in found)
        comune = "" if is_unknown else _plain(row.comune)
        file, outcome, remarks = _plain(row.file), say_it(FAILED), say_it(reason)
        return ReportLine(str(row.number), file, comune, outcome, remarks=remarks)

    def _read_report(self) -> list[ReportLine]:
        """Return the whole lines of an earlier report; begin one where there is none."""
        data = read_bytes_if_there(self._path)
        if data is None:
            if not self._batch.is_trial:
                write_atomically(self._path, _report([]))
            return []
        text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        first, *rest = csv.reader(io.StringIO(text), delimiter=";") if text else [()]
        if tuple(first) != _HEADING:
            message = say("{file} is there already, and it is something else", file=self._path)
            raise LeafletError(message, say("choose another place after -o"))
        whole = (map(without_guard, row) for row in rest if len(row) == len(_HEADING))
        lines = (ReportLine(**dict(zip(_FIELDS, row, strict=True))) for row in whole)
        return [line for line in lines if line.is_done]


def _reasons(error: Exception) -> list[Message]:
    """Return why a row failed, and what helps: an error that nobody foresaw tells its kind."""
    if isinstance(error, LeafletError):
        return [error.message, *([error.hint] if error.hint else [])]
    if isinstance(error, OSError):
        return [unread(error).message]
    return [say("the program cannot deal with this file ({kind})", kind=type(error).__name__)]


def _key(target: Path) -> str:
    """Return what is the same for the same file: case does not count on Windows."""
    return str(target).casefold()


def _find(base: Path, name: Path) -> Path | None:
    """Return the name of a file that is there; case does not count where only one fits."""
    if _is_file(base / name):
        return name
    try:
        entries = [entry.name for entry in os.scandir(base / name.parent) if entry.is_file()]
    except (OSError, ValueError):
        return None
    alike = [entry for entry in entries if _plain_name(entry) == _plain_name(name.name)]
    return name.with_name(alike[0]) if len(alike) == 1 else None


def _plain_name(name: str) -> str:
    """Return what is the same however a system writes capitals and accents."""
    return unicodedata.normalize("NFC", name).casefold()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a whole paragraph in the cell: the name is too long
        return False


def _report(lines: Iterable[ReportLine]) -> bytes:
    encoded = [_encode(_HEADING), *(line.encode() for line in lines)]
    return _MARK + b"".join(line + b"\n" for line in encoded)


def _encode(fields: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="")
    writer.writerow(guard_cell(_plain(field)) for field in fields)
    return text.getvalue().encode()


def _plain(text: str) -> str:
    """Return text that is one line."""
    return " ".join(text.split("\n")).replace("\r", " ")
