# SPDX-License-Identifier: EUPL-1.2
"""Things that people and programs do to a sheet, with the real programs."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from tests.judges.programs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from _pytest.mark import ParameterSet

    Deed = Callable[[Path, Path], object]

PASSWORD = "aperto"  # noqa: S105  (of a test file)
_PRINTED, _NO_VIEW = 4, 32
"""Flags of annotations."""
_PAIR = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>")
_SHOWN = re.compile(rb"\[([^\]]*)\]\s*TJ")
_CODES = re.compile(rb"<([0-9a-fA-F]+)>")


def qpdf(*arguments: object) -> None:
    """Run qpdf; fails when it reports an error."""
    run("qpdf", "qpdf", [str(argument) for argument in arguments])


def notice(path: Path, pages: int = 2, words: str = "Intimazione di sfratto") -> Path:
    """Write a notice of some pages with text, that is none of ours."""
    document = pikepdf.new()
    font = document.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for number in range(1, pages + 1):
        text = f"BT /F1 12 Tf 72 720 Td ({words}, pagina {number}) Tj ET"
        page = document.add_blank_page(page_size=(595.28, 841.89))
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = document.make_stream(text.encode())
    document.save(path)
    return path


def _merged_by_qpdf(sheet: Path, out: Path) -> None:
    qpdf("--empty", "--pages", notice(out.with_suffix(".n.pdf")), sheet, "--", out)


def _merged_by_pikepdf(sheet: Path, out: Path) -> None:
    with pikepdf.open(notice(out.with_suffix(".n.pdf"))) as whole, pikepdf.open(sheet) as added:
        whole.pages.extend(added.pages)
        whole.save(out)


def _renamed(sheet: Path, out: Path) -> None:
    """Give every font of the pages another name."""
    with pikepdf.open(sheet) as document:
        for page in document.pages:
            fonts = {f"/New{name[1:]}": font for name, font in page.Resources.Font.items()}
            own = {**dict(page.Resources.items()), "/Font": Dictionary(fonts)}
            page.Resources = Dictionary(own)  # pages share the one that was there
            data = page.Contents.read_bytes()
            data = re.sub(rb"/(\w+)(\s+[\d.]+\s+Tf)", rb"/New\1\2", data)
            page.Contents = document.make_stream(data)
        document.save(out)


def _locked_and_opened(sheet: Path, out: Path) -> None:
    locked = out.with_suffix(".locked.pdf")
    qpdf("--encrypt", PASSWORD, PASSWORD, 256, "--", sheet, locked)
    qpdf("--decrypt", f"--password={PASSWORD}", locked, out)


def _turned(sheet: Path, out: Path) -> None:
    qpdf("--rotate=+90", sheet, out)


def _retitled(sheet: Path, out: Path) -> None:
    with pikepdf.open(sheet) as document:
        document.docinfo["/Title"] = "Allegato 2"
        document.save(out)


def change_fonts(
    sheet: Path, out: Path, change: Callable[[TTFont, pikepdf.Object], object]
) -> None:
    """Write a sheet in which something was done to each font of its last page, given with it."""
    with pikepdf.open(sheet) as document:
        for font in document.pages[-1].Resources.Font.values():
            program = font.DescendantFonts[0].FontDescriptor.FontFile2
            letters = TTFont(io.BytesIO(program.read_bytes()), recalcTimestamp=True)
            change(letters, font)
            written = io.BytesIO()
            letters.save(written)
            program.write(written.getvalue())
        document.save(out)


def cut_otherwise(letters: TTFont, _: pikepdf.Object) -> None:
    """Leave out what sets text, and write the outlines anew: as another HarfBuzz does, or more."""
    for table in {"GDEF", "gasp", "name"} & set(letters.keys()):
        del letters[table]
    for name in letters.getGlyphOrder():
        letters["glyf"][name].expand(letters["glyf"])
    letters["post"].underlinePosition = -1


def draw_digit_otherwise(letters: TTFont, font: pikepdf.Object) -> None:
    """Let the outline of a 5 be that of a 6: the text of the page stays as it is."""
    codes = {text: int(code, 16) for code, text in _PAIR.findall(font.ToUnicode.read_bytes())}
    five, six = (codes.get(f"{ord(digit):04x}".encode()) for digit in "56")
    if five and six:
        order = letters.getGlyphOrder()
        letters["glyf"][order[five]] = letters["glyf"][order[six]]


def _move_letters(letters: TTFont, _: pikepdf.Object) -> None:
    """Let each letter begin further to the right than its outline: readers move it."""
    for name, (width, left) in letters["hmtx"].metrics.items():
        letters["hmtx"][name] = (width, left + 100)


def _magnify(letters: TTFont, _: pikepdf.Object) -> None:
    letters["head"].unitsPerEm //= 2


HARMLESS: dict[str, Deed] = {
    "copied": lambda sheet, out: out.write_bytes(sheet.read_bytes()),
    "merged by qpdf": _merged_by_qpdf,
    "merged by pikepdf": _merged_by_pikepdf,
    "linearised": lambda sheet, out: qpdf("--linearize", sheet, out),
    "packed anew": lambda sheet, out: qpdf(
        "--object-streams=generate", "--recompress-flate", "--compression-level=9", sheet, out
    ),
    "unpacked": lambda sheet, out: qpdf(
        "--qdf", "--object-streams=disable", "--normalize-content=y", sheet, out
    ),
    "locked, then opened": _locked_and_opened,
    "fonts named anew": _renamed,
    "fonts cut otherwise": lambda sheet, out: change_fonts(sheet, out, cut_otherwise),
    "turned": _turned,
    "another title": _retitled,
}
"""Deeds after which a sheet still says what it said."""


def change_glyph(sheet: Path, out: Path, old: str = "59245", new: str = "59246") -> None:
    """Change one digit of a phone number on the page, and nothing else."""
    with pikepdf.open(sheet) as document:
        page = document.pages[-1]
        page.Contents = document.make_stream(_with_other_digit(page, old, new))
        document.save(out)


def _with_other_digit(page: pikepdf.Page, old: str, new: str) -> bytes:
    data: bytes = page.Contents.read_bytes()
    at = next(i for i in range(len(old)) if old[i] != new[i])
    for font in page.Resources.Font.values():
        meaning = {
            code.lower(): bytes.fromhex(text.decode()).decode("utf-16-be")
            for code, text in _PAIR.findall(font.ToUnicode.read_bytes())
        }
        codes = {text: code for code, text in meaning.items()}
        for shown in _SHOWN.finditer(data):
            places = [
                shown.start(1) + place
                for several in _CODES.finditer(shown[1])
                for place in range(*several.span(1), 4)
            ]
            text = "".join(meaning.get(data[p : p + 4].lower(), "?") for p in places)
            if old in text and new[at] in codes:
                place = places[text.index(old) + at]
                changed: bytes = data[:place] + codes[new[at]] + data[place + 4 :]
                return changed
    raise AssertionError(f"no font of the page shows {old} and can show {new}")


def _other_link(sheet: Path, out: Path) -> None:
    with pikepdf.open(sheet) as document:
        link = next(a for a in document.pages[-1].Annots if "tel:" in str(a.A.get("/URI", "")))
        link.A.URI = pikepdf.String("tel:+39899000000")
        document.save(out)


def _second_number(sheet: Path, out: Path) -> None:
    """Let a link dial another number after its own."""
    with pikepdf.open(sheet) as document:
        link = next(a for a in document.pages[-1].Annots if "tel:" in str(a.A.get("/URI", "")))
        link.A.Next = Dictionary(S=Name.URI, URI=pikepdf.String("tel:+39899000000"))
        document.save(out)


def _covered(sheet: Path, out: Path, flags: int = _PRINTED) -> None:
    """Lay a white square over the phone numbers."""
    with pikepdf.open(sheet) as document:
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Square,
            Rect=Array([60, 300, 500, 700]),
            IC=Array([1, 1, 1]),
            F=flags,
        )
        document.pages[-1].Annots.append(document.make_indirect(note))
        document.save(out)


def _pointed_at(sheet: Path, out: Path) -> None:
    """Put a note at a point: readers draw it, as large as any."""
    with pikepdf.open(sheet) as document:
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Rect=Array([120, 600, 120, 600]),
            Contents=pikepdf.String("Chiami il 899 000 000"),
            F=_PRINTED,
        )
        document.pages[-1].Annots.append(document.make_indirect(note))
        document.save(out)


def _whitened(sheet: Path, out: Path) -> None:
    """Let every grey and every colour stand for white."""
    with pikepdf.open(sheet) as document:
        page = document.pages[-1]
        spaces = dict(page.Resources.get("/ColorSpace", Dictionary()).items())
        for name, count in (("/DefaultGray", 1), ("/DefaultRGB", 3)):
            inks = Array([Name(f"/Ink{number}") for number in range(count)])
            rule = _constant(document, count)
            spaces[name] = Array([Name.DeviceN, inks, Name.DeviceGray, rule])
        page.Resources = Dictionary(
            {**dict(page.Resources.items()), "/ColorSpace": Dictionary(spaces)}
        )
        document.save(out)


def _constant(document: pikepdf.Pdf, count: int) -> pikepdf.Object:
    """Return a function of so many values that is always 1."""
    function = document.make_stream(b"{ " + b"pop " * count + b"1 }")
    function.FunctionType = 4
    function.Domain, function.Range = Array([0, 1] * count), Array([0, 1])
    return function


def _other_blanks(sheet: Path, out: Path) -> None:
    """Part operators by a sign that Python takes for a blank, and PDF for a letter."""
    with pikepdf.open(sheet) as document:
        page = document.pages[-1]
        data = page.Contents.read_bytes()
        page.Contents = document.make_stream(re.sub(rb"(?<=\])\s+TJ\s", b" TJ\x0b", data))
        document.save(out)


def _stamped(sheet: Path, out: Path) -> None:
    """Write across the page, as programs do that number pages."""
    with pikepdf.open(sheet) as document:
        page = document.pages[-1]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.add_resource(document.make_indirect(font), Name.Font, Name.Zz)
        page.contents_add(b"BT /Zz 9 Tf 20 20 Td (pag. 4) Tj ET")
        document.save(out)


def _cut(sheet: Path, out: Path) -> None:
    with pikepdf.open(sheet) as document:
        document.pages[-1].cropbox = Array([0, 400, 595.28, 841.89])
        document.save(out)


def _one_side(sheet: Path, out: Path) -> None:
    qpdf("--empty", "--pages", sheet, 2, "--", out)


def _other_meaning(sheet: Path, out: Path) -> None:
    """Let a digit be read aloud, and copied, as another one; the eye sees no difference.

    No code has either of them: this one still says which sheet it was.
    """
    with pikepdf.open(sheet) as document:
        for font in document.pages[-1].Resources.Font.values():
            data = font.ToUnicode.read_bytes()
            font.ToUnicode = document.make_stream(data.replace(b"> <0030>", b"> <0031>"))
        document.save(out)


def _by_ghostscript(sheet: Path, out: Path) -> None:
    run("gs", "ghostscript", ["-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-o{out}",
                              str(sheet)])  # fmt: skip


HARMFUL: dict[str, Deed] = {
    "one digit changed": change_glyph,
    "one digit drawn as another": lambda sheet, out: change_fonts(sheet, out, draw_digit_otherwise),
    "letters drawn elsewhere": lambda sheet, out: change_fonts(sheet, out, _move_letters),
    "letters drawn larger": lambda sheet, out: change_fonts(sheet, out, _magnify),
    "another number behind a link": _other_link,
    "a second number behind a link": _second_number,
    "a square laid over numbers": _covered,
    "a square laid over numbers on paper alone": lambda sheet, out: _covered(
        sheet, out, _PRINTED | _NO_VIEW
    ),
    "a note at a point": _pointed_at,
    "colours that stand for white": _whitened,
    "blanks that are none": _other_blanks,
    "something written on the page": _stamped,
    "cut": _cut,
    "one side only": _one_side,
    "read aloud otherwise": _other_meaning,
    "written anew by Ghostscript": _by_ghostscript,
}
"""Deeds after which nobody can tell that a sheet says what it said."""
BY_PROGRAMS = {"merged by qpdf", "linearised", "packed anew", "unpacked", "locked, then opened",
               "turned", "one side only", "written anew by Ghostscript"}  # fmt: skip


def each(deeds: Iterable[str]) -> list[ParameterSet]:
    """Return the parameters of a test of such deeds; those that need a program are judged."""
    return [
        pytest.param(deed, marks=[pytest.mark.judged] if deed in BY_PROGRAMS else [])
        for deed in deeds
    ]
