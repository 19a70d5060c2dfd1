# SPDX-License-Identifier: EUPL-1.2
"""What is copied from a page is what was written, and the page looks as WeasyPrint draws it."""

from __future__ import annotations

import inspect
import io
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
import pypdfium2
import pytest
import weasyprint
from fontTools.ttLib import TTFont
from weasyprint.draw import text as drawing
from weasyprint.pdf import fonts, stream

from leaflet.pdf import text_per_code
from leaflet.pdf.renderer import Renderer
from leaflet.pdf.text_per_code import CodedFont, PlacedGlyph, Sign, with_signs, with_text_per_code
from leaflet.system.fonts import TYPEFACES, use_own_fonts

if TYPE_CHECKING:
    from pathlib import Path

_PAIR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
PAGE = """\
<html lang="{language}" dir="{direction}"><title>x</title>
<style>@page {{ size: 400px 300px; margin: 10px }}
html {{ font: 20px "{font}", "Noto Sans" }}
[dir="rtl"] {{ font-family: "Noto Naskh Arabic", "Noto Sans" }}</style>
<p>{text}</p>
"""


class Written(NamedTuple):
    """Some words, and how they are read."""

    text: str
    language: str = "it"
    direction: str = "ltr"
    font: str = "Noto Sans"

    def html(self) -> str:
        """Return a page with them."""
        return PAGE.format(**self._asdict())

    def pdf(self) -> bytes:
        """Return the PDF of that page, as WeasyPrint makes it now."""
        data: bytes = weasyprint.HTML(string=self.html()).write_pdf(pdf_variant="pdf/a-2a")
        return data


SAME_GLYPH = Written("ţinut și ținut, aţi venit și ați plecat", "ro")
"""In Romanian, the cedilla is drawn as a comma: one glyph for two letters."""
LIGATURES = Written("ufficio, afflitto, fine: 5 000 € «così»")
ARABIC = {
    "tanwin": Written("اتصل فورًا وغدًا صباحًا", "ar", "rtl"),
    "tanwin after a lam-alef": Written("أولاً ثم قليلاً", "ar", "rtl"),
    "two marks in one glyph": Written("مهدَّد كلَّها جدًّا", "ar", "rtl"),
    "one glyph for three letters": Written("إن شاء الله", "ar", "rtl"),
    "no joiner": Written("می‌خواهم خانه‌ام", "fa", "rtl"),
    "urdu": Written("مثلاً فوراً عملہ آمدنی", "ur", "rtl"),
}
INDIC = {
    "bengali": Written("কর্মকর্তা শুক্রবার ক্ষতিপূরণ ফোন নোটিশ", "bn", font="Noto Sans Bengali"),
    "sinhala": Written("ප්‍රශ්නය ශ්‍රී කෝච්චිය වෛද්‍ය නිවසින් වීමට", "si", font="Noto Sans Sinhala"),
}
PLAIN = {
    "latin": LIGATURES,
    "arabic without vowels": Written("اتصل بالخدمات الاجتماعية الآن، لا تنتظر", "ar", "rtl"),
}


@pytest.fixture(autouse=True)
def _own_drawing() -> None:
    use_own_fonts()
    with_text_per_code()


