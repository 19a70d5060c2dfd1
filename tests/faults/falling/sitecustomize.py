# SPDX-License-Identifier: EUPL-1.2
"""Ends the program with SIGKILL just before its n-th change of a file.

Python imports this by itself when the folder is on PYTHONPATH. `FALL_IN` is the folder whose
changes count, `FALL_AT` the number, `FALL_STEPS` a file that gets one byte for each change.
"""

from __future__ import annotations

import os
import signal
import sys

_FOLDER = os.environ.get("FALL_IN", "")
_AT = int(os.environ.get("FALL_AT", "0"))
_STEPS = os.environ.get("FALL_STEPS", "")
_CHANGES = {"os.rename", "os.remove"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_seen = 0


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    global _seen  # noqa: PLW0603  (a hook has no other place)
    if event == "open":
        flags = arguments[2]
        if not (isinstance(flags, int) and flags & _WRITING):
            return
    elif event not in _CHANGES:
        return
    if not str(arguments[0]).startswith(_FOLDER):
        return
    _seen += 1
    if _STEPS:
        with open(_STEPS, "ab") as file:  # noqa: PTH123  (as little as possible is loaded here)
            file.write(b".")
    if _seen == _AT:
        os.kill(os.getpid(), signal.SIGKILL)


if _FOLDER:
    sys.addaudithook(_heard)
