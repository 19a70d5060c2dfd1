# SPDX-License-Identifier: EUPL-1.2
"""`leaflet changes`."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.formats import changes_json, changes_markdown, changes_text
from leaflet.cli.options import OutputOption, select
from leaflet.problems import LeafletError, Message, WrongValueError, say
from leaflet.system.clock import ROME, day_in_rome, now
from leaflet.system.files import read_bytes
from leaflet.system.workspace import Workspace, acts_beside, aids_beside, shown_name
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.archive.history import History, Succession
    from leaflet.registry.atti import ActCount
    from leaflet.registry.changes import Change
    from leaflet.registry.misure import Misure
    from leaflet.registry.model import Registry
    from leaflet.system.journal import Record

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AIDS = re.compile(rb"^(?:misure|fasi)[ \t]*:", re.MULTILINE)
"""What a file of aids has, and a list of contacts has not."""
_CODE = re.compile(r"[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}")


class Format(StrEnum):
    """How changes are written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def changes(
    context: typer.Context,
    old: Annotated[
        Path | None, typer.Argument(metavar="OLD", help=_("The registry file to start from."))
    ] = None,
    new: Annotated[
        Path | None,
        typer.Argument(metavar="NEW", help=_("Another one; default: the present list.")),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE|CODE", help=_("What changed since a day, or since a printed sheet.")
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help=_("For people (text, markdown) or programs (json)."))
    ] = Format.TEXT,
    output: OutputOption = None,
) -> None:
    """Compare two lists, or what was published at two times."""
    workspace: Workspace = context.obj
    if old and since:
        raise LeafletError(say("give either two lists, or --since, not both"))
    if old:
        title, found = _of_files(old, new, workspace.contacts)
    else:
        folder = select(context, None, output).output
        title, found = _of_history(folder, since)
        if workspace.is_chosen:
            _warn_of_unpublished(workspace, folder)
    writers = {
        Format.TEXT: changes_text,
        Format.JSON: changes_json,
        Format.MARKDOWN: changes_markdown,
    }
    typer.echo(writers[format_](translate(title), found))


def _of_files(old: Path, new: Path | None, contacts: Path) -> tuple[Message, tuple[Change, ...]]:
    """Compare two lists, files of aids or of acts: the present one is that beside the list."""
    from leaflet.registry.changes import between, between_acts, between_aids

    if old.suffix == ".csv":
        new = new or acts_beside(contacts)
        title = say("Changes from {old} to {new}", old=shown_name(old), new=shown_name(new))
        return title, between_acts(_acts(old, contacts), _acts(new, contacts))
    is_of_aids = _AIDS.search(read_bytes(old)) is not None
    new = new or (aids_beside(contacts) if is_of_aids else contacts)
    title = say("Changes from {old} to {new}", old=shown_name(old), new=shown_name(new))
    if is_of_aids:
        return title, between_aids(_aids(old), _aids(new))
    return title, between(_list(old), _list(new))


def _aids(path: Path) -> Misure:
    from leaflet.registry import reading

    name = shown_name(path)
    read = reading.read_aids(read_bytes(path), name)
    if read.problems and not (read.misure.fasi or read.misure.misure):
        raise LeafletError(say("{file} cannot be understood", file=name), read.problems[0].message)
    if read.problems:
        _warn_of_errors(name)
    return read.misure


def _acts(path: Path, contacts: Path) -> Sequence[ActCount]:
    """Return the numbers of a file of acts, as ambiti are called in the present list."""
    from leaflet.registry.atti import read_acts

    name = shown_name(path)
    read = read_acts(read_bytes(path), name, _list(contacts))
    if read.problems and not read.counts:
        raise LeafletError(say("{file} cannot be understood", file=name), read.problems[0].message)
    if read.problems:
        _warn_of_errors(name)
    return read.counts


def _warn_of_errors(name: str) -> None:
    message = say("{file} has errors: what has them is compared as if it were not there",
                  file=name)  # fmt: skip
    typer.echo(translate(message), err=True)


