# SPDX-License-Identifier: EUPL-1.2
"""What is to be said of the digital signatures in a PDF, as pyHanko judges them.

Whose certificate can be trusted is for the user to say; whether one was revoked is not asked, since
that would need the network.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

# isort: split  (what is above says so when pyHanko is not installed)
from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from leaflet.pdf.page_digest import DAMAGED, no_pdf
from leaflet.pdf.signing import DAMAGE
from leaflet.problems import LeafletError, Message, say
from leaflet.system.confined import run_confined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

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


def read_certificates(data: bytes) -> list[x509.Certificate]:
    """Return the certificates in a file, PEM or DER; raises LeafletError when there are none."""
    try:
        if not pem.detect(data):
            return [x509.Certificate.load(data, strict=True)]
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(data, multiple=True)]
    except (ValueError, TypeError):
        raise LeafletError(say("there is no certificate in it")) from None


def judge_signatures(
    pdf: bytes, roots: Sequence[x509.Certificate], now: dt.datetime
) -> tuple[Signature, ...]:
    """Return what is to be said of each signature of a file, oldest first; `roots` are trusted.

    Raises LeafletError when the file is no PDF, damaged, or costs more than it may.
    """
    return run_confined(_judge_all, pdf, [root.dump() for root in roots], now)


def _judge_all(pdf: bytes, roots: Sequence[bytes], now: dt.datetime) -> tuple[Signature, ...]:
    if kind := no_pdf(pdf):
        raise LeafletError(kind)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        found = reader.embedded_regular_signatures
    except (*DAMAGE, PdfError, ValueError) as error:
        raise LeafletError(DAMAGED) from error
    trusted = [*map(x509.Certificate.load, roots)]
    return tuple(_judge(signature, trusted, now) for signature in found)


def _judge(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], now: dt.datetime
) -> Signature:
    try:
        status = _status(signature, roots, now)
    except (*DAMAGE, SignatureValidationError, PdfError, ValueError):
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
