# SPDX-License-Identifier: EUPL-1.2
"""Letters go out once each, whatever the server and the connection do (a real server, here)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.round import folder as folders
from leaflet.offices.round.folder import RoundRequest, open_or_update
from leaflet.offices.round.sending import (
    LetterOutcome,
    Post,
    describe_letter,
    record_outcome,
    send_letters,
)
from leaflet.offices.round.sent_log import SENT_LOG, Event, SentLog
from leaflet.offices.round.smtp import Encryption
from leaflet.problems import LeafletError
from tests.offices.round import post_office
from tests.offices.round.conftest import BEFORE, small
from tests.offices.round.post_office import HOST, SECRET, USER, PostOffice
from tests.offices.round.test_smtp import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leaflet.offices.round.folder import RoundTools
    from leaflet.registry.model import Registry

NOW = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
LEVANTE = ["Piano@levante.fittizi.it", "casa@levante.fittizi.it"]
PONENTE = ["casa@corsico.fittizi.it", "sociali@cusago.fittizi.it"]
SEGNI = ["a_b@segni.fittizi.it"]


class Watch:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> dt.datetime:
        """Return the moment."""
        return NOW + dt.timedelta(seconds=sum(self.waits))

    def wait(self, seconds: float) -> None:
        """Remember how long."""
        self.waits.append(seconds)


@pytest.fixture
def folder(tmp_path: Path, fresh: Path) -> Path:
    """An open round: three letters, and an ambito that has to be called."""
    return shutil.copytree(fresh, tmp_path / "giro")


@pytest.fixture
def office() -> PostOffice:
    """A server that behaves, until a test tells it not to."""
    return PostOffice()


@pytest.fixture
def port(office: PostOffice) -> Iterator[int]:
    """Where it listens."""
    with post_office.opened(office) as port:
        yield port


def _fates(
    folder: Path, port: int | None, registry: Registry | None = None, watch: Watch | None = None
) -> dict[str, LetterOutcome]:
    server = dataclasses.replace(PLAIN, port=port) if port else None
    posts = send_letters(folder, registry or small(), server, watch or Watch())
    return {post.ambito.id: post.outcome for post in posts}


def _broken(folder: Path, port: int) -> str:
    with pytest.raises(LeafletError) as caught:
        _fates(folder, port)
    assert str(caught.value.hint) == "run it again: no letter goes out twice"
    return str(caught.value)


def test_a_dry_run_sends_nothing(folder: Path) -> None:
    """It says what would be sent, to whom, and leaves no trace."""
    before = {file: file.read_bytes() for file in folder.iterdir()}
    posts = list(send_letters(folder, small(), None, Watch()))
    assert [str(describe_letter(post)) for post in posts] == [
        "Senza Posta: not sent: there is no letter, call the office",
        "Levante: to be sent to casa@levante.fittizi.it, Piano@levante.fittizi.it",
        "Ponente: to be sent to casa@corsico.fittizi.it, sociali@cusago.fittizi.it",
        "Segni <b>*strani*</b> & C.: to be sent to a_b@segni.fittizi.it",
    ]
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_letters_are_sent_once(folder: Path, office: PostOffice, port: int) -> None:
    """The second run finds nothing to send."""
    sent = {
        "levante": LetterOutcome.SENT,
        "ponente": LetterOutcome.SENT,
        "segni": LetterOutcome.SENT,
    }
    assert _fates(folder, port) == {"senza-posta": LetterOutcome.ABSENT, **sent}
    assert office.deliveries() == sorted([*LEVANTE, *PONENTE, *SEGNI])
    assert _fates(folder, port) == {
        "levante": LetterOutcome.ALREADY, "ponente": LetterOutcome.ALREADY,
        "senza-posta": LetterOutcome.ABSENT, "segni": LetterOutcome.ALREADY,
    }  # fmt: skip
    assert len(office.taken) == 3


def test_what_arrives(folder: Path, office: PostOffice, port: int) -> None:
    """The letter with sender, date and a name of the sender's domain; no draft any more."""
    _fates(folder, port)
    message = office.taken[0]
    assert (message["From"], message["X-Unsent"]) == ("Tavolo <tavolo@example.it>", None)
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message["Message-ID"].endswith("@example.it>")
    text, sheet = message.iter_parts()
    assert "«Confermo che è giusto»" in text.get_content()
    assert sheet.get_content() == (folder / "levante.xlsx").read_bytes()
    assert office.envelopes[0][0] == "tavolo@example.it"


