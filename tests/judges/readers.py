# SPDX-License-Identifier: EUPL-1.2
"""What readers get out of a PDF: its text, its looks, its QR codes.

Three readers, because people's programs are built on them: pdfium (Chrome, Edge, Android),
MuPDF (many phones) and Poppler (Linux desktops).
"""

from pathlib import Path

import pymupdf
import pypdfium2
import pytest
import zxingcpp

from tests.judges.programs import run

POPPLER = "poppler-utils"
POINTS_PER_INCH = 72
SCANNER_DPI = 200
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def png(pdf: Path, folder: Path, dpi: int = 100) -> list[Path]:
    """Writes one image a page into the folder and returns them in page order."""
    folder.mkdir(parents=True, exist_ok=True)
    run("pdftoppm", POPPLER, ["-png", "-r", str(dpi), str(pdf), str(folder / pdf.stem)])
    return sorted(folder.glob(f"{pdf.stem}-*.png"))


def qr_codes(pdf: Path) -> list[str]:
    """What a phone reads from every QR code on the printed pages, in page order."""
    found: list[str] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            image = page.render(scale=SCANNER_DPI / POINTS_PER_INCH).to_pil()
            codes = zxingcpp.read_barcodes(image, _QR, text_mode=zxingcpp.TextMode.Plain)
            found += [code.text for code in codes]
    return found


def _pdfium(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _mupdf(pdf: Path) -> list[str]:
    with pymupdf.open(pdf) as document:
        return [page.get_text() for page in document]


def _poppler(pdf: Path) -> list[str]:
    text = run("pdftotext", POPPLER, ["-enc", "UTF-8", str(pdf), "-"])
    return text.split("\f")[:-1]  # a form feed ends every page, the last one too


READERS = {"pdfium": _pdfium, "mupdf": _mupdf, "poppler": _poppler}
"""Each gives the text of each page as it extracts it."""
EACH_READER = [
    pytest.param(name, marks=[pytest.mark.judged] if name == "poppler" else []) for name in READERS
]
"""Parameters of a test; Poppler is a program beside Python."""


def texts(pdf: Path) -> dict[str, list[str]]:
    """The text of each page, as each reader extracts it, untouched."""
    return {name: read(pdf) for name, read in READERS.items()}
