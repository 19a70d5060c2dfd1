# SPDX-License-Identifier: EUPL-1.2
"""What day it is: offices and courts count days by their own clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from leaflet.problems import LeafletError, say

ROME = ZoneInfo("Europe/Rome")


def now() -> dt.datetime:
    """Return this moment in Rome."""
    return dt.datetime.now(tz=ROME)


def day_of(value: str) -> dt.date:
    """Return the day that somebody typed; LeafletError offers how to write it instead."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        from leaflet.registry.reading import as_iso

        example = as_iso(value) or "2026-11-21"
        message = say("«{value}» is not a day: write it like {example}",
                      value=value, example=example)  # fmt: skip
        raise LeafletError(message) from None
