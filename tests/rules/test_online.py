# SPDX-License-Identifier: EUPL-1.2
"""Asking servers, against servers of our own on 127.0.0.1: no request leaves this machine."""

from __future__ import annotations

import functools
import re
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from dns.resolver import NoResolverConfiguration, Resolver

from leaflet.problems import say
from leaflet.registry.reading import read
from leaflet.rules.online import (
    NO_SUCH_DOMAIN,
    Limits,
    ServerAnswer,
    ServerVerdict,
    accepts_mail,
    check_online,
    page_answers,
)
from leaflet.system.web import VISITOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Registry

QUICK = Limits(each=0.4, in_all=5.0)


class Pages(BaseHTTPRequestHandler):
    """Serves one page for each way in which a page can fail."""

    seen: ClassVar[Counter[str]] = Counter()
    agents: ClassVar[set[str]] = set()
    at_once = 0
    most_at_once = 0
    lock = threading.Lock()

    def do_HEAD(self) -> None:
        """Answer as the first part of the path says."""
        kind = type(self)
        with self.lock:
            kind.seen[f"{self.command} {self.path}"] += 1
            kind.agents.add(self.headers["User-Agent"])
        getattr(self, "_" + re.split("[/?]", self.path)[1].replace("-", "_"))()

    def do_GET(self) -> None:
        """Answer in the same way."""
        self.do_HEAD()

    def _reply(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _here(self) -> None:
        self._reply(200)

    def _gone(self) -> None:
        self._reply(404)

    def _broken(self) -> None:
        self._reply(500)

    def _private(self) -> None:
        self._reply(403)

    def _no_head(self) -> None:
        self._reply(200 if self.command == "GET" else 405)

    def _moved(self) -> None:
        self._reply(
            301, Location=f"http://{self.headers['Host']}/here".replace("127.0.0.1", "localhost")
        )

    def _elsewhere(self) -> None:
        self._reply(302, Location="/here")

    def _to_gone(self) -> None:
        self._reply(302, Location="/gone")

    def _circle(self) -> None:
        self._reply(302, Location="/circle")

    def _cookie(self) -> None:
        if self.headers.get("Cookie"):
            self._reply(200)
        else:
            self._reply(302, Location="/cookie", **{"Set-Cookie": "a=b"})

    def _file(self) -> None:
        self._reply(301, Location="file:///etc/passwd")

    def _slow(self) -> None:
        time.sleep(1.5)

    def _pause(self) -> None:
        """Take a moment, and count how many do so at the same time."""
        kind = type(self)
        with self.lock:
            kind.at_once += 1
            kind.most_at_once = max(kind.most_at_once, kind.at_once)
        time.sleep(0.1)
        with self.lock:
            kind.at_once -= 1
        self._reply(200)

    def _drip(self) -> None:
        """Send a byte now and then: no single wait is long, and the answer never ends."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(15):
                self.wfile.write(b"X")
                time.sleep(0.1)
        except OSError:
            pass

    def _hang_up(self) -> None:
        self.close_connection = True

    def _nonsense(self) -> None:
        self.wfile.write(b"\x00\xff no protocol\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests look at the answers."""


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.fixture
def site() -> Iterator[str]:
    """A web server; its address."""
    Pages.seen.clear()
    Pages.most_at_once = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


ZONE = {
    ("mail.example.it", "MX"): "10 mx.mail.example.it.",
    ("null.example.it", "MX"): "0 .",
    ("host.example.it", "A"): "192.0.2.1",
    ("six.example.it", "AAAA"): "2001:db8::1",
    ("empty.example.it", "TXT"): "nothing",
}
BROKEN = {"servfail.example.it": dns.rcode.SERVFAIL, "refused.example.it": dns.rcode.REFUSED}


def zone_reply(query: dns.message.Message) -> dns.message.Message:
    """Answer as the name server of ZONE."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.RA
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True)
    kind = question.rdtype.name
    if name in BROKEN:
        reply.set_rcode(BROKEN[name])
    elif (name, kind) in ZONE:
        reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, ZONE[name, kind]))
    elif not any(known == name for known, _ in ZONE):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply


@pytest.fixture
def names() -> Iterator[Resolver]:
    """A resolver that asks a name server of ours; `silent.example.it` gets no answer."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            data, sender = server.recvfrom(4096)
            if data == b"stop":
                return
            query = dns.message.from_wire(data)
            if "silent" not in query.question[0].name.to_text():
                server.sendto(zone_reply(query).to_wire(), sender)

    thread = threading.Thread(target=serve)
    thread.start()
    resolver = Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = server.getsockname()[1]
    yield resolver
    server.sendto(b"stop", server.getsockname())
    thread.join()
    server.close()


def registry(emails: list[str] | None = None, links: list[str] | None = None) -> Registry:
    """Return a registry of one row, with an address a line."""
    lines = ["fonte: prova", "ambiti:", "  - id: a", "    nome: A", "    comuni: [Rho]"]
    lines += ["    contatti:", "      - verificato: 2026-11-21"]
    lines += ["        email:", *(f"          - {one}" for one in emails)] if emails else []
    lines += ["        link:", *(f"          - url: {one}" for one in links)] if links else []
    found = read("\n".join(lines).encode(), "a.yaml").registry
    assert found is not None
    return found


def never(subject: str, _: float) -> ServerAnswer:
    raise AssertionError(subject)


@pytest.mark.parametrize(
    ("domain", "verdict", "reason"),
    [
        ("mail.example.it", ServerVerdict.WORKS, None),
        ("host.example.it", ServerVerdict.WORKS, None),
        ("six.example.it", ServerVerdict.WORKS, None),
        ("null.example.it", ServerVerdict.FAILS, "it says so itself"),
        ("empty.example.it", ServerVerdict.FAILS, "it has no server"),
        ("gone.example.it", ServerVerdict.FAILS, "this domain does not exist"),
        ("servfail.example.it", ServerVerdict.SILENT, None),
        ("refused.example.it", ServerVerdict.SILENT, None),
        ("silent.example.it", ServerVerdict.SILENT, None),
        ("a..example", ServerVerdict.SILENT, None),
        (f"{'x' * 70}.example", ServerVerdict.SILENT, None),
    ],
)
def test_mail_domains(
    names: Resolver, domain: str, verdict: ServerVerdict, reason: str | None
) -> None:
    """MX, null MX, the address in its place, no domain, and name servers that do not help."""
    answer = accepts_mail(domain, 0.4, names)
    assert answer.verdict is verdict
    assert (str(answer.reason) if answer.reason else None) == reason


def test_a_machine_without_name_servers_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing resolv.conf is no reason to stop, nor to blame the domain."""

    def unconfigured(*, configure: bool = True) -> Resolver:
        if configure:
            raise NoResolverConfiguration
        return Resolver(configure=False)

    monkeypatch.setattr(dns.resolver, "Resolver", unconfigured)
    assert accepts_mail("mail.example.it", 0.2) == ServerAnswer(ServerVerdict.SILENT)


@pytest.mark.parametrize(
    ("page", "verdict", "reason"),
    [
        ("here", ServerVerdict.WORKS, None),
        ("here?q=è à#x", ServerVerdict.WORKS, None),
        ("no-head", ServerVerdict.WORKS, None),
        ("elsewhere", ServerVerdict.WORKS, None),
        ("cookie", ServerVerdict.WORKS, None),
        ("gone", ServerVerdict.FAILS, "it answers with the error 404"),
        ("broken", ServerVerdict.FAILS, "it answers with the error 500"),
        ("to-gone", ServerVerdict.FAILS, "it answers with the error 404"),
        ("circle", ServerVerdict.FAILS, "it redirects in circles"),
        ("file", ServerVerdict.FAILS, "the connection fails"),
        ("nonsense", ServerVerdict.FAILS, "the connection fails"),
        ("private", ServerVerdict.TURNED_AWAY, None),
        ("slow", ServerVerdict.SILENT, "no answer in time"),
        ("hang-up", ServerVerdict.FAILS, "the connection fails"),
    ],
)
def test_pages(site: str, page: str, verdict: ServerVerdict, reason: str | None) -> None:
    """What servers do, and what we make of it."""
    answer = page_answers(f"{site}/{page}", 0.4)
    assert answer.verdict is verdict
    assert (str(answer.reason) if answer.reason else None) == reason
    assert answer.moved is None


def test_nobody_listens() -> None:
    """A closed port and a host that cannot exist are silence."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert page_answers(f"http://127.0.0.1:{port}/", 0.4).verdict is ServerVerdict.SILENT
    assert page_answers("http://127.0.0.1:99999/", 0.4).verdict in {
        ServerVerdict.SILENT,
        ServerVerdict.FAILS,
    }


def test_https_needs_a_certificate(site: str) -> None:
    """A server that cannot speak TLS fails, and does not stop us."""
    answer = page_answers(site.replace("http:", "https:") + "/here", 0.4)
    assert answer.verdict is ServerVerdict.FAILS


def test_a_page_that_works_is_asked_once(site: str) -> None:
    """Its head is enough, and the server learns who asks."""
    Pages.agents.clear()
    page_answers(f"{site}/here", 0.4)
    assert Pages.seen == {"HEAD /here": 1}
    assert Pages.agents == {VISITOR}
    assert VISITOR.startswith("leaflet/")


def test_a_page_that_fails_is_asked_twice(site: str) -> None:
    """A head, then the page, and no more."""
    page_answers(f"{site}/gone", 0.4)
    assert Pages.seen == {"HEAD /gone": 1, "GET /gone": 1}


def test_problems_stand_at_the_values(site: str, names: Resolver) -> None:
    """E010 and L010 are warnings, L011 a note, each at the address; the summary counts."""
    port = site.rpartition(":")[2]
    emails = ["a@mail.example.it", "b@gone.example.it", "c@silent.example.it"]
    links = [f"{site}/here", f"{site}/gone", f"{site}/moved", f"{site}/private"]
    ask = functools.partial(accepts_mail, resolver=names)
    found = check_online(registry(emails, links), mail=ask, limits=QUICK)
    assert [
        (str(one.at), one.at.length, one.code, one.severity.value, str(one.message), str(one.hint))
        for one in found.problems
    ] == [
        ("a.yaml:10:13", 17, "E010", "warning",
         "«gone.example.it» accepts no mail: this domain does not exist",
         "ask the office for its address"),
        ("a.yaml:14:18", len(f"{site}/gone"), "L010", "warning",
         f"«{site}/gone» does not work: it answers with the error 404",
         "open it in a browser; if it fails there too, ask the office for the right one"),
        ("a.yaml:15:18", len(f"{site}/moved"), "L011", "info",
         f"«{site}/moved» has moved to another host", f"write «http://localhost:{port}/here»"),
    ]  # fmt: skip
    assert str(found.summary) == (
        "online: mail domains: 3, pages: 4, failed: 2, not judged: 2, no time for: 0"
    )


def test_each_is_asked_once_and_reported_everywhere(site: str) -> None:
    """One question for a domain and for a page, a problem for each place that names it."""
    asked: list[str] = []

    def no_mail(domain: str, _: float) -> ServerAnswer:
        asked.append(domain)
        return ServerAnswer(ServerVerdict.FAILS, say("it has no server"))

    emails = ["a@rho.example.it", "b@Rho.example.it", "not an address"]
    links = [f"{site}/gone", f"{site}/gone#below", "il sito del Comune", "ftp://rho.example.it/"]
    found = check_online(registry(emails, links), mail=no_mail, limits=QUICK)
    assert asked == ["rho.example.it"]
    assert Pages.seen == {"HEAD /gone": 1, "GET /gone": 1}
    assert [problem.at.line for problem in found.problems] == [9, 10, 13, 14]


def test_links_without_https_are_asked_with_it() -> None:
    """A bare address is asked as people's browsers would, and nothing else is made of it."""
    asked: list[str] = []

    def works(url: str, _: float) -> ServerAnswer:
        asked.append(url)
        return ServerAnswer(ServerVerdict.WORKS)

    links = ["www.rho.example.it/casa", '"http://[::1"', "https://localhost"]
    check_online(registry(links=links), mail=never, page=works)
    assert asked == ["https://www.rho.example.it/casa"]


def test_a_host_is_not_overrun(site: str) -> None:
    """Two requests at a time to one host, whatever the number of its pages."""
    links = [f"{site}/pause?{number}" for number in range(6)]
    found = check_online(registry(links=links), mail=never, limits=QUICK)
    assert found.problems == ()
    assert sum(Pages.seen.values()) == 6
    assert Pages.most_at_once == 2


def test_eight_are_asked_at_once() -> None:
    """Different hosts are asked side by side, up to the limit."""
    lock, running, most = threading.Lock(), [0], [0]

    def slow(_: str, __: float) -> ServerAnswer:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        with lock:
            running[0] -= 1
        return ServerAnswer(ServerVerdict.WORKS)

    links = [f"https://host{number}.example.it" for number in range(30)]
    check_online(registry(links=links), mail=never, page=slow)
    assert most[0] == Limits().at_once == 8


def test_a_dripping_server_is_left_behind(site: str) -> None:
    """A server that sends a byte now and then holds up nobody."""
    began = time.monotonic()
    limits = Limits(each=0.3, in_all=5.0)
    found = check_online(registry(links=[f"{site}/drip"]), mail=never, limits=limits)
    assert time.monotonic() - began < 1.3
    assert [str(problem.message) for problem in found.problems] == [
        f"«{site}/drip» does not work: no answer in time"
    ]


def test_the_whole_round_ends_in_time() -> None:
    """What there was no time for is counted, and is nobody's fault."""

    def stuck(_: str, __: float) -> ServerAnswer:
        time.sleep(1.5)
        return ServerAnswer(ServerVerdict.WORKS)

    links = [f"https://host{number}.example.it" for number in range(20)]
    began = time.monotonic()
    found = check_online(
        registry(links=links), mail=never, page=stuck, limits=Limits(each=9.0, in_all=0.3)
    )
    assert time.monotonic() - began < 1.0
    assert found.problems == ()
    assert str(found.summary).endswith("no time for: 20")


def test_an_offline_machine_blames_nobody() -> None:
    """When all is silence, the network is to blame, and no office."""

    def silent(_: str, __: float) -> ServerAnswer:
        return ServerAnswer(ServerVerdict.SILENT, say("the connection fails"))

    emails = ["a@rho.example.it", "b@pero.example.it"]
    links = ["https://rho.example.it/"]
    found = check_online(registry(emails, links), mail=silent, page=silent)
    assert found.problems == ()
    assert str(found.summary) == ("online: nobody answered, of 3 asked: is this machine connected?")


def test_a_name_server_that_knows_nothing_is_said_once() -> None:
    """When every domain is said not to exist, the name server is to blame, and no office."""

    def knows_nothing(_: str, __: float) -> ServerAnswer:
        return ServerAnswer(ServerVerdict.FAILS, NO_SUCH_DOMAIN)

    def silent(_: str, __: float) -> ServerAnswer:
        return ServerAnswer(ServerVerdict.SILENT, say("its host is not found"))

    emails = ["a@rho.example.it", "b@pero.example.it"]
    links = ["https://rho.example.it/"]
    found = check_online(registry(emails, links), mail=knows_nothing, page=silent)
    assert found.problems == ()
    assert str(found.summary) == (
        "online: the name server here knows none of 3 addresses: nothing can be judged with it"
    )


def test_a_domain_that_does_not_exist_is_said_where_others_do() -> None:
    """One answer that tells something is enough to believe the others."""

    def mail(domain: str, _: float) -> ServerAnswer:
        is_known = domain == "rho.example.it"
        verdict = ServerVerdict.WORKS if is_known else ServerVerdict.FAILS
        return ServerAnswer(verdict, None if is_known else NO_SUCH_DOMAIN)

    emails = ["a@rho.example.it", "b@pero.example.it", "c@melzo.example.it"]
    found = check_online(registry(emails), mail=mail, page=never)
    assert [problem.code for problem in found.problems] == ["E010", "E010"]


def test_nothing_to_ask() -> None:
    """A registry without addresses is answered at once."""
    found = check_online(registry(), mail=never, page=never)
    assert found.problems == ()
    assert "mail domains: 0, pages: 0" in str(found.summary)
