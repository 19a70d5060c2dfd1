# SPDX-License-Identifier: EUPL-1.2
"""What is different between two states of the list, in sentences an office understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from leaflet.problems import Message, say
from leaflet.registry.matching import match_rows
from leaflet.registry.wording import (
    describe_hours,
    describe_phone,
    describe_place,
    describe_served,
    name_row,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from leaflet.registry.atti import ActCount
    from leaflet.registry.matching import Origin
    from leaflet.registry.misure import Fase, Misura, Misure
    from leaflet.registry.model import Ambito, Contatto, Registry

    Origins: TypeAlias = Sequence[int | None]
    """Where each row of an ambito stood before, from 0; None for a new one."""

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `row` counts from 1 in the newer list, or the older one if it left it.

    `ambito` is an id, empty for what concerns the whole list; `field` is the registry's word
    (`telefoni`, `email`, …), empty for a whole row or ambito; `kind` is added, removed or changed.
    """

    ambito: str
    nome: str
    row: int | None
    field: str
    kind: str
    old: str
    new: str
    sentence: Message


class _Value(NamedTuple):
    """One thing that people read: `name` tells it from others of the same field.

    Hours have the number that they are for; `shown` is empty for a number that has none.
    """

    field: str
    name: str
    shown: str


def between(
    old: Registry, new: Registry, *, origins: Sequence[Origin] | None = None
) -> tuple[Change, ...]:
    """Return all that differs, in the order of the new list; what left it comes last.

    `origins` tell which rows of the old list the new ones are; without them, what is likely counts.
    """
    rows = {new.ambiti[n].id: origin.rows for n, origin in enumerate(origins or ())}
    return (*_heading(old, new), *between_ambiti(old.ambiti, new.ambiti, rows))


def between_ambiti(
    old: Sequence[Ambito], new: Sequence[Ambito], rows: Mapping[str, Origins] | None = None
) -> tuple[Change, ...]:
    """Return what differs in the ambiti; those that left the list come last.

    `rows` are, by the ids of ambiti, which rows of the old list those of the new one were.
    """
    before = {ambito.id: ambito for ambito in old}
    after = {ambito.id for ambito in new}
    pairs: list[tuple[Ambito | None, Ambito | None]] = [(before.get(a.id), a) for a in new]
    pairs += [(ambito, None) for ambito in old if ambito.id not in after]
    return tuple(
        change
        for was, now in pairs
        for change in of_ambito(was, now, rows.get(now.id) if rows and now else None)
    )


def _heading(old: Registry, new: Registry) -> Iterator[Change]:
    for field, was, now in (
        ("fonte", old.fonte, new.fonte),
        ("base_url", old.base_url or "", new.base_url or ""),
        ("pubblica_atti", old.pubblica_atti or "", new.pubblica_atti or ""),
    ):
        if was != now:
            sentence = _sentence(say("the list"), field, was, now)
            yield Change("", "", None, field, _kind(was, now), was, now, sentence)


def of_ambito(
    old: Ambito | None, new: Ambito | None, rows: Origins | None = None
) -> tuple[Change, ...]:
    """Return what differs between two states of one ambito; None where it is not in the list.

    `rows` tell which rows of the old state those of the new one are.
    """
    if old is None or new is None:
        return tuple(_whole(old, new))
    return (*_names(old, new), *_rows(old, new, rows))


def between_aids(old: Misure, new: Misure) -> tuple[Change, ...]:
    """Return what differs in aids and stages, in the order of the new ones; what left comes last.

    `field` is the word that their file has, such as al.
    """
    return (
        *_records(say("aid"), old.misure, new.misure),
        *_records(say("stage of the eviction"), old.fasi, new.fasi),
    )


def between_acts(old: Iterable[ActCount], new: Iterable[ActCount]) -> tuple[Change, ...]:
    """Return what differs in numbers of acts, place by place; `field` is the kind of act."""
    before, after = ({count.key: count for count in counts} for counts in (old, new))
    found = []
    for key in sorted(before.keys() | after.keys(), key=lambda one: (str(one[1]), one)):
        period, place, atto = key
        was, now = (str(side[key].numero) if key in side else "" for side in (before, after))
        if was != now:
            name = say("{who}, {field}", who=period, field=atto)
            sentence = _sentence(say("{who}", who=place), atto, was, now, name=name)
            kind = _kind(was, now)
            found.append(Change(place.ambito, str(place), None, atto, kind, was, now, sentence))
    return tuple(found)


