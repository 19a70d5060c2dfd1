# SPDX-License-Identifier: EUPL-1.2
"""What the coordinator reads: first what to do, then who confirmed, what changed, how old it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.round.addresses import recipients
from leaflet.offices.round.progress import Situation, ages, find_progress
from leaflet.offices.round.sent_log import Event
from leaflet.registry.wording import describe_phone
from leaflet.texts.messages import in_italian

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from leaflet.offices.round.opening import Round
    from leaflet.offices.round.progress import Ages, AmbitoProgress
    from leaflet.offices.round.sent_log import Entry
    from leaflet.pages.round import RoundComposer
    from leaflet.registry.model import Ambito, Contatto, Registry

UNSURE, REFUSED, PARTLY, NOBODY, UNSENT = "unsure", "refused", "partly", "nobody", "unsent"
"""What can be the matter with a letter: its fate is unknown, no address took it, some did not,
there is no address, or the others have gone out and it has not."""

_MOST_PHONES = 2


class Reach(NamedTuple):
    """Somebody to reach, and how: a phone number, or an address where there is none."""

    who: str
    how: str


@dataclass(frozen=True, slots=True)
class Office:
    """An ambito that has not confirmed: `late` days, `rows` of `all_rows` still to be confirmed.

    `letter` says what is the matter with its letter, `on` and `reason` how that came.
    """

    id: str
    nome: str
    late: int
    rows: int
    all_rows: int
    letter: str
    on: dt.date | None
    reason: str
    whom: tuple[Reach, ...]

    @property
    def is_called(self) -> bool:
        """Whether the next step is to reach somebody there."""
        return bool(self.late) or self.letter not in {"", UNSENT}

    @property
    def calls(self) -> bool:
        """Whether somebody has to do something now."""
        return bool(self.late or self.letter)


@dataclass(frozen=True, slots=True)
class Changed:
    """An ambito of which something changed, in sentences."""

    nome: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The state of a round on a day; `kept` are files in its folder that somebody changed."""

    held: Round
    today: dt.date
    offices: tuple[Office, ...]
    confirmed: tuple[str, ...]
    changed: tuple[Changed, ...]
    ages: Ages
    kept: tuple[str, ...] = ()

    @property
    def tasks(self) -> tuple[Office, ...]:
        """Offices that need somebody now: late ones first, then those whose letter went astray."""
        return tuple(office for office in self.offices if office.calls)

    @property
    def awaited(self) -> tuple[Office, ...]:
        """Offices that still have time."""
        return tuple(office for office in self.offices if not office.calls)

    @property
    def late(self) -> int:
        """How many offices are late."""
        return sum(bool(office.late) for office in self.offices)

    @property
    def longest(self) -> int:
        """How many lines the longest list has."""
        lists = (self.tasks, self.awaited, self.confirmed, self.changed)
        return max(*map(len, lists), *(len(changed.sentences) for changed in self.changed), 0)

    @property
    def changes(self) -> int:
        """How many sentences there are on what changed."""
        return sum(len(changed.sentences) for changed in self.changed)


def summarize(
    held: Round,
    registry: Registry,
    today: dt.date,
    entries: Mapping[str, Entry],
) -> Summary:
    """Return the state of a round; `entries` are those of the log of letters."""
    found = find_progress(held, registry, today)
    waiting = (s for s in found if s.situation in {Situation.LATE, Situation.MISSING})
    return Summary(
        held,
        today,
        tuple(_office(progress, held, today, entries) for progress in waiting),
        tuple(_line(s.ambito.nome) for s in found if s.situation is Situation.CONFIRMED),
        tuple(_find_changes(found)),
        ages(held.partakers(registry), today),
    )


def _office(
    progress: AmbitoProgress, held: Round, today: dt.date, entries: Mapping[str, Entry]
) -> Office:
    ambito = progress.ambito
    entry = entries.get(ambito.id)
    letter = _letter(ambito, entry, sent_any=bool(entries))
    whom = _whom(ambito, held.opened)
    return Office(
        ambito.id,
        _line(ambito.nome),
        max(0, (today - held.due).days),
        progress.rows,
        len(ambito.contatti),
        letter,
        entry.day if entry else None,
        f"{', '.join(entry.refused)}: {entry.reason}" if entry and entry.refused else "",
        tuple(reach for reach in whom if letter != REFUSED or "@" not in reach.how),
    )


def _letter(ambito: Ambito, entry: Entry | None, *, sent_any: bool) -> str:
    if entry is None or entry.event is Event.AGAIN:
        return NOBODY if not recipients(ambito) else UNSENT if sent_any else ""
    if entry.event is Event.SENT:
        return PARTLY if entry.refused else ""
    return UNSURE if entry.event is Event.SENDING else REFUSED


def _find_changes(found: Iterable[AmbitoProgress]) -> Iterator[Changed]:
    for progress in sorted(found, key=lambda progress: progress.ambito.nome):
        if progress.changes:
            sentences = tuple(_line(in_italian(change.sentence)) for change in progress.changes)
            yield Changed(_line(progress.ambito.nome), sentences)


def _whom(ambito: Ambito, opened: dt.date) -> list[Reach]:
    """Return whom to reach: the office of the ambito, or those whose rows are to be confirmed."""
    pending = [contatto for contatto in ambito.uffici() if contatto.verificato < opened]
    for rows in (ambito.di_ambito(), pending, ambito.uffici()):
        with_phone = [_reach_of(contatto) for contatto in rows if contatto.telefoni]
        if with_phone:
            return with_phone[:_MOST_PHONES]
    return [Reach("", address) for address in recipients(ambito)[:1]]


def _reach_of(contatto: Contatto) -> Reach:
    who = contatto.referente or contatto.ufficio or ", ".join(contatto.comuni)
    return Reach(_line(who), _line(describe_phone(contatto.telefoni[0])))


def _line(text: str) -> str:
    """Return the text on one line, whatever line ends a name may have in it."""
    return " ".join(text.split())


def summary_as_text(found: Summary, composer: RoundComposer) -> str:
    """Return the summary as plain text."""
    return composer.render("riepilogo.txt", **_values(found, composer))


def summary_as_markdown(found: Summary, composer: RoundComposer) -> str:
    """Return the summary as Markdown."""
    return composer.render("riepilogo.md", **_values(found, composer))


def summary_as_html(found: Summary, composer: RoundComposer, most: int | None = None) -> str:
    """Return the page that is printed; no list on it has more than `most` lines."""
    return composer.render("riepilogo.html", most=most, **_values(found, composer))


def _values(found: Summary, composer: RoundComposer) -> dict[str, object]:
    def format_office(office: Office, *, with_whom: bool = True) -> str:
        return composer.render("ufficio.txt", office=office, with_whom=with_whom).strip()

    return {"s": found, "said": format_office}
