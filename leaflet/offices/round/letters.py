# SPDX-License-Identifier: EUPL-1.2
"""The letter to an office, ready to be opened in any e-mail program or to be sent from here."""

from __future__ import annotations

import hashlib
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import TYPE_CHECKING

from leaflet.offices.round.addresses import one_line, recipients

if TYPE_CHECKING:
    import datetime as dt

    from leaflet.pages.round import RoundComposer
    from leaflet.registry.model import Ambito

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Policy(EmailPolicy):
    """Python's, except for a subject with other letters than ASCII: folded, it would lose blanks.

    Between two encoded words on two lines a blank counts for nothing (RFC 2047, 6.2), so it has to
    be in one of them.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a field of the head as it is sent."""
        if name != "Subject" or value.isascii():
            return super().fold_binary(name, value)
        field = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {field}{self.linesep}".encode("ascii")


def letter(ambito: Ambito, due: dt.date, workbook: bytes, composer: RoundComposer) -> bytes | None:
    """Return the letter (an .eml file) with the workbook of an ambito; None: it has no address.

    The same ambito, day and workbook give the same bytes: no clock, no chance. `X-Unsent` makes
    e-mail programs open the file as a draft; sender and date are put in when it is sent. Raises
    LeafletError for a name that could add headers.
    """
    addresses = recipients(ambito)
    if not addresses:
        return None
    nome = one_line(ambito.nome)
    text = composer.render("lettera.txt", nome=nome, file=attachment(ambito), due=due)
    subject, _, body = text.partition("\n\n")
    message = _message(one_line(subject), body, addresses)
    message.add_attachment(
        workbook, maintype="application", subtype=_XLSX, filename=attachment(ambito)
    )
    _mark(message, f"{subject}\n{addresses}\n{body}\n".encode() + workbook)
    return message.as_bytes()


def attachment(ambito: Ambito) -> str:
    """Return what the workbook of an ambito is called when it leaves the house."""
    return f"contatti-{ambito.id}.xlsx"


def _message(subject: str, body: str, addresses: tuple[str, ...]) -> EmailMessage:
    message = EmailMessage(policy=_Policy(linesep=SMTP.linesep))
    message["Subject"] = subject
    message["To"] = [Address(addr_spec=address) for address in addresses]
    message["X-Unsent"] = "1"
    # Seven bits pass every server; Python would write eight, which not all announce to take.
    message.set_content(body, cte="quoted-printable")
    message["Content-Language"] = "it"
    return message


def _mark(message: EmailMessage, contents: bytes) -> None:
    """Give the message the name and the boundary that Python would make of clock and chance."""
    digest = hashlib.sha256(contents).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@giro.invalid>"
    message.set_boundary(f"=_giro_{digest}")
