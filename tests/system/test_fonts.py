# SPDX-License-Identifier: EUPL-1.2
"""What PDFs depend on outside the workspace is known exactly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont
from weasyprint.text.ffi import pango as drawing

from leaflet.system import fonts, pango
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.texts.catalogues import Texts


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    _forget()
    yield
    _forget()


def _forget() -> None:
    fonts.ingredients.cache_clear()
    fonts.pango_version.cache_clear()
    fonts.packages.cache_clear()
    fonts._fontconfig.cache_clear()


def _fonts(texts: Texts) -> tuple[str, ...]:
    return fonts.families([locale.language.font for locale in texts.locales])


def test_pango_version() -> None:
    """The version of Pango is that of the library that WeasyPrint draws with."""
    number = drawing.pango_version()
    drawn_with = f"{number // 10000}.{number // 100 % 100}.{number % 100}"

    assert fonts.pango_version() == drawn_with


def test_no_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Pango gives None instead of an exception."""
    monkeypatch.setattr(pango, "_file", "lib{}-of-nowhere.so".format)

    assert fonts.pango_version() is None


def test_families_in_fixed_order() -> None:
    """Families come once each, whatever the order of the languages."""
    assert fonts.families(["Noto Sans", "Noto Naskh Arabic", "Noto Sans"]) == (
        "Noto Naskh Arabic",
        "Noto Sans",
    )


def test_each_font_that_is_shipped_is_found() -> None:
    """Every file beside the configuration is the regular or the bold one of a family."""
    shipped = set(fonts.TYPEFACES.glob("*.ttf"))
    found = set()
    for path in shipped:
        with TTFont(path, lazy=True) as font:
            family = font["name"].getBestFamilyName()
        found |= {fonts.font_file(family, style) for style in fonts.STYLES}

    assert len(shipped) >= 12
    assert found == shipped


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("serif", "Noto Sans"),
        ("Nobody's", "Noto Sans"),
        (":bold", "Noto Sans"),
        ("serif:lang=it", "Noto Sans"),
        ("serif:lang=ar", "Noto Naskh Arabic"),
        ("serif:lang=zh-cn", "Noto Sans SC"),
    ],
)
def test_what_names_no_font_is_drawn_in_that_of_its_language(asked: str, taken: str) -> None:
    """Not in the one that happens to be found first, which is another one on each machine."""
    fontconfig = fonts._fontconfig()
    assert fontconfig
    assert taken in fontconfig.match(asked).families


def test_fonts_are_what_their_list_says() -> None:
    """Each family is in the list of where fonts come from, with its version."""
    listed = (fonts.TYPEFACES / "README.md").read_text(encoding="utf-8")
    licensed = (fonts.TYPEFACES / "OFL.txt").read_text(encoding="utf-8")
    for path in fonts.TYPEFACES.glob("*-Regular.ttf"):
        with TTFont(path, lazy=True) as font:
            name = font["name"].getBestFamilyName()
            version = font["name"].getDebugName(5).split(";")[0].removeprefix("Version ")
        assert f"| {name} |" in listed
        assert f"| {version} |" in listed
        assert f"{name} {version}: Copyright" in licensed


def test_font_files_are_of_their_family(texts: Texts) -> None:
    """Every family of languages.toml has a regular and a bold file that say they are it."""
    found = {}
    for family in _fonts(texts):
        for style in fonts.STYLES:
            file = fonts.font_file(family, style)
            assert file is not None, f"{family} {style} is missing"
            assert file.parent == fonts.TYPEFACES
            with TTFont(file) as font:
                names = font["name"]
            found[family, style] = (names.getBestFamilyName(), names.getBestSubFamilyName().lower())

    assert len(found) == 4
    assert found == {(family, style): (family, style) for family, style in found}


@pytest.mark.parametrize("name", ["DejaVu Sans", "sans", "Noto Serif:bold", "Liberation Mono"])
def test_no_font_of_the_system_is_seen(name: str) -> None:
    """Whatever is asked for, and whatever the machine has, it is one of ours."""
    fontconfig = fonts._fontconfig()
    assert fontconfig is not None
    assert Path(fontconfig.match(name).file).parent == fonts.TYPEFACES
    assert fonts.are_own_fonts_used(fonts.own_families())


def test_whoever_names_another_configuration_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In our own variable alone: Fontconfig's is set by other programs too."""
    monkeypatch.setenv("FONTCONFIG_FILE", "altro.conf")
    fonts.use_own_fonts()
    assert os.environ["FONTCONFIG_FILE"] == str(fonts.TYPEFACES / "fonts.conf")
    monkeypatch.setenv(fonts.CONFIGURATION, "mio.conf")
    fonts.use_own_fonts()
    assert os.environ["FONTCONFIG_FILE"] == "mio.conf"
    assert not fonts.is_own_configuration()


