# SPDX-License-Identifier: EUPL-1.2
"""The judges of pages condemn what is wrong: else their silence would mean nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.judges import axe, nu, opendata, pages
from tests.judges.chromium import Browser, ChromiumError, Look
from tests.judges.programs import MissingJudgeError

if TYPE_CHECKING:
    from pathlib import Path

BAD = """\
<!DOCTYPE html>
<html lang="it"><head><meta charset="utf-8"><title>Pagina sbagliata di prova</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<link rel="stylesheet" href="https://example.org/a.css"></head>
<body><h1 id="qui">Prova</h1><p style="color: #ddd">Testo chiaro su bianco</p>
<a href="#li">niente</a> <a href="b.html">niente</a> <a href="./">cartella</a>
<a href="a.html#qui">bene</a><img src="c.png"><script>console.log(1)</script></body></html>
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A page with many faults."""
    page = tmp_path / "a.html"
    page.write_text(BAD, encoding="utf-8")
    return page


def test_a_browser_tells_what_a_page_asks_for_and_breaks(browser: Browser, bad: Path) -> None:
    """Policies, other hosts and missing files are all heard of."""
    with browser.page() as page:
        page.open(bad.as_uri(), until="networkIdle")
        assert any("inline script" in complaint for complaint in page.complaints)
        assert any("example.org" in complaint for complaint in page.complaints)
        assert [r.failure for r in page.requests if r.url.endswith("c.png")] != [""]


def test_a_browser_that_is_told_nonsense_says_so(browser: Browser, bad: Path) -> None:
    """Errors in a test's own script, and pages that are not there, end the test."""
    with browser.page() as page:
        page.open(bad.as_uri())
        with pytest.raises(ChromiumError, match="nothing_such"):
            page.evaluate("nothing_such")
        with pytest.raises(ChromiumError, match="ERR_FILE_NOT_FOUND"):
            page.open(bad.with_name("b.html").as_uri())


def test_a_page_is_seen_as_the_reader_sees_it(browser: Browser, bad: Path) -> None:
    """Size, zoom and colours are the reader's; without scripts none runs."""
    with browser.page(Look(width=640, zoom=2, dark=True)) as page:
        page.open(bad.as_uri())
        assert page.evaluate("[innerWidth, devicePixelRatio]") == [320, 2]
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_axe_finds_faults(browser: Browser, bad: Path) -> None:
    with browser.page() as page:
        page.open(bad.as_uri())
        found = " ".join(axe.judge(page).violations)
        assert "image-alt" in found
        assert "landmark-one-main" in found


def test_the_html_checker_finds_faults(bad: Path, tmp_path: Path) -> None:
    """Of a page, a style sheet and a drawing."""
    style, drawing = tmp_path / "bad.css", tmp_path / "bad.svg"
    style.write_text("a { colr: red }", encoding="ascii")
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"><foo/></svg>', encoding="ascii")
    found = " ".join(nu.check([bad, style, drawing])["error"])
    assert "alt" in found
    assert "colr" in found
    assert "foo" in found


def test_broken_links_are_found(bad: Path) -> None:
    """A missing file, a missing anchor, a folder: and not the link that is right."""
    found = pages.documents(bad.parent)
    reasons = {line.partition(":")[0] for line in pages.broken(bad.parent, found)}
    assert reasons == {"#li (no such anchor)", "b.html (no such file)", "./ (a folder)",
                       "c.png (no such file)"}  # fmt: skip
    assert pages.other_hosts(found) == {"link stylesheet": {"https://example.org/a.css"}}
    assert pages.reachable(found, "a.html") == {"a.html", "b.html", ""}


def test_words_that_are_not_schema_org_s_are_found() -> None:
    text = '{"@context": "https://schema.org", "@type": "City", "nome": "Rho", "name": "Rho"}'
    assert opendata.unknown_words(text) == ["City.nome"]


def test_a_feed_that_breaks_the_rules_is_found(tmp_path: Path) -> None:
    """A moment without a time zone, two entries of one id, a title that is missing."""
    feed = tmp_path / "feed.xml"
    entry = "<entry><id>urn:a</id><updated>2026-11-22T08:00:00</updated></entry>"
    feed.write_text(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entry * 2}</feed>',
                    encoding="utf-8")  # fmt: skip
    broken = " ".join(opendata.feed(feed).broken)
    assert "same id" in broken
    assert "no moment" in broken
    assert "title []" in broken
    assert "no author" in broken


def test_without_a_browser_the_test_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails; it does not skip."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingJudgeError, match="apt-get install chromium"):
        Browser()
