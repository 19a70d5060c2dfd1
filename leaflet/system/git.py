# SPDX-License-Identifier: EUPL-1.2
"""Files as they were in an earlier revision of a git repository."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from leaflet.problems import LeafletError, say

if TYPE_CHECKING:
    from pathlib import Path


def at(path: Path, revision: str) -> bytes:
    """Return the contents of `path` at a revision: `HEAD~3`, a tag, a branch, `main@{yesterday}`.

    Raises LeafletError when there is no such revision, or it has no such file.
    """
    folder = path.resolve().parent
    commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    found = commit and _git(folder, "show", f"{commit.decode().strip()}:./{path.name}")
    if not found:
        message = say("«{name}» is neither a file nor a git revision of it", name=revision)
        raise LeafletError(message, say("write a path, or a revision such as HEAD~1 or a tag"))
    return found


def _git(folder: Path, *arguments: str) -> bytes:
    """Return what git prints; nothing when it fails or is not installed."""
    program = shutil.which("git")
    if program is None:
        return b""
    command = [program, "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, check=False).stdout  # noqa: S603
