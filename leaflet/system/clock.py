# SPDX-License-Identifier: EUPL-1.2
"""What day it is: offices and courts count days by their own clock."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from leaflet.problems import WrongValueError, say

ROME = ZoneInfo("Europe/Rome")


def now() -> dt.datetime:
    """Return this moment in Rome."""
    return dt.datetime.now(tz=ROME)


def day_of(value: str) -> dt.date:
    """Return the day that somebody typed; WrongValueError offers how to write it instead."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        example = as_iso(value) or "2026-11-21"
        message = say("«{value}» is not a day: write it like {example}",
                      value=value, example=example)  # fmt: skip
        raise WrongValueError(message) from None


def day_in_rome(moment: str) -> dt.date:
    """Return the day in Rome of a moment in ISO's words; a day alone stays itself."""
    at = _read_moment(moment)
    return (at.astimezone(ROME) if at.tzinfo else at).date()


def is_moment(value: object) -> bool:
    """Return whether this is a day or a moment in ISO's words, as records have it."""
    try:
        return isinstance(value, str) and bool(_read_moment(value))
    except ValueError:
        return False


def _read_moment(text: str) -> dt.datetime:
    """Return the moment, of a year or a month alone the first; ValueError when it is none."""
    return dt.datetime.fromisoformat(text + "0000-01-01"[len(text) :])


def as_iso(value: object) -> str | None:
    """Return a day written the Italian way as the registry wants it: 24/1/2023 → 2023-01-24."""
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", str(value))
    return f"{match[3]}-{match[2]:>02}-{match[1]:>02}" if match else None