def test_a_letter_with_lines_of_dots_arrives_whole(
    folder: Path, office: PostOffice, port: int
) -> None:
    """A dot alone ends a letter in SMTP."""
    path = folder / "segni.eml"
    path.write_bytes(path.read_bytes().replace(b"Buongiorno,", b".\r\n..\r\n.Buongiorno,\r\n."))
    _fates(folder, port)
    lines = next(office.taken[-1].iter_parts()).get_content().splitlines()
    assert lines[:4] == [".", "..", ".Buongiorno,", "."]
    assert "Grazie per la collaborazione." in lines


def test_through_a_server_that_wants_tls_and_a_password(
    folder: Path, office: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate is made here, and its authority trusted."""
    certificate = post_office.trusted(tmp_path, monkeypatch, HOST)
    with post_office.opened(office, certificate) as port:
        server = dataclasses.replace(
            PLAIN, port=port, user=USER, password=SECRET, encryption=Encryption.STARTTLS
        )
        list(send_letters(folder, small(), server, Watch()))
    assert len(office.taken) == 3
    assert SECRET.encode() not in (folder / SENT_LOG).read_bytes()


def test_no_more_letters_a_minute_than_allowed(folder: Path, port: int) -> None:
    """Between any two there is a pause; none before the first."""
    watch = Watch()
    slow = dataclasses.replace(PLAIN, port=port, per_minute=12)
    list(send_letters(folder, small(), slow, watch))
    assert watch.waits == [5, 5]


# Recipients


def test_one_recipient_refused_and_the_others_go_on(
    folder: Path, office: PostOffice, port: int
) -> None:
    """An office of two still gets its letter, and who has to mend the list learns of it."""
    office.refuses = {"casa@corsico.fittizi.it": "550 5.1.1 no such user"}
    posts = {
        post.ambito.id: post
        for post in send_letters(folder, small(), dataclasses.replace(PLAIN, port=port), Watch())
    }
    assert str(describe_letter(posts["ponente"])) == (
        "Ponente: sent, but not to casa@corsico.fittizi.it: 550 5.1.1 no such user"
    )
    assert posts["ponente"].needs_a_person
    assert not posts["levante"].needs_a_person
    assert office.deliveries() == sorted([*LEVANTE, "sociali@cusago.fittizi.it", *SEGNI])


def test_a_letter_that_nobody_takes_may_go_again(
    folder: Path, office: PostOffice, port: int
) -> None:
    """It certainly did not arrive; once the server takes it, it goes, and the others do not."""
    office.refuses = {"a_b@segni.fittizi.it": "450 4.2.1 try later"}
    assert _fates(folder, port)["segni"] is LetterOutcome.REFUSED
    assert SentLog(folder).entries()["segni"].reason == "450 4.2.1 try later"
    office.refuses = {}
    assert _fates(folder, port)["segni"] is LetterOutcome.SENT
    assert office.deliveries() == sorted([*LEVANTE, *PONENTE, *SEGNI])


@pytest.mark.parametrize("answer", ["554 5.7.1 looks like spam", "452 4.3.1 full", "421 bye"])
def test_a_letter_refused_at_its_end_may_go_again(
    folder: Path, office: PostOffice, port: int, answer: str
) -> None:
    """The server has read it, and said no: it did not arrive."""
    office.says["END"] = answer
    try:
        _fates(folder, port)
    except LeafletError:
        assert answer.startswith("421")  # smtplib hangs up after that
    entry = SentLog(folder).entries()["levante"]
    assert (entry.event, entry.reason) == (Event.REFUSED, answer)
    office.says.clear()
    _fates(folder, port)
    assert office.deliveries() == sorted([*LEVANTE, *PONENTE, *SEGNI])


def test_a_letter_refused_before_its_first_line_stops_no_other(
    folder: Path, office: PostOffice, port: int
) -> None:
    """The server still waits for the end of that letter: it has to be told that there is none."""
    office.says["DATA"] = "451 4.7.1 greylisted"
    assert _fates(folder, port) == {
        "senza-posta": LetterOutcome.ABSENT, "levante": LetterOutcome.REFUSED,
        "ponente": LetterOutcome.SENT, "segni": LetterOutcome.SENT,
    }  # fmt: skip
    office.says.clear()
    _fates(folder, port)
    assert office.deliveries() == sorted([*LEVANTE, *PONENTE, *SEGNI])


def test_a_sender_that_is_refused_stops_the_run(
    folder: Path, office: PostOffice, port: int
) -> None:
    """It would be refused every time."""
    office.says["MAIL"] = "553 5.7.1 not yours"
    with pytest.raises(LeafletError) as caught:
        _fates(folder, port)
    assert str(caught.value) == ("the mail server refuses tavolo@example.it: 553 5.7.1 not yours")
    assert office.begun == 1
    assert not (folder / SENT_LOG).exists()


def test_only_addresses_of_the_list_are_written_to(
    folder: Path, office: PostOffice, port: int
) -> None:
    """An address that has left the list since, or that somebody has put into the letter."""
    changed = small(("a_b@segni.fittizi.it", "nuovo@segni.fittizi.it"))
    path = folder / "levante.eml"
    path.write_bytes(b"Bcc: altri@example.com\r\n" + path.read_bytes())
    fates = _fates(folder, port, changed)
    assert (fates["segni"], fates["levante"]) == (LetterOutcome.FOREIGN, LetterOutcome.FOREIGN)
    assert office.deliveries() == PONENTE


def test_an_address_of_another_ambito_is_foreign(
    folder: Path, office: PostOffice, port: int
) -> None:
    """A letter about Levante is nobody else's business."""
    path = folder / "segni.eml"
    path.write_bytes(path.read_bytes().replace(b"a_b@segni", b"casa@assago"))
    assert _fates(folder, port)["segni"] is LetterOutcome.FOREIGN
    assert "casa@assago.fittizi.it" not in office.deliveries()


@pytest.mark.parametrize(
    "head", [b"Subject: =?utf-8?q?a=0ABcc=3A_b=40example.it?=", b"To: =?utf-8?q?a=0D=0A?= <a@b.it>"]
)
def test_a_head_that_hides_a_line_break_is_refused(
    folder: Path, office: PostOffice, port: int, head: bytes
) -> None:
    """Whoever put it there: nothing at all is sent."""
    path = folder / "segni.eml"
    rest = path.read_bytes().partition(b"\r\n")[2]
    path.write_bytes(head + b"\r\n" + rest)
    with pytest.raises(LeafletError, match=r"in the head of an e-mail|the head of .* no sense"):
        _fates(folder, port)
    assert office.begun == 0


def test_who_has_confirmed_is_not_troubled(folder: Path, office: PostOffice, port: int) -> None:
    """There is nothing left to ask them."""
    confirmed = small(("2026-07-15", "2026-11-30"))
    assert _fates(folder, port, confirmed)["segni"] is LetterOutcome.CONFIRMED
    assert office.deliveries() == sorted([*LEVANTE, *PONENTE])


# Broken connections


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_before_a_letter_left(
    folder: Path, office: PostOffice, port: int, where: str, number: int
) -> None:
    """The letter is certain not to have arrived: the next run sends it, and no other twice."""
    office.drops_at, office.drops_on = where, number
    assert "the connection to 127.0.0.1 broke at the letter to " in _broken(folder, port)
    assert len(office.taken) == number - 1
    assert Event.SENDING not in {entry.event for entry in SentLog(folder).entries().values()}
    office.drops_at = ""
    _fates(folder, port)
    assert office.deliveries() == sorted([*LEVANTE, *PONENTE, *SEGNI])


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_connection_that_breaks_after_a_letter_left(
    folder: Path, office: PostOffice, port: int, number: int
) -> None:
    """Nobody here can tell whether it arrived: it is never sent again, a person has to ask."""
    office.drops_at, office.drops_on = "END", number
    _broken(folder, port)
    office.drops_at = ""
    again = _fates(folder, port)
    assert sorted(again.values()) == sorted(
        [
            LetterOutcome.ABSENT,
            LetterOutcome.UNSURE,
            *[LetterOutcome.ALREADY] * (number - 1),
            *[LetterOutcome.SENT] * (3 - number),
        ]
    )
    assert office.deliveries() == sorted([*LEVANTE, *PONENTE, *SEGNI])


def test_an_answer_without_an_end_is_no_answer(folder: Path, office: PostOffice, port: int) -> None:
    """Lines of SMTP have an end: of a letter that is answered otherwise nobody can tell."""
    office.says["END"] = "250 " + "x" * 10_000
    assert "broke at the letter to " in _broken(folder, port)
    assert [entry.event for entry in SentLog(folder).entries().values()] == [Event.SENDING]


def test_a_person_settles_what_became_of_a_letter(
    folder: Path, office: PostOffice, port: int
) -> None:
    """The office says that it has arrived, or that it has not: then it goes once more."""
    office.drops_at, office.drops_on = "END", 1
    _broken(folder, port)
    (unsure,) = SentLog(folder).entries()
    (ambito,) = (ambito for ambito in small().ambiti if ambito.id == unsure)
    office.drops_at = ""
    record_outcome(folder, [ambito], Event.SENT, Watch().now())
    assert _fates(folder, port)[unsure] is LetterOutcome.ALREADY
    record_outcome(folder, [ambito], Event.AGAIN, Watch().now())
    assert _fates(folder, port)[unsure] is LetterOutcome.SENT
    assert _fates(folder, port)[unsure] is LetterOutcome.ALREADY
    assert len(office.deliveries()) == len([*LEVANTE, *PONENTE, *SEGNI]) + len(LEVANTE)


def test_the_line_in_the_ledger_comes_before_the_letter(
    folder: Path, office: PostOffice, port: int
) -> None:
    """While the server has the letter and has not answered, the ledger knows of it."""
    seen: list[str] = []

    def look() -> None:
        lines = (folder / SENT_LOG).read_text(encoding="utf-8").splitlines()
        seen.append(json.loads(lines[-1])["event"])

    office.looks = look
    _fates(folder, port)
    assert seen == ["sending"] * 3


def test_only_one_run_sends_at_a_time(folder: Path, port: int) -> None:
    """Two people at once would each send everything."""
    server = dataclasses.replace(PLAIN, port=port)
    first = send_letters(folder, small(), server, Watch())
    assert isinstance(next(first), Post)
    with pytest.raises(LeafletError, match="another build is working"):
        list(send_letters(folder, small(), server, Watch()))
    assert len(list(first)) == 3


def test_letters_that_left_are_not_made_again(
    folder: Path, office: PostOffice, port: int, tools: RoundTools
) -> None:
    """What an office was sent can be looked up; who got none gets one of the present list."""
    office.refuses = {"a_b@segni.fittizi.it": "550 no"}
    _fates(folder, port)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    changed = small(("a_b@segni.fittizi.it", "nuovo@segni.fittizi.it"),
                    ("casa@levante.fittizi.it", "altra@levante.fittizi.it"))  # fmt: skip
    open_or_update(folder, RoundRequest(changed, BEFORE), tools)
    assert (folder / "levante.eml").read_bytes() == before["levante.eml"]
    assert b"nuovo@segni.fittizi.it" in (folder / "segni.eml").read_bytes()
    text = (folder / f"{folders.SUMMARY}.txt").read_text(encoding="utf-8")
    assert "Lettera rifiutata (a_b@segni.fittizi.it: 550 no)" in text
