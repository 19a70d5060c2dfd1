# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts round`, run as people run it, killed in the middle and started again."""

from __future__ import annotations

import email
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from leaflet.cli.main import main
from leaflet.offices.round.sending import LetterOutcome, send_letters
from leaflet.offices.round.sent_log import SENT_LOG
from leaflet.offices.round.smtp import PASSWORD, read_server
from leaflet.registry import reading
from tests.offices.round import post_office
from tests.offices.round.conftest import SMALL, fresh, round_composer, small, tools
from tests.offices.round.post_office import HOST, SECRET, USER, PostOffice
from tests.offices.round.test_sending import LEVANTE, PONENTE, SEGNI, Watch
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Run = Callable[..., "Ended"]

__all__ = ["fresh", "round_composer", "tools"]  # fixtures

SMTP_TIMEOUT_SECONDS = 120
"""Seconds to wait for anything at all: the machine may be slow and busy."""
ALL = sorted([*LEVANTE, *PONENTE, *SEGNI])


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A workspace with the small list."""
    (tmp_path / "contacts").mkdir()
    (tmp_path / "contacts" / "ambiti.yaml").write_bytes(SMALL.read_bytes())
    for name in ("templates", "locales"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def _command(here: Path, *arguments: str) -> list[str]:
    where = ["--root", str(here), "contacts", "round", "-o", str(here / "giro")]
    return [sys.executable, str(ROOT / "cli.py"), *where, *arguments]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program in this process, in that workspace."""
    monkeypatch.chdir(here)

    def called(*arguments: str) -> Ended:
        code = main(_command(here, *arguments)[2:])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return called


def _settings(here: Path, port: int, *more: str) -> None:
    lines = ["[smtp]", f'host = "{HOST}"', f"port = {port}", 'from = "tavolo@example.it"', *more]
    (here / "leaflet.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


PLAIN = ('encryption = "none"', "per_minute = 6000")


def test_a_round_from_beginning_to_end(here: Path, run: Run) -> None:
    """Opened, looked at, refused a second due day; real workbooks are in the letters."""
    done = run("--due", "2999-12-15")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "confirmed: 0, missing: 4, late: 0", "the summary is in giro",
    ]  # fmt: skip
    message = email.message_from_bytes((here / "giro/levante.eml").read_bytes(), policy=default)
    sheet = next(iter(message.iter_attachments())).get_content()
    assert sheet == (here / "giro" / "levante.xlsx").read_bytes()
    assert sheet.startswith(b"PK")
    before = {file: file.read_bytes() for file in (here / "giro").iterdir()}

    again = run()
    assert again.code == 0, again.err
    assert {file: file.read_bytes() for file in (here / "giro").iterdir()} == before

    other = run("--due", "2999-12-16")
    assert other.code == 1
    assert "is open already, and due on 2999-12-15" in other.err
    assert {file: file.read_bytes() for file in (here / "giro").iterdir()} == before


def test_the_workbook_in_the_letter_is_imported_back(here: Path, run: Run) -> None:
    """An office that changed nothing changes nothing."""
    assert run("--due", "2999-12-15").code == 0
    before = (here / "contacts" / "ambiti.yaml").read_bytes()
    books = map(str, sorted((here / "giro").glob("*.xlsx")))
    assert main(["--root", str(here), "contacts", "import", "--yes", *books]) == 0
    assert (here / "contacts" / "ambiti.yaml").read_bytes() == before


def test_an_answer_saved_into_the_folder_is_not_lost(here: Path, run: Run) -> None:
    """A line names it, and says what to do."""
    assert run("--due", "2999-12-15").code == 0
    (here / "giro" / "levante.xlsx").write_bytes(b"filled in")
    done = run()
    assert (here / "giro" / "levante.xlsx").read_bytes() == b"filled in"
    assert "left alone, because somebody changed them: levante.xlsx; import" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no round was opened in"),
        (("--due", "domani"), "«domani» is not a day: write it like 2026-11-21"),
        (("--due", "15/12/2026"), "«15/12/2026» is not a day: write it like 2026-12-15"),
        (("--due", "2020-01-01"), "2020-01-01 has passed already: choose a day to come"),
        (("--due", "2999-01-01", "melxo"), "there is no ambito «melxo»"),
        (("--really",), "--really and --smtp go with --send"),
        (("--send", "--due", "2999-01-01"), "--send takes neither --due nor ambiti"),
        (("--send",), "no round was opened in"),
    ],
)
def test_wrong_calls_leave_no_folder(
    here: Path, run: Run, arguments: Sequence[str], said: str
) -> None:
    """One sentence, exit 2; 1 where all is typed right, and there is no round."""
    done = run(*arguments)
    assert done.code == (1 if said == "no round was opened in" else 2)
    assert said in done.err
    assert not (here / "giro").exists()