def _records(
    what: Message, old: Sequence[Misura | Fase], new: Sequence[Misura | Fase]
) -> Iterator[Change]:
    before = {record.id: record for record in old}
    for now in new:
        if was := before.pop(now.id, None):
            for field, a, b in _differences(list(_sayings(was)), list(_sayings(now))):
                sentence = _sentence(what, field, a.shown, b.shown, name=field)
                kind = _kind(a.shown, b.shown)
                yield Change("", now.nome, None, field, kind, a.shown, b.shown, sentence)
        else:
            sentence = say("{what} that is shown now", what=what)
            yield Change("", now.nome, None, "", ADDED, "", now.nome, sentence)
    for gone in before.values():
        sentence = say("{what} that is no longer shown", what=what)
        yield Change("", gone.nome, None, "", REMOVED, gone.nome, "", sentence)


def _sayings(record: Misura | Fase) -> Iterator[_Value]:
    """Yield all that a record of aids tells, one thing at a time."""
    for field, value in record.model_dump(mode="json", exclude_defaults=True).items():
        for one in value if isinstance(value, list) else [value]:
            yield _Value(field, "", _in_a_line(one))


def _in_a_line(value: Any) -> str:  # noqa: ANN401  (whatever JSON holds)
    if isinstance(value, dict):
        return "; ".join(_in_a_line(one) for one in value.values())
    return ", ".join(map(_in_a_line, value)) if isinstance(value, list) else str(value)


def _whole(old: Ambito | None, new: Ambito | None) -> Iterator[Change]:
    if new:
        sentence = say("new ambito {nome}", nome=new.nome)
        yield Change(new.id, new.nome, None, "", ADDED, "", new.nome, sentence)
    elif old:
        sentence = say("the ambito {nome} is no longer in the list", nome=old.nome)
        yield Change(old.id, old.nome, None, "", REMOVED, old.nome, "", sentence)


def _names(old: Ambito, new: Ambito) -> Iterator[Change]:
    was, now = list(_of_names(old)), list(_of_names(new))
    for field, a, b in _differences(
        [_Value(field, "", shown) for field, shown in was if shown],
        [_Value(field, "", shown) for field, shown in now if shown],
    ):
        sentence = _sentence(say("ambito"), field, a.shown, b.shown)
        kind = _kind(a.shown, b.shown)
        yield Change(new.id, new.nome, None, field, kind, a.shown, b.shown, sentence)


def _of_names(ambito: Ambito) -> Iterator[tuple[str, str]]:
    yield "nome", ambito.nome
    yield "ente", ambito.ente or ""
    yield "lingue", ", ".join(ambito.lingue)
    yield from (("comuni", comune) for comune in ambito.comuni)


def _rows(old: Ambito, new: Ambito, origins: Origins | None) -> Iterator[Change]:
    if origins is None:
        pairs = match_rows(old.contatti, new.contatti)
    else:
        pairs = [(i, j) for j, i in enumerate(origins) if i is not None]
    added = sorted(set(range(len(new.contatti))) - {j for _, j in pairs})
    removed = sorted(set(range(len(old.contatti))) - {i for i, _ in pairs})
    for i, j in pairs:
        was, now = old.contatti[i], new.contatti[j]
        who = name_row(was if describe_served(was) == describe_served(now) else now)
        has_several = max(len(was.telefoni), len(now.telefoni)) > 1
        for field, a, b in _differences(list(_values(was)), list(_values(now))):
            whose = b.name or a.name
            about = say("{who}, {number}", who=who, number=whose) if whose and has_several else who
            sentence = _sentence(about, field, a.shown, b.shown)
            kind = _kind(a.shown, b.shown)
            yield Change(new.id, new.nome, j + 1, field, kind, a.shown, b.shown, sentence)
    for j in added:
        shown = _summary(new.contatti[j])
        sentence = say("{who}: new contact {shown}", who=name_row(new.contatti[j]), shown=shown)
        yield Change(new.id, new.nome, j + 1, "", ADDED, "", shown, sentence)
    if [i for i, _ in pairs] != sorted(i for i, _ in pairs):
        sentence = say("the contacts are in another order")
        yield Change(new.id, new.nome, None, "contatti", CHANGED, "", "", sentence)
    for i in removed:
        shown = _summary(old.contatti[i])
        sentence = say("{who}: contact {shown} removed", who=name_row(old.contatti[i]), shown=shown)
        yield Change(new.id, new.nome, i + 1, "", REMOVED, shown, "", sentence)


