# SPDX-License-Identifier: EUPL-1.2
"""What is in the portal's pages, as the W3C's checker and a parser of links read it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from leaflet.portal.pages import MISSING
from tests.judged.portal.portals import KINDS, LANGUAGES, kind_of
from tests.judges import nu, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.judged.portal.portals import Portal
    from tests.judges.pages import Document

LEFT = "fogli/cosa-fare-in-caso-di-sfratto_lasciato.pdf"
FOR_MACHINES = (
    *("assets/", "ricerca/", "robots.txt", "sitemap.xml", "worker.js", MISSING),
    ".leaflet-site.json",
    *("fogli/versioni/", LEFT),
)
"""Files that no page has to lead to; the last two are for links in old acts."""


@pytest.fixture(params=["real", "hostile"])
def either(request: pytest.FixtureRequest) -> Portal:
    """One portal after the other."""
    found: Portal = request.getfixturevalue(request.param)
    return found


def test_every_kind_of_page_is_looked_at(real: Portal) -> None:
    """A new kind of page enters `KINDS`, or nobody looks at it in a browser."""
    inside = {path.partition("/")[2].removesuffix("index.html") for path in real.pages}
    assert {kind_of(path) for path in inside} == {kind_of(path) for path in KINDS.values()}


def test_every_comune_has_a_page_in_every_language(real: Portal) -> None:
    """All 133 of the metropolitan city, signatory or not."""
    for code in LANGUAGES:
        assert sum(path.startswith(f"{code}/comuni/") for path in real.pages) == 133


def test_the_html_checker_finds_no_fault(real: Portal, hostile: Portal) -> None:
    """Not one error or warning in all pages, style sheets and drawings."""
    files = [path for path in sorted(real.folder.rglob("*")) if path.suffix in nu.KINDS]
    files += [
        path
        for path in sorted(hostile.folder.rglob("*"))
        if path.suffix in nu.KINDS and (not path.match("comuni/*/*.html") or "rho" in path.parts)
    ]  # others: the same
    assert {path.suffix for path in files} == set(nu.KINDS)
    assert nu.check(files) == {}


def test_every_link_and_anchor_leads_somewhere(either: Portal) -> None:
    """In all pages and style sheets, and without a server that adds `index.html`."""
    assert pages.broken(either.folder, either.pages, either.base_url) == []


def test_nothing_is_loaded_from_elsewhere(either: Portal) -> None:
    """Other hosts are linked to by words that people choose to follow; nothing else."""
    found = pages.other_hosts(either.pages, either.base_url)
    assert found.keys() <= {"a noopener noreferrer", "a license noopener noreferrer"}


def test_everything_can_be_reached_by_links(either: Portal) -> None:
    """From the first page, without JavaScript, to every page and every file for people."""
    reached = pages.reachable(either.pages, base_url=either.base_url)
    files = {path.relative_to(either.folder).as_posix()
             for path in either.folder.rglob("*") if path.is_file()}  # fmt: skip
    assert reached <= files
    assert [path for path in sorted(files - reached) if not path.startswith(FOR_MACHINES)] == []


def test_the_address_of_a_sheet_that_left_still_answers(hostile: Portal) -> None:
    """With the leaflet that holds everywhere, never with contacts that are not listed any more."""
    generic = hostile.folder / "fogli/cosa-fare-in-caso-di-sfratto_generico.pdf"
    assert (hostile.folder / LEFT).read_bytes() == generic.read_bytes()


def test_each_page_names_its_language_and_direction(either: Portal) -> None:
    """For screen readers, hyphenation and fonts."""
    for path, page in either.pages.items():
        code = path.partition("/")[0] if "/" in path else "it"
        assert page.html["lang"] == code, path
        assert page.html.get("dir", "ltr") == ("rtl" if code == "ar" else "ltr"), path


def _addressed(portal: Portal) -> Iterator[tuple[str, Document]]:
    """Return the pages that have an address: all but the one for pages that are not there."""
    return ((path, page) for path, page in portal.pages.items() if path != MISSING)


def test_each_page_names_itself_in_all_languages(either: Portal) -> None:
    """The same page in each language, itself included, and Italian where nothing fits."""
    for path, page in _addressed(either):
        links = {
            link.attributes["hreflang"]: pages.target(path, link.address, either.base_url)
            for link in page.links
            if link.rel == "alternate" and "hreflang" in link.attributes
        }
        below = path.partition("/")[2] or "index.html"
        expected = {code: f"{code}/{below}" for code in LANGUAGES}
        assert {code: links[code] for code in LANGUAGES} == expected, path
        assert links.get("x-default", links["it"]) == links["it"], path


def test_titles_and_descriptions_tell_pages_apart(either: Portal) -> None:
    """In lists of results and of tabs."""
    titles = Counter((path.partition("/")[0], page.title) for path, page in either.pages.items())
    assert [title for title, count in titles.items() if count > 1] == []
    assert all(20 < len(page.metas["description"]) <= 300 for page in either.pages.values())


def test_pages_know_their_address(hostile: Portal) -> None:
    """The canonical address is the page's own."""
    for path, page in _addressed(hostile):
        canonical = [link.address for link in page.links if link.rel == "canonical"]
        assert canonical == [f"{hostile.base_url}/{path.removesuffix('index.html')}"], path
        assert page.metas.get("og:url", canonical[0]) == canonical[0], path


def test_every_page_has_the_strict_policy(either: Portal) -> None:
    """Nothing from elsewhere, and nothing inside the page, may run or draw."""
    for path, page in either.pages.items():
        policy = page.metas["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';"), path
        assert "unsafe" not in policy, path
        assert "http" not in policy, path
        inside = [name for _, attributes in page.tags for name in attributes
                  if name == "style" or name.startswith("on")]  # fmt: skip
        assert inside == [], path
