# SPDX-License-Identifier: EUPL-1.2
"""LibreOffice, without a window: it opens files, types into cells, and saves them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from tests.judges.programs import MissingJudgeError, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCRIPT = Path(__file__).parent / "retyping.py"
PYTHON = "/usr/bin/python3"
"""The system's own, which Debian's python3-uno is for."""
FILTERS = {
    "xlsx": ("Calc MS Excel 2007 XML", ""),
    "ods": ("calc8", ""),
    "xls": ("MS Excel 97", ""),
    "pdf": ("writer_pdf_Export", ""),
    "csv": ("Text - txt - csv (StarCalc)", "59,34,76"),  # semicolons, quotes, UTF-8
}


class Job(NamedTuple):
    """A file to open, what to type into (sheet, cell), and where to save it with which `data`."""

    source: Path
    target: Path
    edits: Sequence[tuple[str, str, str]] = ()
    data: Mapping[str, bool | int] = MappingProxyType({})


def save(folder: Path, jobs: Sequence[Job]) -> None:
    """Lets one LibreOffice do the jobs; its profile is in `folder`, so that no other is touched."""
    program = shutil.which("soffice")
    if program is None:
        raise MissingJudgeError("LibreOffice", "libreoffice-calc libreoffice-writer python3-uno")
    profile, pipe = (folder / "profile").as_uri(), f"leaflet-{folder.name}"
    arguments = (f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo")
    with subprocess.Popen(
        [program, *arguments, f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL
    ) as office:
        try:
            run(PYTHON, "python3-uno", [str(SCRIPT), _order(pipe, jobs)])
        finally:
            office.terminate()


def _order(pipe: str, jobs: Sequence[Job]) -> str:
    told = []
    for job in jobs:
        kind, options = FILTERS[job.target.suffix[1:]]
        paths = {"source": str(job.source), "target": str(job.target)}
        told.append({**paths, "filter": kind, "options": options, "edits": list(job.edits),
                     "data": dict(job.data)})  # fmt: skip
    return json.dumps({"pipe": pipe, "jobs": told})
