# SPDX-License-Identifier: EUPL-1.2
"""What a sound workspace must satisfy: one rule is one function, listed here by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.problems import in_order
from leaflet.rules import (
    addresses,
    comuni,
    dates,
    emails,
    hours,
    languages,
    links,
    misure,
    names,
    phones,
    rows,
    shape,
    spelling,
    texts,
    words,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from leaflet.problems import Problem
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Locale

    Rule = Callable[[Registry], Iterator[Problem]]
    DatedRule = Callable[[Registry, dt.date], Iterator[Problem]]
    FolderRule = Callable[[Registry, Path], Iterator[Problem]]
    TextRule = Callable[[Locale], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    shape.duplicate_ids,
    languages.odd_choice,
    comuni.unknown,
    comuni.in_two_ambiti,
    comuni.row_outside_its_ambito,
    comuni.town_hall_of_many,
    comuni.part_of_no_comune,
    comuni.body_without_name,
    comuni.unknown_province,
    comuni.abbreviated,
    comuni.short,
    comuni.dissolved,
    comuni.in_another_province,
    comuni.unofficial_spelling,
    rows.there_twice,
    phones.invalid,
    phones.not_an_office,
    phones.personal_mobile,
    phones.ambiguous_extension,
    phones.shared_by_two_offices,
    phones.other_format,
    phones.odd_spaces,
    phones.unusually_short,
    phones.twice_in_one_office,
    phones.of_another_place,
    hours.hours_end_first,
    hours.hours_overlap,
    hours.days_in_odd_order,
    hours.hours_at_night,
    emails.invalid,
    emails.misspelt_domain,
    emails.personal_provider,
    emails.upper_case,
    emails.twice_in_a_row,
    emails.of_two_ambiti,
    emails.of_another_comune,
    links.not_an_address,
    links.without_scheme,
    links.unencrypted,
    links.misspelt_host,
    links.with_tracking,
    links.through_a_shortener,
    links.with_a_sign_too_many,
    names.unlike_its_email,
    names.reserved_id,
    names.odd_institution,
    names.three_equal_letters,
    names.other_title,
    names.two_titles,
    names.unknown_title,
    addresses.no_street,
    addresses.in_another_ambito,
    addresses.wrong_postal_code,
    addresses.in_another_province,
    addresses.without_house_number,
    words.other_alphabet,
    words.mangled_letters,
    words.lost_letters,
    words.placeholder,
    words.without_font,
    words.in_capitals,
)
"""Rules that look at single values: they hold for any part of a registry."""

WHOLE_RULES: tuple[Rule, ...] = (
    comuni.row_reaches_nobody,
    comuni.without_a_row,
    comuni.without_a_number,
)
"""Rules about what is missing: they make sense only when no row had to be left out."""

FOLDER_RULES: tuple[FolderRule, ...] = (links.logo_that_cannot_be_shown,)
"""Rules that look at what stands beside the list, in its folder."""

DATED_RULES: tuple[DatedRule, ...] = (
    dates.in_the_future,
    dates.overdue,
    dates.long_overdue,
)
"""Rules that need to know what day it is."""

TEXT_RULES: tuple[TextRule, ...] = (
    texts.missing,
    texts.stale,
    texts.untranslated,
    texts.lost_gap,
    texts.lost_institution,
    texts.changed_contact,
    texts.latin_in_arabic,
    texts.look_alike,
    spelling.wrong_sign,
    spelling.wrong_blank,
    texts.invisible,
    texts.mangled_words,
    texts.without_font,
    texts.outside_the_glossary,
    texts.hard_to_read,
    texts.unreviewed,
)
"""Rules about the texts of one language."""


STOP_THEIR_SHEET = frozenset({"W005", "X001", "X002", "X013"})
"""Codes of errors over which a sheet is not made, and all others are."""


def check(
    registry: Registry,
    *,
    today: dt.date | None = None,
    whole: bool = True,
    folder: Path | None = None,
) -> tuple[Problem, ...]:
    """Return every problem that the rules find in a registry.

    `today` is the day to judge verification dates by, `folder` where the list lies (None: do not
    judge them); `whole` says that reading left no part out.
    """
    rules = RULES + WHOLE_RULES if whole else RULES
    found = [problem for rule in rules for problem in rule(registry)]
    if today:
        found += [problem for rule in DATED_RULES for problem in rule(registry, today)]
    if folder:
        found += [problem for rule in FOLDER_RULES for problem in rule(registry, folder)]
    return in_order(found)


SAID_RULES: tuple[TextRule, ...] = (
    texts.lost_gap,
    texts.lost_institution,
    texts.changed_contact,
    texts.latin_in_arabic,
    texts.look_alike,
    spelling.wrong_sign,
    spelling.wrong_blank,
    texts.invisible,
    texts.mangled_words,
    texts.without_font,
    texts.outside_the_glossary,
    texts.unreviewed,
)
"""Those of them for translations that need not be there: of aids and stages."""


def check_aids(registry: Registry, today: dt.date, *, whole: bool = True) -> tuple[Problem, ...]:
    """Return every problem that the rules find in the aids and stages beside a list.

    `whole` says that reading left no part out.
    """
    aids = registry.every_aid
    if aids is None:
        return ()
    rules = misure.AID_RULES + misure.WHOLE_AID_RULES if whole else misure.AID_RULES
    return in_order(problem for rule in rules for problem in rule(aids, registry, today))


def check_said(locale: Locale) -> tuple[Problem, ...]:
    """Return the problems of the translations of aids and stages in a language."""
    return in_order(problem for rule in SAID_RULES for problem in rule(locale))


def check_texts(locale: Locale) -> tuple[Problem, ...]:
    """Return every problem that the rules find in the texts of a language."""
    return in_order(problem for rule in TEXT_RULES for problem in rule(locale))
