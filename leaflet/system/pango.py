# SPDX-License-Identifier: EUPL-1.2
"""Where Pango and the libraries beside it are: the system's, or those of a Python package.

Linux has them in its packages. On Windows and macOS they come with `gstreamer_libs`, kept by the
GStreamer project, and are opened by their whole path: so none that another program left is taken.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple


class _Files(NamedTuple):
    """The names of a library's file, and the one that WeasyPrint asks for first."""

    linux: str
    macos: str
    windows: str
    asked: str


_LIBRARIES = {
    "gobject": _Files("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "gobject-2.0-0.dll",
                      "libgobject-2.0-0"),
    "pango": _Files("libpango-1.0.so.0", "libpango-1.0.0.dylib", "pango-1.0-0.dll",
                    "libpango-1.0-0"),
    "pangoft2": _Files("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib", "pangoft2-1.0-0.dll",
                       "libpangoft2-1.0-0"),
    "harfbuzz": _Files("libharfbuzz.so.0", "libharfbuzz.0.dylib", "harfbuzz.dll", "libharfbuzz-0"),
    "harfbuzz-subset": _Files("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib",
                              "harfbuzz-subset.dll", "libharfbuzz-subset-0"),
    "fontconfig": _Files("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig-1.dll",
                         "libfontconfig-1"),
}  # fmt: skip
_PACKAGE = "gstreamer_libs"
_TRIED = re.compile(
    r"(?:lib)?(?:gobject-2\.0|pango-1\.0|pangoft2-1\.0|harfbuzz|fontconfig)(?:[-.].*)?"
)
"""The names in `weasyprint.text.ffi`; one that the loader does not find is not there."""
_SYSTEM: str = sys.platform
_IS_WINDOWS = _SYSTEM == "win32"
ENCODING = "mbcs" if _IS_WINDOWS else "utf-8"
"""How these libraries write the names of files."""
_kept: list[object] = []
"""Folders of libraries are left by Windows when nobody holds them any more."""


@functools.cache
def _bundle() -> Path | None:
    """Return the folder of the package's libraries; None on Linux, and where there is none."""
    if _SYSTEM not in {"win32", "darwin"}:
        return None
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.origin:
        return None
    folder = Path(found.origin).with_name("bin" if _IS_WINDOWS else "lib")
    if hasattr(os, "add_dll_directory"):
        _kept.append(os.add_dll_directory(str(folder)))
    return folder


def _file(name: str) -> str:
    """Return what a library is opened by: its path in the package, or its name for the system."""
    files, folder = _LIBRARIES[name], _bundle()
    own = {"win32": files.windows, "darwin": files.macos}.get(_SYSTEM, files.linux)
    return str(folder / own) if folder else own


def load(name: str) -> ctypes.CDLL | None:
    """Return a library of this name (pango, fontconfig); None when the machine has none."""
    try:
        return ctypes.CDLL(_file(name))
    except OSError:
        return None


def lead_weasyprint() -> None:
    """Let WeasyPrint take these libraries; to be called before anything imports it.

    It tries several names for each. Where they are in a package, it is given their paths instead.
    On Linux cffi would start ldconfig, gcc and ld for the names that are no file names, half a
    second in every process: the loader finds by itself the names that are tried last.
    """
    if _bundle():
        import cffi  # noqa: PLC0415  (WeasyPrint's, and only where it is needed)

        paths = {files.asked: _file(name) for name, files in _LIBRARIES.items()}
        plain = cffi.FFI.dlopen

        def dlopen(ffi: Any, name: str, flags: int = 0) -> Any:  # noqa: ANN401  (cffi's own types)
            return plain(ffi, paths.get(name, name), flags)

        cffi.FFI.dlopen = dlopen
    elif _SYSTEM == "linux":
        search = ctypes.util.find_library

        def find_library(name: str) -> str | None:
            return None if _TRIED.fullmatch(name) else search(name)

        ctypes.util.find_library = find_library
