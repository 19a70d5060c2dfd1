# SPDX-License-Identifier: EUPL-1.2
"""The programs of the machine that the judges start."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

NPM_PACKAGES = Path(__file__).with_name("npm") / "node_modules"


class MissingJudgeError(Exception):
    """A judge is not installed; the message says how to install it."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(
            f"{what} is missing. `make test` installs it on Debian and Ubuntu; "
            f"by hand: apt-get install {package}"
        )


def run(program: str, package: str, arguments: Sequence[str]) -> str:
    """Runs a program from the given Debian package and returns what it printed, as UTF-8 text."""
    path = shutil.which(program)
    if path is None:
        raise MissingJudgeError(f"The program {program}", package)
    done = subprocess.run([path, *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        complaint = done.stderr.decode("utf-8", "replace").strip()
        raise RuntimeError(f"{program} ended with code {done.returncode}: {complaint}")
    return done.stdout.decode("utf-8")


def npm_file(package: str, name: str) -> Path:
    """Returns a file of one of the npm packages that tests/judges/npm/package-lock.json pins."""
    path = NPM_PACKAGES / package / name
    if not path.is_file():
        raise RuntimeError(
            f"{package} is missing: it is an npm package. `make setup-dev` installs it; "
            "by hand: .ci/npm-packages"
        )
    return path
