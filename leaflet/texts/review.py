# SPDX-License-Identifier: EUPL-1.2
"""Who has read a translation: a comment at its entry, and catalogues edited without other changes.

A review is of one sentence: `# Reviewed-By: Amina Rossi, 2026-11-30 (3f9a0c)`. The last part is a
digest of the Italian and of its translation, so that any change of either takes the review back by
itself, and leaves all others.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.pofile import PoFileError, denormalize, normalize, read_po

from leaflet.problems import LeafletError, say
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from babel.messages.catalog import Catalog

LONGEST_NAME = 40
"""Letters: Babel breaks a comment of more than 76 signs, and so would part name and digest."""
_DIGEST = 6
_FEWEST_LETTERS = 2
_NO_NAMES = frozenset(
    {"na", "n a", "nd", "n d", "nn", "n n", "xx", "xxx", "tbd", "todo", "nome", "cognome",
     "nome cognome", "name", "nessuno", "anonimo", "anonima", "nobody", "none", "reviewer",
     "revisore", "madrelingua"}
)  # fmt: skip
"""What people write where a name is asked for and they have none, as `fold` returns it."""
_IN_NAMES = frozenset(" .'’-")
_REVIEW = re.compile(r"Reviewed-By: (.+), (\d{4}-\d{2}-\d{2}) \(([0-9a-f]{6})\)")
_REVIEW_LINE = re.compile(r"#[ \t]*Reviewed-By:")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Review(NamedTuple):
    """Who has read a sentence, when, and the digest of the two texts that were read."""

    name: str
    day: dt.date
    digest: str

    def comment(self) -> str:
        """Return the review as it stands in a catalogue, behind the sign of a comment."""
        return f"Reviewed-By: {self.name}, {self.day.isoformat()} ({self.digest})"


def digest_of_pair(source: str, translation: str) -> str:
    """Return the digest of an Italian sentence with its translation."""
    return hashlib.sha256(f"{source}\0{translation}".encode()).hexdigest()[:_DIGEST]


def make_review(name: str, day: dt.date, source: str, translation: str) -> Review:
    """Return that somebody has read these two; raises LeafletError when that is no name."""
    plain = " ".join(name.split())
    if not is_persons_name(plain):
        message = say("«{name}» is not the name of a person", name=plain)
        hint = say("write name and surname, in at most {count} letters", count=LONGEST_NAME)
        raise LeafletError(message, hint)
    return Review(plain, day, digest_of_pair(source, translation))


def is_persons_name(text: str) -> bool:
    """Return whether this may be somebody's name: letters, at least two, and no word for none."""
    letters = [sign for sign in text if sign.isalpha()]
    others = {s for s in text if not s.isalpha() and unicodedata.category(s) not in {"Mn", "Mc"}}
    return (
        len(letters) >= _FEWEST_LETTERS
        and others <= _IN_NAMES
        and text == " ".join(text.split())
        and len(text) <= LONGEST_NAME
        and fold(text) not in _NO_NAMES
    )


def find_review(comments: Iterable[str], source: str, translation: str) -> Review | None:
    """Return the review that the comments of an entry tell of, of these two texts if there is one.

    One that names nobody, or a day that never was, is none.
    """
    found = [review for comment in comments if (review := _read_review(comment))]
    digest = digest_of_pair(source, translation)
    valid = (review for review in found if review.digest == digest)
    return next(valid, found[-1] if found else None)


def _read_review(comment: str) -> Review | None:
    match = _REVIEW.fullmatch(comment.strip())
    if match is None or not is_persons_name(match[1]):
        return None
    try:
        return Review(match[1], dt.date.fromisoformat(match[2]), match[3])
    except ValueError:
        return None


class Rewording(NamedTuple):
    """What an entry of a catalogue is to say: its translation, and who has read it."""

    translation: str
    review: Review


