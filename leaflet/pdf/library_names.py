# SPDX-License-Identifier: EUPL-1.2
"""Finds Pango's libraries by the names of their files alone.

WeasyPrint tries several names for each library, and for those that are no file names cffi starts
ldconfig, gcc and ld: half a second in every process. On Linux the loader finds by itself the file
names that WeasyPrint tries last.
"""

from __future__ import annotations

import ctypes.util
import re
import sys

_TRIED = re.compile(
    r"(?:lib)?(?:gobject-2\.0|pango-1\.0|pangoft2-1\.0|harfbuzz|fontconfig)(?:[-.].*)?"
)
"""The names in `weasyprint.text.ffi`; one that the loader does not find is not there."""


def skip_search() -> None:
    """Let nobody search for WeasyPrint's other names; every other library is found as ever."""
    search = ctypes.util.find_library

    def find_library(name: str) -> str | None:
        return None if _TRIED.fullmatch(name) else search(name)

    if sys.platform == "linux":
        ctypes.util.find_library = find_library
