# SPDX-License-Identifier: EUPL-1.2
"""The settings of a mail server say what is wrong with them, and the password is in none."""

from __future__ import annotations

import dataclasses
import logging
import socket
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.round.smtp import (
    PASSWORD,
    Encryption,
    Server,
    connect,
    read_server,
    reply_text,
)
from leaflet.problems import LeafletError
from tests.offices.round import post_office
from tests.offices.round.post_office import HOST, SECRET, USER, PostOffice

if TYPE_CHECKING:
    from pathlib import Path

WORD = "unaparolasegreta"
GOOD = """\
[smtp]
host = "smtp.example.it"
user = "coordinamento"
from = "Tavolo tecnico <tavolo@example.it>"
"""
ENCRYPTED = (Encryption.STARTTLS, Encryption.TLS)
PLAIN = Server(HOST, 1, "Tavolo", "tavolo@example.it", "", Encryption.NONE,
               per_minute=6000, password="")  # fmt: skip


def _read(folder: Path, text: str, password: str = WORD) -> Server:
    (folder / "leaflet.toml").write_text(text, encoding="utf-8")
    return read_server(folder / "leaflet.toml", {PASSWORD: password} if password else {})


def test_settings_are_read(tmp_path: Path) -> None:
    """Port, encryption and pace need not be said."""
    assert _read(tmp_path, GOOD) == Server(
        "smtp.example.it", 587, "Tavolo tecnico", "tavolo@example.it", "coordinamento",
        Encryption.STARTTLS, per_minute=20, password=WORD,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "encryption"),
    [
        ("port = 465", Encryption.TLS),
        ("port = 25", Encryption.STARTTLS),
        ('encryption = "tls"', Encryption.TLS),
        ('port = 465\nencryption = "starttls"', Encryption.STARTTLS),
    ],
)
def test_the_port_says_how_to_encrypt_unless_the_settings_do(
    tmp_path: Path, more: str, encryption: Encryption
) -> None:
    """Certified e-mail in Italy is handed over at port 465, encrypted from the first byte."""
    assert _read(tmp_path, GOOD + more).encryption is encryption


def test_the_password_is_not_shown(tmp_path: Path) -> None:
    """Not when the settings are printed by a debugger or in a report of a bug."""
    assert WORD not in repr(_read(tmp_path, GOOD))


WRONG = {
    "": "there is no [smtp] in it",
    "[smtp": "Expected ']' at the end of a table declaration",
    "smtp = 1": "there is no [smtp] in it",
    GOOD + 'password = "x"': "a password never stands in a file: delete it there",
    GOOD + 'smtp_password = "x"': "a password never stands in a file: delete it there",
    GOOD + "tempo = 3": "«tempo» is not known",
    GOOD + 'port = "587"': "«port» has a value of the wrong kind",
    GOOD + "port = true": "«port» has a value of the wrong kind",
    GOOD + "port = 0": "«port» and «per_minute» must be numbers above zero",
    GOOD + "port = 65536": "«port» and «per_minute» must be numbers above zero",
    GOOD + "per_minute = 0": "«port» and «per_minute» must be numbers above zero",
    GOOD + 'encryption = "none"': "a password is sent only with encryption",
    GOOD + 'encryption = "ssl"': "«encryption» must be one of tls, starttls, none",
    GOOD + "starttls = true": "«starttls» is not known",
    GOOD.replace('"smtp.example.it"', '""'): "«host» must be the name of the server",
    GOOD.replace('"smtp.example.it"', '"a b"'): "«host» must be the name of the server",
    GOOD.replace("host =", "#"): "«host» must be the name of the server",
    GOOD.replace("from =", "#"): "«from» must be the address that letters come from",
    GOOD.replace("tavolo@", "tavolo"): "«from» must be the address that letters come from",
    GOOD.replace("user =", "#"): "«user» is missing",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, text: str) -> None:
    """In one sentence that begins with the file."""
    with pytest.raises(LeafletError) as caught:
        _read(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'leaflet.toml'}: {WRONG[text]}")


def test_a_sender_cannot_add_headers(tmp_path: Path) -> None:
    """TOML lets a text have line breaks."""
    for name in (r"Tavolo\nBcc: a@example.it", "=?utf-8?q?=0A?="):
        with pytest.raises(LeafletError):
            _read(tmp_path, GOOD.replace("Tavolo tecnico", name))


