# SPDX-License-Identifier: EUPL-1.2
"""Rules about the hours at which an office answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.model import GIORNI
from leaflet.registry.wording import describe_hours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.problems import Message
    from leaflet.registry.model import Orario, Registry
    from leaflet.registry.record import Path

_NIGHT = ("00:30", "06:00")
"""Whoever begins between these hours has most likely written those of the afternoon."""
_NOON = 12
"""Hours of a clock with hands."""


def _openings(registry: Registry) -> Iterator[tuple[Path, tuple[Orario, ...]]]:
    for path, _, contatto in registry.rows():
        for i, telefono in enumerate(contatto.telefoni):
            if telefono.orari:
                yield (*path, "telefoni", i, "orari"), telefono.orari


def hours_end_first(registry: Registry) -> Iterator[Problem]:
    """T009: opening hours end before they begin.

    Mostly the end is an hour of the afternoon: 4:30 is 16:30.

    Wrong::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "14:30", alle: "04:30"}]

    Right::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "14:30", alle: "16:30"}]
    """
    for path, orari in _openings(registry):
        for i, orario in enumerate(orari):
            if orario.alle <= orario.dalle:
                place = registry.at(*path, i, "alle")
                message = say("hours from {dalle} to {alle} end before they begin",
                              dalle=orario.dalle, alle=orario.alle)  # fmt: skip
                hint = say("write hours of the afternoon as {example}", example="16:30")
                yield Problem("T009", Severity.ERROR, place, message, hint)


def hours_overlap(registry: Registry) -> Iterator[Problem]:
    """T012: a number has the same hours twice, or hours that overlap.

    Nobody can tell which of the two is right. Mostly one was meant for another day, or a line was
    copied and not changed.

    Wrong::

        telefoni:
          - numero: "02 9512 0286"
            orari:
              - {giorni: lun-ven, dalle: "09:00", alle: "12:30"}
              - {giorni: mar, dalle: "11:00", alle: "16:00"}

    Right::

        telefoni:
          - numero: "02 9512 0286"
            orari:
              - {giorni: lun-ven, dalle: "09:00", alle: "12:30"}
              - {giorni: mar, dalle: "14:00", alle: "16:00"}
    """
    for path, orari in _openings(registry):
        for later, earlier in sorted(_find_overlaps(orari).items()):
            message = say("the hours {first} and {second} overlap",
                          first=describe_hours([orari[earlier]]),
                          second=describe_hours([orari[later]]))  # fmt: skip
            hint = say("write each hour of a day once")
            place = registry.at(*path, later, "dalle")
            yield Problem("T012", Severity.WARNING, place, message, hint)


def _find_overlaps(orari: Sequence[Orario]) -> Mapping[int, int]:
    """Return which hours overlap with which before them, by their numbers."""
    spans = sorted(
        (day, orario.dalle, orario.alle, number)
        for number, orario in enumerate(orari)
        for day in set(_days(orario))
    )
    found: dict[int, int] = {}
    longest = (-1, "", -1)
    for day, start, end, number in spans:
        if longest[0] == day and start < longest[1]:
            found.setdefault(max(number, longest[2]), min(number, longest[2]))
        longest = max(longest, (day, end, number))
    return found


def _days(orario: Orario) -> list[int]:
    """Return the days, Monday being 0, as often as they are written: ven-lun runs over Sunday."""
    week = len(GIORNI)
    return [
        day % week
        for first, last in orario.periodi()
        for day in range(first, (last if first <= last else last + week) + 1)
    ]


def days_in_odd_order(registry: Registry) -> Iterator[Problem]:
    """T013: the days of opening hours are not in order, or a day is there twice.

    «ven-lun» says Friday to Monday, and mostly «lun-ven» was meant; of «lun, lun» one was meant to
    be another day. Where only the order is unusual, `--fix` mends it.

    Wrong::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: ven-lun, dalle: "09:00", alle: "12:30"}]

    Right::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "09:00", alle: "12:30"}]
    """
    for path, orari in _openings(registry):
        for i, orario in enumerate(orari):
            spans = orario.giorni.split(", ")
            right = ", ".join(sorted(spans, key=lambda span: GIORNI.index(span[:3])))
            doubt = _doubt_about(orario)
            if doubt or right != orario.giorni:
                message = say("the days «{days}» are not in order", days=orario.giorni)
                fix = None if doubt else right
                hint = doubt or say("write «{name}»", name=right)
                place = registry.at(*path, i, "giorni")
                yield Problem("T013", Severity.WARNING, place, message, hint, fix=fix)


def _doubt_about(orario: Orario) -> Message | None:
    """Return what to ask about days that may be others; None when only their order can be odd."""
    days = _days(orario)
    for span in orario.giorni.split(", "):
        first, _, last = span.partition("-")
        if last and GIORNI.index(first) > GIORNI.index(last):
            meant = ", ".join(GIORNI[day] for day in sorted(set(days)))
            return say("write «{span}», or each day if they are right: {days}",
                       span=f"{last}-{first}", days=meant)  # fmt: skip
        if first == last:
            return say("a day is there twice: write the one that was meant")
    twice = len(set(days)) < len(days)
    return say("a day is there twice: write the one that was meant") if twice else None


def hours_at_night(registry: Registry) -> Iterator[Problem]:
    """T014: an office opens in the night.

    Mostly these are hours of the afternoon, as on a clock with hands: 2:00 is 14:00.

    Wrong::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "02:00", alle: "05:00"}]

    Right::

        telefoni:
          - numero: "02 9512 0286"
            orari: [{giorni: lun-ven, dalle: "14:00", alle: "17:00"}]
    """
    for path, orari in _openings(registry):
        for i, orario in enumerate(orari):
            if _NIGHT[0] <= orario.dalle <= _NIGHT[1]:
                hour, _, minutes = orario.dalle.partition(":")
                message = say("{hour} is an hour of the night", hour=orario.dalle)
                hint = say("write hours of the afternoon as {example}",
                           example=f"{int(hour) + _NOON}:{minutes}")  # fmt: skip
                place = registry.at(*path, i, "dalle")
                yield Problem("T014", Severity.WARNING, place, message, hint)
