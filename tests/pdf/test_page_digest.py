# SPDX-License-Identifier: EUPL-1.2
"""A page is the same page in any file, and another one as soon as a glyph of it is another."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaflet.pages.sheet import CODE_ALPHABET
from leaflet.pdf.page_digest import (
    LARGEST_PAGE,
    MARGIN,
    SECOND_WAY,
    page_digests,
    page_texts,
    printed_codes,
    read_document,
)
from leaflet.pdf.renderer import Renderer
from leaflet.problems import LeafletError
from tests.judges import readers
from tests.paths import TWO_SYSTEMS
from tests.tampering import (
    HARMFUL,
    HARMLESS,
    PASSWORD,
    change_fonts,
    change_glyph,
    cut_otherwise,
    each,
    notice,
    qpdf,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("deed", each(HARMLESS))
def test_what_leaves_the_pages_leaves_their_digests(
    deed: str, sheets: dict[str, Path], tmp_path: Path
) -> None:
    """Merged, packed otherwise, renamed: both digests of the sheet are found again, in order."""
    out = tmp_path / "out.pdf"
    HARMLESS[deed](sheets["melzo"], out)
    sheet = page_digests(sheets["melzo"].read_bytes())
    assert page_digests(out.read_bytes())[-2:] == sheet
    assert len(set(sheet)) == 2


@pytest.mark.parametrize("deed", each(deed for deed in HARMFUL if deed != "one side only"))
def test_what_changes_a_page_changes_its_digest(
    deed: str, sheets: dict[str, Path], tmp_path: Path
) -> None:
    """One digit, one link, one note or one frame more, and it is another page."""
    out = tmp_path / "out.pdf"
    HARMFUL[deed](sheets["melzo"], out)
    assert page_digests(out.read_bytes())[1] != page_digests(sheets["melzo"].read_bytes())[1]


@pytest.mark.judged
def test_one_digit_changed_is_read_by_readers(sheets: dict[str, Path], tmp_path: Path) -> None:
    """The altered sheet of the test above is a real one: readers read the other number."""
    out = tmp_path / "out.pdf"
    change_glyph(sheets["melzo"], out)
    for text in readers.texts(out).values():
        assert "59246" in re.sub(r"\s", " ", text[1])


def test_each_sheet_has_its_own_digests(sheets: dict[str, Path]) -> None:
    """No side two is that of another ambito."""
    sides = [page_digests(path.read_bytes())[1] for path in sheets.values()]
    assert len(set(sides)) == len(sheets) == 10


def test_a_page_without_fonts_or_too_large_is_not_looked_at(tmp_path: Path) -> None:
    """Scans and pages made to fill the memory cannot be ours: they have no digest."""
    document = pikepdf.new()
    document.add_blank_page()
    large = document.add_blank_page()
    large.Contents = document.make_stream(b" " * (LARGEST_PAGE + 1))
    large.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary())
    document.save(tmp_path / "x.pdf", compress_streams=False)
    assert page_digests((tmp_path / "x.pdf").read_bytes()) == ("", "")


@pytest.mark.judged
def test_nothing_of_a_sheet_stands_in_the_margin(sheets: dict[str, Path], tmp_path: Path) -> None:
    """Signatures may be seen there (see `MARGIN`): at the sides and the head no sheet has ink."""
    from PIL import Image, ImageChops  # noqa: PLC0415  (this test alone)

    dpi = 50
    edge = int(MARGIN / 72 * dpi) - 1
    for path in sheets.values():
        for png in readers.png(path, tmp_path / path.stem, dpi):
            image = Image.open(png).convert("RGB")
            paper = Image.new("RGB", image.size, (255, 255, 255))
            ink = ImageChops.difference(image, paper).getbbox()
            assert ink
            left, top, right, _ = ink
            assert min(left, top, image.width - right) >= edge


@pytest.mark.judged
def test_a_locked_file_says_so(sheets: dict[str, Path], tmp_path: Path) -> None:
    """It needs its password; nothing is guessed."""
    out = tmp_path / "locked.pdf"
    qpdf("--encrypt", PASSWORD, PASSWORD, 256, "--", sheets["melzo"], out)
    with pytest.raises(LeafletError, match="locked with a password"):
        read_document(out.read_bytes())


@given(st.binary(max_size=400), st.integers(0, 50_000))
@settings(max_examples=40, deadline=None)
def test_whatever_the_bytes_are_they_raise_nothing_else(
    sheets: dict[str, Path], noise: bytes, place: int
) -> None:
    """Noise, and a sheet with noise in the middle, are read or refused."""
    whole = sheets["rhodense"].read_bytes()
    for data in (noise, whole[:place] + noise + whole[place + len(noise) :]):
        with contextlib.suppress(LeafletError):
            assert all(len(digest) in {0, 64} for digest in page_digests(data))


def test_a_sheet_is_the_same_on_every_system() -> None:
    """Made with two versions of HarfBuzz and Pango: other bytes of fonts, the same pages."""
    made = [(TWO_SYSTEMS / f"melzo-debian{number}.pdf").read_bytes() for number in (12, 13)]
    assert made[0] != made[1]
    assert page_digests(made[0]) == page_digests(made[1])
    assert all(digest.startswith(SECOND_WAY) for digest in page_digests(made[0]))


@pytest.fixture
def with_vowel_signs(tmp_path: Path) -> Path:
    """A page in whose font glyphs are put together: a table says which glyph a code draws."""
    html = '<html lang="ar" dir="rtl"><title>x</title><p style="font-family: Noto Naskh Arabic">'
    path = tmp_path / "ar.pdf"
    path.write_bytes(Renderer(tmp_path, ["Noto Naskh Arabic"]).pdf([f"{html}مهدَّد فورًا"]))
    return path


def test_glyphs_that_are_put_together_count_by_what_they_draw(
    with_vowel_signs: Path, tmp_path: Path
) -> None:
    """However their font is cut, the page is the same; with another glyph for a code it is not."""
    cut, other = tmp_path / "cut.pdf", tmp_path / "other.pdf"
    change_fonts(with_vowel_signs, cut, cut_otherwise)
    with pikepdf.open(with_vowel_signs) as pdf:
        [font] = pdf.pages[0].Resources.Font.values()
        table = font.DescendantFonts[0].CIDToGIDMap
        numbers = table.read_bytes()
        table.write(numbers[:-2] + numbers[-4:-2])
        pdf.save(other)

    digest = page_digests(with_vowel_signs.read_bytes())
    assert cut.read_bytes() != with_vowel_signs.read_bytes()
    assert page_digests(cut.read_bytes()) == digest
    assert page_digests(other.read_bytes()) != digest


def test_the_first_way_of_digesting_stays() -> None:
    """Manifests and histories have digests in which each byte of a font counts."""
    manifest = json.loads((TWO_SYSTEMS / "manifest.json").read_bytes())
    (entry,) = manifest["files"].values()
    pages = read_document((TWO_SYSTEMS / "melzo-debian12.pdf").read_bytes()).pages
    assert [sorted(page) for page in pages] == [
        sorted(both)
        for both in zip(
            entry["pages"],
            page_digests((TWO_SYSTEMS / "melzo-debian13.pdf").read_bytes()),
            strict=True,
        )
    ]


@pytest.mark.judged
def test_a_digit_drawn_as_another_is_seen_and_not_read(
    sheets: dict[str, Path], tmp_path: Path
) -> None:
    """The altered font of the test above is a real one: the text is the same, the picture not."""
    out = tmp_path / "out.pdf"
    HARMFUL["one digit drawn as another"](sheets["melzo"], out)
    assert readers.texts(out) == readers.texts(sheets["melzo"])
    seen = [readers.png(path, tmp_path / path.stem)[1] for path in (sheets["melzo"], out)]
    assert seen[0].read_bytes() != seen[1].read_bytes()


def test_the_code_is_read_from_the_imprint_alone(sheets: dict[str, Path], tmp_path: Path) -> None:
    """A code that a notice talks about is not the code of that page."""
    sheet = page_texts(sheets["melzo"].read_bytes())
    assert printed_codes(sheet[0]) == ()
    (code,) = printed_codes(sheet[1])
    assert set(code) <= set(CODE_ALPHABET) | {"-"}
    assert printed_codes(f"si allega il foglio {code}") == ()
    assert page_texts(notice(tmp_path / "n.pdf").read_bytes())[1].endswith("pagina 2")
    assert page_texts(b"") == ()
