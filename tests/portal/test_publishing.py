# SPDX-License-Identifier: EUPL-1.2
"""The folder of the portal: only what changed, no link to nothing, nothing of others lost."""

from __future__ import annotations

import dataclasses
import functools
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from leaflet.portal import publishing
from leaflet.portal.making import Portal, make, pieces_of
from leaflet.portal.publishing import MARK, Piece, piece, publish, read_published
from leaflet.problems import LeafletError
from tests.building import stamps
from tests.judges import pages
from tests.paths import ROOT
from tests.portal.small_portal import FIRST, SECOND, SMALL, built, look, portal_of, registry_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from leaflet.portal.pages import Look
    from leaflet.registry.model import Registry


def portal(folder: Path, files: Mapping[str, str], inputs: str = "1") -> publishing.Report:
    """Publish these texts."""
    return publish(folder, {path: piece(text.encode()) for path, text in files.items()}, inputs)


def contents(folder: Path) -> dict[str, str]:
    """Return what a reader finds."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARK
    }


def test_only_what_changed_gets_a_new_date(tmp_path: Path) -> None:
    """Whoever copies the folder to a server sends only the news."""
    site = tmp_path / "site"
    portal(site, {"a/index.html": "a", "b/index.html": "b", "c.txt": "c"})
    before = stamps(site)
    report = portal(site, {"a/index.html": "a", "b/index.html": "new"}, "2")
    assert (report.written, report.unchanged, report.removed) == (1, 1, 1)
    assert contents(site) == {"a/index.html": "a", "b/index.html": "new"}
    after = stamps(site)
    assert after["a/index.html"] == before["a/index.html"]
    assert after["b/index.html"] != before["b/index.html"]


def test_nothing_is_left_beside_the_portal_or_in_it(tmp_path: Path) -> None:
    """Neither staged files nor folders of what is gone."""
    for text in ("one", "two"):
        portal(tmp_path / "site", {"index.html": text, f"{text}/a/b.txt": text}, text)
    assert {path.name for path in tmp_path.iterdir()} <= {"site", ".site.lock"}
    assert {path.name for path in (tmp_path / "site").iterdir()} == {MARK, "index.html", "two"}


def test_a_file_that_somebody_altered_is_mended(tmp_path: Path) -> None:
    """The portal says what the list says, whatever happened to the folder."""
    site = tmp_path / "site"
    portal(site, {"index.html": "right", "other.html": "other"})
    (site / "index.html").write_text("wrong", encoding="utf-8")
    assert not publishing.is_current(site, "1")
    portal(site, {"index.html": "right", "other.html": "other"})
    assert contents(site)["index.html"] == "right"
    assert publishing.is_current(site, "1")


def test_files_of_others_stay(tmp_path: Path) -> None:
    """What the web server's keeper put there is not ours to remove."""
    site = tmp_path / "site"
    portal(site, {"index.html": "one"})
    (site / ".htaccess").write_text("theirs", encoding="utf-8")
    portal(site, {"index.html": "two"}, "2")
    assert contents(site) == {".htaccess": "theirs", "index.html": "two"}


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    """Nobody loses a home directory by a mistyped option."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(LeafletError, match="not a portal"):
        portal(tmp_path, {"index.html": "one"})
    assert contents(tmp_path) == {"thesis.txt": "years of work"}


def test_an_empty_folder_is_welcome(tmp_path: Path) -> None:
    """A web server's folder often exists before anything is in it."""
    site = tmp_path / "site"
    site.mkdir()
    portal(site, {"index.html": "one"})
    assert contents(site) == {"index.html": "one"}


