# SPDX-License-Identifier: EUPL-1.2
"""Letters go out once each, only to addresses of the list, and every attempt is written down."""

from __future__ import annotations

import email
import hashlib
import re
import smtplib
from dataclasses import dataclass
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from leaflet.offices.round.addresses import one_line
from leaflet.offices.round.folder import open_round
from leaflet.offices.round.progress import Situation, find_progress
from leaflet.offices.round.sent_log import Entry, Event, SentLog
from leaflet.offices.round.smtp import connect, reply_text
from leaflet.problems import LeafletError, say
from leaflet.registry.emails import is_usable
from leaflet.system.files import hold_lock, read_bytes_if_there

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from email.message import EmailMessage
    from pathlib import Path

    from leaflet.offices.round.progress import AmbitoProgress
    from leaflet.offices.round.smtp import Server
    from leaflet.problems import Message
    from leaflet.registry.model import Ambito, Registry

GO_AHEAD, DONE, NO = 354, (250, 251), range(400, 600)
"""Answers of RFC 5321 (4.2.3): to DATA, to what was taken, to what was not."""


class LetterOutcome(StrEnum):
    """What there is to do with a letter, or what became of it."""

    READY = "ready"
    SENT = "sent"
    REFUSED = "refused"
    ALREADY = "already"
    UNSURE = "unsure"
    CONFIRMED = "confirmed"
    ABSENT = "absent"
    FOREIGN = "foreign"


_TROUBLES = {
    LetterOutcome.REFUSED,
    LetterOutcome.UNSURE,
    LetterOutcome.ABSENT,
    LetterOutcome.FOREIGN,
}


