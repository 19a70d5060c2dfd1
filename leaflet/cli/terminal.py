# SPDX-License-Identifier: EUPL-1.2
"""How problems look: pure functions of them."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from leaflet.problems import ProblemsError, Severity, say
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from typing import TextIO

    from leaflet.problems import LeafletError, Problem

WIDTH = 80
"""Columns of the narrowest terminal that anybody uses."""

MOST_ALIKE = 20
"""Problems of one kind that are shown of a file: nobody reads more before mending some."""

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def wants_colour(stream: TextIO) -> bool:
    """Return whether to colour what goes there: on a terminal that can, if nobody said otherwise.

    NO_COLOR and FORCE_COLOR say so for any program, `--color` for one run; the first one wins.
    """
    if os.environ.get("NO_COLOR"):
        return False
    can = stream.isatty() and os.environ.get("TERM") != "dumb"
    return can or bool(os.environ.get("FORCE_COLOR"))


def width_of(stream: TextIO) -> int:
    """Return how many columns to use: those of a narrow terminal, else eighty."""
    return min(WIDTH, shutil.get_terminal_size().columns) if stream.isatty() else WIDTH


def format_problems(
    problems: Sequence[Problem], texts: Mapping[str, str], *, colour: bool, width: int = WIDTH
) -> str:
    """Return the problems for people: place, sentence, the line with a caret, what to write.

    `texts` maps file names to their contents; no line is wider than `width` columns, but for a
    place or an address that cannot be broken. Of many problems of one kind in a file, the first are
    shown and the others counted.
    """
    lines = {name: text.split("\n") for name, text in texts.items()}
    first, more = take_first(problems, lambda problem: (problem.at.file, problem.code))
    blocks = [_block(problem, lines, colour=colour, width=width) for problem in first]
    for problem, count in more:
        left = say("{file}: {code} {count} times more; mend the first ones, then look again",
                   file=problem.at.file, code=problem.code, count=count)  # fmt: skip
        blocks.append(f"{wrap(translate(left), width, '    ')}\n")
    return "".join(f"{block}\n" for block in blocks)


def take_first(
    problems: Sequence[Problem], kind_of: Callable[[Problem], Hashable]
) -> tuple[list[Problem], list[tuple[Problem, int]]]:
    """Return the first problems of each kind, and for kinds with more one of them, and how many."""
    kinds: dict[Hashable, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(kind_of(problem), []).append(problem)
    kept = {id(problem) for some in kinds.values() for problem in some[:MOST_ALIKE]}
    first = [problem for problem in problems if id(problem) in kept]
    left = [some[MOST_ALIKE:] for some in kinds.values()]
    return first, [(some[0], len(some)) for some in left if some]


def _block(problem: Problem, lines: Mapping[str, list[str]], *, colour: bool, width: int) -> str:
    name = {"error": _("error"), "warning": _("warning"), "info": _("note")}[problem.severity]
    head = f"{problem.at}: {name} {problem.code}: {translate(problem.message)}"
    shown = wrap(head, width, "    ")
    shown = shown.replace(
        f" {name} ", f" {_paint(name, _COLOURS[problem.severity], on=colour)} ", 1
    )
    block = [shown, *_excerpt(problem, lines, width)]
    if problem.hint:
        hint = wrap(translate(say("help: {hint}", hint=problem.hint)), width - 2, "        ")
        word, colon, rest = hint.partition(":")
        block.append(f"  {_paint(word, '32', on=colour)}{colon}{rest}")
    return "\n".join(block) + "\n"


def wrap(text: str, width: int, indent: str) -> str:
    """Return the text on lines of at most `width` columns; long addresses stay whole."""
    return textwrap.fill(
        text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _paint(text: str, code: str, *, on: bool) -> str:
    return f"\x1b[1;{code}m{text}\x1b[0m" if on else text


def _excerpt(problem: Problem, lines: Mapping[str, list[str]], width: int) -> list[str]:
    """Return the line of the problem with a caret under the very characters."""
    source = lines.get(problem.at.file, [])
    if problem.at.line > len(source) or not source[problem.at.line - 1].strip():
        return []
    line, start = source[problem.at.line - 1], problem.at.column - 1
    cut = max(0, start - width)  # all on one line, a list has a million signs there
    line = "".join(_visible(char) for char in line[cut : start + problem.at.length + 2 * width])
    number = str(problem.at.line)
    start = min(start - cut, len(line))
    line, start, end = _window(line, start, start + problem.at.length, width - len(number) - 5)
    caret = " " * _width(line[:start]) + "^" * max(1, _width(line[start:end]))
    return [f"  {number} | {line}", f"  {' ' * len(number)} | {caret}"]


def _visible(char: str) -> str:
    return " " if unicodedata.category(char) in {"Cc", "Cf"} else char


def _window(line: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Return the part of a long line around start and end, and where they are in it."""
    if _width(line) <= room:
        return line, start, end
    left = max(0, min(start - room // 3, end - room + 2))
    cut = line[left + 1 :] if left else line
    shift = left or 0
    head = "…" if left else ""
    shown = head + cut
    if len(shown) > room:
        shown = shown[: room - 1] + "…"
    return shown, start - shift, min(end - shift, len(shown))


def _width(text: str) -> int:
    """Return how many terminal columns the text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def summary(problems: Sequence[Problem]) -> str:
    """Return the last line: how many of each kind there are."""
    counts = Counter(problem.severity for problem in problems)
    message = say(
        "errors: {errors}, warnings: {warnings}, notes: {notes}",
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.INFO],
    )
    return translate(message)


def show_error(error: LeafletError) -> None:
    """Say on the standard error what went wrong, and what helps; faults in the data come first."""
    if isinstance(error, ProblemsError):
        shown = format_problems(error.errors, error.sources, colour=wants_colour(sys.stderr))
        sys.stderr.write(f"{shown}\n")
    sys.stderr.write(f"leaflet: {translate(error.message)}\n")
    if error.hint:
        sys.stderr.write(translate(say("help: {hint}", hint=error.hint)) + "\n")
