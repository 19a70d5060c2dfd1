# SPDX-License-Identifier: EUPL-1.2
"""Asks name servers and web servers whether the registry's addresses work.

Only when the user wants it, never in a build: the answers depend on the day. Every question has a
thread of its own, so that one slow server holds up nobody; whatever a network does, it becomes an
answer and never an exception.
"""

from __future__ import annotations

import http.client
import operator
import socket
import ssl
import time
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias
from urllib.error import URLError
from urllib.parse import urldefrag, urlsplit

from leaflet.problems import Problem, Severity, in_order, say
from leaflet.registry.emails import is_usable
from leaflet.system.web import new_visitor, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dns.resolver import Resolver

    from leaflet.problems import Location, Message
    from leaflet.registry.model import Registry
    from leaflet.system.web import Visit

FEWEST_SILENT = 3
"""Questions: when at least so many were asked and all were met with silence, we are offline."""

_TURNED_AWAY = {401, 402, 403, 405, 406, 407, 429, 451, 503, 999}
"""Statuses by which servers keep programs out, and browsers in."""


FROM_ASKING = (
    """E010: the domain of an e-mail address accepts no mail.

    Found only by `leaflet validate --online`. The domain does not exist, has no server, or says
    that it takes no mail (RFC 7505): whatever is sent there comes back or is lost. Mostly the
    domain is misspelt, or the office has a new one.

    A name server that is silent proves nothing, nor does one that knows no domain of the list:
    then nothing is reported.
    """,
    """L010: a web page answers with an error, or not at all.

    Found only by `leaflet validate --online`. The page was asked for twice, first for its head
    only. Open it in a browser: pages move, and servers have bad days.

    A server that turns programs away (401, 403, 429, 503…) proves nothing: then nothing is
    reported.
    """,
    """L011: a web page has moved to another host for good.

    Found only by `leaflet validate --online`. The server says (301 or 308) that the page has a new
    address. The old one works until somebody turns it off: write the new one. Only a note.
    """,
)
"""The manual pages of what only a network can show, in the form of a rule's docstring."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How polite we are: questions at once, in all and to one host; seconds for each and in all."""

    at_once: int = 8
    per_host: int = 2
    each: float = 10.0
    in_all: float = 60.0


class ServerVerdict(Enum):
    """What an answer says about an address."""

    WORKS = auto()
    FAILS = auto()
    SILENT = auto()
    """Nobody answered: that is the server's fault, or the network's, or ours."""
    TURNED_AWAY = auto()
    """Somebody answered that programs are not served."""


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """What a server said; `reason` is why an address fails, `moved` its new address."""

    verdict: ServerVerdict
    reason: Message | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True)
class OnlineReport:
    """What asking brought to light: the problems, and a sentence that sums up."""

    problems: tuple[Problem, ...]
    summary: Message


NO_SUCH_DOMAIN = say("this domain does not exist")

Ask: TypeAlias = "Callable[[str, float], ServerAnswer]"
"""Takes a domain or a web address, and the seconds that one request may take."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One domain or page, with all the places that name it; each is asked once."""

    is_mail: bool
    subject: str
    host: str
    places: tuple[Location, ...]


def accepts_mail(domain: str, seconds: float, resolver: Resolver | None = None) -> ServerAnswer:
    """Ask whether a domain accepts mail: it has an MX record, or at least an address."""
    # Imported here and below: the manual needs this file, and no name server.
    from dns.exception import DNSException  # noqa: PLC0415
    from dns.resolver import NXDOMAIN, NoAnswer  # noqa: PLC0415

    try:
        resolver = resolver or _system_resolver(seconds)
        try:
            records = resolver.resolve(domain, "MX", lifetime=seconds, search=False)
        except NoAnswer:
            return _host_accepts_mail(domain, seconds, resolver)
    except NXDOMAIN:
        return ServerAnswer(ServerVerdict.FAILS, NO_SUCH_DOMAIN)
    except (DNSException, OSError, ValueError):
        return ServerAnswer(ServerVerdict.SILENT)
    if all(record.exchange.to_text() == "." for record in records):  # RFC 7505
        return ServerAnswer(ServerVerdict.FAILS, say("it says so itself"))
    return ServerAnswer(ServerVerdict.WORKS)


def _system_resolver(seconds: float) -> Resolver:
    from dns.resolver import NoResolverConfiguration, Resolver  # noqa: PLC0415  (as above)

    try:
        resolver = Resolver()
    except NoResolverConfiguration:
        resolver = Resolver(configure=False)
    resolver.timeout = seconds / 2  # one try, and one more
    return resolver


