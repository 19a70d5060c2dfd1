# SPDX-License-Identifier: EUPL-1.2
"""`leaflet site` and `leaflet serve`, run as people run them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from leaflet.cli.main import main
from tests.faults.programs import LANGUAGE
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 120
"""Seconds to wait for what takes ten on a quiet machine."""
PHONE, OTHER = "02 9507 59245", "02 9507 5900"


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the workspace with its ten finished sheets, to work in."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(built, tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one ambito, in Italian alone, and its finished sheets: quickly published."""
    folder = tmp_path_factory.mktemp("small")
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "locales" / "languages.toml").write_text(LANGUAGE, encoding="utf-8")
    contacts = folder / "contacts" / "ambiti.yaml"
    head, *ambiti = contacts.read_text(encoding="utf-8").split("  - id: ")
    (melzo,) = (ambito for ambito in ambiti if PHONE in ambito)
    contacts.write_text(f"{head}  - id: {melzo}", encoding="utf-8")
    assert main(["--root", str(folder), "build", "--workers", "1"]) == 0
    return folder


@pytest.fixture
def small(small_world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(small_world, tmp_path, dirs_exist_ok=True)


def change_the_phone(workspace: Path, old: str = PHONE, new: str = OTHER) -> None:
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    assert old in text
    contacts.write_text(text.replace(old, new), encoding="utf-8")


def test_site_publishes_the_leaflets_of_the_list(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first run writes all, the second nothing; a new number redraws its sheet and pages."""
    site = workspace / "output" / "site"
    assert main(["site"]) == 0
    shown = capsys.readouterr()
    assert "«portale» lacks ente" in shown.err
    first = shown.out.splitlines()[-1]
    assert first.endswith(" written, 0 up to date, 0 removed")
    sheet = "cosa-fare-in-caso-di-sfratto_melzo.pdf"
    old = (workspace / "output" / "pdf" / sheet).read_bytes()
    assert (site / "fogli" / sheet).read_bytes() == old
    assert "0295075" in (site / "it" / "comuni" / "settala" / "index.html").read_text("utf-8")

    assert main(["site"]) == 0
    assert " 0 written, " in capsys.readouterr().out

    change_the_phone(workspace)
    assert main(["site"]) == 0
    new = (workspace / "output" / "pdf" / sheet).read_bytes()
    assert new != old
    assert (site / "fogli" / sheet).read_bytes() == new
    kept = [path.read_bytes() for path in site.glob("fogli/versioni/*_melzo_*.pdf")]
    assert sorted(kept) == sorted([old, new])


def test_sheets_without_a_signature_among_signed_ones_are_named(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sheet that the portal makes anew is not signed: whoever signs is told, as by build."""
    path = small / "output" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for entry in manifest["files"].values():
        entry["signed_by"] = "ab" * 32
    path.write_text(json.dumps(manifest), encoding="utf-8")
    change_the_phone(small)
    assert main(["site"]) == 0
    shown = capsys.readouterr().err
    assert "without a signature, unlike the others: cosa-fare-in-caso-di-sfratto_melzo.pdf" in shown


def test_a_list_with_errors_leaves_the_portal_as_it_was(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1 and the errors; readers go on with the last good pages."""
    page = small / "www" / "it" / "comuni" / "settala" / "index.html"
    assert main(["site", "-o", "www"]) == 0
    before = page.read_bytes()
    change_the_phone(small, PHONE, "non so")
    assert main(["site", "-o", "www"]) == 1
    assert "T001" in capsys.readouterr().err
    assert page.read_bytes() == before


def test_a_sentence_without_a_translation_stops_the_portal(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No page is published in the wrong language, and the sentence is named."""
    catalogue = workspace / "locales" / "es" / "LC_MESSAGES" / "portal.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('msgstr "Privacidad"', 'msgstr ""'), encoding="utf-8")
    assert main(["site"]) == 1
    shown = capsys.readouterr().err
    assert "X001" in shown
    assert "Privacy" in shown
    assert not (workspace / "output" / "site").exists()
    assert main(["validate"]) == 1, "validate finds it too"


def test_a_sentence_of_the_portal_makes_no_sheet_out_of_date(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Leaflets are drawn from their own texts and templates only."""
    for path in ("locales/es/LC_MESSAGES/portal.po", "templates/site/assets/site.css",
                 "templates/site/home.html"):  # fmt: skip
        with (workspace / path).open("a", encoding="utf-8") as file:
            file.write("\n")
    assert main(["status"]) == 0
    assert capsys.readouterr().out == "up to date: 10\n"


def test_fragments_go_into_a_folder_of_their_own(small: Path) -> None:
    """Pieces to paste, with the same leaflets and data."""
    assert main(["site", "--fragment", "-o", "pieces"]) == 0
    piece = (small / "pieces" / "it" / "comuni" / "rho" / "index.html").read_text("utf-8")
    assert piece.startswith("<div")
    assert (small / "pieces" / "dati" / "contatti.json").is_file()


def test_a_folder_of_others_is_left_alone(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, and what is there stays; nor is it shown to anybody, not for a moment."""
    for command in ("site", "serve"):
        assert main([command, "-o", "contacts"]) == 1
        shown = capsys.readouterr()
        assert "not a portal" in shown.err
        assert shown.out == ""
    assert (workspace / "contacts" / "ambiti.yaml").is_file()


def test_a_port_that_is_taken_is_told_of(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to write instead."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port]) == 1
    shown = capsys.readouterr().err
    assert f"port {port} of this computer cannot be used" in shown
    assert "--port" in shown
    assert not (workspace / "output" / "site").exists()


@contextlib.contextmanager
def serving(workspace: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start `leaflet serve` on a free port; gives the process and its address."""
    command = [sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC", "LA"))}
    with subprocess.Popen(
        command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, cwd=workspace,
        env=plain | {"PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        try:
            shown = wait_for(process, "Ctrl-C ends")
            yield process, shown.partition("the portal is at ")[2].partition(";")[0]
        finally:
            process.kill()


def wait_for(process: subprocess.Popen[bytes], words: str) -> str:
    """Return what the process prints up to these words."""
    assert process.stdout
    shown = b""
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while words.encode() not in shown:
            assert ready.select(PATIENCE), f"waited for «{words}», saw {shown.decode()}"
            piece = os.read(process.stdout.fileno(), 4096)
            assert piece, f"ended before «{words}»: {shown.decode()}"
            shown += piece
    return shown.decode()


def asked(address: str, path: str) -> tuple[int, str]:
    """Return the status and the text that the server answers with."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def test_serve_shows_the_portal_and_follows_what_is_saved(small: Path) -> None:
    """Only on this machine; pages change with the list; folders are not listed; Ctrl-C ends."""
    with serving(small) as (process, address):
        assert urlsplit(address).hostname == "127.0.0.1"
        status, page = asked(address, "/it/comuni/settala/")
        assert status == 200
        assert "tel:+3902950759245" in page
        status, missing = asked(address, "/fogli/")
        assert status == 404
        assert "Questa pagina non c&#39;è" in missing
        assert 'href="/it/index.html"' in missing
        assert json.loads(asked(address, "/dati/manifest.json")[1])["fogli"]
        change_the_phone(small)
        wait_for(process, "removed\n")
        assert "tel:+390295075900" in asked(address, "/it/comuni/settala/")[1]
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
