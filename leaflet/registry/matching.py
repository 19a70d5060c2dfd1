# SPDX-License-Identifier: EUPL-1.2
"""Which row is this one, after an edit?

Who changes a list knows, and says so: an `Origin` for each ambito. Of two states that somebody
else wrote, `match_rows` tells what is likely. Values inside a row have no name and no number:
`align_values` pairs those that have most in common.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from leaflet.registry.model import Contatto, Registry

    Plain: TypeAlias = "str | Sequence[Plain] | Mapping[str, Plain] | None"

_LIKENESS = 0.2
"""Two values that share less than this part of what they say are not the same one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an ambito of a new list stood in the old one, and where each of its rows did there.

    Counted from 0; None for what is new.
    """

    ambito: int | None
    rows: Sequence[int | None]


def origins_of(registry: Registry) -> list[Origin]:
    """Return the origins in a list that nobody has changed yet: everything is where it was."""
    return [
        Origin(number, tuple(range(len(ambito.contatti))))
        for number, ambito in enumerate(registry.ambiti)
    ]


def match_lists(old: Registry, new: Registry) -> list[Origin]:
    """Return the likely origins of a list that somebody else wrote: ambiti by id, then their rows.

    Every ambito and every row of the old list is the origin of one of the new list at most.
    """
    left = dict(enumerate(old.ambiti))
    origins = []
    for ambito in new.ambiti:
        number = next((i for i, was in left.items() if was.id == ambito.id), None)
        was = left.pop(number).contatti if number is not None else ()
        before = {j: i for i, j in match_rows(was, ambito.contatti)}
        origins.append(Origin(number, [before.get(j) for j in range(len(ambito.contatti))]))
    return origins


def match_rows(old: Sequence[Contatto], new: Sequence[Contatto]) -> list[tuple[int, int]]:
    """Return which row became which, in the order of the new ones; the surest pairs come first.

    Rows that are in no pair came or went.
    """
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[int, int]] = []
    for are_one in _SAME:
        for j, now in list(right.items()):
            same = (i for i, was in left.items() if was.tipo == now.tipo and are_one(was, now))
            i = next(same, None)
            if i is not None:
                pairs.append((i, j))
                del left[i], right[j]
    return sorted(pairs, key=lambda pair: pair[1])


def share_contact(a: Contatto, b: Contatto) -> bool:
    """Return whether two rows have a phone number or an e-mail address in common."""
    numbers = {telefono.numero for telefono in a.telefoni}
    return bool({t.numero for t in b.telefoni} & numbers or set(a.email) & set(b.email))


def have_same_names(a: Contatto, b: Contatto) -> bool:
    """Return whether two rows are called the same: Comuni, parts, kind, office and person."""
    of_a, of_b = ((*_whom(row), row.tipo, row.ufficio, row.referente) for row in (a, b))
    return of_a == of_b


def _whom(row: Contatto) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return row.comuni, row.zone


def is_one_body(a: Contatto, b: Contatto) -> bool:
    """Return whether two rows are one organisation that helps besides, in any two ambiti."""
    return not (a.is_office or b.is_office) and fold(a.ufficio or "") == fold(b.ufficio or "")


def can_be_one_office(a: Contatto, b: Contatto) -> bool:
    """Return whether two states can be of one office: same Comuni, and something to know it by."""
    if a.tipo != b.tipo:
        return False
    if _whom(a) != _whom(b):
        return share_contact(a, b) and a.referente == b.referente
    if a.is_office and (a.comuni or a.zone):
        return True
    is_named = bool(a.ufficio) and a.ufficio == b.ufficio
    return is_named or (bool(a.referente) and a.referente == b.referente) or share_contact(a, b)


def can_be_corrected(a: Contatto, b: Contatto) -> bool:
    """Return whether one is the other, corrected: unless they have two names."""
    return can_be_one_office(a, b) and (not (a.ufficio and b.ufficio) or a.ufficio == b.ufficio)


_SAME: tuple[Callable[[Contatto, Contatto], bool], ...] = (
    lambda a, b: a == b,
    have_same_names,
    lambda a, b: _whom(a) == _whom(b) and bool(a.ufficio) and a.ufficio == b.ufficio,
    lambda a, b: _whom(a) == _whom(b) and bool(a.referente) and a.referente == b.referente,
    lambda a, b: _whom(a) == _whom(b) and share_contact(a, b),
    lambda a, b: _whom(a) == _whom(b) and a.is_office,
    lambda a, b: bool(a.ufficio) and (a.ufficio, a.referente) == (b.ufficio, b.referente),
    share_contact,
)
"""When two rows are the same office: from certain to likely."""


Pair: TypeAlias = "tuple[int | None, int | None]"
"""Places of an item in the old and in the new list: (old, None) went, (None, new) came."""


def align_rows(origins: Sequence[int | None], count: int) -> list[Pair]:
    """Return the pairs of `count` old items and the new ones with these origins, in order.

    An item that was moved up, before others of the old list, goes and comes.
    """
    pairs: list[Pair] = []
    next_old = 0
    for new, old in enumerate(origins):
        if old is None or old < next_old:
            pairs.append((None, new))
        else:
            pairs += [(gone, None) for gone in range(next_old, old)]
            pairs.append((old, new))
            next_old = old + 1
    return [*pairs, *((gone, None) for gone in range(next_old, count))]


def align_values(old: Sequence[Plain], new: Sequence[Plain]) -> list[Pair]:
    """Return the pairs of values inside a row, in order: those that have most in common.

    What came takes the place of what went from there, one for one.
    """
    start = _count_same(old, new)
    end = _count_same(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    middle = _pair_best([_leaves(item) for item in before], [_leaves(item) for item in after])
    shifted = [
        (None if a is None else a + start, None if b is None else b + start)
        for a, b in _join_neighbours(middle)
    ]
    tail = [(len(old) - k, len(new) - k) for k in range(end, 0, -1)]
    return [*((i, i) for i in range(start)), *shifted, *tail]


def _join_neighbours(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Let what came take the place of what went from there."""
    for is_match, some in itertools.groupby(pairs, key=lambda pair: None not in pair):
        group = list(some)
        if is_match:
            yield from group
        else:
            went = [a for a, _ in group if a is not None]
            came = [b for _, b in group if b is not None]
            yield from itertools.zip_longest(went, came)


