# SPDX-License-Identifier: EUPL-1.2
"""A change of the list, from reading it to writing it: what all commands that write do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from leaflet.cli.contacts.places import shown
from leaflet.cli.prompts import confirmed
from leaflet.problems import LeafletError, say
from leaflet.system.clock import now
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import _, in_italian, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.offices.commit import Fault, Listed
    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Path, Registry
    from leaflet.registry.typed import Row
    from leaflet.system.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Draft:
    """The list as it is, and `wanted`, what it is to say: mappings, lists and strings."""

    listed: Listed
    wanted: dict[str, Any]

    def rows(self, ambito: str) -> list[Row]:
        """Return the rows of an ambito, to be changed in place; raises LeafletError."""
        from leaflet.registry.finding import known_ambito

        known = known_ambito(self.listed.registry, ambito)
        position = self.listed.registry.ambiti.index(known)
        rows: list[Row] = self.wanted["ambiti"][position]["contatti"]
        return rows

    def registry(self) -> Registry:
        """Return what the list would be; raises LeafletError when a value has a wrong shape."""
        from leaflet.registry.writing import as_registry

        return as_registry(self.listed.data, self.wanted)

    def faults(self) -> tuple[Fault, ...]:
        """Return the problems that this change would bring into the list."""
        from leaflet.offices.commit import faults

        return faults(self.listed, self.wanted, now().date())

    def errors(self) -> list[Fault]:
        """Return those of them with which the list must not be written."""
        return [fault for fault in self.faults() if fault.is_error]

    def path(self, rows: list[Row], index: int) -> Path:
        """Return where a row stands, of the rows of one ambito."""
        ambiti = self.wanted["ambiti"]
        found = next(i for i, ambito in enumerate(ambiti) if ambito["contatti"] is rows)
        return ("ambiti", found, "contatti", index)


def begun(workspace: Workspace) -> Draft:
    """Read the list of a workspace to change it."""
    from leaflet.offices.commit import opened
    from leaflet.registry.writing import plain

    listed = opened(workspace.contacts, shown_name(workspace.contacts))
    return Draft(listed, plain(listed.registry))


def position(registry: Registry, typed: str, comune: str, row: int) -> int:
    """Return which row of an ambito is meant, by the number people count or the Comune it serves.

    Raises LeafletError when that is none, or more than one.
    """
    from leaflet.registry.finding import known_ambito
    from leaflet.system.words import folded

    ambito = known_ambito(registry, typed)
    found = [
        number
        for number, contatto in enumerate(ambito.contatti, start=1)
        if (not row or number == row)
        and (not comune or folded(comune) in map(folded, contatto.comuni))
    ]
    if len(found) == 1:
        return found[0] - 1
    numbers = say(
        "«leaflet contacts list {id}» shows the numbers: choose one with --row", id=ambito.id
    )
    if found:
        raise LeafletError(
            say("such rows in {nome}: {count}", nome=ambito.nome, count=len(found)), numbers
        )
    meant = _meant(registry, ambito, comune)
    raise LeafletError(say("{nome} has no such row", nome=ambito.nome), meant or numbers)


def _meant(registry: Registry, ambito: Ambito, comune: str) -> Message | None:
    """Return which Comune the user may have meant, or whose it is; None when it is this one's."""
    from leaflet.registry.finding import home_of
    from leaflet.system.words import folded, nearest

    if not comune or folded(comune) in map(folded, ambito.comuni):
        return None
    meant = nearest(comune, ambito.comuni)
    return say("did you mean {id}?", id=meant) if meant else home_of(registry, comune)


def refuse(draft: Draft, errors: Sequence[Fault]) -> None:
    """Show the errors of a change and raise LeafletError; do nothing when there are none."""
    if errors:
        typer.echo(shown(errors, draft.wanted), err=True)
        raise LeafletError(say("nothing was written: mend this first"))


def finish(draft: Draft, words: Message, *, asks: bool = False) -> None:
    """Check the change, show it, write it, and say what it touches.

    Raises LeafletError, with nothing written, when it would bring an error into the list.
    """
    from leaflet.offices.commit import keep
    from leaflet.registry.changes import between

    faults = draft.faults()
    refuse(draft, [fault for fault in faults if fault.is_error])
    after = draft.registry()
    changes = between(draft.listed.registry, after)
    if not changes:
        typer.echo(translated(say("nothing changes: the list says that already")))
        return
    for change in changes:
        typer.echo(f"{change.nome}: {translated(change.sentence)}")
    if faults:
        typer.echo(shown(faults, draft.wanted), err=True)
    if asks and not confirmed(_("Write this into the list?"), say("--yes writes without asking")):
        raise LeafletError(say("nothing was written"))
    backup = keep(draft.listed, after, in_italian(words), now())
    touched = ", ".join(dict.fromkeys(change.nome for change in changes))
    typer.echo(translated(say("written; the old list is {file}", file=shown_name(backup))))
    typer.echo(translated(say("leaflets to make again: {names}; leaflet build", names=touched)))
