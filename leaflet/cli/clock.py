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


def day_of(typed: str) -> dt.date:
    """Return the day that was typed; raises LeafletError when it is none."""
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        message = say("«{value}» is not a day: write it like 2026-11-21", value=typed)
        raise LeafletError(message) from None
