# SPDX-License-Identifier: EUPL-1.2
"""What a PDF depends on outside the workspace: the text engine Pango, the font files, packages.

The fonts come with the program (`typefaces/`), and Fontconfig sees no others: the same list gives
the same pages on every machine. Whoever sets FONTCONFIG_FILE takes other fonts, knowingly.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import leaflet
from leaflet.system import pango

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TYPEFACES = Path(__file__).with_name("typefaces")
"""The program's own fonts, and the file that shows them to Fontconfig."""
CONFIGURATION = "FONTCONFIG_FILE"
"""The variable that names another configuration than ours."""
_KNOWS_RELATIVE = 21391
"""Fontconfig's first version to which a folder can be beside the configuration."""
STYLES = ("regular", "bold")
_IN_EVERY_FONT = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) | frozenset(
    "\n\t’“”–…€"
)
"""Signs for which no font must be opened: nearly all lists have no other."""


@functools.cache
def pango_version() -> str | None:
    """Return the version of Pango, such as 1.50.12, or None when it is not installed."""
    library = pango.load("pango")
    if library is None:
        return None
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def use_own_fonts() -> None:
    """Let Fontconfig read our configuration; to be called before anything asks it for a font."""
    if not os.environ.get(CONFIGURATION):
        library = pango.load("fontconfig")
        is_old = library is not None and library.FcGetVersion() < _KNOWS_RELATIVE
        os.environ[CONFIGURATION] = str(_absolute() if is_old else TYPEFACES / "fonts.conf")


@functools.cache
def _absolute() -> Path:
    """Return our configuration for a Fontconfig to which no folder is relative (Ubuntu 22.04)."""
    import atexit  # noqa: PLC0415  (all five on an old system alone)
    import re  # noqa: PLC0415
    import shutil  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    from xml.sax.saxutils import escape  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="leaflet-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    text = (TYPEFACES / "fonts.conf").read_text(encoding="utf-8")
    place = f"<dir>{escape(str(TYPEFACES))}</dir>"
    copy = folder / "fonts.conf"
    copy.write_text(re.sub("<dir.*</dir>", lambda _: place, text), encoding="utf-8")
    return copy


def are_own_fonts_used() -> bool:
    """Return whether nobody has set another configuration, and Fontconfig could read ours."""
    file = font_file(TEXT_FAMILIES[0], STYLES[0])
    return file is not None and file.parent == TYPEFACES


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
            yield (value.value or b"").decode(pango.ENCODING, errors="replace")
            index += 1


@functools.cache
def _fontconfig() -> _Fontconfig | None:
    use_own_fonts()
    library = pango.load("fontconfig")
    return _Fontconfig(library) if library else None


def font_file(family: str, style: str) -> Path | None:
    """Return the file of a font, or None when fontconfig would take another family for it."""
    fontconfig = _fontconfig()
    if fontconfig is None:
        return None
    families, file = fontconfig.match(f"{family}:{style}")
    return Path(file) if file and family in families else None


TEXT_FAMILIES = ("Noto Sans", "Noto Naskh Arabic")
"""The fonts in which all pages set what the list says."""


@functools.cache
def code_points_of(files: tuple[Path, ...]) -> frozenset[int]:
    """Return the code points that one of these font files, at least, can draw."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (a tenth of a second)

    signs: set[int] = set()
    for path in files:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            signs |= set(font.getBestCmap())
    return frozenset(signs)


@functools.cache
def drawable(families: tuple[str, ...]) -> frozenset[int] | None:
    """Return the code points that these families together can draw, upright and bold.

    None when one of them is not on this machine: then nobody can tell.
    """
    by_style = [[font_file(family, style) for family in families] for style in STYLES]
    if not all(file for files in by_style for file in files):
        return None
    signs = [code_points_of(tuple(file for file in files if file)) for files in by_style]
    return frozenset.intersection(*signs)


def signs_without_font(text: str, families: tuple[str, ...]) -> list[str]:
    """Return the signs of a text, once each, that none of these fonts can draw."""
    odd = sorted(set(unicodedata.normalize("NFC", text)) - _IN_EVERY_FONT)
    known = drawable(families) if odd else None
    if known is None:
        return []
    return [sign for sign in odd if ord(sign) not in known and not sign.isspace()]


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
