# SPDX-License-Identifier: EUPL-1.2
"""The one vocabulary for what is wrong: where it is, how bad it is, what to write instead."""

from __future__ import annotations

import errno
import functools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path


class Severity(StrEnum):
    """How bad a problem is: an error stops a build, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Location(NamedTuple):
    """A place in a file: `line` and `column` count from 1, `length` counts characters.

    A tuple, because a large registry has a hundred thousand of them.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1

    def part(self, whole: str, part: str) -> Location:
        """Return the place of `part` in the value `whole` that stands here, if it can be told."""
        offset = whole.find(part)
        if offset < 0 or len(whole) != self.length:
            return self
        return Location(self.file, self.line, self.column + offset, len(part))

    def __str__(self) -> str:
        """Return the place as editors and terminals link it: `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with named gaps, and what fills them: translated only when shown."""

    text: str
    values: tuple[tuple[str, str | Message], ...] = ()

    def translate(self, words: Callable[[str], str] = str) -> str:
        """Return the sentence, and the messages inside it, as `words` says them."""
        template = words(self.text)
        if not self.values:
            return template
        return template.format_map(
            {
                name: value.translate(words) if isinstance(value, Message) else value
                for name, value in self.values
            }
        )

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.translate()


def say(text: str, **values: object) -> Message:
    """Return the message `text` (a literal: the catalogue is extracted from these calls)."""
    kept = (
        (name, value if isinstance(value, Message) else str(value))
        for name, value in values.items()
    )
    return Message(text, tuple(kept))


def chain(messages: Iterable[Message]) -> Message:
    """Return one message that says all of these, the first of which there must be."""
    return functools.reduce(lambda a, b: say("{first}; {second}", first=a, second=b), messages)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the data: `code` is stable, `hint` says what to write instead.

    `fix` is the text that certainly belongs at `at`; None where a person has to decide.
    """

    code: str
    severity: Severity
    at: Location
    message: Message
    hint: Message | None = None
    fix: str | None = None


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems once each, sorted by file, place and code."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda problem: (problem.at, problem.code)))


def stops_a_build(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


class LeafletError(Exception):
    """The run cannot go on; shown as one line, without a traceback."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        """Keep the message, and how to go on if that is known."""
        super().__init__(str(message))
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[LeafletError], tuple[Message, Message | None]]:
        """Let the error travel whole from a worker process to this one."""
        return type(self), (self.message, self.hint)


class WrongValueError(LeafletError):
    """What was typed on the command line names nothing: wrong usage, whoever finds it out."""


class ProblemsError(LeafletError):
    """The run cannot go on because of faults in the data, which are shown before the sentence.

    `sources` are the texts of files, by the names that the problems have for them.
    """

    def __init__(self, problems: Iterable[Problem], sources: Mapping[str, str]) -> None:
        """Keep the errors among the problems: what else there is stops nothing."""
        super().__init__(say("nothing was written: mend the errors first"))
        self.errors = tuple(p for p in problems if p.severity is Severity.ERROR)
        self.sources = sources


_BY_NUMBER = {
    errno.EBUSY: say("another program is using it"),
    errno.ENOSPC: say("the disk is full"),
    errno.EROFS: say("the disk is read-only"),
    errno.ETXTBSY: say("another program is using it"),
}


def _reason(error: OSError) -> Message:
    match error:
        case FileNotFoundError():
            return say("there is no such file or folder")
        case PermissionError():
            return say("you are not allowed to")
        case IsADirectoryError():
            return say("it is a folder")
        case NotADirectoryError():
            return say("a part of its path is not a folder")
        case _:
            other = Message(error.strerror or type(error).__name__)
            return _BY_NUMBER.get(error.errno or 0, other)


def cannot(error: OSError) -> Message:
    """Return the sentence for a failure of the system that concerns no file of ours."""
    return say("the run was stopped: {reason}", reason=_reason(error))


def unread(error: OSError) -> LeafletError:
    """Return the error for a file that cannot be read, where that and its name are said already."""
    return LeafletError(_reason(error))


def unreadable(path: Path, error: OSError) -> LeafletError:
    """Return the error for a file that cannot be read."""
    return LeafletError(say("{file} cannot be read: {reason}", file=path, reason=_reason(error)))


def unwritable(path: Path, error: OSError) -> LeafletError:
    """Return the error for a file that cannot be written."""
    return LeafletError(say("{file} cannot be written: {reason}", file=path, reason=_reason(error)))
