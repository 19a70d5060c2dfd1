# SPDX-License-Identifier: EUPL-1.2
"""Chromium without a window: what a page shows, asks for and complains about.

It is Debian's own browser, spoken to in its DevTools protocol over two pipes: JSON messages parted
by a zero byte (`--remote-debugging-pipe`). That needs no driver, no port and no Python package;
Playwright brings 45 MB and a second browser's habits, Selenium a driver that must fit the browser.
Debian has it also without any window (`chromium-headless-shell`): a sixth less work for a page.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.judges.programs import MissingJudgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PROGRAMS = ("chromium-headless-shell", "chromium")
"""The same browser twice; the first that is there is taken."""
PATIENCE = 60.0
"""Seconds for one answer of the browser; it needs less than one, also on a busy machine."""
LOWEST_FREE = 10
"""Our ends of the pipes stay clear of 3 and 4, where the browser expects its own."""
OPTIONS = (
    "--headless",
    "--no-sandbox",  # the pages are our own, and in a container the sandbox cannot start
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--in-process-gpu",  # measured: a fifth less work for a page
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--mute-audio",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    # No name is looked up: what leaves the machine in spite of all fails, and is seen.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
)
KEYS: dict[str, tuple[int, str]] = {
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "Space": (32, " "),
    "End": (35, ""),
    "Home": (36, ""),
    "ArrowUp": (38, ""),
    "ArrowDown": (40, ""),
}
"""Key → its number in Windows, which the protocol wants, and the text that it makes."""
SHIFT = 8
INCH = 25.4
Message = dict[str, Any]


def find_program() -> str:
    """Return the path of the browser; raises MissingJudgeError when there is none."""
    for path in filter(None, map(shutil.which, PROGRAMS)):
        return path
    raise MissingJudgeError("The browser Chromium", PROGRAMS[0])


class ChromiumError(Exception):
    """The browser refused a request, or gave no answer."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader looks at a page: size in CSS pixels, dark or light, with or without scripts.

    `zoom` 2 is a page at 200 %: half as many CSS pixels, each twice as large.
    """

    width: int = 1280
    height: int = 800
    dark: bool = False
    scripts: bool = True
    zoom: int = 1
    language: str = "it"


@dataclass(slots=True)
class Request:
    """What a page asked for: `size` is all bytes that came, with their headers."""

    url: str
    kind: str
    status: int = 0
    size: int = 0
    failure: str = ""


@dataclass(slots=True)
class _Heard:
    """What a page told since it was opened."""

    requests: dict[str, Request] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    moments: set[str] = field(default_factory=set)


class Browser:
    """A running browser; close it, or use it in a `with`."""

    def __init__(self) -> None:
        path = find_program()
        self._profile = Path(tempfile.mkdtemp(prefix="chromium-"))
        self._pid, self._write, self._read = _started(path, self._profile)
        self._number = 0
        self._unread = bytearray()
        self._answers: dict[int, Message] = {}
        self._pages: dict[str, Page] = {}
        self._spare: list[Page] = []

    def __enter__(self) -> Self:
        """Give the browser."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the browser."""
        self.close()

    def page(self, look: Look = Look()) -> Page:
        """Open an empty page without a past: no cookies, no cache, nothing stored.

        It may be one that was closed and has forgotten all: a new one starts a process, which
        takes as long as three pages take to load.
        """
        if self._spare:
            page = self._spare.pop()
            page.see(look)
            return page
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        page = Page(self, session["sessionId"], look)
        self._pages[session["sessionId"]] = page
        page.prepare()
        return page

    def call(self, method: str, session: str = "", **parameters: object) -> Message:
        """Ask for something and return the answer; ChromiumError when it is an error."""
        self._number += 1
        number = self._number
        request: Message = {"id": number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        _write_all(self._write, json.dumps(request).encode() + b"\0")
        self.wait(lambda: number in self._answers, method)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise ChromiumError(f"{method}: {answer['error']['message']}")
        result: Message = answer["result"]
        return result

    def wait(self, happened: Callable[[], bool], what: str) -> None:
        """Listen until something has happened; ChromiumError when it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            if not self._listen(deadline - time.monotonic()):
                log = (self._profile / "stderr").read_text(encoding="utf-8", errors="replace")
                raise ChromiumError(f"the browser does not answer {what}: {log[-2000:]}")

    def take_back(self, page: Page) -> None:
        """Keep a page that has forgotten all for whoever wants one next."""
        self._spare.append(page)

    def close(self) -> None:
        """End the browser and remove its profile."""
        with contextlib.suppress(ChromiumError, OSError):
            self.call("Browser.close")
        os.close(self._write)
        os.close(self._read)
        os.waitpid(self._pid, 0)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _listen(self, seconds: float) -> bool:
        """Hear what comes within some seconds; False when nothing does."""
        ready, _, _ = select.select([self._read], [], [], max(seconds, 0))
        chunk = os.read(self._read, 1 << 20) if ready else b""
        self._unread += chunk
        *whole, rest = self._unread.split(b"\0")
        self._unread = rest
        for text in whole:
            self._hear(json.loads(text))
        return bool(chunk)

    def _hear(self, message: Message) -> None:
        if "id" in message:
            self._answers[message["id"]] = message
        elif page := self._pages.get(message.get("sessionId", "")):
            page.hear(message["method"], message["params"])


class Page:
    """One page of a browser, as one reader looks at it."""

    def __init__(self, browser: Browser, session: str, look: Look) -> None:
        self.look = look
        self._browser = browser
        self._session = session
        self._heard = _Heard()

    def __enter__(self) -> Self:
        """Give the page."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the page and forget all that it kept; one that fails to is not used again."""
        origin = str(self.evaluate("location.origin"))
        if origin.startswith("http"):
            self.evaluate("sessionStorage.clear()")
            self.call("Storage.clearDataForOrigin", origin=origin, storageTypes="all")
        self.call("Network.clearBrowserCookies")
        self._browser.take_back(self)

    @property
    def requests(self) -> list[Request]:
        """What the page has asked for since it was opened, in that order."""
        return list(self._heard.requests.values())

    @property
    def complaints(self) -> list[str]:
        """What the browser found wrong since the page was opened: errors, policies, markup."""
        return self._heard.complaints

    @property
    def address(self) -> str:
        """Where the page is now."""
        return str(self.evaluate("location.href"))

    def call(self, method: str, **parameters: object) -> Message:
        """Ask something of this page."""
        return self._browser.call(method, self._session, **parameters)

    def prepare(self) -> None:
        """Make the page tell everything, and look as the reader does."""
        for domain in ("Page", "Network", "Runtime", "Log", "Audits"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        self.call("Network.setCacheDisabled", cacheDisabled=True)
        self.see(self.look)

    def see(self, look: Look) -> None:
        """Look at the page in another way."""
        self.look = look
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=look.width // look.zoom,
            height=look.height // look.zoom,
            deviceScaleFactor=look.zoom,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if look.dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, still])
        self.call("Emulation.setScriptExecutionDisabled", value=not look.scripts)
        self.call("Emulation.setLocaleOverride", locale=look.language)

    def open(self, url: str, *, until: str = "load") -> Self:
        """Go to an address and wait; `networkIdle` also waits for what scripts ask for later."""
        self.go(url)
        self.wait_for(until)
        return self

    def go(self, url: str) -> None:
        """Go to an address and do not wait, so that several pages can be on their way at once."""
        self._heard = _Heard()
        answer = self.call("Page.navigate", url=url)
        if "errorText" in answer:
            raise ChromiumError(f"{url}: {answer['errorText']}")

    def leave(self, *keys: str) -> Self:
        """Press keys, the last of which leads to another page, and wait for that."""
        self.press(*keys[:-1])
        self._heard = _Heard()
        self.press(keys[-1])
        self.wait_for("load")
        return self

    def wait_for(self, moment: str) -> None:
        """Wait for a moment in the life of the page that is being opened."""
        self._browser.wait(lambda: moment in self._heard.moments, f"with {moment}")

    def evaluate(self, script: str) -> Any:  # noqa: ANN401  (whatever the script gives)
        """Return the value of a JavaScript expression, awaited, as JSON would hold it."""
        answer = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            trouble = answer["exceptionDetails"]
            raise ChromiumError(trouble.get("exception", trouble).get("description", str(trouble)))
        return answer["result"].get("value")

    def press(self, *keys: str, shift: bool = False) -> None:
        """Press keys one after the other, by their names."""
        for key in keys:
            number, text = KEYS[key]
            self._key(key.replace("Space", " "), key, number, text, SHIFT if shift else 0)

    def type(self, text: str) -> None:
        """Type letters one by one, so that the page sees each of them."""
        for letter in text:
            self._key(letter, "", 0, letter, 0)

    def settle(self) -> None:
        """Wait until the page has drawn what it was told."""
        self.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
            ".then(() => null)"
        )

    def screenshot(self) -> bytes:
        """Return a PNG of the page in its whole length."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def pdf(self) -> bytes:
        """Return the page as it is printed on A4, with the browser's usual margins."""
        paper = {"paperWidth": 210 / INCH, "paperHeight": 297 / INCH}
        return base64.b64decode(self.call("Page.printToPDF", **paper)["data"])

    def hear(self, event: str, told: Mapping[str, Any]) -> None:
        """Note an event of this page."""
        if event == "Page.lifecycleEvent":
            self._heard.moments.add(told["name"])
        elif event.startswith("Network."):
            self._hear_network(event, told)
        elif complaint := _complaint(event, told):
            self._heard.complaints.append(complaint)

    def _hear_network(self, event: str, told: Mapping[str, Any]) -> None:
        key = told.get("requestId", "")
        if event == "Network.requestWillBeSent":
            url = told["request"]["url"]
            self._heard.requests[key] = Request(url, told.get("type", ""))
        elif request := self._heard.requests.get(key):
            if event == "Network.responseReceived":
                request.status = told["response"]["status"]
            elif event == "Network.loadingFinished":
                request.size = int(told["encodedDataLength"])
            elif event == "Network.loadingFailed":
                request.failure = told.get("blockedReason", told["errorText"])

    def _key(self, key: str, code: str, number: int, text: str, modifiers: int) -> None:
        pressed = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        down = "keyDown" if text else "rawKeyDown"
        for event, what in ((down, {"text": text} if text else {}), ("keyUp", {})):
            self.call("Input.dispatchKeyEvent", type=event, modifiers=modifiers, **pressed, **what)


