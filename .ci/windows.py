# SPDX-License-Identifier: EUPL-1.2
"""Runs the program on Windows, here: python.org's own Python and DLLs, under Wine.

`windows.py FOLDER`, as `make windows-check` calls it, makes a Windows Python in FOLDER if there is
none, works with the program as a clerk does, in a folder with a blank and an «è» in its path, and
compares the pages with this system's, pixel for pixel. Needs Debian's wine and mingw, and here a
Python of the same version. It also makes the folder for people without Python, and starts it;
`windows.py FOLDER TARGET` makes that alone (`make windows`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from pathlib import Path

import pypdfium2
import weasyprint
from pip._vendor.packaging.markers import Marker
from windows_folder import make_folder

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.11"
CARRIER = """\
panda3d==1.10.16 --hash=sha256:37acfb92655c4226879f95c988e2ef1449a53c54486d6c1ebc00e2772429af82
"""
"""A package that carries python.org's python311.dll and all its extension modules, whole."""
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt",
           "python_version": PYTHON, "python_full_version": f"{PYTHON}.9",
           "platform_machine": "AMD64", "implementation_name": "cpython",
           "platform_python_implementation": "CPython"}  # fmt: skip
PROGRAM = r"""
#include <windows.h>
int wmain(int n, wchar_t **words) {
    HMODULE python = LoadLibraryW(L"python311.dll");
    int (*run)(int, wchar_t **) = (void *)GetProcAddress(python, "Py_Main");
    return python ? run(n, words) : 9;
}
"""
RANDOM = r"""
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T n) {
    return SystemFunction036(to, (ULONG)n);
}
"""
"""A function of Windows 10 that Wine 8 lacks, and Rust's libraries ask for."""
COMPILER = "x86_64-w64-mingw32-gcc"
PATIENCE = 600
"""Seconds for one command; the longest, a build of all sheets, takes half a minute."""


def main() -> None:
    """Do all of it; ends with 1, and says what was wrong."""
    home = Path(sys.argv[1]).resolve()
    if f"{sys.version_info[0]}.{sys.version_info[1]}" != PYTHON:
        sys.exit(f"Windows is tried with Python {PYTHON}, whose standard library is needed here")
    if not (home / "made").is_file():
        make_python(home)
    if len(sys.argv) > 2:  # noqa: PLR2004  (the folder to make)
        target = Path(sys.argv[2]).resolve()
        shutil.rmtree(target, ignore_errors=True)
        make_folder(home, target)
        tell(f"{target}: {size_of(target) >> 20} MB, to be copied to a computer with Windows")
        return
    check(home)


def tell(line: str) -> None:
    """Say how far it is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def make_python(home: Path) -> None:
    """Put a Windows Python and the program's packages into a folder."""
    shutil.rmtree(home, ignore_errors=True)
    packages = home / "Lib" / "site-packages"
    packages.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        downloads = Path(name)
        download(CARRIER, downloads / "python")
        [carrier] = (downloads / "python").iterdir()
        unpack_python(carrier, home)
        download(requirements(), downloads / "packages")
        for wheel in (downloads / "packages").glob("*.whl"):
            unpack_wheel(wheel, packages)
    standard = Path(sysconfig.get_path("stdlib"))
    leave = shutil.ignore_patterns("site-packages", "__pycache__", "test", "lib-dynload", "*.so")
    shutil.copytree(standard, home / "Lib", ignore=leave, dirs_exist_ok=True)
    compile_for_windows(PROGRAM, home / "python.exe", "-municode")
    compile_for_windows(RANDOM, home / "bcryptprimitives.dll", "-shared")
    (home / "made").touch()


def requirements() -> str:
    """Return the pinned requirements of Windows: pip would take those of this system."""
    kept, is_wanted = [], True
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name, _, marker = line.removesuffix("\\").partition(";")
        is_name = line[:1].isalnum()
        if is_name:
            is_wanted = not marker.strip() or Marker(marker.strip()).evaluate(WINDOWS)
        if is_wanted and not line.lstrip().startswith("#"):
            kept.append(f"{name.strip()} \\" if is_name else line)
    return "\n".join(kept) + "\n"


def download(wanted: str, folder: Path) -> None:
    """Fetch wheels for Windows by name, version and hash."""
    folder.mkdir()
    listed = folder.with_suffix(".txt")
    listed.write_text(wanted, encoding="utf-8")
    platform = ["--platform", "win_amd64", "--python-version", PYTHON, "--only-binary=:all:"]
    subprocess.run([sys.executable, "-m", "pip", "download", "-qq", "--no-deps", *platform,
                    "--require-hashes", "-r", listed, "-d", folder], check=True)  # fmt: skip


