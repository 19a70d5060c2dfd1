# SPDX-License-Identifier: EUPL-1.2
"""From what somebody typed to a Comune and its ambito."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.registry.comuni import key_of
from leaflet.registry.gazetteer import gazetteer_of
from leaflet.registry.model import place_among
from leaflet.registry.searching import Certainty, join_words, look_up
from leaflet.system.words import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    `provincia` is its code where that is not the list's, `zona` the part of it that was meant.
    """

    comune: str
    ambito: Ambito | None
    provincia: str = ""
    zona: str = ""


def the_certain_comune(registry: Registry, typed: str, *, is_part_enough: bool = False) -> Found:
    """Return the Comune that is written there: what is served with an act cannot be a guess.

    That is its whole name, or the first words of it where no Comune near Milan or in the provinces
    around has them too; a hamlet may be one letter away from another Comune (Linate, Lainate).
    A part that the list itself names, of one Comune alone, may stand beside its Comune; without it
    where that `is_part_enough`: every city has a «Municipio 3».
    Raises LeafletError that names those it could be.
    """
    answer = look_up(gazetteer_of(registry), typed)
    nome = answer.names[0].nome if answer.names else ""
    is_named = is_part_enough or join_words(nome) in join_words(typed)
    if is_named and (zona := _listed_part(registry, typed, answer)):
        return Found(nome, _ambito_of(registry, nome), zona=zona)
    if answer.kind not in {Certainty.CERTAIN, Certainty.ELSEWHERE}:
        raise _not_one(typed, answer)
    nome, provincia = answer.names[0]
    return Found(nome, _ambito_of(registry, nome), provincia)


def _listed_part(registry: Registry, typed: str, answer: Answer) -> str:
    """Return the part of the one Comune found that was typed, as the list has it; else nothing."""
    if not answer.via or len(answer.names) != 1:
        return ""
    ambito = _ambito_of(registry, answer.names[0].nome)
    parts = (zona for row in ambito.contatti for zona in row.zone) if ambito else ()
    is_whole = join_words(answer.via) in join_words(typed)  # not its beginning
    return answer.via if is_whole and answer.via in parts else ""


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
    """The offices that serve a Comune: its own, then those for its whole ambito.

    Without a number people are told to call the switchboard of their Comune, or to go to its town
    hall: never another Comune's office. `zona` is the part of it that they live in, empty when that
    is not known: then the number of a part may be another part's. `beside` are those that help and
    are no offices.
    """

    own: tuple[Contatto, ...]
    general: tuple[Contatto, ...]
    zona: str = ""
    beside: tuple[Contatto, ...] = ()

    @property
    def rows(self) -> tuple[Contatto, ...]:
        """The offices, in the order in which people should try them: of other parts at the end."""
        return tuple(sorted(self.own + self.general, key=self._is_of_another_part))

    def _is_of_another_part(self, row: Contatto) -> bool:
        return bool(row.zone) and self.zona not in row.zone

    @property
    def has_number(self) -> bool:
        """Whether one of them can be called."""
        return any(row.telefoni for row in self.rows if not self._is_of_another_part(row))


def whom_to_call(ambito: Ambito, comune: str, zona: str = "") -> WhomToCall:
    """Return who serves a Comune of an ambito, first those of a part where one is named."""
    own = sorted(rows_of(ambito, comune), key=lambda row: zona not in row.zone)
    return WhomToCall(tuple(own), ambito.di_ambito(), zona, bodies_of(ambito, comune))


def without_number(ambito: Ambito) -> tuple[str, ...]:
    """Return the Comuni of an ambito that no number serves."""
    return tuple(name for name in ambito.comuni if not whom_to_call(ambito, name).has_number)


def comuni_to_tell(ambito: Ambito) -> tuple[str, ...]:
    """Return the Comuni without a number, but those whose own rows say so, and what to do."""
    return tuple(name for name in without_number(ambito) if not is_in_doubt(ambito, name))


def is_in_doubt(ambito: Ambito, comune: str) -> bool:
    """Return whether a row of the Comune itself reaches nobody: it says so, and what to do."""
    return any(not (row.raggiungibile or row.zone) for row in rows_of(ambito, comune))


def rows_of(ambito: Ambito, comune: str) -> tuple[Contatto, ...]:
    """Return the offices that serve a Comune by name, however it is written; its town hall last."""
    return tuple(sorted(_naming(ambito, comune, ambito.uffici()), key=place_among))


def bodies_of(ambito: Ambito, comune: str) -> tuple[Contatto, ...]:
    """Return those that help the people of a Comune and are no offices."""
    bodies = ambito.di_sostegno()
    for_all = [row for row in bodies if not (row.comuni or row.zone)]
    return (*for_all, *_naming(ambito, comune, bodies))


def _naming(ambito: Ambito, comune: str, rows: tuple[Contatto, ...]) -> Iterator[Contatto]:
    key = key_of(comune)
    return (row for row in rows if key in map(key_of, ambito.serviti(row)))


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
