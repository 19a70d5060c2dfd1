# SPDX-License-Identifier: EUPL-1.2
"""Makes the folder for people with Windows and no Python: what they need, and files to click.

`.ci/windows.py` has the Windows Python with the program's packages that goes into it; people get
the folder zipped, or on a stick. Each file to click asks in Italian, shows what happens, and waits
for a key.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN = r"""@echo off
chcp 65001 >nul
set PYTHONUTF8=1
set LANGUAGE=it
set "PYTHONHOME=%~dp0python"
cd /d "%~dp0"
if not exist volantini python\python.exe -m leaflet init volantini --copy
cd volantini
"""
END = r"""
echo.
pause
"""
CLICKED = {
    "Crea i volantini": r"""echo Preparo i volantini che mancano o non sono aggiornati...
..\python\python.exe -m leaflet build
echo I fogli sono in volantini\output\pdf""",
    "Controlla l'elenco": r"""echo Controllo volantini\contacts\ambiti.yaml...
..\python\python.exe -m leaflet validate""",
    "Importa le cartelle degli uffici": r"""if not exist risposte mkdir risposte
echo Metti in volantini\risposte i file che gli uffici hanno rispedito, poi premi un tasto.
pause >nul
..\python\python.exe -m leaflet contacts import risposte\*.xlsx""",
    "Prepara il giro": r"""echo Entro quale giorno devono rispondere gli uffici?
echo Scrivilo come in questo esempio: 2026-12-15
set /p giorno=^>
..\python\python.exe -m leaflet contacts round --due %giorno% -o giro
echo Lettere e cartelle di lavoro sono in volantini\giro""",
}
"""Names of the files people click → what they do, in the folder of the list."""
NOT_NEEDED = ("prefix", "made", "tcl86t.dll", "tk86t.dll", "bcryptprimitives.dll", "hatchling*")


def make_folder(python: Path, folder: Path) -> None:
    """Copy Python, put the program in as its makers ship it, and write the files to click."""
    folder.mkdir(parents=True)
    shutil.copytree(python, folder / "python", ignore=shutil.ignore_patterns(*NOT_NEEDED))
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
                        "--no-build-isolation", "-w", name, ROOT], check=True)  # fmt: skip
        [wheel] = Path(name).iterdir()
        with zipfile.ZipFile(wheel) as package:
            package.extractall(folder / "python" / "Lib" / "site-packages")
    for title, what in CLICKED.items():
        text = f"{BEGIN}{what}{END}".replace("\n", "\r\n")
        (folder / f"{title}.cmd").write_bytes(text.encode())