def _host_accepts_mail(domain: str, seconds: float, resolver: Resolver) -> ServerAnswer:
    """Ask for the address that stands in for a missing MX record (RFC 5321)."""
    from dns.resolver import NoAnswer  # noqa: PLC0415  (as above)

    for kind in ("A", "AAAA"):
        try:
            resolver.resolve(domain, kind, lifetime=seconds, search=False)
        except NoAnswer:
            continue
        return ServerAnswer(ServerVerdict.WORKS)
    return ServerAnswer(ServerVerdict.FAILS, say("it has no server"))


def page_answers(url: str, seconds: float) -> ServerAnswer:
    """Ask for the head of a page, and if that fails for the page itself."""
    opener = new_visitor()
    answer = ServerAnswer(ServerVerdict.SILENT)
    for method in ("HEAD", "GET"):
        try:
            answer = _judge(url, visit(opener, url, method, seconds))
        except (OSError, http.client.HTTPException, ValueError) as error:
            answer = ServerAnswer(_blame(error), _reason(error))
        if answer.verdict is ServerVerdict.WORKS:
            break
    return answer


def _other_host(url: str, other: str) -> bool:
    return _bare_host(url) != _bare_host(other)


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _judge(url: str, seen: Visit | None) -> ServerAnswer:
    if seen is None:
        return ServerAnswer(ServerVerdict.FAILS, say("it redirects in circles"))
    if seen.status in _TURNED_AWAY:
        return ServerAnswer(ServerVerdict.TURNED_AWAY)
    if seen.status >= HTTPStatus.BAD_REQUEST:
        return ServerAnswer(
            ServerVerdict.FAILS, say("it answers with the error {status}", status=seen.status)
        )
    return ServerAnswer(
        ServerVerdict.WORKS, moved=seen.address if _other_host(url, seen.address) else None
    )


def _cause(error: Exception) -> object:
    return error.reason if isinstance(error, URLError) else error


def _blame(error: Exception) -> ServerVerdict:
    """Say whether somebody answered, if badly, or nobody did."""
    answered = isinstance(_cause(error), (ssl.SSLError, http.client.HTTPException, ValueError))
    return ServerVerdict.FAILS if answered else ServerVerdict.SILENT


def _reason(error: Exception) -> Message:
    match _cause(error):
        case TimeoutError():
            return say("no answer in time")
        case ssl.SSLCertVerificationError():
            return say("its certificate cannot be verified")
        case socket.gaierror():
            return say("its host is not found")
        case _:
            return say("the connection fails")


def check_online(
    registry: Registry,
    *,
    mail: Ask = accepts_mail,
    page: Ask = page_answers,
    limits: Limits | None = None,
) -> OnlineReport:
    """Ask about every e-mail domain and every link of a registry, each once."""
    limits = limits or Limits()
    questions = _questions(registry)
    answers = _Round(questions, mail, page, limits).answers()
    unknown = [answer.reason == NO_SUCH_DOMAIN for answer in answers.values()]
    silent = [answer.verdict is ServerVerdict.SILENT for answer in answers.values()]
    if len(silent) >= FEWEST_SILENT and all(map(operator.or_, unknown, silent)):
        return OnlineReport((), _explain_silence(sum(unknown), len(silent)))
    problems = in_order(
        problem for question, answer in answers.items() for problem in _problems(question, answer)
    )
    return OnlineReport(problems, _summary(questions, answers))


def _explain_silence(unknown: int, count: int) -> Message:
    """Return why nothing can be judged: no one domain of a list that people use is that wrong."""
    if unknown:
        return say("online: the name server here knows none of {count} addresses: "
                   "nothing can be judged with it", count=count)  # fmt: skip
    return say("online: nobody answered, of {count} asked: is this machine connected?", count=count)


def _questions(registry: Registry) -> tuple[_Question, ...]:
    places: dict[tuple[bool, str, str], list[Location]] = {}
    for is_mail, subject, host, place in _subjects(registry):
        places.setdefault((is_mail, subject, host), []).append(place)
    return tuple(
        _Question(is_mail, subject, host, tuple(found))
        for (is_mail, subject, host), found in places.items()
    )


def _subjects(registry: Registry) -> Iterator[tuple[bool, str, str, Location]]:
    for path, _, contatto in registry.rows():
        for i, address in enumerate(contatto.email):
            if is_usable(address):
                domain = address.rpartition("@")[2].lower()
                yield True, domain, domain, registry.at(*path, "email", i)
        for i, link in enumerate(contatto.link):
            url, host = _askable(link.url)
            if host:
                yield False, url, host, registry.at(*path, "link", i, "url")


