# SPDX-License-Identifier: EUPL-1.2
"""Digital signatures of PDFs (PAdES, ETSI EN 319 142-1), made and checked with pyHanko.

The key stays where it is: in a PKCS#12 file or in a device. A signature is added behind the file,
so the bytes that were there remain, and so do PDF/A-2a and PDF/UA-1: an unseen field lies outside
the page, a visible one is tagged as a form. Whose certificate can be trusted is for the user to
say; whether one was revoked is not asked, since that would need the network.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leaflet.pdf.page_digest import DAMAGED, no_pdf
from leaflet.problems import LeafletError, Message, say
from leaflet.system import fonts
from leaflet.system.web import fetched

try:
    from asn1crypto import pem, tsp, x509
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.font.api import FontEngineFactory
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.layout import (
        AxisAlignment,
        InnerScaling,
        LayoutError,
        SimpleBoxLayoutRule,
    )
    from pyhanko.pdf_utils.misc import PdfError, PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.text import TextBoxStyle
    from pyhanko.sign import fields, pkcs11, signers
    from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko.stamp import TextStampStyle
    from pyhanko_certvalidator import ValidationContext
except ImportError as missing:
    raise LeafletError(
        say("signatures need packages that are not installed"),
        say("in the folder of the program do: make sign"),
    ) from missing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

FONT = "Noto Sans"
LARGEST_STAMP = 100_000
"""Bytes: the answer of a time stamp server is much smaller."""
_STRIP, _AWAY = (28, 823, 567, 837), 9999
"""Where a visible signature goes: in the top margin, where no sheet prints (`identity.MARGIN`)."""
_WORDS = "Firmato digitalmente da %(signer)s il %(ts)s"
_TIME = "%d/%m/%Y"
_USAGES = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
_UNKNOWN = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE,
    AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND,
}
_EXPIRED = {
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
}
_REVOKED = {
    AdESFailure.REVOKED,
    AdESIndeterminate.REVOKED_NO_POE,
    AdESIndeterminate.REVOKED_CA_NO_POE,
}

_DAMAGE = (
    *(PdfReadError, zlib.error, RecursionError),
    *(AttributeError, IndexError, KeyError, TypeError),
)
"""What pyHanko raises where a part of a file is missing, or of another kind than it must be."""

for _name in ("pyhanko", "pyhanko_certvalidator"):  # what it has to say, our sentences say
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class UnsignableError(LeafletError):
    """This very file cannot be signed; others can."""


class _Stamps(TimeStamper):
    """Asks a time stamp server (RFC 3161); what it answers is signed, so plain http will do."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        }
        answer = fetched(
            self._url, data=req.dump(), headers=headers, largest=LARGEST_STAMP, must_be_safe=False
        )
        return tsp.TimeStampResp.load(answer)