def unpack_python(carrier: Path, home: Path) -> None:
    """Take Python's own DLLs and extension modules out of the package that carries them."""
    (home / "DLLs").mkdir()
    with zipfile.ZipFile(carrier) as wheel:
        for name in wheel.namelist():
            base = name.rpartition("/")[2]
            is_wanted = base.endswith((".dll", ".pyd")) and not base.startswith("api-ms-")
            if name.startswith("deploy_libs/") and is_wanted:
                folder = home / "DLLs" if base.endswith(".pyd") else home
                (folder / base).write_bytes(wheel.read(name))


def unpack_wheel(path: Path, packages: Path) -> None:
    """Install a wheel by hand: its files, also those that it keeps aside."""
    with zipfile.ZipFile(path) as wheel:
        for name in wheel.namelist():
            aside = name.split(".data/purelib/")[-1].split(".data/platlib/")[-1]
            if ".data/" not in aside and not name.endswith("/"):
                target = packages / aside
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel.read(name))


def compile_for_windows(source: str, target: Path, option: str) -> None:
    """Compile a few lines of C."""
    with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
        file.write(source)
        file.flush()
        subprocess.run([COMPILER, option, "-o", target, file.name], check=True)


def size_of(folder: Path) -> int:
    """Return the bytes of all files, without what Wine keeps of a Windows beside them."""
    files = (path for path in folder.rglob("*") if path.relative_to(folder).parts[0] != "prefix")
    return sum(path.stat().st_size for path in files if path.is_file())


