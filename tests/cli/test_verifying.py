# SPDX-License-Identifier: EUPL-1.2
"""`verify`, `bundle`, `sign` and `build --sign`, run as people run them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from leaflet.cli.main import main
from leaflet.manifest import read_manifest
from tests.authority import DAY, NOW, PASSPHRASE, Authority
from tests.tampering import change_glyph

ROOT = Path(__file__).parents[2]
SHEET = "output/pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf"


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the workspace with its ten finished sheets, and a key, to work in."""
    for name in ("contacts", "templates", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(built, tmp_path / "output")
    authority = Authority("Autorità di prova")
    (tmp_path / "key.p12").write_bytes(authority.issued("UNEP di Milano").pkcs12())
    old = authority.issued("Ieri", NOW - 9 * DAY, NOW - DAY)
    (tmp_path / "old.p12").write_bytes(old.pkcs12())
    (tmp_path / "ca.pem").write_bytes(authority.holder.pem())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEAFLET_PASSPHRASE", PASSPHRASE)
    return tmp_path


@pytest.mark.usefixtures("workspace")
def test_verify_exits_with_0_only_when_all_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts can rely on it: current 0, anything else 1, wrong usage 1 with a sentence."""
    code = read_manifest(Path("output")).files[SHEET.removeprefix("output/")].code
    assert main(["verify", SHEET, "--code", code.lower()]) == 0
    assert capsys.readouterr().out.startswith(f"{SHEET}: current\n  pages 1, 2: {code} (cosa-")
    change_glyph(Path(SHEET), Path("x.pdf"))
    assert main(["verify", SHEET, "x.pdf"]) == 1
    assert "x.pdf: altered\n" in capsys.readouterr().out
    assert main(["verify", "--code", "ABCD-EFGH"]) == 1
    assert main(["verify", "nowhere.pdf"]) == 1
    assert "nowhere.pdf: cannot be read\n" in capsys.readouterr().out
    assert main(["verify"]) == 1


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
    assert main(["sign", SHEET, "-o", "signed", "--key", "key.p12", "--visible"]) == 0
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
    for arguments, reason in (
        (["-o", "x.pdf"], "either --key or --device"),
        (["-o", "x.pdf", "--key", "old.p12"], "your certificate expired on"),
        (["-o", SHEET, "--key", "key.p12"], "would replace itself"),
    ):
        assert main(["sign", SHEET, *arguments]) == 1
        assert reason in capsys.readouterr().err
    monkeypatch.delenv("LEAFLET_PASSPHRASE")
    assert main(["sign", SHEET, "-o", "x.pdf", "--key", "key.p12"]) == 1
    assert "nobody is here to type the passphrase" in capsys.readouterr().err
    assert not Path("x.pdf").exists()


@pytest.mark.usefixtures("workspace")
def test_build_signs_what_is_not_yet_signed(capsys: pytest.CaptureFixture[str]) -> None:
    """One sheet first; then a build without --sign keeps it, and says that others lack it."""
    options = ["--sign", "--key", "key.p12", "--executor", "serial"]
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


@pytest.mark.usefixtures("workspace")
def test_a_bundle_is_made_and_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes; its own manifest verifies its own sheets."""
    assert main(["bundle", "--for", "unep", "-o", "b.zip"]) == 0
    assert capsys.readouterr().out.startswith("b.zip: 10 sheets, ")
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
    assert "no bundle: out of date or missing: melzo" in err
    assert "leaflet build makes them" in err
    assert not Path("b.zip").exists()
    assert main(["bundle", "--for", "ambito", "-o", "b.zip"]) == 1
    assert "say which ambito" in capsys.readouterr().err
    assert main(["bundle", "-o", "b.zip", "--since", "none.zip"]) == 1
    assert main(["bundle", "-o", "contacts/ambiti.yaml", "milano"]) == 1
