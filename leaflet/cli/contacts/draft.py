# SPDX-License-Identifier: EUPL-1.2
"""A change of the list, from reading it to writing it: what all commands that write do."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from leaflet.cli.clock import now
from leaflet.cli.context import known_ambito, shown_name
from leaflet.cli.language import _, in_italian, translated
from leaflet.cli.present import as_text, wants_colour
from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from leaflet.keeping import Listed
    from leaflet.problems import Message, Problem
    from leaflet.registry.answers import Row
    from leaflet.registry.model import Ambito, Registry
    from leaflet.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Draft:
    """The list as it is, and `wanted`, what it is to say: mappings, lists and strings."""

    listed: Listed
    wanted: dict[str, Any]

    def rows(self, ambito: str) -> list[Row]:
        """Return the rows of an ambito, to be changed in place; raises LeafletError."""
        known = known_ambito(self.listed.registry, ambito)
        position = self.listed.registry.ambiti.index(known)
        rows: list[Row] = self.wanted["ambiti"][position]["contatti"]
        return rows

    def registry(self) -> Registry:
        """Return what the list would be; raises LeafletError when a value has a wrong shape."""
        from leaflet.registry.editing import as_registry

        return as_registry(self.listed.data, self.wanted)

    def faults(self) -> tuple[Problem, ...]:
        """Return the errors that this change would bring into the list."""
        from leaflet.keeping import new_errors

        return new_errors(self.listed.registry, self.registry(), now().date())


def begun(workspace: Workspace) -> Draft:
    """Read the list of a workspace to change it."""
    from leaflet.keeping import opened
    from leaflet.registry.editing import plain

    listed = opened(workspace.contacts, shown_name(workspace.contacts))
    return Draft(listed, plain(listed.registry))


def position(ambito: Ambito, comune: str, row: int) -> int:
    """Return which row is meant, by the number people count or the Comune it serves.

    Raises LeafletError when that is none, or more than one.
    """
    from leaflet.registry.comuni import folded

    found = [
        number
        for number, contatto in enumerate(ambito.contatti, start=1)
        if (not row or number == row)
        and (not comune or folded(comune) in map(folded, contatto.comuni))
    ]
    if len(found) == 1:
        return found[0] - 1
    hint = say(
        "«leaflet contacts list {id}» shows the numbers: choose one with --row", id=ambito.id
    )
    if found:
        raise LeafletError(
            say("{nome} has {count} such rows", nome=ambito.nome, count=len(found)), hint
        )
    raise LeafletError(say("{nome} has no such row", nome=ambito.nome), hint)


def finish(draft: Draft, words: Message, *, asks: bool = False) -> None:
    """Check the change, show it, write it, and say what it touches.

    Raises LeafletError, with nothing written, when it would bring an error into the list.
    """
    from leaflet.keeping import keep
    from leaflet.registry.changes import between

    after = draft.registry()
    changes = between(draft.listed.registry, after)
    if not changes:
        typer.echo(translated(say("nothing changes: the list says that already")))
        return
    if faults := draft.faults():
        typer.echo(as_text(faults, {}, colour=wants_colour(sys.stderr)), nl=False, err=True)
        raise LeafletError(say("nothing was written: mend this first"))
    for change in changes:
        typer.echo(f"{change.nome}: {translated(change.sentence)}")
    if asks and not typer.confirm(_("Write this into the list?")):
        raise LeafletError(say("nothing was written"))
    backup = keep(draft.listed, after, in_italian(words), now())
    touched = ", ".join(dict.fromkeys(change.nome for change in changes))
    typer.echo(translated(say("written; the old list is {file}", file=shown_name(backup))))
    typer.echo(translated(say("leaflets to make again: {names}; leaflet build", names=touched)))
