# SPDX-License-Identifier: EUPL-1.2
"""Can a sheet be joined to this notice? If not, why, and what can be done instead."""

from __future__ import annotations

import binascii
import contextlib
import io
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import (
    Array,
    DataDecodingError,
    DependencyError,
    Dictionary,
    Name,
    PasswordError,
    Pdf,
    PdfError,
    Stream,
    parse_content_stream,
)
from pikepdf.jbig2 import JBIG2DecoderInterface, set_decoder

from leaflet.pdf.page_digest import DAMAGED, digests_of, font_names, no_pdf
from leaflet.problems import LeafletError, Message, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from pikepdf import Object, Page

MOST_PAGES = 500
"""A longer file is hardly a notice, and certified mail and printers refuse what comes of it."""
ODDITIES = (
    *(PdfError, AttributeError, KeyError, IndexError, TypeError, ValueError),
    *(RuntimeError, RecursionError, NotImplementedError, OverflowError),
    *(DependencyError, DataDecodingError),
)
"""What pikepdf raises where a part of a file is of another kind than it must be."""


class UnusableError(LeafletError):
    """A file that is no notice at all, or a broken one: nothing is written for it."""


_AS_IT_CAME = say("attach the sheet to the notice as it came")


@dataclass(frozen=True, slots=True)
class MustNotChange:
    """Why a sound notice must stay as it is: the sheet goes beside it, not into it."""

    reason: Message


_ENCRYPTED = MustNotChange(say("the notice is encrypted"))


def open_notice(data: bytes) -> Pdf | MustNotChange:
    """Return the notice, ready to be joined, or why it must stay as it is.

    Raises UnusableError when it is not a PDF, or a damaged one.
    """
    envelope = _read_letters(data)
    if _is_envelope(envelope):
        _refuse_ours_inside(envelope)
        return MustNotChange(say("the notice is signed in a .p7m envelope"))
    if kind := no_pdf(data):
        raise UnusableError(kind, say("save or print it as PDF, then attach the sheet to that"))
    try:
        set_decoder(_NoDecoder())
        pdf = Pdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)
    except PasswordError:
        return _ENCRYPTED
    except PdfError as error:
        raise _damage() from error
    with contextlib.ExitStack() as closing:
        closing.callback(pdf.close)
        reason = _reason_to_leave(pdf, data)
        if reason is None:
            closing.pop_all()
            return pdf
    return reason


def _is_envelope(data: bytes) -> bool:
    """Return whether this is CMS, a signed envelope around a file (RFC 5652)."""
    pkcs7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"  # how its OIDs begin, 1.2.840.113549.1.7
    return data[:1] == b"\x30" and pkcs7 in data[:32]


_ARMOUR = re.compile(rb"-----BEGIN (?:PKCS ?#?7[ A-Z]*|CMS)-----\s+([^-]+)")
_MAIL = re.compile(rb"^content-type:\s*application/(?:x-)?pkcs7-mime", re.IGNORECASE | re.MULTILINE)
_MAIL_HEADER_WITHIN = 2_000


