# SPDX-License-Identifier: EUPL-1.2
"""Takes the pictures of the documentation anew, from today's list and texts: `make pictures`.

Whatever they show is made by the program now; a page in the judges' browser puts it side by side.
The pictures of a workbook in docs/immagini are taken by hand.
"""

from __future__ import annotations

import base64
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from weasyprint import HTML

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from leaflet.cli.main import main  # noqa: E402  (this checkout, wherever it is called from)
from tests.judges.chromium import Browser, Look  # noqa: E402  (same)

SHEET = "cosa-fare-in-caso-di-sfratto"
ACT = """
<style>@page { size: A4; margin: 30mm 28mm } body { font: 12pt "Noto Serif", serif }</style>
<p>Intimazione di sfratto per morosità<br>Atto di prova, senza persone.
<ul><li>Primo canone non versato<li>Secondo canone non versato</ul>
<p style="break-before: page">Citazione<br>Si invita a comparire all’udienza di convalida.
"""
HEAD = """<!DOCTYPE html><html lang="it"><meta charset="utf-8"><title>Immagini</title><style>
body { margin: 0; padding: 26px; width: max-content; background: #f1f1f1;
  font: 20px/1.3 "Noto Sans"; display: flex; gap: 76px; align-items: flex-end }
figure { margin: 0 } div { display: flex; gap: 14px; align-items: center }
img { border: 1px solid #999; box-shadow: 4px 4px 0 #ccc; background: #fff }
figcaption { border-top: 2px solid; margin-top: 16px; padding-top: 10px; text-align: center }
.plain, .foot { padding: 0; background: #fff }
.plain img, .foot img { box-shadow: none }
.foot img { margin-top: -1095px }
</style>"""


def run(*arguments: object) -> None:
    """Run the program; it must succeed."""
    if main(list(map(str, arguments))) != 0:
        raise SystemExit(1)


def pages(file: Path, height: int, *numbers: int) -> list[str]:
    """Return pages of a PDF, from 1, as addresses of pictures that are so many pixels high."""
    found = []
    with pypdfium2.PdfDocument(file) as document:
        for number in numbers or range(1, len(document) + 1):
            page = document[number - 1]
            found.append(address(page.render(scale=height / page.get_height()).to_pil()))
    return found


def address(picture: Image.Image) -> str:
    """Return a picture as an address that a page can show."""
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    return f"data:image/png;base64,{base64.b64encode(stored.getvalue()).decode()}"


def figure(addresses: list[str], name: str = "", words: str = "") -> str:
    """Return pictures side by side, with a name and words below them."""
    shown = "".join(f'<img src="{one}" alt="">' for one in addresses)
    below = f"<figcaption><b>{name}</b><br>{words}</figcaption>" if name else ""
    return f"<figure><div>{shown}</div>{below}</figure>"


def take(browser: Browser, name: str, page: Path, width: int = 4000, height: int = 0) -> None:
    """Write a page as docs/<name>.png: its content, or its first so many pixels."""
    with browser.page(Look(width=width, height=height or 100)) as opened:
        opened.open(page.as_uri())
        shot = Image.open(io.BytesIO(opened.screenshot())).convert("RGB")
        right = opened.evaluate("Math.ceil(document.body.getBoundingClientRect().right)")
    shot = shot.crop((0, 0, min(right, shot.width) if not height else width, height or shot.height))
    shot.quantize(64).save(ROOT / "docs" / f"{name}.png", optimize=True)


def main_() -> None:
    """Make everything in a folder of its own, and take the pictures."""
    with tempfile.TemporaryDirectory() as made, Browser() as browser:
        base, out = Path(made), Path(made) / "output"
        os.environ["LANGUAGE"] = "it"
        products = ("sheet", "single", "bilingual", "poster")
        run("build", "--output", out, *(word for name in products for word in ("--product", name)))
        run("bundle", "--output", out, "-o", base / "bundle.zip")
        shutil.unpack_archive(base / "bundle.zip", base / "bundle")
        run(
            "print", "--output", out, "--copies", "melzo=1", "--booklet", "ar", "-o", base / "print"
        )
        HTML(string=ACT).write_pdf(base / "atto.pdf", pdf_tags=True)
        run("attach", base / "atto.pdf", "--comune", "Rho", "--output", out, "-o", base / "uno.pdf")
        pdf, rho = out / "pdf", out / "pdf" / f"{SHEET}_rhodense.pdf"
        shown = {
            "sheet": figure(pages(pdf / f"{SHEET}_melzo.pdf", 842)),
            "attach-joined": figure(
                pages(base / "uno.pdf", 580),
                "atto_con-foglio.pdf",
                "un solo file: prima l’atto, com’era; poi il foglio del Comune",
            ),
            "attach-beside": figure(
                pages(base / "atto.pdf", 560), "atto.pdf", "firmato: non si tocca"
            )
            + figure(pages(rho, 560), "atto_foglio.pdf", "il foglio, accanto"),
            "prodotti": figure(
                [
                    *pages(next(pdf.glob("una-lingua/*alto-milanese_it.pdf")), 580, 2),
                    *pages(next(pdf.glob("bilingue/*melzo_it-ar.pdf")), 580, 1),
                    *pages(next(pdf.glob("manifesto/*.pdf")), 590, 1),
                    *pages(base / "print" / "melzo" / "libretto_melzo_ar.pdf", 410, 2),
                ]
            ),
        }
        for name, html in shown.items():
            page = base / f"{name}.html"
            kind = ' class="plain"' if name == "sheet" else ""
            page.write_text(f"{HEAD}<body{kind}>{html}", "utf-8")
            take(browser, name, page)
        take(browser, "unep-indice", next((base / "bundle").rglob("indice.html")), 900, 620)
        [code] = pages(pdf / f"{SHEET}_melzo.pdf", 1190, 2)
        page = base / "code.html"
        page.write_text(f'{HEAD}<body class="foot"><img src="{code}" alt="">', "utf-8")
        take(browser, "unep-codice", page, 842, 90)


if __name__ == "__main__":
    main_()
