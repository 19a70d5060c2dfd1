# SPDX-License-Identifier: EUPL-1.2
"""A certificate authority of our own, made anew for each run: nothing of it is secret."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)
PASSPHRASE = "una frase di prova"  # noqa: S105  (it locks nothing but test keys)


@dataclass(frozen=True, slots=True)
class Holder:
    """A key and its certificate, and that of who issued it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    issuer: x509.Certificate

    def pkcs12(self) -> bytes:
        """Return the file that a clerk would get, locked with the passphrase."""
        locked = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        return pkcs12.serialize_key_and_certificates(
            b"firma", self.key, self.certificate, [self.issuer], locked
        )

    def pem(self) -> bytes:
        """Return the certificate as people hand it on."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def der(self) -> bytes:
        """Return the certificate as devices keep it."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def key_der(self) -> bytes:
        """Return the key without any lock."""
        return self.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


class Authority:
    """Issues certificates."""

    def __init__(self, name: str) -> None:
        key = _key()
        subject = _name(name)
        certificate = (
            _builder(subject, subject, key, NOW - 3650 * DAY, NOW + 3650 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.holder = Holder(key, certificate, certificate)

    def issued(
        self,
        name: str,
        first: dt.datetime = NOW - DAY,
        last: dt.datetime = NOW + 365 * DAY,
        *,
        stamps: bool = False,
        signs: bool = True,
    ) -> Holder:
        """Return a new key with a certificate for signing documents, times, or neither."""
        key, own = _key(), self.holder
        public = own.key.public_key()
        builder = (
            _builder(_name(name), own.certificate.subject, key, first, last)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_documents=signs), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False
            )
        )
        if stamps:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return Holder(key, builder.sign(own.key, hashes.SHA256()), own.certificate)


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    first: dt.datetime,
    last: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool = False, signs_documents: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_encipherment=not (signs_certificates or signs_documents),
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


@contextlib.contextmanager
def stamp_server(holder: Holder, at: dt.datetime | None = None) -> Iterator[str]:
    """Yield the address of a time stamp server (RFC 3161) on this machine; `at` is its clock."""
    certificate = asn1_x509.Certificate.load(holder.der())
    key = keys.PrivateKeyInfo.load(holder.key_der())
    stamper = DummyTimeStamper(certificate, key, fixed_dt=at)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as address:
        yield address


@contextlib.contextmanager
def serving(handler: type[http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """Yield the address of a server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
