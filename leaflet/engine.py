# SPDX-License-Identifier: EUPL-1.2
"""What a PDF depends on outside the workspace: the text engine Pango and the font files."""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import hashlib
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import leaflet

if TYPE_CHECKING:
    from collections.abc import Sequence

_PANGO_NAMES = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
STYLES = ("regular", "bold")


@functools.cache
def pango_version() -> str | None:
    """Return the version of Pango, such as 1.50.12, or None when it is not installed."""
    for name in _PANGO_NAMES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.pango_version_string.restype = ctypes.c_char_p
        return str(library.pango_version_string().decode())
    return None


def font_file(family: str, style: str) -> Path | None:
    """Return the file of a font, or None when fontconfig would take another family for it."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    pattern = f"{family}:{style}"
    command = [program, "--format", "%{family}\t%{file}", pattern]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    families, _, file = answer.stdout.partition("\t")
    return Path(file) if file and family in families.split(",") else None


@functools.cache
def fingerprint(families: tuple[str, ...]) -> str:
    """Return the digest of the program's, WeasyPrint's and Pango's versions and the font files."""
    versions = (leaflet.__version__, version("weasyprint"), pango_version())
    digest = hashlib.sha256(repr(versions).encode())
    for family in families:
        for style in STYLES:
            file = font_file(family, style)
            digest.update(f"{family} {style}".encode())
            digest.update(file.read_bytes() if file else b"")
    return digest.hexdigest()


def families(fonts: Sequence[str]) -> tuple[str, ...]:
    """Return the font families once each, in a fixed order."""
    return tuple(sorted(set(fonts)))