def test_a_failure_leaves_the_old_portal_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk is full, readers go on with what they had."""
    site = tmp_path / "site"
    portal(site, {"index.html": "old", "page.html": "old"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "_bring_to_disk", full)
    with pytest.raises(LeafletError):
        portal(site, {"index.html": "new", "page.html": "new"}, "2")
    assert contents(site) == {"index.html": "old", "page.html": "old"}


@functools.cache
def _targets(page: str, text: str) -> set[str]:
    """Return the files of the portal that a page of `SMALL` leads to."""
    links = pages.parsed(text).links
    found = {pages.target(page, link.address, "https://unep.example/sfratto") for link in links}
    return {target for target in found if target is not None}


class Reader:
    """Follows every link of every page whenever a file was put in its place or removed."""

    def __init__(self, site: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int = 0) -> None:
        self.steps = 0
        self.site = site
        self._dies_at = dies_at
        self._leading: dict[str, set[str]] = {}
        """File → pages that link to it; kept up to date, since following all would take hours."""
        for path in site.rglob("*.html"):
            self._read(path.relative_to(site).as_posix())
        for name in ("_put", "_remove"):
            self._watch(name, monkeypatch)

    def _watch(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        change = getattr(publishing, name)

        def changing(first: Path, second: Path | str) -> None:
            change(first, second)
            self._look(second if isinstance(second, str)
                       else second.relative_to(self.site).as_posix())  # fmt: skip
            self.steps += 1
            if self.steps == self._dies_at:
                raise KeyboardInterrupt

        monkeypatch.setattr(publishing, name, changing)

    def _look(self, path: str) -> None:
        if path.endswith(".html"):
            self._read(path)
        if not (self.site / path).is_file():
            assert not self._leading.get(path), f"{path} is gone, and they link to it"

    def _read(self, path: str) -> None:
        for leading in self._leading.values():
            leading.discard(path)
        if not (self.site / path).is_file():
            return
        for target in _targets(path, (self.site / path).read_text(encoding="utf-8")):
            assert (self.site / target).is_file(), f"{path} links to {target}"
            self._leading.setdefault(target, set()).add(path)


WITHOUT_CINISELLO = SMALL[: SMALL.index("  - id: cinisello-balsamo")]
EDITIONS = {"first": (WITHOUT_CINISELLO, 1), "more": (SMALL, 2), "fewer": (WITHOUT_CINISELLO, 1)}
"""List and languages of three portals, one after the other: pages and leaflets come and go."""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Piece]]:
    """The files of each of these portals."""
    found = {}
    for edition, (text, languages) in EDITIONS.items():
        output, registry = tmp_path_factory.mktemp(edition), registry_of(text)
        built(output, registry, suffix=edition)
        prepare = functools.partial(_both, registry, look(languages=languages))
        found[edition] = pieces_of(Portal(output / "site", output, prepare))
    return found


def _both(registry: Registry, dress: Look) -> tuple[Registry, Look]:
    return registry, dress


def _files(site: Path) -> dict[str, bytes]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def test_no_page_ever_links_to_a_file_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editions: dict[str, dict[str, Piece]]
) -> None:
    """Not after any single change of the folder: of the first portal, of a larger, of a smaller."""
    for edition, pieces in editions.items():
        with monkeypatch.context() as patched:
            reader = Reader(tmp_path / "site", patched)
            publish(tmp_path / "site", pieces, edition)
        assert reader.steps > 150, edition


def test_the_reader_notices_a_link_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that are put in place without those they link to, or lose them."""
    reader = Reader(tmp_path / "site", monkeypatch)
    lonely = {"index.html": '<a href="page.html">x</a>'}
    with pytest.raises(AssertionError, match=r"index\.html links to page\.html"):
        portal(reader.site, lonely)
    (reader.site / "page.html").write_text("there", encoding="utf-8")
    portal(reader.site, {"index.html": lonely["index.html"] + "!", "page.html": "there"})
    with pytest.raises(AssertionError, match=r"page\.html is gone"):
        publishing._remove(reader.site, "page.html")


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_a_run_that_was_killed_is_finished_by_the_next(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    editions: dict[str, dict[str, Piece]],
    share: float,
) -> None:
    """Wherever it was: the next one makes the same as if nothing had happened."""
    one, other = tmp_path / "one", tmp_path / "other"
    for site in (one, other):
        publish(site, editions["first"], "first")
    publish(one, editions["more"], "more")
    with monkeypatch.context() as patched:
        Reader(other, patched, dies_at=int(share * len(editions["more"])))
        with pytest.raises(KeyboardInterrupt):
            publish(other, editions["more"], "more")
    assert not publishing.is_current(other, "more")
    publish(other, editions["more"], "more")
    assert _files(other) == _files(one)


