# SPDX-License-Identifier: EUPL-1.2
"""A change of the list on its way: rows are put in, changed and taken out, and stay known."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from leaflet.offices import commit
from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.registry.atti import read_acts
from leaflet.registry.comuni import key_of, official
from leaflet.registry.finding import home_of, known_ambito, the_certain_comune
from leaflet.registry.matching import Origin, origins_of
from leaflet.registry.model import SOSTEGNO
from leaflet.registry.reading import read_aids
from leaflet.registry.writing import as_registry, plain
from leaflet.system.files import read_bytes_if_there
from leaflet.system.words import fold, nearest
from leaflet.system.workspace import acts_beside, aids_beside, shown_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from leaflet.offices.commit import Fault, OpenList
    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Registry
    from leaflet.registry.record import Path as ValuePath
    from leaflet.registry.typed import TypedRow


class RowPlace(NamedTuple):
    """Where a row of a draft stands: the number of its ambito and its own there, from 0."""

    ambito: int
    row: int

    @property
    def path(self) -> ValuePath:
        """The same, as problems name it."""
        return ("ambiti", self.ambito, "contatti", self.row)


@dataclass(frozen=True, slots=True)
class Draft:
    """The list as it is, and `wanted`, what it is to say: mappings, lists and strings.

    `origins` tell which rows of the list those of `wanted` are.
    """

    listed: OpenList
    wanted: dict[str, Any]
    origins: list[Origin]

    def __getitem__(self, place: RowPlace) -> TypedRow:
        """Return a row as it is to be."""
        row: TypedRow = self.wanted["ambiti"][place.ambito]["contatti"][place.row]
        return row

    def __setitem__(self, place: RowPlace, row: TypedRow) -> None:
        """Let a row say something else; it stays the same row."""
        self.wanted["ambiti"][place.ambito]["contatti"][place.row] = row

    def places(self, ambito: str) -> list[RowPlace]:
        """Return where the rows of an ambito stand; LeafletError when there is no such ambito."""
        known = known_ambito(self.listed.registry, ambito)
        number = self.listed.registry.ambiti.index(known)
        return [RowPlace(number, row) for row in range(len(self.origins[number].rows))]

    def find_row(self, ambito: str, comune: str | None, row: int | None) -> RowPlace:
        """Return the one row that is meant, by the number people count or the Comune it serves.

        Raises LeafletError when that is none, or more than one.
        """
        known = known_ambito(self.listed.registry, ambito)
        keys = {key_of(comune or "")}
        with contextlib.suppress(LeafletError):
            keys.add(key_of(the_certain_comune(self.listed.registry, comune or "").comune))
        found = [
            place
            for place in self.places(ambito)
            if (row is None or place.row + 1 == row)
            and (comune is None or not keys.isdisjoint(map(key_of, self[place].get("comuni", []))))
        ]
        if len(found) == 1:
            return found[0]
        numbers = say(
            "«leaflet contacts list {id}» shows the numbers: choose one with --row", id=known.id
        )
        if found:
            message = say("such rows in {nome}: {count}", nome=known.nome, count=len(found))
            raise WrongValueError(message, numbers)
        meant = _suggest_comune(self.listed.registry, known, comune or "")
        raise WrongValueError(say("{nome} has no such row", nome=known.nome), meant or numbers)

    def choose_rows(self, ambito: str, comune: str | None, row: int | None) -> list[RowPlace]:
        """Return the one row that is meant; all of the ambito when neither is given (None)."""
        is_every = comune is None and row is None
        return self.places(ambito) if is_every else [self.find_row(ambito, comune, row)]

    def add_row(self, ambito: str, row: TypedRow) -> RowPlace:
        """Put a new row at the end of an ambito, and return where it stands."""
        last = self.places(ambito)[-1]
        self.wanted["ambiti"][last.ambito]["contatti"].append(row)
        self._set_origins(last.ambito, [*self.origins[last.ambito].rows, None])
        return RowPlace(last.ambito, last.row + 1)

    def remove_row(self, place: RowPlace) -> None:
        """Take a row out; raises LeafletError when it is the only one of its ambito."""
        ambito = self.wanted["ambiti"][place.ambito]
        if len(ambito["contatti"]) == 1:
            message = say("this is the only row of {nome}: an ambito has at least one",
                          nome=ambito["nome"])  # fmt: skip
            raise LeafletError(message, say("add another row first"))
        del ambito["contatti"][place.row]
        rows = self.origins[place.ambito].rows
        self._set_origins(place.ambito, [*rows[: place.row], *rows[place.row + 1 :]])

    def add_ambito(self, ambito: dict[str, Any]) -> RowPlace:
        """Put a new ambito at the end, and return where its first row stands."""
        self.wanted["ambiti"].append(ambito)
        self.origins.append(Origin(None, [None] * len(ambito["contatti"])))
        return RowPlace(len(self.origins) - 1, 0)

    def set_ambito(self, ambito: str, values: Mapping[str, Any]) -> str:
        """Let an ambito have another `id`, `nome`, `ente` or `lingue`; return the id it had.

        An empty value takes away what was there. Raises LeafletError when there is no such ambito,
        or aids are for it by the id that it is to lose.
        """
        number = self.places(ambito)[0].ambito
        record = self.wanted["ambiti"][number]
        before = str(record["id"])
        if values.get("id", before) != before:
            _refuse_known_by_aids(self.listed.path, before)
            _refuse_known_by_acts(self.listed.path, self.listed.registry, before)
        record.update(values)
        for key in [key for key, value in values.items() if not value]:
            del record[key]
        return before

    def bring_comune(self, ambito: str, comune: str) -> None:
        """Put a Comune into an ambito, out of the one where it is now, with the rows for it alone.

        Of rows that serve others too it is taken off. Raises LeafletError when there is no such
        ambito, or such a row is the only one of its ambito.
        """
        to = self.places(ambito)[0].ambito
        name = next((found.nome for found in official().find_active(comune)), comune)
        rows = self._take_comune(name, but_of={to})
        record = self.wanted["ambiti"][to]
        if key_of(name) not in map(key_of, record["comuni"]):
            record["comuni"].append(name)
        for row in rows:
            self.add_row(record["id"], row)

    def drop_comune(self, ambito: str, comune: str) -> None:
        """Take a Comune, and the rows for it alone, out of an ambito.

        Raises LeafletError when there is no such ambito, or it has no such Comune.
        """
        known = known_ambito(self.listed.registry, ambito)
        if key_of(comune) not in map(key_of, known.comuni):
            meant = _suggest_comune(self.listed.registry, known, comune)
            message = say("{nome} has no Comune {comune}", nome=known.nome, comune=comune)
            raise WrongValueError(message, meant)
        others = {number for number, one in enumerate(self.listed.registry.ambiti) if one != known}
        self._take_comune(comune, but_of=others)

    def _take_comune(self, comune: str, but_of: set[int]) -> list[TypedRow]:
        """Take a Comune out of all ambiti but some, and return the rows that served it alone."""
        key = key_of(comune)
        taken: list[TypedRow] = []
        for number, record in enumerate(self.wanted["ambiti"]):
            if number in but_of or key not in map(key_of, record["comuni"]):
                continue
            record["comuni"] = [name for name in record["comuni"] if key_of(name) != key]
            for row in reversed(range(len(record["contatti"]))):
                served = record["contatti"][row].get("comuni", [])
                left = [name for name in served if key_of(name) != key]
                if served and not left:
                    taken.insert(0, record["contatti"][row])
                    self.remove_row(RowPlace(number, row))
                elif left != served:
                    record["contatti"][row]["comuni"] = left
        return taken

    def _set_origins(self, ambito: int, rows: Sequence[int | None]) -> None:
        self.origins[ambito] = Origin(self.origins[ambito].ambito, rows)

    def confirm(self, places: Sequence[RowPlace], day: dt.date, *, is_older_fine: bool) -> None:
        """Let rows say that they were checked on this day.

        Raises LeafletError, unless that is fine, when one was checked later: that would get lost.
        """
        days = [self[place]["verificato"] for place in places]
        later = [known for known in days if known > day.isoformat()]
        if later and not is_older_fine:
            values = {"rows": len(later), "latest": max(later), "day": day}
            message = say("rows checked after {day}: {rows}, the last on {latest}", **values)
            hint = say("choose the others with --row, or write the older day with --yes")
            raise LeafletError(message, hint)
        for place in places:
            self[place]["verificato"] = day.isoformat()

    def same_comuni(self, place: RowPlace) -> list[RowPlace]:
        """Return the other rows for the very Comuni and parts of this one.

        There are none for the whole ambito. Offices are told of offices alone.
        """
        served = _served_by(self[place])
        count = len(self.origins[place.ambito].rows)
        others = (RowPlace(place.ambito, row) for row in range(count) if row != place.row)
        is_named = any(self[place].get(key) for key in ("comuni", "zone"))
        return [other for other in others if is_named and _served_by(self[other]) == served]

    def registry(self) -> Registry:
        """Return what the list would be; raises LeafletError when a value has a wrong shape."""
        return as_registry(self.listed.data, self.wanted, self.origins)

    def find_faults(self, today: dt.date) -> tuple[Fault, ...]:
        """Return the problems that this change would bring into the list."""
        return commit.find_faults(self.listed, self.wanted, self.origins, today)

    def errors(self, today: dt.date) -> list[Fault]:
        """Return those of them with which the list must not be written."""
        return [fault for fault in self.find_faults(today) if fault.is_error]


def begin_draft(path: Path, name: str) -> Draft:
    """Read the list to change it; `name` is what messages call its file."""
    listed = commit.open_list(path, name)
    return Draft(listed, plain(listed.registry), origins_of(listed.registry))


def _refuse_known_by_aids(contacts: Path, identifier: str) -> None:
    """Raise LeafletError when aids are for an ambito by its id: they would be for nobody."""
    path = aids_beside(contacts)
    misure = read_aids(read_bytes_if_there(path) or b"", shown_name(path)).misure.misure
    named = [misura.id for misura in misure if identifier in misura.ambiti]
    if named:
        message = say("{file}: aids are for «{id}» by this id: {ids}", file=shown_name(path),
                      id=identifier, ids=", ".join(named))  # fmt: skip
        raise LeafletError(message, say("write there first for which Comuni they are"))


def _refuse_known_by_acts(contacts: Path, registry: Registry, identifier: str) -> None:
    """Raise LeafletError when acts are counted for an ambito by its id: nobody would know whose."""
    path = acts_beside(contacts)
    counts = read_acts(read_bytes_if_there(path) or b"", shown_name(path), registry).counts
    if any(count.place.ambito == identifier for count in counts):
        message = say("{file}: acts are counted for «{id}» by this id", file=shown_name(path),
                      id=identifier)  # fmt: skip
        raise LeafletError(message, say("keep it: people read the name, not the id"))


def _served_by(row: TypedRow) -> tuple[object, ...]:
    comuni, zone = (sorted(map(fold, row.get(key, []))) for key in ("comuni", "zone"))
    return comuni, zone, row.get("tipo") == SOSTEGNO


def _suggest_comune(registry: Registry, ambito: Ambito, comune: str) -> Message | None:
    """Return which Comune the user may have meant, or whose it is; None when it is this one's."""
    if not comune or fold(comune) in map(fold, ambito.comuni):
        return None
    meant = nearest(comune, ambito.comuni)
    return say("did you mean {id}?", id=meant) if meant else home_of(registry, comune)