def _askable(url: str) -> tuple[str, str]:
    """Return the address to ask for, and its host: empty when there is none to ask."""
    whole = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:
        return whole, ""
    askable = parts.scheme in {"http", "https"} and "." in host and not set(whole) & set(" \t")
    return urldefrag(whole).url, host if askable else ""


class _Round:
    """One round of questions: starts threads within the limits, and waits no longer than they say.

    Threads that are not heard in time are left behind: they are daemons, and end with the program.
    """

    def __init__(
        self, questions: Sequence[_Question], mail: Ask, page: Ask, limits: Limits
    ) -> None:
        self._waiting = list(questions)
        self._ask = {True: mail, False: page}
        self._limits = limits
        self._end = time.monotonic() + limits.in_all
        self._running: dict[_Question, float] = {}
        self._heard: SimpleQueue[tuple[_Question, ServerAnswer]] = SimpleQueue()
        self._answers: dict[_Question, ServerAnswer] = {}

    def answers(self) -> dict[_Question, ServerAnswer]:
        """Return the answers that came in time; questions without one are missing."""
        while (self._waiting or self._running) and time.monotonic() < self._end:
            while question := self._next():
                self._start(question)
            self._listen()
            self._give_up()
        return self._answers

    def _next(self) -> _Question | None:
        if len(self._running) >= self._limits.at_once:
            return None
        busy = Counter(question.host for question in self._running)
        free = (one for one in self._waiting if busy[one.host] < self._limits.per_host)
        return next(free, None)

    def _start(self, question: _Question) -> None:
        self._waiting.remove(question)
        # A head and a page, and something for redirects.
        self._running[question] = time.monotonic() + 2.5 * self._limits.each
        Thread(target=self._put, args=(question,), daemon=True).start()

    def _put(self, question: _Question) -> None:
        answer = self._ask[question.is_mail](question.subject, self._limits.each)
        self._heard.put((question, answer))

    def _listen(self) -> None:
        until = min(self._end, *self._running.values())
        try:
            question, answer = self._heard.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            return
        if self._running.pop(question, None):
            self._answers[question] = answer

    def _give_up(self) -> None:
        now = time.monotonic()
        for question in [one for one, deadline in self._running.items() if deadline <= now]:
            del self._running[question]
            self._answers[question] = ServerAnswer(ServerVerdict.SILENT, say("no answer in time"))


def _problems(question: _Question, answer: ServerAnswer) -> Iterator[Problem]:
    for place in question.places:
        if question.is_mail and answer.verdict is ServerVerdict.FAILS:
            yield _no_mail(question.subject, place, answer)
        elif not question.is_mail and answer.verdict in {ServerVerdict.FAILS, ServerVerdict.SILENT}:
            yield _no_page(question.subject, place, answer)
        elif answer.moved:
            message = say("«{url}» has moved to another host", url=question.subject)
            hint = say("write «{name}»", name=answer.moved)
            yield Problem("L011", Severity.INFO, place, message, hint)


def _no_mail(domain: str, place: Location, answer: ServerAnswer) -> Problem:
    message = say("«{domain}» accepts no mail: {reason}", domain=domain, reason=answer.reason)
    return Problem("E010", Severity.WARNING, place, message, say("ask the office for its address"))


def _no_page(url: str, place: Location, answer: ServerAnswer) -> Problem:
    message = say("«{url}» does not work: {reason}", url=url, reason=answer.reason)
    hint = say("open it in a browser; if it fails there too, ask the office for the right one")
    return Problem("L010", Severity.WARNING, place, message, hint)


def _summary(questions: Sequence[_Question], answers: Mapping[_Question, ServerAnswer]) -> Message:
    domains = sum(question.is_mail for question in answers)
    failed = sum(
        answer.verdict is ServerVerdict.FAILS
        or (answer.verdict is ServerVerdict.SILENT and not question.is_mail)
        for question, answer in answers.items()
    )
    works = sum(answer.verdict is ServerVerdict.WORKS for answer in answers.values())
    return say(
        "online: mail domains: {domains}, pages: {pages}, failed: {failed}, "
        "not judged: {unjudged}, no time for: {late}",
        domains=domains,
        pages=len(answers) - domains,
        failed=failed,
        unjudged=len(answers) - failed - works,
        late=len(questions) - len(answers),
    )
