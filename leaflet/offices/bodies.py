# SPDX-License-Identifier: EUPL-1.2
"""Organisations that help and are no offices: one says the same in every ambito that it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.offices.draft import RowPlace
from leaflet.problems import LeafletError, say
from leaflet.registry.model import MUNICIPIO, SOSTEGNO
from leaflet.registry.typed import apply_answers
from leaflet.registry.wording import read_office
from leaflet.system.words import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.draft import Draft
    from leaflet.registry.typed import TypedRow


def write_body(
    draft: Draft,
    nome: str,
    answers: Mapping[str, Sequence[str]],
    ambiti: Sequence[str],
    today: dt.date,
) -> list[RowPlace]:
    """Let an organisation say this in the ambiti named, and return where its rows stand.

    Without any, that is where it is already, or everywhere when it is new. Where it was not yet, it
    says what it says elsewhere, of the same day. Raises LeafletError when there is no such ambito,
    or when a table of offices would read the name as the town hall.
    """
    kind, nome = read_office(nome)
    if kind == MUNICIPIO:
        message = say("that is the town hall of a Comune, not an organisation")
        raise LeafletError(message, say("write what the organisation is called"))
    known = list(_rows_of_body(draft, nome))
    new: TypedRow = {"tipo": SOSTEGNO, "ufficio": nome, "verificato": today.isoformat()}
    if known:
        new = {key: value for key, value in draft[known[0]].items() if key not in _OF_ONE_AMBITO}
    every = [str(ambito["id"]) for ambito in draft.wanted["ambiti"]]
    chosen = ambiti or ([] if known else every)
    numbers = {draft.places(ambito)[0].ambito: ambito for ambito in chosen}
    written = [place for place in known if not ambiti or place.ambito in numbers]
    for place in written:
        draft[place] = apply_answers(draft[place], answers)
    there = {place.ambito for place in written}
    missing = [ambito for number, ambito in numbers.items() if number not in there]
    return written + [draft.add_row(ambito, apply_answers(new, answers)) for ambito in missing]


_OF_ONE_AMBITO = frozenset({"comuni", "zone"})
"""What the row of an organisation says for its own ambito alone."""


def _rows_of_body(draft: Draft, nome: str) -> Iterator[RowPlace]:
    for i, ambito in enumerate(draft.wanted["ambiti"]):
        for j, row in enumerate(ambito["contatti"]):
            if row.get("tipo") == SOSTEGNO and fold(row.get("ufficio", "")) == fold(nome):
                yield RowPlace(i, j)
