# SPDX-License-Identifier: EUPL-1.2
"""WeasyPrint is loaded without starting other programs."""

from __future__ import annotations

import ctypes.util
import subprocess
import sys

import pytest

LOAD = """
import sys
started = []
sys.addaudithook(lambda event, args: event == "subprocess.Popen" and started.append(args))
import leaflet.pdf.renderer
print(started)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries have other names")
def test_loading_the_renderer_starts_no_program() -> None:
    """Neither ldconfig nor a compiler is asked where Pango is: its file name is enough."""
    command = [sys.executable, "-c", LOAD]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_other_libraries_are_found_as_ever() -> None:
    """Only the names that WeasyPrint tries are passed over."""
    assert ctypes.util.find_library("c")
