# SPDX-License-Identifier: EUPL-1.2
"""Whether a sheet in somebody's hands is still the one to hand out.

A sheet is known by the digests of its pages, wherever they stand. The code that is printed on it,
and what a file says of itself, only tell which sheet an altered one was meant to be. "Current"
means: the newest of its kind that was made here, and says what the list does; or that the manifest
names.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.archive.changes import changes_since_version
from leaflet.archive.codes import LENGTH, is_near, readings_of, signs_of
from leaflet.pdf.page_digest import page_texts, printed_codes, read_document
from leaflet.problems import LeafletError, Message, say
from leaflet.system.clock import day_in_rome
from leaflet.system.confined import GaveUpError, run_confined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leaflet.archive.published import KnownVersions
    from leaflet.pdf.page_digest import Document
    from leaflet.system.journal import Record

LARGEST_DOCUMENT = 200_000_000
_MOST_WORDS = 8
"""How many differing words of an altered page are shown, at most."""
_SHORT = 3
"""Letters of words such as «il» and «del»."""


class SheetState(StrEnum):
    """What a sheet is, worst last: only the first is good for a notice."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class SheetVerdict:
    """What is said of one sheet: `pages` count from 1 in the file that it was found in.

    `code` and `path` name the version that it is or was meant to be, `made` and `since` are moments
    of the history, `replaced_by` the code of the current one; all are empty where unknown.
    """

    verdict: SheetState
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
class VerifyAnswer:
    """What is said of one file or code: of all sheets in it, and of the whole."""

    asked: str
    sheets: tuple[SheetVerdict, ...]

    @property
    def verdict(self) -> SheetState:
        """The worst verdict of its sheets."""
        order = list(SheetState)
        return max((sheet.verdict for sheet in self.sheets), key=order.index)


def verify_file(name: str, data: bytes, known: KnownVersions) -> VerifyAnswer:
    """Return what is to be said of the sheets in a file."""
    try:
        return VerifyAnswer(name, _judge_sheets(data, known))
    except GaveUpError as error:
        hint = say("check the code at its foot instead: leaflet verify --code …")
        return refuse_file(name, LeafletError(error.message, hint))
    except LeafletError as error:
        return refuse_file(name, error)


def _judge_sheets(data: bytes, known: KnownVersions) -> tuple[SheetVerdict, ...]:
    document = run_confined(read_document, data)
    sheets = tuple(_Search(document, data, known).sheets())
    if document.runs_programs and sum(len(sheet.pages) for sheet in sheets) == len(document.pages):
        sheets = tuple(map(_judge_with_program, sheets))
    return sheets or (_judge_stranger(document, data, known),)


def _judge_with_program(sheet: SheetVerdict) -> SheetVerdict:
    """Return what is said of a sheet in a file of its own to which a program was added.

    Where other pages are, it may be theirs: some notices are forms that compute.
    """
    sentence = say("{sentence}; but somebody has put a program into the file, which runs by itself",
                   sentence=sheet.sentence)  # fmt: skip
    hint = sheet.hint or say("do not open it; take the sheet from where it is published")
    return replace(sheet, verdict=SheetState.ALTERED, sentence=sentence, hint=hint)


def refuse_file(name: str, error: LeafletError) -> VerifyAnswer:
    """Return what is to be said of a file that cannot be read at all."""
    return VerifyAnswer(
        name, (SheetVerdict(SheetState.UNREADABLE, error.message, hint=error.hint),)
    )


