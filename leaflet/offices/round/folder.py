# SPDX-License-Identifier: EUPL-1.2
"""A round's folder: its record, the letters with their workbooks, and the summary."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leaflet.offices.round.letters import letter
from leaflet.offices.round.opening import RECORD, Round, begin_round, read_round, round_as_json
from leaflet.offices.round.own_files import OwnFiles
from leaflet.offices.round.sent_log import SentLog
from leaflet.offices.round.summary import (
    summarize,
    summary_as_html,
    summary_as_markdown,
    summary_as_text,
)
from leaflet.problems import LeafletError, say
from leaflet.system.files import hold_lock, write_atomically

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from leaflet.offices.round.sent_log import Entry
    from leaflet.offices.round.summary import Summary
    from leaflet.pages.round import RoundComposer
    from leaflet.pdf.renderer import Renderer
    from leaflet.registry.model import Ambito, Registry

SUMMARY = "riepilogo"
MOST_LINES = (None, 40, 30, 24, 18, 14, 11, 8, 6, 4, 2, 1)
"""How long a list on the printed page may be: the first at which all fits on it."""


@dataclass(frozen=True, slots=True)
class RoundTools:
    """What papers are made with.

    `workbook` makes the workbook of one ambito, `renderer` what prints (asked for only when there
    is something to print).
    """

    composer: RoundComposer
    renderer: Callable[[], Renderer]
    workbook: Callable[[Ambito], bytes]


@dataclass(frozen=True, slots=True)
class RoundRequest:
    """What is asked of a round: `due` is None to go on with the one that is open.

    `chosen` are ids; empty: every ambito.
    """

    registry: Registry
    today: dt.date
    due: dt.date | None = None
    chosen: Sequence[str] = ()


def open_or_update(folder: Path, request: RoundRequest, tools: RoundTools) -> Summary:
    """Open a round in a folder, or bring the one that is open there up to date.

    Letters that went out, or may have, stay as they are, and so does what somebody changed: the
    summary names it as `kept`. Raises LeafletError when the folder has a round with another
    due day, or without one of the `chosen`, or cannot be written to.
    """
    _find_or_begin(folder, request)  # what is wrong is said before the lock makes a folder
    with hold_lock(folder):
        held = _find_or_begin(folder, request)
        if not (folder / RECORD).exists():
            write_atomically(folder / RECORD, round_as_json(held))
        to_write = _to_write(held, request, SentLog(folder).entries())
        kept = [name for a in to_write for name in _write_letter(folder, a, held.due, tools)]
        return replace(_write_summary(folder, held, request, tools), kept=tuple(kept))


def _to_write(
    held: Round, request: RoundRequest, sent_log: Mapping[str, Entry]
) -> Iterator[Ambito]:
    for ambito in held.partakers(request.registry):
        is_wanted = not request.chosen or ambito.id in request.chosen
        if is_wanted and not _is_gone(sent_log.get(ambito.id)):
            yield ambito


def refresh(folder: Path, request: RoundRequest, tools: RoundTools) -> Summary:
    """Bring the summary of an open round up to date, and nothing else."""
    held = open_round(folder)
    with hold_lock(folder):
        return _write_summary(folder, held, request, tools)


def open_round(folder: Path) -> Round:
    """Return the round of a folder; LeafletError when none was opened there."""
    held = read_round(folder)
    if held is None:
        raise _no_round(folder)
    return held


def _no_round(folder: Path) -> LeafletError:
    message = say("no round was opened in {folder}", folder=folder)
    return LeafletError(message, say("open one with --due and the day it is due"))


def _find_or_begin(folder: Path, request: RoundRequest) -> Round:
    """Return the round of a folder, or a new one; LeafletError when the call does not fit it."""
    held = read_round(folder)
    if held is None:
        if request.due is None:
            raise _no_round(folder)
        held = begin_round(request.registry, request.due, request.today, request.chosen)
    _check_same(folder, held, request)
    return held


def _check_same(folder: Path, held: Round, request: RoundRequest) -> None:
    if request.due not in {None, held.due}:
        values = {"folder": folder, "day": held.due}
        message = say("the round in {folder} is open already, and due on {day}", **values)
        raise LeafletError(message, say("give another folder with -o to open a new round"))
    others = [name for name in request.chosen if held.chosen and name not in held.chosen]
    if others:
        values = {"folder": folder, "id": others[0]}
        message = say("«{id}» is not in the round of {folder}", **values)
        raise LeafletError(message, say("give another folder with -o to open a new round"))


def _is_gone(entry: Entry | None) -> bool:
    """Return whether a letter has left, or may have."""
    return entry is not None and entry.has_left


def _write_letter(folder: Path, ambito: Ambito, due: dt.date, tools: RoundTools) -> Iterator[str]:
    """Write workbook and letter; yield the names of those that somebody changed."""
    workbook = tools.workbook(ambito)
    data = letter(ambito, due, workbook, tools.composer)  # None: it has no address any more
    own_files = OwnFiles(folder)
    for name, wanted in ((f"{ambito.id}.xlsx", workbook), (f"{ambito.id}.eml", data)):
        if not own_files.put(name, wanted):
            yield name


def _write_summary(folder: Path, held: Round, request: RoundRequest, tools: RoundTools) -> Summary:
    entries = SentLog(folder).entries()
    found = summarize(held, request.registry, request.today, entries)
    texts = {
        ".txt": summary_as_text(found, tools.composer),
        ".md": summary_as_markdown(found, tools.composer),
    }
    for suffix, text in texts.items():
        write_atomically(folder / f"{SUMMARY}{suffix}", text.encode())
    write_atomically(folder / f"{SUMMARY}.pdf", print_summary(found, tools))
    return found


def print_summary(found: Summary, tools: RoundTools) -> bytes:
    """Return the summary as a PDF of one page; what is left out of a long list is counted on it."""
    from leaflet.pdf.renderer import DoesNotFitError  # noqa: PLC0415  (half a second)

    renderer = tools.renderer()
    for most in MOST_LINES:
        if most and most >= found.longest:
            continue  # shortens nothing
        try:
            return renderer.pdf((summary_as_html(found, tools.composer, most),))
        except DoesNotFitError:
            continue
    raise LeafletError(say("the summary does not fit on one page"))