@dataclass(frozen=True, slots=True)
class Seal:
    """A key with its certificate, ready to sign; `stamps` asks for the time, if it is asked for.

    `is_visible` has the signature said in the top margin of the last page, with the day `on`.
    """

    signer: Signer
    stamps: TimeStamper | None = None
    is_visible: bool = False
    on: dt.date | None = None

    @property
    def name(self) -> str:
        """The fingerprint of the certificate (SHA-256)."""
        return hashlib.sha256(self._certificate.dump()).hexdigest()

    @property
    def _certificate(self) -> x509.Certificate:
        certificate = self.signer.signing_cert
        if certificate is None:
            raise LeafletError(say("the key has no certificate"))
        return certificate

    def fit_on(self, now: dt.datetime) -> None:
        """Raise LeafletError when the certificate cannot be used at this moment."""
        first, last = self._certificate.not_valid_before, self._certificate.not_valid_after
        if now > last:
            message = say("your certificate expired on {day}", day=last.date())
            raise LeafletError(message, say("ask who issued it for a new one"))
        if now < first:
            raise LeafletError(say("your certificate is not valid before {day}", day=first.date()))

    def signed(self, pdf: bytes) -> bytes:
        """Return the file with one more signature behind it.

        Raises UnsignableError when the file is no PDF, damaged or locked, LeafletError when the
        key, the device or the time stamp server fails.
        """
        if kind := no_pdf(pdf):
            raise UnsignableError(kind, say("save or print it as PDF, then sign that"))
        try:
            return self._signed(pdf)
        except TimestampRequestError as error:
            reason = Message(str(error))
            message = say("the time stamp server refuses: {reason}", reason=reason)
            raise LeafletError(message) from error
        except (SigningError, PKCS11Error) as error:
            reason = Message(str(error) or type(error).__name__)
            message = say("the signature could not be made: {reason}", reason=reason)
            raise LeafletError(message) from error
        except _DAMAGE as error:
            raise UnsignableError(DAMAGED) from error
        except (PdfError, ValueError, LayoutError) as error:
            reason = Message(str(error))
            message = say("this file cannot be signed: {reason}", reason=reason)
            raise UnsignableError(message) from error

    def _signed(self, pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            message = say("the file is locked with a password")
            raise UnsignableError(message, say("open it with the password, save it without"))
        taken = {name for name, _, _ in fields.enumerate_sig_fields(writer)}
        if taken and self.is_visible:
            message = say("the file is signed already, and words on its page would spoil that")
            raise UnsignableError(message, say("sign it without --visible"))
        name = next(name for n in range(1, len(taken) + 2) if (name := f"Firma{n}") not in taken)
        self._add_field(writer, name)
        meta = signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        maker = signers.PdfSigner(
            meta,
            signer=self.signer,
            timestamper=self.stamps,
            stamp_style=_style() if self.is_visible else None,
        )
        words = {"ts": f"{self.on:%d/%m/%Y}"} if self.on else {}
        return bytes(maker.sign_pdf(writer, appearance_text_params=words).getbuffer())

    def _add_field(self, writer: IncrementalPdfFileWriter, name: str) -> None:
        spec = fields.SigFieldSpec(
            name,
            on_page=-1 if self.is_visible else 0,
            box=_STRIP if self.is_visible else None,
            invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
            readable_field_name="Firma digitale",
        )
        fields.append_signature_field(writer, spec)
        if self.is_visible:
            _tag(writer, name)


@dataclass(frozen=True, slots=True)
class _Font(FontEngineFactory):
    """Embeds the glyphs that a visible signature needs; pyHanko's own would leave the file open."""

    file: Path

    def create_font_engine(
        self,
        writer: BasePdfFileWriter,
        obj_stream: Any = None,  # noqa: ANN401  (pyHanko's own, not exported)
    ) -> GlyphAccumulator:
        font = io.BytesIO(self.file.read_bytes())
        return GlyphAccumulator(writer, font, font_size=10, obj_stream=obj_stream)


def _style() -> TextStampStyle:
    file = fonts.font_file(FONT, "regular")
    if file is None:
        raise LeafletError(say("the font {font} is missing", font=FONT))
    plain = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MAX,
        AxisAlignment.ALIGN_MID,
        inner_content_scaling=InnerScaling.SHRINK_TO_FIT,
    )
    box = TextBoxStyle(
        font=_Font(file), font_size=8, leading=10, border_width=0, box_layout_rule=plain
    )
    return TextStampStyle(
        stamp_text=_WORDS,
        timestamp_format=_TIME,
        inner_content_layout=plain,
        text_box_style=box,
        border_width=0,
        background=None,
    )


def _tag(writer: IncrementalPdfFileWriter, name: str) -> None:
    """Give a field that people see its place in the structure, as PDF/UA-1 (7.18.4) wants it."""
    if "/StructTreeRoot" not in writer.root:
        return
    root = writer.root["/StructTreeRoot"]
    _, _, field = next(fields.enumerate_sig_fields(writer, with_name=name))
    widget = field.get_object()
    key = _next_key(root)
    parent = _first(root)
    element = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/StructElem"),
            generic.pdf_name("/S"): generic.pdf_name("/Form"),
            generic.pdf_name("/P"): parent,
            generic.pdf_name("/Pg"): widget.raw_get("/P"),
            generic.pdf_name("/Alt"): generic.pdf_string("Firma digitale"),
            generic.pdf_name("/K"): generic.DictionaryObject(
                {
                    generic.pdf_name("/Type"): generic.pdf_name("/OBJR"),
                    generic.pdf_name("/Obj"): field,
                    generic.pdf_name("/Pg"): widget.raw_get("/P"),
                }
            ),
        }
    )
    reference = writer.add_object(element)
    _append_kid(writer, parent.get_object(), reference)
    _append_number(writer, root, key, reference)
    widget["/StructParent"] = generic.NumberObject(key)
    writer.update_container(widget)


