# SPDX-License-Identifier: EUPL-1.2
"""Signatures: made with real keys, kept by PDF/A and PDF/UA, and broken by whatever is changed."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from leaflet.pdf import signing
from leaflet.pdf.page_digest import page_digests
from leaflet.pdf.signing import UnsignableError
from leaflet.problems import LeafletError
from tests.authority import DAY, NOW, PASSPHRASE, Authority, stamp_server
from tests.judges import verapdf
from tests.judges.programs import MissingJudgeError, run
from tests.tampering import PASSWORD, notice, qpdf

if TYPE_CHECKING:
    import datetime as dt

    from leaflet.pdf.signing import Seal, Signature
    from tests.authority import Holder

DRIVERS = [Path(folder) / "softhsm/libsofthsm2.so" for folder in
           ("/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")]  # fmt: skip
PIN = "1234"


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Who issues certificates in these tests."""
    return Authority("Autorità di prova")


@pytest.fixture(scope="module")
def holder(authority: Authority) -> Holder:
    """Who signs."""
    return authority.issued("UNEP di Milano")


@pytest.fixture(scope="module")
def seal(holder: Holder) -> Seal:
    """The key as a clerk has it."""
    return signing.seal_of_file(holder.pkcs12(), PASSPHRASE)


@pytest.fixture(scope="module")
def sheet(sheets: dict[str, Path]) -> bytes:
    """The sheet that is signed."""
    return sheets["melzo"].read_bytes()


def judged(pdf: bytes, *trusted: Authority, at: dt.datetime = NOW) -> Signature:
    """Return what is said of the only signature of a file."""
    roots = [root for one in trusted for root in signing.certificates(one.holder.pem())]
    (found,) = signing.signatures(pdf, roots, at)
    return found


def test_a_signed_sheet_is_still_the_sheet_and_meets_both_standards(
    seal: Seal, sheet: bytes, authority: Authority, tmp_path: Path
) -> None:
    """B-B and B-T: PDF/A-2a and PDF/UA-1 by veraPDF, and the pages are known."""
    files = []
    with stamp_server(authority.issued("Marca temporale di prova", stamps=True)) as url:
        for name, stamps in (("bb", None), ("bt", signing.stamps_of(url))):
            signed = replace(seal, stamps=stamps).signed(sheet)
            assert signed.startswith(sheet)
            assert page_digests(signed) == page_digests(sheet)
            found = judged(signed, authority)
            assert (found.is_good, found.is_stamped) == (True, stamps is not None)
            files.append(tmp_path / f"{name}.pdf")
            files[-1].write_bytes(signed)
    assert set(map(tuple, verapdf.validate(files).values())) == {()}
    assert len(files) == 2


def test_the_signature_is_pades(seal: Seal, sheet: bytes) -> None:
    """Its kind is that of ETSI EN 319 142-1, and it names the whole file."""
    with pikepdf.open(io.BytesIO(seal.signed(sheet))) as document:
        value = document.Root.AcroForm.Fields[0].V
        assert value.SubFilter == pikepdf.Name("/ETSI.CAdES.detached")
        assert value.ByteRange[0] == 0