class _Search:
    """Looks for sheets in one file: whole ones first, then what is left of others."""

    def __init__(self, document: Document, data: bytes, known: KnownVersions) -> None:
        self._pages = document.pages
        self._data = data
        self._known = known
        self._free = {number for number, digests in enumerate(document.pages, 1) if digests}

    def sheets(self) -> Iterator[SheetVerdict]:
        """Yield them in the order of their first pages."""
        found = list(self._take_whole(self._list_recognised()))
        if self._free:
            found += self._take_whole(self._renew_named())
        if len(self._free) or len(self._pages) > sum(len(sheet.pages) for sheet in found):
            found += self._judge_damaged({sheet.code: sheet.pages for sheet in found})
        yield from sorted(found, key=lambda sheet: sheet.pages)

    def _take_whole(self, records: Iterable[Record]) -> Iterator[SheetVerdict]:
        """Yield each of these versions that is there with all its pages.

        What it was found by is then no longer free for another.
        """
        for record in records:
            while pages := self._take_pages(self._known.pages(record)):
                self._free -= set(pages)
                yield _judge_whole(record, pages, self._known)

    def _list_recognised(self) -> list[Record]:
        """Return the versions that any of the pages is of, current ones first."""
        known = self._known.by_page
        found = (record for page in self._pages for each in page for record in known.get(each, ()))
        unique = list({id(record): record for record in found}.values())
        return sorted(unique, key=self._known.history.is_newest, reverse=True)

    def _renew_named(self) -> Iterator[Record]:
        """Yield those that the pages name by their codes, and that can be digested anew."""
        free = (text for number, text in enumerate(self._texts, 1) if number in self._free)
        for code in dict.fromkeys(code for text in free for code in printed_codes(text)):
            record = self._known.history.of_code(code)
            if record and self._known.renew(record):
                yield record

    @functools.cached_property
    def _texts(self) -> tuple[str, ...]:
        return run_confined(page_texts, self._data)

    def _take_pages(self, digests: Sequence[str]) -> tuple[int, ...]:
        """Return the numbers of free pages with these digests; none when one is missing."""
        free, taken = sorted(self._free), list[int]()
        for digest in digests:
            number = next((n for n in free if digest in self._pages[n - 1]), None)
            if number is None:
                return ()
            free.remove(number)
            taken.append(number)
        return tuple(taken)

    def _judge_damaged(self, whole: Mapping[str, Sequence[int]]) -> Iterator[SheetVerdict]:
        """Yield what is left of sheets that are not whole, or not as they were made.

        `whole` are the pages of those that are, by code: a notice may name the one behind it.
        """
        texts = self._texts  # of a damaged file, of more pages than could be digested
        self._pages += (frozenset(),) * (len(texts) - len(self._pages))
        changed: dict[str, list[int]] = defaultdict(list)
        for number in range(1, len(texts) + 1):
            if number in self._free or not self._pages[number - 1]:
                for code in printed_codes(texts[number - 1]):
                    record = self._known.history.of_code(code)
                    alike = " ".join(texts[page - 1] for page in whole.get(code, ()))
                    if record and _is_like(texts[number - 1], alike or self._text_of(record)):
                        changed[code].append(number)
        for number in sorted(self._free):
            for code in self._parts(number, changed):
                changed[code].append(number)
        for code, numbers in changed.items():
            pages = tuple(sorted(set(numbers)))
            record = self._known.history.of_code(code)
            if record and self._is_comparable(record, pages):
                yield self._judge_altered(record, pages)
            elif record:
                yield self._judge_unrecorded(record, pages)

    def _is_comparable(self, record: Record, pages: Sequence[int]) -> bool:
        """Return whether these pages would be known if they were untouched, wherever made.

        Of a version that has digests of an older program alone, another page must be known here:
        then all were made on one system.
        """
        whole = self._known.pages(record)
        is_same_make = any(not self._pages[n - 1].isdisjoint(whole) for n in pages)
        return self._known.has_todays_digests(record) or is_same_make

    def _parts(self, number: int, changed: dict[str, list[int]]) -> Iterator[str]:
        """Yield the code of the sheet that an untouched page is a part of, when it is known."""
        known = self._known.by_page
        codes = [
            record["code"] for each in self._pages[number - 1] for record in known.get(each, ())
        ]
        if codes:
            yield next((code for code in codes if code in changed), codes[0])

    def _judge_unrecorded(self, record: Record, pages: tuple[int, ...]) -> SheetVerdict:
        """Return what is said of a version whose pages cannot be compared.

        Older programs wrote nothing of them down, or how the fonts of their system are cut as well.
        Its code tells that it is old, and the whole file that it is untouched; nothing else does.
        """
        is_whole = hashlib.sha256(self._data).hexdigest() == record["sha256"]
        if is_whole or not self._known.history.is_newest(record):
            return _judge_whole(record, pages, self._known)
        sentence = say("{sheet}: nothing tells whether it was changed", sheet=_name(record))
        found = _about(record, pages, SheetState.UNKNOWN, sentence)
        return replace(found, hint=_take(record, self._known))

    def _judge_altered(self, record: Record, pages: tuple[int, ...]) -> SheetVerdict:
        whole = self._known.pages(record)
        values = _name(record)
        touched = [number for number in pages if self._pages[number - 1].isdisjoint(whole)]
        if touched:
            numbers = ", ".join(map(str, touched))
            sentence = say(
                "{sheet}: page {numbers} is not as it was made", sheet=values, numbers=numbers
            )
        else:
            sentence = say("{sheet}: a side of the sheet is missing, or was changed", sheet=values)
        changes = tuple(self._differing_words(record, touched))
        found = _about(record, pages, SheetState.ALTERED, sentence)
        return replace(found, changes=changes, hint=_take(record, self._known))

    def _differing_words(self, record: Record, touched: Sequence[int]) -> Iterator[Message]:
        """Yield the words that differ from the present file, when that is the same version."""
        original = self._text_of(record).split() if touched else []
        if not original:
            return
        words = " ".join(self._texts[number - 1] for number in touched).split()
        added = list((Counter(words) - Counter(original)).elements())
        if not added:
            yield say("its words are those of the sheet; a link, a note or its looks are not")
            return
        shown = " ".join(added[:_MOST_WORDS]) + (" …" if len(added) > _MOST_WORDS else "")
        yield say("words that the sheet does not have: {words}", words=shown)

    def _text_of(self, record: Record) -> str:
        """Return what the present file of a version says; nothing when it is another version."""
        if not self._known.folder:
            return ""
        return " ".join(run_confined(page_texts, self._known.read_original(record)))