@pytest.fixture
def opened(here: Path, fresh: Path) -> Path:
    """A workspace with an open round."""
    shutil.copytree(fresh, here / "giro")
    return here


def test_sending_is_a_dry_run_unless_asked(opened: Path, run: Run) -> None:
    """It needs no server, and names who has to be called by its exit code."""
    done = run("--send")
    assert done.code == 1
    assert done.out.splitlines()[0] == (
        "Senza Posta: not sent: there is no letter, call the office"
    )
    assert done.out.splitlines()[-1] == "nothing was sent: --send --really sends"
    assert not (opened / "giro" / SENT_LOG).exists()


def test_letters_sent_by_hand_are_not_sent_again(opened: Path, run: Run) -> None:
    """Somebody says which, and may take it back; neither spoils the other letters."""
    assert run("--arrived", "levante", "--arrived", "segni").code == 0
    lines = run("--send").out.splitlines()
    assert sum("sent already on" in line for line in lines) == 2
    assert run("--again", "segni").code == 0
    lines = run("--send").out.splitlines()
    assert any(line.startswith("Levante: sent already on ") for line in lines)
    assert sum("to be sent to" in line for line in lines) == 2
    unknown = run("--arrived", "melxo")
    assert unknown.code == 2
    assert "there is no ambito «melxo»" in unknown.err
    assert (opened / "giro" / SENT_LOG).read_bytes().count(b"\n") == 3


def test_really_sending_with_a_password(
    opened: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over TLS; the password is in no file that was written, and not in what is printed."""
    office = PostOffice()
    certificate = post_office.trusted(opened, monkeypatch, HOST)
    with post_office.opened(office, certificate) as port:
        _settings(opened, port, f'user = "{USER}"', "per_minute = 6000")
        monkeypatch.setenv(PASSWORD, "sbagliata")
        refused = run("--send", "--really")
        monkeypatch.setenv(PASSWORD, SECRET)
        done = run("--send", "--really")
    assert refused.code == 1
    assert "it refuses the user or the password" in refused.err
    assert done.code == 1, "an office has to be called"
    assert office.deliveries() == ALL
    assert SECRET not in done.out + done.err
    assert not any(SECRET.encode() in f.read_bytes() for f in (opened / "giro").iterdir())


@pytest.mark.usefixtures("opened")
def test_without_settings_nothing_is_sent(run: Run) -> None:
    """The file that is missing is named."""
    done = run("--send", "--really")
    assert done.code == 1
    assert "leaflet.toml cannot be read: there is no such file or folder" in done.err


def _killed(here: Path, office: PostOffice) -> None:
    """Start to send, and kill the program with no chance to tidy up while the server waits."""
    with subprocess.Popen(
        _command(here, "--send", "--really"), cwd=here,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            assert office.waiting.wait(SMTP_TIMEOUT_SECONDS), "the letter never came"
        finally:
            process.send_signal(signal.SIGKILL)
    office.holds_at = ""
    office.released.set()


@pytest.mark.parametrize(
    ("where", "number"), [("MAIL", 2), ("RCPT", 1), ("DATA", 2), ("END", 1), ("END", 2)]
)
def test_killed_and_started_again_no_letter_goes_out_twice(
    opened: Path, where: str, number: int
) -> None:
    """Nor is one left out; the one that the server was reading is left to a person."""
    office = PostOffice()
    office.holds_at, office.holds_on = where, number
    with post_office.opened(office) as port:
        _settings(opened, port, *PLAIN)
        _killed(opened, office)
        server = read_server(opened / "leaflet.toml", {})
        again = [post.outcome for post in send_letters(opened / "giro", small(), server, Watch())]
        third = [post.outcome for post in send_letters(opened / "giro", small(), server, Watch())]
    assert office.deliveries() == ALL
    assert (LetterOutcome.UNSURE in again) == (where == "END")
    assert LetterOutcome.SENT not in third


def test_a_broken_connection_is_in_the_summary(opened: Path, run: Run) -> None:
    """What happened to the letters is there even though the run failed."""
    office = PostOffice()
    office.drops_at = "END"
    with post_office.opened(office) as port:
        _settings(opened, port, *PLAIN)
        done = run("--send", "--really")
    assert done.code == 1
    assert "the connection to 127.0.0.1 broke at the letter to Levante" in done.err
    assert "help: run it again: no letter goes out twice" in done.err
    text = (opened / "giro" / "riepilogo.txt").read_text(encoding="utf-8")
    assert "Non si sa se la lettera è arrivata" in text


def test_the_small_list_is_sound() -> None:
    """What the tests of a round are about is a list that the program accepts."""
    assert reading.read_file(SMALL).problems == ()
