# SPDX-License-Identifier: EUPL-1.2
"""What a PDF depends on outside the workspace: the text engine Pango, the font files, packages.

The fonts come with the program (`typefaces/`), and Fontconfig sees no others: the same list gives
the same pages on every machine. Whoever sets LEAFLET_FONTS takes other fonts, knowingly.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import leaflet
from leaflet.system import pango

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TYPEFACES = Path(__file__).with_name("typefaces")
"""The program's own fonts, and the file that shows them to Fontconfig."""
CONFIGURATION = "LEAFLET_FONTS"
"""The variable that names another configuration of Fontconfig than ours. Fontconfig's own is set by
other programs too, and does not count: pages would change unseen."""
_KNOWS_RELATIVE = 21391
"""Fontconfig's first version to which a folder can be beside the configuration."""
STYLES = ("regular", "bold")
_BOLD = 180
"""Fontconfig's number for what is at least half bold."""
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
    os.environ["FONTCONFIG_FILE"] = os.environ.get(CONFIGURATION) or str(_own_configuration())


def _own_configuration() -> Path:
    library = pango.load("fontconfig")
    is_old = library is not None and library.FcGetVersion() < _KNOWS_RELATIVE
    return _absolute() if is_old else TYPEFACES / "fonts.conf"


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


def is_own_configuration() -> bool:
    """Return whether nobody has named another configuration than ours."""
    return not os.environ.get(CONFIGURATION)


def are_own_fonts_used(families: Sequence[str]) -> bool:
    """Return whether each font of these families is ours, and the one that is taken."""
    files = [font_file(family, style) for family in families for style in STYLES]
    return all(file is not None and file.parent == TYPEFACES for file in files)


def own_families() -> tuple[str, ...]:
    """Return the families that come with the program."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (a tenth of a second)

    names = set()
    for path in sorted(TYPEFACES.glob("*.[ot]t[fc]")):
        with TTFont(path, fontNumber=0, lazy=True) as font:
            names.add(str(font["name"].getBestFamilyName()))
    return tuple(sorted(names))


class _Match(NamedTuple):
    """A font that Fontconfig takes: its names, its file, how bold it is (80: not, 200: bold)."""

    families: tuple[str, ...]
    file: str
    weight: int


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
        for name in ("FcPatternGetString", "FcPatternGetInteger"):
            getattr(library, name).argtypes = [
                ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p
            ]  # fmt: skip

    def match(self, name: str) -> _Match:
        """Return the font that is taken for `name`."""
        pattern = self._library.FcNameParse(name.encode())
        self._library.FcConfigSubstitute(None, pattern, 0)
        self._library.FcDefaultSubstitute(pattern)
        outcome = ctypes.c_int()
        found = self._library.FcFontMatch(None, pattern, ctypes.byref(outcome))
        self._library.FcPatternDestroy(pattern)
        if not found:
            return _Match((), "", 0)
        families = tuple(self._strings(found, b"family"))
        file = next(self._strings(found, b"file"), "")
        weight = ctypes.c_int()
        self._library.FcPatternGetInteger(found, b"weight", 0, ctypes.byref(weight))
        self._library.FcPatternDestroy(found)
        return _Match(families, file, weight.value)

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
    """Return the file of a font; None where another one would be taken for it.

    That is one of another family or weight, or one of the system's where ours cannot be read.
    """
    fontconfig = _fontconfig()
    if fontconfig is None:
        return None
    found = fontconfig.match(f"{family}:{style}")
    path = Path(found.file)
    is_it = family in found.families and (found.weight >= _BOLD) == (style == "bold")
    is_foreign = is_own_configuration() and path.parent != TYPEFACES
    return path if found.file and is_it and not is_foreign else None


COMMON_FAMILY = "Noto Sans"
"""The fonts in which all pages set what the list says, and Latin letters and digits inside every
other script."""


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
    return found | {family: _digest(family) for family in families}


def _digest(family: str) -> str:
    digest = hashlib.sha256()
    for style in STYLES:
        file = font_file(family, style)
        digest.update(file.read_bytes() if file else b"")
    return digest.hexdigest()


def fingerprint(families: tuple[str, ...]) -> str:
    """Return the digest of the program's, WeasyPrint's and Pango's versions and the font files."""
    return hashlib.sha256(repr(sorted(ingredients(families).items())).encode()).hexdigest()


def families(fonts: Sequence[str]) -> tuple[str, ...]:
    """Return the font families once each, in a fixed order: these, and that of the list's text."""
    return tuple(sorted({COMMON_FAMILY, *fonts}))
