# SPDX-License-Identifier: EUPL-1.2
"""`verify`, `bundle`, `sign` and `build --sign`, run as people run them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from leaflet.archive.history import LEAFLET, read_history
from leaflet.archive.manifest import read_manifest
from leaflet.cli.main import main
from tests.authority import DAY, NOW, PASSPHRASE, Authority
from tests.faults.programs import Program, Terminal, wait_until
from tests.paths import ROOT
from tests.tampering import PASSWORD, change_glyph, qpdf

SHEET = "output/pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf"


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key, one that expired, and the certificate of who issued them."""
    folder = tmp_path_factory.mktemp("keys")
    authority = Authority("Autorità di prova")
    (folder / "key.p12").write_bytes(authority.issued("UNEP di Milano").pkcs12())
    old = authority.issued("Ieri", NOW - 9 * DAY, NOW - DAY)
    (folder / "old.p12").write_bytes(old.pkcs12())
    (folder / "ca.pem").write_bytes(authority.holder.pem())
    return folder


@pytest.fixture
def workspace(
    built: Path, certified: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of the workspace with its ten finished sheets, and a key, to work in."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(built, tmp_path / "output")
    shutil.copytree(certified, tmp_path, dirs_exist_ok=True)
    (tmp_path / "leaflet.toml").write_text('[sign]\nkey = "key.p12"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEAFLET_PASSPHRASE", PASSPHRASE)
    return tmp_path


@pytest.mark.usefixtures("workspace")
def test_verify_exits_with_0_only_when_all_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts can rely on it: current 0, anything else 1, wrong usage 2."""
    code = read_manifest(Path("output")).files[SHEET.removeprefix("output/")].code
    assert main(["verify", SHEET, "--code", code.lower()]) == 0
    assert capsys.readouterr().out.startswith(f"{SHEET}: current\n  pages 1, 2: {code} (cosa-")
    change_glyph(Path(SHEET), Path("x.pdf"))
    assert main(["verify", SHEET, "x.pdf"]) == 1
    assert "x.pdf: altered\n" in capsys.readouterr().out
    assert main(["verify", "--code", "ABCD-EFGH"]) == 1
    assert main(["verify", "nowhere.pdf"]) == 1
    assert "nowhere.pdf: cannot be read\n" in capsys.readouterr().out
    assert main(["verify"]) == 2
    assert main(["verify", "--signature"]) == 2


@pytest.mark.usefixtures("workspace")
def test_a_bomb_ends_in_a_sentence(bomb: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is read in a process that may die, for whatever is asked of it; others are told all."""
    assert main(["verify", str(bomb), SHEET]) == 1
    said = capfd.readouterr()
    assert said.out.startswith(f"{bomb}: cannot be read\n  reading it ")
    assert "check the code at its foot instead" in said.out
    assert f"\n{SHEET}: current\n" in said.out
    assert said.err == ""


def test_all_say_the_same_day_of_a_code_that_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Replaced on Tuesday, and again on Friday: it ended on Tuesday."""
    monkeypatch.chdir(tmp_path)
    history = read_history(tmp_path / "output")
    for day, code in (("16", "AAAA-2222"), ("17", "BBBB-2222"), ("20", "CCCC-2222")):
        history.append({"record": LEAFLET, "on": f"2026-11-{day}T09:00:00Z", "path": "pdf/x.pdf",
                        "key": "", "sha256": "", "code": code})  # fmt: skip
    assert main(["verify", "--code", "AAAA-2222"]) == 1
    assert main(["changes", "--since", "AAAA-2222"]) == 0
    said = capsys.readouterr().out
    assert said.count("(x.pdf, made on 2026-11-16) was replaced on 2026-11-17 by CCCC-2222\n") == 2


def test_a_sheet_that_the_list_contradicts_is_not_current(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has built since: the sheet would send people to a number that is no longer right."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    code = read_manifest(Path("output")).files[SHEET.removeprefix("output/")].code
    contacts.write_text(text.replace("02 9507 59245", "02 9507 5900"), encoding="utf-8")
    assert main(["verify", SHEET, "--code", code]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("made on 2026-") == out.count(") was made before the list changed\n") == 2
    assert out.count("Settala: phone 02 9507 59245 → 02 9507 5900") == 2
    assert out.count("help: run leaflet build, then take the new one") == 2
    assert main(["verify", SHEET.replace("melzo", "rhodense")]) == 0
    assert main(["verify", SHEET, "--manifest", "output/manifest.json"]) == 0
    contacts.write_text(text.replace("id: melzo", "id: [melzo"), encoding="utf-8")
    assert main(["verify", SHEET]) == 0
    assert "whether the list changed" in capsys.readouterr().err


@pytest.mark.usefixtures("workspace")
def test_verify_says_once_why_a_file_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder, a document of Word: what it is, not that it is damaged."""
    Path("a.docx").write_bytes(b"PK\x03\x04 word")
    assert main(["verify", "output", "a.docx", "none.pdf", "--signature"]) == 1
    assert capsys.readouterr().out == (
        "output: cannot be read\n  it is a folder\n"
        "  help: name the files in it: output/*.pdf\n"
        "a.docx: cannot be read\n"
        "  it is not a PDF: it is a document of an office program, or an archive\n"
        "none.pdf: cannot be read\n  there is no such file or folder\n"
    )
    assert main(["verify", SHEET, "--signature", "--trust", "none.pem"]) == 1
    assert "none.pem cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("workspace")
def test_texts_stand_in_nobodys_way(capsys: pytest.CaptureFixture[str]) -> None:
    """Plain texts have no pages: sheets are verified beside them, and their own codes are known."""
    assert main(["build", "melzo", "--product", "text", "--workers", "1"]) == 0
    files = read_manifest(Path("output")).files
    text = next(entry for path, entry in files.items() if path.endswith(".txt"))
    capsys.readouterr()
    assert main(["verify", SHEET, "--code", text.code]) == 0
    assert f"{text.code}: current\n" in capsys.readouterr().out
    assert main(["verify", SHEET, "--signature"]) == 1
    assert "it has no digital signature" in capsys.readouterr().out


@pytest.mark.usefixtures("workspace")
def test_one_unreadable_file_of_the_folder_leaves_the_others_known() -> None:
    """Even where the manifest has no pages of it, as older programs wrote it."""
    broken = Path("output/pdf/broken.pdf")
    broken.write_bytes(b"%PDF-1.7 broken")
    digest = hashlib.sha256(broken.read_bytes()).hexdigest()
    place = Path("output/manifest.json")
    manifest = json.loads(place.read_text(encoding="utf-8"))
    entry = {"key": "", "sha256": digest, "code": "ZZZZ-2222"}
    manifest["files"]["pdf/broken.pdf"] = entry
    place.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["verify", SHEET]) == 0


@pytest.mark.usefixtures("workspace")
def test_verify_speaks_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON with the same keys for every sheet."""
    assert main(["verify", SHEET, "--code", "x", "--format", "json"]) == 1
    file, code = json.loads(capsys.readouterr().out)
    assert (file["asked"], file["verdict"]) == (SHEET, "current")
    assert file["sheets"][0]["pages"] == [1, 2]
    assert file["sheets"][0].keys() == code["sheets"][0].keys()
    assert code["verdict"] == "unknown"


@pytest.mark.usefixtures("workspace")
def test_signing_and_checking_the_signature(capsys: pytest.CaptureFixture[str]) -> None:
    """The original stays; the signed sheet is current and signed; an unsigned one is not enough."""
    before = Path(SHEET).read_bytes()
    assert main(["sign", SHEET, "-o", "signed"]) == 0
    assert Path(SHEET).read_bytes() == before
    signed = str(Path("signed", Path(SHEET).name))
    assert main(["verify", signed, "--signature", "--trust", "ca.pem"]) == 0
    assert "signature: signed by UNEP di Milano, and as it was" in capsys.readouterr().out
    assert main(["verify", signed, "--signature"]) == 1
    assert "unknown authority: Autorità di prova" in capsys.readouterr().out
    assert main(["verify", SHEET, "--signature"]) == 1
    assert "it has no digital signature" in capsys.readouterr().out


@pytest.mark.usefixtures("workspace")
def test_signing_refuses_what_it_must(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key, an expired one, nobody to type the passphrase, a file over itself."""
    settings = Path("leaflet.toml")
    named = settings.read_text()
    assert main(["sign", SHEET, "-o", SHEET]) == 1
    assert "would replace itself" in capsys.readouterr().err
    for text, reason in (
        ("[sign]\n", "leaflet.toml: name the key to sign with: either «key» or «device»"),
        (named.replace("key.p12", "none.p12"), "none.p12 cannot be read: there is no such file"),
        (named.replace("key.p12", "old.p12"), "your certificate expired on"),
    ):
        settings.write_text(text)
        assert main(["sign", SHEET, "-o", "x.pdf"]) == 1
        assert reason in capsys.readouterr().err
    settings.write_text(named)
    monkeypatch.delenv("LEAFLET_PASSPHRASE")
    assert main(["sign", SHEET, "-o", "x.pdf"]) == 1
    assert "nobody is here to type the passphrase" in capsys.readouterr().err
    settings.unlink()
    assert main(["sign", SHEET, "-o", "x.pdf"]) == 1
    assert capsys.readouterr().err.endswith(
        "leaflet.toml cannot be read: there is no such file or folder\n"
        'help: write the file leaflet.toml, and in it:\n\n    [sign]\n    key = "unep.p12"\n\n'
    )
    assert not Path("x.pdf").exists()


@pytest.mark.judged
@pytest.mark.usefixtures("workspace")
def test_one_file_that_cannot_be_signed_leaves_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each says what is the matter with it, in the words that people know from attach."""
    Path("a.docx").write_bytes(b"PK\x03\x04 word")
    qpdf("--encrypt", PASSWORD, PASSWORD, 256, "--", SHEET, "locked.pdf")
    Path("cut.pdf").write_bytes(Path(SHEET).read_bytes()[:-500])
    bad = ["a.docx", "locked.pdf", "cut.pdf", "none.pdf"]
    assert main(["sign", *bad, SHEET, "-o", "signed"]) == 1
    said = capsys.readouterr()
    assert said.out == f"signed/{Path(SHEET).name}\n"
    assert [path.name for path in Path("signed").iterdir()] == [Path(SHEET).name]
    for sentence in (
        "a.docx: it is not a PDF: it is a document of an office program, or an archive",
        "locked.pdf: the file is locked with a password",
        "cut.pdf: it is damaged: parts of it cannot be read",
        "none.pdf cannot be read: there is no such file or folder",
    ):
        assert f"leaflet: {sentence}\n" in said.err


@pytest.mark.parametrize(
    ("keys", "code", "said"),
    [
        (f"{PASSPHRASE}\n".encode(), 0, "x.pdf"),
        (b"\n", 1, "leaflet: the passphrase is missing: nothing was typed"),
        (b"\x04", 1, "leaflet: the passphrase is missing: nothing was typed"),
        (b"\x03", 130, ""),
    ],
    ids=["typed", "Enter", "Ctrl-D", "Ctrl-C"],
)
def test_a_person_is_asked_for_the_passphrase(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, keys: bytes, code: int, said: str
) -> None:
    """It is not shown, and whoever would rather not type it is let go with a sentence."""
    monkeypatch.delenv("LEAFLET_PASSPHRASE")
    command = [sys.executable, str(ROOT / "cli.py"), "sign", SHEET, "-o", "x.pdf"]
    with Terminal(command, workspace) as program:
        wait_until(lambda: "Passphrase or PIN: " in program.said()[0], "the question")
        program.press(keys)
        ended = program.ended()
    assert ended.code == code, ended.out
    assert said in ended.out
    assert PASSPHRASE not in ended.out
    assert "Traceback" not in ended.out
    assert Path("x.pdf").exists() == (code == 0)


@pytest.mark.usefixtures("workspace")
def test_build_signs_what_is_not_yet_signed(capsys: pytest.CaptureFixture[str]) -> None:
    """One sheet first; then a build without --sign keeps it, and says that others lack it."""
    options = ["--sign", "--workers", "1"]
    assert main(["build", "melzo", *options]) == 0
    files = read_manifest(Path("output")).files
    assert [path for path, entry in files.items() if entry.signed_by] == [SHEET[7:]]
    stamp = Path(SHEET).stat().st_mtime_ns
    assert main(["build", "melzo", *options]) == 0
    assert Path(SHEET).stat().st_mtime_ns == stamp
    capsys.readouterr()
    assert main(["build", "melzo"]) == 0
    assert Path(SHEET).stat().st_mtime_ns == stamp
    assert "without a signature, unlike the others" in capsys.readouterr().err
    assert main(["verify", SHEET, "--signature", "--trust", "ca.pem"]) == 0


def test_watch_warns_once_that_it_does_not_sign(workspace: Path) -> None:
    """Sheets that are made again lose their signature; whoever edits is told before."""
    options = ["--sign", "--workers", "1"]
    assert main(["build", "melzo", *options]) == 0
    with Program([sys.executable, str(ROOT / "cli.py"), "watch"], workspace) as watching:
        wait_until(lambda: "waiting for changes" in watching.said()[1], "the first build")
        warning = "leaflets here are signed; those that are made again now will not be\n"
        assert watching.said()[1].count(warning) == 1


def test_build_signs_no_texts_and_waits_for_none(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A seal is for PDFs: texts are made as ever, once, and nobody is told that one lacks it."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    head, *ambiti = contacts.read_text(encoding="utf-8").split("  - id: ")
    contacts.write_text(f"{head}  - id: {ambiti[-1]}", encoding="utf-8")
    options = ["--workers", "1", "--sign"]
    assert main(["build", "--product", "sheet", "--product", "text", *options]) == 0
    files = read_manifest(Path("output")).files
    unsigned = {path for path, entry in files.items() if not entry.signed_by}
    assert unsigned == {path for path in files if path.endswith(".txt")} != set()
    stamps = {path: Path("output", path).stat().st_mtime_ns for path in files}
    assert main(["build", *options]) == 0
    assert stamps == {path: Path("output", path).stat().st_mtime_ns for path in files}
    assert "without a signature" not in capsys.readouterr().err


@pytest.mark.usefixtures("workspace")
def test_a_bundle_is_made_and_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes; its own manifest verifies its own sheets."""
    assert main(["bundle", "--for", "unep", "-o", "b.zip"]) == 0
    assert capsys.readouterr().out.endswith(" kB, leaflets: 10\n")
    first = Path("b.zip").read_bytes()
    assert main(["bundle", "--for", "unep", "-o", "b.zip"]) == 0
    assert Path("b.zip").read_bytes() == first
    shutil.unpack_archive("b.zip", "b")
    assert main(["verify", SHEET, "--manifest", "b/manifest.json"]) == 0


def test_a_bundle_of_old_sheets_is_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which ones, and what to do; nothing is written."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    contacts.write_text(text.replace("02 9507 59245", "02 9507 5900"), encoding="utf-8")
    assert main(["bundle", "-o", "b.zip"]) == 1
    err = capsys.readouterr().err
    assert "not current: melzo (contact row 5, " in err
    assert "first run leaflet build --product sheet" in err
    assert not Path("b.zip").exists()
    assert main(["bundle", "milano", "-o", "b.zip"]) == 0  # Melzo is not in it
    assert main(["bundle", "--for", "ambito", "-o", "b.zip"]) == 1
    assert "say which ambito" in capsys.readouterr().err
    assert main(["bundle", "-o", "b.zip", "--since", "none.zip"]) == 1
    assert main(["bundle", "-o", "contacts/ambiti.yaml", "milano"]) == 1


def test_a_bundle_asks_only_for_the_sheets_that_are_in_it(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other products may be old; the generic sheet is in every bundle, and is named once."""
    assert main(["build", "melzo", "--product", "text", "--workers", "1"]) == 0
    for text in (workspace / "output" / "testo").iterdir():
        text.write_text("old", encoding="utf-8")
    assert main(["bundle", "melzo", "-o", "b.zip"]) == 0
    with zipfile.ZipFile("b.zip") as made:
        assert "solo i Comuni di\n      Melzo" in made.read("indice.html").decode()
    (workspace / SHEET.replace("melzo", "generico")).unlink()
    capsys.readouterr()
    assert main(["bundle", "melzo", "-o", "b.zip"]) == 1
    assert "not current: generico (the file is missing)\n" in capsys.readouterr().err


@pytest.mark.usefixtures("workspace")
def test_whom_a_bundle_can_be_for(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong word is answered with the right ones."""
    assert main(["bundle", "--for", "avvocati", "-o", "b.zip"]) == 2
    assert "can be: ordine, unep, ambito\n" in capsys.readouterr().err


def test_the_list_is_asked_however_its_folder_is_named(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By `--root`, by `--output` or by standing there: the same sheet, the same answer."""
    contacts = workspace / "contacts" / "ambiti.yaml"
    text = contacts.read_text(encoding="utf-8")
    contacts.write_text(text.replace("02 9507 59245", "02 9507 5900"), encoding="utf-8")
    assert main(["--root", ".", "verify", SHEET]) == 1
    assert main(["verify", SHEET, "--output", str(workspace / "output")]) == 1
    (workspace / "atti").mkdir(exist_ok=True)
    monkeypatch.chdir(workspace / "atti")
    assert main(["--root", "..", "verify", str(workspace / SHEET)]) == 1
    out, err = capsys.readouterr()
    assert out.count("Settala: phone 02 9507 59245 → 02 9507 5900") == 3
    assert err == ""


def test_leaflets_that_lie_beside_no_list_are_not_compared_with_one(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They may be made of another list: that this one was not asked is said."""
    shutil.copytree(workspace / "output", workspace / "elsewhere")
    assert main(["verify", SHEET, "--output", "elsewhere"]) == 0
    assert capsys.readouterr().err == (
        "elsewhere lies beside no list: whether one says something else by now is not known\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["build"],
        ["verify", SHEET],
        ["find", "Settala"],
        ["bundle", "-o", "b.zip"],
        ["changes"],
        ["print", "--copies", "melzo=1", "-o", "x"],
    ],
)
def test_root_means_the_same_in_every_command(
    workspace: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contacts, templates, texts and leaflets are all in the folder that it names."""
    (workspace / "atti").mkdir(exist_ok=True)
    monkeypatch.chdir(workspace / "atti")
    named = [str(workspace / part) if part == SHEET else part for part in command]
    assert main(["--root", "..", *named]) == 0
    assert not Path("output").exists()


def test_find_names_a_file_that_is_there(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path that it prints can be opened from where one stands."""
    (workspace / "atti").mkdir(exist_ok=True)
    monkeypatch.chdir(workspace / "atti")
    assert main(["--root", "..", "find", "Settala"]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert Path(line.removeprefix("Leaflet: ")).is_file()
