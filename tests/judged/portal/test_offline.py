# SPDX-License-Identifier: EUPL-1.2
"""A page that was opened once is there when the network is not, and says of which day it is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.judged.portal.portals import LANGUAGES
from tests.judges.webserver import served

if TYPE_CHECKING:
    from pathlib import Path

    from tests.judged.portal.portals import Portal
    from tests.judges.chromium import Browser, Page

RHO, PERO = "it/comuni/rho/index.html", "it/comuni/pero/index.html"
NUMBER, OTHER = "+393387838099", "+390295120286"
TODAY = """
new Date().toLocaleDateString(document.documentElement.dataset.dates + '-u-nu-latn',
  {day: 'numeric', month: 'long', year: 'numeric'})
"""
NOTICE = "document.querySelector('#rete')"


@pytest.fixture
def folder(tmp_path: Path, real: Portal) -> Path:
    """Two Comuni of the real portal, in every language, with all that they need."""
    for part in ("assets", *(f"{code}/{place}" for code in LANGUAGES
                             for place in ("comuni/rho", "comuni/pero"))):  # fmt: skip
        shutil.copytree(real.folder / part, tmp_path / part)
    # With its day: a server shows a browser no change that was made within the same second.
    shutil.copy2(real.folder / "worker.js", tmp_path)
    return tmp_path


def wait_for_copy(page: Page, path: str, words: str) -> None:
    """Wait until the browser keeps a page that has these words, and its style sheet."""
    place, style = (f"new URL('{it}', navigator.serviceWorker.controller.scriptURL).href"
                    for it in (path.removesuffix("index.html"), "assets/site.css"))  # fmt: skip
    page.evaluate(
        "(async () => { await navigator.serviceWorker.ready;"
        "const rest = () => new Promise(done => setTimeout(done, 20));"
        "const store = await caches.open('sfratto');"
        "while (!navigator.serviceWorker.controller) await rest();"
        f"const page = async () => await store.match({style}) && await store.match({place});"
        f"const has = async kept => kept && (await kept.text()).includes('{words}');"
        "while (!(await has(await page()))) await rest();"
        "})()"
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_opened_page_is_there_without_a_network(
    browser: Browser, folder: Path, code: str
) -> None:
    """Whole, dressed, with its number, and with the day of the last visit in its language."""
    path = RHO.replace("it/", f"{code}/")
    with browser.page() as page:
        with served(folder) as address:
            page.open(f"{address}{path}")
            wait_for_copy(page, path, NUMBER)
            assert not page.evaluate(f"{NOTICE}.checkVisibility()")
            assert page.complaints == []
        page.open(f"{address}{path}")
        assert page.evaluate(f"{NOTICE}.checkVisibility()")
        day = page.evaluate(TODAY)
        assert day in page.evaluate(f"{NOTICE}.textContent")
        assert page.evaluate("document.querySelector('.phone a').href") == f"tel:{NUMBER}"
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.phone a')).fontWeight")
            == "700"
        )


def test_a_new_version_of_the_site_renews_what_is_kept(browser: Browser, folder: Path) -> None:
    """Nobody who was on the site after a number changed finds the old one, nor a page that left."""
    with browser.page() as page:
        with served(folder) as address:
            page.open(f"{address}{RHO}")
            wait_for_copy(page, RHO, NUMBER)
            html = (folder / RHO).read_text("utf-8")
            (folder / RHO).write_text(html.replace(NUMBER, OTHER), encoding="utf-8")
            worker = (folder / "worker.js").read_text("utf-8")
            (folder / "worker.js").write_text(worker + "// 2", encoding="utf-8")
            page.open(f"{address}{PERO}")
            wait_for_copy(page, RHO, OTHER)
        page.open(f"{address}{RHO}")
        assert page.evaluate("document.querySelector('.phone a').href") == f"tel:{OTHER}"


def test_a_page_is_shared_in_one_step(browser: Browser, folder: Path) -> None:
    """By what the phone offers; where it offers nothing the address is copied, and that is said."""
    with served(folder) as address, browser.page() as page:
        sharing = "navigator.share = async what => { window.shared = what; }"
        page.call("Page.addScriptToEvaluateOnNewDocument", source=sharing)
        page.open(f"{address}{RHO}")
        page.evaluate("document.querySelector('#condividi').click()")
        shared = page.evaluate("shared")
        assert shared["url"] == f"{address}{RHO}"
        assert "Rho" in shared["title"]
        page.evaluate("navigator.share = undefined")
        page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
        page.evaluate("document.querySelector('#condividi').click()")
        page.settle()
        assert page.evaluate("copied") == shared["url"]
        assert "copiato" in page.evaluate("document.querySelector('#condiviso').textContent")


def test_there_is_a_copy_while_it_is_renewed(browser: Browser, folder: Path) -> None:
    """Who loses the network while a page is fetched anew still has the one of before."""
    with served(folder) as address, browser.page() as page:
        page.open(f"{address}{RHO}")
        wait_for_copy(page, RHO, NUMBER)
        missing = page.evaluate(
            "(async () => { const name = new URL('.', location);"
            "const store = await caches.open('sfratto'); let missing = 0, over = false;"
            "const look = (async () => { while (!over) missing += !(await store.match(name)); })();"
            # The page may fetch nothing but pictures: the worker sees the same request.
            "const ask = n => new Promise(done => {"
            " const it = new Image(); it.onerror = done; it.src = `${name}?${n}`; });"
            "for (let n = 0; n < 20; n++) await ask(n);"
            "over = true; await look; return missing; })()"
        )
        assert missing == 0
