# SPDX-License-Identifier: EUPL-1.2
"""Each kind of file that a sheet cannot be joined to has its own answer, and stays as it is."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from leaflet.notices.attaching import Outcome, ResultPlace, attach
from leaflet.notices.intake import MOST_PAGES, MustNotChange, UnusableError, open_notice
from leaflet.notices.joining import JoinedNotice, join_notice
from tests import tampering
from tests.notices import producers

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.notices.choosing import CurrentLeaflet, CurrentLeaflets

BESIDE = "the notice was not altered: serve the sheet with it, as a second file"


def reason(path: Path) -> str:
    found = open_notice(path.read_bytes())
    assert isinstance(found, MustNotChange)
    return str(found.reason)


def refusal(data: bytes) -> str:
    with pytest.raises(UnusableError) as caught:
        open_notice(data)
    return str(caught.value)


@pytest.mark.parametrize("certify", [False, True])
def test_a_signed_notice_is_not_altered(
    *, certify: bool, notices: dict[str, Path], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """The sheet lies beside an untouched copy, whose signature still holds."""
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(notices["office-2b"].read_bytes())
    notice = producers.signed(plain, "atto", certify=certify)
    before = notice.read_bytes()
    done = attach(notice, sheet, ResultPlace(tmp_path / "out"))
    assert done.outcome is Outcome.BESIDE
    assert [str(remark) for remark in done.remarks] == [
        "the notice is digitally signed, and any change would make the signature invalid",
        BESIDE,
    ]
    assert done.path == tmp_path / "out" / "atto_foglio.pdf"
    assert done.path.read_bytes() == sheet.data
    assert notice.read_bytes() == before == (tmp_path / "out" / "atto.pdf").read_bytes()
    with (tmp_path / "out" / "atto.pdf").open("rb") as file:
        signature = PdfFileReader(file).embedded_signatures[0]
        trusted = ValidationContext(trust_roots=[signature.signer_cert])
        assert validate_pdf_signature(signature, trusted).intact


def test_a_signed_envelope_is_not_opened(
    notices: dict[str, Path], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """A `.p7m` file is known by what is in it, whatever it is called."""
    plain = tmp_path / "atto.pdf"
    plain.write_bytes(notices["scan"].read_bytes())
    notice = producers.envelope(plain)
    assert reason(notice) == "the notice is signed in a .p7m envelope"
    done = attach(notice, sheet, ResultPlace(tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "atto.pdf.p7m",
        "atto_foglio.pdf",
    ]
    assert done.notice_sha256 != done.sha256


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"-----BEGIN PKCS7-----\n", b"-----END PKCS7-----\n"),
        (b"\xef\xbb\xbf-----BEGIN CMS-----\r\n", b"-----END CMS-----\r\n"),
        (b"-----BEGIN PKCS #7 SIGNED DATA-----\n", b"-----END PKCS #7 SIGNED DATA-----\n"),
        (
            b"MIME-Version: 1.0\nContent-Type: application/x-pkcs7-mime; name=a.p7m\n\n",
            b"\n",
        ),
        (b"", b""),
    ],
)
def test_an_envelope_written_as_letters_is_one(
    before: bytes, after: bytes, sheet: CurrentLeaflet, notices: dict[str, Path], tmp_path: Path
) -> None:
    """PEM, an e-mail or base64 alone; one of our leaflets in it is seen as well."""
    plain = tmp_path / "atto.pdf"
    plain.write_bytes(notices["scan"].read_bytes())
    letters = base64.encodebytes(producers.envelope(plain).read_bytes())
    plain.with_suffix(".p7m").write_bytes(before + letters + after)
    assert reason(plain.with_suffix(".p7m")) == "the notice is signed in a .p7m envelope"
    plain.write_bytes(sheet.data)
    letters = base64.encodebytes(producers.envelope(plain).read_bytes())
    assert refusal(before + letters + after) == "it is one of our leaflets, not a notice"


@pytest.mark.parametrize("password", ["", "apriti"])
def test_an_encrypted_notice_is_not_opened(
    password: str, notices: dict[str, Path], tmp_path: Path
) -> None:
    """Not even when anybody could read it: its author wanted no changes."""
    plain = tmp_path / "atto.pdf"
    plain.write_bytes(notices["latex"].read_bytes())
    assert reason(producers.encrypted(plain, password)) == "the notice is encrypted"


def test_an_xfa_form_is_left_alone(notices: dict[str, Path], tmp_path: Path) -> None:
    """Its pages are made when it is opened: what is joined to it would not be shown."""
    form = tmp_path / "form.pdf"
    form.write_bytes(notices["form"].read_bytes())
    expected = "the notice is an XFA form, whose pages are made anew each time it is opened"
    assert reason(producers.xfa(form)) == expected


def test_a_portfolio_is_left_alone(notices: dict[str, Path]) -> None:
    """Readers show its files, not its pages."""
    with pikepdf.open(notices["attachment"]) as pdf:
        pdf.Root.Collection = Dictionary()
        data = io.BytesIO()
        pdf.save(data)
    found = open_notice(data.getvalue())
    assert isinstance(found, MustNotChange)
    assert str(found.reason) == "the notice is a portfolio of files, which hides pages added to it"


@pytest.mark.judged
def test_a_notice_of_many_pages_is_left_alone(tmp_path: Path) -> None:
    """Five hundred pages are joined, one more is not."""
    most = producers.script(tmp_path, "most", MOST_PAGES)
    assert not isinstance(open_notice(most.read_bytes()), MustNotChange)
    more = producers.script(tmp_path, "more", MOST_PAGES + 1)
    assert reason(more) == "the notice has 501 pages, more than 500"


def test_a_damaged_notice_is_refused(
    notices: dict[str, Path], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """What could be saved of it might not be all of it; nothing is written."""
    plain = tmp_path / "atto.pdf"
    plain.write_bytes(notices["office-tagged"].read_bytes())
    with pytest.raises(UnusableError, match="it is damaged: parts of it cannot be read"):
        attach(producers.damaged(plain), sheet, ResultPlace(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
BLANK = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
PAGE = BLANK[:-2] + b"/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


WORDS = stream(b"BT /F 12 Tf 72 700 Td (atto) Tj ET")
NAMELESS = PAGE.replace(b"/Resources<</Font<</F 5 0 R>>>>", b"")


def raw(*objects: bytes, size: int = 0, more: bytes = b"", before_xref: bytes = b"") -> bytes:
    """A file of these objects: /Size may be wrong, `more` are lines of the table behind theirs."""
    data, places = b"%PDF-1.5\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places) + more
    count, start = 1 + table.count(b"\n"), len(data)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size or count, start)
    return data + before_xref + head + table + tail


def with_xref_stream() -> bytes:
    """A file whose table is a stream that does not list itself."""
    data, places = b"%PDF-1.5\n", [b"\0" * 4]
    for number, written in enumerate((CATALOG, PAGES, PAGE, WORDS, FONT), 1):
        places.append(b"\1" + len(data).to_bytes(2, "big") + b"\0")
        data += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = stream(b"".join(places), b"/Type/XRef/W[1 2 1]/Size 6/Root 1 0 R")
    return data + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(data))


NOWHERE = b"0000000000 00000 n \n"
SOUND = {
    "an object with offset 0": raw(CATALOG, PAGES, PAGE, WORDS, FONT, more=NOWHERE),
    "a size too large": raw(CATALOG, PAGES, PAGE, WORDS, FONT, size=9),
    "a size too small": raw(CATALOG, PAGES, PAGE, WORDS, FONT, size=4),
    "a table that does not list itself": with_xref_stream(),
    "a blank page without resources": raw(CATALOG, PAGES, BLANK),
    "lines and no words without resources": raw(CATALOG, PAGES, NAMELESS, stream(b"0 0 m 9 9 l S")),
    "a catalogue without its type": raw(
        b"<</Pages 2 0 R>>", PAGES, BLANK[:-2] + b"/Resources<<>>>>"
    ),
    "a field that no form has": raw(
        CATALOG,
        PAGES,
        PAGE[:-2] + b"/Annots[6 0 R]>>",
        WORDS,
        FONT,
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]>>",
    ),
    "a blank before the table": raw(CATALOG, PAGES, PAGE, WORDS, FONT, before_xref=b"\n"),
    "a line that ends as on old Macs": raw(
        CATALOG, PAGES, PAGE, WORDS.replace(b"stream\n", b"stream\r", 1), FONT
    ),
}


@pytest.mark.parametrize("kind", SOUND)
def test_what_all_readers_make_up_for_is_no_damage(kind: str, sheet: CurrentLeaflet) -> None:
    """macOS, Google and others write files that are not quite as the standard wants them."""
    found = open_notice(SOUND[kind])
    assert isinstance(found, pikepdf.Pdf)
    joined = join_notice(found, sheet.data)
    assert isinstance(joined, JoinedNotice)
    with pikepdf.open(io.BytesIO(joined.data)) as pdf:
        assert not pdf.check_pdf_syntax()
        assert len(pdf.pages) == 3


DAMAGED_FILES = {
    "what a page needs has offset 0": raw(
        CATALOG, PAGES, PAGE.replace(b"4 0 R", b"6 0 R"), WORDS, FONT, more=NOWHERE
    ),
    "words without a font": raw(CATALOG, PAGES, NAMELESS, WORDS),
    "contents that are a picture": raw(
        CATALOG, PAGES, PAGE, stream(b"\0\0\0\1", b"/Filter/JBIG2Decode"), FONT
    ),
    "a length that is wrong": raw(CATALOG, PAGES, PAGE, WORDS.replace(b"34", b"30"), FONT),
}


@pytest.mark.parametrize("kind", DAMAGED_FILES)
def test_what_may_have_lost_something_is_refused(kind: str) -> None:
    """Where a reader has to guess, it may not show the notice that was written."""
    assert refusal(DAMAGED_FILES[kind]) == "it is damaged: parts of it cannot be read"


def test_pictures_that_only_some_machines_can_unpack_are_joined(sheet: CurrentLeaflet) -> None:
    """A scan packed as JBIG2 has the same outcome with and without a program for it."""
    picture = (
        b"/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 1/ColorSpace/DeviceGray"
    )
    scan = raw(
        CATALOG,
        PAGES,
        PAGE.replace(b"/Font<</F 5 0 R>>", b"/XObject<</I 5 0 R>>"),
        stream(b"q 9 0 0 9 0 0 cm /I Do Q"),
        stream(b"no picture", picture + b"/Filter/JBIG2Decode"),
    )
    found = open_notice(scan)
    assert isinstance(found, pikepdf.Pdf)
    assert isinstance(join_notice(found, sheet.data), JoinedNotice)


def test_what_is_no_pdf_is_refused() -> None:
    """The answer says what it seems to be."""
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("word/document.xml", "x")
    office = "it is a document of an office program, or an archive"
    assert refusal(word.getvalue()) == f"it is not a PDF: {office}"
    assert refusal(b"\xff\xd8\xff\xe0") == "it is not a PDF: it is a picture"
    assert refusal(b"") == "it is not a PDF: it is empty"
    assert refusal(b"Egregio signore") == "it is not a PDF"


def test_a_notice_that_has_a_sheet_is_refused(
    notices: dict[str, Path], sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """A second sheet, perhaps with other numbers, would only confuse."""
    done = attach(notices["latex"], sheet, ResultPlace(tmp_path))
    assert refusal(done.path.read_bytes()) == "it has a sheet already"
    signed = producers.signed(done.path, "firmato")
    assert refusal(signed.read_bytes()) == "it has a sheet already"
    envelope = producers.envelope(done.path)
    assert refusal(envelope.read_bytes()) == "it has a sheet already"


@pytest.mark.judged
def test_a_sheet_that_another_program_put_there_is_seen(
    current: CurrentLeaflets, sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """It may be that of another ambito: nothing is written."""
    act, both = tampering.notice(tmp_path / "atto.pdf"), tmp_path / "unito.pdf"
    tampering.qpdf("--empty", "--pages", act, sheet.path, "--", both)
    for name in ("Settala", "Rho"):
        with pytest.raises(UnusableError, match="it has a sheet already"):
            attach(both, current.of(name), ResultPlace(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_sheet_is_no_notice(sheet: CurrentLeaflet) -> None:
    """Somebody took the wrong file: two sheets in one would go out without the act."""
    assert refusal(sheet.data) == "it is one of our leaflets, not a notice"


@settings(max_examples=150, deadline=None)
@given(cut=st.integers(0, 30_000), noise=st.binary(max_size=40), start=st.integers(0, 30_000))
def test_any_mutilation_ends_in_an_answer(
    cut: int, noise: bytes, start: int, notices: dict[str, Path]
) -> None:
    """It is opened whole, left alone or refused; it never ends in another error."""
    data = notices["office-tagged"].read_bytes()
    mutilated = data[:start] + noise + data[start + len(noise) : max(start, len(data) - cut)]
    try:
        found = open_notice(mutilated)
    except UnusableError:
        return
    if not isinstance(found, MustNotChange):
        found.close()
