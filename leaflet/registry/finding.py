# SPDX-License-Identifier: EUPL-1.2
"""From what somebody typed to a Comune and its ambito."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.registry.comuni import key_of
from leaflet.registry.gazetteer import gazetteer_of
from leaflet.registry.searching import Certainty, look_up
from leaflet.system.words import fold, nearest

if TYPE_CHECKING:
    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Contatto, Registry
    from leaflet.registry.searching import Answer

_MOST = 8
"""Names that are proposed at most."""


class UnknownComuneError(LeafletError):
    """What was typed is like no Comune at all: it may be anything."""


@dataclass(frozen=True, slots=True)
class Found:
    """One Comune; `ambito` is None when no signatory ambito has it.

    `provincia` is its code where that is not the list's.
    """

    comune: str
    ambito: Ambito | None
    provincia: str = ""


def the_certain_comune(registry: Registry, typed: str) -> Found:
    """Return the Comune that is written there: what is served with an act cannot be a guess.

    That is its whole name, or the first words of it where no Comune near Milan or in the provinces
    around has them too; a hamlet may be one letter away from another Comune (Linate, Lainate).
    Raises LeafletError that names those it could be.
    """
    answer = look_up(gazetteer_of(registry), typed)
    if answer.kind not in {Certainty.CERTAIN, Certainty.ELSEWHERE}:
        raise _not_one(typed, answer)
    nome, provincia = answer.names[0]
    return Found(nome, _ambito_of(registry, nome), provincia)


def _not_one(typed: str, answer: Answer) -> LeafletError:
    names = ", ".join(map(str, answer.names[:_MOST]))
    if len(answer.names) > 1:
        message = say("«{name}» can be more than one Comune", name=typed)
        return LeafletError(message, say("write one of: {names}", names=names))
    message = say("no Comune is called «{name}»", name=typed)
    if not names:
        return UnknownComuneError(message)
    return LeafletError(message, say("did you mean {name}?", name=names))


def _ambito_of(registry: Registry, comune: str) -> Ambito | None:
    key = key_of(comune)
    for ambito in registry.ambiti:
        if any(key_of(name) == key for name in ambito.comuni):
            return ambito
    return None


class WhomToCall(NamedTuple):
    """The rows that serve a Comune: its own, then those for its whole ambito.

    Without a number people are told to call the switchboard of their Comune, or to go to its town
    hall: never another Comune's office.
    """

    own: tuple[Contatto, ...]
    general: tuple[Contatto, ...]

    @property
    def rows(self) -> tuple[Contatto, ...]:
        """All of them, in the order in which people should try them."""
        return self.own + self.general

    @property
    def has_number(self) -> bool:
        """Whether one of them can be called."""
        return any(row.telefoni for row in self.rows)


def whom_to_call(ambito: Ambito, comune: str) -> WhomToCall:
    """Return who serves a Comune of an ambito."""
    return WhomToCall(rows_of(ambito, comune), ambito.di_ambito())


def without_number(ambito: Ambito) -> tuple[str, ...]:
    """Return the Comuni of an ambito that no number serves."""
    return tuple(name for name in ambito.comuni if not whom_to_call(ambito, name).has_number)


def comuni_to_tell(ambito: Ambito) -> tuple[str, ...]:
    """Return the Comuni without a number, but those whose own rows say so, and what to do."""
    return tuple(name for name in without_number(ambito) if not is_in_doubt(ambito, name))


def is_in_doubt(ambito: Ambito, comune: str) -> bool:
    """Return whether a row of the Comune itself reaches nobody: it says so, and what to do."""
    return any(not row.raggiungibile for row in rows_of(ambito, comune))


def rows_of(ambito: Ambito, comune: str) -> tuple[Contatto, ...]:
    """Return the rows that serve a Comune by name, however it is written; its town hall last."""
    key = key_of(comune)
    rows = [row for row in ambito.contatti if key in map(key_of, row.comuni)]
    return tuple(sorted(rows, key=lambda row: row.tipo or ""))


def known_ambito(registry: Registry, typed: str) -> Ambito:
    """Return the ambito of this id or name; raises LeafletError that says which may be meant."""
    key = fold(typed)
    for ambito in registry.ambiti:
        if key in {fold(ambito.id), fold(ambito.nome)}:
            return ambito
    message = say("there is no ambito «{id}»", id=typed)
    raise WrongValueError(message, _which_ambito(registry, typed))


def _which_ambito(registry: Registry, typed: str) -> Message:
    """Return whose Comune was typed in the place of an ambito, or what is written like it."""
    if home := home_of(registry, typed):
        return home
    near = nearest(typed, [ambito.id for ambito in registry.ambiti], cutoff=0.6)
    return say("did you mean {id}?", id=near) if near else say("leaflet contacts list shows them")


def home_of(registry: Registry, comune: str) -> Message | None:
    """Return «Settala is in the ambito melzo», None when no ambito has such a Comune."""
    for ambito in registry.ambiti:
        for name in ambito.comuni:
            if key_of(name) == key_of(comune):
                return say("{comune} is in the ambito {id}", comune=name, id=ambito.id)
    return None
