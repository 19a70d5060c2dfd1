# SPDX-License-Identifier: EUPL-1.2
"""Whether this machine can make the leaflets, and how to mend what is missing."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import Message, say
from leaflet.system.fonts import STYLES, code_points_of, font_file, pango_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from leaflet.texts.catalogues import Locale

OLDEST_PYTHON = (3, 11)
OLDEST_PANGO = (1, 44)
"""WeasyPrint's own lower bound."""
COMMON_FONT = "Noto Sans"
"""The family of Latin letters and digits inside every other script."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `remedies` says what to do on each system when it failed."""

    subject: Message
    healthy: bool
    remedies: tuple[tuple[str, str], ...] = ()


_PYTHON_REMEDIES = (
    ("Debian, Ubuntu", "sudo apt install python3 python3-venv"),
    ("macOS", "brew install python"),
    ("Windows", "winget install Python.Python.3.12"),
)
_PANGO_REMEDIES = (
    ("Debian, Ubuntu", "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    ("macOS", "brew install pango"),
    ("Windows", "MSYS2: pacman -S mingw-w64-x86_64-pango"),
)
_FONT_REMEDIES = (
    ("Debian, Ubuntu", "sudo apt install fonts-noto-core fontconfig"),
    ("macOS", "brew install fontconfig font-noto-sans font-noto-naskh-arabic"),
    ("Windows", "Noto Sans, Noto Naskh Arabic: right click, Install for all users"),
)


def examine(locales: Sequence[Locale], more_text: str) -> Iterator[Finding]:
    """Yield a finding for Python, Pango and each font; `more_text` must be printable as well."""
    running = say("Python {version}", version=platform.python_version())
    yield _finding(running, sys.version_info >= OLDEST_PYTHON, _PYTHON_REMEDIES)
    pango = pango_version()
    found = say("Pango {version}", version=pango) if pango else say("Pango is missing")
    yield _finding(found, bool(pango) and _numbers(pango) >= OLDEST_PANGO, _PANGO_REMEDIES)
    for locale in locales:
        text = "".join(locale.translations.values()) + locale.language.name + more_text
        yield _font_finding(locale, text)


def _finding(subject: Message, healthy: bool, remedies: tuple[tuple[str, str], ...]) -> Finding:  # noqa: FBT001
    return Finding(subject, healthy, () if healthy else remedies)


def _numbers(version: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (version or "0").split(".")[:2])


def _font_finding(locale: Locale, text: str) -> Finding:
    family, code = locale.language.font, locale.code
    for style in STYLES:
        files = [font_file(name, style) for name in dict.fromkeys((family, COMMON_FONT))]
        present = [file for file in files if file]
        if len(present) < len(files):
            missing = say("{code}: the font {family} is missing", code=code, family=family)
            return _finding(missing, False, _FONT_REMEDIES)  # noqa: FBT003
        lacking = missing_letters(text, present)
        if lacking:
            letters = say("{code}: {family} lacks {letters}", code=code, family=family,
                          letters=" ".join(lacking[:10]))  # fmt: skip
            return _finding(letters, False, _FONT_REMEDIES)  # noqa: FBT003
    return _finding(say("{code}: {family}", code=code, family=family), True, ())  # noqa: FBT003


def missing_letters(text: str, fonts: Sequence[Path]) -> list[str]:
    """Return the characters of `text` that none of the font files can draw."""
    covered = code_points_of(tuple(fonts))
    return sorted(char for char in set(text) if char.isprintable() and ord(char) not in covered)
