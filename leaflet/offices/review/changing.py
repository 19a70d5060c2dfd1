# SPDX-License-Identifier: EUPL-1.2
"""Reviews and corrections, checked as they would be printed, and written: all of them or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.commit import commit_text, last_change_on, undo
from leaflet.offices.review.answers import Verdict
from leaflet.offices.workbook.headings import error
from leaflet.problems import LeafletError, say, stops_a_build
from leaflet.rules import check_said, check_texts
from leaflet.system.files import write_atomically
from leaflet.texts.catalogues import AIDS_DOMAIN
from leaflet.texts.review import Rewording, edit_catalogue, make_review

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from leaflet.offices.commit import Undone
    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.problems import Problem
    from leaflet.texts.catalogues import CatalogueEntry, Locale


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence that is signed: `old` is what it said, `new` what it says now, maybe the same."""

    domain: str
    source: str
    old: str
    new: str


class _File(NamedTuple):
    path: Path
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """Catalogues before and after, which sentences are signed, and what is wrong with those."""

    files: tuple[_File, ...]
    wordings: tuple[Wording, ...]
    problems: tuple[Problem, ...]

    def commit(self, words: str, moment: dt.datetime) -> list[Path]:
        """Write the catalogues, and return where the old ones are kept.

        Raises LeafletError, with nothing changed, when there is an error among the problems, or
        somebody else changed a file meanwhile.
        """
        if stops_a_build(self.problems):
            raise LeafletError(say("nothing was written: mend this first"))
        backups: list[Path] = []
        for number, file in enumerate(self.files):
            try:
                if not file.path.exists():  # it was the program's own until now
                    write_atomically(file.path, file.before)
                backups.append(commit_text(file.path, file.before, file.after, words, moment))
            except LeafletError:
                for done in self.files[:number]:
                    undo(done.path, moment)
                raise
        return backups


def change_review(
    opened: OpenLanguage, verdicts: Sequence[Verdict], reviewer: str, day: dt.date
) -> ReviewChange:
    """Return what the catalogues say when these sentences are signed by somebody.

    What the same person has signed already is no change. Raises LeafletError when that is no name,
    or a catalogue cannot be edited.
    """
    wanted: dict[str, dict[str, Rewording]] = {}
    wordings = []
    for verdict in verdicts:
        entry = verdict.entry
        review = make_review(reviewer, day, entry.source, verdict.translation)
        is_new = verdict.translation != entry.translation or not entry.is_reviewed
        if is_new or entry.review is None or entry.review.name != review.name:
            rewording = Rewording(verdict.translation, review)
            wanted.setdefault(verdict.domain, {})[entry.source] = rewording
            wordings.append(
                Wording(verdict.domain, entry.source, entry.translation, verdict.translation)
            )
    files = []
    for domain, entries in wanted.items():
        before = opened.read(domain)
        files.append(_File(opened.path(domain), before, edit_catalogue(before, entries)))
    problems = [*_find_wrong(opened, verdicts), *_find_overfull(opened, verdicts)]
    return ReviewChange(tuple(files), tuple(wordings), tuple(problems))


def _find_wrong(opened: OpenLanguage, verdicts: Sequence[Verdict]) -> list[Problem]:
    """Return what the rules of texts say of the sentences, at the cells that have them."""
    places = {verdict.at for verdict in verdicts}
    found: list[Problem] = []
    for domain, locale in opened.domains.items():
        after = replace(locale, entries=_entries_after(locale, domain, verdicts))
        check = check_said if domain == AIDS_DOMAIN else check_texts
        found += [problem for problem in check(after) if problem.at in places]
    return found


def _entries_after(
    locale: Locale, domain: str, verdicts: Sequence[Verdict]
) -> tuple[CatalogueEntry, ...]:
    """Return the entries as they are to be, those of verdicts with the place of their cell."""
    said = {one.entry.source: one for one in verdicts if one.domain == domain}
    return tuple(
        replace(entry, translation=one.translation, stale=False, at=one.at)
        if (one := said.get(entry.source))
        else entry
        for entry in locale.entries
    )


def _find_overfull(opened: OpenLanguage, verdicts: Sequence[Verdict]) -> Iterator[Problem]:
    """Yield that a real page that had room has none for what is corrected on it."""
    new = [one for one in verdicts if one.translation != one.entry.translation]
    if not new:
        return
    from leaflet.offices.review.places import full_pages  # noqa: PLC0415  (WeasyPrint: half a second)

    numbers = {one.entry.source: number for number, one in enumerate(new, 1)}
    after = [
        entry
        for domain, locale in opened.domains.items()
        for entry in _entries_after(locale, domain, verdicts)
    ]
    full = full_pages(opened, after, numbers)
    old = [entry for _, entry in opened.entries()]
    before = full_pages(opened, old, numbers, full.keys()) if full else {}
    for page in (page for kind, page in full.items() if kind not in before):
        cells = [new[number - 1] for number in sorted(page.seen - {0})]
        growth = max(cells, key=lambda one: len(one.translation) - len(one.entry.translation))
        names = ", ".join(one.at.file for one in cells)
        message = say("the page «{page}» has no room for what is corrected on it: {cells}",
                      page=page.name, cells=names)  # fmt: skip
        hint = say("say it in fewer letters: before, they were {count}",
                   count=len(growth.entry.translation))  # fmt: skip
        yield error(growth.at, message, hint)


def present_translations(opened: OpenLanguage, domains: Sequence[str]) -> list[Verdict]:
    """Return every translation that is there and not yet signed, as if a reader had signed it."""
    return [
        Verdict(domain, entry, entry.translation, entry.at)
        for domain, entry in opened.entries()
        if domain in domains and entry.translation and not entry.stale and not entry.is_reviewed
    ]


def undo_review(opened: OpenLanguage, moment: dt.datetime) -> Undone:
    """Take back the last change of a language, in all catalogues that it was made in.

    Raises LeafletError when there is none, or a catalogue was changed otherwise since.
    """
    own = [path for domain in opened.domains if (path := opened.path(domain)).is_file()]
    days = {path: last_change_on(path) for path in own}
    last = max(days.values(), default="")
    if not last:
        raise LeafletError(say("there is no change to undo"))
    undone = [undo(path, moment) for path, day in days.items() if day == last]
    return undone[0]