def _first(root: generic.DictionaryObject) -> generic.IndirectObject:
    """Return the uppermost element, commonly the document."""
    kids = root.raw_get("/K")
    if isinstance(kids, generic.IndirectObject) and isinstance(
        kids.get_object(), generic.DictionaryObject
    ):
        return kids
    kids = kids.get_object()
    first: generic.IndirectObject = kids.raw_get(0)
    return first


def _append_kid(
    writer: IncrementalPdfFileWriter,
    parent: generic.DictionaryObject,
    kid: generic.IndirectObject,
) -> None:
    kids = parent["/K"] if "/K" in parent else generic.ArrayObject()
    if not isinstance(kids, generic.ArrayObject):
        kids = generic.ArrayObject([parent.raw_get("/K")])
        parent["/K"] = kids
    kids.append(kid)
    writer.update_container(kids)
    writer.update_container(parent)


def _numbers(tree: generic.DictionaryObject) -> Iterator[int]:
    if "/Nums" in tree:
        pairs = tree["/Nums"]
        yield from (int(pairs[i]) for i in range(0, len(pairs), 2))
    if "/Kids" in tree:
        for kid in tree["/Kids"]:
            yield from _numbers(kid)


def _next_key(root: generic.DictionaryObject) -> int:
    return max(_numbers(root["/ParentTree"]), default=-1) + 1


def _append_number(
    writer: IncrementalPdfFileWriter,
    root: generic.DictionaryObject,
    key: int,
    element: generic.IndirectObject,
) -> None:
    tree = root["/ParentTree"]
    pair = [generic.NumberObject(key), element]
    if "/Nums" in tree:
        tree["/Nums"].extend(pair)
        writer.update_container(tree["/Nums"])
    else:
        leaf = generic.DictionaryObject(
            {
                generic.pdf_name("/Nums"): generic.ArrayObject(pair),
                generic.pdf_name("/Limits"): generic.ArrayObject([generic.NumberObject(key)] * 2),
            }
        )
        tree["/Kids"].append(writer.add_object(leaf))
        writer.update_container(tree["/Kids"])
    writer.update_container(tree)
    root["/ParentTreeNextKey"] = generic.NumberObject(key + 1)
    writer.update_container(root)


def seal_of_file(data: bytes, passphrase: str) -> Seal:
    """Return the seal with the key in a PKCS#12 file (.p12, .pfx).

    Raises LeafletError when the passphrase is wrong, or there is no key in it.
    """
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(
            data, other_certs=(), passphrase=passphrase.encode() or None
        )
    except (ValueError, AttributeError, TypeError):
        message = say("the key cannot be opened: the passphrase is wrong, or it is no PKCS#12 file")
        raise LeafletError(message) from None
    return Seal(signer)


@contextlib.contextmanager
def seal_of_device(library: Path, token: str, label: str, pin: str) -> Iterator[Seal]:
    """Yield the seal with the key in a PKCS#11 device, and end the session with it.

    `library` is the maker's driver; `token` and `label` name the device and the certificate with
    its key in it, and may be empty where there is but one. Raises LeafletError when the device, the
    key or the PIN is not accepted.
    """
    criteria = TokenCriteria(label=token) if token else None
    try:
        session = pkcs11.open_pkcs11_session(str(library), token_criteria=criteria, user_pin=pin)
    except (PKCS11Error, RuntimeError, OSError) as error:
        reason = Message(str(error) or type(error).__name__)
        raise LeafletError(say("the device cannot be opened: {reason}", reason=reason)) from error
    with session:
        try:
            signer = pkcs11.PKCS11Signer(
                session, cert_label=label or None, other_certs_to_pull=None
            )
            yield Seal(signer)
        except PKCS11Error as error:
            reason = Message(str(error) or type(error).__name__)
            raise LeafletError(say("the device refuses: {reason}", reason=reason)) from error


def stamps_of(url: str) -> TimeStamper:
    """Return what asks this time stamp server for the time."""
    return _Stamps(url)


@dataclass(frozen=True, slots=True)
class Signature:
    """What is said of one signature: `is_good` when nothing at all is wrong with it.

    `at` is the moment of a time stamp that can be trusted, else what the signer's clock said.
    """

    sentence: Message
    signer: str = ""
    at: dt.datetime | None = None
    is_stamped: bool = False
    hint: Message | None = None
    is_good: bool = False


