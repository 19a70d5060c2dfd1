# SPDX-License-Identifier: EUPL-1.2
"""What a PDF depends on outside the workspace: the text engine Pango, the font files, packages."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import leaflet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PANGO_NAMES = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
_FONTCONFIG_NAMES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")
STYLES = ("regular", "bold")


def _load_library(names: Sequence[str]) -> ctypes.CDLL | None:
    """Return the first of these libraries that the machine has."""
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


@functools.cache
def pango_version() -> str | None:
    """Return the version of Pango, such as 1.50.12, or None when it is not installed."""
    library = _load_library(_PANGO_NAMES)
    if library is None:
        return None
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


class _Fontconfig:
    """The few calls of fontconfig that tell which file it takes for a font.

    In this process, since starting its program fc-match for each font costs a tenth of a second.
    """

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        for name in ("FcNameParse", "FcFontMatch"):
            getattr(library, name).restype = ctypes.c_void_p
        for name in ("FcDefaultSubstitute", "FcPatternDestroy"):
            getattr(library, name).argtypes = [ctypes.c_void_p]
        library.FcConfigSubstitute.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
        library.FcFontMatch.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
        library.FcPatternGetString.argtypes = [
            ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p
        ]  # fmt: skip

    def match(self, name: str) -> tuple[list[str], str]:
        """Return the families and the file of the font that is taken for `name`."""
        pattern = self._library.FcNameParse(name.encode())
        self._library.FcConfigSubstitute(None, pattern, 0)
        self._library.FcDefaultSubstitute(pattern)
        outcome = ctypes.c_int()
        found = self._library.FcFontMatch(None, pattern, ctypes.byref(outcome))
        self._library.FcPatternDestroy(pattern)
        if not found:
            return [], ""
        families = list(self._strings(found, b"family"))
        file = next(self._strings(found, b"file"), "")
        self._library.FcPatternDestroy(found)
        return families, file

    def _strings(self, pattern: int, key: bytes) -> Iterator[str]:
        value = ctypes.c_char_p()
        index = 0
        while not self._library.FcPatternGetString(pattern, key, index, ctypes.byref(value)):
            yield (value.value or b"").decode(errors="replace")
            index += 1


@functools.cache
def _fontconfig() -> _Fontconfig | None:
    library = _load_library(_FONTCONFIG_NAMES)
    return _Fontconfig(library) if library else None


def font_file(family: str, style: str) -> Path | None:
    """Return the file of a font, or None when fontconfig would take another family for it."""
    fontconfig = _fontconfig()
    if fontconfig is None:
        return None
    families, file = fontconfig.match(f"{family}:{style}")
    return Path(file) if file and family in families else None


@functools.cache
def packages() -> Mapping[str, str]:
    """Return the installed Python packages, name in lower case → version.

    Read off the names of their folders: importlib.metadata takes as long as the whole no-op build.
    """
    found: dict[str, str] = {}
    for folder in reversed(sys.path):  # what comes first is what is imported
        for path in Path(folder).glob("*.dist-info"):
            name, _, version = path.name.removesuffix(".dist-info").partition("-")
            found[name.lower()] = version
    return found


@functools.cache
def ingredients(families: tuple[str, ...]) -> Mapping[str, str]:
    """Return what a PDF is made of beside its workspace: name → version, or digest of a font."""
    found = {
        "leaflet": leaflet.__version__,
        "WeasyPrint": packages().get("weasyprint", ""),
        "Pango": pango_version() or "",
    }
    for family in families:
        digest = hashlib.sha256()
        for style in STYLES:
            file = font_file(family, style)
            digest.update(file.read_bytes() if file else b"")
        found[family] = digest.hexdigest()
    return found


def fingerprint(families: tuple[str, ...]) -> str:
    """Return the digest of the program's, WeasyPrint's and Pango's versions and the font files."""
    return hashlib.sha256(repr(sorted(ingredients(families).items())).encode()).hexdigest()


def families(fonts: Sequence[str]) -> tuple[str, ...]:
    """Return the font families once each, in a fixed order."""
    return tuple(sorted(set(fonts)))