def _summary(contatto: Contatto) -> str:
    """Return all that a row tells, but whose it is and when it was checked."""
    told = [v for v in _values(contatto) if v.field not in {"comuni", "zone", "verificato"}]
    return ", ".join(value.shown for value in told if value.shown)


def _values(contatto: Contatto) -> Iterator[_Value]:
    """Yield all that a row tells, one thing at a time."""
    for name in contatto.comuni:
        yield _Value("comuni", "", name)
    for name in contatto.zone:
        yield _Value("zone", "", name)
    for field in ("tipo", "ufficio", "referente", "note", "fonte"):
        if value := getattr(contatto, field):
            yield _Value(field, "", value)
    for telefono in contatto.telefoni:
        phone = describe_phone(telefono, as_written=True)
        yield _Value("telefoni", "", phone)
        yield _Value("orari", phone, describe_hours(telefono.orari))
    for address in contatto.email:
        yield _Value("email", "", address)
    for link in contatto.link:
        yield _Value("link", "", f"{link.titolo}: {link.url}" if link.titolo else link.url)
    if contatto.sede:
        yield _Value("sede", "", describe_place(contatto.sede))
    yield _Value("verificato", "", contatto.verificato.isoformat())


def _differences(
    old: Sequence[_Value], new: Sequence[_Value]
) -> Iterator[tuple[str, _Value, _Value]]:
    """Yield field, old and new value of each difference, one for one where it can be told."""
    for field in dict.fromkeys(value.field for value in (*new, *old)):
        before = [value for value in old if value.field == field]
        after = [value for value in new if value.field == field]
        for was, now in _pair_values(before, after):
            if was.shown != now.shown:
                yield field, was, now
        if before != after and sorted(before) == sorted(after):
            was, now = _in_a_row(field, before), _in_a_row(field, after)
            if was != now:
                yield field, was, now


def _in_a_row(field: str, values: Sequence[_Value]) -> _Value:
    return _Value(field, "", ", ".join(value.shown for value in values if value.shown))


def _pair_values(
    before: Sequence[_Value], after: Sequence[_Value]
) -> Iterator[tuple[_Value, _Value]]:
    """Yield the values that went and came: those of the same name together."""
    went, came = _without(before, after), _without(after, before)
    names = {value.name for value in came}
    went.sort(key=lambda value: value.name not in names)
    for was in went:
        now = next((v for v in came if v.name == was.name), None) or next(iter(came), None)
        if now:
            came.remove(now)
        yield was, now or _Value(was.field, "", "")
    for now in came:
        yield _Value(now.field, "", ""), now


def _without(values: Sequence[_Value], others: Iterable[_Value]) -> list[_Value]:
    """Return the values that the others lack; what is there twice must be there twice."""
    left = list(values)
    for other in others:
        if other in left:
            left.remove(other)
    return left


def _kind(was: str, now: str) -> str:
    return CHANGED if was and now else ADDED if now else REMOVED


def _sentence(who: Message, field: str, was: str, now: str, name: Message | str = "") -> Message:
    """Return «Settala: phone 02 9507 59245 → 02 9507 5900»; `name` is what the field is called."""
    if field == "verificato":
        return say("{who}: checked on {new}", who=who, new=now)
    name = name or field_name(field)
    match _kind(was, now):
        case "added":
            return say("{who}: {field}, added: {new}", who=who, field=name, new=now)
        case "removed":
            return say("{who}: {field}, removed: {old}", who=who, field=name, old=was)
        case _:
            return say("{who}: {field} {old} → {new}", who=who, field=name, old=was, new=now)


def field_name(field: str) -> Message:
    """Return what people call a field of the registry: phone, opening hours."""
    return {
        "id": say("id"),
        "fonte": say("source"),
        "base_url": say("address of the portal"),
        "pubblica_atti": say("numbers of acts are published"),
        "nome": say("name"),
        "ente": say("body"),
        "lingue": say("languages"),
        "comuni": say("Comune"),
        "zone": say("part of the Comune"),
        "contatti": say("contacts"),
        "tipo": say("kind of row"),
        "ufficio": say("office"),
        "referente": say("person"),
        "telefoni": say("phone"),
        "orari": say("opening hours"),
        "email": say("e-mail"),
        "link": say("web page"),
        "sede": say("address"),
        "note": say("note"),
        "verificato": say("day of the check"),
    }[field]