KILLED = """
import os, sys
from pathlib import Path
from leaflet.portal import publishing
publishing._bring_to_disk = lambda: os._exit(9)
publishing.publish(Path(sys.argv[1]), {"index.html": publishing.piece(b"new")}, "2")
"""


def test_what_a_killed_run_had_staged_is_cleared(tmp_path: Path) -> None:
    """A process that ends without a last word leaves the old portal, and the next run mends."""
    site = tmp_path / "site"
    portal(site, {"index.html": "old"})
    done = subprocess.run([sys.executable, "-c", KILLED, str(site)], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert contents(site)["index.html"] == "old"
    portal(site, {"index.html": "new"}, "2")
    assert contents(site) == {"index.html": "new"}


def test_a_reader_never_finds_half_a_portal(tmp_path: Path) -> None:
    """While the portal is renewed again and again, its first page is always there."""
    site = tmp_path / "site"
    names = [f"{number}.html" for number in range(20)]
    portal(site, dict.fromkeys(names, "0"), "0")
    missing: list[str] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            if not (site / "7.html").is_file():
                missing.append("7.html")

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(1, 6):
        portal(site, dict.fromkeys(names, str(turn)), str(turn))
    ended.set()
    reader.join()
    assert missing == []


def test_two_runs_do_not_meet(tmp_path: Path) -> None:
    """The second is told to wait."""
    from leaflet.system.files import hold_lock  # noqa: PLC0415  (only here)

    with hold_lock(tmp_path, name=".site.lock"), pytest.raises(LeafletError, match="another build"):
        portal(tmp_path / "site", {"index.html": "one"})


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    """An unchanged list is known without reading it, and no date changes."""
    registry = registry_of()
    built(tmp_path / "output", registry)
    site = tmp_path / "site"
    first = portal_of(tmp_path / "output", registry, site)
    assert first.written > 150
    before = stamps(site)
    again = portal_of(tmp_path / "output", registry, site)
    assert (again.written, again.unchanged) == (0, first.written)
    assert stamps(site) == before


def test_a_new_logo_renews_the_portal(tmp_path: Path) -> None:
    """It is no part of the list, nor of what the build notes."""
    registry = registry_of()
    built(tmp_path / "output", registry)
    logo = tmp_path / "logo.svg"

    def renew(data: bytes) -> int:
        logo.write_bytes(data)
        dressed = dataclasses.replace(look(languages=1), logo=logo)
        made = Portal(tmp_path / "site", tmp_path / "output", lambda: (registry, dressed),
                      beside=(logo,))  # fmt: skip
        return make(made).written

    assert renew(b"<svg>1</svg>") > 150
    assert renew(b"<svg>2</svg>") == 2, "itself, and the version of the worker"
    assert (tmp_path / "site/assets/logo.svg").read_bytes() == b"<svg>2</svg>"


def test_one_number_changes_few_files(tmp_path: Path) -> None:
    """Pages that do not show it keep their date."""
    output, site = tmp_path / "output", tmp_path / "site"
    built(output, registry_of())
    portal_of(output, registry_of(), site)
    before = stamps(site)
    changed = registry_of(SMALL.replace("02 020202", "02 9501 0000"))
    built(output, changed, on=SECOND)
    portal_of(output, changed, site)
    after = stamps(site)
    touched = {path for path in after if after[path] != before.get(path)}
    assert "it/comuni/rho/index.html" in touched
    assert "it/comuni/segrate/index.html" not in touched
    assert len(touched) < 30


def test_old_leaflets_stay_under_their_code(tmp_path: Path) -> None:
    """The name without a code always has today's leaflet; an act can name the one it had."""
    output, site = tmp_path / "output", tmp_path / "site"
    built(output, registry_of(), on=FIRST)
    portal_of(output, registry_of(), site)
    [old] = site.glob("fogli/versioni/*_nord_*.pdf")
    built(output, registry_of(), on=SECOND, suffix=" again")
    portal_of(output, registry_of(), site)
    assert old.read_bytes() == b"%PDF nord"
    assert len(list(site.glob("fogli/versioni/*_nord_*.pdf"))) == 2
    current = site / "fogli" / "cosa-fare-in-caso-di-sfratto_nord.pdf"
    assert current.read_bytes() == b"%PDF nord again"
    kept = read_published(site)
    assert kept
    assert old.relative_to(site).as_posix() in kept.files


def test_the_address_of_an_ambito_that_left_has_the_generic_leaflet(tmp_path: Path) -> None:
    """A link in an old act leads to advice that holds everywhere, not to nothing."""
    output, site = tmp_path / "output", tmp_path / "site"
    built(output, registry_of(), on=FIRST)
    portal_of(output, registry_of(), site)
    left = registry_of(SMALL[: SMALL.index("  - id: cinisello-balsamo")])
    built(output, left, on=SECOND)
    portal_of(output, left, site)
    old = site / "fogli" / "cosa-fare-in-caso-di-sfratto_cinisello-balsamo.pdf"
    assert old.read_bytes() == b"%PDF generico"


def test_the_address_of_a_comune_that_left_has_the_leaflet_it_uses_now(tmp_path: Path) -> None:
    """The generic one when no ambito has it; its ambito's when Comuni have no sheets any more."""
    output, site = tmp_path / "output", tmp_path / "site"
    built(output, registry_of(), on=FIRST, per_comune=True)
    portal_of(output, registry_of(), site)
    left = registry_of(SMALL.replace("comuni: [Bresso, Cormano]", "comuni: [Bresso]").replace(
        "comuni: [Cormano]", "comuni: [Bresso]"))  # fmt: skip
    built(output, left, on=SECOND, per_comune=True)
    portal_of(output, left, site)
    cormano = site / "fogli" / "comuni" / "cosa-fare-in-caso-di-sfratto_cormano.pdf"
    assert cormano.read_bytes() == b"%PDF generico"
    built(output, left, on=SECOND)
    portal_of(output, left, site)
    assert cormano.read_bytes() == b"%PDF generico"
    assert cormano.with_name(cormano.name.replace("cormano", "rho")).read_bytes() == b"%PDF nord"


@pytest.mark.parametrize("is_fragment", [True, False])
def test_pieces_and_pages_do_not_replace_each_other(tmp_path: Path, *, is_fragment: bool) -> None:
    """A forgotten -o would take the whole portal away from its readers."""
    output, site = tmp_path / "output", tmp_path / "site"
    built(output, registry_of())

    def portal_of_kind(*, fragment: bool) -> Portal:
        dressed = look(fragment=fragment, languages=1)
        return Portal(site, output, lambda: (registry_of(), dressed), fragment)

    make(portal_of_kind(fragment=is_fragment))
    before = stamps(site)
    with pytest.raises(LeafletError, match="would replace them"):
        make(portal_of_kind(fragment=not is_fragment))
    assert stamps(site) == before


def test_a_leaflet_that_is_not_what_the_build_made_is_not_published(tmp_path: Path) -> None:
    """Only checked files go out; the old portal stays."""
    output, site = tmp_path / "output", tmp_path / "site"
    built(output, registry_of())
    portal_of(output, registry_of(), site)
    before = stamps(site)
    built(output, registry_of(), on=SECOND, suffix=" again")
    (output / "pdf" / "cosa-fare-in-caso-di-sfratto_nord.pdf").write_bytes(b"%PDF other")
    with pytest.raises(LeafletError, match="not what the build made"):
        portal_of(output, registry_of(), site)
    assert stamps(site) == before


def test_a_portal_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    """Files and folders are readable by others, as a server's account needs."""
    portal(tmp_path / "site", {"a/index.html": "a"})
    mode = (tmp_path / "site" / "a" / "index.html").stat().st_mode
    assert mode & 0o044 == 0o044 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
