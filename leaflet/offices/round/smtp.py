# SPDX-License-Identifier: EUPL-1.2
"""The SMTP server that letters go out through: its settings, and the way there."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from leaflet.offices.round.addresses import one_line
from leaflet.problems import LeafletError, Message, say
from leaflet.registry.emails import is_usable
from leaflet.system.settings import SettingsTable, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PASSWORD = "LEAFLET_SMTP_PASSWORD"  # noqa: S105  (the variable's name)
SMTP_TIMEOUT_SECONDS = 60
"""Seconds to wait for an answer: RFC 5321 (4.5.3.2) allows minutes, people do not."""
_SUBMISSION = 587
_SUBMISSIONS = 465
"""Port for TLS from the first byte (RFC 8314, 3.3): what certified e-mail (PEC) uses."""
_PER_MINUTE = 20
"""Letters: what common providers allow at least."""
_LAST_PORT = 65535
_EXAMPLE = """
    [smtp]
    host = "smtp.ente.example.it"
    port = 587
    user = "coordinamento"
    from = "Coordinamento contatti <contatti@ente.example.it>"
"""
_TABLE = SettingsTable(
    "smtp",
    {"host": str, "port": int, "user": str, "from": str, "encryption": str, "per_minute": int},
    _EXAMPLE,
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")


class Encryption(StrEnum):
    """How the way to a server is kept secret: from the first byte, after a greeting, not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed over, whom they are from, and how many a minute."""

    host: str
    port: int
    sender_name: str
    sender: str
    user: str
    encryption: Encryption
    per_minute: int
    password: str = field(repr=False)

    @property
    def pause(self) -> float:
        """Seconds between two letters."""
        return 60 / self.per_minute


def read_server(path: Path, environment: Mapping[str, str]) -> Server:
    """Return the server that `[smtp]` of a TOML file names; the password is in the environment.

    Raises LeafletError when the file cannot be read, a value is missing or makes no sense, or a
    password stands in it or would be sent without encryption.
    """
    settings = read_table(path, _TABLE)
    server = _server(path, settings, environment.get(PASSWORD, ""))
    if not (server.user or not server.password):
        raise _TABLE.wrong(path, say("«user» is missing"))
    if server.user and server.encryption is Encryption.NONE:
        raise _TABLE.wrong(path, say("a password is sent only with encryption"))
    if not (server.user + server.password).isascii():  # Python's smtplib can send no other
        raise _TABLE.wrong(path, say("«user» and the password must be without accents"))
    if server.user and not server.password:
        message = say("the password of {user} is missing", user=server.user)
        raise LeafletError(message, say("put it into the variable {name}", name=PASSWORD))
    return server


def _server(path: Path, settings: Mapping[str, Any], password: str) -> Server:
    name, sender = parseaddr(one_line(settings.get("from", "")))
    host, port = settings.get("host", ""), settings.get("port", _SUBMISSION)
    per_minute = settings.get("per_minute", _PER_MINUTE)
    if not _HOST.fullmatch(host):
        raise _TABLE.wrong(path, say("«host» must be the name of the server"))
    if not is_usable(sender):
        raise _TABLE.wrong(path, say("«from» must be the address that letters come from"))
    if not 0 < port <= _LAST_PORT or per_minute < 1:
        raise _TABLE.wrong(path, say("«port» and «per_minute» must be numbers above zero"))
    user = settings.get("user", "")
    return Server(
        host, port, name, sender, user, _encryption(path, settings, port), per_minute, password
    )


def _encryption(path: Path, settings: Mapping[str, Any], port: int) -> Encryption:
    """Return what the settings say, or else what is usual at this port."""
    usual = Encryption.TLS if port == _SUBMISSIONS else Encryption.STARTTLS
    try:
        return Encryption(settings.get("encryption", usual))
    except ValueError:
        names = ", ".join(Encryption)
        raise _TABLE.wrong(path, say("«encryption» must be one of {names}", names=names)) from None


@contextlib.contextmanager
def connect(server: Server) -> Iterator[smtplib.SMTP]:
    """Hold a connection, encrypted and logged in as the settings want.

    The certificate must be valid for the host and signed by an authority that the system trusts.
    Raises LeafletError when there is no way in; nothing was sent then.
    """
    try:
        smtp = _open_connection(server)
    except ssl.SSLCertVerificationError as error:
        raise _bad_certificate(server, error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _no_way_in(server, say("it does not answer: {reason}", reason=error)) from error
    try:
        _enter(smtp, server)
        yield smtp
    finally:
        smtp.close()


def _open_connection(server: Server) -> smtplib.SMTP:
    if server.encryption is not Encryption.TLS:
        return smtplib.SMTP(server.host, server.port, timeout=SMTP_TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(server.host, server.port, timeout=SMTP_TIMEOUT_SECONDS, context=context)


def _enter(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        if server.encryption is Encryption.STARTTLS:
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except ssl.SSLCertVerificationError as error:
        raise _bad_certificate(server, error) from error
    except smtplib.SMTPAuthenticationError as error:
        reason = say(
            "it refuses the user or the password: {reason}", reason=reply_text(error.smtp_error)
        )
        raise _no_way_in(server, reason) from error
    except smtplib.SMTPNotSupportedError as error:
        reason = say("it does not offer what the settings want: {reason}", reason=error)
        raise _no_way_in(server, reason) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _no_way_in(server, say("it does not let us in: {reason}", reason=error)) from error


def _bad_certificate(server: Server, error: ssl.SSLCertVerificationError) -> LeafletError:
    reason = say("its certificate is not valid: {reason}", reason=error.verify_message)
    return _no_way_in(server, reason)


def _no_way_in(server: Server, reason: Message) -> LeafletError:
    where = f"{server.host}:{server.port}"
    message = say("the mail server {where} cannot be used: {reason}", where=where, reason=reason)
    return LeafletError(message, say("nothing was sent"))


def reply_text(reply: bytes | str) -> str:
    """Return what a server said, on one line and without control characters."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()