@pytest.fixture
def theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint draws as it would without us."""
    monkeypatch.setattr(stream, "Font", fonts.Font)
    monkeypatch.setattr(drawing, "draw_first_line", text_per_code._their_line)
    monkeypatch.setattr(fonts, "_build_vector_font_dictionary", text_per_code._their_dictionary)


def copied(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text: str = document[0].get_textpage().get_text_bounded()
    return unicodedata.normalize("NFC", text)


def picture(pdf: bytes) -> bytes:
    with pypdfium2.PdfDocument(pdf) as document:
        data: bytes = document[0].render(scale=2).to_pil().tobytes()
    return data


def widths_of(font: pikepdf.Object) -> dict[int, int]:
    """Return how wide each code is, in thousandths of the size."""
    rest = iter(font.W)
    return {
        int(first) + place: int(width)
        for first, several in zip(rest, rest, strict=True)
        for place, width in enumerate(several)
    }


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (text_per_code._their_line, "stream textbox text_overflow block_ellipsis matrix"),
        (
            text_per_code._their_dictionary,
            "font_dictionary pdf font widths compress reference pdf_version",
        ),
        (fonts.Font.__init__, "self pango_font description font_size"),
        (fonts.Font.clean, "self to_unicode hinting"),
        (fonts.Font.get_unused_glyph_id, "self codepoint"),
        (stream.Stream.add_font, "self pango_font"),
    ],
    ids=lambda value: getattr(value, "__qualname__", ""),
)
def test_weasyprint_has_what_is_put_in_its_place(function: object, parameters: str) -> None:
    """Each private function of WeasyPrint that is replaced, or called, takes what it took."""
    assert callable(function)
    assert " ".join(inspect.signature(function).parameters) == parameters


def test_weasyprint_asks_for_what_is_put_in_its_place() -> None:
    """It looks up what we replace, where we replace it, each time that it draws."""
    assert "draw_first_line(" in inspect.getsource(drawing.draw_text)
    assert "= Font(" in inspect.getsource(stream.Stream.add_font)
    built = inspect.getsource(fonts.build_fonts_dictionary)
    assert "font.clean(to_unicode" in built
    assert "_build_vector_font_dictionary(" in built


def test_a_font_of_weasyprints_has_the_parts_that_are_read() -> None:
    """Each attribute that is read, or written, is one that WeasyPrint gives to a font."""
    source = inspect.getsource(fonts.Font)
    names = "bitmap png svg colr tables glyph_count upem missing to_unicode widths file_content"
    for name in (*names.split(), "hash"):
        assert f"self.{name} = " in source, name


@pytest.mark.parametrize("written", [SAME_GLYPH, LIGATURES], ids=["one glyph", "ligatures"])
def test_latin_is_copied_as_it_was_written(written: Written) -> None:
    """Two letters of one glyph are told apart, and a ligature says all of its letters."""
    assert copied(written.pdf()).split() == written.text.split()


@pytest.mark.parametrize("written", ARABIC.values(), ids=ARABIC)
def test_arabic_is_copied_as_it_was_written(written: Written) -> None:
    """Vowel signs, ligatures and joiners come back in their place, and in their order."""
    expected = unicodedata.normalize("NFC", written.text)
    assert copied(written.pdf()).split() == expected.split()


@pytest.mark.usefixtures("theirs")
@pytest.mark.parametrize("written", [SAME_GLYPH, *list(ARABIC.values())[:4]])
def test_weasyprint_alone_loses_text(written: Written) -> None:
    """What these tests look at is still lost without us; else this module has done its work."""
    expected = unicodedata.normalize("NFC", written.text)
    assert copied(written.pdf()).split() != expected.split()


@pytest.mark.parametrize("written", PLAIN.values(), ids=PLAIN)
def test_pages_look_the_same(written: Written, request: pytest.FixtureRequest) -> None:
    """Where no sign is raised, each point of the page is as WeasyPrint draws it."""
    ours = picture(written.pdf())
    request.getfixturevalue("theirs")

    assert picture(written.pdf()) == ours


def test_same_words_give_the_same_bytes() -> None:
    """Codes depend on what is drawn, and on nothing else."""
    for written in ARABIC.values():
        assert written.pdf() == written.pdf()


def test_a_page_painted_from_memory_has_the_same_codes(tmp_path: Path) -> None:
    """A side that is kept gives the same PDF, whatever other sides have been painted since."""
    first, second = ARABIC["two marks in one glyph"].html(), ARABIC["tanwin"].html()
    families = ("Noto Sans", "Noto Naskh Arabic")
    renderer = Renderer(tmp_path, families)
    expected = Renderer(tmp_path, families).pdf([first, second])

    for _ in range(4):
        assert renderer.pdf([first]) != expected
        assert renderer.pdf([first, second]) == expected
    assert copied(expected).split() == copied(renderer.pdf([first])).split()


def test_each_code_draws_what_the_embedded_font_has() -> None:
    """All codes lead to glyphs of the file, which is as wide there as the page takes it to be."""
    with pikepdf.open(io.BytesIO(ARABIC["tanwin after a lam-alef"].pdf())) as pdf:
        [font] = pdf.pages[0].Resources.Font.values()
        [descendant] = font.DescendantFonts
        numbers = descendant.CIDToGIDMap.read_bytes()
        file = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
        widths = widths_of(descendant)
    assert len(widths) > 8
    for code, width in widths.items():
        name = file.getGlyphName(int.from_bytes(numbers[2 * code : 2 * code + 2], "big"))
        assert name != ".notdef"
        assert abs(file["hmtx"][name][0] * 1000 / file["head"].unitsPerEm - width) < 1


@pytest.mark.parametrize("written", INDIC.values(), ids=INDIC)
def test_what_says_a_mark_takes_no_room(written: Written) -> None:
    """Readers take such a code for one without room, and would see a blank after any other."""
    with pikepdf.open(io.BytesIO(written.pdf())) as pdf:
        [font] = [
            font for font in pdf.pages[0].Resources.Font.values() if "Sans-" in str(font.BaseFont)
        ]
        meaning = {
            int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
            for code, text in _PAIR.findall(font.ToUnicode.read_bytes())
        }
        widths = widths_of(font.DescendantFonts[0])
    marked = {
        code: text
        for code, text in meaning.items()
        if any(unicodedata.category(sign) == "Mn" for sign in text)
    }
    assert len(marked) > 2
    assert all(widths[code] <= 1 for code in marked), marked


@pytest.mark.parametrize("written", INDIC.values(), ids=INDIC)
def test_what_is_drawn_around_a_letter_is_copied_as_it_was_written(written: Written) -> None:
    """Vowels that stand before their consonant, and letters that are one glyph, come back."""
    assert copied(written.pdf()).split() == unicodedata.normalize("NFC", written.text).split()


def test_glyphs_are_put_together() -> None:
    """A new glyph has those that it is made of, where they are put, and a room of its own."""
    content = (TYPEFACES / "NotoSans-Regular.ttf").read_bytes()
    with TTFont(io.BytesIO(content)) as font:
        a, acute = (font.getGlyphID(font.getBestCmap()[ord(sign)]) for sign in "a´")
    ink = (PlacedGlyph(a, 0, 0), PlacedGlyph(acute, 40, -30))
    longer, number = with_signs(content, [Sign(ink, 700, "á"), Sign((), 5, "b")])

    with TTFont(io.BytesIO(longer)) as font:
        name, blank = font.getGlyphName(number), font.getGlyphName(number + 1)
        made = font["glyf"][name]
        parts = [(font.getGlyphID(part.glyphName), part.x, part.y) for part in made.components]
        assert parts == [tuple(one) for one in ink]
        assert font["hmtx"][name] == (700, made.xMin)
        assert font["hmtx"][blank] == (5, 0)
        assert font["glyf"][blank].numberOfContours == 0


def test_nothing_is_added_to_a_font_without_such_glyphs() -> None:
    """The file of a font of which no glyphs are put together stays as it was cut."""
    assert with_signs(b"any", []) == (b"any", 0)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("tables", ["CFF ", "head"]),
        ("tables", ["glyf", "fvar"]),
        ("colr", True),
        ("glyph_count", 65_535),
    ],
)
def test_other_fonts_are_drawn_as_weasyprint_does(part: str, value: object) -> None:
    """Those whose glyphs cannot be put together, that are coloured, or that leave no codes."""
    font = CodedFont.__new__(CodedFont)
    font.tables, font.glyph_count = ["glyf", "head"], 100
    font.bitmap = font.png = font.svg = font.colr = False
    font.missing, font.table = {}, text_per_code.CodeTable()
    assert font.is_codable()
    setattr(font, part, value)

    assert not font.is_codable()


def test_a_missing_sign_takes_no_code_of_others() -> None:
    """What a font lacks is counted on after the codes that are given."""
    font = CodedFont.__new__(CodedFont)
    font.glyph_count, font.missing, font.table = 100, {}, text_per_code.CodeTable()
    font.table.codes[Sign((), 1, "a")] = 100

    assert [font.get_unused_glyph_id(sign) for sign in (7, 8, 7)] == [101, 102, 101]