@pytest.mark.parametrize("folder", ["typefaces", "caratteri & più"])
def test_an_old_fontconfig_is_told_the_whole_folder(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sees the same fonts: four files and no other."""
    there = shutil.copytree(fonts.TYPEFACES, tmp_path / folder)
    monkeypatch.setattr(fonts, "TYPEFACES", there)
    fonts._absolute.cache_clear()
    listed = (
        "from leaflet.system import fonts;"
        "match = fonts._fontconfig().match;"
        "print(*(match(n).file for n in ('Noto Sans:bold', 'DejaVu')), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", listed],
        env={**os.environ, fonts.CONFIGURATION: str(fonts._absolute())},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert {Path(line).parent for line in done.stdout.splitlines()} == {there}


@pytest.mark.parametrize(
    ("missing", "harm"),
    [
        ("NotoNaskhArabic-Bold.ttf", "removed"),
        ("NotoSans-Regular.ttf", "cut short"),
        ("fonts.conf", "removed"),
        ("fonts.conf", "cut short"),
    ],
)
def test_no_other_font_stands_for_one_that_is_missing(
    missing: str, harm: str, tmp_path: Path
) -> None:
    """Neither the family's other weight nor the system's: the build says so, and makes nothing."""
    copy = shutil.copytree(ROOT / "leaflet", tmp_path / "leaflet")
    for part in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / part, tmp_path / part)
    file = copy / "system" / "typefaces" / missing
    if harm == "removed":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:300])
    done = subprocess.run(
        [sys.executable, "-m", "leaflet", "build", "melzo", "--workers", "1"],
        env={**os.environ, "LANGUAGE": "en"},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "leaflet: this machine has no font for the leaflets: they need Noto" in done.stderr
    assert not (tmp_path / "output" / "pdf").exists()


def test_unknown_family_has_no_file() -> None:
    """The font that fontconfig would take instead does not count."""
    assert fonts.font_file("Leaflet Sans of Nowhere", "regular") is None


def test_no_fontconfig(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without fontconfig has no font files."""
    monkeypatch.setattr(pango, "_file", "lib{}-of-nowhere.so".format)

    assert fonts.font_file("Noto Sans", "regular") is None


@pytest.mark.parametrize("package", ["weasyprint", "jinja2", "pydyf"])
def test_packages_are_those_that_are_imported(package: str) -> None:
    """What the names of folders tell is what Python's own metadata tells."""
    assert fonts.packages()[package] == version(package)


def test_fingerprint_stays(texts: Texts) -> None:
    """The same fonts and versions have the same fingerprint each time it is computed."""
    first = fonts.fingerprint(_fonts(texts))
    fonts.ingredients.cache_clear()

    assert fonts.fingerprint(_fonts(texts)) == first
    assert len(first) == 64


@pytest.mark.parametrize("style", fonts.STYLES)
def test_fingerprint_knows_font_contents(
    style: str, texts: Texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed byte in one font file changes the fingerprint."""
    family = _fonts(texts)[-1]
    original = fonts.font_file(family, style)
    assert original is not None
    copy = tmp_path / original.name
    copy.write_bytes(original.read_bytes())
    real = fonts.font_file
    monkeypatch.setattr(
        fonts, "font_file", lambda *asked: copy if asked == (family, style) else real(*asked)
    )
    same = fonts.fingerprint(_fonts(texts))
    copy.write_bytes(original.read_bytes()[:-1] + b"\x7f")
    fonts.ingredients.cache_clear()

    assert fonts.fingerprint(_fonts(texts)) != same
    monkeypatch.undo()
    fonts.ingredients.cache_clear()
    assert fonts.fingerprint(_fonts(texts)) == same


@pytest.mark.parametrize("what", ["leaflet", "weasyprint", "pango"])
def test_fingerprint_knows_versions(
    what: str, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of the program, of WeasyPrint or of Pango changes the fingerprint."""
    before = fonts.fingerprint(_fonts(texts))
    fonts.ingredients.cache_clear()
    if what == "leaflet":
        monkeypatch.setattr("leaflet.__version__", "999")
    elif what == "weasyprint":
        monkeypatch.setattr(fonts, "packages", lambda: {"weasyprint": "999"})
    else:
        monkeypatch.setattr(fonts, "pango_version", lambda: "999")

    assert fonts.fingerprint(_fonts(texts)) != before