def _complaint(event: str, told: Mapping[str, Any]) -> str:
    """Return what an event has to complain about, empty when nothing."""
    if event == "Runtime.exceptionThrown":
        details = told["exceptionDetails"]
        return str(details.get("exception", details).get("description", details["text"]))
    if event == "Runtime.consoleAPICalled" and told["type"] in {"error", "warning", "assert"}:
        return " ".join(str(one.get("value", one.get("description"))) for one in told["args"])
    if event == "Log.entryAdded" and told["entry"]["level"] in {"error", "warning"}:
        entry = told["entry"]
        return f"{entry['source']}: {entry['text']} {entry.get('url', '')}".strip()
    if event == "Audits.issueAdded":
        return f"{told['issue']['code']}: {json.dumps(told['issue']['details'])[:500]}"
    return ""


def _started(path: str, profile: Path) -> tuple[int, int, int]:
    """Start the browser; return its process, where to write to it and where to read from it."""
    theirs_in, ours_out = map(_high, os.pipe())
    ours_in, theirs_out = map(_high, os.pipe())
    arguments = [path, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
    log = os.O_WRONLY | os.O_CREAT
    wiring: list[tuple[Any, ...]] = [
        (os.POSIX_SPAWN_DUP2, theirs_in, 3),
        (os.POSIX_SPAWN_DUP2, theirs_out, 4),
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, str(profile / "stderr"), log, 0o600),
    ]
    process = os.posix_spawn(path, arguments, os.environ, file_actions=wiring)
    os.close(theirs_in)
    os.close(theirs_out)
    return process, ours_out, ours_in


def _high(descriptor: int) -> int:
    """Return the same file under a number that is not 3 or 4, and that no child inherits."""
    copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, LOWEST_FREE)
    os.close(descriptor)
    return copy


def _write_all(descriptor: int, text: bytes) -> None:
    """Write a message; the pipe takes large ones, such as axe's program, in pieces."""
    pieces = deque([text])
    while pieces:
        piece = pieces.popleft()
        written = os.write(descriptor, piece)
        if written < len(piece):
            pieces.append(piece[written:])
