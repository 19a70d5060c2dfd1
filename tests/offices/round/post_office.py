# SPDX-License-Identifier: EUPL-1.2
"""A real mail server on this machine, that behaves as badly as a test wants it to."""

from __future__ import annotations

import asyncio
import contextlib
import email
import ssl
import threading
import warnings
from email.policy import default
from typing import TYPE_CHECKING, Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from leaflet.offices.round.smtp import Encryption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    import pytest

HOST = "127.0.0.1"
USER, SECRET = "coordinamento", "una parola d'ordine lunga"


class PostOffice:
    """Keeps what it takes; `refuses` addresses, `says` another answer, or hangs up.

    What it `says` at DATA it says of the first letter only.

    `drops_at` names the command at which it hangs up on the letter number `drops_on` (from 1):
    RCPT, DATA (before the letter), END (it has the letter, and does not say so). `holds_at` waits
    there until `released` is set, and sets `waiting`. `looks` is called while it has a letter
    and has not answered.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, ...]] = []
        self.refuses: dict[str, str] = {}
        self.says: dict[str, str] = {}
        self.drops_at, self.drops_on = "", 1
        self.holds_at, self.holds_on = "", 1
        self.waiting, self.released = threading.Event(), threading.Event()
        self.looks: Callable[[], object] = bool
        self.begun = 0

    async def _misbehave(self, server: SMTP, command: str) -> None:
        if command == self.holds_at and self.begun == self.holds_on:
            self.waiting.set()
            await asyncio.get_running_loop().run_in_executor(None, self.released.wait, 60)
        if command == self.drops_at and self.begun == self.drops_on:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's name)
        self,
        server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Begin a letter."""
        self.begun += 1
        await self._misbehave(server, "MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.says.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802  (same)
        self,
        server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take an address, or not."""
        await self._misbehave(server, "RCPT")
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  (same)
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take the letter."""
        if "END" in self.says:
            return self.says["END"]
        self.looks()
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        self.envelopes.append((envelope.mail_from or "", *envelope.rcpt_tos))
        await self._misbehave(server, "END")
        return "250 OK"

    def deliveries(self) -> list[str]:
        """Return every address that got a letter, as often as it did."""
        return sorted(address for _, *to in self.envelopes for address in to)


class _Protocol(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  (same)
        """Misbehave at the command itself, before the letter is asked for."""
        await self.event_handler._misbehave(self, "DATA")
        answer = self.event_handler.says.get("DATA")
        if answer and self.event_handler.begun == 1:
            await self.push(answer)
        elif self.transport is not None and not self.transport.is_closing():
            await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        """Make what talks to one client."""
        with warnings.catch_warnings():  # that nothing asks for TLS: it may be there already
            warnings.simplefilter("ignore", UserWarning)
            return _Protocol(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        """Try the port that the system has chosen."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's


@contextlib.contextmanager
def opened(
    office: PostOffice,
    certificate: trustme.LeafCert | None = None,
    encryption: Encryption = Encryption.STARTTLS,
) -> Iterator[int]:
    """Open the office at a free port; with a certificate it wants TLS and the password."""
    options: dict[str, Any] = {}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        certificate.configure_cert(context)
        options = {"auth_required": True, "authenticator": _authenticated}
        if encryption is Encryption.TLS:
            options |= {"ssl_context": context, "auth_require_tls": False}
        else:
            options |= {"tls_context": context, "require_starttls": True}
    controller = _Controller(office, hostname=HOST, port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        office.released.set()
        controller.stop()


def _authenticated(
    _server: SMTP,
    _session: Session,
    _envelope: Envelope,
    _mechanism: str,
    data: LoginPassword,
) -> AuthResult:
    right = (data.login, data.password) == (USER.encode(), SECRET.encode())
    return AuthResult(success=right, handled=False)


def trusted(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> trustme.LeafCert:
    """Return a certificate for these names, whose authority this process trusts from now on."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    return authority.issue_cert(*names)