def _is_like(page: str, original: str) -> bool:
    """Return whether a page that bears the code of a sheet is one: half of its words are there.

    Short words are in every text. Without the `original` nothing tells, and it is taken for one.
    """
    words, known = (
        {word for word in text.split() if len(word) > _SHORT} for text in (page, original)
    )
    return not original or 2 * len(words & known) >= len(words)


def _judge_stranger(document: Document, data: bytes, known: KnownVersions) -> SheetVerdict:
    """Return what is said of a file without any sheet that is known.

    One that only talks of a code that is known says nothing of itself.
    """
    printed = [code for text in run_confined(page_texts, data) for code in printed_codes(text)]
    codes = [code for code in printed if not known.history.of_code(code)]
    hint = say("if it is a scan, check the code at its foot: leaflet verify --code …")
    if codes or document.creator == "leaflet":
        name = codes[0] if codes else document.title
        sentence = say("it says that it is the sheet {name}, but none such is known", name=name)
        code = codes[0] if codes else ""
        return SheetVerdict(SheetState.UNKNOWN, sentence, code, hint=None if codes else hint)
    return SheetVerdict(SheetState.UNKNOWN, say("there is no sheet of ours in it"), hint=hint)


def verify_code(typed: str, known: KnownVersions) -> VerifyAnswer:
    """Return what is to be said of a code that somebody read from paper.

    Case, spaces and dashes do not count, and 0, O, 1 and I, which no code has, stand for what they
    look like; a code that is nearly another is never taken for it.
    """
    signs = signs_of(typed)
    record = known.history.of_code(signs) or _read_as(signs, known)
    if record:
        return VerifyAnswer(typed, (_judge_whole(record, (), known),))
    if len(signs) != LENGTH:
        sentence = say("«{code}» is not the code of a sheet", code=typed)
        hint: Message | None = say("it has eight signs, like 28UE-RGS9")
        return VerifyAnswer(typed, (SheetVerdict(SheetState.UNKNOWN, sentence, hint=hint),))
    if known.has_history:
        sentence = say("no sheet with the code {code} was made here", code=typed)
    else:
        sentence = say("the code {code} is not that of a current sheet", code=typed)
    codes = {record["code"] for record in known.history.leaflets()}
    near = sorted(code for code in codes if is_near(signs, code))
    hint = say("did you mean {code}? One sign differs", code=near[0]) if len(near) == 1 else None
    hint = hint or say("compare it with the eight signs at the foot of the sheet")
    return VerifyAnswer(typed, (SheetVerdict(SheetState.UNKNOWN, sentence, hint=hint),))


def _read_as(signs: str, known: KnownVersions) -> Record | None:
    """Return the version whose code was read with signs that no code has; None when unsure."""
    codes = {signs_of(record["code"]) for record in known.history.leaflets()}
    meant = readings_of(signs) & codes
    return known.history.of_code(meant.pop()) if len(meant) == 1 else None


def _judge_whole(record: Record, pages: tuple[int, ...], known: KnownVersions) -> SheetVerdict:
    """Return what is said of a sheet that is whole."""
    sheet, history = _name(record), known.history
    found = _about(record, pages, SheetState.CURRENT, say("{sheet} is current", sheet=sheet))
    if history.is_newest(record):
        if changes := known.stale.get(record["path"]):
            sentence = say("{sheet} was made before the list changed", sheet=sheet)
            found = _about(record, pages, SheetState.SUPERSEDED, sentence)
            hint = say("run leaflet build, then take the new one")
            return replace(found, changes=changes, hint=hint)
        if known.looks_older(record):
            sentence = say("{sheet} is current; one made since only looks otherwise", sheet=sheet)
            return replace(found, sentence=sentence)
        return found
    after = history.succession(record["path"], record["code"])
    new = after.replaced_by
    sentence = say("{sheet} is no longer published", sheet=sheet)
    if new:
        sentence = say("{sheet} was replaced by {new}", sheet=sheet, new=new)
    if new and after.until:
        day = day_in_rome(after.until)
        sentence = say("{sheet} was replaced on {day} by {new}", sheet=sheet, day=day, new=new)
    changes = tuple(change.sentence for change in changes_since_version(history, record))
    found = _about(record, pages, SheetState.SUPERSEDED, sentence)
    return replace(found, since=after.until, replaced_by=new, changes=changes,
                   hint=_take(record, known))  # fmt: skip


def _about(
    record: Record, pages: tuple[int, ...], verdict: SheetState, sentence: Message
) -> SheetVerdict:
    return SheetVerdict(verdict, sentence, record["code"], record["path"], pages, record["on"])


def _name(record: Record) -> Message:
    values = {"code": record["code"], "file": record["path"].rpartition("/")[2]}
    if record["on"]:
        return say("{code} ({file}, made on {day})", **values, day=day_in_rome(record["on"]))
    return say("{code} ({file})", **values)


def _take(record: Record, known: KnownVersions) -> Message | None:
    newest = known.history.newest(record["path"])
    if newest is None:
        return None
    path = known.file(newest) or Path(newest["path"]).name
    return say("take {file}, code {code}, instead", file=path, code=newest["code"])
