# SPDX-License-Identifier: EUPL-1.2
"""How often Python looks for garbage: it makes many small things here, and nearly all are used."""

from __future__ import annotations

import gc

NEW_THINGS = 20_000
"""Things made before the newest are looked through; Python's own number is 700."""


def collect_rarely() -> None:
    """Look seldom for things that hold each other: what nothing holds goes at once, as ever.

    Measured on 64 sheets: a ninth less processor time, and 36 MB more in each process that draws.
    """
    gc.set_threshold(NEW_THINGS)


def end_quickly() -> None:
    """Take all that is there for used: Python looks through everything once more when it ends.

    What must be closed or removed is, by whoever opened it; memory goes back with the process.
    Measured on the real list: `validate` 0.16 of 0.64 seconds, `find` 0.06 of 0.38.
    """
    gc.freeze()