def test_there_are_no_settings(tmp_path: Path) -> None:
    """The file is named, and what to write into it: that is accepted as it stands."""
    file = tmp_path / "leaflet.toml"
    with pytest.raises(
        LeafletError, match=r"leaflet\.toml cannot be read: there is no such file"
    ) as caught:
        read_server(file, {})
    says, _, example = str(caught.value.hint).partition("\n")
    assert says == "write the file leaflet.toml, and in it:"
    file.write_text(example, encoding="utf-8")
    assert read_server(file, {PASSWORD: "x"}).user == "coordinamento"


def test_the_password_is_missing(tmp_path: Path) -> None:
    """Said before anybody is called."""
    with pytest.raises(LeafletError) as caught:
        _read(tmp_path, GOOD, password="")
    assert str(caught.value) == "the password of coordinamento is missing"
    assert str(caught.value.hint) == "put it into the variable LEAFLET_SMTP_PASSWORD"


def _refusal(server: Server) -> str:
    with pytest.raises(LeafletError) as caught, connect(server):
        pass
    assert str(caught.value.hint) == "nothing was sent"
    start = f"the mail server {server.host}:{server.port} cannot be used: "
    assert str(caught.value).startswith(start)
    return str(caught.value).removeprefix(start)


def test_nobody_answers() -> None:
    """A port at which nobody listens."""
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    assert _refusal(dataclasses.replace(PLAIN, port=port)).startswith("it does not answer: ")


def test_a_server_without_encryption_is_not_used() -> None:
    """When the settings want it: nobody in between can talk the program out of it."""
    with post_office.opened(PostOffice()) as port:
        reason = _refusal(dataclasses.replace(PLAIN, port=port, encryption=Encryption.STARTTLS))
    assert reason.startswith("it does not offer what the settings want: STARTTLS")


def test_an_unknown_authority_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that anybody could have made."""
    certificate = post_office.trusted(tmp_path, monkeypatch, HOST)
    monkeypatch.delenv("SSL_CERT_FILE")
    with post_office.opened(PostOffice(), certificate) as port:
        reason = _refusal(_closed_to_others(port))
    assert reason.startswith("its certificate is not valid: ")


@pytest.mark.parametrize("encryption", ENCRYPTED)
def test_a_certificate_for_another_name_is_not_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encryption: Encryption
) -> None:
    """Its authority is trusted, but it is somebody else's."""
    certificate = post_office.trusted(tmp_path, monkeypatch, "altri.example.it")
    with post_office.opened(PostOffice(), certificate, encryption) as port:
        reason = _refusal(_closed_to_others(port, encryption))
    assert reason.startswith("its certificate is not valid: ")


def test_a_wrong_password_is_said_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the message nor in any log."""
    caplog.set_level(logging.DEBUG)
    certificate = post_office.trusted(tmp_path, monkeypatch, HOST)
    wrong = dataclasses.replace(_closed_to_others(0), password=WORD)
    with post_office.opened(PostOffice(), certificate) as port:
        reason = _refusal(dataclasses.replace(wrong, port=port))
    assert reason.startswith("it refuses the user or the password: ")
    ours = "".join(r.getMessage() for r in caplog.records if r.name.startswith("leaflet"))
    assert WORD not in reason + ours


@pytest.mark.parametrize("encryption", ENCRYPTED)
def test_the_right_password_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encryption: Encryption
) -> None:
    """Over a connection that is encrypted from the first byte, or after the greeting."""
    certificate = post_office.trusted(tmp_path, monkeypatch, HOST)
    with (
        post_office.opened(PostOffice(), certificate, encryption) as port,
        connect(_closed_to_others(port, encryption)) as smtp,
    ):
        assert smtp.noop()[0] == 250


def _closed_to_others(port: int, encryption: Encryption = Encryption.STARTTLS) -> Server:
    return dataclasses.replace(PLAIN, port=port, user=USER, password=SECRET, encryption=encryption)


def test_what_a_server_says_is_shown_on_one_line() -> None:
    """Its words end up in a terminal and in the ledger."""
    assert reply_text(b"no such user\n5.1.1 \x1b[31mred\xff") == "no such user 5.1.1  [31mred\ufffd"
