# SPDX-License-Identifier: EUPL-1.2
"""The Nu HTML checker, which the W3C runs as validator.w3.org: pages, style sheets, pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tests.judges.programs import npm_file, run
from tests.judges.verapdf import JDK, QUICK_START

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = (".html", ".css", ".svg")
"""What it checks, by the ends of names."""
_JAVA = ("-Xss8m", *QUICK_START)  # the checker recurses over long expressions
_POLICY = ".*Content Security Policy.*"
"""In a file it takes «self» for no place at all, and data for scripts; browsers judge policies."""


def check(files: Sequence[Path]) -> dict[str, list[str]]:
    """What the checker says of files: error, warning or info → where and what.

    Java starts once for all files, so ask about many at a time.
    """
    if unknown := [path.name for path in files if path.suffix not in KINDS]:
        raise ValueError(f"it checks {KINDS}, not {unknown}")
    names = [str(path.absolute()) for path in files]
    jar = str(npm_file("vnu-jar", "build/dist/vnu.jar"))
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--filterpattern", _POLICY,
               "--also-check-css", "--also-check-svg"]  # fmt: skip
    told = json.loads(run("java", JDK, [*_JAVA, "-jar", jar, *options, *names]))
    found: dict[str, list[str]] = {}
    for message in told["messages"]:
        word = message.get("subType", message["type"])
        found.setdefault(word, []).append(_shown(message))
    return found


def _shown(message: dict[str, str]) -> str:
    path = Path(unquote(urlsplit(message.get("url", "")).path))
    place = "/".join(path.parts[-4:])
    return (
        f"{place}:{message.get('lastLine', '?')}: {message['message']} {message.get('extract')!r}"
    )
