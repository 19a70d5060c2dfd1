# SPDX-License-Identifier: EUPL-1.2
"""Digital signatures of PDFs (PAdES, ETSI EN 319 142-1), made with pyHanko.

The key stays where it is: in a PKCS#12 file or in a device. A signature is added behind the file,
so the bytes that were there remain, and so do PDF/A-2a and PDF/UA-1: its field lies outside the
page.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.pdf.page_digest import DAMAGED, no_pdf
from leaflet.problems import LeafletError, Message, say
from leaflet.system.confined import GaveUpError, run_confined
from leaflet.system.files import read_bytes
from leaflet.system.settings import SettingsTable, read_table
from leaflet.system.web import fetch

try:
    from asn1crypto import tsp, x509
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError, PdfReadError
    from pyhanko.sign import fields, pkcs11, signers
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
except ImportError as missing:
    raise LeafletError(
        say("signatures need packages that are not installed"),
        say("in the folder of the program do: make sign"),
    ) from missing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from pyhanko.sign.signers import Signer

_EXAMPLE = """
    [sign]
    key = "unep.p12"
"""
_TABLE = SettingsTable(
    "sign", dict.fromkeys(("key", "device", "token", "certificate", "timestamp"), str), _EXAMPLE
)
LARGEST_STAMP = 100_000
"""Bytes: the answer of a time stamp server is much smaller."""
_PRINT_IT = say("open it and print it as a new PDF, then sign that")
_SIGNATURE_BYTES = 256
"""Of an RSA key of 2,048 bits."""
DAMAGE = (
    *(PdfReadError, zlib.error, RuntimeError, AssertionError),
    *(ArithmeticError, AttributeError, LookupError, TypeError),
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
        answer = fetch(
            self._url, data=req.dump(), headers=headers, largest=LARGEST_STAMP, must_be_safe=False
        )
        return tsp.TimeStampResp.load(answer)


@dataclass(frozen=True, slots=True)
class Seal:
    """A key with its certificate, ready to sign; `stamps` asks for the time, if it is asked for."""

    signer: Signer
    stamps: TimeStamper | None = None

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

    def check_usable(self, now: dt.datetime) -> None:
        """Raise LeafletError when the certificate cannot be used at this moment."""
        first, last = self._certificate.not_valid_before, self._certificate.not_valid_after
        if now > last:
            message = say("your certificate expired on {day}", day=last.date())
            raise LeafletError(message, say("ask who issued it for a new one"))
        if now < first:
            raise LeafletError(say("your certificate is not valid before {day}", day=first.date()))

    def sign(self, pdf: bytes) -> bytes:
        """Return the file with one more signature behind it.

        Raises UnsignableError when the file is no PDF, damaged or locked, LeafletError when the
        key, the device or the time stamp server fails.
        """
        if kind := no_pdf(pdf):
            raise UnsignableError(kind, say("save or print it as PDF, then sign that"))
        try:
            return self._sign(pdf)
        except TimestampRequestError as error:
            reason = Message(str(error))
            message = say("the time stamp server refuses: {reason}", reason=reason)
            raise LeafletError(message) from error
        except (SigningError, PKCS11Error) as error:
            reason = Message(str(error) or type(error).__name__)
            message = say("the signature could not be made: {reason}", reason=reason)
            raise LeafletError(message) from error
        except (*DAMAGE, PdfError, ValueError) as error:
            raise UnsignableError(DAMAGED, _PRINT_IT) from error

    def sign_unknown(self, pdf: bytes) -> bytes:
        """Return the same for a file of somebody else, which may do harm when it is read.

        So it is signed without the key before, in a process that may die.
        """
        try:
            run_confined(_sign_without_key, pdf, self._certificate.dump())
        except GaveUpError as error:
            raise UnsignableError(error.message, _PRINT_IT) from None
        return self.sign(pdf)

    def _sign(self, pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            message = say("the file is locked with a password")
            raise UnsignableError(message, say("open it with the password, save it without"))
        taken = {name for name, _, _ in fields.enumerate_sig_fields(writer)}
        name = next(name for n in range(1, len(taken) + 2) if (name := f"Firma{n}") not in taken)
        spec = fields.SigFieldSpec(
            name,
            invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
            readable_field_name="Firma digitale",
        )
        fields.append_signature_field(writer, spec)
        meta = signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        maker = signers.PdfSigner(meta, signer=self.signer, timestamper=self.stamps)
        return bytes(maker.sign_pdf(writer).getbuffer())


def _sign_without_key(pdf: bytes, certificate: bytes) -> None:
    signer = signers.ExternalSigner(x509.Certificate.load(certificate), None, _SIGNATURE_BYTES)
    try:
        Seal(signer).sign(pdf)
    except LeafletError as error:
        if isinstance(error.__cause__, SigningError):
            message = say("whoever signed it before allows no other signature")
            raise UnsignableError(message) from error
        raise


@contextlib.contextmanager
def open_seal(settings: Path, ask: Callable[[], str], now: dt.datetime) -> Iterator[Seal]:
    """Yield the seal with the key that `[sign]` of a TOML file names; `ask` returns its passphrase.

    A `key` is looked for from where that file lies. Raises LeafletError when the settings are
    wrong, or the key cannot be used at this moment.
    """
    table = {**dict.fromkeys(_TABLE.kinds, ""), **read_table(settings, _TABLE)}
    if bool(table["key"]) == bool(table["device"]):
        raise _TABLE.wrong(settings, say("name the key to sign with: either «key» or «device»"))
    with contextlib.ExitStack() as stack:
        if table["device"]:
            opening = seal_of_device(
                Path(table["device"]), table["token"], table["certificate"], ask()
            )
            seal = stack.enter_context(opening)
        else:
            seal = seal_of_file(read_bytes(settings.parent / table["key"]), ask())
        seal.check_usable(now)
        yield replace(seal, stamps=stamps_of(table["timestamp"]) if table["timestamp"] else None)


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