def test_any_byte_changed_breaks_it(seal: Seal, sheet: bytes, authority: Authority) -> None:
    """A digit changed with a program that keeps the signature is noticed."""
    signed = bytearray(seal.signed(sheet))
    signed[len(sheet) // 2] ^= 1
    found = judged(bytes(signed), authority)
    assert str(found.sentence) == "it was changed after UNEP di Milano signed it"
    assert not found.is_good


def test_something_added_behind_it_breaks_it(
    seal: Seal, sheet: bytes, authority: Authority, tmp_path: Path
) -> None:
    """An update behind the signature that covers a number is noticed, though no byte changed."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415  (to forge)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(seal.signed(sheet)))
    page = writer.root["/Pages"]["/Kids"][1]
    page["/CropBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 300)))
    writer.update_container(page)
    with (tmp_path / "x.pdf").open("wb+") as file:
        writer.write(file)
    found = judged((tmp_path / "x.pdf").read_bytes(), authority)
    assert str(found.sentence) == "something was added to it after UNEP di Milano signed it"


def test_an_unknown_authority(seal: Seal, sheet: bytes) -> None:
    """Nobody is trusted unless the user says so, and not somebody of the same name."""
    signed = seal.signed(sheet)
    for trusted in ((), (Authority("Autorità di prova"),)):
        found = judged(signed, *trusted)
        assert str(found.sentence) == (
            "the certificate of UNEP di Milano is from an unknown authority: Autorità di prova"
        )
        assert "--trust" in str(found.hint)


def test_a_certificate_that_vouches_for_itself(sheet: bytes) -> None:
    """Its authority is unknown like any other; named with --trust, it is good."""
    alone = Authority("Avv. Rossi")
    signed = signing.seal_of_file(alone.holder.pkcs12(), PASSPHRASE).signed(sheet)
    found = judged(signed)
    assert str(found.sentence) == (
        "the certificate of Avv. Rossi is from an unknown authority: Avv. Rossi"
    )
    assert "--trust" in str(found.hint)
    assert judged(signed, alone).is_good


def test_a_certificate_for_something_else(authority: Authority, sheet: bytes) -> None:
    """Of an authority that is trusted, but not for signing."""
    server = authority.issued("Un server", signs=False)
    found = judged(signing.seal_of_file(server.pkcs12(), PASSPHRASE).signed(sheet), authority)
    assert str(found.sentence) == "the certificate of Un server is not for signing documents"
    assert found.hint is None


def test_an_expired_certificate(authority: Authority, sheet: bytes) -> None:
    """Without a time stamp nothing proves that it signed before; with one, the signature stays."""
    short = authority.issued("Cancelleria", NOW - 2 * DAY, NOW + DAY)
    seal = signing.seal_of_file(short.pkcs12(), PASSPHRASE)
    later = NOW + 30 * DAY
    found = judged(seal.signed(sheet), authority, at=later)
    assert str(found.sentence) == (
        f"the certificate of Cancelleria expired on {(NOW + DAY).date()}, and nothing proves that "
        "it signed before"
    )
    with stamp_server(authority.issued("Marca temporale", stamps=True)) as url:
        stamped = replace(seal, stamps=signing.stamps_of(url)).signed(sheet)
    assert judged(stamped, authority, at=later).is_good


def test_a_time_stamp_of_somebody_unknown(seal: Seal, authority: Authority, sheet: bytes) -> None:
    """It does not make the signature good, and a sentence of its own says so."""
    other = Authority("Altra autorità").issued("Marca temporale", stamps=True)
    with stamp_server(other) as url:
        found = judged(replace(seal, stamps=signing.stamps_of(url)).signed(sheet), authority)
    assert str(found.sentence) == "its time stamp cannot be trusted"
    assert (found.is_good, found.is_stamped) == (False, False)


def test_an_expired_key_does_not_sign(authority: Authority) -> None:
    """Nor does one that is not valid yet."""
    old = authority.issued("Ieri", NOW - 9 * DAY, NOW - DAY)
    new = authority.issued("Domani", NOW + DAY, NOW + 9 * DAY)
    with pytest.raises(LeafletError, match="your certificate expired on"):
        signing.seal_of_file(old.pkcs12(), PASSPHRASE).fit_on(NOW)
    with pytest.raises(LeafletError, match="your certificate is not valid before"):
        signing.seal_of_file(new.pkcs12(), PASSPHRASE).fit_on(NOW)
    signing.seal_of_file(authority.issued("Oggi").pkcs12(), PASSPHRASE).fit_on(NOW)


def test_a_second_signature_keeps_the_first(seal: Seal, sheet: bytes, authority: Authority) -> None:
    """Each is good."""
    twice = seal.signed(seal.signed(sheet))
    roots = signing.certificates(authority.holder.pem())
    assert [found.is_good for found in signing.signatures(twice, roots, NOW)] == [True, True]


def test_files_that_cannot_be_signed(seal: Seal, sheet: bytes, tmp_path: Path) -> None:
    """No PDF, a damaged or a locked one: each says so."""
    with pytest.raises(UnsignableError, match=r"it is not a PDF$"):
        seal.signed(b"# README")
    packed = sheet.replace(b"stream\nx", b"stream\n\x00")
    assert packed != sheet
    for damaged in (sheet[:-500], sheet[: len(sheet) // 2], packed):
        with pytest.raises(UnsignableError, match="it is damaged"):
            seal.signed(damaged)
        with pytest.raises(LeafletError, match="it is damaged"):
            signing.signatures(damaged, [], NOW)
    plain, locked = tmp_path / "plain.pdf", tmp_path / "locked.pdf"
    plain.write_bytes(sheet)
    qpdf("--encrypt", PASSWORD, PASSWORD, 256, "--", plain, locked)
    with pytest.raises(UnsignableError, match="locked with a password"):
        seal.signed(locked.read_bytes())
    assert signing.signatures(notice(tmp_path / "n.pdf").read_bytes(), [], NOW) == ()


def test_a_file_that_is_not_tagged_can_be_signed(
    seal: Seal, authority: Authority, tmp_path: Path
) -> None:
    """A notice without structure."""
    plain = notice(tmp_path / "n.pdf").read_bytes()
    assert judged(seal.signed(plain), authority).is_good


def test_a_wrong_passphrase(holder: Holder) -> None:
    """It is said, and never repeated in the message."""
    with pytest.raises(LeafletError, match="passphrase is wrong") as caught:
        signing.seal_of_file(holder.pkcs12(), "sbagliata")
    assert "sbagliata" not in str(caught.value)
    with pytest.raises(LeafletError, match="no PKCS#12 file"):
        signing.seal_of_file(b"x", PASSPHRASE)


def test_a_time_stamp_server_that_is_down(seal: Seal, sheet: bytes) -> None:
    """The file is not signed without the time that was asked for."""
    with stamp_server(Authority("x").issued("y", stamps=True)) as url:
        pass
    with pytest.raises(LeafletError, match="cannot be fetched: the connection fails"):
        replace(seal, stamps=signing.stamps_of(url)).signed(sheet)


def test_certificates_are_read_in_both_forms(authority: Authority) -> None:
    """PEM, DER, and nothing else."""
    (one,) = signing.certificates(authority.holder.pem())
    (other,) = signing.certificates(authority.holder.der())
    assert one.dump() == other.dump()
    with pytest.raises(LeafletError, match="there is no certificate in it"):
        signing.certificates(b"x")


@pytest.fixture(scope="module")
def device(holder: Holder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A card of software (SoftHSM2) with the key; returns its driver."""
    driver = next((path for path in DRIVERS if path.exists()), None)
    if driver is None:
        raise MissingJudgeError("The PKCS#11 driver SoftHSM2", "softhsm2")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    run("softhsm2-util", "softhsm2",
        ["--init-token", "--free", "--label", "prova", "--pin", PIN, "--so-pin", PIN])  # fmt: skip
    _load(driver, holder)
    return driver


def _load(driver: Path, holder: Holder) -> None:
    import pkcs11  # noqa: PLC0415  (the driver reads its settings when it is loaded)
    from pkcs11.util.rsa import decode_rsa_private_key  # noqa: PLC0415
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

    token = pkcs11.lib(str(driver)).get_token(token_label="prova")  # noqa: S106  (a name)
    with token.open(rw=True, user_pin=PIN) as session:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        plain = holder.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        named = {pkcs11.Attribute.LABEL: "firma", pkcs11.Attribute.ID: b"\x01",
                 pkcs11.Attribute.TOKEN: True}  # fmt: skip
        session.create_object({**decode_rsa_private_key(plain), **named})
        session.create_object({**decode_x509_certificate(holder.der()), **named})


def test_a_key_in_a_device_signs(device: Path, authority: Authority, sheet: bytes) -> None:
    """The key never leaves the device; the signature is like any other."""
    with signing.seal_of_device(device, "prova", "firma", PIN) as seal:
        signed = seal.signed(sheet)
        assert len(seal.name) == 64
    assert judged(signed, authority).is_good


def test_the_settings_name_the_key_from_where_they_lie(
    holder: Holder, device: Path, tmp_path: Path
) -> None:
    """A file beside them, or the driver of a device; a time stamp only where a server is named."""
    (tmp_path / "unep.p12").write_bytes(holder.pkcs12())
    settings = tmp_path / "leaflet.toml"
    settings.write_text('[sign]\nkey = "unep.p12"\n')
    with signing.open_seal(settings, lambda: PASSPHRASE, NOW) as of_file:
        assert of_file.stamps is None
    lines = ("[sign]", f'device = "{device}"', 'token = "prova"', 'certificate = "firma"',
             'timestamp = "https://marche.example.it"')  # fmt: skip
    settings.write_text("\n".join(lines))
    with signing.open_seal(settings, lambda: PIN, NOW) as of_device:
        assert of_device.stamps is not None
        assert of_device.name == of_file.name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[sign]", "name the key to sign with: either «key» or «device»"),
        ('[sign]\nkey = "a"\ndevice = "b"', "name the key to sign with: either «key» or «device»"),
        ('[sign]\nkey = "a"\nvisible = true', "«visible» is not known"),
        ("[sign]\nkey = 1", "«key» has a value of the wrong kind"),
        ('[sign]\nkey = "a"\npin = "1234"', "a password never stands in a file: delete it there"),
    ],
)
def test_settings_that_name_no_key(text: str, reason: str, tmp_path: Path) -> None:
    """Said in a sentence that begins with the file, before anybody is asked for a passphrase."""
    settings = tmp_path / "leaflet.toml"
    settings.write_text(text)
    with (
        pytest.raises(LeafletError) as caught,
        signing.open_seal(settings, lambda: pytest.fail("asked"), NOW),
    ):
        pass
    assert str(caught.value) == f"{settings}: {reason}"
    assert str(caught.value.hint) == ("[sign] may have: key, device, token, certificate, timestamp")


def test_a_device_that_refuses(device: Path) -> None:
    """A wrong PIN, another name, no such driver: each is said in a sentence."""
    with (
        pytest.raises(LeafletError, match="the device"),
        signing.seal_of_device(device, "prova", "firma", "0000"),
    ):
        pass
    with (
        pytest.raises(LeafletError, match="the device"),
        signing.seal_of_device(device, "altra", "firma", PIN),
    ):
        pass
    with (
        pytest.raises(LeafletError, match="the device cannot be opened"),
        signing.seal_of_device(Path("nessuno.so"), "", "", PIN),
    ):
        pass


def test_pdfsig_of_poppler_agrees(seal: Seal, sheet: bytes, tmp_path: Path) -> None:
    """A reader that is not pyHanko finds the signature whole, and a changed one broken."""
    signed = bytearray(seal.signed(sheet))
    path = tmp_path / "x.pdf"
    path.write_bytes(signed)
    assert "Signature is Valid" in _pdfsig(path)
    signed[len(sheet) // 2] ^= 1
    path.write_bytes(signed)
    assert "Digest Mismatch" in _pdfsig(path)


def _pdfsig(path: Path) -> str:
    return run("pdfsig", "poppler-utils", ["-nocert", str(path)])