class Windows:
    """The program on Windows, in a workspace of its own."""

    def __init__(self, home: Path, workspace: Path) -> None:
        self._home = home
        self._workspace = workspace
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DISPLAY"))},
            "PYTHONHOME": "Z:" + str(home).replace("/", "\\"),
            "WINEPREFIX": str(home / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "LANGUAGE": "en",
        }

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start Python with these arguments; its output, both streams, comes through a pipe."""
        return subprocess.Popen(
            ["wine", self._home / "python.exe", *arguments],
            cwd=self._workspace,
            env=self._environment | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *arguments: str, says: str = "", code: int = 0, **environment: str) -> None:
        """Run a command of the program; it must say this, and end with this code."""
        begun = time.monotonic()
        started = self.start("cli.py", *arguments, **environment)
        text = started.communicate(timeout=PATIENCE)[0].decode("utf-8", "replace")
        tell(f"{time.monotonic() - begun:6.1f} s  leaflet {' '.join(arguments)}"[:100])
        if started.returncode != code or says not in text:
            sys.exit(
                f"It ended with {started.returncode}, not {code}, or without «{says}»:\n{text}"
            )

    def click(self, file: Path, *, says: str, typed: str = "") -> None:
        """Start a file as a double click does, and answer what it asks."""
        begun = time.monotonic()
        environment = {
            k: v for k, v in self._environment.items() if k not in {"PYTHONHOME", "LANGUAGE"}
        }
        done = subprocess.run(
            ["wine", "cmd", "/c", file.name],
            cwd=file.parent,
            env=environment,
            input=f"{typed}\r\n\r\n".encode(),
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        tell(f"{time.monotonic() - begun:6.1f} s  «{file.stem}»")
        if says not in text:
            sys.exit(f"It did not say «{says}»:\n{text}")


def check(home: Path) -> None:
    """Work with the program from an empty folder; ends when something is wrong."""
    with tempfile.TemporaryDirectory() as name:
        workspace = Path(name) / "città nuova"
        for part in ("contacts", "leaflet", "locales", "templates"):
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, workspace / part, ignore=leave)
        shutil.copy(ROOT / "cli.py", workspace)
        contacts = workspace / "contacts" / "ambiti.yaml"
        contacts.write_bytes(contacts.read_bytes().replace(b"\n", b"\r\n"))
        windows = Windows(home, workspace)
        windows.run("doctor", says="ok       Pango")
        windows.run("validate", says="errors: 0")
        # A console that is not Unicode: signs that it lacks are no fault of the program.
        windows.run("validate", says="errori: 0", PYTHONUTF8="0", LANGUAGE="it")
        windows.run("build", says="10 written")
        compare_pages(workspace)
        windows.run("build", says="0 written, 10 up to date")
        exchange(windows, workspace, contacts)
        hold_open(windows, workspace)
        notice = (ROOT / "tests" / "notices" / "data" / "atto.html").as_uri()
        weasyprint.HTML(notice).write_pdf(workspace / "atto n. 1 – sfratto.pdf")
        windows.run(
            "attach", "atto n. 1 – sfratto.pdf", "--comune", "Settala", says="Settala: sheet"
        )
        windows.run("verify", "atto n. 1 – sfratto_con-foglio.pdf", says="is current")
        windows.run("site", "--out", "portale")
        deep = "\\".join(["una cartella dal nome lungo"] * 9)
        windows.run("build", "melzo", "--output", deep, says="1 written")
        windows.run("attach", "a*.pdf", "--comune", "Rho", "-o", "tutti", says="Rho: sheet")
        folder = workspace / "Volantini è"
        make_folder(home, folder)
        shutil.copy(home / "bcryptprimitives.dll", folder / "python")  # which Wine lacks
        windows.click(folder / "Controlla l'elenco.cmd", says="errori: 0")
        windows.click(folder / "Crea i volantini.cmd", says="scritti 10")
        windows.click(folder / "Prepara il giro.cmd", typed="2999-12-15", says="giro")
        answers = folder / "volantini" / "risposte"
        answers.mkdir()
        subprocess.run([sys.executable, ROOT / "cli.py", "--root", answers.parent, "--quiet",
                        "contacts", "export", "-o", answers / "è.xlsx"], check=True)  # fmt: skip
        windows.click(folder / "Importa le cartelle degli uffici.cmd", says="non cambia niente")


def compare_pages(workspace: Path) -> None:
    """Build the same list here; every page must have the same pixels."""
    here = workspace / "qui"
    subprocess.run([sys.executable, ROOT / "cli.py", "--root", workspace, "build", "--quiet",
                    "--output", here], check=True)  # fmt: skip
    files = sorted(path.name for path in (here / "pdf").iterdir())
    pages = 0
    for name in files:
        ours, theirs = (pypdfium2.PdfDocument(folder / "pdf" / name)
                        for folder in (here, workspace / "output"))  # fmt: skip
        if len(ours) != len(theirs):
            sys.exit(f"{name}: {len(theirs)} pages, not {len(ours)}")
        for number in range(len(ours)):
            pixels = [bytes(pdf[number].render(scale=1).buffer) for pdf in (ours, theirs)]
            if pixels[0] != pixels[1]:
                sys.exit(f"{name}: page {number + 1} looks otherwise")
            pages += 1
    tell(f"          {len(files)} PDF, {pages} pages: the same as here, pixel for pixel")


def exchange(windows: Windows, workspace: Path, contacts: Path) -> None:
    """Change one number in a workbook, as an office does, and build the one sheet that has it."""
    windows.run("contacts", "export", "melzo", "-o", "Melzo è.xlsx")
    book = workspace / "Melzo è.xlsx"
    with zipfile.ZipFile(book) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as changed:
        for name, data in parts.items():
            changed.writestr(name, data.replace(b"02 9508 0875", b"02 9508 0876"))
    windows.run("contacts", "import", "Melzo è.xlsx", "--yes", says="02 9508 0876")
    text = contacts.read_bytes()
    if b"02 9508 0876" not in text or text.count(b"\n") != text.count(b"\r\n"):
        sys.exit("the list has not the new number, or other ends of lines")
    windows.run("build", says="1 written, 9 up to date")


def hold_open(windows: Windows, workspace: Path) -> None:
    """Build while another program has a sheet open: the old one stays whole, and that is said."""
    sheet = workspace / "output" / "pdf" / "cosa-fare-in-caso-di-sfratto_melzo.pdf"
    old = sheet.read_bytes()
    hold = "import sys; file = open(sys.argv[1]); print(1, flush=True); sys.stdin.read()"
    reader = windows.start("-c", hold, str(sheet.relative_to(workspace)))
    if reader.stdout:
        reader.stdout.readline()
    windows.run("contacts", "set", "melzo", "--comune", "Melzo", "--telefono", "02 9512 0287")
    windows.run("build", says="P004", code=1)
    if sheet.read_bytes() != old:
        sys.exit("a sheet that was open is no longer whole")
    reader.communicate()
    windows.run("build", says="1 written, 9 up to date")


if __name__ == "__main__":
    main()