def _read_letters(data: bytes) -> bytes:
    """Return the bytes of what was written as letters: PEM, an e-mail or base64 alone.

    What is none of these is returned as it is.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    armoured = _ARMOUR.match(text)
    if armoured:
        text = armoured[1]
    elif _MAIL.search(text[:_MAIL_HEADER_WITHIN]):
        text = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[-1]
    elif not text.startswith(b"MI"):  # as all structures of some length begin
        return data
    try:
        return binascii.a2b_base64(text)
    except binascii.Error:
        return data


def _damage() -> UnusableError:
    return UnusableError(
        DAMAGED,
        say("get it again from where it came from, or open it and print it as a new PDF"),
    )


def _reason_to_leave(pdf: Pdf, data: bytes) -> MustNotChange | None:
    if pdf.is_encrypted:
        return _ENCRYPTED
    try:
        return _first_reason(pdf, data)
    except ODDITIES as error:
        raise _damage() from error


def _first_reason(pdf: Pdf, data: bytes) -> MustNotChange | None:
    _refuse_ours(pdf)
    for applies, reason in _REASONS:
        if applies(pdf, data):
            return MustNotChange(reason)
    count = len(pdf.pages)
    if count > MOST_PAGES:
        values = {"count": count, "most": MOST_PAGES}
        return MustNotChange(say("the notice has {count} pages, more than {most}", **values))
    if not count or not _is_sound(pdf, data):
        raise _damage()
    return None


class _NoDecoder(JBIG2DecoderInterface):
    """Stands for a program that some machines have: what becomes of a notice is the same on all."""

    def check_available(self) -> None:
        raise DependencyError

    def decode_jbig2(self, jbig2: bytes, jbig2_globals: bytes) -> bytes:
        raise DependencyError(jbig2, jbig2_globals)


def _is_sound(pdf: Pdf, data: bytes) -> bool:
    """Return whether the file is as it was written, or has only what all readers make up for."""
    with warnings.catch_warnings(action="ignore"):  # of pictures that nobody here can unpack
        found = pdf.check_pdf_syntax()
    return all(_is_harmless(warning, pdf, data) for warning in found)


_HARMLESS = re.compile(
    r"xref entry for the xref stream itself is missing"
    r"|reported number of objects \(\d+\) is not one plus the highest object number"
    r"|extraneous whitespace seen before xref"
    r"|stream keyword followed by carriage return only"
    r"|Catalog: setting missing or invalid /Type entry"
)
_NOWHERE = re.compile(r"\(object (\d+) (\d+)\): object has offset 0")
"""As macOS writes in «print to PDF», and Google: an entry for an object that is not there."""
_NO_RESOURCES = re.compile(r"Resources is missing or invalid")
_NAMING = frozenset(("Tf", "Do", "gs", "sh", "cs", "CS", "scn", "SCN"))
"""Operators that name a resource."""


def _is_harmless(warning: str, pdf: Pdf, data: bytes) -> bool:
    if nowhere := _NOWHERE.search(warning):
        return not _is_referred_to(f"{nowhere[1]} {nowhere[2]} R", pdf, data)
    if _NO_RESOURCES.search(warning):
        return not any(map(_lacks_resources, pdf.pages))
    return bool(_HARMLESS.search(warning))


def _is_referred_to(reference: str, pdf: Pdf, data: bytes) -> bool:
    """Return whether a reference stands anywhere: the library hides those that lead nowhere."""
    word = re.compile(rb"(?<!\d)" + reference.encode() + rb"(?!\w)")
    streams = (item for item in pdf.objects if isinstance(item, Stream))
    packed = (item.read_bytes() for item in streams if item.get("/Type") == Name.ObjStm)
    return any(map(word.search, (data, *packed)))


def _lacks_resources(page: Page) -> bool:
    """Return whether a page has no resources, and names some."""
    if page.get("/Resources"):
        return False
    return any(str(step.operator) in _NAMING for step in parse_content_stream(page))


def _refuse_ours(pdf: Pdf) -> None:
    """Refuse a notice that has a sheet, signed since or not, and what is itself one of ours."""
    if _is_ours(pdf.Root):
        raise UnusableError(say("it is one of our leaflets, not a notice"), _AS_IT_CAME)
    if any(_is_ours(page.obj) for page in pdf.pages):
        raise _has_a_sheet()


def refuse_with_pages(notice: Pdf, known: Collection[str], sheet_data: bytes) -> None:
    """Refuse a notice to which another program has added a sheet: a second might contradict it.

    `known` are the digests of the pages of all sheets; pages are looked at only where their fonts
    are those of the sheet.
    """
    with contextlib.suppress(*ODDITIES), Pdf.open(io.BytesIO(sheet_data)) as sheet:
        fonts = {name for page in sheet.pages for name in font_names(page)}
        alike = (page for page in notice.pages if (names := font_names(page)) and names <= fonts)
        sheets = {*known}.union(*digests_of(sheet.pages))
        if any(not digests.isdisjoint(sheets) for digests in digests_of(alike)):
            raise _has_a_sheet()


def _has_a_sheet() -> UnusableError:
    return UnusableError(say("it has a sheet already"), _AS_IT_CAME)


def _refuse_ours_inside(envelope: bytes) -> None:
    """Refuse a signed envelope around a notice that has a sheet, where the notice can be read."""
    with (
        contextlib.suppress(PasswordError, *ODDITIES),
        Pdf.open(io.BytesIO(envelope), suppress_warnings=True) as pdf,
    ):
        _refuse_ours(pdf)


def _is_ours(thing: Object) -> bool:
    described = thing.Metadata.read_bytes() if "/Metadata" in thing else b""
    return b"<xmp:CreatorTool>leaflet<" in described


def _is_signed(pdf: Pdf, data: bytes) -> bool:
    """Return whether any change would break a signature, or a certification (DocMDP, UR3).

    A signature names the bytes it covers, and those stand in the file in plain text; where the
    word stands for something else, leaving the notice alone does no harm.
    """
    return b"/ByteRange" in data or "/Perms" in pdf.Root or any(map(_is_signature, _fields(pdf)))


def _is_signature(field: Object) -> bool:
    return field.get("/FT") == Name.Sig and "/V" in field


def _fields(pdf: Pdf) -> Iterator[Object]:
    """Yield all fields of the form, each once."""
    seen = set()
    waiting = [*_form(pdf).get("/Fields", Array())]
    while waiting:
        field = waiting.pop()
        if isinstance(field, Dictionary) and field.objgen not in seen:
            seen |= {field.objgen} if field.is_indirect else set()
            yield field
            waiting += [*field.get("/Kids", Array())]


def _form(pdf: Pdf) -> Object:
    return pdf.Root.get("/AcroForm", Dictionary())


def _is_xfa(pdf: Pdf, _: bytes) -> bool:
    return "/XFA" in _form(pdf) or "/NeedsRendering" in pdf.Root


def _is_portfolio(pdf: Pdf, _: bytes) -> bool:
    return "/Collection" in pdf.Root


_REASONS: tuple[tuple[Callable[[Pdf, bytes], bool], Message], ...] = (
    (
        _is_signed,
        say("the notice is digitally signed, and any change would make the signature invalid"),
    ),
    (_is_xfa, say("the notice is an XFA form, whose pages are made anew each time it is opened")),
    (_is_portfolio, say("the notice is a portfolio of files, which hides pages added to it")),
)