@dataclass(frozen=True, slots=True)
class Post:
    """A letter on its way: `message` is only there when it is ready to go.

    `foreign` are addresses that the list does not have for this ambito; `refused` those that the
    server did not take, `reason` is why.
    """

    ambito: Ambito
    outcome: LetterOutcome
    to: tuple[str, ...] = ()
    message: EmailMessage | None = None
    refused: tuple[str, ...] = ()
    reason: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to look after this letter."""
        return self.outcome in _TROUBLES or bool(self.refused)


class Clock(Protocol):
    """What sending needs of time."""

    def now(self) -> dt.datetime:
        """Return this moment."""

    def wait(self, seconds: float) -> None:
        """Let time pass."""


def send_letters(
    folder: Path, registry: Registry, server: Server | None, clock: Clock
) -> Iterator[Post]:
    """Yield what becomes of each letter of a round: with a server the ready ones are sent.

    Nobody else can send from this folder meanwhile. Raises LeafletError as `sort_letters` and
    `send` do, and when no round was opened in the folder.
    """
    held = open_round(folder)
    with hold_lock(folder):
        sent_log = SentLog(folder)
        posts = sort_letters(find_progress(held, registry, clock.now().date()), folder, sent_log)
        yield from (post for post in posts if post.outcome is not LetterOutcome.READY)
        ready = [post for post in posts if post.outcome is LetterOutcome.READY]
        yield from send(ready, server, sent_log, clock) if server and ready else ready


def record_outcome(folder: Path, ambiti: Iterable[Ambito], event: Event, now: dt.datetime) -> None:
    """Write down what a person knows of letters: they have arrived (`SENT`) or are to go `AGAIN`.

    Raises LeafletError when no round was opened in the folder, or somebody sends from it just now.
    """
    open_round(folder)
    with hold_lock(folder):
        sent_log = SentLog(folder)
        for ambito in ambiti:
            entry = Entry(event, now.isoformat(timespec="seconds"))
            sent_log.note(ambito.id, "", (), entry)


def sort_letters(
    states: Iterable[AmbitoProgress], folder: Path, sent_log: SentLog
) -> tuple[Post, ...]:
    """Return what there is to do with the letter of each ambito that is in the list now.

    Raises LeafletError for a letter that cannot be read, or in whose head a line could end early.
    """
    entries = sent_log.entries()
    return tuple(
        _sort_letter(progress, folder, entries)
        for progress in states
        if progress.situation is not Situation.LEFT
    )


def _sort_letter(progress: AmbitoProgress, folder: Path, entries: Mapping[str, Entry]) -> Post:
    ambito = progress.ambito
    entry = entries.get(ambito.id)
    if entry and entry.has_left:
        outcome = LetterOutcome.ALREADY if entry.event is Event.SENT else LetterOutcome.UNSURE
        return Post(ambito, outcome, reason=entry.on)
    if progress.situation is Situation.CONFIRMED:
        return Post(ambito, LetterOutcome.CONFIRMED)
    message = _read(folder / f"{ambito.id}.eml")
    return _check_addresses(ambito, message) if message else Post(ambito, LetterOutcome.ABSENT)


def _read(path: Path) -> EmailMessage | None:
    data = read_bytes_if_there(path)
    if data is None:
        return None
    message = email.message_from_bytes(data, policy=SMTP)
    for value in _head(message, path):
        one_line(value)  # whoever edits a letter may not add to its head unseen either
    return message


def _head(message: EmailMessage, path: Path) -> list[str]:
    try:
        return [str(value) for value in message.values()]
    except (ValueError, LookupError) as error:  # what Python finds no sense in
        raise LeafletError(say("the head of {file} makes no sense", file=path)) from error


def _check_addresses(ambito: Ambito, message: EmailMessage) -> Post:
    fields = (str(v) for name in ("To", "Cc", "Bcc") for v in message.get_all(name, []))
    to = tuple(dict.fromkeys(address for _, address in getaddresses(list(fields))))
    known = {address.lower() for contatto in ambito.uffici() for address in contatto.email}
    foreign = tuple(a for a in to if a.lower() not in known or not is_usable(a))
    if foreign or not to:
        return Post(ambito, LetterOutcome.FOREIGN, foreign)
    return Post(ambito, LetterOutcome.READY, to, message)


def send(posts: Sequence[Post], server: Server, sent_log: SentLog, clock: Clock) -> Iterator[Post]:
    """Send the letters that are ready, and yield what became of each as soon as it is known.

    Raises LeafletError when the server cannot be used, or the connection breaks: what was sent
    by then is in the log, and so is the letter of which nobody can tell.
    """
    with connect(server) as smtp:
        for number, post in enumerate(posts):
            if number:
                clock.wait(server.pause)
            try:
                yield _hand_over(smtp, server, post, _LetterLog(post, sent_log, clock))
            except smtplib.SMTPException as error:  # hung up, or said what nobody understands
                raise _broken(server, post, error) from error
        _leave(smtp)


def _broken(server: Server, post: Post, error: Exception) -> LeafletError:
    values = {"host": server.host, "nome": post.ambito.nome, "reason": error}
    message = say("the connection to {host} broke at the letter to {nome}: {reason}", **values)
    return LeafletError(message, say("run it again: no letter goes out twice"))


def _leave(smtp: smtplib.SMTP) -> None:
    """Take leave; all letters are through by now, so how that ends is of no interest."""
    try:
        smtp.quit()
    except smtplib.SMTPException:
        return


class _Reply(NamedTuple):
    code: int
    text: str

    @classmethod
    def of(cls, reply: tuple[int, bytes]) -> _Reply:
        return cls(reply[0], reply_text(reply[1]))

    @property
    def is_yes(self) -> bool:
        return self.code in DONE


class _LetterLog:
    """Writes down what happens to one letter."""

    def __init__(self, post: Post, sent_log: SentLog, clock: Clock) -> None:
        self._post = post
        self._ledger = sent_log
        self._clock = clock
        self._digest = hashlib.sha256(_of(post).as_bytes()).hexdigest()

    def note(self, event: Event, refused: Sequence[str] = (), reason: str = "") -> None:
        moment = self._clock.now().isoformat(timespec="seconds")
        entry = Entry(event, moment, tuple(refused), reason)
        self._ledger.note(self._post.ambito.id, self._digest, self._post.to, entry)

    def stamp(self, server: Server) -> bytes:
        """Return the letter as it goes over the wire: with sender, date and a name of its own."""
        return _outgoing(_of(self._post), server, self._clock.now())


def _of(post: Post) -> EmailMessage:
    if post.message is None:
        raise ValueError(post.outcome)
    return post.message


def _outgoing(message: EmailMessage, server: Server, now: dt.datetime) -> bytes:
    name = str(message["Message-ID"]).strip("<> ").partition("@")[0]
    for header in ("X-Unsent", "Bcc", "From", "Sender", "Date", "Message-ID"):
        del message[header]
    message["From"] = Address(server.sender_name, addr_spec=server.sender)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{name}@{server.sender.partition('@')[2]}>"
    return message.as_bytes(policy=SMTP.clone(cte_type="7bit"))


def _hand_over(smtp: smtplib.SMTP, server: Server, post: Post, log: _LetterLog) -> Post:
    """Hand a letter over. It is certain not to have left until `sending` is written down."""
    data = log.stamp(server)
    sender = _Reply.of(smtp.mail(server.sender))
    if not sender.is_yes:
        message = say("the mail server refuses {sender}: {reason}", sender=server.sender,
                      reason=f"{sender.code} {sender.text}")  # fmt: skip
        raise LeafletError(message, say("check «from» in the settings"))
    answers = {address: _Reply.of(smtp.rcpt(address)) for address in post.to}
    refused = {a: f"{said_.code} {said_.text}" for a, said_ in answers.items() if not said_.is_yes}
    if len(refused) == len(post.to):
        smtp.rset()
        return _note_refusal(post, log, refused)
    return _deliver(smtp, post, log, data, refused)


def _deliver(
    smtp: smtplib.SMTP, post: Post, log: _LetterLog, data: bytes, refused: Mapping[str, str]
) -> Post:
    ahead = _Reply.of(smtp.docmd("DATA"))
    if ahead.code != GO_AHEAD:
        found = _note_refusal(post, log, dict.fromkeys(post.to, f"{ahead.code} {ahead.text}"))
        smtp.rset()  # or the server would take the next letter for the same one
        return found
    log.note(Event.SENDING)
    smtp.send(_stuff_dots(data))
    end = _Reply.of(smtp.getreply())
    if end.code in NO:
        return _note_refusal(post, log, dict.fromkeys(post.to, f"{end.code} {end.text}"))
    if not end.is_yes:  # no answer at all: nobody can tell
        raise smtplib.SMTPServerDisconnected(end.text)
    reason = "; ".join(dict.fromkeys(refused.values()))
    log.note(Event.SENT, tuple(refused), reason)
    return Post(post.ambito, LetterOutcome.SENT, post.to, refused=tuple(refused), reason=reason)


def _note_refusal(post: Post, log: _LetterLog, refused: Mapping[str, str]) -> Post:
    reason = "; ".join(dict.fromkeys(refused.values()))
    log.note(Event.REFUSED, tuple(refused), reason)
    return Post(post.ambito, LetterOutcome.REFUSED, post.to, refused=tuple(refused), reason=reason)


def _stuff_dots(data: bytes) -> bytes:
    """Return the data as RFC 5321 (4.5.2) wants it: a leading dot doubled, a lone one last."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole) + b".\r\n"


_SAID = {
    LetterOutcome.READY: say("to be sent to {to}"),
    LetterOutcome.SENT: say("sent to {to}"),
    LetterOutcome.REFUSED: say("refused by the server: {reason}"),
    LetterOutcome.ALREADY: say("sent already on {reason}"),
    LetterOutcome.UNSURE: say("interrupted on {reason}: ask the office whether it arrived"),
    LetterOutcome.CONFIRMED: say("not sent: has confirmed already"),
    LetterOutcome.ABSENT: say("not sent: there is no letter, call the office"),
    LetterOutcome.FOREIGN: say("not sent: the list does not have the address {to}"),
}


def describe_letter(post: Post) -> Message:
    """Return what there is to say of a letter: «Melzo: sent to casa@comune.melzo.mi.it»."""
    what = say(_SAID[post.outcome].text, to=", ".join(post.to), reason=post.reason)
    if post.outcome is LetterOutcome.SENT and post.refused:
        values = {"refused": ", ".join(post.refused), "reason": post.reason}
        what = say("sent, but not to {refused}: {reason}", **values)
    return say("{who}: {what}", who=post.ambito.nome, what=what)
