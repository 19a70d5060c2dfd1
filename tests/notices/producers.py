# SPDX-License-Identifier: EUPL-1.2
"""Makes notices with real programs: an invented act, so that no person is in any of them."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import TYPE_CHECKING

import img2pdf  # type: ignore[import-untyped]  # ships no types
import pikepdf
import weasyprint
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from tests.judges import office
from tests.judges.chromium import PROGRAMS, find_program
from tests.judges.programs import run

if TYPE_CHECKING:
    from collections.abc import Callable

WRITER, LATEX, SCRIPT, QPDF = "libreoffice-writer", "texlive-latex-base", "ghostscript", "qpdf"
DATA = Path(__file__).parent / "data"
PASSWORD = "segreto"  # noqa: S105  (of a file that the test makes)


def offices(folder: Path) -> None:
    """The notices from LibreOffice Writer, as `made-NAME.pdf`, each exported in its way.

    `atto` has headings, a link and a list, `modulo` a field to fill in.
    """
    office.save(
        folder,
        [
            office.Job(DATA / f"{text}.fodt", folder / f"made-{name}.pdf", data=options)
            for name, (text, options) in OFFICES.items()
        ],
    )


def spreadsheet(source: Path) -> Path:
    """The same table as .xlsx, written by LibreOffice Calc."""
    # Fields parted by semicolons, quoted, in UTF-8, from the first line on.
    how = ["--infilter=CSV:59,34,76,1", "--convert-to", "xlsx", "--outdir", str(source.parent)]
    _soffice(source.parent, [*how, str(source)])
    return source.with_suffix(".xlsx")


def _soffice(folder: Path, arguments: list[str]) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run("soffice", WRITER, [profile, "--headless", *arguments])


def browser(folder: Path) -> Path:
    """A notice printed by Chromium, which tags it and makes bookmarks of its headings."""
    printed = folder / "chromium.pdf"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    run(
        find_program(),
        PROGRAMS[0],
        [*options, f"--user-data-dir={folder / 'chromium'}", "--generate-pdf-document-outline",
         f"--print-to-pdf={printed}", (DATA / "atto.html").as_uri()],
    )  # fmt: skip
    return printed


def latex(folder: Path) -> Path:
    """A notice from LaTeX, with links and bookmarks."""
    options = ["-interaction=batchmode", f"-output-directory={folder}", "-jobname=latex"]
    for _ in range(2):  # the second run knows the bookmarks
        run("pdflatex", LATEX, [*options, str(DATA / "atto.tex")])
    return folder / "latex.pdf"


def script(folder: Path, name: str, pages: int, *options: str) -> Path:
    """A notice of so many pages from PostScript, by Ghostscript."""
    source = folder / f"{name}.ps"
    page = "/Helvetica 12 selectfont 72 720 moveto (Intimazione di sfratto) show showpage"
    source.write_text(f"%!PS\n1 1 {pages} {{ pop {page} }} for\n", encoding="ascii")
    made = folder / f"{name}.pdf"
    run("gs", SCRIPT, ["-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-sOutputFile={made}",
                       *options, str(source)])  # fmt: skip
    return made


def scan(folder: Path) -> Path:
    """A scanned notice: one grey picture a page, wrapped by img2pdf."""
    pictures = []
    for number in (1, 2):
        picture = Image.new("L", (1240, 1754), 250)
        ImageDraw.Draw(picture).text((150, 150), f"Atto di precetto, foglio {number}", fill=20)
        pictures.append(folder / f"scan-{number}.jpg")
        picture.save(pictures[-1], quality=80)
    made = folder / "scan.pdf"
    made.write_bytes(img2pdf.convert([str(path) for path in pictures]))
    return made


def encrypted(notice: Path, user: str = "") -> Path:
    """The notice, encrypted by qpdf: without a `user` password anybody can open it."""
    made = notice.with_name(f"encrypted{'-' if user else ''}{user}.pdf")
    run("qpdf", QPDF, [str(notice), "--encrypt", user, PASSWORD, "256", "--", str(made)])
    return made


def damaged(notice: Path) -> Path:
    """The notice as a broken download leaves it."""
    made = notice.with_name("damaged.pdf")
    made.write_bytes(notice.read_bytes()[:-2000])
    return made


def accessible(folder: Path) -> Path:
    """A notice from WeasyPrint that is PDF/UA-1, and has ids in its tables as every sheet has."""
    made = folder / "accessible.pdf"
    weasyprint.HTML(DATA / "atto.html").write_pdf(made, pdf_variant="pdf/ua-1")
    return made


def attached_to(notice: Path, name: str) -> Path:
    """The notice with a file attached to it."""
    made = notice.with_name(f"{name}.pdf")
    with pikepdf.open(notice) as pdf:
        pdf.attachments["procura.txt"] = b"Procura alle liti"
        pdf.save(made)
    return made


def xfa(form: Path) -> Path:
    """The form as Adobe's designer makes them; no program of Debian's does."""
    made = form.with_name("xfa.pdf")
    with pikepdf.open(form) as pdf:
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp:xdp/>")
        pdf.save(made)
    return made


def lying(notice: Path) -> Path:
    """The notice with metadata that call it PDF/A, which it is not."""
    made = notice.with_name("lying.pdf")
    with pikepdf.open(notice) as pdf:
        with pdf.open_metadata() as metadata:
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "B"
        pdf.save(made)
    return made


def accessible_archive(sheet: Path, folder: Path) -> Path:
    """A notice that is PDF/A-2a and PDF/UA-1: a sheet that says it comes from another program.

    Its pages are a little others, or it would be a notice that has a sheet.
    """
    made = folder / "archive.pdf"
    with pikepdf.open(sheet) as pdf:
        said = pdf.Root.Metadata.read_bytes()
        creator = b"<xmp:CreatorTool>%s<"
        pdf.Root.Metadata.write(said.replace(creator % b"leaflet", creator % b"altro"))
        pdf.docinfo.Creator = pikepdf.String("altro")
        for page in pdf.pages:
            page.contents_add(b"q Q")
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return made


def signed(notice: Path, name: str, *, certify: bool = False) -> Path:
    """The notice signed by pyHanko (PAdES) with the certificate of a test authority."""
    made = notice.with_name(f"{name}.pdf")
    signer = signers.SimpleSigner.load_pkcs12_data(_pkcs12(), [], passphrase=b"x")
    assert signer is not None
    metadata = signers.PdfSignatureMetadata(
        field_name="Firma", subfilter=fields.SigSeedSubFilter.PADES, certify=certify
    )
    with notice.open("rb") as file, made.open("wb") as output:
        signers.sign_pdf(IncrementalPdfFileWriter(file), metadata, signer, output=output)
    return made


def envelope(notice: Path) -> Path:
    """The notice in a signed envelope, as the Italian `.p7m` files are."""
    key, certificate = _authority()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(notice.read_bytes())
    signed_by = builder.add_signer(certificate, key, hashes.SHA256())
    made = notice.with_name(f"{notice.name}.p7m")
    made.write_bytes(signed_by.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary]))
    return made


@functools.cache
def _pkcs12() -> bytes:
    key, certificate = _authority()
    secret = serialization.BestAvailableEncryption(b"x")
    return pkcs12.serialize_key_and_certificates(b"test", key, certificate, None, secret)


@functools.cache  # a key takes longer to make than a signature
def _authority() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test")])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(begin).not_valid_after(begin + dt.timedelta(days=3650))
    usage = x509.KeyUsage(True, True, False, False, False, True, False, False, False)  # noqa: FBT003
    return key, builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


OFFICES: dict[str, tuple[str, dict[str, bool | int]]] = {
    "office-tagged": ("atto", {"UseTaggedPDF": True}),
    "office-plain": ("atto", {"UseTaggedPDF": False}),
    "office-1b": ("atto", {"SelectPdfVersion": 1}),
    "office-2b": ("atto", {"SelectPdfVersion": 2}),
    "office-3b": ("atto", {"SelectPdfVersion": 3}),
    "office-ua": ("atto", {"SelectPdfVersion": 2, "PDFUACompliance": True, "UseTaggedPDF": True}),
    "form": ("modulo", {"UseTaggedPDF": True}),
}
"""LibreOffice's exports: which text, and how."""
MAKERS: dict[str, Callable[[Path], Path]] = {
    "accessible": accessible,
    "chromium": browser,
    "latex": latex,
    "ghostscript": lambda f: script(f, "ghostscript", 3),
    "scan": scan,
    "attachment": lambda f: attached_to(f / "made-latex.pdf", "attachment"),
    "lying": lambda f: lying(script(f, "unembedded", 1, "-dEmbedAllFonts=false",
                                    "-dPDFSETTINGS=/screen")),
}  # fmt: skip
"""Other notices that a sheet can be joined to; what was made before is there as `made-NAME.pdf`."""
NAMES = (*OFFICES, *MAKERS)


def make_notices(folder: Path) -> None:
    """Make all of them, as `made-NAME.pdf`."""
    offices(folder)
    for name, make in MAKERS.items():
        make(folder).replace(folder / f"made-{name}.pdf")