def _count_same(old: Sequence[Plain], new: Sequence[Plain]) -> int:
    """Return how many items are the same at the beginning."""
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    return sum(1 for _ in same)


def _pair_best(old: Sequence[frozenset[str]], new: Sequence[frozenset[str]]) -> list[Pair]:
    """Return the pairing in which items have most in common, without changing their order."""
    rows, columns = len(old), len(new)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            alike = _likeness(old[i], new[j])
            together = alike + best[i + 1][j + 1] if alike > _LIKENESS else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    return list(_walk(old, new, best))


def _walk(
    old: Sequence[frozenset[str]], new: Sequence[frozenset[str]], best: list[list[float]]
) -> Iterator[Pair]:
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new):
            alike = _likeness(old[i], new[j])
            if alike > _LIKENESS and best[i][j] == alike + best[i + 1][j + 1]:
                yield i, j
                i, j = i + 1, j + 1
                continue
        if j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1


@functools.lru_cache(maxsize=100_000)
def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(len(a | b), 1)


def _leaves(value: Plain, key: str = "") -> frozenset[str]:
    """Return what tells a value from others: every key and text in it."""
    if isinstance(value, str) or value is None:
        return frozenset({f"{key}={value}"})
    pairs = value.items() if hasattr(value, "items") else ((key, item) for item in value)
    return frozenset().union(*(_leaves(item, name) for name, item in pairs))