def _list(path: Path) -> Registry:
    from leaflet.registry import reading

    name = shown_name(path)
    read = reading.read_file(path, name)
    if read.registry is None:
        raise LeafletError(say("{file} cannot be understood", file=name), read.problems[0].message)
    if read.problems:
        _warn_of_errors(name)
    return read.registry


def _of_history(output: Path, since: str | None) -> tuple[Message, tuple[Change, ...]]:
    from leaflet.archive.history import read_history

    history = read_history(output)
    if not history.records:
        message = say("{folder} has no history yet", folder=output)
        raise LeafletError(message, say("leaflet build writes it"))
    if since is None or _DAY.fullmatch(since):
        return _since_day(history, since)
    if _CODE.fullmatch(since):
        return _since_code(history, since)
    message = say("«{value}» is neither a day nor the code of a sheet", value=since)
    raise WrongValueError(message, say("write it like 2026-11-21, or like 28UE-RGS9"))


def _warn_of_unpublished(workspace: Workspace, output: Path) -> None:
    """Name the ambiti that the list has changed and no build has seen: nothing is told of these.

    A list that is just being written, and broken, is no reason to tell nothing at all.
    """
    from leaflet.archive.changes import recorded_ambiti
    from leaflet.archive.history import read_history
    from leaflet.registry.changes import between_ambiti

    published = recorded_ambiti(read_history(output))
    try:
        listed = _list(workspace.contacts).ambiti
    except LeafletError as error:
        typer.echo(translate(error.message), err=True)
        return
    changed = dict.fromkeys(change.nome for change in between_ambiti(published, listed))
    if changed:
        message = say("changed since then in the list, on no leaflet yet: {names}",
                      names=", ".join(changed))  # fmt: skip
        typer.echo(translate(message), err=True)
        hint = say("leaflet build makes the leaflets; leaflet status says what is new on them")
        typer.echo(translate(say("help: {hint}", hint=hint)), err=True)


def _since_day(history: History, since: str | None) -> tuple[Message, tuple[Change, ...]]:
    from leaflet.archive.changes import changes_since
    from leaflet.archive.history import moment

    first = history.records[0]["on"]
    before = first
    title = say("Changes on the leaflets since the first build, {day}", day=day_in_rome(first))
    if since:
        try:
            day = dt.date.fromisoformat(since)
        except ValueError:
            raise LeafletError(say("there is no day {day}", day=since)) from None
        if day > now().date():
            raise LeafletError(say("{day} is still to come", day=since))
        if day < day_in_rome(first):
            message = say("nothing is known of the days before {day}: the history begins on it",
                          day=day_in_rome(first))  # fmt: skip
            typer.echo(translate(message), err=True)
        before = moment(dt.datetime.combine(day, dt.time(), ROME))
        title = say("Changes on the leaflets since {day}", day=since)
    return title, changes_since(history, before)


def _since_code(history: History, code: str) -> tuple[Message, tuple[Change, ...]]:
    from leaflet.archive.changes import changes_since_version

    record = history.of_code(code)
    if record is None:
        message = say("no sheet with the code {code} was made here", code=code)
        raise LeafletError(message, say("check the eight signs at the foot of the sheet"))
    after = history.succession(record["path"], record["code"])
    return _title(record, after), changes_since_version(history, record)


def _title(record: Record, after: Succession) -> Message:
    """Return whether a printed sheet is still the current one."""
    file, made = Path(record["path"]).name, day_in_rome(record["on"])
    values = {"code": record["code"], "file": file, "day": made}
    if after.is_current:
        return say("{code} ({file}, made on {day}) is current", **values)
    if not after.replaced_by:
        return say("{code} ({file}, made on {day}) is no longer published", **values)
    later = {"new": after.replaced_by, "later": day_in_rome(after.until)}
    return say("{code} ({file}, made on {day}) was replaced on {later} by {new}", **values, **later)
