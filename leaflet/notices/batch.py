# SPDX-License-Identifier: EUPL-1.2
"""A list of notices, each with its sheet: one wrong row does not stop the others.

`esiti.csv` in the folder of the results is the report, and what a run that was killed goes on
from: a row's line is added when its files are whole. It names files and Comuni, nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import astuple, dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from leaflet.files import append_line, locked, remove_unfinished, write_atomically
from leaflet.manifest import sha256_of
from leaflet.notices.attaching import Outcome, Place, attach, read_notice
from leaflet.problems import LeafletError, Message, say, unreadable
from leaflet.registry.finding import Ambiguous, find_comune

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from leaflet.notices.listing import Row
    from leaflet.notices.sheets import Sheet, Sheets

    Told = Callable[["Line", "Message"], None]
    """Hears of each row when it is done: its line, and the same as a sentence."""

REPORT = "esiti.csv"
_HEADING = ("riga", "file", "comune", "esito", "risultato", "foglio", "codice", "avvisi",
            "sha256 dell'atto", "sha256 del foglio", "sha256 del risultato")  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t")
_MARK = "\ufeff".encode()
"""What makes Excel read UTF-8."""
FAILED = say("failed")
_WORDS = {Outcome.JOINED: say("joined"), Outcome.BESIDE: say("beside")}


@dataclass(frozen=True, slots=True)
class Line:
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

    def encoded(self) -> bytes:
        """Return the line as it stands in the file, without its end."""
        return _encoded(astuple(self))

    @property
    def is_done(self) -> bool:
        """Whether there is a result."""
        return bool(self.sha256)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run over a list needs: `base` is where its relative names begin.

    `translate` says messages in the report's language.
    """

    sheets: Sheets
    base: Path
    folder: Path
    translate: Callable[[Message], str]
    force: bool = False


def run(batch: Batch, rows: Sequence[Row], told: Told) -> Counter[str]:
    """Attach a sheet to each notice, write the report, and count `done`, `kept` and `failed`.

    Raises LeafletError when the report or the folder cannot be written, or a file is in the place
    of the report that is none.
    """
    with locked(batch.folder):
        work = _Work(batch)
        remove_unfinished([batch.folder / REPORT, *work.targets(rows)])
        lines = [work.line(row, told) for row in rows]
        write_atomically(batch.folder / REPORT, _report(lines))
    return work.counts


