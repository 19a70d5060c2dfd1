# SPDX-License-Identifier: EUPL-1.2
"""Whether a sheet in somebody's hands is still the one to hand out.

A sheet is known by the digests of its pages, wherever they stand. The code that is printed on it,
and what a file says of itself, only tell which sheet an altered one was meant to be. "Current"
means: the newest of its kind that was made here, and says what the list does; or that the manifest
names.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from leaflet.archive.history import (
    HISTORY,
    LEAFLET,
    REMOVED,
    History,
    day_of,
    read_history,
    records_of,
    records_of_codes,
)
from leaflet.archive.manifest import MANIFEST, is_inside, sha256_of, understood
from leaflet.pdf.page_digest import page_digests, page_texts, printed_codes, read_document
from leaflet.problems import LeafletError, Message, say, unreadable
from leaflet.registry.changes import of_ambito
from leaflet.registry.model import Ambito
from leaflet.system.web import fetched, is_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.archive.history import Record
    from leaflet.archive.manifest import Manifest
    from leaflet.pdf.page_digest import Document

LARGEST_FILE = 200_000_000
CODES = "codici.json"
"""Every code that was ever printed, as a portal publishes them beside its manifest."""
LENGTH = 8
"""Signs of a version code, without the dash."""
_ALIKE = {"0": "DQ", "O": "DQ", "1": "LJ7", "I": "LJ7"}
"""Signs that no code has → those that people take for them."""
_MOST_WORDS = 8
"""How many differing words of an altered page are shown, at most."""
_SHORT = 3
"""Letters of words such as «il» and «del»."""


class Verdict(StrEnum):
    """What a sheet is, worst last: only the first is good for a notice."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is said of one sheet: `pages` count from 1 in the file that it was found in.

    `code` and `path` name the version that it is or was meant to be, `made` and `since` are moments
    of the history, `replaced_by` the code of the current one; all are empty where unknown.
    """

    verdict: Verdict
    sentence: Message
    code: str = ""
    path: str = ""
    pages: tuple[int, ...] = ()
    made: str = ""
    since: str = ""
    replaced_by: str = ""
    changes: tuple[Message, ...] = ()
    hint: Message | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one file or code: of all sheets in it, and of the whole."""

    asked: str
    sheets: tuple[Sheet, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of its sheets."""
        order = list(Verdict)
        return max((sheet.verdict for sheet in self.sheets), key=order.index)


@dataclass
class Published:
    """All that is known of sheets that were made: current ones and, with a history, old ones.

    `folder` is where the files themselves are, None when only a manifest is at hand. `stale` are
    the files that say something else than the list does by now: path → what changed.
    """

    history: History
    folder: Path | None = None
    has_history: bool = True
    stale: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    versions: list[Record] = field(default_factory=list)
    newest: dict[str, Record] = field(default_factory=dict)
    by_page: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.versions = list(self.history.leaflets())
        self.newest = self.history.newest_ones()
        newest_first = list(reversed(self.versions))
        for record in sorted(newest_first, key=self.is_newest, reverse=True):
            for digest in dict.fromkeys(self.pages(record)):
                self.by_page[digest].append(record)

    def pages(self, record: Record) -> tuple[str, ...]:
        """Return the digests of a version's pages: from its record, else from the present file.

        The records of older programs have none, and texts have no pages.
        """
        if not record.get("pages") and self.newest.get(record["path"]) is record:
            record["pages"] = self._pages_of_file(record)
        return tuple(record.get("pages", ()))

    def _pages_of_file(self, record: Record) -> tuple[str, ...]:
        """Return none for a file that cannot be read: the others are known all the same."""
        path = self.file(record)
        if path is None or path.suffix != ".pdf" or sha256_of(path) != record["sha256"]:
            return ()
        with contextlib.suppress(LeafletError, OSError):
            return page_digests(path.read_bytes())
        return ()

    def file(self, record: Record) -> Path | None:
        """Return where the file of a version is, or a later one of the same name."""
        is_here = self.folder and is_inside(record["path"])
        return self.folder / record["path"] if self.folder and is_here else None

    def is_newest(self, record: Record) -> bool:
        """Return whether the newest version of this file says the same as this one.

        The code is made of all that it says; its looks may be others since.
        """
        newest = self.newest.get(record["path"])
        return newest is not None and newest["code"] == record["code"]

    def looks_older(self, record: Record) -> bool:
        """Return whether the newest version of this file says the same, and looks otherwise."""
        newest = self.newest.get(record["path"])
        return newest is not None and self.pages(newest) != self.pages(record)

    def of_code(self, typed: str) -> Record | None:
        """Return the version of a code as it is printed: a current one where there is a choice."""
        found = [record for record in self.versions if _signs(record["code"]) == _signs(typed)]
        current = [record for record in found if self.is_newest(record)]
        best = current or found
        return best[-1] if best else None


def published(folder: Path, stale: Mapping[str, tuple[Message, ...]] | None = None) -> Published:
    """Return what the builds of an output folder have made; `stale` as in `Published`.

    Raises LeafletError when there is nothing, or it cannot be read.
    """
    history = read_history(folder)
    manifest = None
    with contextlib.suppress(OSError):
        manifest = understood((folder / MANIFEST).read_bytes())
    has_history = bool(history.records)
    known = Published(_completed(history, manifest), folder, has_history, stale or {})
    if not known.versions:
        message = say("{folder} has no leaflets to compare with", folder=folder)
        hint = say("build them first, or name the manifest of who publishes them: --manifest")
        raise LeafletError(message, hint)
    return known


def published_at(place: str) -> Published:
    """Return what a manifest names, a file or a web address, with what tells of old sheets.

    That stands beside it, if anywhere: the history of a folder, or the codes of a portal.

    Raises LeafletError when the manifest cannot be had or is something else.
    """
    manifest = understood(_read(place))
    if manifest is None or not manifest.files:
        message = say("{place} is not a manifest of leaflets", place=place)
        hint = say("that is the file manifest.json beside the published leaflets")
        raise LeafletError(message, hint)
    history = History(Path(HISTORY), _history_beside(place, manifest))
    has_history = bool(history.records)
    return Published(_completed(history, manifest), has_history=has_history)


def _read(place: str) -> bytes:
    if is_address(place):
        return fetched(place)
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise unreadable(Path(place), error) from error


def _history_beside(place: str, manifest: Manifest) -> list[Record]:
    """Return what is published of older sheets: nothing where there is only a manifest."""
    if records := records_of(_beside(place, HISTORY)):
        return records
    files = {entry.code: path for path, entry in manifest.files.items()}
    return records_of_codes(_beside(place, CODES), files)


def _beside(manifest: str, name: str) -> bytes:
    beside = urljoin(manifest, name) if is_address(manifest) else Path(manifest).parent / name
    try:
        return _read(str(beside))
    except LeafletError:
        return b""


def _completed(history: History, manifest: Manifest | None) -> History:
    """Return the history with what the manifest alone knows, should lines of it have got lost."""
    written = {(record["path"], record["sha256"]) for record in history.leaflets()}
    for path, entry in manifest.files.items() if manifest else ():
        if (path, entry.sha256) not in written:
            record = {"record": LEAFLET, "on": "", "path": path, **asdict(entry)}
            history.records.append(record)
    return history


def of_file(name: str, data: bytes, known: Published) -> Answer:
    """Return what is to be said of the sheets in a file."""
    try:
        document = read_document(data)
    except LeafletError as error:
        return unreadable_file(name, error)
    sheets = tuple(_Search(document, data, known).sheets())
    return Answer(name, sheets or (_stranger(document, data, known),))


def unreadable_file(name: str, error: LeafletError) -> Answer:
    """Return what is to be said of a file that cannot be read at all."""
    return Answer(name, (Sheet(Verdict.UNREADABLE, error.message, hint=error.hint),))


class _Search:
    """Looks for sheets in one file: whole ones first, then what is left of others."""

    def __init__(self, document: Document, data: bytes, known: Published) -> None:
        self._pages = document.pages
        self._data = data
        self._known = known
        self._free = {number for number, digest in enumerate(document.pages, 1) if digest}

    def sheets(self) -> Iterator[Sheet]:
        """Yield them in the order of their first pages."""
        found = [_standing(record, pages, self._known) for record, pages in self._whole()]
        if len(self._free) or len(self._pages) > sum(len(sheet.pages) for sheet in found):
            found += self._damaged({sheet.code: sheet.pages for sheet in found})
        yield from sorted(found, key=lambda sheet: sheet.pages)

    def _whole(self) -> Iterator[tuple[Record, tuple[int, ...]]]:
        """Yield each version that is there with all its pages; current ones are looked for first.

        What it was found by is then no longer free for another.
        """
        for record in self._candidates():
            while pages := self._taken(self._known.pages(record)):
                self._free -= set(pages)
                yield record, pages

    def _candidates(self) -> list[Record]:
        found = (record for digest in self._pages for record in self._known.by_page.get(digest, ()))
        unique = list({id(record): record for record in found}.values())
        return sorted(unique, key=self._known.is_newest, reverse=True)

    def _taken(self, digests: Sequence[str]) -> tuple[int, ...]:
        """Return the numbers of free pages with these digests; none when one is missing."""
        free, taken = sorted(self._free), list[int]()
        for digest in digests:
            number = next((n for n in free if self._pages[n - 1] == digest), None)
            if number is None:
                return ()
            free.remove(number)
            taken.append(number)
        return tuple(taken)

    def _damaged(self, whole: Mapping[str, Sequence[int]]) -> Iterator[Sheet]:
        """Yield what is left of sheets that are not whole, or not as they were made.

        `whole` are the pages of those that are, by code: a notice may name the one behind it.
        """
        texts = page_texts(self._data)
        changed: dict[str, list[int]] = defaultdict(list)
        for number in range(1, len(texts) + 1):
            if number in self._free or not self._pages[number - 1]:
                for code in printed_codes(texts[number - 1]):
                    record = self._known.of_code(code)
                    alike = " ".join(texts[page - 1] for page in whole.get(code, ()))
                    if record and _is_like(texts[number - 1], alike or self._text_of(record)):
                        changed[code].append(number)
        for number in sorted(self._free):
            for code in self._parts(number, changed):
                changed[code].append(number)
        for code, numbers in changed.items():
            pages = tuple(sorted(set(numbers)))
            record = self._known.of_code(code)
            if record and self._known.pages(record):
                yield self._altered(record, pages, texts)
            elif record:
                yield self._untold(record, pages)

    def _parts(self, number: int, changed: dict[str, list[int]]) -> Iterator[str]:
        """Yield the code of the sheet that an untouched page is a part of, when it is known."""
        records = self._known.by_page.get(self._pages[number - 1], ())
        codes = [record["code"] for record in records]
        if codes:
            yield next((code for code in codes if code in changed), codes[0])

    def _untold(self, record: Record, pages: tuple[int, ...]) -> Sheet:
        """Return what is said of a version whose pages nobody wrote down: older programs did not.

        Its code tells that it is old, and the whole file that it is untouched; nothing else does.
        """
        is_whole = hashlib.sha256(self._data).hexdigest() == record["sha256"]
        if is_whole or not self._known.is_newest(record):
            return _standing(record, pages, self._known)
        sentence = say("{sheet}: nothing tells whether it was changed", sheet=_named(record))
        values = (record["code"], record["path"], pages, record["on"])
        return Sheet(Verdict.UNKNOWN, sentence, *values, hint=_take(record, self._known))

    def _altered(self, record: Record, pages: tuple[int, ...], texts: Sequence[str]) -> Sheet:
        whole = self._known.pages(record)
        values = _named(record)
        touched = [number for number in pages if self._pages[number - 1] not in whole]
        if touched:
            numbers = ", ".join(map(str, touched))
            sentence = say(
                "{sheet}: page {numbers} is not as it was made", sheet=values, numbers=numbers
            )
        else:
            sentence = say("{sheet}: a side of the sheet is missing, or was changed", sheet=values)
        return Sheet(
            Verdict.ALTERED,
            sentence,
            record["code"],
            record["path"],
            pages,
            record["on"],
            changes=tuple(self._differing(record, touched, texts)),
            hint=_take(record, self._known),
        )

    def _differing(
        self, record: Record, touched: Sequence[int], texts: Sequence[str]
    ) -> Iterator[Message]:
        """Yield the words that differ from the present file, when that is the same version."""
        original = self._text_of(record).split() if touched else []
        if not original:
            return
        words = " ".join(texts[number - 1] for number in touched).split()
        added = list((Counter(words) - Counter(original)).elements())
        if not added:
            yield say("its words are those of the sheet; a link, a note or its looks are not")
            return
        shown = " ".join(added[:_MOST_WORDS]) + (" …" if len(added) > _MOST_WORDS else "")
        yield say("words that the sheet does not have: {words}", words=shown)

    def _text_of(self, record: Record) -> str:
        """Return what the present file of a version says; nothing when it is another version."""
        path = self._known.file(record)
        if path is None or sha256_of(path) != record["sha256"]:
            return ""
        return " ".join(page_texts(path.read_bytes()))


def _is_like(page: str, original: str) -> bool:
    """Return whether a page that bears the code of a sheet is one: half of its words are there.

    Short words are in every text. Without the `original` nothing tells, and it is taken for one.
    """
    words, known = (
        {word for word in text.split() if len(word) > _SHORT} for text in (page, original)
    )
    return not original or 2 * len(words & known) >= len(words)


def _stranger(document: Document, data: bytes, known: Published) -> Sheet:
    """Return what is said of a file without any sheet that is known.

    One that only talks of a code that is known says nothing of itself.
    """
    printed = [code for text in page_texts(data) for code in printed_codes(text)]
    codes = [code for code in printed if not known.of_code(code)]
    hint = say("if it is a scan, check the code at its foot: leaflet verify --code …")
    if codes or document.creator == "leaflet":
        name = codes[0] if codes else document.title
        sentence = say("it says that it is the sheet {name}, but none such is known", name=name)
        code = codes[0] if codes else ""
        return Sheet(Verdict.UNKNOWN, sentence, code, hint=None if codes else hint)
    return Sheet(Verdict.UNKNOWN, say("there is no sheet of ours in it"), hint=hint)


def of_code(typed: str, known: Published) -> Answer:
    """Return what is to be said of a code that somebody read from paper.

    Case, spaces and dashes do not count, and 0, O, 1 and I, which no code has, stand for what they
    look like; a code that is nearly another is never taken for it.
    """
    signs = _signs(typed)
    record = known.of_code(signs) or _meant(signs, known)
    if record:
        return Answer(typed, (_standing(record, (), known),))
    if len(signs) != LENGTH:
        sentence = say("«{code}» is not the code of a sheet", code=typed)
        hint: Message | None = say("it has eight signs, like 28UE-RGS9")
        return Answer(typed, (Sheet(Verdict.UNKNOWN, sentence, hint=hint),))
    if known.has_history:
        sentence = say("no sheet with the code {code} was made here", code=typed)
    else:
        sentence = say("the code {code} is not that of a current sheet", code=typed)
    near = sorted({record["code"] for record in known.versions if _is_near(signs, record["code"])})
    hint = say("did you mean {code}? One sign differs", code=near[0]) if len(near) == 1 else None
    hint = hint or say("compare it with the eight signs at the foot of the sheet")
    return Answer(typed, (Sheet(Verdict.UNKNOWN, sentence, hint=hint),))


def _signs(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _meant(signs: str, known: Published) -> Record | None:
    """Return the version whose code was read with signs that no code has; None when unsure."""
    if len(signs) != LENGTH or not set(signs) & set(_ALIKE):
        return None
    readings = itertools.product(*(_ALIKE.get(sign, sign) for sign in signs))
    found = {"".join(reading) for reading in itertools.islice(readings, 1000)}
    meant = {_signs(r["code"]) for r in known.versions} & found
    return known.of_code(meant.pop()) if len(meant) == 1 else None


def _is_near(signs: str, code: str) -> bool:
    other = _signs(code)
    return len(other) == len(signs) and sum(a != b for a, b in zip(signs, other, strict=True)) == 1


def _standing(record: Record, pages: tuple[int, ...], known: Published) -> Sheet:
    """Return what is said of a sheet that is whole."""
    values = (record["code"], record["path"], pages, record["on"])
    sheet = _named(record)
    if known.is_newest(record):
        if changes := known.stale.get(record["path"]):
            sentence = say("{sheet} was made before the list changed", sheet=sheet)
            hint: Message | None = say("run leaflet build, then take the new one")
            return Sheet(Verdict.SUPERSEDED, sentence, *values, changes=changes, hint=hint)
        sentence = say("{sheet} is current", sheet=sheet)
        if known.looks_older(record):
            sentence = say("{sheet} is current; one made since only looks otherwise", sheet=sheet)
        return Sheet(Verdict.CURRENT, sentence, *values)
    newest = known.newest.get(record["path"])
    since = _since(record, known)
    changes = tuple(_changes(record, known))
    if newest is None:
        sentence = say("{sheet} is no longer published", sheet=sheet)
        return Sheet(Verdict.SUPERSEDED, sentence, *values, since, changes=changes)
    new = newest["code"]
    sentence = say("{sheet} was replaced by {new}", sheet=sheet, new=new)
    if since:
        day = day_of(since)
        sentence = say("{sheet} was replaced on {day} by {new}", sheet=sheet, day=day, new=new)
    hint = _take(newest, known)
    return Sheet(Verdict.SUPERSEDED, sentence, *values, since, new, changes, hint)


def _named(record: Record) -> Message:
    values = {"code": record["code"], "file": record["path"].rpartition("/")[2]}
    if record["on"]:
        return say("{code} ({file}, made on {day})", **values, day=day_of(record["on"]))
    return say("{code} ({file})", **values)


def _take(record: Record, known: Published) -> Message | None:
    newest = known.newest.get(record["path"])
    if newest is None:
        return None
    path = known.file(newest) or Path(newest["path"]).name
    return say("take {file}, code {code}, instead", file=path, code=newest["code"])


def _later(record: Record, known: Published) -> list[Record]:
    """Return what happened to the file of a version since, oldest first."""
    records = known.history.records
    start = next(i for i, other in enumerate(records) if other is record)
    of_file = (r for r in records[start + 1 :] if r.get("path") == record["path"])
    return [r for r in of_file if r["record"] == REMOVED or r["code"] != record["code"]]


def _since(record: Record, known: Published) -> str:
    return next((later["on"] for later in _later(record, known)), "")


def _changes(record: Record, known: Published) -> Iterator[Message]:
    """Yield what changed since: in the contacts, or else what the builds wrote down."""
    then = known.history.contents(record.get("contents", ""))
    if then:
        now = known.history.states().get(then["id"])
        changes = of_ambito(
            Ambito.model_validate(then), Ambito.model_validate(now) if now else None
        )
        if changes:
            yield from (change.sentence for change in changes)
            return
    for later in _later(record, known):
        yield from (Message(text) for text in later.get("changed", ()))
