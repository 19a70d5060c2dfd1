# SPDX-License-Identifier: EUPL-1.2
"""Whether this machine can make the leaflets, and how to mend what is missing."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.problems import Message, say
from leaflet.system.fonts import (
    COMMON_FAMILY,
    CONFIGURATION,
    STYLES,
    TYPEFACES,
    are_own_fonts_used,
    code_points_of,
    families,
    font_file,
    is_own_configuration,
    own_families,
    pango_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from leaflet.texts.catalogues import Locale

OLDEST_PYTHON = (3, 11)
OLDEST_PANGO = (1, 44)
"""WeasyPrint's own lower bound."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: when it failed, `remedies` says what to do on each system, or `hint` on any."""

    subject: Message
    healthy: bool
    remedies: tuple[tuple[str, str], ...] = ()
    hint: Message | None = None


_PYTHON_REMEDIES = (
    ("Debian, Ubuntu", "sudo apt install python3 python3-venv"),
    ("macOS", "brew install python"),
    ("Windows", "winget install Python.Python.3.12"),
)
_PANGO_REMEDIES = (
    ("Debian, Ubuntu", "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    ("macOS, Windows", "pip install --force-reinstall gstreamer_libs"),
)


def examine(locales: Sequence[Locale], more_text: str) -> Iterator[Finding]:
    """Yield a finding for Python, Pango and each font; `more_text` must be printable as well."""
    running = say("Python {version}", version=platform.python_version())
    yield _finding(running, sys.version_info >= OLDEST_PYTHON, _PYTHON_REMEDIES)
    pango = pango_version()
    found = say("Pango {version}", version=pango) if pango else say("Pango is missing")
    yield _finding(found, bool(pango) and _numbers(pango) >= OLDEST_PANGO, _PANGO_REMEDIES)
    used = families([locale.language.font for locale in locales])
    ours = [family for family in own_families() if family in used]
    hint = None if ours and are_own_fonts_used(ours) else _why_not_ours()
    yield Finding(say("fonts in {folder}", folder=TYPEFACES), hint is None, hint=hint)
    for locale in locales:
        text = "".join(locale.translations.values()) + locale.language.name + more_text
        yield _font_finding(locale, text)


def _why_not_ours() -> Message:
    if not is_own_configuration():
        return say("{name} is set and has other fonts: take it away", name=CONFIGURATION)
    return say("one is missing, or cannot be read there: install the program again, in a folder "
               "whose path has plain letters")  # fmt: skip


def _finding(subject: Message, healthy: bool, remedies: tuple[tuple[str, str], ...]) -> Finding:  # noqa: FBT001
    return Finding(subject, healthy, () if healthy else remedies)


def _numbers(version: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (version or "0").split(".")[:2])


def _font_finding(locale: Locale, text: str) -> Finding:
    family, code = locale.language.font, locale.code
    for style in STYLES:
        files = [font_file(name, style) for name in dict.fromkeys((family, COMMON_FAMILY))]
        present = [file for file in files if file]
        if len(present) < len(files):
            missing = say("{code}: the font {family} is missing", code=code, family=family)
            return Finding(missing, healthy=False, hint=_other_font(family))
        lacking = missing_letters(text, present)
        if lacking:
            letters = say("{code}: {family} lacks {letters}", code=code, family=family,
                          letters=" ".join(lacking[:10]))  # fmt: skip
            return Finding(letters, healthy=False, hint=_other_font(family))
    return Finding(say("{code}: {family}", code=code, family=family), healthy=True)


def _other_font(family: str) -> Message | None:
    if family in own_families():
        return None  # the fonts as a whole are not there, which has been said
    names = ", ".join(own_families())
    return say("the program brings {names}; for another one, name a configuration of Fontconfig "
               "that has it: {name}", names=names, name=CONFIGURATION)  # fmt: skip


def missing_letters(text: str, fonts: Sequence[Path]) -> list[str]:
    """Return the characters of `text` that none of the font files can draw."""
    covered = code_points_of(tuple(fonts))
    return sorted(char for char in set(text) if char.isprintable() and ord(char) not in covered)
