# SPDX-License-Identifier: EUPL-1.2
"""The program as a package: the same bytes each time, and whole where no checkout is."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def build_wheel(folder: Path) -> Path:
    """Build the package as its makers do, without a network."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    [wheel] = folder.iterdir()
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("dist"))


def test_the_package_is_the_same_to_the_byte(wheel: Path, tmp_path: Path) -> None:
    """Whoever builds it from the same files can compare."""
    again = build_wheel(tmp_path)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_package_has_fonts_licences_and_a_workspace(wheel: Path) -> None:
    """And its own name, since another program is called leaflet."""
    assert wheel.name.startswith("leaflet_sfratto-")
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
    for name in (
        "fonts.conf",
        "OFL.txt",
        "README.md",
        "NotoSans-Regular.ttf",
        "NotoSansSC-Bold.ttf",
    ):
        assert f"leaflet/system/typefaces/{name}" in names
    assert "leaflet/workspace/contacts/ambiti.yaml" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_works_where_no_checkout_is(wheel: Path, tmp_path: Path) -> None:
    """In an empty folder: a workspace is begun, and its list is the one of the package."""
    home = tmp_path / "ambiente"
    venv.create(home, symlinks=os.name != "nt")
    paths = {"base": str(home), "platbase": str(home)}
    packages = sysconfig.get_path("purelib", "venv", paths)
    with zipfile.ZipFile(wheel) as package:
        package.extractall(packages)
    # What it needs is taken from where the tests have it: pip would fetch fifty packages.
    known = sysconfig.get_path("purelib")
    python = sysconfig.get_path("scripts", "venv", paths) + "/python"
    environment = {**os.environ, "PYTHONPATH": f"{packages}{os.pathsep}{known}", "LANGUAGE": "en"}

    def run(*arguments: str, folder: Path = tmp_path) -> str:
        done = subprocess.run(
            [python, "-m", "leaflet", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Ambito: Rhodense" in run("find", "Rho")
    assert "volantini: a list" in run("init", "volantini", "--copy")
    begun = tmp_path / "volantini"
    assert "errors: 0" in run("validate", folder=begun)
