# SPDX-License-Identifier: EUPL-1.2
"""What day it is: offices and courts count days by their own clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def now() -> dt.datetime:
    """Return this moment in Rome."""
    return dt.datetime.now(tz=ROME)