class _Work:
    """A run: what earlier runs have done, and which row makes which file."""

    def __init__(self, batch: Batch) -> None:
        self.counts: Counter[str] = Counter()
        self._batch = batch
        self._makers: dict[str, int] = {}
        self._sheets: dict[str, Sheet | LeafletError] = {}
        self._report = batch.folder / REPORT
        self._earlier = {(line.file, line.sheet_sha256): line for line in self._read_report()}

    def targets(self, rows: Iterable[Row]) -> Iterator[Path]:
        """Yield all files that the rows may make."""
        for row in rows:
            notice, at = self._places(row)
            yield from (at.joined(notice), at.beside(notice), at.folder / notice.name)

    def line(self, row: Row, told: Told) -> Line:
        """Do what a row asks for, and return its line; what is there already is kept."""
        try:
            line, sentence = self._attached(row)
        except LeafletError as error:
            line = self._failed(row, error)
            sentence = say("row {number}, {file}: failed: {reason}", number=row.number,
                           file=row.file, reason=error.message)  # fmt: skip
            self.counts["failed"] += 1
        append_line(self._report, line.encoded())
        told(line, sentence)
        return line

    def _attached(self, row: Row) -> tuple[Line, Message]:
        if not row.file:
            raise LeafletError(say("no file is named"))
        sheet = self._sheet(row.comune)
        notice, at = self._places(row)
        self._claim(row, at.joined(notice))
        earlier = self._kept(row, sheet, notice)
        line = earlier or self._made(row, sheet, notice, at)
        self.counts["kept" if earlier else "done"] += 1
        return line, say("{file}: {result}", file=row.file, result=line.result)

    def _made(self, row: Row, sheet: Sheet, notice: Path, at: Place) -> Line:
        done = attach(notice, sheet, at, force=self._batch.force)
        say_it = self._batch.translate
        return Line(
            str(row.number), _plain(row.file), sheet.comune, say_it(_WORDS[done.outcome]),
            _plain(done.path.relative_to(self._batch.folder).as_posix()), sheet.name, sheet.code,
            "; ".join(map(say_it, done.remarks)), done.notice_sha256, sheet.sha256, done.sha256,
        )  # fmt: skip

    def _kept(self, row: Row, sheet: Sheet, notice: Path) -> Line | None:
        """Return the line of an earlier run over the same notice and sheet, if its file is whole.

        A notice that was laid beside is looked at again: that is quick, and its copy may be gone.
        """
        line = self._earlier.get((_plain(row.file), sheet.sha256))
        if line is None or line.outcome != self._batch.translate(_WORDS[Outcome.JOINED]):
            return None
        if sha256_of(self._batch.folder / line.result) != line.sha256:
            return None
        digest = hashlib.sha256(read_notice(notice)).hexdigest()
        same = Line(str(row.number), *astuple(line)[1:])
        return same if digest == line.notice_sha256 else None

    def _sheet(self, typed: str) -> Sheet:
        """Return the sheet for a Comune; what was typed may be anything, and is not repeated."""
        if typed not in self._sheets:
            try:
                self._sheets[typed] = self._found(typed)
            except LeafletError as error:
                self._sheets[typed] = error
        sheet = self._sheets[typed]
        if isinstance(sheet, LeafletError):
            raise sheet
        return sheet

    def _found(self, typed: str) -> Sheet:
        found = find_comune(self._batch.sheets.registry, typed)
        if not isinstance(found, Ambiguous):
            return self._batch.sheets.of(found.comune)
        if found.comuni:
            names = ", ".join(found.comuni)
            raise LeafletError(say("its Comune can be one of: {names}", names=names))
        raise LeafletError(say("its Comune is not one of Italy"))

    def _places(self, row: Row) -> tuple[Path, Place]:
        """Return the notice that a row names, and where its results go: into the same subfolder."""
        name = Path(row.file)
        if not (self._batch.base / name).exists() and "\\" in row.file:
            name = Path(*PureWindowsPath(row.file).parts)  # a list written on Windows
        inside = not name.is_absolute() and ".." not in name.parts
        folder = self._batch.folder / name.parent if inside else self._batch.folder
        return self._batch.base / name, Place(folder)

    def _claim(self, row: Row, target: Path) -> None:
        """Note which row makes a file; case does not count on Windows."""
        number = self._makers.setdefault(str(target).casefold(), row.number)
        if number != row.number:
            raise LeafletError(say("row {number} makes the same file", number=number))

    def _failed(self, row: Row, error: LeafletError) -> Line:
        messages = [error.message, *([error.hint] if error.hint else [])]
        reason = "; ".join(map(self._batch.translate, messages))
        outcome = self._batch.translate(FAILED)
        return Line(str(row.number), _plain(row.file), "", outcome, remarks=reason)

    def _read_report(self) -> list[Line]:
        """Return the whole lines of an earlier report; begin one where there is none."""
        try:
            text = self._report.read_text(encoding="utf-8-sig", errors="replace")
        except FileNotFoundError:
            write_atomically(self._report, _report([]))
            return []
        except OSError as error:
            raise unreadable(self._report, error) from error
        first, *rest = csv.reader(io.StringIO(text), delimiter=";") if text else [()]
        if tuple(first) != _HEADING:
            message = say("{file} is there already, and it is something else", file=self._report)
            raise LeafletError(message, say("choose another place after -o"))
        return [
            line for line in (Line(*r) for r in rest if len(r) == len(_HEADING)) if line.is_done
        ]


def _report(lines: Iterable[Line]) -> bytes:
    encoded = [_encoded(_HEADING), *(line.encoded() for line in lines)]
    return _MARK + b"".join(line + b"\n" for line in encoded)


def _encoded(fields: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="").writerow(map(_plain, fields))
    return text.getvalue().encode()


def _plain(text: str) -> str:
    """Return text that is one line, and no formula to a spreadsheet program."""
    line = " ".join(text.split("\n")).replace("\r", " ")
    return f"'{line}" if line.startswith(_FORMULA) else line