def certificates(data: bytes) -> list[x509.Certificate]:
    """Return the certificates in a file, PEM or DER; raises LeafletError when there are none."""
    try:
        if not pem.detect(data):
            return [x509.Certificate.load(data, strict=True)]
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(data, multiple=True)]
    except (ValueError, TypeError):
        raise LeafletError(say("there is no certificate in it")) from None


def signatures(
    pdf: bytes, roots: Sequence[x509.Certificate], now: dt.datetime
) -> tuple[Signature, ...]:
    """Return what is to be said of each signature of a file, oldest first; `roots` are trusted.

    Raises LeafletError when the file is no PDF, or damaged.
    """
    if kind := no_pdf(pdf):
        raise LeafletError(kind)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        found = reader.embedded_regular_signatures
    except (*_DAMAGE, PdfError, ValueError) as error:
        raise LeafletError(DAMAGED) from error
    return tuple(_judged(signature, roots, now) for signature in found)


def _judged(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], now: dt.datetime
) -> Signature:
    try:
        status = _status(signature, roots, now)
    except (*_DAMAGE, SignatureValidationError, PdfError, ValueError):
        return Signature(say("its signature is damaged"))
    stamp = status.timestamp_validity
    is_stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    at = stamp.timestamp if stamp and is_stamped else status.signer_reported_dt
    name = str(status.signing_cert.subject.native.get("common_name", "")) or (
        status.signing_cert.subject.human_friendly
    )
    wrong, hint = _fault(status)
    if wrong:
        return Signature(wrong, name, at, is_stamped, hint, is_good=False)
    sentence = say("signed by {name}, and as it was when it was signed", name=name)
    return Signature(sentence, name, at, is_stamped, is_good=True)


def _status(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], now: dt.datetime
) -> PdfSignatureStatus:
    """Return pyHanko's judgement at this moment, or that of the time stamp.

    A time stamp proves that the signature was there before its certificate expired.
    """
    status = _status_at(signature, roots, now)
    stamp = status.timestamp_validity
    if status.trust_problem_indic in _EXPIRED and stamp and stamp.valid and stamp.trusted:
        at_stamp = ValidationContext(
            trust_roots=list(roots), allow_fetching=False, moment=stamp.timestamp
        )
        return validate_pdf_signature(
            signature, at_stamp, _context(roots, now), key_usage_settings=_USAGES
        )
    return status


def _status_at(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], now: dt.datetime
) -> PdfSignatureStatus:
    context = _context(roots, now)
    return validate_pdf_signature(signature, context, context, key_usage_settings=_USAGES)


def _context(roots: Sequence[x509.Certificate], now: dt.datetime) -> ValidationContext:
    return ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=now)


def _fault(status: PdfSignatureStatus) -> tuple[Message | None, Message | None]:
    """Return what is wrong with a signature, and what to do: the gravest thing first."""
    name = status.signing_cert.subject.native.get("common_name", "")
    if not status.intact or not status.valid:
        return say("it was changed after {name} signed it", name=name), None
    is_whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not is_whole and not (status.docmdp_ok and status.modification_level is not None):
        return say("something was added to it after {name} signed it", name=name), None
    if status.trust_problem_indic:
        return _distrust(status, name)
    stamp = status.timestamp_validity
    if stamp and not (stamp.intact and stamp.valid and stamp.trusted):
        hint = say("name the certificate of the time stamp's authority with --trust")
        return say("its time stamp cannot be trusted"), hint
    if not status.bottom_line:
        return say("the signature of {name} is not valid", name=name), None
    return None, None


def _distrust(status: PdfSignatureStatus, name: str) -> tuple[Message, Message | None]:
    """Return why the certificate cannot be trusted, and what to do.

    One that vouches for itself is its own authority: trusted, it would have no trouble.
    """
    trouble, certificate = status.trust_problem_indic, status.signing_cert
    if trouble in _UNKNOWN or certificate.self_issued:
        issuer = certificate.issuer.native.get("common_name", "")
        values = {"name": name, "issuer": issuer}
        sentence = say("the certificate of {name} is from an unknown authority: {issuer}", **values)
        return sentence, say("if you trust it, name its certificate with --trust")
    if trouble in _EXPIRED:
        values = {"name": name, "day": certificate.not_valid_after.date()}
        sentence = say("the certificate of {name} expired on {day}, and nothing proves that it "
                       "signed before", **values)  # fmt: skip
        return sentence, None
    if trouble in _REVOKED:
        return say("the certificate of {name} was revoked", name=name), None
    return say("the certificate of {name} is not for signing documents", name=name), None
