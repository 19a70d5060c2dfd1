# SPDX-License-Identifier: EUPL-1.2
"""`leaflet aids`: the aids people can ask for, listed, shown, confirmed and changed."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.options import FormatOption, OutputFormat
from leaflet.cli.results import must_be_there, tell_redone, tell_undone
from leaflet.cli.terminal import format_problems, wants_colour
from leaflet.problems import WrongValueError, say
from leaflet.system.clock import day_of, now
from leaflet.system.workspace import Workspace, aids_beside, shown_name
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from leaflet.offices.aids import AidChange, OpenAids
    from leaflet.problems import Message
    from leaflet.registry.misure import Misura

AIDS_ARE_MISSING = say("put it back, for example from contacts/backups; how it is made: "
                       "docs/aiuti.md")  # fmt: skip
"""What to do without a file of aids."""
AidArgument = Annotated[str, typer.Argument(metavar="ID", help=_("Id of an aid."))]


def _open(workspace: Workspace) -> OpenAids:
    from leaflet.offices.aids import open_aids
    from leaflet.rules.checked import read_sound_registry

    path = _file(workspace)
    return open_aids(path, shown_name(path), read_sound_registry(workspace.contacts))


def _file(workspace: Workspace) -> Path:
    return must_be_there(aids_beside(workspace.contacts), AIDS_ARE_MISSING)


def list_aids(context: typer.Context, format_: FormatOption = OutputFormat.TEXT) -> None:
    """Print one line an aid: its id, until when, and for which Comuni."""
    opened = _open(context.obj)
    if format_ is OutputFormat.JSON:
        shown = [_as_json(misura) for misura in opened.misure.misure]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    today = now().date()
    for misura in opened.misure.misure:
        until = misura.al.isoformat() if misura.al else (misura.fino_a or "-")
        closed = _("not yet open") if misura.is_to_come(today) else _("expired")
        state = [] if misura.is_open(today) else [closed]
        where = ", ".join((*misura.comuni, *misura.ambiti)) or _("everywhere")
        typer.echo("  ".join([f"{misura.id:<36} {until:<11}", where, *state]))


def _as_json(misura: Misura) -> dict[str, object]:
    return misura.model_dump(mode="json", exclude_defaults=True)


def show_aid(context: typer.Context, identifier: AidArgument) -> None:
    """Print all that the file says of an aid."""
    misura = _open(context.obj).find(identifier)
    for key, value in misura.model_dump(mode="json", exclude_defaults=True).items():
        for line in _lines(key, value):
            typer.echo(line)


def _lines(key: str, value: object, indent: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        yield f"{indent}{key}"
        for inner, child in value.items():
            yield from _lines(inner, child, f"{indent}   ")
    elif isinstance(value, list):
        yield f"{indent}{key}"
        for child in value:
            if isinstance(child, dict):
                text = ", ".join(f"{inner}: {_short(one)}" for inner, one in child.items())
                yield f"{indent}   - {text}"
            else:
                yield f"{indent}   - {child}"
    else:
        yield f"{indent}{key:<12} {value}"


def _short(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def confirm_aid(
    context: typer.Context,
    identifier: AidArgument,
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("The day of the check, if not today."))
    ] = "",
) -> None:
    """Write down that the body was asked, and that all of it is right."""
    checked_on = day_of(day) if day else now().date()
    values = {"verificato": checked_on.isoformat()}
    _change(context.obj, identifier, values, say("aid {id} confirmed", id=identifier))


def set_aid(
    context: typer.Context,
    identifier: AidArgument,
    dal: Annotated[
        str | None, typer.Option("--dal", metavar="DATE", help=_("First day to ask for it."))
    ] = None,
    al: Annotated[
        str | None, typer.Option("--al", metavar="DATE", help=_("Last day to ask for it."))
    ] = None,
    fino_a: Annotated[
        str | None,
        typer.Option("--fino-a", metavar="TEXT", help=_("Until when, where there is no last day.")),
    ] = None,
    ricontrolla: Annotated[
        str | None,
        typer.Option("--ricontrolla", metavar="DATE", help=_("Day on which to ask again.")),
    ] = None,
    nome: Annotated[
        str | None, typer.Option("--nome", metavar="TEXT", help=_("Name, as citizens know it."))
    ] = None,
    ente: Annotated[
        str | None, typer.Option("--ente", metavar="TEXT", help=_("The body that offers it."))
    ] = None,
    fonte: Annotated[
        str | None, typer.Option("--fonte", metavar="TEXT", help=_("The document it comes from."))
    ] = None,
) -> None:
    """Change an aid; an empty value ("") takes away what is there."""
    given = {"dal": dal, "al": al, "fino_a": fino_a, "ricontrolla": ricontrolla,
             "nome": nome, "ente": ente, "fonte": fonte}  # fmt: skip
    values = {key: value for key, value in given.items() if value is not None}
    if not values:
        raise WrongValueError(say("nothing is to be changed: give an option, such as --al"))
    _change(context.obj, identifier, values, say("aid {id} changed", id=identifier))


def _change(
    workspace: Workspace, identifier: str, values: Mapping[str, str], words: Message
) -> None:
    from leaflet.offices.aids import change_aids

    opened = _open(workspace)
    change = change_aids(opened, {identifier: values}, now().date())
    texts = {opened.name: change.data.decode("utf-8-sig")}
    shown = format_problems(change.problems, texts, colour=wants_colour(sys.stderr))
    typer.echo(shown, nl=False, err=True)
    if not change.said:
        typer.echo(translate(say("nothing changes: the file says that already")))
        return
    backup = change.commit(in_italian(words), now())
    show_aid_changes(change)
    typer.echo(translate(say("written; the old file is {file}", file=shown_name(backup))))


def show_aid_changes(change: AidChange) -> None:
    """Print what differs: morosita-incolpevole-milano: al: 2026-12-31 → 2027-06-30."""
    for one in change.said:
        typer.echo(f"{one.identifier}: {one.key}: {one.old or '-'} → {one.new or '-'}")


def undo_aids(context: typer.Context) -> None:
    """Take back the last change of the aids; again, the one before it."""
    from leaflet.offices.commit import undo

    tell_undone(undo(_file(context.obj), now()))


def redo_aids(context: typer.Context) -> None:
    """Make a change of the aids again that was taken back."""
    from leaflet.offices.commit import redo

    tell_redone(redo(_file(context.obj), now()))


COMMANDS = (
    ("list", list_aids, _("List the aids, expired ones too.")),
    ("show", show_aid, _("Show all that is said of an aid.")),
    ("set", set_aid, _("Change days, name, body or source of an aid.")),
    ("confirm", confirm_aid, _("Write down that an aid was checked today.")),
    ("undo", undo_aids, _("Take back the last change of the aids.")),
    ("redo", redo_aids, _("Make a change again that was taken back.")),
)
LOOKING = frozenset({"list", "show"})
"""Commands that leave the file as it is."""