def edit_catalogue(data: bytes, wanted: Mapping[str, Rewording]) -> bytes:
    """Return a catalogue in which these Italian sentences say what is wanted, as reviewed.

    An entry loses its mark `fuzzy`, one that was missing comes last; every other byte stays. Raises
    LeafletError when the file cannot be edited that way.
    """
    if not wanted:
        return data
    try:
        text = data.decode()
        lines = _LINE.findall(text)
        places = {place.source: place for place in _find_entries(lines)}
    except (UnicodeDecodeError, ValueError) as error:
        raise LeafletError(
            say("this catalogue cannot be edited: {reason}", reason=error)
        ) from error
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    missing = ""
    for source, rewording in wanted.items():
        place = places.get(source)
        if place:
            _edit_entry(lines, place, rewording, end_of_line)
        else:
            missing += _new_entry(source, rewording).replace("\n", end_of_line)
    if missing and text and not text.endswith("\n"):
        missing = end_of_line + missing
    edited = ("".join(lines) + missing).encode()
    _must_be_the_same(data, edited, wanted)
    return edited


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry of a catalogue: the numbers of its lines."""

    source: str
    comments: tuple[int, ...]
    keyword: int
    translation: range
    string: str


def _find_entries(lines: Sequence[str]) -> Iterator[_Place]:
    """Yield the entries that have one text each; those of a context or with plurals are others."""
    comments: list[int] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        if line.startswith("#~"):
            comments = []
        elif line.startswith("#"):
            comments.append(number)
        elif line.startswith("msg"):
            parts, after = _read_parts(lines, number)
            source, said = parts.get("msgid"), parts.get("msgstr")
            if source and said and parts.keys() == {"msgid", "msgstr"}:
                yield _Place(
                    _text_of(lines, source, "msgid"),
                    tuple(comments),
                    number,
                    said,
                    _text_of(lines, said, "msgstr"),
                )
            comments, number = [], after - 1
        number += 1


def _read_parts(lines: Sequence[str], first: int) -> tuple[dict[str, range], int]:
    """Return keyword → its lines, up to the end of an entry, and the number of the line after it.

    What is no entry is as it was: raises ValueError.
    """
    parts: dict[str, range] = {}
    number = first
    while number < len(lines):
        line = lines[number].strip()
        keyword = re.match(r"(msg[a-z]+(?:\[\d+\])?)\s*\"", line)
        is_translated = any(name.startswith("msgstr") for name in parts)
        if keyword is None or keyword[1] in parts:
            break
        if is_translated and not keyword[1].startswith("msgstr"):
            break
        end = number + 1
        while end < len(lines) and lines[end].lstrip().startswith('"'):
            end += 1
        parts[keyword[1]] = range(number, end)
        number = end
    if not parts:
        raise ValueError(f"{first + 1}: {lines[first].strip()}")
    return parts, number


def _text_of(lines: Sequence[str], part: range, keyword: str) -> str:
    written = [lines[number].strip() for number in part]
    written[0] = written[0].removeprefix(keyword).strip()
    return "".join(denormalize(piece) for piece in written)


def _edit_entry(lines: list[str], place: _Place, wanted: Rewording, end_of_line: str) -> None:
    """Put what is wanted into the lines of an entry; a line that goes becomes empty text."""
    if place.string != wanted.translation:
        first, *others = place.translation
        said = normalize(wanted.translation, width=0).replace("\n", end_of_line)
        ending = end_of_line if lines[place.translation[-1]].endswith("\n") else ""
        lines[first] = f"msgstr {said}{ending}"
        for number in others:
            lines[number] = ""
    last = None
    for number in place.comments:
        line = lines[number].strip()
        if _REVIEW_LINE.match(line) or line.startswith("#|"):
            lines[number] = ""
        elif line.startswith("#,"):
            lines[number] = _without_fuzzy(lines[number])
        elif line == "#" or line[1].isspace():
            last = number
    comment = f"# {wanted.review.comment()}{end_of_line}"
    if last is not None:
        lines[last] += comment
    else:
        first = place.comments[0] if place.comments else place.keyword
        lines[first] = comment + lines[first]


def _without_fuzzy(line: str) -> str:
    """Return a line of flags without that one; nothing when there was no other."""
    flags = [flag.strip() for flag in line.strip()[2:].split(",")]
    if "fuzzy" not in flags:
        return line
    kept = [flag for flag in flags if flag and flag != "fuzzy"]
    ending = line[len(line.rstrip("\r\n")) :]
    return f"#, {', '.join(kept)}{ending}" if kept else ""


def _new_entry(source: str, wanted: Rewording) -> str:
    said = f"msgid {normalize(source, width=0)}\nmsgstr {normalize(wanted.translation, width=0)}"
    return f"\n# {wanted.review.comment()}\n{said}\n"


def _must_be_the_same(old: bytes, new: bytes, wanted: Mapping[str, Rewording]) -> None:
    """Raise LeafletError unless the catalogue says what is wanted, and else what it said."""
    try:
        before, after = (_read_messages(read_po(io.BytesIO(data), abort_invalid=True))
                         for data in (old, new))  # fmt: skip
    except (PoFileError, UnicodeDecodeError) as error:
        raise LeafletError(
            say("this catalogue cannot be edited: {reason}", reason=error)
        ) from error
    for source, rewording in wanted.items():
        before.pop((source, None), None)
        said = after.pop((source, None), None)
        if said is None or said[0] != rewording.translation:
            reason = say("«{source}» stands in a way that is not known", source=source)
            raise LeafletError(say("this catalogue cannot be edited: {reason}", reason=reason))
    if before != after:
        reason = say("it is written in a way that is not known")
        raise LeafletError(say("this catalogue cannot be edited: {reason}", reason=reason))


def _read_messages(catalogue: Catalog) -> dict[tuple[object, str | None], tuple[object, ...]]:
    """Return all that a catalogue says: sentence and context → translation, marks and comments."""
    return {
        (message.id, message.context): (
            message.string,
            frozenset(message.flags),
            tuple(message.user_comments),
        )
        for message in catalogue
        if message.id
    }
